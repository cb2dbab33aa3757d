import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import {decide, lapse, payplugFailures, type Choice, type PayplugEntry} from './payplug-book.ts';
import type {PayplugNews} from './payplug-news.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: PayplugNews;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly all: () => readonly PayplugEntry[];
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act {
  readonly choice: Choice;
  readonly way: Way;
}

/** The hosted page: plain forms, no cookie, no script; the secret in its address is the key. */
export function payplugPages({home, store, news, silence, clock, all}: PagesDeps): Hono {
  const seconds = () => Math.floor(clock.now() / 1000);
  const find = (page: string) => all().find((entry) => entry.page === page);
  const app = new Hono();

  app.get('/:page', (c) => {
    const entry = find(c.req.param('page'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    return show(entry, languageOf(c.req.query('lang'), entry));
  });

  app.post('/:page', async (c) => {
    const form = await readForm(c);
    // Read after the form has arrived: what is judged here is what stands now.
    const entry = find(c.req.param('page'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    const locale = languageOf(c.req.query('lang'), entry);
    const again = () => c.redirect(`${home}/${entry.page}?lang=${locale}`, 303);

    const action = form.get('action') ?? '';
    if (action === 'wait') {
      await silence.wait();
      return again();
    }
    const act = action === 'card' ? actOfCard(form, clock.now()) : actOf(action);
    if (act === undefined) return again();
    if (typeof act === 'string') return show(entry, locale, act);
    if (lapse(entry, seconds()).phase.name !== 'open') return again();

    const decided = decide(entry, act.choice, seconds());
    store.saveDouble('payplug', entry.id, decided);
    await announce(entry, act.way);
    const isBack = act.way === 'back' || act.way === 'early';
    if (!isBack) return doubleAfterPage(viewOf(decided, home), act.way, locale);
    return c.redirect(act.choice.kind === 'cancel' ? decided.cancelUrl : decided.returnUrl, 303);
  });

  /** @param before - As it was: the second notification of two comes late and tells of yesterday. */
  async function announce(before: PayplugEntry, way: Way): Promise<void> {
    switch (way) {
      case 'vanish':
        return;
      case 'early':
        return news.tellLater(before.id, laterMs);
      case 'twice':
        news.tellLater(before.id, laterMs, before);
        return news.tell(before.id);
      case 'back':
      case 'stay':
        return news.tell(before.id);
    }
  }

  function show(entry: PayplugEntry, locale: Locale, fault?: CardFault): Response {
    const view = viewOf(entry, home);
    const ended = endOf(lapse(entry, seconds()));
    return ended ? doubleEndedPage(view, ended, locale) : doublePage(view, locale, fault);
  }

  return app;
}

function viewOf({page, amount, deferred, description, returnUrl}: PayplugEntry, home: string): DoubleView {
  return {
    provider: 'payplug',
    address: `${home}/${page}`,
    order: description ?? '',
    amount,
    currency: 'EUR',
    deferred,
    returnUrl,
    failures: payplugFailures,
  };
}

function endOf({phase}: PayplugEntry): Ended | undefined {
  if (phase.name === 'open') return undefined;
  if (phase.name !== 'failed') return 'approved';
  return phase.code === 'aborted' ? 'canceled' : phase.code === 'timeout' ? 'expired' : 'refused';
}

function languageOf(asked: string | undefined, {locale}: PayplugEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string): Act | undefined {
  if (action === 'pay' || action === 'cancel' || action === 'expire') return {choice: {kind: action}, way: 'back'};
  const way = troubles.find((one) => one === action);
  if (way) return {choice: {kind: 'pay'}, way};
  const code = payplugFailures.find((one) => one === action);
  return code && {choice: {kind: 'fail', code}, way: 'back'};
}

/** Judged here and forgotten. Whoever would have been asked to prove themselves is let through: there is a button for that. */
function actOfCard(form: URLSearchParams, now: number): Act | CardFault {
  const card = readTestCard(form, now);
  if (typeof card === 'string') return card;
  if (card.kind === 'approved') return {choice: {kind: 'pay'}, way: 'back'};
  return {choice: {kind: 'fail', code: card.code === '51' ? 'insufficient_funds' : 'card_declined'}, way: 'back'};
}
