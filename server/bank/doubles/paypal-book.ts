import type {Currency} from '#contract/money.ts';
import type {Choice, Hosted} from './hosted-page.ts';

/** PayPal's issues that its double can be made to answer with when an approved order is taken. */
export const paypalFailures = [
  'INSTRUMENT_DECLINED',
  'PAYER_ACCOUNT_RESTRICTED',
  'TRANSACTION_REFUSED',
  'TRANSACTION_LIMIT_EXCEEDED',
] as const;
export type PaypalFailure = (typeof paypalFailures)[number];

/** What a shopper's card can be made to end in without its fields: what its bank says, or that nobody was proven. */
export const cardFailures = ['5120', '9520', '5400', 'unproven'] as const;
export type CardFailure = (typeof cardFailures)[number];

/** What 3-D Secure came to, in PayPal's words. */
export interface PaypalProof {
  readonly liability: 'POSSIBLE' | 'NO' | 'UNKNOWN';
  readonly enrollment?: string;
  readonly status?: string;
}

/** A card that is, or is to be, typed in the fields: of the card itself only what PayPal tells again. */
export interface PaypalCard {
  readonly verification: 'SCA_WHEN_REQUIRED' | 'SCA_ALWAYS';
  readonly brand?: 'VISA' | 'MASTERCARD' | 'AMEX';
  readonly lastDigits?: string;
  /** The bank's window is open. */
  readonly asking?: true;
  readonly proof?: PaypalProof;
  /** What the bank will say once it is taken: `0000` is yes. */
  readonly response?: string;
}

/** An order in the double's book. Instants are milliseconds, amounts minor units. */
export interface PaypalEntry extends Hosted {
  readonly id: string;
  readonly intent: 'AUTHORIZE' | 'CAPTURE';
  readonly amount: number;
  readonly currency: Currency;
  readonly customId: string | null;
  readonly invoiceId: string | null;
  readonly description: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'EXPIRED';
  /** Paid by a card in PayPal's fields; else by a PayPal account. */
  readonly card?: PaypalCard;
  /** The bank said no when it was taken: the order is complete all the same. */
  readonly declined?: {readonly id: string; readonly response: string; readonly at: number};
  /** What taking it will be refused with, once approved: the shopper chose it at the page. */
  readonly failure: PaypalFailure | null;
  /** The shopper gave up at the page: its script knows, and the API does not tell. */
  readonly left?: true;
  readonly authorizations: readonly PaypalAuthorization[];
  readonly captures: readonly PaypalCapture[];
  readonly refunds: readonly PaypalRefund[];
}

export interface PaypalAuthorization {
  readonly id: string;
  readonly amount: number;
  readonly status: 'CREATED' | 'PARTIALLY_CAPTURED' | 'CAPTURED' | 'VOIDED';
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** It was renewed, or it renews another: once is all there is. */
  readonly renewed: boolean;
}

export interface PaypalCapture {
  readonly id: string;
  readonly authorization: string | null;
  readonly amount: number;
  readonly final: boolean;
  readonly invoiceId: string | null;
  readonly at: number;
}

export interface PaypalRefund {
  readonly id: string;
  readonly capture: string;
  readonly amount: number;
  readonly customId: string | null;
  readonly at: number;
}

const hour = 3_600_000;
const day = 24 * hour;
const authorizedDays = 29;
const honorDays = 3;
/** Not published; as far as is remembered. */
const openMs = 6 * hour;
const approvedMs = 72 * hour;

/** What PayPal says no with: the issue, of a 422. */
export type Moved = {readonly entry: PaypalEntry} | {readonly issue: string};

/** What the shopper does at the page. Cancelling is not told to anybody: the order stays as it is. */
export type PaypalChoice = Choice<PaypalFailure | CardFailure>;

/** Orders of exactly these amounts are refused when they are taken. */
export const refusedAmounts: Readonly<Record<number, PaypalFailure>> = {
  10_005: 'TRANSACTION_REFUSED',
  10_051: 'INSTRUMENT_DECLINED',
  10_061: 'TRANSACTION_LIMIT_EXCEEDED',
};

