import {captured, type Standing} from '../standing.ts';

/** What of a PayPlug payment says where it stands: no word, but these. Amounts in cents, instants in Unix seconds. */
export interface PayplugPayment {
  readonly amount: number;
  readonly amount_refunded: number;
  readonly is_paid: boolean;
  readonly is_refunded: boolean;
  readonly failure: {readonly code: string} | null;
  readonly authorization: {readonly authorized_at: number | null; readonly expires_at: number | null} | null;
  readonly payment_method: {readonly is_pending?: boolean} | null;
}

/** Failures that are no refusal: nobody said no. */
const endings: Readonly<Record<string, {readonly lapsed: boolean}>> = {
  aborted: {lapsed: false},
  timeout: {lapsed: true},
};

/**
 * Where a payment stands. A failure of an unheard-of kind is a refusal all the same: that the payment failed is known,
 * only the reason is not. A capture is all or nothing.
 *
 * @param now - Milliseconds since 1970.
 */
export function standingOf(payment: PayplugPayment, now: number): Standing {
  const {failure, authorization} = payment;
  // What was given back had been taken.
  if (payment.is_paid || payment.is_refunded || payment.amount_refunded > 0) return captured(payment.amount, true);
  if (failure) {
    const ending = Object.hasOwn(endings, failure.code) ? endings[failure.code] : undefined;
    return ending ? {kind: 'voided', ...ending} : {kind: 'declined'};
  }
  if (authorization && authorization.authorized_at !== null) {
    // Held, but until when nobody said: not a state that we know.
    if (authorization.expires_at === null) return {kind: 'unknown'};
    return authorization.expires_at * 1000 > now ? {kind: 'authorized'} : {kind: 'voided', lapsed: true};
  }
  return {kind: payment.payment_method?.is_pending === true ? 'pending' : 'action_required'};
}
