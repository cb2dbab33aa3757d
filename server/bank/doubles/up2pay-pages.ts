import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {
  doubleAfterPage,
  doubleEndedPage,
  doubleErrorPage,
  doublePage,
  type DoubleView,
  type Ended,
} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import {
  amountOf,
  decide,
  isOpen,
  up2payRefusals,
  type Choice,
  type Up2payEntry,
  type Up2payTry,
} from './up2pay-book.ts';
import {wrongForm} from './up2pay-form.ts';
import {signed, type Up2payNews} from './up2pay-news.ts';

interface PagesDeps {
  /** The path under which the double is. */
  readonly home: string;
  readonly payOrigin: string;
  readonly store: BankStore;
  readonly news: Up2payNews;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly nextNumber: () => string;
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act {
  readonly choice: Choice;
  readonly way: Way;
}

/** Takes the posted form, and shows the hosted page: plain forms, no cookie, no script; the secret in its address is the key. */
export function up2payPages(deps: PagesDeps): Hono {
  const {home, payOrigin, store, news, silence, clock, newId, nextNumber} = deps;
  const find = (page: string) => store.double<Up2payEntry>('up2pay', page);
  const app = new Hono();

  // The same form again is another visit: a repeated order is not refused there.
  app.post('/php/', async (c) => {
    const pairs = [...(await readForm(c))];
    const wrong = wrongForm(pairs, payOrigin, clock.now());
    if (wrong) return doubleErrorPage('up2pay', `error_${wrong.error}`, localeOf(c.req.header('accept-language')));
    const form = Object.fromEntries(pairs);
    const entry: Up2payEntry = {
      id: newId() + newId(),
      form,
      locale: form['PBX_LANGUE'] === 'FRA' ? 'fr' : 'en',
      openedAt: clock.now(),
      isClosed: false,
      tries: [],
    };
    store.saveDouble('up2pay', entry.id, entry);
    return c.redirect(`${home}/p/${entry.id}`, 303);
  });

  app.get('/p/:page', (c) => {
    const entry = find(c.req.param('page'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    return show(entry, languageOf(c.req.query('lang'), entry));
  });

  app.post('/p/:page', async (c) => {
    const form = await readForm(c);
    // Read after the form has arrived: what is judged here is what stands now.
    const entry = find(c.req.param('page'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    const locale = languageOf(c.req.query('lang'), entry);
    const again = () => c.redirect(`${home}/p/${entry.id}?lang=${locale}`, 303);

    const action = form.get('action') ?? '';
    if (action === 'wait') {
      await silence.wait();
      return again();
    }
    const act = action === 'card' ? actOfCard(form, clock.now()) : actOf(action);
    if (act === undefined) return again();
    if (typeof act === 'string') return show(entry, locale, act);
    if (!isOpen(entry, clock.now())) return again();

    const {choice, way} = act;
    const decided = decide(entry, choice, {call: nextNumber(), transaction: nextNumber()});
    store.saveDouble('up2pay', entry.id, decided);
    const made = decided.tries.length > entry.tries.length ? decided.tries.at(-1) : undefined;
    if (made) await announce(decided, made, way);
    if (!decided.isClosed) return again();
    if (way !== 'back' && way !== 'early') return doubleAfterPage(viewOf(decided, home), way, locale);
    return c.redirect(wayBack(decided, made, choice), 303);
  });

  async function announce(entry: Up2payEntry, made: Up2payTry, way: Way): Promise<void> {
    switch (way) {
      case 'vanish':
        return;
      case 'early':
        return news.tellLater(entry, made, laterMs);
      case 'twice':
        // The second one is of another try, before: refused.
        news.tellLater(entry, {...made, call: nextNumber(), transaction: nextNumber(), code: '00105'}, laterMs);
        news.tellLater(entry, made, laterMs);
        return news.tell(entry, made);
      case 'back':
      case 'stay':
        return news.tell(entry, made);
    }
  }

  function show(entry: Up2payEntry, locale: Locale, fault?: CardFault): Response {
    const view = viewOf(entry, home);
    return isOpen(entry, clock.now()) ? doublePage(view, locale, fault) : doubleEndedPage(view, endOf(entry), locale);
  }

  return app;
}

/**
 * With what was asked for, signed. What the platform says of a shopper who gave up is not published: `E` is our guess, and
 * nothing may rest on it but that the page was left.
 */
function wayBack(entry: Up2payEntry, made: Up2payTry | undefined, {kind}: Choice): string {
  const of = (name: string) => entry.form[name] ?? '';
  const url = kind === 'cancel' ? of('PBX_ANNULE') : made?.code === '00000' ? of('PBX_EFFECTUE') : of('PBX_REFUSE');
  const text = signed(entry, made ?? {call: '0', transaction: '0', code: kind === 'expire' ? '00030' : '00001'});
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

function viewOf(entry: Up2payEntry, home: string): DoubleView {
  return {
    provider: 'up2pay',
    address: `${home}/p/${entry.id}`,
    order: (entry.form['PBX_CMD'] ?? '').replace(/_[^_]*$/, ''),
    amount: amountOf(entry),
    currency: 'EUR',
    deferred: entry.form['PBX_AUTOSEULE'] === 'O',
    returnUrl: entry.form['PBX_EFFECTUE'] ?? '',
    failures: [...Object.keys(up2payRefusals), 'again'],
    refused: entry.tries.length > 0,
  };
}

function endOf({tries, isClosed}: Up2payEntry): Ended {
  const last = tries.at(-1);
  if (last?.code === '00000') return 'approved';
  if (!isClosed) return 'expired';
  return last ? 'refused' : 'canceled';
}

function languageOf(asked: string | undefined, {locale}: Up2payEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string): Act | undefined {
  if (action === 'pay' || action === 'cancel' || action === 'expire') return {choice: {kind: action}, way: 'back'};
  if (action === 'again') return {choice: {kind: 'refuse', code: up2payRefusals.cb_51, again: true}, way: 'back'};
  const way = troubles.find((one) => one === action);
  if (way) return {choice: {kind: 'pay'}, way};
  const [, code] = Object.entries(up2payRefusals).find(([name]) => name === action) ?? [];
  return code === undefined ? undefined : {choice: {kind: 'refuse', code, again: false}, way: 'back'};
}

/** Judged here and forgotten. A refused card leaves the shopper on the page, as there. */
function actOfCard(form: URLSearchParams, now: number): Act | CardFault {
  const card = readTestCard(form, now);
  if (typeof card === 'string') return card;
  if (card.kind === 'approved') return {choice: {kind: 'pay'}, way: 'back'};
  return {choice: {kind: 'refuse', code: `001${card.code}`, again: true}, way: 'back'};
}
