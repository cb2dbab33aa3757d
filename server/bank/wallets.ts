import {Hono} from 'hono';
import {z} from 'zod';
import {locales} from '#contract/locale.ts';
import {amountMax, isCurrency} from '#contract/money.ts';
import {walletKinds} from '#contract/wallet.ts';
import type {World} from '../ports.ts';
import {isPlainUrl, readJson} from './body.ts';
import {walletId} from './chance.ts';
import type {BankConfig} from './config.ts';
import {hashOf} from './decide.ts';
import {answered, badRequest, isBearer, json} from './first-answer.ts';
import type {BankStore} from './store.ts';
import {
  capture,
  faultOf,
  openPayment,
  refund,
  release,
  walletStatement,
  type Moved,
  type WalletEntry,
} from './wallet-book.ts';
import type {WalletNews} from './wallet-news.ts';

const reference = z.string().regex(/^[\w.:-]{1,100}$/);
const amount = z.int().min(1).max(amountMax);
const currency = z.string().transform((code, context) => {
  if (isCurrency(code)) return code;
  context.addIssue({code: 'custom'});
  return z.NEVER;
});

const captureShape = z.strictObject({reference, amount, final: z.boolean()});
const voidShape = z.strictObject({reference, only_open: z.boolean().exactOptional()});
const refundShape = z.strictObject({reference, amount});

/** The wallets and the lender, as `pay` speaks to them: `#contract/wallet.ts` is their manual. */
export function wallets(config: BankConfig, world: World, store: BankStore, news: WalletNews): Hono {
  const {clock, random, log} = world;
  const openingShape = openingShapeFor(new URL(config.payUrl).origin);
  const app = new Hono();
  const told = (entry: WalletEntry, now = clock.now()) => walletStatement(entry, config.url, now);

  app.use('/wallets/*', async (c, next) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    return next();
  });

  app.post('/wallets/payments', async (c) => {
    const parsed = openingShape.safeParse(await readJson(c));
    if (!parsed.success) return c.json(badRequest(parsed.error), 400);
    const request = parsed.data;
    const fault = faultOf(request);
    if (fault !== undefined) return c.json({code: 'bad_request', detail: fault}, 400);

    const question = hashOf(JSON.stringify(['open', request]), config.bankKey);
    return store.transaction(() => {
      const first = store.answer(request.reference);
      if (first) return answered(first, question);
      const now = clock.now();
      const entry = openPayment(request, {id: walletId(random), now});
      const answer = {question, status: 201, body: JSON.stringify(told(entry, now))} as const;
      store.saveWallet(entry);
      store.saveAnswer(request.reference, answer);
      // The id is the key to the page: it stands in no log.
      log('wallet_opened', {reference: entry.reference, kind: entry.kind});
      news.watch(entry);
      return answered(answer, question);
    });
  });

  app.get('/wallets/payments', (c) => {
    const entry = store.walletByReference(c.req.query('reference') ?? '');
    return entry ? c.json(told(entry)) : c.json({code: 'not_found'}, 404);
  });

  app.get('/wallets/payments/:id', (c) => {
    const entry = store.wallet(c.req.param('id'));
    return entry ? c.json(told(entry)) : c.json({code: 'not_found'}, 404);
  });

  app.get('/wallets/book', (c) => {
    const now = clock.now();
    return c.json({payments: store.wallets().map((entry) => told(entry, now))});
  });

  /** An operation on a payment: moved and remembered in one transaction, or refused and remembered. */
  function operate(id: string, verb: string, order: {readonly reference: string}, move: Move): Response {
    const question = hashOf(JSON.stringify([verb, id, order]), config.bankKey);
    return store.transaction(() => {
      const first = store.answer(order.reference);
      if (first) return answered(first, question);
      const entry = store.wallet(id);
      if (!entry) return json(404, JSON.stringify({code: 'not_found'}));

      const now = clock.now();
      const moved = move(entry, now);
      if ('entry' in moved) {
        store.saveWallet(moved.entry);
        news.watch(moved.entry);
      }
      const answer =
        'entry' in moved
          ? ({question, status: 201, body: JSON.stringify(told(moved.entry, now))} as const)
          : ({question, status: 409, body: JSON.stringify({code: moved.refused})} as const);
      store.saveAnswer(order.reference, answer);
      log('wallet_operation', {reference: order.reference, verb, status: answer.status});
      return answered(answer, question);
    });
  }

  app.post('/wallets/payments/:id/captures', async (c) => {
    const order = captureShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'capture', order.data, (entry, now) => capture(entry, order.data, now));
  });

  app.post('/wallets/payments/:id/voids', async (c) => {
    const order = voidShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'void', order.data, (entry, now) => release(entry, order.data, now));
  });

  app.post('/wallets/payments/:id/refunds', async (c) => {
    const order = refundShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'refund', order.data, (entry) => refund(entry, order.data));
  });

  return app;
}

type Move = (entry: WalletEntry, now: number) => Moved;

/** Shoppers and notifications go to that origin, and nowhere else. */
function openingShapeFor(payOrigin: string) {
  const address = z
    .string()
    .refine((url) => isPlainUrl(url, 2048) && new URL(url).origin === payOrigin)
    .transform((url) => new URL(url).href);
  return z.strictObject({
    reference,
    kind: z.enum(walletKinds),
    merchant: z.string().min(1).max(100),
    order_reference: z.string().min(1).max(200),
    amount,
    currency,
    capture: z.boolean(),
    return_url: address,
    notify_url: address,
    locale: z.enum(locales),
    instalments: z.int().min(2).max(36).exactOptional(),
  });
}
