import {testPlans} from '#contract/instalments.ts';
import type {Locale} from '#contract/locale.ts';
import type {Currency} from '#contract/money.ts';
import type {WalletKind, WalletPayment, WalletRequest} from '#contract/wallet.ts';
import {authorizationDaysMax} from './book.ts';

/** The shopper has so long to decide. */
export const openMinutes = 15;
const openMs = openMinutes * 60_000;
const reservedMs = authorizationDaysMax * 86_400_000;

/** What a wallet does with the money: holds it and lets parts be taken, or all of it, or takes it at once. */
export type Taking = 'in_parts' | 'whole' | 'at_once';

interface Terms {
  readonly currencies: readonly Currency[];
  readonly taking: Taking;
  /** What the shopper may be refused for. */
  readonly refusals: readonly Refusal[];
}

const everyCurrency = ['EUR', 'USD', 'GBP', 'CHF'] as const;
const purse: Terms = {currencies: everyCurrency, taking: 'in_parts', refusals: ['insufficient_funds', 'declined']};

/** Each like the real one (`providers/` in the facts), and no more. */
export const walletTerms: Readonly<Record<WalletKind, Terms>> = {
  paypal: purse,
  wero: {...purse, currencies: ['EUR'], taking: 'whole'},
  alipay: {...purse, taking: 'at_once'},
  apple_pay: purse,
  google_pay: purse,
  instalments: {currencies: [testPlans.instalments_3.currency], taking: 'whole', refusals: ['lender_declined']},
};

export const refusals = ['insufficient_funds', 'declined', 'lender_declined'] as const;
export type Refusal = (typeof refusals)[number];

/** A payment in the wallets' book. Instants are milliseconds since 1970, amounts minor units. */
export interface WalletEntry {
  readonly id: string;
  readonly reference: string;
  readonly kind: WalletKind;
  readonly merchant: string;
  readonly orderReference: string;
  readonly amount: number;
  readonly currency: Currency;
  /** Take at once; else reserve. */
  readonly capture: boolean;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  readonly locale: Locale;
  readonly instalments: number | null;
  readonly createdAt: number;
  readonly phase: Phase;
  readonly news: News;
  readonly operations: WalletPayment['operations'];
}

export type Phase =
  /** The page is open until then. */
  | {readonly name: 'open'; readonly until: number}
  /** `lapsesAt` null: nothing is held, all was taken. `closed`: no more will be captured. */
  | {readonly name: 'approved'; readonly lapsesAt: number | null; readonly closed: boolean; readonly voided: boolean}
  | {readonly name: 'refused'; readonly refusal: Refusal}
  /** By the shopper, or by the merchant. */
  | {readonly name: 'canceled'}
  | {readonly name: 'expired'};

/** What is still to be told to `pay`. */
export type News =
  | {readonly kind: 'none'}
  | {readonly kind: 'due'; readonly at: number; readonly tries: number}
  | {readonly kind: 'delivered'}
  | {readonly kind: 'given_up'};

/** A request that is well formed; the currency is one that we know. */
export type Opening = Omit<WalletRequest, 'currency'> & {readonly currency: Currency};

/** The field for which the real wallet would refuse such a request, if any. */
export function faultOf({kind, currency, amount, capture, instalments}: Opening): string | undefined {
  const {currencies, taking} = walletTerms[kind];
  if (!currencies.includes(currency)) return 'currency';
  if (!capture && taking === 'at_once') return 'capture';
  if (kind !== 'instalments') return instalments === undefined ? undefined : 'instalments';
  const {count, amountMin, amountMax} = testPlans.instalments_3;
  if (instalments !== count) return 'instalments';
  return amount < amountMin || amount > amountMax ? 'amount' : undefined;
}

/** A page is opened: nothing is reserved yet. */
export function openPayment(request: Opening, {id, now}: {readonly id: string; readonly now: number}): WalletEntry {
  return {
    id,
    reference: request.reference,
    kind: request.kind,
    merchant: request.merchant,
    orderReference: request.order_reference,
    amount: request.amount,
    currency: request.currency,
    capture: request.capture,
    returnUrl: request.return_url,
    notifyUrl: request.notify_url,
    locale: request.locale,
    instalments: request.instalments ?? null,
    createdAt: now,
    phase: {name: 'open', until: now + openMs},
    news: {kind: 'none'},
    operations: [],
  };
}

/** What time does to an open page: nobody came, and `pay` will be told. */
export function expire(entry: WalletEntry, now: number): WalletEntry {
  if (entry.phase.name !== 'open' || now < entry.phase.until) return entry;
  return {...entry, phase: {name: 'expired'}, news: {kind: 'due', at: now, tries: 0}};
}

/** What the shopper does on the page. */
export type Choice =
  {readonly kind: 'approve'} | {readonly kind: 'refuse'; readonly refusal: Refusal} | {readonly kind: 'cancel'};

