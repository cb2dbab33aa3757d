import {misconfigured, refusalOf, type Refusal, type Row, type Rows} from '../refusal.ts';

/** The source of money inside PayPal: the shopper chooses another one there, on the same order. */
const source: Row = {code: 'method_declined', advice: 'other_card'};
const payer: Row = {...source, sensitive: true};
const done: Row = {code: 'duplicate', advice: 'none', instead: 'unknown'};
const expired: Row = {code: 'session_expired', advice: 'retry_now'};
/** Answers to a capture, a void, a refund. */
const refused: Row = {code: 'operation_refused', advice: 'merchant'};

/** PayPal's `details[0].issue`. The full lists, by operation, are in PayPal's published OpenAPI documents. */
const rows: Rows = {
  INSTRUMENT_DECLINED: source,
  REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: source,
  // No refusals: the shopper has a step to take at PayPal.
  PAYER_ACTION_REQUIRED: {code: 'authentication_required', advice: 'authenticate', instead: 'action_required'},
  ORDER_NOT_APPROVED: {code: 'canceled_by_shopper', advice: 'retry_now', instead: 'action_required'},
  // Only a look-up says what was done.
  ORDER_ALREADY_AUTHORIZED: done,
  ORDER_ALREADY_CAPTURED: done,
  ORDER_COMPLETED_OR_VOIDED: done,
  DUPLICATE_INVOICE_ID: done,
  ORDER_COMPLETION_IN_PROGRESS: {code: 'timeout_unknown', advice: 'none', instead: 'unknown'},
  ORDER_EXPIRED: expired,
  TOKEN_ID_NOT_FOUND: expired,
  MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: {code: 'too_many_attempts', advice: 'other_card'},
  PAYER_CANNOT_PAY: payer,
  PAYER_ACCOUNT_RESTRICTED: payer,
  PAYER_ACCOUNT_LOCKED_OR_CLOSED: payer,
  TRANSACTION_REFUSED: payer,
  COMPLIANCE_VIOLATION: payer,
  TRANSACTION_LIMIT_EXCEEDED: {code: 'limit_exceeded', advice: 'other_card', sensitive: true},
  CARD_EXPIRED: {code: 'expired_card', advice: 'fix_field', field: 'expiry'},
  PAYMENT_SOURCE_DECLINED_BY_PROCESSOR: {code: 'generic_decline', advice: 'other_card'},
  PAYEE_ACCOUNT_RESTRICTED: misconfigured,
  PAYEE_ACCOUNT_LOCKED_OR_CLOSED: misconfigured,
  PAYEE_BLOCKED_TRANSACTION: misconfigured,
  TRANSACTION_BLOCKED_BY_PAYEE: misconfigured,
  AUTH_CAPTURE_NOT_ENABLED: misconfigured,
  TRANSACTION_RECEIVING_LIMIT_EXCEEDED: misconfigured,
  CONSENT_NEEDED: misconfigured,
  PERMISSION_DENIED: misconfigured,
  // These are bugs of ours.
  AMOUNT_MISMATCH: misconfigured,
  ITEM_TOTAL_MISMATCH: misconfigured,
  DECIMAL_PRECISION: misconfigured,
  DECIMALS_NOT_SUPPORTED: misconfigured,
  CURRENCY_MISMATCH: misconfigured,
  CURRENCY_NOT_SUPPORTED_FOR_BANK: misconfigured,
  CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE: misconfigured,
  CURRENCY_NOT_SUPPORTED_FOR_COUNTRY: misconfigured,
  AUTHORIZATION_VOIDED: refused,
  AUTHORIZATION_ALREADY_CAPTURED: refused,
  AUTH_CURRENCY_MISMATCH: refused,
  REAUTHORIZATION_NOT_SUPPORTED: refused,
  PREVIOUSLY_CAPTURED: refused,
  PREVIOUSLY_VOIDED: refused,
  CANNOT_BE_VOIDED: refused,
  CAPTURE_FULLY_REFUNDED: refused,
  REFUND_AMOUNT_EXCEEDED: refused,
  MAX_NUMBER_OF_REFUNDS_EXCEEDED: refused,
  REFUND_FAILED_INSUFFICIENT_FUNDS: refused,
  PARTIAL_REFUND_NOT_ALLOWED: refused,
  PENDING_CAPTURE: refused,
  TRANSACTION_DISPUTED: refused,
  REFUND_TIME_LIMIT_EXCEEDED: refused,
};

export function refusalOfPaypal(issue: string): Refusal {
  return refusalOf('paypal', rows, issue);
}
