import '@lit-labs/ssr-client/lit-element-hydrate-support.js';
import {LitElement} from 'lit';
import {isSession} from '../base/api.ts';
import {addTexts} from '../base/i18n.ts';
import type {GuichetPaymentPage} from './guichet-payment-page.ts';
import type {PageData} from './take-over.ts';

declare global {
  // The support leaves itself here for a `lit-element` that is loaded after it; ours may have been loaded before.
  var litElementHydrateSupport: ((lit: {LitElement: typeof LitElement}) => void) | undefined;
}

/**
 * Before any element is defined: Lit learns to take over what the server drew, node by node. Drawing it anew would be
 * simpler and smaller, but then the card form's frame is without a place for a moment, and the field in which the
 * shopper types loses the focus (seen in Chromium, some of the times).
 */
export function prepare(page: GuichetPaymentPage, {view, locale, texts}: PageData): void {
  // The support gives `LitElement` a getter of its own: that tells whether it was there already.
  if (!Object.hasOwn(LitElement, 'observedAttributes')) globalThis.litElementHydrateSupport?.({LitElement});
  addTexts(locale, texts);
  // The same data as the server's give the same picture. Lit keeps what was set before the element was defined.
  if (isSession(view)) page.view = view;
}
