import {isLocale, type Locale} from '#contract/locale.ts';

/** The first of our languages that a browser asks for, by weight (RFC 9110, 12.5.4); French when it asks for neither. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return {locale: tag.split('-')[0] ?? '', weight: Number(weight ?? 1)};
    })
    .filter(({weight}) => weight > 0)
    // Stable: of two wishes of one weight, the first stays first.
    .sort((a, b) => b.weight - a.weight);
  for (const {locale} of wishes) if (isLocale(locale)) return locale;
  return 'fr';
}
