import {isLocale} from '#contract/locale.ts';
import {addTexts} from '../base/i18n.ts';
import {isOver, screenOf} from './flow.ts';
import type {PageData} from './take-over.ts';

/**
 * The first import of `take-over.ts`: before an element is defined, its sentences are here and its place is free. What
 * the server drew inside the page goes, else each element would first draw itself beside its own picture; nothing is
 * painted until the page has drawn itself, in this same task. A ticket stays until its own code is here.
 */
const data: PageData | null = JSON.parse(document.getElementById('given')?.textContent ?? 'null');
if (data && isLocale(data.locale)) {
  addTexts(data.locale, data.texts);
  const isTicket = data.view.receipt !== null && isOver(screenOf(data.view, {paying: false, slow: false}));
  if (!isTicket) document.querySelector('guichet-payment-page')?.shadowRoot?.replaceChildren();
}
