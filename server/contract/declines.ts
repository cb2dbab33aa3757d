/** Why a payment was refused: our word for it, in the API and in the locales (`decline.<code>`). */
export const declineCodes = [
  'generic_decline',
  'insufficient_funds',
  'limit_exceeded',
  'expired_card',
  'incorrect_number',
  'incorrect_cvc',
  'incorrect_data',
  'card_not_supported',
  'transaction_not_allowed',
  'call_issuer',
  'lost_or_stolen',
  'suspected_fraud',
  'authentication_required',
  'authentication_failed',
  'too_many_attempts',
  'mandate_revoked',
  'method_declined',
  'provider_unavailable',
  'timeout_unknown',
  'duplicate',
  'session_expired',
  'canceled_by_shopper',
  'merchant_configuration',
  'operation_refused',
] as const;

export type DeclineCode = (typeof declineCodes)[number];

/** What the page offers first after a refusal. */
export const adviceList = [
  'none',
  'fix_field',
  'authenticate',
  'retry_now',
  'retry_later',
  'other_card',
  'contact_bank',
  'merchant',
  'canceled',
] as const;

export type Advice = (typeof adviceList)[number];

/** A no, from the issuer, the acquirer or the authentication. */
export interface Decline {
  readonly code: DeclineCode;
  readonly advice: Advice;
  /** The other side's own code, verbatim, for the merchant's eyes: `cb:51`, `3ds:N/19`. */
  readonly providerCode: string;
  /** The shopper reads only the neutral sentence, and a browser gets `generic_decline`. */
  readonly sensitive: boolean;
  /** The code is in no table of ours: the neutral category stands in for it, and `/metrics` counts it. */
  readonly unlisted?: true;
}
