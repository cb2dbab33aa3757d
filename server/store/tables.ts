import {z} from 'zod';
import {letterKinds} from '#contract/letters.ts';
import {LedgerLineSchema, PaymentIntentSchema, RefundSchema, type PaymentIntent} from '../payments/intent.ts';
import {LinkSchema} from '../payments/link.ts';
import {ReceiptSchema} from '../payments/receipt.ts';
import {CheckoutSessionSchema} from '../payments/session.ts';

const Instant = z.int();

export const eventTypes = [
  'checkout_session.completed',
  'checkout_session.expired',
  'payment_intent.authorized',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.in_review',
  'payment_intent.awaiting_funds',
  'payment_intent.authorization_expiring',
  'payment_intent.funds_reminder',
  'payment_intent.task_opened',
  'payment_intent.task_settled',
  'refund.succeeded',
  'refund.failed',
  'card.blocked',
] as const;
export type EventType = (typeof eventTypes)[number];

/** An announcement, saved in the commit of the state that it announces. */
export const EventSchema = z
  .object({
    id: z.templateLiteral(['evt_', z.string()]),
    merchant: z.string(),
    livemode: z.boolean(),
    type: z.enum(eventTypes),
    created: Instant,
    /** Per payment, from 1; 0 for what belongs to no payment. */
    sequence: z.int().min(0),
    subject: z.string(),
    /** What the API would answer to the secret key for that object at that moment. */
    object: z.json(),
    /** 1 until a delivery per endpoint has been written; then absent. */
    undispatched: z.literal(1).exactOptional(),
  })
  .readonly();

/** One event on its way to one endpoint. */
export const DeliverySchema = z
  .object({
    event: z.string(),
    endpoint: z.string(),
    attempts: z.int().min(0),
    /** When to try next; absent once delivered or given up. */
    due: Instant.exactOptional(),
    state: z.enum(['waiting', 'delivered', 'given_up']),
    lastStatus: z.int().exactOptional(),
    lastAt: Instant.exactOptional(),
    created: Instant,
  })
  .readonly();

/**
 * A letter of one kind on its way to the shopper: of an event, or asked for. What it says is drawn from event and session,
 * or from the link that it brings, at each try.
 */
export const LetterSchema = z
  .object({
    kind: z.enum(letterKinds),
    event: z.string().exactOptional(),
    session: z.string().exactOptional(),
    intent: z.string().exactOptional(),
    link: z.string().exactOptional(),
    /** Someone asked for it: these are counted. */
    asked: z.literal(1).exactOptional(),
    /** When copies of it were asked for, newest last. */
    copies: z.array(Instant).readonly().exactOptional(),
    attempts: z.int().min(0),
    /** When to try next; absent once sent or given up. */
    due: Instant.exactOptional(),
    state: z.enum(['waiting', 'sent', 'given_up']),
    /** Why the last try came to nothing: a word. */
    lastCode: z.string().exactOptional(),
    lastAt: Instant.exactOptional(),
    created: Instant,
  })
  .readonly();

export const EndpointSchema = z
  .object({
    id: z.templateLiteral(['we_', z.string()]),
    merchant: z.string(),
    /** News of test payments goes to test endpoints only, and of real ones to live endpoints. */
    livemode: z.boolean(),
    url: z.string(),
    /** Empty: all. */
    events: z.array(z.enum(eventTypes)).readonly(),
    /** Newest first; two during a rotation. `whsec_…`, needed to sign. */
    secrets: z
      .array(z.object({secret: z.string(), until: Instant.exactOptional()}).readonly())
      .min(1)
      .readonly(),
    disabled: z.boolean(),
    created: Instant,
  })
  .readonly();

/** The shop's own invoice of an order, as it was uploaded. */
export const InvoiceSchema = z
  .object({
    merchant: z.string(),
    /** Base64 of a PDF. */
    content: z.string(),
    bytes: z.int().min(1),
    sha256: z.string(),
    created: Instant,
  })
  .readonly();

/** Payments canceled for failed authentications, per merchant and card fingerprint. */
export const StrikeSchema = z
  .object({
    merchant: z.string(),
    count: z.int().min(1),
    /** The card is blocked for this merchant. */
    blocked: z.boolean(),
    updated: Instant,
    expires: Instant,
  })
  .readonly();

