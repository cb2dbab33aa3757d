import {html} from 'hono/html';
import {currencies, lamps, prices, type Cart, type Currency, type Line} from './catalog.ts';
import type {ShopConfig} from './config.ts';
import type {Order} from './orders.ts';
import {money, translator, type Language, type Translate} from './texts.ts';

export type Markup = ReturnType<typeof html>;

/** What every page knows. */
export interface View {
  readonly language: Language;
  readonly t: Translate;
  readonly config: ShopConfig;
  readonly currency: Currency;
  readonly cart: Cart;
  /** The same page in the other language. */
  readonly elsewhere: string;
}

export const ways = ['redirect', 'embed', 'elements'] as const;
export type Way = (typeof ways)[number];

/** The frame of every page. `head` holds what a merchant adds to take payments. */
export function layout({language, t, cart, elsewhere}: View, title: string, main: Markup, head?: Markup): Markup {
  const count = [...cart.values()].reduce((sum, each) => sum + each, 0);
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/public/aube.svg" />
        <link rel="stylesheet" href="/public/shop.css" />
        ${head ?? ''}
      </head>
      <body>
        <a class="skip" href="#main">${t('shop.skip')}</a>
        <header>
          <a class="mark" href="/${language}">${t('shop.name')}</a>
          <nav aria-label="${t('shop.nav')}">
            <a href="/${language}/cart">${t('shop.cart')}${count ? html` <b class="count">${count}</b>` : ''}</a>
            <a href="/${language}/cards">${t('shop.cards')}</a>
            <a href="/${language}/mailbox">${t('shop.mailbox')}</a>
            <a href="/${language}/admin">${t('shop.admin')}</a>
            <a href="${elsewhere}" lang="${language === 'fr' ? 'en' : 'fr'}">${t('shop.language')}</a>
          </nav>
        </header>
        <main id="main">${main}</main>
        <footer>
          <p>${t('shop.demo')}</p>
          <nav aria-label="${t('shop.contract')}">
            <a href="/${language}/terms">${t('legal.terms')}</a>
            <a href="/${language}/withdraw">${t('legal.withdraw')}</a>
          </nav>
          <nav aria-label="${t('shop.builders')}">
            <a href="/${language}/gallery">${t('gallery.title')}</a>
            <a href="/${language}/studio">${t('studio.title')}</a>
          </nav>
        </footer>
      </body>
    </html>`;
}

export function home(view: View): Markup {
  const {language, t, currency} = view;
  return layout(
    view,
    t('shop.title'),
    html`<h1>${t('shop.tagline')}</h1>
      <ul class="lamps">
        ${lamps.map(
          (lamp) =>
            html`<li>
              <img src="/public/${lamp}.svg" alt="" width="240" height="240" />
              <h2>${t(`lamp.${lamp}`)}</h2>
              <p class="price">${money(prices[lamp][currency], currency, language)}</p>
              <form method="post" action="/${language}/cart">
                <input type="hidden" name="add" value="${lamp}" />
                <button aria-label="${t('lamp.addNamed', {name: t(`lamp.${lamp}`)})}">${t('lamp.add')}</button>
              </form>
            </li>`,
        )}
      </ul>`,
  );
}

export function cartPage(view: View, lines: readonly Line[], total: number, notice = ''): Markup {
  const {language, t, currency, cart} = view;
  const empty = html`<p>${t('cart.empty')} <a href="/${language}">${t('cart.browse')}</a></p>`;
  const full = html`<form method="post" action="/${language}/cart" class="ticket">
      ${table(lines, currency, language)}
      <fieldset class="counts">
        <legend>${t('cart.quantity')}</legend>
        ${[...cart].map(
          ([lamp, count]) =>
            html`<label>
              ${t(`lamp.${lamp}`)}
              <input type="number" name="${lamp}" min="0" max="9" value="${count}" inputmode="numeric" />
            </label>`,
        )}
      </fieldset>
      <fieldset class="pills">
        <legend>${t('cart.currency')}</legend>
        ${currencies.map((each) => radio('currency', each, each, each === currency))}
      </fieldset>
      <button class="quiet">${t('cart.update')}</button>
      <p class="total"><span>${t('cart.total')}</span> <strong>${money(total, currency, language)}</strong></p>
    </form>
    <form method="post" action="/${language}/checkout" class="choices">
      <fieldset>
        <legend>${t('cart.way')}</legend>
        ${ways.map((way, at) => radio('way', way, t(`cart.${way}`), at === 0, t(`cart.${way}Hint`)))}
      </fieldset>
      <fieldset>
        <legend>${t('cart.capture')}</legend>
        ${radio('capture', 'manual', t('cart.manual'), true)}
        ${radio('capture', 'automatic', t('cart.automatic'), false)}
      </fieldset>
      <fieldset>
        <legend>${t('cart.buyer')}</legend>
        ${radio('buyer', 'individual', t('cart.individual'), true)}
        ${radio('buyer', 'company', t('cart.company'), false)}
      </fieldset>
      <input type="hidden" name="key" value="${crypto.randomUUID()}" />
      <button>${t('cart.pay')}</button>
    </form>`;
  const alert = notice && html`<p role="alert" class="alert">${notice}</p>`;
  return layout(
    view,
    t('cart.title'),
    html`<h1>${t('cart.title')}</h1>
      ${alert}${lines.length ? full : empty}`,
  );
}

/** The second way in: one script, one element. */
export function embedPage(view: View, {reference, handle, session}: Order): Markup {
  const {language, t, config} = view;
  return layout(
    view,
    t('pay.title'),
    html`<h1>${t('pay.order', {reference})}</h1>
      <guichet-checkout session="${session.id}" token="${session.client_token}" locale="${language}"></guichet-checkout>
      <noscript><p class="alert">${t('pay.script')}</p></noscript>
      ${afterwards(language, handle)}`,
    html`<script type="module" src="${config.payUrl}/v1/guichet.js"></script>
      <script type="module" src="/public/checkout.js"></script>`,
  );
}

/** The third way in: the shop composes the page of Guichet's elements. */
export function elementsPage(view: View, {reference, handle, session, total, currency}: Order): Markup {
  const {language, t, config} = view;
  return layout(
    view,
    t('pay.title'),
    html`<h1>${t('pay.order', {reference})}</h1>
      <p class="due">
        ${t('pay.amount')}
        <guichet-amount amount="${total}" currency="${currency}" locale="${language}"></guichet-amount>
      </p>
      <guichet-payment-page
        session="${session.id}"
        token="${session.client_token}"
        locale="${language}"
      ></guichet-payment-page>
      <noscript><p class="alert">${t('pay.script')}</p></noscript>
      ${afterwards(language, handle)}`,
    html`<script type="module" src="${config.payUrl}/v1/elements.js"></script>
      <script type="module" src="/public/checkout.js"></script>`,
  );
}

function afterwards(language: Language, handle: string): Markup {
  return html`<p class="after">
    <a id="order" href="/${language}/orders/${handle}"></a><a id="cart" href="/${language}/cart"></a>
  </p>`;
}

export function orderPage(view: View, order: Order): Markup {
  const {language, t} = view;
  const {reference, lines, currency, total, payment, session} = order;
  const settled = ['requires_capture', 'succeeded', 'canceled'].includes(payment?.status ?? '');
  const amount = (key: string, minor: number): Markup | string =>
    minor > 0 ? html`<p>${t(key, {amount: money(minor, currency, language)})}</p>` : '';
  return layout(
    view,
    t('order.title', {reference}),
    html`<h1>${t('order.title', {reference})}</h1>
      <div
        id="payment"
        class="state ${payment?.status ?? 'none'}"
        role="status"
        data-settled="${String(settled)}"
        data-version="${versionOf(order)}"
      >
        <p>${payment ? t(`order.${payment.status}`) : t('order.waiting')}</p>
        ${amount('order.captured', payment?.amount_captured ?? 0)}
        ${amount('order.refunded', payment?.amount_refunded ?? 0)}
        ${payment?.status === 'requires_payment_method' ? html`<p><a href="${session.url}">${t('order.again')}</a></p>` : ''}
      </div>
      <section class="ticket">
        <h2>${t('order.lines')}</h2>
        ${table(lines, currency, language)}
        <p class="total"><span>${t('cart.total')}</span> <strong>${money(total, currency, language)}</strong></p>
      </section>`,
    html`<script type="module" src="/public/order.js"></script>`,
  );
}

/** Changes whenever there is something new to show. */
export function versionOf({payment}: Order): string {
  return payment ? `${payment.status}.${payment.amount_captured}.${payment.amount_refunded}` : 'none';
}

export function adminPage(view: View, orders: readonly Order[], notice: string): Markup {
  const {language, t} = view;
  const rows = orders.map((order) => adminRow(order, language, t));
  return layout(
    view,
    t('admin.title'),
    html`<h1>${t('admin.title')}</h1>
      <p>${t('admin.note')}</p>
      <p><a href="${view.config.payUrl}/desk">${t('admin.desk')}</a></p>
      ${notice && html`<p role="status" class="notice">${notice}</p>`}
      ${
        orders.length
          ? html`<ul class="orders">
              ${rows}
            </ul>`
          : html`<p>${t('admin.none')}</p>`
      }`,
  );
}

function adminRow({handle, reference, payment, total, currency}: Order, language: Language, t: Translate): Markup {
  const shown = (minor: number): string => money(minor, currency, language);
  const left = payment ? payment.amount - payment.amount_captured : 0;
  const kept = payment ? payment.amount_captured - payment.amount_refunded : 0;
  const action = (name: string, label: string, max?: number): Markup =>
    html`<form method="post" action="/${language}/admin/${handle}/${name}">
      <input type="hidden" name="key" value="${crypto.randomUUID()}" />
      ${max === undefined ? '' : html`<label>${t('admin.part')} <input name="amount" inputmode="decimal" size="8" placeholder="${plain(max, language)}" /></label>`}
      <button class="quiet">${label}</button>
    </form>`;
  return html`<li>
    <h2><a href="/${language}/orders/${handle}">${reference}</a></h2>
    <dl>
      <dt>${t('admin.status')}</dt>
      <dd><span class="badge ${payment?.status ?? 'none'}">${t(`status.${payment?.status ?? 'none'}`)}</span></dd>
      <dt>${t('admin.amount')}</dt>
      <dd>${shown(total)}</dd>
      <dt>${t('admin.captured')}</dt>
      <dd>${shown(payment?.amount_captured ?? 0)}</dd>
      <dt>${t('admin.refunded')}</dt>
      <dd>${shown(payment?.amount_refunded ?? 0)}</dd>
    </dl>
    <div class="actions">
      ${
        payment?.status === 'requires_capture'
          ? html`${action('ship', t('admin.ship'))} ${action('part', t('admin.shipPart'), left)}
            ${payment.amount_captured === 0 ? action('void', t('admin.void')) : ''}`
          : ''
      }
      ${
        payment?.status === 'awaiting_funds'
          ? html`${action('received', t('admin.received'), left)}
            ${payment.amount_captured === 0 ? action('void', t('admin.void')) : ''}`
          : ''
      }
      ${payment?.status === 'in_review' ? html`${action('approve', t('admin.approve'))} ${action('decline', t('admin.decline'))}` : ''}
      ${kept > 0 && payment?.status !== 'awaiting_funds' ? action('refund', t('admin.refund'), kept) : ''}
    </div>
  </li>`;
}

export interface TestCard {
  readonly number: string;
  readonly text: string;
}

export function cardsPage(view: View, cards: readonly TestCard[] | undefined): Markup {
  const {t, config} = view;
  return layout(
    view,
    t('cards.title'),
    html`<h1>${t('cards.title')}</h1>
      <p>${t('cards.note')}</p>
      <p><a href="${config.bankUrl}/phone">${t('cards.phone')}</a></p>
      ${
        cards
          ? html`<table class="cards">
              <thead>
                <tr>
                  <th scope="col">${t('cards.number')}</th>
                  <th scope="col">${t('cards.behavior')}</th>
                </tr>
              </thead>
              <tbody>
                ${cards.map(
                  ({number, text}) =>
                    html`<tr>
                      <td class="number">${grouped(number)}</td>
                      <td>${text}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
          : html`<p class="alert">${t('cards.closed')}</p>`
      }`,
  );
}

/** A short page for what is not there. */
export function messagePage(view: View, message: string): Markup {
  return layout(
    view,
    message,
    html`<h1>${message}</h1>
      <p><a href="/${view.language}">${view.t('cart.browse')}</a></p>`,
  );
}

/** Where the page of Guichet sends shoppers: what was agreed, with the right of withdrawal. */
export function termsPage(view: View): Markup {
  const {language, t} = view;
  return layout(
    view,
    t('legal.terms'),
    html`<h1>${t('legal.terms')}</h1>
      <p>${t('legal.termsText')}</p>
      <p>${t('legal.period')}</p>
      <p><a href="/${language}/withdraw">${t('legal.withdraw')}</a></p>`,
  );
}

/** Where letters and ticket lead; a real shop has its form here. */
export function withdrawPage(view: View): Markup {
  const {language, t} = view;
  return layout(
    view,
    t('legal.withdraw'),
    html`<h1>${t('legal.withdraw')}</h1>
      <p>${t('legal.withdrawText')}</p>
      <p>${t('legal.period')}</p>
      <p><a href="/${language}/terms">${t('legal.terms')}</a></p>`,
  );
}

export function viewOf(config: ShopConfig, language: Language, currency: Currency, cart: Cart, path: string): View {
  const elsewhere = path.replace(/^\/(fr|en)/, language === 'fr' ? '/en' : '/fr');
  return {language, t: translator(language), config, currency, cart, elsewhere};
}

function table(lines: readonly Line[], currency: Currency, language: Language): Markup {
  return html`<dl class="lines">
    ${lines.map(
      ({name, quantity, amount}) =>
        html`<dt>${quantity > 1 ? `${quantity} × ${name}` : name}</dt>
          <dd>${money(amount, currency, language)}</dd>`,
    )}
  </dl>`;
}

function radio(name: string, value: string, label: string, checked: boolean, hint = ''): Markup {
  return html`<label class="radio">
    <input type="radio" name="${name}" value="${value}" ${checked ? 'checked' : ''} />
    <span>${label}${hint && html`<small>${hint}</small>`}</span>
  </label>`;
}

function plain(minor: number, language: Language): string {
  return (minor / 100).toFixed(2).replace('.', language === 'fr' ? ',' : '.');
}

function grouped(number: string): string {
  return number.replace(/\s/g, '').replace(/(\d{4})(?=\d)/g, '$1 ');
}
