import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import type {News} from './news.ts';
import {cardFailures, decide, isOpen, lapse, paypalFailures, type Choice, type PaypalEntry} from './paypal-book.ts';
import type {PaypalEvent} from './paypal-news.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: News<PaypalEvent>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly approvedEvent: (entry: PaypalEntry) => PaypalEvent;
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act {
  readonly choice: Choice;
  readonly way: Way;
}

/** Where an order is approved: plain forms, no cookie, no script. Nothing moves here: the shop must take it. */
export function paypalPages({home, store, news, silence, clock, approvedEvent}: PagesDeps): Hono {
  const find = (id: string) => store.double<PaypalEntry>('paypal', id);
  const app = new Hono();

  app.get('/:id', (c) => {
    const entry = find(c.req.param('id'));
    // A card is typed in the shop's page, and has none here.
    if (!entry || entry.card) return unreadablePage(localeOf(c.req.header('accept-language')));
    return show(entry, languageOf(c.req.query('lang'), entry));
  });

  app.post('/:id', async (c) => {
    const form = await readForm(c);
    // Read after the form has arrived: what is judged here is what stands now.
    const entry = find(c.req.param('id'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    const locale = languageOf(c.req.query('lang'), entry);
    const again = () => c.redirect(`${home}/${entry.id}?lang=${locale}`, 303);

    const action = form.get('action') ?? '';
    if (action === 'wait') {
      await silence.wait();
      return again();
    }
    const act = actOf(action, entry);
    if (act === undefined || !isOpen(lapse(entry, clock.now()))) return again();
    const decided = decide(entry, act.choice, clock.now());
    store.saveDouble('paypal', entry.id, decided);
    if (decided.status === 'APPROVED') await announce(entry, decided, act.way);
    const isBack = act.way === 'back' || act.way === 'early';
    if (!isBack) return doubleAfterPage(viewOf(decided, home), act.way, locale);
    return c.redirect(backTo(decided, act.choice), 303);
  });

  /** @param before - As it was: the second notification of two comes late and tells of yesterday. */
  async function announce(before: PaypalEntry, entry: PaypalEntry, way: Way): Promise<void> {
    switch (way) {
      case 'vanish':
        return;
      case 'early':
        return news.tellLater(approvedEvent(entry), laterMs);
      case 'twice':
        news.tellLater(approvedEvent(before), laterMs);
        return news.tell(approvedEvent(entry));
      case 'back':
      case 'stay':
        return news.tell(approvedEvent(entry));
    }
  }

  function show(entry: PaypalEntry, locale: Locale): Response {
    const view = viewOf(entry, home);
    const ended = endOf(lapse(entry, clock.now()));
    return ended ? doubleEndedPage(view, ended, locale) : doublePage(view, locale);
  }

  return app;
}

/** PayPal adds the order's number and the payer's. */
function backTo({id, returnUrl, cancelUrl}: PaypalEntry, choice: Choice): string {
  const url = new URL(choice.kind === 'cancel' ? cancelUrl : returnUrl);
  url.searchParams.set('token', id);
  if (choice.kind !== 'cancel') url.searchParams.set('PayerID', 'DUBLEPAYER234');
  return url.href;
}

function viewOf({id, amount, currency, intent, description, returnUrl}: PaypalEntry, home: string): DoubleView {
  return {
    provider: 'paypal',
    method: 'paypal',
    address: `${home}/${id}`,
    order: description ?? '',
    amount,
    currency,
    deferred: intent === 'AUTHORIZE',
    returnUrl,
    failures: paypalFailures,
  };
}

function endOf(entry: PaypalEntry): Ended | undefined {
  if (isOpen(entry)) return undefined;
  return entry.status === 'EXPIRED' ? 'expired' : 'approved';
}

function languageOf(asked: string | undefined, {locale}: PaypalEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string, {card}: PaypalEntry): Act | undefined {
  if (action === 'pay' || action === 'cancel' || action === 'expire') return {choice: {kind: action}, way: 'back'};
  const way = troubles.find((one) => one === action);
  if (way) return {choice: {kind: 'pay'}, way};
  const code = [...(card ? cardFailures : paypalFailures)].find((one) => one === action);
  return code && {choice: {kind: 'fail', code}, way: 'back'};
}
