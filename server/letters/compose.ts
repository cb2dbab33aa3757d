import type {LetterKind} from '#contract/letters.ts';
import type {Locale} from '#contract/locale.ts';
import {isSentMethod} from '#contract/methods.ts';
import {sendingOf} from '#contract/sending.ts';
import type {InstructionsView} from '#contract/session.ts';
import type {Order} from '../payments/link.ts';
import type {CheckoutSession} from '../payments/session.ts';
import {withdrawalFor} from '../payments/withdrawal.ts';
import type {EventType} from '../store/tables.ts';
import type {CommonFacts, FailureReason} from './facts.ts';
import {isAllowed, letterOf, type Letter} from './letter.ts';
import type {PaymentTold, RefundTold} from './news.ts';
import {LetterFault} from './say.ts';

/** What letters know beside event and session. */
export interface LetterSources {
  readonly merchant: CommonFacts['merchant'];
  readonly origins: readonly string[];
  /** Where consumers withdraw from the contract; null: the merchant names no address. */
  readonly withdrawalUrl: string | null;
  /**
   * The link that opens the same order while it is unpaid.
   * @param asked - When the letter was asked for, in milliseconds since 1970: the link lasts from then on.
   * @returns nothing when the order is paid, or being paid, by now.
   */
  readonly payLink: (session: CheckoutSession, asked: number) => Promise<PayLink | undefined>;
  /** Leads straight to the ticket of a payment. */
  readonly receiptLink: (intent: string) => Promise<string | undefined>;
  /** How the money is to be sent, and until when, as things stand; nothing when none is awaited. */
  readonly instructions: (intent: string) => Promise<InstructionsView | undefined>;
}

export interface PayLink {
  readonly url: string;
  readonly until: number;
}

export interface Occasion {
  readonly kind: LetterKind;
  /** The event that it tells of; absent for a letter that was asked for. */
  readonly on: EventType | undefined;
  /** When what it tells of happened. */
  readonly at: number;
  /** When it was asked for: the moment of its row. */
  readonly asked: number;
  readonly told: PaymentTold | RefundTold;
  /** The payment: what was told, or for a refund the payment that it is of. */
  readonly payment: PaymentTold;
  readonly session: CheckoutSession;
  readonly now: number;
}

/**
 * Writes the letter of an occasion.
 * @throws LetterFault when something is missing without which it would be untrue or useless; `moot` when it has become
 * untrue: nothing is awaited any more, or the order has been paid.
 */
export async function compose(occasion: Occasion, sources: LetterSources): Promise<Letter> {
  const {kind, on, at, asked, told, payment, session, now} = occasion;
  const locale = languageOf(session);
  const {presentment} = payment;
  const paid = kind !== 'payment_failed' && !awaiting.has(kind);
  // While money is awaited the ticket says where to send it, with a code to scan that no letter can show.
  const hasTicket = kind !== 'payment_failed';
  const receiptUrl = hasTicket ? allowed(await sources.receiptLink(payment.id), sources) : null;
  const common: CommonFacts = {
    ...orderFacts(session, sources),
    ...(presentment && {charged: presentment}),
    at,
    method: methodOf(payment),
    transaction: paid ? payment.id : null,
    receiptUrl,
  };
  const {currency} = common.total;
  const captured = presentment
    ? {amount: presentment.amount_captured, currency: presentment.currency}
    : {amount: payment.amount_captured, currency};

  switch (kind) {
    case 'order_confirmed':
      return letterOf(
        kind,
        on === 'payment_intent.authorized'
          ? {...common, state: 'reserved', until: instantOf(payment.capture_before)}
          : {
              ...common,
              state: payment.method && isSentMethod(payment.method.type) ? 'received' : 'paid',
              paid: captured,
            },
        locale,
      );
    case 'in_review':
      return letterOf(kind, common, locale);
    case 'debited':
      return letterOf(kind, {...common, captured}, locale);
    case 'released':
      return letterOf(kind, {...common, reason: releaseOf(payment)}, locale);
    case 'payment_failed': {
      const link = stillTrue(await sources.payLink(session, asked), kind);
      const payUrl = allowed(link.url, sources);
      return letterOf(
        kind,
        {
          ...common,
          method: null,
          reason: failureOf(payment),
          payUrl,
          payUrlUntil: payUrl === null ? null : link.until,
          shopUrl: allowed(session.cancelUrl, sources),
        },
        locale,
      );
    }
    case 'transfer_instructions':
    case 'cheque_instructions':
    case 'terms_instructions':
    case 'reminder': {
      const view = stillTrue(await sources.instructions(payment.id), kind);
      const received = {amount: view.amount_received, currency};
      const sent = {due: Date.parse(view.until), received, instructions: sendingOf(view)};
      return kind === 'reminder'
        ? letterOf(kind, {...common, ...sent, now}, locale)
        : letterOf(kind, {...common, ...sent}, locale);
    }
    case 'refunded':
    case 'refund_returned': {
      if (told.object !== 'refund') throw new LetterFault('value_missing', kind);
      const refunded = told.presentment ?? {amount: told.amount, currency: told.currency};
      return letterOf(kind, {...common, refunded}, locale);
    }
    case 'receipt':
      if (receiptUrl === null) throw new LetterFault('value_missing', kind);
      return letterOf(kind, {...common, receiptUrl}, locale);
    case 'payment_link':
      // Of no payment: `composeLink` writes it.
      throw new LetterFault('value_missing', kind);
  }
}

