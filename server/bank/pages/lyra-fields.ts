import type {Locale} from '#contract/locale.ts';
import {texts} from '../texts.ts';
import {asset, respond} from './document.ts';
import {html} from './html.ts';
import {issuerWindow} from './issuer-window.ts';
import {krChallengeScript, krFieldScript} from './lyra-scripts.ts';

/** The frames that the stand-in for the platform's script draws into a shop's page. */

export type KrField = 'number' | 'expiry' | 'cvc';

const autocomplete: Readonly<Record<KrField, string>> = {number: 'cc-number', expiry: 'cc-exp', cvc: 'cc-csc'};
const lengths: Readonly<Record<KrField, string>> = {number: '23', expiry: '7', cvc: '4'};

/** No ground of its own: the page's is seen through. */
const style = asset(`
:root{color-scheme:light}
*{box-sizing:border-box}
html,body{margin:0;height:100%;background:transparent}
input{display:block;width:100%;height:100%;padding:0 .7rem;border:0;background:transparent;font:16px system-ui,sans-serif}
input:focus{outline:none}
input::placeholder{color:inherit;opacity:.75}
input:disabled{opacity:.6}
`);

export function krField(name: KrField, locale: Locale): Response {
  const t = texts(locale);
  const label = t(`doubles.lyra.field.${name}`);
  return respond({
    locale,
    title: t('doubles.lyra.name'),
    // No landmark: the page around has one.
    body: html`<input
      name="${name}"
      type="text"
      inputmode="numeric"
      aria-label="${label}"
      autocomplete="${autocomplete[name]}"
      maxlength="${lengths[name]}"
      placeholder="${name === 'expiry' ? t('wallet.card.expiry_form') : ''}"
    />`,
    style,
    script: krFieldScript,
    framed: true,
  });
}

/** The issuer's window, over the shop's page. */
export function krChallenge(locale: Locale): Response {
  const says = {pass: 'yes', fail: 'no', leave: 'leave'};
  return issuerWindow({provider: 'lyra', says, script: krChallengeScript}, locale);
}
