import {z} from 'zod';
import {networks} from '#contract/cards.ts';
import type {CaptureMethod, MethodType} from '#contract/statuses.ts';
import {captureMethods, methodTypes} from '#contract/statuses.ts';
import {CurrencySchema} from '../payments/money.ts';
import type {CheckoutSession} from '../payments/session.ts';
import type {Event} from '../store/tables.ts';

const Amount = z.int().min(0);

/**
 * A payment, as far as a letter tells of it, as the event had it at that moment. What is unknown here is left out: an
 * event that an older version of us wrote must still make its letter.
 */
const PaymentSchema = z.object({
  object: z.literal('payment_intent'),
  id: z.string(),
  /** What was charged where that is in another currency: the only one that a bank statement shows. */
  presentment: z
    .object({amount: Amount, amount_captured: Amount.default(0), currency: CurrencySchema})
    .nullable()
    .default(null),
  amount_captured: Amount,
  capture_method: z.enum(captureMethods),
  capture_before: z.iso.datetime().nullable(),
  cancellation_reason: z.string().nullable(),
  last_decline: z.object({code: z.string()}).nullable(),
  method: z
    .object({
      type: z.enum(methodTypes),
      card: z.object({last4: z.string().regex(/^\d{4}$/), networks: z.object({chosen: z.enum(networks)})}).nullable(),
    })
    .nullable(),
  attempts: z.array(z.unknown()),
});
export type PaymentTold = z.infer<typeof PaymentSchema>;

const RefundSchema = z.object({
  object: z.literal('refund'),
  id: z.string(),
  payment_intent: z.string(),
  amount: Amount,
  currency: CurrencySchema,
  presentment: z.object({amount: Amount, currency: CurrencySchema}).nullable().default(null),
});
export type RefundTold = z.infer<typeof RefundSchema>;

const ToldSchema = z.discriminatedUnion('object', [PaymentSchema, RefundSchema]);

/** What the object of an event tells; undefined for those that no letter is about. */
export function toldOf(object: Event['object']): PaymentTold | RefundTold | undefined {
  const parsed = ToldSchema.safeParse(object);
  return parsed.success ? parsed.data : undefined;
}

/** What the table of hooks asks. */
export interface News {
  readonly capture: CaptureMethod;
  readonly method: MethodType | null;
  /** Why the payment ended, if it did without money. */
  readonly ended: string | null;
  readonly tries: number;
  readonly submit: CheckoutSession['submitType'];
  /** The shopper was told that we did not know, and that we would write. */
  readonly doubted: boolean;
  /** A refund that had been made, and came back. */
  readonly returned: boolean;
}

/** @param before - What was announced of the same payment earlier, in any order. */
export function newsOf(
  told: PaymentTold | RefundTold,
  session: CheckoutSession,
  event: Event,
  before: readonly Event[],
): News {
  const payment = told.object === 'payment_intent' ? told : undefined;
  const last = [...before]
    .filter(({sequence, type}) => sequence < event.sequence && resolving.has(type))
    .sort((a, b) => b.sequence - a.sequence)[0];
  return {
    capture: session.captureMethod,
    method: payment?.method?.type ?? null,
    ended: payment?.cancellation_reason ?? null,
    tries: payment?.attempts.length ?? 0,
    submit: session.submitType,
    doubted: last?.type === 'payment_intent.processing',
    returned: told.object === 'refund' && before.some((earlier) => wasMade(told, earlier)),
  };
}

function wasMade({id}: RefundTold, {type, object}: Event): boolean {
  const earlier = type === 'refund.succeeded' ? toldOf(object) : undefined;
  return earlier?.object === 'refund' && earlier.id === id;
}

/** A refusal after a doubt resolves it. */
const resolving: ReadonlySet<string> = new Set(['payment_intent.processing', 'payment_intent.payment_failed']);
