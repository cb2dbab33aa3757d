import {networkNames, type Network} from '#contract/cards.ts';
import {firstMarks, networkMarks, type CardFrameFacts, type CardTexts} from '#contract/card-frame.ts';
import type {Locale} from '#contract/locale.ts';
import type {CardGrant} from '#contract/vault.ts';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';

/** The form's script and style as the build made them: fixed texts, so that a policy can name them by their hashes. */
export interface FrameAssets {
  readonly script: string;
  readonly style: string;
}

export interface FrameRequest {
  readonly locale: Locale;
  /** Verified: the form shows what it says. */
  readonly grant: CardGrant;
  /** The same grant as it was signed. */
  readonly grantText: string;
  /** The origin of the document that frames the form: one of the grant's. */
  readonly parent: string;
  readonly nonce: string;
  readonly assets: FrameAssets;
}

const texts: Readonly<Record<Locale, CardTexts>> = {fr: french.card, en: english.card};

const backOfCard = '<path d="M1 1h28v18H1zM1 6h28"/><path class="code" d="M17 11h9v5h-9z"/>';
const frontOfCard = '<path d="M1 1h28v18H1zM5 13h8"/><path class="code" d="M15 5h11v5H15z"/>';

/**
 * The card form as one document that takes keys before any script has run. Whatever varies is markup or JSON; script
 * and style are the fixed texts of `assets`.
 */
export function frameDocument({locale, grant, grantText, parent, nonce, assets}: FrameRequest): string {
  const merchant = plain(grant.merchant_name);
  const facts: CardFrameFacts = {
    locale,
    session: grant.session,
    grant: grantText,
    parent,
    nonce,
    merchant,
    brands: grant.brands,
    prefers: grant.prefers,
    texts,
  };
  /** An element with a sentence in it; the script finds it again by its key when the language changes. */
  const say = (tag: string, key: string, attributes = '', values: Readonly<Record<string, string>> = {}) =>
    `<${tag} data-t="${key}"${attributes && ` ${attributes}`}>${escape(sentence(locale, key, values))}</${tag}>`;
  const label = (field: string) => say('label', field, `for="${field}"`);
  const input = (field: string, attributes: string) =>
    `<input id="${field}" type="text" inputmode="numeric" autocapitalize="off" autocorrect="off" spellcheck="false" dir="ltr" ${attributes}>`;
  const mark = (network: Network) => `<b class="mark ${network}">${networkMarks[network]}</b>`;
  const drawing = (name: string, paths: string) =>
    `<svg class="${name}" viewBox="0 0 30 20" width="30" height="20" aria-hidden="true">${paths}</svg>`;
  // Hidden, and yet laid out: nothing moves when the choice appears. The longest name keeps the place for any other.
  const choice = (network: Network) =>
    `<label class="chip"><input type="radio" name="network">${mark(network)}<span>${networkNames[network]}</span></label>`;
  const choices = grant.brands.includes('cb')
    ? `<div class="nets" id="networks" role="radiogroup" aria-label="${escape(sentence(locale, 'networks'))}" aria-describedby="help">${choice('cb')}${choice('mastercard')}</div>` +
      say('p', 'networks_help', 'id="help" class="note"', {
        network: networkNames[grant.prefers === 'cb' ? 'cb' : 'mastercard'],
      })
    : '';

  return `<!doctype html>
<html lang="${locale}" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${say('title', 'title')}<style>${assets.style}</style></head>
<body><form novalidate aria-label="${escape(sentence(locale, 'form'))}">
<div class="field">${label('number')}<div class="box">${input('number', 'name="cardnumber" autocomplete="cc-number" pattern="[0-9 ]*" placeholder=" " enterkeyhint="next" aria-describedby="number-error"')}<span id="marks" class="marks" aria-hidden="true">${firstMarks(grant.brands).map(mark).join('')}</span></div>
<div id="under" class="under">${choices}${say('p', 'secure', 'id="secure" class="note"', {merchant})}<p id="number-error" class="error"></p></div></div>
<div class="row">
<div class="field">${label('expiry')}<div class="box">${input('expiry', `name="exp-date" autocomplete="cc-exp" enterkeyhint="next" placeholder="${escape(sentence(locale, 'expiry_format'))}" aria-describedby="expiry-hint expiry-error"`)}</div>
<div class="under">${say('p', 'expiry_format', 'id="expiry-hint" class="unseen"')}<p id="expiry-error" class="error"></p></div></div>
<div class="field">${label('cvc')}<div class="box">${input('cvc', 'name="cvc" autocomplete="cc-csc" enterkeyhint="go" aria-describedby="cvc-hint"')}${drawing('back', backOfCard)}${drawing('front', frontOfCard)}</div>
<div class="under">${say('p', 'cvc_back', 'id="cvc-hint" class="note"')}<p id="cvc-error" class="error"></p></div></div>
</div><p id="status" role="status" class="unseen"></p><p id="alert" role="alert" class="unseen"></p></form>
<script type="application/json" id="facts">${JSON.stringify(facts).replace(/</g, '\\u003c')}</script><script>${assets.script}</script></body></html>`;
}

function sentence(locale: Locale, key: string, values: Readonly<Record<string, string>> = {}): string {
  const text = texts[locale][key];
  return typeof text === 'string' ? text.replace(/{{(\w+)}}/g, (_, name: string) => values[name] ?? '') : '';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}

/** A merchant's name says nothing that the eye does not see: no bidi controls, nothing of zero width. */
function plain(name: string): string {
  return name.normalize('NFC').replace(/[\p{Cc}\p{Cf}]/gu, '');
}
