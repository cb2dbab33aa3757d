import {Hono, type Context} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {krChallenge, krField} from '../pages/lyra-fields.ts';
import {krScript, krStyle} from '../pages/lyra-scripts.ts';
import {troubles, type Way} from '../pages/paying.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {readTestCard} from './card-form.ts';
import {decide, isOpen, lyraRefusals, type LyraEntry, type LyraRefusal} from './lyra-book.ts';
import type {Choice} from './hosted-page.ts';
import {shop} from './lyra-form.ts';
import {answerOf} from './lyra-news.ts';
import {announce, type News} from './news.ts';

interface BrowserDeps {
  readonly store: BankStore;
  readonly news: News<LyraEntry>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Lyra's own test cards (its documentation): some fail the check of Luhn, only its own form takes them. */
const cards: Readonly<Record<string, 'paid' | 'challenge' | LyraRefusal>> = {
  '4970100000000055': 'paid',
  '4970100000000000': 'paid',
  '4970100000000009': 'challenge',
  '4970100000000003': 'cb_05',
  '4970110000000401': 'cb_51',
};

/** The double's stand-in for the platform's script, the frames that it draws, and what they say to the platform. */
export function lyraBrowser({store, news, clock, newId}: BrowserDeps): Hono {
  const find = (token: string) =>
    token === '' ? undefined : store.doubles<LyraEntry>('lyra').find((entry) => entry.token === token);
  const app = new Hono();

  const open = {'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin'};
  app.get('/js/krypton-client/V4.0/stable/kr-payment-form.min.js', (c) =>
    c.body(krScript, 200, {...open, 'content-type': 'text/javascript; charset=utf-8'}),
  );
  app.get('/js/krypton-client/V4.0/ext/neon-reset.min.css', (c) =>
    c.body(krStyle, 200, {...open, 'content-type': 'text/css; charset=utf-8'}),
  );
  app.get('/field', (c) => {
    const name = (['number', 'expiry', 'cvc'] as const).find((one) => one === c.req.query('name'));
    return krField(name ?? 'number', languageOf(c));
  });
  app.get('/challenge', (c) => krChallenge(languageOf(c)));

  /** A card, from the frame that it was typed in. What is typed is judged and forgotten. */
  app.post('/charge', async (c) => {
    const form = await readForm(c);
    if (form.get('public_key') !== shop.publicKey) return c.json({errorCode: 'CLIENT_004'});
    const entry = find(form.get('token') ?? '');
    if (!entry) return c.json({errorCode: 'CLIENT_100'});
    if (!isOpen(entry, clock.now())) return c.json({errorCode: 'PSP_108'});
    const number = (form.get('number') ?? '').replace(/\s/g, '');
    const means = cards[number];
    if (means === 'challenge' && !form.has('passed')) return c.json({challenge: true});
    if (means === 'challenge') return end(c, entry, form.get('passed') === 'yes' ? {kind: 'pay'} : no('cb_39'));
    if (means !== undefined) return end(c, entry, means === 'paid' ? {kind: 'pay'} : no(means));
    const card = readTestCard(form, clock.now());
    if (typeof card === 'string') return c.json({errorCode: 'CLIENT_301'});
    if (card.kind === 'approved') return end(c, entry, {kind: 'pay'});
    return end(c, entry, no(lyraRefusals.find((one) => one === `cb_${card.code}`) ?? 'cb_05'));
  });

  async function end(c: Context, before: LyraEntry, choice: Choice<LyraRefusal>): Promise<Response> {
    const entry = decided(before, choice);
    // The notification comes first; the browser waits for it.
    await news.tell(entry);
    const answer = answerOf(entry, clock.now(), 'browser');
    const last = entry.tries.at(-1);
    return c.json({
      errorCode: last?.status === 'REFUSED' ? 'ACQ_001' : null,
      detailedErrorCode: last?.refusal ?? null,
      answer,
    });
  }

  function decided(entry: LyraEntry, choice: Choice<LyraRefusal>): LyraEntry {
    const after = decide(entry, choice, newId(), clock.now());
    store.saveDouble('lyra', entry.id, after);
    return after;
  }

  /** A shopper in one move, for tests: what was chosen, and in which order the world hears of it. Ends as a redirect would. */
  app.post('/shopper', async (c) => {
    const form = await readForm(c);
    const action = form.get('action') ?? '';
    const before = find(form.get('token') ?? '');
    if (!before) return c.json({errorCode: 'CLIENT_100'}, 404);
    const way: Way = troubles.find((one) => one === action) ?? 'back';
    const code = lyraRefusals.find((one) => one === action);
    const after = decided(before, code ? no(code) : {kind: action === 'cancel' ? 'cancel' : 'pay'});
    if (after !== before) await announce(news, way, after, () => [before]);
    const returnUrl = (before.ipnUrl ?? '').replace(/\/notify\/lyra\/([\w-]+)$/, '/return/fields/$1');
    return c.redirect(returnUrl, 303);
  });

  return app;
}

const no = (code: LyraRefusal) => ({kind: 'fail', code}) as const;

function languageOf(c: Context): Locale {
  const asked = c.req.query('lang');
  return isLocale(asked) ? asked : localeOf(c.req.header('accept-language'));
}