export function decide(given: PaypalEntry, choice: PaypalChoice, now: number): PaypalEntry {
  const entry = lapse(given, now);
  if (!isOpen(entry)) return entry;
  if (entry.card && (choice.kind === 'pay' || choice.kind === 'fail')) return ofCard(entry, entry.card, choice, now);
  switch (choice.kind) {
    case 'cancel':
      return {...entry, left: true};
    case 'expire':
      return {...entry, status: 'EXPIRED', updatedAt: now};
    case 'fail':
      return {
        ...entry,
        status: 'APPROVED',
        failure: paypalFailures.find((one) => one === choice.code) ?? null,
        updatedAt: now,
      };
    case 'pay':
      return {...entry, status: 'APPROVED', failure: refusedAmounts[entry.amount] ?? null, updatedAt: now};
  }
}

/** Nothing was asked of anybody's money. */
export function isOpen({status}: PaypalEntry): boolean {
  return status === 'PAYER_ACTION_REQUIRED' || status === 'CREATED';
}

/** Typed well, and what comes of it. */
function ofCard(entry: PaypalEntry, card: PaypalCard, choice: PaypalChoice, now: number): PaypalEntry {
  const typed: PaypalCard = {verification: card.verification, brand: 'VISA', lastDigits: '1881', response: '0000'};
  if (choice.kind !== 'fail') return asOrder(entry, typed, 'APPROVED', now);
  if (choice.code !== 'unproven') return asOrder(entry, {...typed, response: choice.code}, 'APPROVED', now);
  return asOrder(entry, {...typed, proof: {liability: 'NO', enrollment: 'Y', status: 'N'}}, 'CREATED', now);
}

export function asOrder(entry: PaypalEntry, card: PaypalCard, status: PaypalEntry['status'], now: number): PaypalEntry {
  return {...entry, card, status, updatedAt: now};
}

/** What time does to an order, and to what it holds. */
export function lapse(entry: PaypalEntry, now: number): PaypalEntry {
  const term = isOpen(entry) ? openMs : entry.status === 'APPROVED' ? approvedMs : Infinity;
  const authorizations = entry.authorizations.map((one) =>
    isHeld(one) && now >= one.expiresAt ? {...one, status: 'VOIDED' as const, updatedAt: one.expiresAt} : one,
  );
  return {...entry, authorizations, ...(now >= entry.createdAt + term && {status: 'EXPIRED' as const})};
}

function isHeld({status}: PaypalAuthorization): boolean {
  return status === 'CREATED' || status === 'PARTIALLY_CAPTURED';
}

/** `authorize` or `capture` of the order: only what was approved, once, and as it was made. */
export function take(given: PaypalEntry, intent: PaypalEntry['intent'], id: string, now: number): Moved {
  const entry = lapse(given, now);
  if (entry.status === 'EXPIRED') return {issue: 'ORDER_EXPIRED'};
  if (entry.status === 'COMPLETED')
    return {issue: entry.intent === 'AUTHORIZE' ? 'ORDER_ALREADY_AUTHORIZED' : 'ORDER_ALREADY_CAPTURED'};
  if (entry.intent !== intent) return {issue: 'ACTION_DOES_NOT_MATCH_INTENT'};
  // PayPal takes what no bank believed, too: whether to is for the merchant to see.
  if (entry.status !== 'APPROVED' && !entry.card?.proof) return {issue: 'ORDER_NOT_APPROVED'};
  if (entry.failure) return {issue: entry.failure};
  const done = {...entry, status: 'COMPLETED' as const, updatedAt: now};
  const {amount, invoiceId} = entry;
  const response = entry.card?.response ?? '0000';
  if (response !== '0000') return {entry: {...done, declined: {id, response, at: now}}};
  if (intent === 'CAPTURE')
    return {entry: {...done, captures: [{id, authorization: null, amount, final: true, invoiceId, at: now}]}};
  return {
    entry: {
      ...done,
      authorizations: [
        {
          id,
          amount,
          status: 'CREATED',
          createdAt: now,
          updatedAt: now,
          expiresAt: now + authorizedDays * day,
          renewed: false,
        },
      ],
    },
  };
}

export interface WantedCapture {
  readonly id: string;
  readonly authorization: string;
  readonly amount: number;
  readonly final: boolean;
  readonly invoiceId: string | null;
}

