import {z} from 'zod';
import {brands, networks} from '#contract/cards.ts';
import {adviceList, declineCodes} from '#contract/declines.ts';
import {cancellationReasons, captureMethods, methodTypes, reviewReasons} from '#contract/statuses.ts';
import {AuthenticationSchema} from './authentication.ts';
import {AmountSchema, MoneySchema} from './money.ts';
import {PlanSchema} from './plan.ts';
import {QuoteSchema} from './quote.ts';

/** Milliseconds since 1970. */
const Instant = z.int();

export const DeclineSchema = z
  .object({
    code: z.enum(declineCodes),
    advice: z.enum(adviceList),
    providerCode: z.string(),
    sensitive: z.boolean(),
    unlisted: z.literal(true).exactOptional(),
  })
  .readonly();

/** The IDs of one 3-D Secure transaction, and the opaque handle under which the browser meets it. */
const threeDS = {
  handle: z.string(),
  transId: z.string(),
  version: z.string(),
  /** A challenge is mandated: this is the second go, after a soft decline. */
  mandated: z.boolean(),
};

/**
 * Where an attempt stands. Each step is committed before the message that it speaks of is sent, so that after a crash
 * we know what to ask, and under which key.
 */
export const StepSchema = z.discriminatedUnion('name', [
  /** The card range is being looked up at the directory server. */
  z.object({name: z.literal('versions'), mandated: z.boolean(), until: Instant}),
  /** Waiting for the browser's data: 3DS Method, screen, language. Nothing was sent. */
  z.object({
    name: z.literal('device'),
    ...threeDS,
    methodUrl: z.string().exactOptional(),
    methodDone: z.boolean(),
    until: Instant,
  }),
  /** The AReq was sent, or is about to be. */
  z.object({name: z.literal('asked'), ...threeDS, until: Instant}),
  /** The bank asks the shopper; the RReq will tell. */
  z.object({
    name: z.literal('challenge'),
    ...threeDS,
    acsTransId: z.string(),
    dsTransId: z.string(),
    acsUrl: z.string(),
    cardholderInfo: z.string().exactOptional(),
    /** A `cres` came by: the window may close. It decides nothing. */
    returned: z.boolean(),
    until: Instant,
  }),
  /** The shopper confirms in the bank's app; the RReq will tell. */
  z.object({
    name: z.literal('decoupled'),
    ...threeDS,
    acsTransId: z.string(),
    dsTransId: z.string(),
    cardholderInfo: z.string().exactOptional(),
    until: Instant,
  }),
  /** The result is known; what follows from it is not yet done. */
  z.object({name: z.literal('authenticated'), mandated: z.boolean(), authentication: AuthenticationSchema}),
  /** The authorization was sent, or is about to be, under `key`. Until it is answered, nobody knows. */
  z.object({
    name: z.literal('authorizing'),
    mandated: z.boolean(),
    authentication: AuthenticationSchema.exactOptional(),
    /** The provider's idempotency key of this authorization; the same again after a time-out, always. */
    key: z.string(),
    /** Under which the shopper comes back from the provider's page, for the methods that have one. */
    handle: z.string().exactOptional(),
    sentAt: Instant,
    /** The answer was lost, or could not be read: only asking resolves it. */
    lost: z.boolean(),
  }),
  /** The shopper is at the provider's own page, or in its fields; only a look-up under `key` tells how it ended. */
  z.object({
    name: z.literal('away'),
    key: z.string(),
    reference: z.string(),
    url: z.string().exactOptional(),
    /** What the browser posts there, where a link is not enough; gone with the step. */
    form: z.record(z.string(), z.string()).readonly().exactOptional(),
    /** What the provider's script in our page needs; gone with the step. */
    fields: z.record(z.string(), z.string()).readonly().exactOptional(),
    /** What the provider has said since, oldest first; gone with the step. */
    words: z.array(z.string()).readonly().exactOptional(),
    /** Names this try when the shopper comes back; says nothing of how it ended. */
    handle: z.string(),
    /** The shopper has approved, and we take it, or are about to: from now on it cannot be closed. */
    taking: z.literal(true).exactOptional(),
    sentAt: Instant,
    until: Instant,
  }),
  /** The shopper has the instructions, and sends the money by bank or by post. */
  z.object({name: z.literal('instructed'), key: z.string()}),
  z.object({
    name: z.literal('authorized'),
    authentication: AuthenticationSchema.exactOptional(),
    authorizationCode: z.string().exactOptional(),
  }),
  z.object({name: z.literal('declined'), authentication: AuthenticationSchema.exactOptional(), decline: DeclineSchema}),
  /** Given up before anything was sent to the acquirer: by the shopper, or by time. */
  z.object({name: z.literal('abandoned'), authentication: AuthenticationSchema.exactOptional()}),
]);

