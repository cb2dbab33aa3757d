export const intentStatuses = [
  'requires_payment_method',
  'requires_action',
  'processing',
  /** The shopper has the instructions; the money is on its way: transfer, cheque, 30-day terms. */
  'awaiting_funds',
  /** Authorized, and held back until the merchant has looked at the order. */
  'in_review',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;
export type IntentStatus = (typeof intentStatuses)[number];

export const sessionStatuses = ['open', 'complete', 'expired'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

export const cancellationReasons = [
  'authentication_failed',
  'abandoned',
  'voided',
  'authorization_expired',
  'session_expired',
  /** The money did not come in time. */
  'funds_expired',
  /** The merchant looked at the order and declined it. */
  'review_declined',
] as const;
export type CancellationReason = (typeof cancellationReasons)[number];

export const captureMethods = ['automatic', 'manual'] as const;
export type CaptureMethod = (typeof captureMethods)[number];

/** What the shopper chooses; each is a row of `methods.ts`, a panel, and a provider that offers it. In the order of the picker. */
export const methodTypes = [
  'card',
  'apple_pay',
  'google_pay',
  'paypal',
  'wero',
  'alipay',
  'instalments',
  'bank_transfer',
  'cheque',
  'net_30',
] as const;
export type MethodType = (typeof methodTypes)[number];

/** Why an order is looked at before anything is debited (`server/payments/review.ts`). */
export const reviewReasons = ['amount', 'first_order', 'country_mismatch', 'repeated_refusals'] as const;
export type ReviewReason = (typeof reviewReasons)[number];
