import {misconfigured, refusalOf, type Refusal, type Row, type Rows} from '../refusal.ts';

const funds: Row = {code: 'insufficient_funds', advice: 'other_card'};
const expiry: Row = {code: 'expired_card', advice: 'fix_field', field: 'expiry'};
const cvc: Row = {code: 'incorrect_cvc', advice: 'fix_field', field: 'cvc'};
const number: Row = {code: 'incorrect_number', advice: 'fix_field', field: 'number'};
const address: Row = {code: 'incorrect_data', advice: 'fix_field', field: 'address'};
const noReason: Row = {code: 'generic_decline', advice: 'other_card'};
const call: Row = {code: 'call_issuer', advice: 'contact_bank'};
const notAllowed: Row = {code: 'transaction_not_allowed', advice: 'other_card'};
const revoked: Row = {code: 'mandate_revoked', advice: 'other_card'};
const notSupported: Row = {code: 'card_not_supported', advice: 'other_card'};
const fraud: Row = {code: 'suspected_fraud', advice: 'other_card', sensitive: true};
const lost: Row = {code: 'lost_or_stolen', advice: 'other_card', sensitive: true};
const unavailable: Row = {code: 'provider_unavailable', advice: 'retry_now'};

/** Stripe's `decline_code`, else `code`. Meanings: docs.stripe.com/declines/codes; the categories are ours. */
const rows: Rows = {
  insufficient_funds: funds,
  withdrawal_count_limit_exceeded: funds,
  card_velocity_exceeded: funds,
  expired_card: expiry,
  invalid_expiry_month: expiry,
  invalid_expiry_year: expiry,
  incorrect_cvc: cvc,
  invalid_cvc: cvc,
  incorrect_number: number,
  invalid_number: number,
  incorrect_zip: address,
  incorrect_postal_code: address,
  incorrect_address: address,
  authentication_required: {code: 'authentication_required', advice: 'authenticate'},
  payment_intent_authentication_failure: {code: 'authentication_failed', advice: 'authenticate'},
  do_not_honor: noReason,
  generic_decline: noReason,
  no_action_taken: noReason,
  card_declined: noReason,
  do_not_try_again: noReason,
  call_issuer: call,
  approve_with_id: call,
  not_permitted: notAllowed,
  transaction_not_allowed: notAllowed,
  service_not_allowed: notAllowed,
  restricted_card: notAllowed,
  revocation_of_authorization: revoked,
  revocation_of_all_authorizations: revoked,
  stop_payment_order: revoked,
  card_not_supported: notSupported,
  currency_not_supported: notSupported,
  invalid_account: notSupported,
  new_account_information_available: notSupported,
  security_violation: fraud,
  fraudulent: fraud,
  merchant_blacklist: fraud,
  lost_card: lost,
  stolen_card: lost,
  pickup_card: lost,
  issuer_not_available: unavailable,
  processing_error: unavailable,
  reenter_transaction: unavailable,
  try_again_later: unavailable,
  payment_method_provider_timeout: unavailable,
  // The same card and amount a moment ago: that one may have succeeded.
  duplicate_transaction: {code: 'duplicate', advice: 'none', instead: 'unknown'},
  card_decline_rate_limit_exceeded: {code: 'too_many_attempts', advice: 'other_card'},
  payment_method_customer_decline: {code: 'canceled_by_shopper', advice: 'canceled'},
  payment_method_provider_decline: {code: 'method_declined', advice: 'other_card'},
  testmode_decline: misconfigured,
  livemode_mismatch: misconfigured,
  payment_method_unactivated: misconfigured,
};

/** What Stripe says beside a refusal: on the error, or in `last_payment_error` and `charge.outcome`. */
export interface StripeRefusal {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
  readonly advice_code?: string | null | undefined;
}

/** What the refusal stands for. Stripe's own advice, where it gives one, overrides that of the row. */
export function refusalOfStripe({code, decline_code: reason, advice_code: advice}: StripeRefusal): Refusal {
  const refusal = refusalOf('stripe', rows, reason || code || '');
  if (refusal.kind !== 'declined') return refusal;
  const {decline} = refusal;
  switch (advice) {
    case 'try_again_later':
      return {...refusal, decline: {...decline, advice: 'retry_later'}};
    case 'confirm_card_data':
      return {...refusal, decline: {...decline, advice: 'fix_field'}};
    case 'do_not_try_again':
      // The same card again is against the schemes' rules.
      return decline.advice === 'retry_now' || decline.advice === 'retry_later'
        ? {...refusal, decline: {...decline, advice: 'other_card'}}
        : refusal;
    default:
      return refusal;
  }
}
