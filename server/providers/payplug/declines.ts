import {refusalOf, type Refusal, type Rows} from '../refusal.ts';

/** PayPlug's `failure.code`, from its published modules and fixtures. */
const rows: Rows = {
  processing_error: {code: 'provider_unavailable', advice: 'retry_later'},
  card_declined: {code: 'generic_decline', advice: 'other_card'},
  insufficient_funds: {code: 'insufficient_funds', advice: 'other_card'},
  // PayPlug does not tell an abandoned challenge from a failed one.
  '3ds_declined': {code: 'authentication_failed', advice: 'authenticate'},
  incorrect_number: {code: 'incorrect_number', advice: 'fix_field', field: 'number'},
  fraud_suspected: {code: 'suspected_fraud', advice: 'other_card', sensitive: true},
  card_stolen: {code: 'lost_or_stolen', advice: 'other_card', sensitive: true},
  method_unsupported: {code: 'card_not_supported', advice: 'other_card'},
  card_scheme_mismatch: {code: 'card_not_supported', advice: 'other_card'},
  card_expiration_date_prior_to_last_installment_date: {code: 'transaction_not_allowed', advice: 'other_card'},
  // Set by our own abort, too.
  aborted: {code: 'canceled_by_shopper', advice: 'canceled'},
  timeout: {code: 'session_expired', advice: 'retry_now'},
};

export function refusalOfPayplug(code: string): Refusal {
  return refusalOf('payplug', rows, code);
}
