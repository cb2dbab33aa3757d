import {z} from 'zod';
import {authenticationOutcomes} from '#contract/challenge.ts';
import {brands, networks} from '#contract/cards.ts';
import {
  receiptEntryTypes,
  type ReceiptDocument,
  type ReceiptEntryType,
  type ReceiptPresentment,
} from '#contract/receipt.ts';
import {methodTypes} from '#contract/statuses.ts';
import type {Write} from '../store/store.ts';
import type {Deps} from './deps.ts';
import {InstructionsSchema, instructionsOf, type Accounts} from './instructions.ts';
import type {LedgerLine, PaymentIntent} from './intent.ts';
import {CurrencySchema} from './money.ts';
import {SignedPlanSchema, planView} from './plan.ts';
import {factsOf, type Quote} from './quote.ts';
import type {CheckoutSession} from './session.ts';
import {withdrawalFor} from './withdrawal.ts';

const Time = z.iso.datetime();
const Amount = z.int().min(0);

export const ReceiptDocumentSchema = z
  .object({
    v: z.literal(1),
    iss: z.string(),
    id: z.templateLiteral(['rcpt_', z.string()]),
    sequence: z.int().min(1),
    created: Time,
    issued: Time,
    time_zone: z.string(),
    livemode: z.boolean(),
    merchant: z
      .object({
        name: z.string(),
        address: z.string().nullable(),
        siret: z.string().nullable(),
        contract_id: z.string().nullable(),
        site: z.string().nullable(),
      })
      .readonly(),
    order_reference: z.string(),
    items: z.array(z.object({name: z.string(), quantity: z.int(), amount: z.int()}).readonly()).readonly(),
    currency: CurrencySchema,
    amount: Amount,
    amount_captured: Amount,
    amount_released: Amount,
    amount_refunded: Amount,
    presentment: z
      .object({
        currency: CurrencySchema,
        amount: Amount,
        amount_captured: Amount,
        amount_released: Amount,
        amount_refunded: Amount,
        source: z.enum(['merchant', 'ECB']),
        rate: z.string().nullable(),
        source_date: z.string().nullable(),
        markup_percent: z.string().nullable(),
        sample: z.boolean(),
        quoted_at: Time,
      })
      .readonly()
      .exactOptional(),
    method: z.enum(methodTypes),
    card: z
      .object({brand: z.enum(brands), network: z.enum(networks), last4: z.string()})
      .readonly()
      .nullable(),
    authentication: z
      .object({outcome: z.enum(authenticationOutcomes), version: z.string(), eci: z.string().nullable()})
      .readonly()
      .nullable(),
    authorization_code: z.string().nullable(),
    transaction_id: z.string(),
    acquirer_reference: z.string().nullable(),
    capture_before: Time.nullable(),
    awaited: InstructionsSchema.exactOptional(),
    plan: SignedPlanSchema.exactOptional(),
    withdrawal_url: z.string().exactOptional(),
    entries: z
      .array(
        z
          .object({
            sequence: z.int().min(1),
            at: Time,
            type: z.enum(receiptEntryTypes),
            amount: Amount,
            charged: Amount.exactOptional(),
            reference: z.string(),
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
  })
  .readonly();

/** A receipt as it is kept: what it says, signed, and what became of its copies. */
export const ReceiptSchema = z
  .object({
    id: z.templateLiteral(['rcpt_', z.string()]),
    merchant: z.string(),
    livemode: z.boolean(),
    intent: z.templateLiteral(['pi_', z.string()]),
    session: z.templateLiteral(['cs_', z.string()]),
    document: ReceiptDocumentSchema,
    /** The whole document, and the few facts for the QR code. */
    jws: z.string(),
    seal: z.string(),
    /** PDFs given out; from the second on they are duplicates. */
    downloads: z.int().min(0),
    firstDownloaded: z.int().exactOptional(),
    /** When it was last asked for by letter, newest last. */
    letters: z.array(z.int()).readonly(),
  })
  .readonly();

export type Receipt = z.infer<typeof ReceiptSchema>;

/** What stands on every receipt, and the hand that signs. */
export interface ReceiptDesk {
  /** Our own public address. */
  readonly issuer: string;
  readonly timeZone: string;
  readonly merchant: ReceiptDocument['merchant'];
  /** Where shoppers send money. */
  readonly accounts: Accounts;
  /** Where consumers withdraw from the contract; null: the merchant names no address. */
  readonly withdrawalUrl: string | null;
  readonly sign: (document: ReceiptDocument) => {readonly jws: string; readonly seal: string};
}

/** One payment has one receipt, whose id follows from it: two commits cannot make two. */
export function receiptIdOf(intent: string): `rcpt_${string}` {
  return `rcpt_${intent.replace(/^pi_/, '')}`;
}

type Line = Omit<LedgerLine, 'id'>;

/**
 * The receipt that goes with a movement of money, to be written in the same commit: made with the first, or when the shopper
 * is asked to send it, and signed anew with each one after.
 */
export async function receiptWrite(
  {store, world, receipts}: Pick<Deps, 'store' | 'world' | 'receipts'>,
  was: PaymentIntent,
  intent: PaymentIntent,
  lines: readonly Line[],
): Promise<readonly Write[]> {
  const turn = turnOf(was, intent);
  if (lines.length === 0 && !turn) return [];
  const id = receiptIdOf(intent.id);
  const row = await store.get('receipts', id);
  const session = row ? undefined : await store.get('sessions', intent.session);
  const before = row?.doc.document ?? (session && beginReceipt(receipts, intent, session.doc, world.clock.now()));
  if (!before) return [];
  const document = appendEntries(before, intent, {lines, turn, accounts: receipts.accounts}, world.clock.now());
  const signed = {document, ...receipts.sign(document)};
  if (row) return [{op: 'update', table: 'receipts', id, doc: {...row.doc, ...signed}, expecting: row.version}];
  const {merchant, livemode} = intent;
  const doc = {
    id,
    merchant,
    livemode,
    intent: intent.id,
    session: intent.session,
    ...signed,
    downloads: 0,
    letters: [],
  };
  return [{op: 'insert', table: 'receipts', id, doc}];
}

/** The shopper is asked to send money, or nobody waits for it any more. Pure. */
function turnOf(before: PaymentIntent, after: PaymentIntent): 'awaited' | 'dropped' | undefined {
  const [was, is] = [before.status === 'awaiting_funds', after.status === 'awaiting_funds'];
  if (!was && is) return 'awaited';
  return was && after.status === 'canceled' ? 'dropped' : undefined;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** A receipt without entries yet: the facts of the payment, as they are when money first moves. Pure. */
export function beginReceipt(
  {issuer, timeZone, merchant, withdrawalUrl}: Pick<ReceiptDesk, 'issuer' | 'timeZone' | 'merchant' | 'withdrawalUrl'>,
  intent: PaymentIntent,
  session: Pick<CheckoutSession, 'lineItems' | 'customer'>,
  now: number,
): ReceiptDocument {
  const attempt = intent.attempts.at(-1);
  const card = attempt?.card;
  const step = attempt?.step.name === 'authorized' ? attempt.step : undefined;
  const proof = step?.authentication;
  const withdrawal = withdrawalFor(session, withdrawalUrl);
  return {
    v: 1,
    iss: issuer,
    id: receiptIdOf(intent.id),
    sequence: 0,
    created: iso(now),
    issued: iso(now),
    time_zone: timeZone,
    livemode: intent.livemode,
    merchant,
    order_reference: intent.orderReference,
    items: session.lineItems,
    currency: intent.money.currency,
    amount: intent.money.amount,
    amount_captured: 0,
    amount_released: 0,
    amount_refunded: 0,
    ...(attempt?.quote && {presentment: beginPresentment(attempt.quote)}),
    method: attempt?.method ?? 'card',
    card: card ? {brand: card.brand, network: card.networks.chosen, last4: card.last4} : null,
    authentication: proof ? {outcome: proof.outcome, version: proof.version, eci: proof.eci ?? null} : null,
    authorization_code: step?.authorizationCode ?? null,
    transaction_id: intent.id,
    acquirer_reference: 'reference' in intent && intent.reference ? intent.reference : null,
    capture_before: intent.status === 'requires_capture' ? iso(intent.captureBefore) : null,
    ...(withdrawal !== null && {withdrawal_url: withdrawal}),
    entries: [],
  };
}

function beginPresentment(quote: Quote): ReceiptPresentment {
  return {
    amount: quote.charged.amount,
    amount_captured: 0,
    amount_released: 0,
    amount_refunded: 0,
    ...factsOf(quote),
    quoted_at: iso(quote.quotedAt),
  };
}

const entryTypes = {
  authorized: 'authorization',
  captured: 'debit',
  voided: 'release',
  refunded: 'credit',
  refund_failed: 'credit_returned',
} as const satisfies Record<LedgerLine['kind'], ReceiptEntryType>;

/** What is new: lines of the ledger, and a turn of what is awaited. */
interface Change {
  readonly lines: readonly Line[];
  readonly turn: 'awaited' | 'dropped' | undefined;
  readonly accounts: Accounts;
}

/** The next issue of a receipt: the entries that were, then one for each change. Pure. */
export function appendEntries(
  {awaited: _past, plan: _shown, ...before}: ReceiptDocument,
  intent: PaymentIntent,
  {lines, turn, accounts}: Change,
  now: number,
): ReceiptDocument {
  const sequence = before.sequence + 1;
  const sum = (kind: LedgerLine['kind'], of: (line: Line) => number = ({amount}) => amount) =>
    lines.reduce((total, line) => (line.kind === kind ? total + of(line) : total), 0);
  const charged = ({charged: money}: Line) => money?.amount ?? 0;
  const {presentment} = before;
  const awaited = instructionsOf(intent, accounts);
  const plan = intent.attempts.at(-1)?.plan;
  return {
    ...before,
    sequence,
    issued: iso(now),
    amount_captured: before.amount_captured + sum('captured'),
    amount_released: before.amount_released + sum('voided'),
    amount_refunded: before.amount_refunded + sum('refunded') - sum('refund_failed'),
    ...(presentment && {
      presentment: {
        ...presentment,
        amount_captured: presentment.amount_captured + sum('captured', charged),
        amount_released: presentment.amount_released + sum('voided', charged),
        amount_refunded: presentment.amount_refunded + sum('refunded', charged) - sum('refund_failed', charged),
      },
    }),
    ...(awaited && {awaited}),
    ...(plan && {plan: planView(plan)}),
    entries: [
      ...before.entries,
      ...(turn
        ? [
            {
              sequence,
              at: iso(now),
              type: turn,
              amount: intent.money.amount - intent.amountCaptured,
              reference: 'reference' in intent && intent.reference ? intent.reference : intent.id,
            },
          ]
        : []),
      ...lines.map((line) => ({
        sequence,
        at: iso(line.at),
        type: entryTypes[line.kind],
        amount: line.amount,
        ...(presentment && {charged: charged(line)}),
        reference: intent.operations.find(({key}) => key === line.key)?.refund ?? line.reference,
      })),
    ],
  };
}
