import {createInstance} from 'i18next';
import type {IsoDate} from '#contract/calendar.ts';
import {intlLocales, isLocale, type Locale} from '#contract/locale.ts';
import {formatMoney, type Currency} from '#contract/money.ts';
import en from '../../locales/en.json';
import fr from '../../locales/fr.json';

/** `t('challenge.title')`: the section `bank` of the locales. Values go into escaping templates only. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

const i18n = createInstance({
  lng: 'fr',
  fallbackLng: false,
  initAsync: false,
  resources: {fr: {translation: fr.bank}, en: {translation: en.bank}},
  interpolation: {escapeValue: false},
});
void i18n.init();

export function texts(locale: Locale): Translate {
  return (key, values) => i18n.t(key, {...values, lng: locale});
}

/** French for French, English for everyone else: `browserLanguage`, or the first of an `Accept-Language`. */
export function localeOf(tag: string | undefined): Locale {
  return /^\s*fr\b/i.test(tag ?? 'fr') ? 'fr' : 'en';
}

/** The language of a page of the bank's own: asked for in the address, else the browser's. */
export function pageLocale(asked: string | undefined, acceptLanguage: string | undefined): Locale {
  return isLocale(asked) ? asked : localeOf(acceptLanguage);
}

export function amountText(amount: number, currency: Currency, locale: Locale): string {
  return formatMoney({amount, currency}, intlLocales[locale]);
}

/** `14 janv. 2026, 10:30`, of a wall clock given as if it were UTC. */
export function dateText(wallClock: number, locale: Locale): string {
  return new Intl.DateTimeFormat(intlLocales[locale], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(wallClock);
}

/** `14 janvier 2026`. */
export function dayText(day: IsoDate, locale: Locale): string {
  return new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'long', timeZone: 'UTC'}).format(Date.parse(day));
}