/** The shopper decides, once, while the page is open. `news`: when and whether `pay` is told. */
export function decideAtWallet(entry: WalletEntry, choice: Choice, news: News, now: number): WalletEntry {
  const current = expire(entry, now);
  if (current.phase.name !== 'open') return current;
  switch (choice.kind) {
    case 'cancel':
      return {...current, news, phase: {name: 'canceled'}};
    case 'refuse':
      return {...current, news, phase: {name: 'refused', refusal: choice.refusal}};
    case 'approve': {
      const {capture, reference, amount} = current;
      return {
        ...current,
        news,
        phase: {name: 'approved', lapsesAt: capture ? null : now + reservedMs, closed: capture, voided: false},
        operations: capture ? [{reference, kind: 'capture', amount}] : [],
      };
    }
  }
}

export type Refused =
  | 'not_capturable'
  | 'amount_too_large'
  | 'not_voidable'
  | 'not_refundable'
  | 'capture_unsupported'
  | 'partial_capture_unsupported';

/** A payment moved by one operation, or why it stays as it is. */
export type Moved = {readonly entry: WalletEntry} | {readonly refused: Refused};

export interface CaptureOrder {
  readonly reference: string;
  readonly amount: number;
  readonly final: boolean;
}

export function capture(entry: WalletEntry, {reference, amount, final}: CaptureOrder, now: number): Moved {
  const {phase, kind} = entry;
  const {taking} = walletTerms[kind];
  if (taking === 'at_once') return {refused: 'capture_unsupported'};
  if (phase.name !== 'approved' || phase.closed || hasLapsed(entry, now)) return {refused: 'not_capturable'};
  const left = entry.amount - total(entry, 'capture');
  if (amount > left) return {refused: 'amount_too_large'};
  if (amount < left && taking === 'whole') return {refused: 'partial_capture_unsupported'};
  return {
    entry: {
      ...withOperation(entry, {reference, kind: 'capture', amount}),
      phase: {...phase, closed: final || amount === left},
    },
  };
}

export interface VoidOrder {
  readonly reference: string;
  readonly only_open?: boolean;
}

/** Closes an open page for good; releases what is held. What was captured stays taken. */
export function release(entry: WalletEntry, {reference, only_open: onlyOpen}: VoidOrder, now: number): Moved {
  const {phase} = entry;
  if (phase.name === 'open' && now < phase.until) {
    return {entry: {...withOperation(entry, {reference, kind: 'void', amount: 0}), phase: {name: 'canceled'}}};
  }
  if (onlyOpen || phase.name !== 'approved' || phase.closed || hasLapsed(entry, now)) return {refused: 'not_voidable'};
  const left = entry.amount - total(entry, 'capture');
  return {
    entry: {
      ...withOperation(entry, {reference, kind: 'void', amount: left}),
      phase: {...phase, closed: true, voided: left === entry.amount},
    },
  };
}

export function refund(
  entry: WalletEntry,
  {reference, amount}: {readonly reference: string; readonly amount: number},
): Moved {
  const left = total(entry, 'capture') - total(entry, 'refund');
  if (left === 0) return {refused: 'not_refundable'};
  if (amount > left) return {refused: 'amount_too_large'};
  return {entry: withOperation(entry, {reference, kind: 'refund', amount})};
}

/** The payment as the merchant sees it now: pages and reservations end by themselves. */
export function walletStatement(entry: WalletEntry, url: string, now: number): WalletPayment {
  const {phase} = entry;
  return {
    id: entry.id,
    reference: entry.reference,
    kind: entry.kind,
    order_reference: entry.orderReference,
    status: statusOf(entry, now),
    amount: entry.amount,
    currency: entry.currency,
    amount_captured: total(entry, 'capture'),
    amount_refunded: total(entry, 'refund'),
    final: phase.name === 'approved' ? phase.closed || hasLapsed(entry, now) : phase.name !== 'open',
    url: `${url}/wallet/${entry.id}`,
    expires_at: new Date(entry.createdAt + openMs).toISOString(),
    refusal: phase.name === 'refused' ? phase.refusal : null,
    capture_before:
      phase.name === 'approved' && phase.lapsesAt !== null ? new Date(phase.lapsesAt).toISOString() : null,
    operations: entry.operations,
  };
}

function statusOf(entry: WalletEntry, now: number): WalletPayment['status'] {
  const {phase} = entry;
  switch (phase.name) {
    case 'open':
      return now < phase.until ? 'open' : 'expired';
    case 'approved':
      if (phase.voided) return 'voided';
      return hasLapsed(entry, now) && total(entry, 'capture') === 0 ? 'expired' : 'approved';
    default:
      return phase.name;
  }
}

/** When time will move this payment, or something is to be told; undefined: never. */
export function dueAt({phase, news}: WalletEntry): number | undefined {
  if (news.kind === 'due') return news.at;
  return phase.name === 'open' ? phase.until : undefined;
}

function hasLapsed({phase}: WalletEntry, now: number): boolean {
  return phase.name === 'approved' && phase.lapsesAt !== null && !phase.closed && now >= phase.lapsesAt;
}

function total({operations}: WalletEntry, kind: WalletPayment['operations'][number]['kind']): number {
  return operations.reduce((sum, operation) => (operation.kind === kind ? sum + operation.amount : sum), 0);
}

function withOperation(entry: WalletEntry, operation: WalletPayment['operations'][number]): WalletEntry {
  return {...entry, operations: [...entry.operations, operation]};
}
