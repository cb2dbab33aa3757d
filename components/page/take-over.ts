import './guichet-payment-page.ts';
import {guestsOf} from '#contract/guests.ts';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';
import {setLocale, translate, type Texts} from '../base/i18n.ts';
import type {GuichetPaymentPage} from './guichet-payment-page.ts';
import {wayBack} from './way-back.ts';

/** What the server wrote into the document, as data that never runs (`server/routes/page-document.ts`). */
export interface PageData {
  readonly view: SessionView;
  readonly locale: Locale;
  /** The sentences that the page needs at once: no request of their own, no flash of another language. */
  readonly texts: Texts;
  /** Who may frame this document; empty when nobody may. */
  readonly origins: readonly string[];
  /** Addresses of what the elements are made of. */
  readonly preloads: readonly string[];
}

/**
 * The elements are defined, and take over what the server drew; on its own, the page leads back to the shop.
 *
 * @returns what is to be done once they listen.
 */
export function takeOver(page: GuichetPaymentPage, {view}: PageData, isFramed: boolean): () => void {
  page.addEventListener('guichet-locale-change', async ({locale}) => {
    await setLocale(locale);
    const title = translate(locale)('page.title', {merchant: view.merchant.name});
    document.title = title;
    const heading = document.querySelector('h1');
    if (heading) heading.textContent = title;
    if (!isFramed) remember('l', locale);
  });

  page.addEventListener('guichet-currency-change', ({currency}) => remember('currency', currency));

  if (!page.token) void import('./onlooker.ts').then(({lookOn}) => lookOn(page));

  // The next try may go to a provider that the document was not drawn for. Once: one that is loaded again has whom it needs.
  const [visit] = performance.getEntriesByType('navigation');
  const isRenewed = visit instanceof PerformanceNavigationTiming && visit.type === 'reload';
  if (!isFramed && !isRenewed) page.policy = {guests: guestsOf(view), renew};
  const opened: unknown = history.state?.opened;
  const resume = () => {
    if (typeof opened === 'string') page.open(opened);
  };

  // In a frame the shop's own document moves on (`embedded.ts`).
  if (isFramed) return resume;
  page.addEventListener('guichet-return', () => go(wayBack(page.current ?? view)));
  page.addEventListener('guichet-cancel', () => go((page.current ?? view).cancel_url));
  return resume;
}

/** What the shopper had opened is opened again there; the history entry keeps that, and the token. */
function renew(opened: string): void {
  history.replaceState({...history.state, opened}, '');
  location.reload();
}

/**
 * In the address rather than in a storage: a reload is then drawn in this currency and this language, and no button changes
 * its amount under a finger. The history entry keeps the token.
 */
function remember(name: 'currency' | 'l', value: string): void {
  const url = new URL(location.href);
  url.searchParams.set(name, value);
  history.replaceState(history.state, '', url);
}

/** Addresses come from the shop's server, checked there; a script address would still be refused here. */
function go(url: string | null): void {
  if (url && /^https?:/.test(url)) location.assign(url);
}
