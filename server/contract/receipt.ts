import type {AuthenticationOutcome} from './challenge.ts';
import type {Brand, Network} from './cards.ts';
import type {ConversionFacts} from './conversion.ts';
import type {Currency} from './money.ts';
import type {InstructionsView, PlanView} from './session.ts';
import type {MethodType} from './statuses.ts';

/**
 * What happened to the money, in the shopper's words: reserved, taken, let go, given back; what was given back may come back to
 * the shop. Before any moves, a transfer or a cheque is awaited, or no longer.
 */
export const receiptEntryTypes = [
  'authorization',
  'debit',
  'release',
  'credit',
  'credit_returned',
  'awaited',
  'dropped',
] as const;
export type ReceiptEntryType = (typeof receiptEntryTypes)[number];

/** One movement. Entries are only ever added. */
export interface ReceiptEntry {
  /** Of the receipt that first bore it. */
  readonly sequence: number;
  readonly at: string;
  readonly type: ReceiptEntryType;
  /** Minor units of the receipt's currency. */
  readonly amount: number;
  /** The same as it was charged, in minor units of the presentment's currency. */
  readonly charged?: number;
  /** What to name on the telephone: the refund's id, else the provider's number. */
  readonly reference: string;
}

/**
 * What was really charged, where the shopper chose another currency than the order's; the amounts of the receipt itself
 * stay in the order's. Kept on the receipt as Regulation (EU) 2021/1230 asks, and everywhere by choice.
 */
export interface ReceiptPresentment extends ConversionFacts {
  readonly currency: Currency;
  /** Of the whole order, and what moved of it so far: minor units. */
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_released: number;
  readonly amount_refunded: number;
  readonly quoted_at: string;
}

/**
 * A receipt as it is signed (`facts/receipts-and-law.md` 4.4): the payload of a compact JWS. The facts of the payment never
 * change; with each movement an entry is added, `sequence` grows by one, and the whole is signed anew.
 */
export interface ReceiptDocument {
  readonly v: 1;
  /** The origin whose `/.well-known/jwks.json` holds the key. */
  readonly iss: string;
  readonly id: `rcpt_${string}`;
  readonly sequence: number;
  /** When the first one was issued, and this one. */
  readonly created: string;
  readonly issued: string;
  /** In which its hours are told: the shop's. */
  readonly time_zone: string;
  readonly livemode: boolean;
  readonly merchant: {
    readonly name: string;
    readonly address: string | null;
    readonly siret: string | null;
    readonly contract_id: string | null;
    readonly site: string | null;
  };
  readonly order_reference: string;
  readonly items: readonly {readonly name: string; readonly quantity: number; readonly amount: number}[];
  readonly currency: Currency;
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_released: number;
  readonly amount_refunded: number;
  /** Absent where the order's own currency was charged. */
  readonly presentment?: ReceiptPresentment;
  readonly method: MethodType;
  /** The last four digits, never the first six and never the expiry: this is the shopper's copy. */
  readonly card: {readonly brand: Brand; readonly network: Network; readonly last4: string} | null;
  readonly authentication: {
    readonly outcome: AuthenticationOutcome;
    readonly version: string;
    readonly eci: string | null;
  } | null;
  readonly authorization_code: string | null;
  readonly transaction_id: string;
  readonly acquirer_reference: string | null;
  /** Until when a reserved amount can be taken. */
  readonly capture_before: string | null;
  /** While money is awaited from the shopper: how much, where to, under which reference and until when. */
  readonly awaited?: InstructionsView;
  /** How the lender is paid back, as it was agreed. */
  readonly plan?: PlanView;
  /** Where the shopper withdraws from the contract; absent for a company, and where the merchant names no address. */
  readonly withdrawal_url?: string;
  readonly entries: readonly ReceiptEntry[];
}

/**
 * Where the money is. `awaited`: the shopper is to send it, or what is left of it. `dropped`: it did not come, and nobody waits
 * for it. `partly_refunded` and `refunded` are of what was debited.
 */
