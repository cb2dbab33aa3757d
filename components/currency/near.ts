import type {Locale} from '#contract/locale.ts';
import {again} from '../base/again.ts';
import {addLater, hasTexts} from '../base/i18n.ts';
import {currencyTexts} from './texts.ts';

const choice = again(() => import('./guichet-currency-choice.ts'));

/** The choice of a currency, code and sentences: it comes where a session has one. */
export const currencyChoice = {
  isHere: (locale: Locale): boolean =>
    customElements.get('guichet-currency-choice') !== undefined && hasTexts(locale, currencyTexts.section),
  load: (): Promise<unknown> => Promise.all([choice(), addLater(currencyTexts)]),
};