/**
 * One card that was tried. While the attempt lives, its id stands here, so that what becomes of it can be held against
 * the card; afterwards nothing leads from a payment to a fingerprint (`facts/security.md` 3.5). Each try is a row of its
 * own, and nobody writes it but its attempt: counting them makes no row that payments would fight for.
 */
export const TrySchema = z
  .object({
    merchant: z.string(),
    /** The card's fingerprint. */
    card: z.string(),
    /** Keyed hashes of the card's first eight digits and of the shopper's network. */
    range: z.string().exactOptional(),
    address: z.string().exactOptional(),
    /** Whether tries are being counted; else this one only waits for its end. */
    counted: z.boolean(),
    /** The issuer said no. */
    declined: z.boolean(),
    attempt: z.templateLiteral(['att_', z.string()]).exactOptional(),
    at: Instant,
    expires: Instant,
  })
  .readonly();

/** A bank's line, booked once and for all: the same statement read again changes nothing. */
export const BookingSchema = z.object({intent: z.string(), at: Instant}).readonly();

export const IdempotencySchema = z
  .object({
    /** SHA-256 of the canonical request. */
    fingerprint: z.string(),
    state: z.enum(['running', 'done']),
    lockedUntil: Instant,
    expires: Instant,
    status: z.int().exactOptional(),
    headers: z.record(z.string(), z.string()).readonly().exactOptional(),
    /** Encrypted under a key derived from the Idempotency-Key, of which only the hash is kept. */
    body: z.string().exactOptional(),
  })
  .readonly();

/** A table's documents, and the columns that can be searched, computed from the document. */
export const tables = {
  sessions: {schema: CheckoutSessionSchema, index: {intent: (d) => d.intent}},
  intents: {
    schema: PaymentIntentSchema,
    index: {
      session: (d) => d.session,
      status: (d) => d.status,
      order: (d) => d.orderReference,
      created: (d) => d.created,
      /** Those of one status, by time. */
      standing: (d) => byTime(d.status, d.created),
      due: (d) => d.due ?? null,
      /** Something on it is for a person to do. */
      task: (d) => (d.attempts.some(({task}) => task) ? d.created : null),
      /** The handle under which a browser comes back to an authentication. */
      handle: (d) => d.attempts.at(-1)?.handle ?? null,
      transId: (d) => transIdOf(d),
      /** The provider's number of what was made. */
      reference: (d) => ('reference' in d ? (d.reference ?? null) : null),
    },
  },
  /** Payment links. */
  links: {schema: LinkSchema, index: {created: (d) => d.created}},
  /** Lines of bank statements that were booked. Id: `<merchant>.<the bank's id of the line>`. */
  bookings: {schema: BookingSchema, index: {intent: (d) => d.intent}},
  refunds: {schema: RefundSchema, index: {intent: (d) => d.intent}},
  /** Id: that of its payment, with another prefix. */
  receipts: {schema: ReceiptSchema, index: {intent: (d) => d.intent}},
  /** Id: the session's. */
  invoices: {schema: InvoiceSchema, index: {}},
  ledger: {schema: LedgerLineSchema, index: {intent: (d) => d.intent}},
  events: {
    schema: EventSchema,
    index: {
      subject: (d) => d.subject,
      created: (d) => d.created,
      /** In the order in which they were announced. */
      undispatched: (d) => (d.undispatched === undefined ? null : d.created),
      /** A merchant's own news, by time: see `feedOf`. */
      feed: (d) => feedOf(d.merchant, d.livemode, d.created),
    },
  },
  /** Id: `<event>.<endpoint>`. */
  deliveries: {
    schema: DeliverySchema,
    index: {
      event: (d) => d.event,
      endpoint: (d) => d.endpoint,
      due: (d) => d.due ?? null,
      /** What waits, endpoint by endpoint: see `queueOf`. */
      queue: (d) => (d.due === undefined ? null : queueOf(d.endpoint, d.due)),
    },
  },
  /** Id: `<event>.<kind>`, so that an event makes a letter once, whoever dispatches it; `ltr_…` when it was asked for. */
  letters: {
    schema: LetterSchema,
    index: {
      intent: (d) => d.intent ?? null,
      due: (d) => d.due ?? null,
      asked: (d) => (d.asked === undefined ? null : d.created),
    },
  },
  endpoints: {schema: EndpointSchema, index: {merchant: (d) => d.merchant}},
  /** Id: `<merchant>.<fingerprint>`. */
  strikes: {schema: StrikeSchema, index: {merchant: (d) => d.merchant, expires: (d) => d.expires}},
  /** Id: 128 random bits. */
  tries: {
    schema: TrySchema,
    index: {
      attempt: (d) => d.attempt ?? null,
      merchant: (d) => (d.counted ? byTime(d.merchant, d.at) : null),
      card: (d) => (d.counted ? byTime(cardOwner(d.merchant, d.card), d.at) : null),
      range: (d) => (d.counted && d.range !== undefined ? byTime(cardOwner(d.merchant, d.range), d.at) : null),
      address: (d) => (d.counted && d.address !== undefined ? byTime(d.address, d.at) : null),
      expires: (d) => d.expires,
    },
  },
  /** Id: SHA-256 of merchant, method, route and key. */
  idempotency: {schema: IdempotencySchema, index: {expires: (d) => d.expires}},
} as const satisfies TableDefinitions;

