import {render} from '@lit-labs/ssr';
import {collectResultSync} from '@lit-labs/ssr/lib/render-result.js';
import {html, nothing} from 'lit';
import {guestsOf} from '#contract/guests.ts';
import type {Currency} from '#contract/money.ts';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {addTexts, inLocale, translate} from '../../components/base/i18n.ts';
import * as en from '../../components/base/texts/en.ts';
import * as fr from '../../components/base/texts/fr.ts';
import '../../components/currency/guichet-currency-choice.ts';
import * as currencyEn from '../../components/currency/texts/en.ts';
import * as currencyFr from '../../components/currency/texts/fr.ts';
import '../../components/methods/guichet-instructions.ts';
import '../../components/methods/guichet-method-panel.ts';
import * as laterEn from '../../components/methods/texts/en.ts';
import * as laterFr from '../../components/methods/texts/fr.ts';
import '../../components/page/guichet-payment-page.ts';
import '../../components/receipt/guichet-receipt.ts';
import type {PageData} from '../../components/page/take-over.ts';
import {plain} from '../../components/order/plain.ts';
import {hashSource, isOrigin, pageHeaders, preconnect, type Guest, type Policy} from '../headers.ts';

/**
 * The hosted page as one document: everything drawn, in the shopper's language, before any script runs. The elements
 * themselves draw it, into declarative shadow roots; in the browser they take over what they drew (`components/page/`).
 */

const texts = {fr: {...fr}, en: {...en}} as const;
/** The sentences of what comes after the choice: only in a document that begins there. */
const later = {fr: {...laterFr}, en: {...laterEn}} as const;
/** Of another currency: only where there is one, or was. */
const currencies = {fr: {...currencyFr}, en: {...currencyEn}} as const;
for (const locale of ['fr', 'en'] as const)
  addTexts(locale, {...texts[locale], ...later[locale], ...currencies[locale]});

/** The fixed style of the document around the element. `@page` works nowhere but here. */
const style = `
html{color-scheme:light dark;background:#f3f5f2;background:var(--guichet-color-ground,light-dark(#f3f5f2,#101615));-webkit-text-size-adjust:100%}
html.framed{background:none}
body{margin:0}
h1{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%)}
.missing{max-width:34em;margin:0 auto;padding:18vh 24px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#17211f;color:light-dark(#17211f,#e9efec)}
.missing h1{position:static;width:auto;height:auto;margin:0 0 8px;clip-path:none;font-size:22px;line-height:1.3}
noscript p{margin:0;padding:14px 16px;text-align:center;font:600 16px/1.5 system-ui,sans-serif;background:#17211f;color:#fff}
@page{margin:10mm}
@media print{html{background:none;color-scheme:light}noscript{display:none}}
`;

/** The elements that are drawn into the document, each under the one style that it brings along. */
const drawn = [
  'guichet-payment-page',
  'guichet-order-summary',
  'guichet-currency-choice',
  'guichet-method-picker',
  'guichet-card-form',
  'guichet-receipt',
  'guichet-method-panel',
  'guichet-instructions',
] as const;

/** Lit's server renderer writes an element's styles as one text: this is that text's hash. */
const styleSources = [style, ...drawn.map(styleOf)].map(hashSource);

function styleOf(tag: string): string {
  const element: unknown = customElements.get(tag);
  const sheets: unknown = typeof element === 'function' ? Reflect.get(element, 'elementStyles') : undefined;
  if (!Array.isArray(sheets)) throw new Error(`no styles: ${tag}`);
  return sheets.map(({cssText}: {cssText: string}) => cssText).join('');
}

export interface PageScripts {
  /** Address of the page's script on our own origin. */
  readonly script: string;
  /** What it imports once the card form is there: named in the document, so that it comes in one go. */
  readonly preloads: readonly string[];
}

export interface PageParts {
  readonly view: SessionView;
  readonly locale: Locale;
  /** Origins that may frame the document; undefined for the page on its own. */
  readonly embedOrigins: readonly string[] | undefined;
  readonly payUrl: string;
  readonly cardUrl: string;
  /** Whether the vault's form may take that method, now or on a later try: by the routes, whoever is offered at the moment. */
  readonly isTyped: (method: MethodType) => boolean;
  /** What the page must let in for that provider; undefined when it draws nothing there. */
  readonly hostsOf: (provider: string) => Guest | undefined;
  readonly scripts: PageScripts;
  /** The shopper has just come back from a provider's page. */
  readonly isReturned: boolean;
  /** What the shopper chose before a reload; nothing where the session does not offer it. */
  readonly currency: Currency | undefined;
  /** For the handshake with the card form's frame, new with each response. */
  readonly nonce: string;
}