export function capture(given: PaypalEntry, wanted: WantedCapture, now: number): Moved {
  const entry = lapse(given, now);
  const held = entry.authorizations.find(({id}) => id === wanted.authorization);
  if (!held || held.status === 'VOIDED') return {issue: 'AUTHORIZATION_VOIDED'};
  if (held.status === 'CAPTURED') return {issue: 'AUTHORIZATION_ALREADY_CAPTURED'};
  const before = sumOf(entry.captures.filter(({authorization}) => authorization === held.id));
  if (wanted.amount > held.amount - before) return {issue: 'MAX_CAPTURE_AMOUNT_EXCEEDED'};
  if (entry.captures.some(({invoiceId}) => invoiceId !== null && invoiceId === wanted.invoiceId))
    return {issue: 'DUPLICATE_INVOICE_ID'};
  const isSpent = wanted.final || wanted.amount === held.amount - before;
  const after = {...held, status: isSpent ? ('CAPTURED' as const) : ('PARTIALLY_CAPTURED' as const), updatedAt: now};
  return {
    entry: {...replace(entry, after), captures: [...entry.captures, {...wanted, at: now}], updatedAt: now},
  };
}

export function release(given: PaypalEntry, authorization: string, now: number): Moved {
  const entry = lapse(given, now);
  const held = entry.authorizations.find(({id}) => id === authorization);
  if (held?.status === 'CAPTURED') return {issue: 'PREVIOUSLY_CAPTURED'};
  if (!held || held.status === 'VOIDED') return {issue: 'PREVIOUSLY_VOIDED'};
  return {entry: {...replace(entry, {...held, status: 'VOIDED', updatedAt: now}), updatedAt: now}};
}

/** From the fourth day on, once: a new authorization in the place of the old one. */
export function renew(given: PaypalEntry, authorization: string, id: string, now: number): Moved {
  const entry = lapse(given, now);
  const held = entry.authorizations.find((one) => one.id === authorization);
  if (!held || held.status === 'VOIDED') return {issue: 'AUTHORIZATION_VOIDED'};
  if (held.status !== 'CREATED') return {issue: 'AUTHORIZATION_ALREADY_CAPTURED'};
  // Of a PayPal account only.
  if (entry.card) return {issue: 'REAUTHORIZATION_NOT_SUPPORTED'};
  if (now < held.createdAt + honorDays * day) return {issue: 'REAUTHORIZATION_TOO_SOON'};
  if (held.renewed) return {issue: 'REAUTHORIZATION_NOT_SUPPORTED'};
  const old = replace(entry, {...held, status: 'VOIDED', updatedAt: now});
  const fresh = {...held, id, createdAt: now, updatedAt: now, renewed: true};
  return {entry: {...old, authorizations: [...old.authorizations, fresh], updatedAt: now}};
}

export interface WantedRefund {
  readonly id: string;
  readonly capture: string;
  readonly amount?: number;
  readonly customId: string | null;
}

export function refund(given: PaypalEntry, wanted: WantedRefund, now: number): Moved {
  const entry = lapse(given, now);
  const from = entry.captures.find(({id}) => id === wanted.capture);
  const left = from ? from.amount - sumOf(entry.refunds.filter(({capture: of}) => of === from.id)) : 0;
  if (left === 0) return {issue: 'CAPTURE_FULLY_REFUNDED'};
  const amount = wanted.amount ?? left;
  if (amount > left) return {issue: 'REFUND_AMOUNT_EXCEEDED'};
  return {entry: {...entry, refunds: [...entry.refunds, {...wanted, amount, at: now}], updatedAt: now}};
}

function replace(entry: PaypalEntry, changed: PaypalAuthorization): PaypalEntry {
  return {...entry, authorizations: entry.authorizations.map((one) => (one.id === changed.id ? changed : one))};
}

export function sumOf(items: readonly {readonly amount: number}[]): number {
  return items.reduce((sum, {amount}) => sum + amount, 0);
}

/** What is still held, taken and given back in all. */
export function totalsOf(given: PaypalEntry, now: number) {
  const entry = lapse(given, now);
  const captured = sumOf(entry.captures);
  const held = entry.authorizations.filter(isHeld).map(({id, amount}) => ({
    amount: amount - sumOf(entry.captures.filter(({authorization}) => authorization === id)),
  }));
  return {
    id: entry.id,
    open: isOpen(entry),
    held: sumOf(held),
    captured,
    refunded: sumOf(entry.refunds),
  };
}