export const CardOnAttemptSchema = z
  .object({
    brand: z.enum(brands),
    first6: z.string(),
    last4: z.string(),
    networks: z
      .object({
        available: z.array(z.enum(networks)).readonly(),
        chosen: z.enum(networks),
        chosenBy: z.enum(['shopper', 'default', 'only']),
      })
      .readonly(),
  })
  .readonly();

/** What only the merchant can do, at the provider or otherwise. */
export const tasks = ['check_back_office', 'refund_failed', 'dispute'] as const;
export type Task = (typeof tasks)[number];

/** What became of the money, as the merchant saw it when they settled a task. */
export const taskSights = ['nothing', 'captured', 'refunded', 'other'] as const;

/** The API itself, or the desk, which says so. */
export const settlers = ['api', 'desk'] as const;

/** What the provider said of a dispute: that it began, or that it is over. */
export const DisputeWordSchema = z
  .object({
    /** The provider's number of it. */
    id: z.string(),
    closed: z.boolean(),
    /** Until when the provider takes an answer, where it says so. */
    due: Instant.exactOptional(),
    at: Instant,
  })
  .readonly();

/** What opened a task: the same again is no news, also after the task is settled. */
const causes = {
  /** The provider's totals that could not be brought together with ours. */
  contradicted: z
    .object({captured: z.int().min(0), refunded: z.int().min(0)})
    .readonly()
    .exactOptional(),
  /** The provider's number of money that was taken for a try that was over. */
  taken: z.string().exactOptional(),
};

/** A task that the merchant is done with. It moved nothing: money and states have their own rules. */
export const SettledTaskSchema = z
  .object({
    task: z.enum(tasks),
    ...causes,
    seen: z.enum(taskSights),
    note: z.string().exactOptional(),
    by: z.enum(settlers),
    at: Instant,
    /** SHA-256 of the Idempotency-Key that settled it: the same call again changes nothing. */
    request: z.string(),
  })
  .readonly();

