/** The letters that a shopper may get. Each is said in `server/letters/bodies.ts`; which event makes which: `hooks.ts`. */
export const letterKinds = [
  /** Reserved, to be debited at shipment; or paid. */
  'order_confirmed',
  /** Reserved, and the merchant looks at the order first. */
  'in_review',
  /** What was reserved has been debited, all or in part. */
  'debited',
  /** What was reserved will not be debited. */
  'released',
  /** Nothing was paid, and how to take it up again. */
  'payment_failed',
  'transfer_instructions',
  'cheque_instructions',
  'terms_instructions',
  'reminder',
  'refunded',
  /** A refund that the shopper was told of came back to the merchant. */
  'refund_returned',
  /** The ticket, sent when asked for. */
  'receipt',
  /** The way to an order that is to be paid, sent when asked for. */
  'payment_link',
] as const;

export type LetterKind = (typeof letterKinds)[number];
