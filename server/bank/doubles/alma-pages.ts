import {Hono} from 'hono';
import {dateAt} from '#contract/calendar.ts';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {decide, isOpen, lapse, planFrom, type AlmaEntry, type Choice} from './alma-book.ts';
import {readTestCard} from './card-form.ts';
import type {News} from './news.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: News<string>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly all: () => readonly AlmaEntry[];
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act {
  readonly choice: Choice;
  readonly way: Way;
}

/** The hosted page: plain forms, no cookie, no script; the secret in its address is the key. */
export function almaPages({home, store, news, silence, clock, all}: PagesDeps): Hono {
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
    // The page stays open: whoever gave up may come back.
    if (action === 'cancel' && isOpen(entry, seconds())) return c.redirect(entry.cancelUrl, 303);
    const act = action === 'card' ? actOfCard(form, clock.now()) : actOf(action);
    if (act === undefined || !isOpen(entry, seconds())) return again();
    if (typeof act === 'string') return show(entry, locale, act);

    const decided = decide(entry, act.choice, seconds());
    store.saveDouble('alma', entry.id, decided);
    // Only acceptance is notified.
    if (decided.state === 'in_progress') await announce(entry.id, act.way);
    if (act.way !== 'back' && act.way !== 'early') return doubleAfterPage(viewOf(decided, home), act.way, locale);
    const back = new URL(decided.returnUrl);
    back.searchParams.set('pid', decided.id);
    return c.redirect(back.href, 303);
  });

  async function announce(id: string, way: Way): Promise<void> {
    switch (way) {
      case 'vanish':
        return;
      case 'early':
        return news.tellLater(id, laterMs);
      case 'twice':
        news.tellLater(id, laterMs);
        return news.tell(id);
      case 'back':
      case 'stay':
        return news.tell(id);
    }
  }

  function show(entry: AlmaEntry, locale: Locale, fault?: CardFault): Response {
    const view = viewOf(entry, home);
    const ended = endOf(lapse(entry, seconds()));
    return ended ? doubleEndedPage(view, ended, locale) : doublePage(view, locale, fault);
  }

  return app;
}

function viewOf(entry: AlmaEntry, home: string): DoubleView {
  const {page, amount, trigger, orderReference, returnUrl, createdAt} = entry;
  return {
    provider: 'alma',
    address: `${home}/${page}`,
    order: orderReference,
    amount,
    currency: 'EUR',
    deferred: trigger,
    plan: planFrom(entry, amount, dateAt(createdAt * 1000)),
    returnUrl,
    failures: ['scored_no'],
  };
}

function endOf({state, expiredAt}: AlmaEntry): Ended | undefined {
  if (state === 'in_progress') return 'approved';
  if (state === 'scored_no') return 'refused';
  return expiredAt === null ? undefined : 'expired';
}

function languageOf(asked: string | undefined, {locale}: AlmaEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string): Act | undefined {
  if (action === 'pay' || action === 'expire' || action === 'scored_no') return {choice: action, way: 'back'};
  const way = troubles.find((one) => one === action);
  return way && {choice: 'pay', way};
}

/** Judged here and forgotten: the card of the first part. */
function actOfCard(form: URLSearchParams, now: number): Act | CardFault {
  const card = readTestCard(form, now);
  if (typeof card === 'string') return card;
  return {choice: card.kind === 'approved' ? 'pay' : 'scored_no', way: 'back'};
}
