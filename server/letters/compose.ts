import type {LetterKind} from '#contract/letters.ts';
import type {Locale} from '#contract/locale.ts';
import type {CheckoutSession} from '../payments/session.ts';
import type {Event} from '../store/tables.ts';
import type {CommonFacts, FailureReason, Instructions} from './facts.ts';
import {isAllowed, letterOf, type Letter} from './letter.ts';
import type {PaymentTold, RefundTold} from './news.ts';
import {LetterFault} from './say.ts';

/** What letters know beside event and session. Each link is absent until the room that makes it is there. */
export interface LetterSources {
  readonly merchant: CommonFacts['merchant'];
  readonly origins: readonly string[];
  /** A link that opens the same order while it is unpaid; the same one when asked again for the same letter. */
  readonly payLink?: (
    session: CheckoutSession,
    letter: string,
  ) => Promise<{readonly url: string; readonly until: number} | undefined>;
  /** Leads straight to the ticket of a payment. */
  readonly receiptLink?: (intent: string) => Promise<string | undefined>;
  /** How the money is to be sent, and until when. */
  readonly instructions?: (intent: string, locale: Locale) => Promise<Due | undefined>;
  /** Percent a year for late payment on 30-day terms. */
  readonly lateRate?: number;
}

export interface Due {
  readonly due: number;
  readonly instructions: Instructions;
}

export interface Occasion {
  /** The row's id. */
  readonly id: string;
  readonly kind: LetterKind;
  readonly event: Event;
  readonly told: PaymentTold | RefundTold;
  /** The payment: what was told, or for a refund the payment that it is of. */
  readonly payment: PaymentTold;
  readonly session: CheckoutSession;
  readonly now: number;
}

/**
 * Writes the letter of an occasion.
 * @throws LetterFault when something is missing without which it would be untrue or useless.
 */
export async function compose(occasion: Occasion, sources: LetterSources): Promise<Letter> {
  const {id, kind, event, told, payment, session} = occasion;
  const locale = languageOf(session);
  const {money, orderReference} = session;
  const {currency} = money;
  const {presentment} = payment;
  const paid = kind !== 'payment_failed' && !awaiting.has(kind);
  const receiptUrl = paid ? allowed(await sources.receiptLink?.(payment.id), sources) : null;
  const common: CommonFacts = {
    merchant: sources.merchant,
    origins: sources.origins,
    customerName: session.customer?.name ?? null,
    orderReference,
    livemode: session.livemode,
    at: event.created,
    total: money,
    charged: presentment ?? money,
    lines: session.lineItems,
    method: methodOf(payment),
    transaction: paid ? payment.id : null,
    receiptUrl,
  };
  const captured = presentment
    ? {amount: presentment.amount_captured, currency: presentment.currency}
    : {amount: payment.amount_captured, currency};

  switch (kind) {
    case 'order_confirmed':
      return letterOf(
        kind,
        event.type === 'payment_intent.authorized'
          ? {...common, state: 'reserved', until: instantOf(payment.capture_before)}
          : {
              ...common,
              state: payment.method && offline.has(payment.method.type) ? 'received' : 'paid',
              paid: captured,
            },
        locale,
      );
    case 'in_review':
      return letterOf(kind, common, locale);
    case 'debited':
      return letterOf(kind, {...common, captured}, locale);
    case 'released':
      return letterOf(kind, {...common, reason: releases[payment.cancellation_reason ?? ''] ?? 'voided'}, locale);
    case 'payment_failed': {
      const link = await sources.payLink?.(session, id);
      const payUrl = allowed(link?.url, sources);
      return letterOf(
        kind,
        {
          ...common,
          method: null,
          reason: failureOf(payment),
          payUrl,
          payUrlUntil: payUrl === null ? null : (link?.until ?? null),
          shopUrl: allowed(session.cancelUrl, sources),
        },
        locale,
      );
    }
    case 'transfer_instructions':
    case 'cheque_instructions':
      return letterOf(kind, {...common, ...needed(await sources.instructions?.(payment.id, locale), kind)}, locale);
    case 'terms_instructions':
      return letterOf(
        kind,
        {
          ...common,
          ...needed(await sources.instructions?.(payment.id, locale), kind),
          lateRate: needed(sources.lateRate, kind),
          invoice: null,
        },
        locale,
      );
    case 'reminder': {
      const due = needed(await sources.instructions?.(payment.id, locale), kind);
      const payUrl = allowed((await sources.payLink?.(session, id))?.url, sources);
      return letterOf(kind, {...common, ...due, now: occasion.now, received: captured, payUrl}, locale);
    }
    case 'refunded': {
      if (told.object !== 'refund') throw new LetterFault('value_missing', kind);
      return letterOf(
        kind,
        {...common, refunded: told.presentment ?? {amount: told.amount, currency: told.currency}},
        locale,
      );
    }
    case 'receipt':
      return letterOf(kind, {...common, receiptUrl: needed(receiptUrl, kind)}, locale);
  }
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

const offline: ReadonlySet<string> = new Set(['bank_transfer', 'cheque', 'net_30']);

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

function needed<T>(value: T | null | undefined, kind: LetterKind): T {
  if (value === null || value === undefined) throw new LetterFault('value_missing', kind);
  return value;
}
