import type {Decline} from '#contract/declines.ts';
import type {Money} from '#contract/money.ts';
import type {Outcome} from '../provider.ts';
import type {Intent} from './api.ts';
import {refusalOfStripe} from './declines.ts';
import {standingOf} from './states.ts';

/** How long a shopper may take over the fields. Stripe sets no term; after that we cancel it ourselves. */
const openMs = 30 * 60_000;

/** What the payment must be, or we are not talking of the same one. Absent: not known to whoever asks. */
export interface Expected {
  readonly reference?: string;
  readonly key?: string;
  readonly money?: Money;
}

/**
 * A fetched PaymentIntent as an outcome. Another mode, amount, currency or try than ours: not a word of it is believed.
 *
 * `declined` here is the last try: unless it is canceled, it can still be paid (`provider.ts` sees to that).
 */
export function outcomeOf(intent: Intent, expected: Expected, live: boolean): Outcome {
  const unknown: Outcome = {kind: 'unknown'};
  const {id: reference, amount} = intent;
  const {key, money} = expected;
  if (intent.livemode !== live) return unknown;
  if (expected.reference !== undefined && reference !== expected.reference) return unknown;
  if (key !== undefined && attemptOf(intent) !== key) return unknown;
  if (money && (amount !== money.amount || intent.currency !== money.currency.toLowerCase())) return unknown;

  const standing = standingOf(intent);
  switch (standing.kind) {
    case 'captured':
      return money && standing.total !== money.amount ? unknown : {...standing, reference};
    case 'authorized': {
      if (money && intent.amount_capturable !== money.amount) return unknown;
      const until = intent.latest_charge?.payment_method_details?.card?.capture_before;
      return {kind: 'authorized', reference, ...(typeof until === 'number' && {captureBefore: until * 1000})};
    }
    case 'voided':
      // Canceled by us because it was refused: the refusal is what it came to.
      return intent.cancellation_reason === refusedReason && intent.last_payment_error
        ? refused(intent)
        : {...standing, reference};
    case 'declined':
      return refused(intent);
    case 'action_required': {
      const fields = fieldsOf(intent);
      return fields ? {kind: 'action_required', reference, fields, until: intent.created * 1000 + openMs} : unknown;
    }
    case 'pending':
      return {kind: 'pending', reference};
    case 'unknown':
      return unknown;
  }
}

/** Why we cancel one that was refused; whoever gives up is `requested_by_customer`. */
export const refusedReason = 'abandoned';

/** What the shopper's browser needs to confirm it. */
function fieldsOf({id, client_secret: secret, metadata, amount, currency, capture_method: capture}: Intent) {
  if (secret === null || !secret.startsWith(`${id}_secret_`)) return undefined;
  const {return_url: returnUrl} = metadata;
  if (returnUrl === undefined) return undefined;
  return {client_secret: secret, return_url: returnUrl, amount: String(amount), currency, capture};
}

/** Whether it was refused, or given up where it was to be confirmed: at Alipay, say. */
function refused({id: reference, last_payment_error: error, latest_charge: charge}: Intent): Outcome {
  const refusal = refusalOfStripe(error ?? {});
  const decline: Decline =
    refusal.kind === 'declined'
      ? refusal.decline
      : {code: refusal.why, advice: 'none', providerCode: refusal.providerCode, sensitive: false};
  // A bank's question that was closed is no failed authentication, where Stripe tells the one from the other.
  const reason = charge?.payment_method_details?.card?.three_d_secure?.result_reason ?? '';
  const isLeft = decline.code === 'authentication_failed' && ['abandoned', 'canceled'].includes(reason);
  return isLeft || decline.code === 'canceled_by_shopper'
    ? {kind: 'voided', reference, lapsed: false}
    : {kind: 'declined', decline};
}

/** Our key, under which a payment whose creation was not answered is found again. */
export function attemptOf({metadata}: Intent): string | undefined {
  return metadata['attempt'];
}
