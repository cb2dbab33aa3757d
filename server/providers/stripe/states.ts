import {captured, inTable, type RefundStanding, type Standing} from '../standing.ts';

/** What of a PaymentIntent says where it stands. Amounts in minor units. */
export interface StripeIntent {
  readonly status: string;
  readonly amount_received: number;
  readonly cancellation_reason: string | null;
  /** Null unless the last try was refused. */
  readonly last_payment_error: object | null;
}

/** Canceled by Stripe, because its time was over. */
const lapses: ReadonlySet<string> = new Set(['automatic', 'expired']);

/**
 * Where a PaymentIntent stands.
 *
 * `declined` is the last try, not the PaymentIntent: as long as it is not canceled, whoever has its client secret can
 * confirm it again. Before another one is made, cancel it, or use it again.
 */
export function standingOf(intent: StripeIntent): Standing {
  const {status, amount_received: received} = intent;
  switch (status) {
    case 'requires_payment_method':
      return {kind: intent.last_payment_error ? 'declined' : 'action_required'};
    case 'requires_confirmation':
    case 'requires_action':
      return {kind: 'action_required'};
    case 'processing':
      return {kind: 'pending'};
    case 'requires_capture':
      // Several captures: a part is taken, and the rest is still held.
      return received === 0 ? {kind: 'authorized'} : captured(received, false);
    case 'succeeded':
      return captured(received, true);
    case 'canceled':
      return received === 0
        ? {kind: 'voided', lapsed: lapses.has(intent.cancellation_reason ?? '')}
        : captured(received, true);
    default:
      return {kind: 'unknown'};
  }
}

/** `succeeded` can still turn into `failed` later (event `refund.failed`). */
const refunds: Readonly<Record<string, RefundStanding>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'refunded',
  failed: 'declined',
  canceled: 'declined',
};

/** Where a Refund of ours stands. Stripe also makes Refunds for what a capture leaves over: those are voids. */
export function refundStandingOf({status}: {readonly status: string}): RefundStanding {
  return inTable(refunds, status);
}
