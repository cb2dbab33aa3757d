import type {InstalmentPlan} from '#contract/instalments.ts';
import type {Locale} from '#contract/locale.ts';
import type {Currency} from '#contract/money.ts';
import {amountText, texts, type Translate} from '../texts.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {brandOf} from './issuer-window.ts';
import {after, button, cardForm, ended, languageLink, troublesFold, type CardFault, type Way} from './paying.ts';
import {walletStyle} from './styles.ts';
import {planOn} from './wallet.ts';

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
  const title = view.method
    ? t('doubles.title_method', {amount, method: t(`doubles.methods.${view.method}`)})
    : t(view.plan ? 'doubles.title_plan' : 'doubles.title', {amount});
  return page(
    view,
    locale,
    title,
    html`
      ${languageLink(view.address, locale, t)}
      <h1>${title}</h1>
      ${view.refused && html`<p class="alert" role="alert">${t('doubles.again')}</p>`} ${facts(view, amount, t)}
      ${view.plan && planOn(view.plan, locale, t)}
      ${
        view.method === undefined &&
        cardForm(address, fault, view.plan ? t('doubles.accept_card') : t('wallet.card.pay', {amount}), t)
      }
      <form method="post" action="${address}">
        <div class="actions">
          ${button('pay', t(view.method ? 'wallet.pay' : view.plan ? 'doubles.accept' : 'doubles.pay', {amount}), view.method ? '' : 'plain')}
          ${button('cancel', t('wallet.cancel'), 'plain')}
        </div>
        <h2>${t('wallet.refuse')}</h2>
        <div class="actions">${view.failures.map((code) => button(code, t(`doubles.failures.${code}`), 'plain'))}</div>
        ${troublesFold(t, button('expire', t('doubles.expire'), 'plain'))}
      </form>
    `,
  );
}

export type Ended = 'approved' | 'refused' | 'canceled' | 'expired';

export function doubleEndedPage(view: DoubleView, how: Ended, locale: Locale): Response {
  const t = texts(locale);
  const title = t(`wallet.ended.${how}`);
  return page(view, locale, title, ended(title, view.returnUrl, t('doubles.back'), t));
}

export function doubleAfterPage(view: DoubleView, way: Way, locale: Locale): Response {
  const t = texts(locale);
  return page(view, locale, t('wallet.ended.approved'), after(way, view.returnUrl, t));
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
      ${brandOf(view.provider, t)} ${body}
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
