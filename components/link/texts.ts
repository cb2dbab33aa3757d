import type {LaterTexts} from '../base/i18n.ts';

/** Who pays on this device needs none of it. */
export const handoverTexts: LaterTexts = {
  section: 'handover',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
