import type {Locale} from '#contract/locale.ts';
import type {Translate} from '../base/i18n.ts';
import {plain} from '../order/plain.ts';
import {isSent} from './acts.ts';
import type {Authentication, Payment} from './desk-api.ts';
import {day, instant, methodName, money} from './words.ts';

/** Everything that is known of a payment, as lines of label and text; what is not known leaves no line. Pure. */
export function factsOf(payment: Payment, t: Translate, locale: Locale): readonly (readonly [string, string])[] {
  const {presentment, authentication, last_decline: decline, cancellation_reason: cancellation, currency} = payment;
  const amount = (minor: number) => money({amount: minor, currency}, locale);
  const card = payment.method?.card;
  const last = payment.attempts.at(-1);
  const over = payment.amount_received - payment.amount;
  const all: readonly (readonly [string, string | null | undefined | false])[] = [
    ['amount', amount(payment.amount)],
    ['captured', payment.amount_captured > 0 && !isSent(payment) && amount(payment.amount_captured)],
    ['refunded', payment.amount_refunded > 0 && amount(payment.amount_refunded)],
    ['received', payment.amount_received > 0 && amount(payment.amount_received)],
    ['excess', over > 0 && amount(over)],
    ['charged', presentment && money(presentment, locale)],
    ['rate', presentment && rateOf(presentment, t, locale)],
    ['method', methodName(payment.method, t)],
    ['parts', payment.method?.instalments ? String(payment.method.instalments) : null],
    ['card', card && `${card.first6}•• •••• ${card.last4}`],
    ['authentication', authentication && authenticationWords(authentication, t)],
    ['failures', payment.failed_authentications > 0 && String(payment.failed_authentications)],
    ['authorization_code', last?.authorization_code],
    ['decline', decline && `${decline.message[locale]} (${decline.provider_code})`],
    [
      'cancellation',
      cancellation &&
        t(`desk.cancellations.${isSent(payment) && cancellation === 'voided' ? 'dropped' : cancellation}`),
    ],
    ['review', payment.review_reasons.map((reason) => t(`desk.reviews.${reason}`)).join(', ')],
    ['capture_before', payment.capture_before && instant(payment.capture_before, locale)],
    ['funds_until', payment.funds_until && day(payment.funds_until, locale)],
    ['funds_reference', payment.funds_reference],
    ['provider', last?.provider],
    ['created', instant(payment.created, locale)],
    ['payment', payment.id],
  ];
  const metadata = Object.entries(payment.metadata).map(([name, text]) => [plain(name), plain(text)] as const);
  return [...all.flatMap(([key, value]) => (value ? [[t(`desk.facts.${key}`), value] as const] : [])), ...metadata];
}

/** `authentifiée par la banque (3-D Secure 2.2.0, avec saisie, ECI 05)` */
export function authenticationWords({status, version, flow, eci}: Authentication, t: Translate): string {
  const words = t(`desk.authentications.${status}`);
  const how = t(`desk.flows.${flow}`);
  return eci === null
    ? t('desk.authentication', {words, version, how})
    : t('desk.authentication_eci', {words, version, how, eci});
}

function rateOf(presentment: NonNullable<Payment['presentment']>, t: Translate, locale: Locale): string {
  const {rate, source_date: date, markup_percent: markup} = presentment;
  if (rate === null) return t('desk.own_price');
  return t('desk.rate', {rate, date: date === null ? '' : day(date, locale), markup: markup ?? '0'});
}