/** One try with one method. */
export const AttemptSchema = z
  .object({
    id: z.templateLiteral(['att_', z.string()]),
    ordinal: z.int().min(1),
    method: z.enum(methodTypes),
    provider: z.string(),
    opened: Instant,
    /** SHA-256 of the Idempotency-Key that opened it: the same call again finds this attempt. */
    request: z.string(),
    card: CardOnAttemptSchema.exactOptional(),
    /** Why the merchant is to look at the order before anything is debited; absent when there is no reason. */
    review: z.array(z.enum(reviewReasons)).readonly().exactOptional(),
    /** What is charged instead of the order's amount, when the shopper chose another currency. */
    quote: QuoteSchema.exactOptional(),
    /** How the lender is paid back: as it was shown before the choice; once that is agreed, as the lender says it then. */
    plan: PlanSchema.exactOptional(),
    /** Stands for the card at the vault; gone from here once the attempt is closed. */
    cardToken: z.templateLiteral(['card_', z.string()]).exactOptional(),
    /**
     * What is for a person to do. `check_back_office`: to find out at the provider's own desk what became of the money, when its
     * page ended without a word, when it says that money was taken for a try that was over, or when its totals and ours cannot
     * both be true. `refund_failed`: a refund that was made came back, and must be made otherwise. `dispute`: the shopper or
     * their bank disputes the payment, or that is over.
     */
    task: z.enum(tasks).exactOptional(),
    ...causes,
    /** Tasks that are open once this one is settled. */
    waiting: z.array(z.enum(tasks)).readonly().exactOptional(),
    /** All that the provider said of disputes, oldest first. */
    disputes: z.array(DisputeWordSchema).readonly().exactOptional(),
    /** The tasks that were open before, oldest first. */
    settled: z.array(SettledTaskSchema).readonly().exactOptional(),
    /** Of the latest 3-D Secure transaction: the browser may still come back under it after the result is known. */
    handle: z.string().exactOptional(),
    /** The shopper's page cannot use the provider's script: the try is at the provider's own page. */
    ownPage: z.literal(true).exactOptional(),
    step: StepSchema,
  })
  .readonly();

const operation = {
  kind: z.enum(['capture', 'void', 'refund']),
  /** The provider's idempotency key; the same again after a time-out, always. */
  key: z.string(),
  /** SHA-256 of the caller's Idempotency-Key: the same call again goes on with this operation. */
  request: z.string(),
  amount: z.int().min(0),
  /** The same in the currency that was charged, when that is another. */
  charged: z.int().min(0).exactOptional(),
  final: z.boolean(),
  /** When it was first sent. */
  begun: Instant.exactOptional(),
  refund: z.templateLiteral(['re_', z.string()]).exactOptional(),
  /** Not asked for by us: the merchant did it at the provider's own desk. */
  source: z.literal('back_office').exactOptional(),
};

/** A capture, void or refund. At most one per payment is `sent` at a time, and it is the last one. */
export const OperationSchema = z.discriminatedUnion('state', [
  /** It was sent, or is about to be. `lost`: the answer is unknown. */
  z.object({...operation, state: z.literal('sent'), sentAt: Instant, lost: z.boolean()}),
  z.object({...operation, state: z.literal('done')}),
  z.object({...operation, state: z.literal('refused'), providerCode: z.string()}),
]);

/** Money that came by itself, by transfer or cheque, as the merchant or the bank statement says. */
export const ReceivedSchema = z
  .object({
    /** SHA-256 of the Idempotency-Key that told: the same call again changes nothing. */
    request: z.string(),
    amount: AmountSchema,
    /** The bank's booking date, `2026-11-24`. */
    on: z.iso.date(),
    reference: z.string().exactOptional(),
    /** A cheque is received, then cashed, or bounces. Only what is cashed is money. */
    cheque: z.enum(['received', 'cashed', 'bounced']).exactOptional(),
    at: Instant,
  })
  .readonly();

const identity = {
  id: z.templateLiteral(['pi_', z.string()]),
  session: z.templateLiteral(['cs_', z.string()]),
  merchant: z.string(),
  livemode: z.boolean(),
  money: MoneySchema,
  captureMethod: z.enum(captureMethods),
  orderReference: z.string(),
  metadata: z.record(z.string(), z.string()).readonly(),
  created: Instant,
  /** When the session expires; a payment that is still unpaid then is canceled. */
  expiresAt: Instant,
  attempts: z.array(AttemptSchema).readonly(),
  /** Wrong entries over all attempts, 0 to 3. At 3 the payment is canceled. */
  failedAuthentications: z.int().min(0).max(3),
  lastDecline: DeclineSchema.exactOptional(),
  amountCaptured: z.int().min(0),
  amountRefunded: z.int().min(0),
  /** Both in the currency that was charged, when that is another: as the provider counts them, not as we divide. */
  charged: z
    .object({captured: z.int().min(0), refunded: z.int().min(0)})
    .readonly()
    .exactOptional(),
  /** What came by transfer or cheque, oldest first. More than the amount is possible: the excess is to be given back. */
  received: z.array(ReceivedSchema).readonly(),
  /** Captures, voids and refunds, oldest first. */
  operations: z.array(OperationSchema).readonly(),
  /** Counts the announcements of this payment. */
  sequence: z.int().min(0),
  /** The provider said something of this payment, which is made: its books are to be looked at. When it was said. */
  heard: Instant.exactOptional(),
  /** When to look at this payment again without being asked; absent: never. */
  due: Instant.exactOptional(),
};

