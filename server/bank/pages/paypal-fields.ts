import type {Locale} from '#contract/locale.ts';
import {texts} from '../texts.ts';
import {asset, respond} from './document.ts';
import {html, type Html} from './html.ts';
import {issuerWindow} from './issuer-window.ts';
import {paypalChallengeScript, paypalFieldScript} from './paypal-scripts.ts';

/** The frames of the stub of PayPal's card fields: one for each field, without a word of its own around it. */

export type PaypalField = 'number' | 'expiry' | 'cvv' | 'name';

const attributes: Readonly<Record<PaypalField, Html>> = {
  number: html`inputmode="numeric" autocomplete="cc-number" maxlength="23"`,
  expiry: html`inputmode="numeric" autocomplete="cc-exp" maxlength="7"`,
  cvv: html`inputmode="numeric" autocomplete="cc-csc" maxlength="4"`,
  name: html`autocomplete="cc-name" maxlength="80"`,
};

/** Until the page around says how it looks. */
const fieldStyle = asset(`
:root{color-scheme:light}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;background:transparent}
body{margin:0;padding:3px;background:transparent}
input{display:block;width:100%;border:1px solid #84908c;padding:.5rem;font:1rem system-ui,sans-serif}
.out{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
`);

export function paypalFieldFrame(type: PaypalField, locale: Locale): Response {
  return respond({
    locale,
    title: texts(locale)('doubles.paypal.name'),
    // No landmark: the page around has one.
    body: html`<input type="text" data-type="${type}" aria-describedby="said" ${attributes[type]} />
      <span class="out" id="said"></span>`,
    style: fieldStyle,
    script: paypalFieldScript,
    framed: true,
  });
}

/** The cardholder's bank, over the shop's page. */
export function paypalChallengeFrame(order: string, locale: Locale): Response {
  const says = {pass: 'pass', fail: 'fail', leave: 'leave'};
  const data = html`data-order="${order}"`;
  return issuerWindow({provider: 'paypal', data, says, script: paypalChallengeScript}, locale);
}
