import type {InstalmentPlan} from '#contract/instalments.ts';
import type {Locale} from '#contract/locale.ts';
import type {Currency} from '#contract/money.ts';
import {amountText, texts, type Translate} from '../texts.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {walletStyle} from './styles.ts';
import {planOn, troubles, type CardFault, type Way} from './wallet.ts';

/** What the page of a provider's double shows: the same for all of them, but for what the provider can say no with. */
export interface DoubleView {
  /** In the locales: `bank.doubles.<provider>`. */
  readonly provider: string;
  /** Where its forms go, without a query. */
  readonly address: string;
  readonly order: string;
  readonly amount: number;
  readonly currency: Currency;
  /** It is only reserved. */
  readonly deferred: boolean;
  /** How a lender is paid back. */
  readonly plan?: InstalmentPlan;
  readonly returnUrl: string;
  readonly failures: readonly string[];
  /** A try before was refused, and the shopper may try again. */
  readonly refused?: boolean;
  /** Paid otherwise than by a card: no form for one. */
  readonly method?: 'wero' | 'paypal' | 'alma';
}

/** A card form, and one button for everything else that can become of it. */
export function doublePage(view: DoubleView, locale: Locale, fault?: CardFault): Response {
  const t = texts(locale);
  const amount = amountText(view.amount, view.currency, locale);
  const address = `${view.address}?lang=${locale}`;
  const other = locale === 'fr' ? 'en' : 'fr';
  const title = view.method
    ? t('doubles.title_method', {amount, method: t(`doubles.methods.${view.method}`)})
    : t(view.plan ? 'doubles.title_plan' : 'doubles.title', {amount});
  return page(
    view,
    locale,
    title,
    html`
      <a class="language" href="${view.address}?lang=${other}" hreflang="${other}" lang="${other}"
        >${t('index.language')}</a
      >
      <h1>${title}</h1>
      ${view.refused && html`<p class="alert" role="alert">${t('doubles.again')}</p>`} ${facts(view, amount, t)}
      ${view.plan && planOn(view.plan, locale, t)}
      ${
        view.method === undefined &&
        html`<form method="post" action="${address}" autocomplete="on">
          <p>${t('wallet.card.intro')} <a href="/" target="_blank" rel="noopener">${t('phone.cards')}</a></p>
          ${field('number', fault, html`autocomplete="cc-number" maxlength="23"`, t)}
          ${field('expiry', fault, html`autocomplete="cc-exp" maxlength="7" placeholder="${t('wallet.card.expiry_form')}"`, t)}
          ${field('cvc', fault, html`autocomplete="cc-csc" maxlength="4"`, t)}
          <div class="actions">
            ${button('card', view.plan ? t('doubles.accept_card') : t('wallet.card.pay', {amount}))}
          </div>
        </form>`
      }
      <form method="post" action="${address}">
        <div class="actions">
          ${button('pay', t(view.method ? 'wallet.pay' : view.plan ? 'doubles.accept' : 'doubles.pay', {amount}), view.method ? '' : 'plain')}
          ${button('cancel', t('wallet.cancel'), 'plain')}
        </div>
        <h2>${t('wallet.refuse')}</h2>
        <div class="actions">${view.failures.map((code) => button(code, t(`doubles.failures.${code}`), 'plain'))}</div>
        <details>
          <summary>${t('wallet.troubles.title')}</summary>
          <p>${t('wallet.troubles.intro')}</p>
          <div class="actions">
            ${troubles.map((way) => button(way, t(`wallet.troubles.${way}`), 'plain'))}
            ${button('expire', t('doubles.expire'), 'plain')} ${button('wait', t('wallet.troubles.wait'), 'plain')}
          </div>
        </details>
      </form>
    `,
  );
}

export type Ended = 'approved' | 'refused' | 'canceled' | 'expired';

/** It was decided, closed or too late: nothing can be done here any more. */
export function doubleEndedPage(view: DoubleView, ended: Ended, locale: Locale): Response {
  const t = texts(locale);
  const title = t(`wallet.ended.${ended}`);
  return page(
    view,
    locale,
    title,
    html`<h1>${title}</h1>
      <p class="prompt">${t('wallet.ended.text')}</p>
      ${back(view, t('doubles.back'))}`,
  );
}

/** After paying in one of the unusual ways: what has been done, and what is left to the shopper. */
export function doubleAfterPage(view: DoubleView, way: Way, locale: Locale): Response {
  const t = texts(locale);
  return page(
    view,
    locale,
    t('wallet.ended.approved'),
    html`<h1>${t('wallet.ended.approved')}</h1>
      <p class="prompt">${t(`wallet.after.${way}`)}</p>
      ${
        way === 'twice' &&
        html`<div class="actions">
          ${back(view, t('wallet.after.first'), true)} ${back(view, t('wallet.after.second'))}
        </div>`
      }`,
  );
}

/** What a platform shows to a form that it does not take: nobody is told, and there is nowhere to go. */
export function doubleErrorPage(provider: DoubleView['provider'], error: string, locale: Locale): Response {
  const t = texts(locale);
  const title = t(`doubles.${provider}.${error}`);
  return respond({
    locale,
    title: `${t(`doubles.${provider}.name`)} – ${title}`,
    body: html`<main class="wallet"><h1>${title}</h1></main>`,
    style: walletStyle,
    framed: false,
    status: 400,
  });
}

function page(view: DoubleView, locale: Locale, title: string, body: Html): Response {
  const t = texts(locale);
  return respond({
    locale,
    title: `${t(`doubles.${view.provider}.name`)} – ${title}`,
    body: html`<main class="wallet">
      <header>
        <p class="brand"><span>${t(`doubles.${view.provider}.name`)}</span> <span class="badge">${t('badge')}</span></p>
        <p class="hint">${t(`doubles.${view.provider}.about`)}</p>
      </header>
      ${body}
      <p class="foot">${t('wallet.foot')}</p>
    </main>`,
    style: walletStyle,
    formOrigin: new URL(view.returnUrl).origin,
    framed: false,
  });
}

function facts({order, deferred}: DoubleView, amount: string, t: Translate): Html {
  const rows = [
    [t('challenge.amount'), amount],
    [t('wallet.order'), order],
    [t('wallet.taken'), t(deferred ? 'wallet.taken_later' : 'wallet.taken_now')],
  ] as const;
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        value !== '' &&
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function field(name: CardFault, fault: CardFault | undefined, attributes: Html, t: Translate): Html {
  return html`<div class="field">
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
}

function button(action: string, words: string, look = ''): Html {
  return html`<button class="button ${look}" name="action" value="${action}">${words}</button>`;
}

function back({returnUrl}: DoubleView, words: string, elsewhere = false): Html {
  return html`<a class="button" href="${returnUrl}" ${elsewhere && html`target="_blank" rel="noopener"`}>${words}</a>`;
}