/** Writes the letter that brings a payment link. @throws LetterFault */
export function composeLink(
  {order, link, asked}: {readonly order: Order; readonly link: PayLink; readonly asked: number},
  sources: LetterSources,
): Letter {
  const payUrl = allowed(link.url, sources);
  if (payUrl === null) throw new LetterFault('link_not_allowed', 'payment_link');
  const facts = {
    ...orderFacts(order, sources),
    at: asked,
    method: null,
    transaction: null,
    receiptUrl: null,
    payUrl,
    payUrlUntil: link.until,
  };
  return letterOf('payment_link', facts, languageOf(order));
}

function orderFacts(order: Order, sources: LetterSources) {
  const {customer, orderReference, livemode, money, lineItems} = order;
  return {
    merchant: sources.merchant,
    origins: sources.origins,
    customerName: customer?.name ?? null,
    orderReference,
    livemode,
    total: money,
    charged: money,
    lines: lineItems,
    withdrawalUrl: withdrawalFor(order, sources.withdrawalUrl),
  };
}

/** The language that the shop asked for; where it left the choice to a browser, we never met one here: French. */
export function languageOf({locale}: Pick<CheckoutSession, 'locale'>): Locale {
  return locale === 'auto' ? 'fr' : locale;
}

const awaiting: ReadonlySet<LetterKind> = new Set([
  'transfer_instructions',
  'cheque_instructions',
  'terms_instructions',
  'reminder',
]);

/** What the shopper was to send was never reserved: it is only not awaited any more. */
function releaseOf({method, cancellation_reason: ended}: PaymentTold): 'voided' | 'lapsed' | 'declined' | 'dropped' {
  if (method && isSentMethod(method.type)) return 'dropped';
  return releases[ended ?? ''] ?? 'voided';
}

const releases: Readonly<Record<string, 'voided' | 'lapsed' | 'declined'>> = {
  voided: 'voided',
  authorization_expired: 'lapsed',
  review_declined: 'declined',
};

/** Told no more finely than this: an inbox is read by others too, and some reasons are the bank's to tell. */
function failureOf({cancellation_reason: ended, last_decline: decline}: PaymentTold): FailureReason {
  if (ended === 'funds_expired') return 'funds';
  if (ended === 'authentication_failed' || decline?.code === 'authentication_failed') return 'authentication';
  if (decline?.code === 'provider_unavailable') return 'unavailable';
  return decline && !unfinished.has(decline.code) ? 'refused' : 'expired';
}

/** Nobody refused these: the payment was only not brought to its end. */
const unfinished: ReadonlySet<string> = new Set(['canceled_by_shopper', 'session_expired', 'merchant_configuration']);

function methodOf({method}: PaymentTold): CommonFacts['method'] {
  if (!method) return null;
  const {type, card} = method;
  return {type, card: card ? {network: card.networks.chosen, last4: card.last4} : null};
}

function allowed(url: string | undefined, {origins}: LetterSources): string | null {
  return url !== undefined && isAllowed(url, origins) ? url : null;
}

function instantOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

function stillTrue<T>(value: T | undefined, kind: LetterKind): T {
  if (value === undefined) throw new LetterFault('moot', kind);
  return value;
}
