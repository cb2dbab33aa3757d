import {captured, type Standing} from '../standing.ts';

/** What of an Alma payment says where it stands. Amounts in cents, instants in Unix seconds. */
export interface AlmaPayment {
  readonly state: string;
  readonly purchase_amount: number;
  readonly refunds: readonly {readonly amount: number; readonly from_payment_cancellation: boolean}[];
  /** The schedule starts when we say so, at shipment. */
  readonly deferred_trigger: boolean;
  /** When we said so. */
  readonly deferred_trigger_applied: number | null;
  readonly expired_at: number | null;
}

/**
 * Where a payment stands. Acceptance is the capture, except where the schedule waits for our trigger.
 *
 * Refunds first: `paid` is also reached when refunds leave nothing due. An instalment that fails after acceptance is
 * Alma's risk, and moves nothing here. Capture by hand (`capture_method: manual`) is not read: its fields are not
 * published.
 *
 * @param now - Milliseconds since 1970.
 */
export function standingOf(payment: AlmaPayment, now: number): Standing {
  const {state, purchase_amount: amount, refunds} = payment;
  const waits = payment.deferred_trigger && payment.deferred_trigger_applied === null;
  const accepted = state === 'in_progress' || state === 'paid';

  if (refunds.length > 0) {
    const back = refunds.reduce((sum, refund) => sum + refund.amount, 0);
    if (back >= amount && refunds.every((refund) => refund.from_payment_cancellation))
      return {kind: 'voided', lapsed: false};
    // Money given back before any was taken: not a state that we know.
    return accepted && !waits ? captured(amount, true) : {kind: 'unknown'};
  }
  if (accepted) return waits ? {kind: 'authorized'} : captured(amount, true);

  switch (state) {
    case 'scored_no':
      return {kind: 'declined'};
    case 'not_started':
    case 'scored_yes':
    case 'scored_maybe':
      return payment.expired_at !== null && payment.expired_at * 1000 <= now
        ? {kind: 'voided', lapsed: true}
        : {kind: 'action_required'};
    default:
      return {kind: 'unknown'};
  }
}

/** All that was given back, in cents. A refund has no state: what is listed is done, ours by `merchant_reference`. */
export function refundedTotal({refunds}: Pick<AlmaPayment, 'refunds'>): number {
  return refunds.reduce((sum, {amount}) => sum + amount, 0);
}
