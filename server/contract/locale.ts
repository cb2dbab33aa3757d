/** The languages of the page. French is the first one. */
export const locales = ['fr', 'en'] as const;

export type Locale = (typeof locales)[number];

export function isLocale(value: unknown): value is Locale {
  return value === 'fr' || value === 'en';
}

/** The BCP 47 tag that `Intl` formats amounts and dates with. */
export const intlLocales: Readonly<Record<Locale, string>> = {fr: 'fr-FR', en: 'en-GB'};
