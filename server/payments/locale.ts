import {isLocale, type Locale} from '#contract/locale.ts';

/** The session's language; with `auto`, the browser's first one that we speak (RFC 9110, 12.5.4), else French. */
export function chooseLocale(wanted: 'fr' | 'en' | 'auto', acceptLanguage = ''): Locale {
  if (wanted !== 'auto') return wanted;
  const spoken = acceptLanguage
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().split(';');
      const q = Number(
        options
          .find((option) => option.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? '1',
      );
      return {locale: tag.slice(0, 2).toLowerCase(), q: Number.isFinite(q) ? q : 0};
    })
    .filter(({q}) => q > 0)
    .sort((a, b) => b.q - a.q);
  for (const {locale} of spoken) if (isLocale(locale)) return locale;
  return 'fr';
}
