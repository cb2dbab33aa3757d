import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney, isCurrency, type Money} from '#contract/money.ts';
import type {Translate} from '../base/i18n.ts';
import {brandNames} from '../picker/brand-names.ts';
import {isUnderWay, leftToRefund} from './acts.ts';
import type {Answer, Method, Payment} from './desk-api.ts';

/** Facts in the merchant's words. All pure; what they need is handed in. */

/** The merchant's zone, as on the tickets. */
const timeZone = 'Europe/Paris';

export const money = (of: Money, locale: Locale): string => formatMoney(of, intlLocales[locale]);

/** Of an amount whose currency comes from a bank's file. */
export function moneyIn(amount: number, currency: string, locale: Locale): string {
  return isCurrency(currency) ? money({amount, currency}, locale) : `${amount} ${currency}`;
}

export function instant(iso: string, locale: Locale): string {
  const options = {dateStyle: 'medium', timeStyle: 'short', timeZone} as const;
  return new Intl.DateTimeFormat(intlLocales[locale], options).format(new Date(iso));
}

export function day(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'medium', timeZone}).format(new Date(iso));
}

/** `Carte bancaire, CB •••• 3456`, `Virement bancaire`. */
export function methodName(method: Method | null, t: Translate): string {
  if (!method) return t('desk.no_method');
  const {type, card} = method;
  const name = t(`method.${type}`);
  if (!card) return name;
  const network = card.networks.chosen;
  const brand = Object.entries(brandNames).find(([known]) => known === network)?.[1] ?? network;
  return t('desk.card', {brand, last4: card.last4});
}

/** The state in a word or three; beside the status, what was given back, and what nobody has answered yet. */
export function stateOf(payment: Payment): string {
  const {status, amount_captured: captured, amount_refunded: refunded} = payment;
  if (isUnderWay(payment)) return 'under_way';
  if (refunded > 0) return leftToRefund(payment) > 0 ? 'refunded_partly' : 'refunded';
  if (status === 'requires_capture' && captured > 0) return 'captured_partly';
  return status;
}

const tones: Readonly<Record<string, 'good' | 'bad' | 'plain'>> = {
  succeeded: 'good',
  captured_partly: 'good',
  canceled: 'plain',
  in_review: 'bad',
  under_way: 'bad',
};

export const toneOf = (state: string): 'good' | 'bad' | 'plain' => tones[state] ?? 'plain';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export type Urgency = 'past' | 'hours' | 'soon' | 'later';

/** How near a deadline is: under a day it is told in hours, under two days it is urgent. */
export function urgencyOf(iso: string, now: number): {readonly urgency: Urgency; readonly count: number} {
  const left = Date.parse(iso) - now;
  if (left <= 0) return {urgency: 'past', count: 0};
  if (left < dayMs) return {urgency: 'hours', count: Math.floor(left / hourMs)};
  return {urgency: left < 2 * dayMs ? 'soon' : 'later', count: Math.floor(left / dayMs)};
}

/** Why there is nothing to show. */
export function troubleWords(trouble: Exclude<Answer, {kind: 'done'}>, t: Translate): string {
  return trouble.kind === 'lost' ? t('desk.unreachable') : refusalWords(trouble.code, t);
}

/** Why the API said no; a code that is new to the desk is shown as it is. */
export function refusalWords(code: string, t: Translate): string {
  const key = `desk.refusals.${code}`;
  const own = t(key);
  if (own !== key) return own;
  const title = t(`problem.codes.${code}.title`);
  return title.startsWith('problem.') ? t('desk.refused_code', {code}) : title;
}
