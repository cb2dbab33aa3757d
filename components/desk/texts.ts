import type {LaterTexts} from '../base/i18n.ts';

/** Merchants read these, shoppers never: they come with the desk. */
export const deskTexts: LaterTexts = {
  section: 'desk',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
