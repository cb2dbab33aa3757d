import type {Locale} from '#contract/locale.ts';
import type {Translate} from '../texts.ts';
import {html, type Html} from './html.ts';

/** What the pages of wallets and of providers' doubles have in common: forms on which somebody pays, or does not. */

/** How the shopper comes back once the payment is decided, and when `pay` hears of it. */
export type Way =
  /** Told first, then sent back. */
  | 'back'
  /** Back at once; told a little later. */
  | 'early'
  | 'twice'
  /** Told; never back. */
  | 'stay'
  /** Neither: only asking finds it out. */
  | 'vanish';

/** The other ways, for the fold of the page. */
export const troubles = ['vanish', 'twice', 'early', 'stay'] as const satisfies readonly Way[];

/** Which field of the card is to be mended. */
export type CardFault = 'number' | 'expiry' | 'cvc';

/** @param address - Of the page, without a query. */
export function languageLink(address: string, locale: Locale, t: Translate): Html {
  const other = locale === 'fr' ? 'en' : 'fr';
  return html`<a class="language" href="${address}?lang=${other}" hreflang="${other}" lang="${other}"
    >${t('index.language')}</a
  >`;
}

/** @param address - Where it goes, with its query. */
export function cardForm(address: string, fault: CardFault | undefined, words: string, t: Translate): Html {
  const field = (name: CardFault, attributes: Html) =>
    html`<div class="field">
      <label for="${name}">${t(`wallet.card.${name}`)}</label>
      ${fault === name && html`<p class="alert" id="alert" role="alert">${t(`wallet.card.wrong_${name}`)}</p>`}
      <input
        id="${name}"
        name="${name}"
        type="text"
        inputmode="numeric"
        ${attributes}
        ${fault === name && html`aria-invalid="true" aria-describedby="alert"`}
        required
      />
    </div>`;
  return html`<form method="post" action="${address}" autocomplete="on">
    <p>${t('wallet.card.intro')} <a href="/" target="_blank" rel="noopener">${t('phone.cards')}</a></p>
    ${field('number', html`autocomplete="cc-number" maxlength="23"`)}
    ${field('expiry', html`autocomplete="cc-exp" maxlength="7" placeholder="${t('wallet.card.expiry_form')}"`)}
    ${field('cvc', html`autocomplete="cc-csc" maxlength="4"`)}
    <div class="actions">${button('card', words)}</div>
  </form>`;
}

/** The fold of unusual ways to pay. @param more - A button that only some pages have. */
export function troublesFold(t: Translate, more?: Html): Html {
  return html`<details>
    <summary>${t('wallet.troubles.title')}</summary>
    <p>${t('wallet.troubles.intro')}</p>
    <div class="actions">
      ${troubles.map((way) => button(way, t(`wallet.troubles.${way}`), 'plain'))} ${more}
      ${button('wait', t('wallet.troubles.wait'), 'plain')}
    </div>
  </details>`;
}

/** It was decided, closed or too late: nothing can be done here any more. */
export function ended(title: string, returnUrl: string, words: string, t: Translate): Html {
  return html`<h1>${title}</h1>
    <p class="prompt">${t('wallet.ended.text')}</p>
    ${back(returnUrl, words)}`;
}

/** After paying in one of the unusual ways: what has been done, and what is left to the shopper. */
export function after(way: Way, returnUrl: string, t: Translate): Html {
  return html`<h1>${t('wallet.ended.approved')}</h1>
    <p class="prompt">${t(`wallet.after.${way}`)}</p>
    ${
      way === 'twice' &&
      html`<div class="actions">
        ${back(returnUrl, t('wallet.after.first'), true)} ${back(returnUrl, t('wallet.after.second'))}
      </div>`
    }`;
}

export function button(action: string, words: string, look = ''): Html {
  return html`<button class="button ${look}" name="action" value="${action}">${words}</button>`;
}

function back(returnUrl: string, words: string, elsewhere = false): Html {
  return html`<a class="button" href="${returnUrl}" ${elsewhere && html`target="_blank" rel="noopener"`}>${words}</a>`;
}
