import type {LaterTexts} from '../base/i18n.ts';

/** Nobody who pays by card needs these: they come with the first panel. */
export const methodTexts: LaterTexts = {
  section: 'panel',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
