import {Hono} from 'hono';
import {z} from 'zod';
import {amountMax, currencies} from '#contract/money.ts';
import {networks} from '#contract/cards.ts';
import type {World} from '../ports.ts';
import {readJson} from './body.ts';
import {capture, enter, refund, release, statement, type BookPayment, type Moved} from './book.ts';
import {approvalCode, paymentId} from './chance.ts';
import type {BankConfig} from './config.ts';
import {decide, hashOf} from './decide.ts';
import {answered, badRequest, isBearer, json} from './first-answer.ts';
import {scenarioOf} from './scenarios.ts';
import type {Silence} from './silence.ts';
import type {BankStore} from './store.ts';

const reference = z.string().regex(/^[\w.:-]{1,100}$/);
const amount = z.int().min(1).max(amountMax);

const authorizationShape = z
  .strictObject({
    reference,
    merchant: z.string().min(1).max(100),
    order_reference: z.string().min(1).max(200),
    amount,
    currency: z.enum(Object.keys(currencies)),
    capture: z.boolean(),
    network: z.enum(networks),
    card: z.strictObject({
      number: z.string().regex(/^\d{12,19}$/),
      expiry: z.string().regex(/^\d\d(0[1-9]|1[0-2])$/),
      cvc: z.string().regex(/^\d{3,4}$/),
    }),
    authentication: z
      .strictObject({
        version: z.string().max(8),
        trans_status: z.string().max(1),
        eci: z.string().max(2),
        value: z.string().max(64).optional(),
        ds_trans_id: z.string().max(36),
      })
      .transform(({value, ...rest}) => ({...rest, ...(value !== undefined && {value})}))
      .optional(),
  })
  .transform(({authentication, ...rest}) => ({...rest, ...(authentication && {authentication})}));

const captureShape = z.strictObject({reference, amount, final: z.boolean()});
const voidShape = z.strictObject({reference});
const refundShape = z.strictObject({reference, amount});

/** The acquirer's side of the bank: `#contract/acquirer.ts` is its manual. */
export function acquirer(config: BankConfig, world: World, store: BankStore, silence: Silence): Hono {
  const {clock, random, log} = world;
  const app = new Hono();

  app.use('/acquirer/*', async (c, next) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    return next();
  });

  app.post('/acquirer/payments', async (c) => {
    const parsed = authorizationShape.safeParse(await readJson(c));
    if (!parsed.success) return c.json(badRequest(parsed.error), 400);
    const request = parsed.data;
    const question = hashOf(JSON.stringify(['authorize', request]), config.bankKey);

    const entered = store.transaction(() => {
      const first = store.answer(request.reference);
      if (first) return {first, lost: false};
      const now = clock.now();
      const {authentication} = request;
      const record = authentication && store.authenticationByDirectory(authentication.ds_trans_id);
      const decision = decide(request, {
        scenario: scenarioOf(request.card.number),
        card: hashOf(request.card.number, config.bankKey),
        record,
        spent: record?.spent ?? false,
        now,
      });
      if (decision.kind === 'silent') return undefined;

      const approved = decision.kind === 'approve';
      const payment = enter(request, {
        id: paymentId(random),
        now,
        responseCode: approved ? '00' : decision.code,
        authorizationCode: approved ? approvalCode(random) : null,
      });
      store.savePayment(payment);
      if (approved && record) store.saveAuthentication({...record, spent: true});
      const answer = {question, status: 201, body: JSON.stringify(statement(payment, now))} as const;
      store.saveAnswer(request.reference, answer);
      log('authorization', {payment: payment.id, reference: payment.reference, code: payment.responseCode});
      return {first: answer, lost: approved && decision.answer === 'lost'};
    });

    if (!entered || entered.lost) {
      await silence.wait();
      return c.json({code: 'timeout'}, 504);
    }
    return answered(entered.first, question);
  });

  app.get('/acquirer/payments', (c) => {
    const payment = store.paymentByReference(c.req.query('reference') ?? '');
    return payment ? c.json(statement(payment, clock.now())) : c.json({code: 'not_found'}, 404);
  });

  app.get('/acquirer/payments/:id', (c) => {
    const payment = store.payment(c.req.param('id'));
    return payment ? c.json(statement(payment, clock.now())) : c.json({code: 'not_found'}, 404);
  });

  app.get('/acquirer/book', (c) => {
    const now = clock.now();
    return c.json({payments: store.payments().map((payment) => statement(payment, now))});
  });

  /** An operation on a payment: moved and remembered in one transaction, or refused and remembered. */
  function operate(id: string, verb: string, order: {readonly reference: string}, move: Move): Response {
    const question = hashOf(JSON.stringify([verb, id, order]), config.bankKey);
    return store.transaction(() => {
      const first = store.answer(order.reference);
      if (first) return answered(first, question);
      const payment = store.payment(id);
      if (!payment) return json(404, JSON.stringify({code: 'not_found'}));

      const now = clock.now();
      const moved = move(payment, now);
      if ('payment' in moved) store.savePayment(moved.payment);
      const answer =
        'payment' in moved
          ? ({question, status: 201, body: JSON.stringify(statement(moved.payment, now))} as const)
          : ({question, status: 409, body: JSON.stringify({code: moved.refused})} as const);
      store.saveAnswer(order.reference, answer);
      log('operation', {payment: id, reference: order.reference, verb, status: answer.status});
      return answered(answer, question);
    });
  }

  app.post('/acquirer/payments/:id/captures', async (c) => {
    const order = captureShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'capture', order.data, (payment, now) => capture(payment, order.data, now));
  });

  app.post('/acquirer/payments/:id/voids', async (c) => {
    const order = voidShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'void', order.data, (payment, now) =>
      release(payment, order.data.reference, now),
    );
  });

  app.post('/acquirer/payments/:id/refunds', async (c) => {
    const order = refundShape.safeParse(await readJson(c));
    if (!order.success) return c.json(badRequest(order.error), 400);
    return operate(c.req.param('id'), 'refund', order.data, (payment) => refund(payment, order.data));
  });

  return app;
}

type Move = (payment: BookPayment, now: number) => Moved;
