import {Hono, type Context} from 'hono';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {paypalChallengeFrame, paypalFieldFrame} from '../pages/paypal-fields.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {answer, present} from './paypal-cards.ts';
import {isOpen, lapse, type PaypalCard, type PaypalEntry} from './paypal-book.ts';
import {paypalScript} from './paypal-script.ts';

interface SdkDeps {
  readonly base: {readonly api: string; readonly page: string};
  readonly clientId: string;
  /** The origin whose page the script runs in. */
  readonly shop: string;
  readonly store: BankStore;
  readonly clock: Clock;
  readonly approved: (entry: PaypalEntry) => void;
}

/** What the stub of PayPal's script loads and asks: its own frames, in which cards are typed, and the bank's window. */
export function paypalSdk({base, clientId, shop, store, clock, approved}: SdkDeps): Hono {
  const app = new Hono();
  const find = (id: string) => store.double<PaypalEntry>('paypal', id);
  const languageOf = (c: Context) => localeOf(c.req.query('lang'));

  app.get('/core.js', (c) => c.text(paypalScript(base), 200, {'content-type': 'text/javascript; charset=utf-8'}));
  // What the script asks while the window is open.
  app.get('/orders/:id', (c) => {
    const entry = find(c.req.param('id'));
    const headers = {'access-control-allow-origin': shop, 'cache-control': 'no-store'};
    if (!entry) return c.json({status: 'EXPIRED', left: false}, 200, headers);
    return c.json({status: lapse(entry, clock.now()).status, left: entry.left === true}, 200, headers);
  });

  app.get('/field', (c) => {
    const type = (['number', 'expiry', 'cvv', 'name'] as const).find((one) => one === c.req.query('type'));
    return paypalFieldFrame(type ?? 'number', languageOf(c));
  });
  app.get('/challenge', (c) => paypalChallengeFrame(c.req.query('order_id') ?? '', languageOf(c)));

  // From the frame of the number, and from nowhere else: what was typed is looked at here, and kept nowhere.
  app.post('/cards', async (c) => {
    const form = await readForm(c);
    const typed = (name: string) => form.get(name)?.trim() ?? '';
    const entry = find(typed('order_id'));
    const now = clock.now();
    if (!entry || typed('client_id') !== clientId || !isOpen(lapse(entry, now))) return c.json({state: 'failed'});
    const shown = {number: typed('number').replace(/[\s-]/g, ''), expiry: typed('expiry'), cvv: typed('cvv')};
    return c.json(keep(present(entry, {...shown, name: typed('name')}, now)));
  });

  app.post('/challenge', async (c) => {
    const form = await readForm(c);
    const entry = find(form.get('order_id') ?? '');
    return c.json(keep(entry && answer(entry, form.get('action') === 'pass', clock.now())));
  });

  function keep(entry: PaypalEntry | undefined) {
    if (!entry) return {state: 'failed'};
    store.saveDouble('paypal', entry.id, entry);
    if (entry.status === 'APPROVED') approved(entry);
    return entry.card ? saidOf(entry.card) : {state: 'failed'};
  }

  return app;
}

/** What the script tells the page: that the fields are done with, not that anybody paid. */
function saidOf({asking, proof}: PaypalCard) {
  if (asking) return {state: 'asking'};
  const isFailed = proof?.status === 'N' || proof?.status === 'U';
  return {state: isFailed ? 'failed' : 'succeeded', ...(proof && {liabilityShift: proof.liability})};
}
