import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import type {News} from './news.ts';

/** What the shopper does at the page. `code`: how the provider says no. */
export type Choice<Code extends string> =
  {readonly kind: 'pay' | 'cancel' | 'expire'} | {readonly kind: 'fail'; readonly code: Code};

/** A payment with a page of the provider's. */
export interface Hosted {
  /** The secret part of the page's address. */
  readonly page: string;
  readonly locale: Locale;
  readonly returnUrl: string;
  readonly cancelUrl: string;
}

export interface HostedPages<Entry extends Hosted, Code extends string> {
  /** The path under which the pages are. */
  readonly home: string;
  readonly clock: Clock;
  readonly silence: Silence;
  readonly news: News<Entry>;
  readonly all: () => readonly Entry[];
  /** Called on an open page only. */
  readonly decide: (entry: Entry, choice: Choice<Code>) => Entry;
  readonly save: (entry: Entry) => void;
  /** Undefined: it is open. */
  readonly endOf: (entry: Entry) => Ended | undefined;
  readonly failures: readonly Code[];
  /** How it says no to a card that its issuer refuses, by the code of CB. */
  readonly failureOf: (cbCode: string) => Code;
  readonly viewOf: (entry: Entry) => Omit<DoubleView, 'address' | 'returnUrl' | 'failures'>;
  /** Where whoever gives up goes, when that decides nothing and the page stays open. Absent: it is decided. */
  readonly onCancel?: (entry: Entry) => string;
  /** Where the shopper goes after a decision; absent: to the addresses of the payment. */
  readonly wayBack?: (entry: Entry, choice: Choice<Code>) => string;
  /** Whether a decision is notified; absent: each is. */
  readonly isNews?: (before: Entry, decided: Entry) => boolean;
  /** What is told late where it is told twice; absent: how it stood before. */
  readonly late?: (before: Entry, decided: Entry) => readonly Entry[];
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act<Code extends string> {
  readonly choice: Choice<Code>;
  readonly way: Way;
}

/** The page of a provider's double: plain forms, no cookie, no script; the secret in its address is the key. */
export function hostedPages<Entry extends Hosted, Code extends string>(pages: HostedPages<Entry, Code>): Hono {
  const {home, clock, silence, news, endOf, failures} = pages;
  const {
    wayBack = ({cancelUrl, returnUrl}: Entry, {kind}: Choice<Code>) => (kind === 'cancel' ? cancelUrl : returnUrl),
    isNews = () => true,
    late = (before: Entry) => [before],
  } = pages;
  const find = (page: string) => pages.all().find((entry) => entry.page === page);
  const viewOf = (entry: Entry): DoubleView => ({
    ...pages.viewOf(entry),
    address: `${home}/${entry.page}`,
    returnUrl: entry.returnUrl,
    failures,
  });
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
    const act = action === 'card' ? actOfCard(form) : actOf(action);
    if (act === undefined) return again();
    if (typeof act === 'string') return show(entry, locale, act);
    if (endOf(entry)) return again();
    if (act.choice.kind === 'cancel' && pages.onCancel) return c.redirect(pages.onCancel(entry), 303);

    const decided = pages.decide(entry, act.choice);
    pages.save(decided);
    if (isNews(entry, decided)) await announce(entry, decided, act.way);
    // Refused, and may try again here.
    if (!endOf(decided)) return again();
    const isBack = act.way === 'back' || act.way === 'early';
    if (!isBack) return doubleAfterPage(viewOf(decided), act.way, locale);
    return c.redirect(wayBack(decided, act.choice), 303);
  });

  /** The second notification of two comes late and tells of yesterday. */
  async function announce(before: Entry, decided: Entry, way: Way): Promise<void> {
    switch (way) {
      case 'vanish':
        return;
      case 'early':
        return news.tellLater(decided, laterMs);
      case 'twice':
        for (const old of late(before, decided)) news.tellLater(old, laterMs);
        return news.tell(decided);
      case 'back':
      case 'stay':
        return news.tell(decided);
    }
  }

  function show(entry: Entry, locale: Locale, fault?: CardFault): Response {
    const ended = endOf(entry);
    return ended ? doubleEndedPage(viewOf(entry), ended, locale) : doublePage(viewOf(entry), locale, fault);
  }

  /** @returns undefined for a button that this page does not have. */
  function actOf(action: string): Act<Code> | undefined {
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
