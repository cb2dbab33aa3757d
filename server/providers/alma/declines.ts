import {misconfigured, refusalOf, type Refusal, type Rows} from '../refusal.ts';

/** Alma's `error_code`, and the states that mean no. `not_eligible` is our own name for `eligible: false`. */
const rows: Rows = {
  // A credit decision: no reason is ever guessed.
  scored_no: {code: 'method_declined', advice: 'other_card', sensitive: true},
  not_started: {code: 'canceled_by_shopper', advice: 'retry_now'},
  not_eligible: {code: 'limit_exceeded', advice: 'other_card'},
  validation_error: misconfigured,
  too_many_request: {code: 'provider_unavailable', advice: 'retry_later'},
  merchant_cant_create_payments: misconfigured,
  // Too late to cancel: refund instead.
  payment_already_captured: {code: 'operation_refused', advice: 'merchant'},
};

export function refusalOfAlma(code: string): Refusal {
  // Validation errors come as a family: `validation_error`, `validation_error_…`.
  const own = code.startsWith('validation_error') ? 'validation_error' : code;
  return refusalOf('alma', rows, own);
}