/** The effort to collect one amount for one session: from the first click to the capture. */
export const PaymentIntentSchema = z.discriminatedUnion('status', [
  z.object({...identity, status: z.literal('requires_payment_method')}),
  z.object({...identity, status: z.literal('requires_action')}),
  z.object({...identity, status: z.literal('processing')}),
  z.object({
    ...identity,
    status: z.literal('awaiting_funds'),
    reference: z.string(),
    fundsUntil: Instant,
    /** When the shopper is reminded next, or was last. */
    remindAt: Instant,
    /** No reminder is to come. */
    reminded: z.boolean(),
  }),
  z.object({
    ...identity,
    status: z.literal('in_review'),
    reference: z.string(),
    captureBefore: Instant,
    reasons: z.array(z.enum(reviewReasons)).readonly(),
  }),
  z.object({
    ...identity,
    status: z.literal('requires_capture'),
    reference: z.string(),
    captureBefore: Instant,
    lapseAnnounced: z.boolean(),
  }),
  z.object({...identity, status: z.literal('succeeded'), reference: z.string()}),
  z.object({
    ...identity,
    status: z.literal('canceled'),
    reason: z.enum(cancellationReasons),
    reference: z.string().exactOptional(),
  }),
]);

export type PaymentIntent = Readonly<z.infer<typeof PaymentIntentSchema>>;
export type Attempt = z.infer<typeof AttemptSchema>;
export type DisputeWord = z.infer<typeof DisputeWordSchema>;
export type SettledTask = z.infer<typeof SettledTaskSchema>;
export type Step = Readonly<z.infer<typeof StepSchema>>;
export type Operation = Readonly<z.infer<typeof OperationSchema>>;
export type Received = z.infer<typeof ReceivedSchema>;
export type CardOnAttempt = z.infer<typeof CardOnAttemptSchema>;

export const RefundSchema = z
  .object({
    id: z.templateLiteral(['re_', z.string()]),
    intent: z.templateLiteral(['pi_', z.string()]),
    /** 0: what goes back is less than a minor unit of the order's currency. */
    amount: z.int().min(0),
    currency: MoneySchema.unwrap().shape.currency,
    /** The same as it goes back to the shopper, when another currency was charged. */
    charged: MoneySchema.exactOptional(),
    reason: z.string().exactOptional(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    source: z.literal('back_office').exactOptional(),
    created: Instant,
  })
  .readonly();

export type Refund = z.infer<typeof RefundSchema>;

/** One movement of money as the provider confirmed it. The lines of a payment add up to its state. */
export const LedgerLineSchema = z
  .object({
    id: z.string(),
    intent: z.templateLiteral(['pi_', z.string()]),
    /** `refund_failed`: what was given back came back. */
    kind: z.enum(['authorized', 'captured', 'voided', 'refunded', 'refund_failed']),
    amount: z.int().min(0),
    currency: MoneySchema.unwrap().shape.currency,
    /** The same as it was charged, when that was in another currency. */
    charged: MoneySchema.exactOptional(),
    /** Ours: the provider key under which it happened. */
    key: z.string(),
    reference: z.string(),
    at: Instant,
  })
  .readonly();

export type LedgerLine = z.infer<typeof LedgerLineSchema>;