export type Column = string | number | null;

/** One row of the map above; the helper type ties each index to its own document. */
export interface Definition<S extends z.ZodType> {
  readonly schema: S;
  readonly index: Readonly<Record<string, (doc: z.infer<S>) => Column>>;
}

interface TableDefinitions {
  readonly sessions: Definition<typeof CheckoutSessionSchema>;
  readonly intents: Definition<typeof PaymentIntentSchema>;
  readonly links: Definition<typeof LinkSchema>;
  readonly bookings: Definition<typeof BookingSchema>;
  readonly refunds: Definition<typeof RefundSchema>;
  readonly receipts: Definition<typeof ReceiptSchema>;
  readonly invoices: Definition<typeof InvoiceSchema>;
  readonly ledger: Definition<typeof LedgerLineSchema>;
  readonly events: Definition<typeof EventSchema>;
  readonly deliveries: Definition<typeof DeliverySchema>;
  readonly letters: Definition<typeof LetterSchema>;
  readonly endpoints: Definition<typeof EndpointSchema>;
  readonly strikes: Definition<typeof StrikeSchema>;
  readonly tries: Definition<typeof TrySchema>;
  readonly idempotency: Definition<typeof IdempotencySchema>;
}

export type Table = keyof typeof tables;
export type Documents = {readonly [T in Table]: z.infer<(typeof tables)[T]['schema']>};
export type Indexed<T extends Table> = keyof (typeof tables)[T]['index'] & string;

export type Event = Documents['events'];
export type Delivery = Documents['deliveries'];
export type LetterRow = Documents['letters'];
export type Endpoint = Documents['endpoints'];
export type Strike = Documents['strikes'];
export type Invoice = Documents['invoices'];
export type Try = Documents['tries'];

/** The running 3-D Secure transaction of a payment, whose attempt is always the last one. */
function transactionOf(intent: PaymentIntent) {
  const step = intent.attempts.at(-1)?.step;
  return step && 'transId' in step ? step : undefined;
}

function transIdOf(intent: PaymentIntent): string | null {
  return transactionOf(intent)?.transId ?? null;
}

/** Of a card, or of a range of cards, at one merchant. */
export function cardOwner(merchant: string, hash: string): string {
  return `${merchant}.${hash}`;
}

/** A column that sorts first by an owner, then by time. `to` closes the owner's range: no digit sorts after a tilde. */
export function byTime(owner: string, ms: number): string {
  return `${owner}|${String(ms).padStart(15, '0')}`;
}

/** Bounds of one owner's range, for `from` and `to`. */
export function rangeOf(owner: string): {readonly from: string; readonly to: string} {
  return {from: `${owner}|`, to: `${owner}|~`};
}

/** Whose news: a merchant's, of test payments or of real ones. */
export function feedOwner(merchant: string, livemode: boolean): string {
  return `${merchant}|${livemode ? 'live' : 'test'}`;
}

function feedOf(merchant: string, livemode: boolean, created: number): string {
  return byTime(feedOwner(merchant, livemode), created);
}

export function queueOf(endpoint: string, due: number): string {
  return byTime(endpoint, due);
}
