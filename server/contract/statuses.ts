export const intentStatuses = [
  'requires_payment_method',
  'requires_action',
  'processing',
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
] as const;
export type CancellationReason = (typeof cancellationReasons)[number];

export const captureMethods = ['automatic', 'manual'] as const;
export type CaptureMethod = (typeof captureMethods)[number];

/** What the shopper chooses. More will come; each is a row here, a panel, and a provider that offers it. */
export const methodTypes = ['card'] as const;
export type MethodType = (typeof methodTypes)[number];
