import type {LaterTexts} from '../base/i18n.ts';

/** What a shop tells of paying: nobody who pays needs it. */
export const infoTexts: LaterTexts = {
  section: 'info',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
