import type {LaterTexts} from '../../base/i18n.ts';

/** Who types no card into PayPal's fields needs none of these. */
export const cardTexts: LaterTexts = {
  section: 'paypal_card',
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};
