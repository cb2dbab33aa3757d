import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {World} from '../ports.ts';
import {readForm} from './body.ts';
import {readTestCard} from './doubles/card-form.ts';
import {laterMs} from './doubles/news.ts';
import {unreadablePage} from './pages/handover.ts';
import {troubles, type CardFault, type Way} from './pages/paying.ts';
import {afterPage, endedPage, walletPage} from './pages/wallet.ts';
import type {Silence} from './silence.ts';
import type {BankStore} from './store.ts';
import {localeOf} from './texts.ts';
import {decideAtWallet, expire, walletTerms, type Choice, type News, type WalletEntry} from './wallet-book.ts';
import type {WalletNews} from './wallet-news.ts';

/** What a button of the page does. */
interface Act {
  readonly choice: Choice;
  readonly way: Way;
}

/**
 * The shopper's page of each wallet and of the lender: `/wallet/{id}`. Plain forms, no cookie, no script; the payment's
 * id is the key.
 */
export function walletPages(world: World, store: BankStore, news: WalletNews, silence: Silence): Hono {
  const {clock, log} = world;
  const app = new Hono();

  app.get('/wallet/:id', (c) => {
    const entry = store.wallet(c.req.param('id'));
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    return show(entry, languageOf(c.req.query('lang'), entry));
  });

  app.post('/wallet/:id', async (c) => {
    const form = await readForm(c);
    const id = c.req.param('id');
    // Read after the form has arrived: what is judged here is what stands now.
    const entry = store.wallet(id);
    if (!entry) return unreadablePage(localeOf(c.req.header('accept-language')));
    const locale = languageOf(c.req.query('lang'), entry);
    const again = () => c.redirect(`/wallet/${id}?lang=${locale}`, 303);

    const action = form.get('action') ?? '';
    if (action === 'wait') {
      await silence.wait();
      return again();
    }
    const act = action === 'card' ? actOfCard(form, entry, clock.now()) : actOf(action, entry);
    if (act === undefined) return again();
    if (typeof act === 'string') return show(entry, locale, act);

    const decided = decide(entry, act);
    // Decided otherwise before, or closed, or too late: nothing has happened now.
    if (!isOutcomeOf(decided, act.choice)) return again();
    if (act.way !== 'early') await news.deliver(id);
    return act.way === 'back' || act.way === 'early'
      ? c.redirect(decided.returnUrl, 303)
      : afterPage(decided, act.way, locale);
  });

  function show(entry: WalletEntry, locale: Locale, fault?: CardFault): Response {
    const current = expire(entry, clock.now());
    return current.phase.name === 'open' ? walletPage(current, locale, clock.now(), fault) : endedPage(current, locale);
  }

  function decide(entry: WalletEntry, {choice, way}: Act): WalletEntry {
    const now = clock.now();
    const moved = decideAtWallet(entry, choice, newsOf(way, now), now);
    if (moved === entry) return entry;
    store.saveWallet(moved);
    news.watch(moved);
    log('wallet_decided', {reference: moved.reference, kind: moved.kind, phase: moved.phase.name, way});
    return moved;
  }

  return app;
}

function languageOf(asked: string | undefined, {locale}: WalletEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

function newsOf(way: Way, now: number): News {
  if (way === 'vanish') return {kind: 'none'};
  return {kind: 'due', at: way === 'early' ? now + laterMs : now, tries: 0};
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string, {kind}: WalletEntry): Act | undefined {
  if (action === 'pay') return {choice: {kind: 'approve'}, way: 'back'};
  if (action === 'cancel') return {choice: {kind: 'cancel'}, way: 'back'};
  const way = troubles.find((one) => one === action);
  if (way) return {choice: {kind: 'approve'}, way};
  const refusal = walletTerms[kind].refusals.find((one) => one === action);
  return refusal && {choice: {kind: 'refuse', refusal}, way: 'back'};
}

/**
 * A test card instead of an account. It is judged here and forgotten; whoever would have been asked to prove
 * themselves is let through, as the wallet has its own ways of that.
 */
function actOfCard(form: URLSearchParams, {kind}: WalletEntry, now: number): Act | CardFault | undefined {
  if (kind !== 'paypal') return undefined;
  const card = readTestCard(form, now);
  if (typeof card === 'string') return card;
  if (card.kind === 'approved') return {choice: {kind: 'approve'}, way: 'back'};
  const refusal = card.code === '51' ? 'insufficient_funds' : 'declined';
  return {choice: {kind: 'refuse', refusal}, way: 'back'};
}

/** Whether that is what has been decided: a second click finds what the first one did. */
function isOutcomeOf({phase}: WalletEntry, choice: Choice): boolean {
  switch (choice.kind) {
    case 'approve':
      return phase.name === 'approved';
    case 'refuse':
      return phase.name === 'refused' && phase.refusal === choice.refusal;
    case 'cancel':
      return phase.name === 'canceled';
  }
}