export interface Document {
  readonly status: 200 | 404;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function pageDocument({
  view,
  locale,
  embedOrigins,
  payUrl,
  cardUrl,
  isTyped,
  hostsOf,
  scripts,
  isReturned,
  currency,
  nonce,
}: PageParts): Document {
  const t = translate(locale);
  const title = t('page.title', {merchant: plain(view.merchant.name)});
  const frameUrl = view.payment_methods.find(({course}) => course === 'card')?.frame_url;
  const frame =
    frameUrl && view.status === 'open'
      ? `<iframe slot="card-frame" title="${escape(t('card_host.title'))}" src="${escape(frameAddress(frameUrl, {payUrl, nonce, locale}))}" referrerpolicy="no-referrer"></iframe>`
      : '';
  const body = inLocale(
    locale,
    () =>
      collectResultSync(
        render(
          html`<main>
            <h1>${title}</h1>
            <guichet-payment-page
              session=${view.id}
              locale=${locale}
              ?framed=${embedOrigins !== undefined}
              ?returned=${isReturned}
              currency=${currency ?? nothing}
              .view=${view}
            ></guichet-payment-page>
          </main>`,
        ),
      ),
    // Before the shadow root rather than after it: the vault's form is on its way while the page is still being read.
  ).replace(/<guichet-payment-page[^>]*>/, (tag) => tag + frame);
  const isLater =
    view.payment_methods[0]?.course !== 'card' || view.payment_intent.status !== 'requires_payment_method';
  const given: PageData = {
    view,
    locale,
    texts: {
      ...texts[locale],
      ...((isLater || view.payment_intent.method) && later[locale]),
      ...((view.quotes.length > 0 || view.receipt?.conversion) && currencies[locale]),
    },
    origins: embedOrigins ?? [],
    preloads: scripts.preloads,
  };
  const guests = guestsOf(view).flatMap((provider) => hostsOf(provider) ?? []);
  const headers = {
    ...headersOf(embedOrigins ?? [], payUrl, methodsIn(view).some(isTyped) ? [cardUrl] : [], guests),
    // The card form's frame stands early in the document, and yet the headers are earlier.
    ...(frame && frameUrl && {link: preconnect([frameUrl])}),
  };
  return {
    status: 200,
    html: documentOf({
      locale,
      title,
      isFramed: embedOrigins !== undefined,
      body:
        `<noscript><p>${escape(t('page.no_script'))}</p></noscript>${body}` +
        `<script type="application/json" id="given">${inert(given)}</script>` +
        `<script type="module" src="${escape(scripts.script)}"></script>`,
    }),
    headers: isReturned ? withoutOpenerPolicy(headers) : headers,
  };
}

/** All that the session has to do with, in any currency, offered now or not. */
function methodsIn({payment_methods, hidden_methods, quotes}: SessionView): readonly MethodType[] {
  const places = [{payment_methods, hidden_methods}, ...quotes];
  return places.flatMap((place) => [...place.payment_methods, ...place.hidden_methods].map(({type}) => type));
}

/**
 * A window that the shop's frame opened for a provider's page finds its opener again, and closes. With the policy it would
 * be cut off: it has just left a page that has none. Nothing can be done in that window; it has no token.
 */
function withoutOpenerPolicy(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {...headers, 'cross-origin-opener-policy': 'unsafe-none'};
}

/** For a link that leads nowhere: calm, and clear about the money. */
export function missingDocument(locale: Locale, payUrl: string): Document {
  const t = translate(locale);
  const title = t('page.missing.title');
  const body = `<main class="missing"><h1>${escape(title)}</h1><p>${escape(t('page.missing.text'))}</p></main>`;
  return {
    status: 404,
    html: documentOf({locale, title, isFramed: false, body}),
    headers: headersOf([], payUrl),
  };
}

function headersOf(
  ancestors: readonly string[],
  payUrl: string,
  frames: readonly string[] = [],
  guests: readonly Guest[] = [],
): Readonly<Record<string, string>> {
  const policy: Policy = {
    script: ["'self'"],
    style: ["'self'", ...styleSources],
    connect: ["'self'"],
    frame: ["'self'", ...frames.map((url) => new URL(url).origin).filter(isOrigin)],
    ancestors,
    guests,
    trustedTypes: 'lit-html',
  };
  return pageHeaders(policy, payUrl);
}

interface DocumentParts {
  readonly locale: Locale;
  readonly title: string;
  readonly isFramed: boolean;
  readonly body: string;
}

/** No `modulepreload` in the head: a browser asks for that before the card form's frame, which takes keys without any script. */
function documentOf({locale, title, isFramed, body}: DocumentParts): string {
  return (
    `<!doctype html><html lang="${locale}" dir="ltr"${isFramed ? ' class="framed"' : ''}><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`
  );
}

/** The vault's form, told whom it may speak to and in which language. */
export function frameAddress(
  frameUrl: string,
  {payUrl, nonce, locale}: {payUrl: string; nonce: string; locale: Locale},
): string {
  const url = new URL(frameUrl);
  url.searchParams.set('p', new URL(payUrl).origin);
  url.searchParams.set('n', nonce);
  url.searchParams.set('l', locale);
  return url.href;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => (sign === '&' ? '&amp;' : `&#${sign.charCodeAt(0)};`));
}

/** Data that cannot end its script element, whatever a shop wrote into a name. */
function inert(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