export const receiptStates = [
  'awaited',
  'dropped',
  'reserved',
  'debited',
  'released',
  'partly_refunded',
  'refunded',
] as const;
export type ReceiptState = (typeof receiptStates)[number];

type Amounts = Pick<ReceiptDocument, 'amount_captured' | 'amount_released' | 'amount_refunded'>;

export function receiptState({awaited, entries, ...amounts}: ReceiptDocument): ReceiptState {
  const {amount_captured, amount_released, amount_refunded} = amounts;
  if (awaited) return 'awaited';
  if (amount_captured === 0) {
    if (amount_released > 0) return 'released';
    return entries.at(-1)?.type === 'dropped' ? 'dropped' : 'reserved';
  }
  if (amount_refunded === 0) return 'debited';
  return amount_refunded < amount_captured ? 'partly_refunded' : 'refunded';
}

/** The money as it was charged: what a ticket shows large, and what a bank statement bears. */
export function chargedOn({
  presentment,
  ...order
}: ReceiptDocument): Amounts & {readonly amount: number; readonly currency: Currency} {
  return presentment ?? order;
}

/** `typ` of the two JWS. */
export const receiptType = 'guichet-receipt+jws';
export const sealType = 'guichet-seal+jws';

/** What a person would compare with the paper: short, for a QR code. Keys of one letter save a fifth of its modules. */
export interface Seal {
  /** The receipt's id and sequence. */
  readonly i: string;
  readonly n: number;
  /** When it was issued, ISO 8601 to the second. */
  readonly t: string;
  /** Merchant, order. */
  readonly m: string;
  readonly o: string;
  readonly c: Currency;
  /** Amounts: of the order, debited, refunded. */
  readonly a: number;
  readonly d: number;
  readonly r: number;
  readonly s: ReceiptState;
  /** What was charged in another currency, and the same three amounts in it. */
  readonly p?: {readonly c: Currency; readonly a: number; readonly d: number; readonly r: number};
  /** The card's last four digits. */
  readonly k?: string;
  /** Of a test: no money moved. */
  readonly x?: 1;
}

export function sealOf(document: ReceiptDocument): Seal {
  const {presentment} = document;
  return {
    i: document.id,
    n: document.sequence,
    t: document.issued.replace(/\.\d+Z$/, 'Z'),
    m: document.merchant.name,
    o: document.order_reference,
    c: document.currency,
    a: document.amount,
    d: document.amount_captured,
    r: document.amount_refunded,
    s: receiptState(document),
    ...(presentment && {
      p: {
        c: presentment.currency,
        a: presentment.amount,
        d: presentment.amount_captured,
        r: presentment.amount_refunded,
      },
    }),
    ...(document.card && {k: document.card.last4}),
    ...(!document.livemode && {x: 1}),
  };
}

/** A public key as `/.well-known/jwks.json` publishes it (RFC 8037). */
export interface ReceiptKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** The answer of `GET /v1/receipts/{id}`. */
export interface ReceiptAnswer {
  readonly id: string;
  readonly object: 'receipt';
  readonly sequence: number;
  readonly created: string;
  readonly livemode: boolean;
  readonly payment_intent: string;
  readonly checkout_session: string;
  readonly order_reference: string;
  readonly state: ReceiptState;
  /** What `jws` says, for who does not want to decode it. */
  readonly document: ReceiptDocument;
  readonly jws: string;
  readonly seal: string;
  /** The page that checks the seal: what the QR code holds. */
  readonly verify_url: string;
  /** The receipt's page with its token: for the shopper only. */
  readonly url: string;
  /** How often its PDF was fetched, and when first. */
  readonly downloads: number;
  readonly first_downloaded: string | null;
  /** Whether it can be sent to the address of the order. */
  readonly sendable: boolean;
  readonly invoice: InvoiceAnswer | null;
}

/** The shop's own invoice, beside the ticket: somewhere at the shop, or kept here. */
export type InvoiceAnswer =
  | {readonly kind: 'link'; readonly url: string}
  | {readonly kind: 'file'; readonly bytes: number; readonly sha256: string; readonly created: string};
