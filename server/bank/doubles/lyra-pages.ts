import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {World} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleAfterPage, doubleEndedPage, doublePage, type DoubleView, type Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import {troubles, type CardFault, type Way} from '../pages/wallet.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import {decide, isOpen, lyraRefusals, type Choice, type LyraEntry} from './lyra-book.ts';
import {currencyOf, wrongField} from './lyra-form.ts';
import type {LyraNews} from './lyra-news.ts';

interface PagesDeps {
  /** The path under which the double is. */
  readonly home: string;
  readonly payOrigin: string;
  readonly store: BankStore;
  readonly news: LyraNews;
  readonly silence: Silence;
  readonly world: Pick<World, 'clock'>;
  readonly newId: () => string;
}

/** How much later than the shopper the notification comes. */
const laterMs = 5_000;

interface Act {
  readonly choice: Choice | 'expire';
  readonly way: Way;
}

/** Takes the posted form, and shows the hosted page: plain forms, no cookie, no script; the secret in its address is the key. */
export function lyraPages({home, payOrigin, store, news, silence, world, newId}: PagesDeps): Hono {
  const {clock} = world;
  const all = () => store.doubles<LyraEntry>('lyra');
  const find = (page: string) => all().find((entry) => entry.page === page);
  const app = new Hono();

  app.post('/vads-payment/', async (c) => {
    const form = await readForm(c);
    const wrong = wrongField(form, payOrigin, clock.now());
    if (wrong !== undefined) return problem(wrong);
    const fields = Object.fromEntries([...form].filter(([name]) => name.startsWith('vads_')));
    const today = (fields['vads_trans_date'] ?? '').slice(0, 8);
    // Once per day and shop: a repeated form is an error, not a second payment.
    const isTaken = all().some(
      ({form: other}) =>
        other['vads_trans_id'] === fields['vads_trans_id'] && other['vads_trans_date']?.startsWith(today) === true,
    );
    if (isTaken) return problem('03');
    const {vads_language: language, vads_order_id: id = '', vads_currency: numeric = ''} = fields;
    const entry: LyraEntry = {
      id,
      page: newId() + newId(),
      form: fields,
      currency: currencyOf(numeric),
      locale: isLocale(language) ? language : 'fr',
      openedAt: clock.now(),
      isClosed: false,
      tries: [],
    };
    store.saveDouble('lyra', id, entry);
    return c.redirect(`${home}/p/${entry.page}`, 303);
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
    const again = () => c.redirect(`${home}/p/${entry.page}?lang=${locale}`, 303);

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
    if (choice === 'expire') {
      // Nothing came of it: the platform knows of no transaction.
      store.saveDouble('lyra', entry.id, {...entry, isClosed: true});
      return c.redirect(entry.form['vads_url_return'] ?? payOrigin, 303);
    }

    const decided = decide(entry, choice, newId(), clock.now());
    store.saveDouble('lyra', entry.id, decided);
    await announce(entry, way);
    if (!decided.isClosed) return again();
    if (way !== 'back' && way !== 'early') return doubleAfterPage(viewOf(decided, home), way, locale);
    const to = choice.kind === 'cancel' ? 'vads_url_cancel' : 'vads_url_return';
    return c.redirect(decided.form[to] ?? payOrigin, 303);
  });

  /** @param before - As it was: the second notification of two comes late and tells of yesterday. */
  async function announce(before: LyraEntry, way: Way): Promise<void> {
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

  function show(entry: LyraEntry, locale: Locale, fault?: CardFault): Response {
    const view = viewOf(entry, home);
    return isOpen(entry, clock.now()) ? doublePage(view, locale, fault) : doubleEndedPage(view, endOf(entry), locale);
  }

  return app;
}

/** What the platform shows to a form that it does not take. */
function problem(field: string): Response {
  return new Response(`vads_result=30 vads_extra_result=${field}`, {
    status: 400,
    headers: {'content-type': 'text/plain; charset=utf-8'},
  });
}

function viewOf({page, form, currency}: LyraEntry, home: string): DoubleView {
  const [code = ''] = (form['vads_payment_cards'] ?? '').split(';');
  return {
    provider: 'lyra',
    address: `${home}/p/${page}`,
    order: form['vads_order_info'] ?? '',
    amount: Number(form['vads_amount']),
    currency,
    deferred: form['vads_validation_mode'] === '1' && !['WERO', 'ALMA_3X'].includes(code),
    returnUrl: form['vads_url_return'] ?? '',
    failures: [...lyraRefusals.map((refusal) => `cb_${refusal}`), 'again'],
    ...methodOf(code),
  };
}

function methodOf(code: string): Pick<DoubleView, 'method'> {
  switch (code) {
    case 'WERO':
      return {method: 'wero'};
    case 'PAYPAL_SB':
      return {method: 'paypal'};
    case 'ALMA_3X':
      return {method: 'alma'};
    default:
      return {};
  }
}

function endOf({tries, isClosed}: LyraEntry): Ended {
  const last = tries.at(-1);
  if (!last) return 'expired';
  if (!isClosed) return 'refused';
  return last.status === 'REFUSED' ? 'refused' : last.status === 'ABANDONED' ? 'canceled' : 'approved';
}

function languageOf(asked: string | undefined, {locale}: LyraEntry): Locale {
  return isLocale(asked) ? asked : locale;
}

/** @returns undefined for a button that this page does not have. */
function actOf(action: string): Act | undefined {
  if (action === 'pay' || action === 'cancel') return {choice: {kind: action}, way: 'back'};
  if (action === 'expire') return {choice: 'expire', way: 'back'};
  if (action === 'again') return {choice: {kind: 'refuse', code: '51', again: true}, way: 'back'};
  const way = troubles.find((one) => one === action);
  if (way) return {choice: {kind: 'pay'}, way};
  const code = lyraRefusals.find((one) => `cb_${one}` === action);
  return code && {choice: {kind: 'refuse', code, again: false}, way: 'back'};
}

/** Judged here and forgotten. Whoever would have been asked to prove themselves is let through: there is a button for that. */
function actOfCard(form: URLSearchParams, now: number): Act | CardFault {
  const card = readTestCard(form, now);
  if (typeof card === 'string') return card;
  if (card.kind === 'approved') return {choice: {kind: 'pay'}, way: 'back'};
  const code = lyraRefusals.find((one) => one === card.code) ?? '05';
  return {choice: {kind: 'refuse', code, again: false}, way: 'back'};
}
