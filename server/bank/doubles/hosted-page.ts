import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/paying.ts';
import type {Silence} from '../silence.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import {announce, type News} from './news.ts';

/** What the shopper does at the page. `code`: how the provider says no. */
export type Choice<Code extends string> =
  {readonly kind: 'pay' | 'cancel' | 'expire'} | {readonly kind: 'fail'; readonly code: Code};

/** A payment with a page of the provider's. */
export interface Hosted {
  readonly locale: Locale;
  readonly returnUrl: string;
  readonly cancelUrl: string;
}

export interface HostedPages<Entry extends Hosted, Code extends string> {
  /** The path under which the pages are. */
  readonly home: string;
  readonly clock: Clock;
  readonly silence: Silence;
  readonly news: Pick<News<Entry>, 'tell' | 'tellLater'>;
  /** @param page - The secret part of the page's address. */
  readonly find: (page: string) => Entry | undefined;
  /** Called on an open page only. Whoever gives up leaves it, also where that decides nothing and it stays open. */
  readonly decide: (entry: Entry, choice: Choice<Code>) => Entry;
  readonly save: (entry: Entry) => void;
  /** Undefined: it is open. */
  readonly endOf: (entry: Entry) => Ended | undefined;
  readonly failuresOf: (entry: Entry) => readonly Code[];
  /** How it says no to a card that its issuer refuses, by the code of CB. */
  readonly failureOf: (cbCode: string) => Code;
  readonly viewOf: (entry: Entry) => Omit<DoubleView, 'address' | 'returnUrl' | 'failures'>;
  /** Where the shopper goes after a decision; absent: to the addresses of the payment. */
  readonly wayBack?: (entry: Entry, choice: Choice<Code>) => string;
  /** Whether a decision is notified; absent: each is. */
  readonly isNews?: (before: Entry, decided: Entry) => boolean;
  /** What is told late where it is told twice; absent: how it stood before. */
  readonly late?: (before: Entry, decided: Entry) => readonly Entry[];
}

interface Act<Code extends string> {
  readonly choice: Choice<Code>;
  readonly way: Way;
}

/** The page of a provider's double: plain forms, no cookie, no script; the secret in its address is the key. */
export function hostedPages<Entry extends Hosted, Code extends string>(pages: HostedPages<Entry, Code>): Hono {
  const {home, clock, silence, news, find, endOf, failuresOf} = pages;
  const {
    wayBack = ({cancelUrl, returnUrl}: Entry, {kind}: Choice<Code>) => (kind === 'cancel' ? cancelUrl : returnUrl),
    isNews = () => true,
    late = (before: Entry) => [before],
  } = pages;
  const viewOf = (entry: Entry, page: string): DoubleView => ({
    ...pages.viewOf(entry),
    address: `${home}/${page}`,
    returnUrl: entry.returnUrl,
    failures: failuresOf(entry),
  });
  const app = new Hono();

  app.get('/:page', (c) => {
    const page = c.req.param('page');
    const entry = find(page);
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    return show(entry, page, languageOf(c.req.query('lang'), entry));
  });

  app.post('/:page', async (c) => {
    const form = await readForm(c);
    const page = c.req.param('page');
    // Read after the form has arrived: what is judged here is what stands now.
    const entry = find(page);
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    const locale = languageOf(c.req.query('lang'), entry);
    const again = () => c.redirect(`${home}/${page}?lang=${locale}`, 303);

    const action = form.get('action') ?? '';
    if (action === 'wait') {
      await silence.wait();
      return again();
    }
    const act = action === 'card' ? actOfCard(form) : actOf(action, failuresOf(entry));
    if (act === undefined) return again();
    if (typeof act === 'string') return show(entry, page, locale, act);
    if (endOf(entry)) return again();

    const decided = pages.decide(entry, act.choice);
    pages.save(decided);
    if (isNews(entry, decided)) await announce(news, act.way, decided, () => late(entry, decided));
    // Refused, and may try again here.
    if (!endOf(decided) && act.choice.kind !== 'cancel') return again();
    const isBack = act.way === 'back' || act.way === 'early';
    if (!isBack) return doubleAfterPage(viewOf(decided, page), act.way, locale);
    return c.redirect(wayBack(decided, act.choice), 303);
  });

  function show(entry: Entry, page: string, locale: Locale, fault?: CardFault): Response {
    const ended = endOf(entry);
    const view = viewOf(entry, page);
    return ended ? doubleEndedPage(view, ended, locale) : doublePage(view, locale, fault);
  }

  /** @returns undefined for a button that this page does not have. */
  function actOf(action: string, failures: readonly Code[]): Act<Code> | undefined {
    if (action === 'pay' || action === 'cancel' || action === 'expire') return {choice: {kind: action}, way: 'back'};
    const way = troubles.find((one) => one === action);
    if (way) return {choice: {kind: 'pay'}, way};
    const code = failures.find((one) => one === action);
    return code && {choice: {kind: 'fail', code}, way: 'back'};
  }

  /** Judged here and forgotten. Whoever would have been asked to prove themselves is let through: there is a button for that. */
  function actOfCard(form: URLSearchParams): Act<Code> | CardFault {
    const card = readTestCard(form, clock.now());
    if (typeof card === 'string') return card;
    if (card.kind === 'approved') return {choice: {kind: 'pay'}, way: 'back'};
    return {choice: {kind: 'fail', code: pages.failureOf(card.code)}, way: 'back'};
  }

  return app;
}

function languageOf(asked: string | undefined, {locale}: Hosted): Locale {
  return isLocale(asked) ? asked : locale;
}
