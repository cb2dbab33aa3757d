import type {Locale} from '#contract/locale.ts';
import {texts, type Translate} from '../texts.ts';
import {asset, respond} from './document.ts';
import {html, type Html} from './html.ts';
import {brandOf, issuerWindow} from './issuer-window.ts';
import {fieldsScript, challengeScript} from './stripe-scripts.ts';
import {walletStyle} from './styles.ts';

/** The frames that the stand-in for Stripe's script draws into a shop's page. They look like the page around them. */

export type Drawn = 'card' | 'alipay' | 'apple_pay' | 'google_pay';

/** Until the page around says how it looks. */
const fieldsStyle = asset(`
:root{color-scheme:light dark;--text:#17211f;--muted:#5a6664;--surface:#fff;--edge:#84908c;--danger:#a3261f;--focus:#1f6feb;--primary:#0b5d4e;--on-primary:#fff;--font:system-ui,sans-serif;--size:16px;--radius:12px;--gap:16px}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;padding:3px;background:var(--surface);color:var(--text);font:var(--size)/1.4 var(--font);overflow-wrap:anywhere}
p,fieldset,legend{margin:0;padding:0;border:0}
form,.two{display:grid;gap:var(--gap)}
.two{grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr))}
label{display:block;font-size:.9375em;font-weight:600}
input[type=text]{display:block;width:100%;min-height:2.75rem;margin-top:.25rem;padding:.4rem .7rem;border:1px solid var(--edge);border-radius:var(--radius);background:var(--surface);color:inherit;font:inherit}
[aria-invalid=true]{border-color:var(--danger)!important}
.wrong{margin-top:.25rem;color:var(--danger);font-size:.875em}
legend{font-size:.9375em;font-weight:600}
.choice{display:inline-flex;align-items:center;gap:.4rem;min-height:2.75rem;margin-inline-end:1.25rem;font-weight:400}
input[type=radio]{width:1.15rem;height:1.15rem;accent-color:var(--primary)}
.note{color:var(--muted);font-size:.8125em}
.wallet{width:100%;min-height:3rem;border:1px solid transparent;border-radius:var(--radius);background:var(--primary);color:var(--on-primary);font:inherit;font-weight:650;cursor:pointer}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
[hidden]{display:none!important}
`);

export function fieldsFrame(drawn: Drawn, locale: Locale): Response {
  const t = texts(locale);
  return respond({
    locale,
    title: t('doubles.stripe.name'),
    // No landmark: the page around has one.
    body: bodyOf(drawn, t),
    style: fieldsStyle,
    script: fieldsScript,
    framed: true,
  });
}

function bodyOf(drawn: Drawn, t: Translate): Html {
  const about = html`<p class="note">${t('doubles.stripe.name')}. ${t('doubles.stripe.about')}</p>`;
  switch (drawn) {
    case 'card':
      return html`<form data-drawn="card" novalidate autocomplete="on">
        ${field('number', html`autocomplete="cc-number" maxlength="23"`, t)}
        <div class="two">
          ${field('expiry', html`autocomplete="cc-exp" maxlength="7" placeholder="${t('wallet.card.expiry_form')}"`, t)}
          ${field('cvc', html`autocomplete="cc-csc" maxlength="4"`, t)}
        </div>
        <fieldset class="network" hidden>
          <legend>${t('doubles.stripe.network')}</legend>
          <label class="choice"><input type="radio" name="network" value="cartes_bancaires" checked />CB</label>
          <label class="choice"><input type="radio" name="network" value="visa" />Visa</label>
        </fieldset>
        <p class="note">${t('doubles.stripe.cards')}</p>
        ${about}
      </form>`;
    case 'alipay':
      return html`<form data-drawn="alipay">
        <p>${t('doubles.stripe.alipay.next')}</p>
        ${about}
      </form>`;
    case 'apple_pay':
    case 'google_pay':
      return html`<form data-drawn="${drawn}">
        <button class="wallet" type="button">${t(`doubles.stripe.wallet.${drawn}`)}</button>
        ${about}
      </form>`;
  }
}

function field(name: 'number' | 'expiry' | 'cvc', attributes: Html, t: Translate): Html {
  return html`<div>
    <label for="${name}">${t(`wallet.card.${name}`)}</label>
    <input id="${name}" name="${name}" type="text" inputmode="numeric" aria-describedby="wrong-${name}" ${attributes} />
    <p class="wrong" id="wrong-${name}" hidden>${t(`wallet.card.wrong_${name}`)}</p>
  </div>`;
}

/** The issuer's window, over the shop's page. @param secret - Of the payment; it stays in the frame that it came in. */
export function challengeFrame(secret: string, locale: Locale): Response {
  const data = html`data-secret="${secret}"`;
  return issuerWindow({provider: 'stripe', data, says: {pass: 'pass', fail: 'fail'}, script: challengeScript}, locale);
}

/** Where Alipay would be. */
export function alipayPage(address: string, returnUrl: string, amount: string, locale: Locale): Response {
  const t = texts(locale);
  return respond({
    locale,
    title: t('doubles.stripe.alipay.title'),
    body: html`<main class="wallet">
      ${brandOf('stripe', t)}
      <h1>${t('doubles.stripe.alipay.title')}</h1>
      <p class="prompt">${amount}</p>
      <form method="post" action="${address}">
        <div class="actions">
          <button class="button" name="action" value="pass">${t('doubles.stripe.alipay.pay')}</button>
          <button class="button plain" name="action" value="fail">${t('doubles.stripe.alipay.cancel')}</button>
        </div>
      </form>
      <p class="foot">${t('wallet.foot')}</p>
    </main>`,
    style: walletStyle,
    formOrigin: new URL(returnUrl).origin,
    framed: false,
  });
}
