import type {LaterTexts} from '../base/i18n.ts';

/** Most sessions have one currency: these come with the first quote. */
export const currencyTexts: LaterTexts = {
  section: 'currency',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
