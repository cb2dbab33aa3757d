import {createHash} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {z} from 'zod';
import {isCurrency, type Currency} from '#contract/money.ts';
import type {World} from '../../ports.ts';
import {isPlainUrl, readForm} from '../body.ts';
import type {BankConfig} from '../config.ts';
import {isBearer} from '../first-answer.ts';
import {unreadablePage} from '../pages/handover.ts';
import {alipayPage, challengeFrame, fieldsFrame} from '../pages/stripe-fields.ts';
import {stripeScript} from '../pages/stripe-scripts.ts';
import {troubles, type Way} from '../pages/paying.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {amountText, pageLocale} from '../texts.ts';
import {createFaults} from './faults.ts';
import {
  cancel,
  capture,
  confirm,
  failRefund,
  finish,
  lapse,
  refund,
  refusalOf,
  stripeRefusals,
  type Moved,
  type StripeEntry,
  type StripeError,
} from './stripe-book.ts';
import {presentCard, presentWallet, type Presented} from './stripe-cards.ts';
import {nested} from './stripe-form.ts';
import {announce} from './news.ts';
import {createStripeNews} from './stripe-news.ts';
import {intentOf, refundResourceOf, secretOf, stripeVersion} from './stripe-resources.ts';

/** The keys that it knows; their other halves are in `providers/stripe/definition.ts`. */
const secretKey = 'sk_test_stripe_double';
const publishableKey = 'pk_test_stripe_double';

const keyKeptMs = 24 * 60 * 60_000;

/** The first answer to a key, which is the answer to it for a day. */
interface Answered {
  readonly question: string;
  readonly status: number;
  readonly body: string;
  readonly at: number;
}

/**
 * A double of Stripe's API v1, built from published facts and never compared with Stripe: what that API is known to refuse
 * is refused here. Served by the test bank under `/doubles/stripe`, in test mode only.
 */
export function stripeDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/stripe';
  const {clock, random, timer} = world;
  const seconds = () => Math.floor(clock.now() / 1000);
  const news = createStripeNews(`${config.payUrl}/notify/stripe`, `${config.url}${home}/js`, world, store);
  const faults = createFaults(config.bankKey, silence, timer);
  const payOrigin = new URL(config.payUrl).origin;
  const find = (id: string) => {
    const entry = store.double<StripeEntry>('stripe', id);
    return entry && lapse(entry, seconds());
  };
  const all = () => store.doubles<StripeEntry>('stripe').toReversed();
  const newId = (prefix: string) => prefix + Buffer.from(random.bytes(12)).toString('hex');
  const told = (entry: StripeEntry, expanded: boolean) =>
    intentOf(entry, seconds(), expanded, `${config.url}${home}/js`);

  /** Read and written in one go: two at once see one another. */
  function move(id: string, change: (entry: StripeEntry) => Moved): Moved | undefined {
    return store.transaction(() => {
      const entry = find(id);
      if (!entry) return undefined;
      const moved = change(entry);
      if ('entry' in moved) store.saveDouble('stripe', id, moved.entry);
      return moved;
    });
  }

  const api = new Hono();
  api.use(async (c, next) => {
    const isSecret = isBearer(c.req.header('authorization'), secretKey);
    if (!isSecret) return problem(c, 401, {message: 'Invalid API Key provided.'});
    if (c.req.header('stripe-version') !== stripeVersion)
      return problem(c, 400, {message: `This double speaks ${stripeVersion} only.`});
    return next();
  });
  api.use(faults.strike);
  api.use(async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (c.req.method !== 'POST' || key === undefined) return next();
    if (key === '' || key.length > 255) return problem(c, 400, {message: 'Idempotency keys have 1 to 255 characters.'});
    const question = `${c.req.path} ${createHash('sha256')
      .update(await c.req.text())
      .digest('hex')}`;
    const first = store.double<Answered>('stripe_key', key);
    if (first && clock.now() < first.at + keyKeptMs) {
      if (first.question !== question)
        return c.json({error: {type: 'idempotency_error', message: 'This key was used with other parameters.'}}, 400);
      const headers = {'content-type': 'application/json', 'idempotent-replayed': 'true'};
      return new Response(first.body, {status: first.status, headers});
    }
    await next();
    const {status} = c.res;
    const body = await c.res.clone().text();
    // What does not even parse was never begun, and is not kept.
    if (status === 400 && body.includes('"code":"parameter_')) return;
    store.saveDouble('stripe_key', key, {question, status, body, at: clock.now()} satisfies Answered);
  });

  api.post('/payment_intents', async (c) => {
    const given = await read(c, CreateSchema);
    if (given instanceof Response) return given;
    const entry: StripeEntry = {
      id: newId('pi_'),
      secret: newId(''),
      amount: given.amount,
      currency: given.currency,
      captureMethod: given.capture_method,
      types: given.allowed_payment_method_types,
      requestsMulticapture: given.payment_method_options?.card?.request_multicapture === 'if_available',
      description: given.description ?? null,
      metadata: given.metadata,
      createdAt: seconds(),
      phase: {name: 'open', error: null},
      refunds: [],
    };
    store.saveDouble('stripe', entry.id, entry);
    return c.json(told(entry, given.expand.includes('latest_charge')));
  });

  api.get('/payment_intents', (c) => {
    const query = queryOf(c, ListSchema);
    if (query instanceof Response) return query;
    const {limit, created, starting_after: after, expand} = query;
    const entries = all().filter(({createdAt}) => createdAt >= (created?.gte ?? 0));
    const from = after === undefined ? 0 : entries.findIndex(({id}) => id === after) + 1;
    const data = entries.slice(from, from + limit).map((entry) => told(entry, expand.includes('data.latest_charge')));
    return list(c, '/v1/payment_intents', data, from + limit < entries.length);
  });

  api.get('/payment_intents/:id', (c) => {
    const query = queryOf(c, z.strictObject({expand: Expand}));
    if (query instanceof Response) return query;
    const entry = find(c.req.param('id'));
    return entry ? c.json(told(entry, query.expand.includes('latest_charge'))) : missing(c, 'intent');
  });

  api.post('/payment_intents/:id/capture', async (c) => {
    const given = await read(c, CaptureSchema);
    if (given instanceof Response) return given;
    const {amount_to_capture: amount, final_capture: final, metadata, expand} = given;
    const moved = move(c.req.param('id'), (entry) =>
      capture(entry, {final, metadata, ...(amount !== undefined && {amount})}),
    );
    return movedAnswer(c, moved, expand.includes('latest_charge'));
  });

  api.post('/payment_intents/:id/cancel', async (c) => {
    const given = await read(c, CancelSchema);
    if (given instanceof Response) return given;
    const moved = move(c.req.param('id'), (entry) => cancel(entry, given.cancellation_reason, seconds()));
    return movedAnswer(c, moved, given.expand.includes('latest_charge'));
  });

  api.post('/refunds', async (c) => {
    const given = await read(c, RefundSchema);
    if (given instanceof Response) return given;
    const {payment_intent: id, amount, reason = null, metadata} = given;
    const wanted = {id: newId('re_'), createdAt: seconds(), reason, metadata, ...(amount !== undefined && {amount})};
    const moved = move(id, (entry) => refund(entry, wanted));
    if (!moved) return missing(c, 'payment_intent');
    const made = 'entry' in moved ? moved.entry.refunds.at(-1) : undefined;
    if ('refused' in moved || !made) return refusal(c, 'refused' in moved ? moved.refused : 'resource_missing');
    news.tellRefund(id);
    return c.json(refundResourceOf(moved.entry, made));
  });

  api.get('/refunds', (c) => {
    const query = queryOf(c, z.strictObject({payment_intent: z.string(), limit: Limit}));
    if (query instanceof Response) return query;
    const entry = find(query.payment_intent);
    if (!entry) return missing(c, 'payment_intent');
    const data = entry.refunds.toReversed().map((one) => refundResourceOf(entry, one));
    return list(c, '/v1/refunds', data.slice(0, query.limit), data.length > query.limit);
  });

  api.get('/payment_method_domains', (c) => list(c, '/v1/payment_method_domains', [domainOf(config.payUrl)], false));
  api.all('*', (c) => problem(c, 404, {message: 'Unrecognized request URL.'}));

  function movedAnswer(c: Context, moved: Moved | undefined, expanded: boolean): Response {
    if (!moved) return missing(c, 'intent');
    if ('refused' in moved) return refusal(c, moved.refused);
    news.tellLater(moved.entry.id, 0);
    return c.json(told(moved.entry, expanded));
  }

  /** What Stripe's script does in the shopper's browser, with the publishable key and the payment's own secret. */
  const browser = new Hono();

  browser.post('/confirm', async (c) => {
    const given = ConfirmSchema.safeParse(nested(await readForm(c)));
    if (!given.success) return unreadable(c, given.error);
    const {
      key,
      client_secret: secret,
      payment_method_data: data,
      payment_method_options: options,
      elements,
    } = given.data;
    if (key !== publishableKey) return problem(c, 401, {message: 'Invalid API Key provided.'});
    const entry = all().find((one) => secretOf(one) === secret);
    if (!entry) return missing(c, 'intent');
    // What the fields were drawn for must be what is to be paid.
    if (
      elements &&
      (elements.amount !== entry.amount ||
        elements.currency !== entry.currency ||
        elements.capture_method !== entry.captureMethod)
    )
      return problem(c, 400, {message: 'The fields were drawn for another payment.', param: 'elements'});
    const returnUrl = given.data.return_url ?? null;
    if (returnUrl !== null && new URL(returnUrl).origin !== payOrigin)
      return problem(c, 400, {message: 'Not an address of the shop.', param: 'return_url'});
    const shown = presented(data, options?.card?.network);
    const {means, verdict, challenge} =
      'type' in shown ? {means: presentWallet('apple_pay').means, verdict: shown, challenge: false} : shown;
    const moved = move(entry.id, (one) => confirm(one, means, verdict, challenge, returnUrl, seconds()));
    return confirmed(c, moved);
  });

  /** The issuer's, or Alipay's, part: the shopper did it, or did not. */
  browser.post('/acted', async (c) => {
    const form = await readForm(c);
    const entry = all().find((one) => secretOf(one) === form.get('client_secret'));
    if (!entry) return missing(c, 'intent');
    return confirmed(
      c,
      move(entry.id, (one) => finish(one, form.get('action') === 'pass', seconds())),
    );
  });

  browser.get('/stripe.js', (c) =>
    c.body(stripeScript, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'cross-origin',
    }),
  );

  browser.get('/frame', (c) => {
    const drawn = (['card', 'alipay', 'apple_pay', 'google_pay'] as const).find((one) => one === c.req.query('drawn'));
    return fieldsFrame(drawn ?? 'card', languageOf(c));
  });

  browser.get('/challenge', (c) => challengeFrame(c.req.query('client_secret') ?? '', languageOf(c)));

  browser
    .get('/alipay', (c) => {
      const entry = all().find((one) => secretOf(one) === c.req.query('client_secret'));
      if (entry?.phase.name !== 'acting' || entry.phase.returnUrl === null) return unreadablePage(languageOf(c));
      const currency = currencyOf(entry);
      const words = `${entry.description ?? ''} – ${amountText(entry.amount, currency, languageOf(c))}`;
      return alipayPage(`${home}/js/alipay${new URL(c.req.url).search}`, entry.phase.returnUrl, words, languageOf(c));
    })
    .post(async (c) => {
      const form = await readForm(c);
      const entry = all().find((one) => secretOf(one) === c.req.query('client_secret'));
      if (entry?.phase.name !== 'acting' || entry.phase.returnUrl === null) return unreadablePage(languageOf(c));
      const {returnUrl} = entry.phase;
      move(entry.id, (one) => finish(one, form.get('action') === 'pass', seconds()));
      await news.tell(entry.id);
      return c.redirect(returnUrl, 303);
    });

  function confirmed(c: Context, moved: Moved | undefined): Response {
    if (!moved) return missing(c, 'intent');
    if ('refused' in moved) return refusal(c, moved.refused);
    const {entry} = moved;
    news.tellLater(entry.id, 0);
    const error = entry.phase.name === 'open' ? entry.phase.error : null;
    if (!error) return c.json(told(entry, false));
    return c.json({error: {...error, message: error.code, payment_intent: told(entry, false)}}, 402);
  }

  /** A shopper in one move, for tests: what was chosen, and in which order the world hears of it. Ends as a redirect would. */
  browser.post('/shopper', async (c) => {
    const form = await readForm(c);
    const action = form.get('action') ?? '';
    const before = all().find((one) => secretOf(one) === form.get('client_secret'));
    if (!before) return missing(c, 'intent');
    const way: Way = troubles.find((one) => one === action) ?? 'back';
    const moved = move(before.id, (entry) => deedOf(action, way)(entry));
    if (!moved || 'refused' in moved) return refusal(c, moved?.refused ?? 'resource_missing');
    await announce(said, way, moved.entry, () => [before]);
    return c.redirect(before.metadata['return_url'] ?? payOrigin, 303);
  });

  function deedOf(action: string, way: Way): (entry: StripeEntry) => Moved {
    const {means} = presentWallet('apple_pay');
    const verdict = (error: StripeError) => (entry: StripeEntry) =>
      confirm(entry, means, error, false, null, seconds());
    const code = stripeRefusals.find((one) => one === action);
    if (code) return verdict(refusalOf(code));
    switch (action) {
      case 'cancel':
        return verdict({type: 'card_error', code: 'payment_method_customer_decline'});
      case 'expire':
        return (entry) =>
          entry.phase.name === 'open'
            ? cancel(entry, 'automatic', seconds())
            : {refused: 'payment_intent_unexpected_state'};
      case 'fail_3ds':
        return verdict({type: 'invalid_request_error', code: 'payment_intent_authentication_failure'});
      default:
        return action === 'pay' || way !== 'back'
          ? (entry) => confirm(entry, means, 'approved', false, null, seconds())
          : () => ({refused: 'parameter_unknown'});
    }
  }

  const said = {
    tell: (entry: StripeEntry) => news.tell(entry.id, entry),
    tellLater: (entry: StripeEntry, ms: number) => news.tellLater(entry.id, ms, entry),
  };

  const app = new Hono();
  app.route(`${home}/v1`, api);
  app.route(`${home}/js`, browser);
  // The shopper's bank sends a refund back: for tests.
  app.post(`${home}/refunds/:id/fail`, (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    const {id} = c.req.param();
    const entry = all().find(({refunds}) => refunds.some((one) => one.id === id));
    const moved = entry && move(entry.id, (one) => failRefund(one, id));
    if (!moved || 'refused' in moved) return c.json({code: 'not_found'}, 404);
    news.tellRefund(moved.entry.id, id);
    return c.body(null, 204);
  });
  // The shopper's bank disputes a payment, or is done with it: for tests.
  app.post(`${home}/payments/:id/:word{dispute|end}`, (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    const {id, word} = c.req.param();
    news.tellDispute(id, word === 'end');
    return c.body(null, 204);
  });
  app.route(home, faults.desk);
  return {app, stop: () => news.stop()};
}

function languageOf(c: Context) {
  return pageLocale(c.req.query('lang'), c.req.header('accept-language'));
}

function currencyOf({currency}: StripeEntry): Currency {
  const name = currency.toUpperCase();
  return isCurrency(name) ? name : 'EUR';
}

type Body = z.infer<typeof ConfirmSchema>;

function presented(data: Body['payment_method_data'], network: string | undefined): Presented | StripeError {
  switch (data.type) {
    case 'alipay':
      return {means: {type: 'alipay'}, verdict: 'approved', challenge: true};
    case 'wallet':
      return presentWallet(data.wallet);
    case 'card':
      return presentCard(data.card.number.replace(/\s/g, ''), network);
  }
}

/** @returns the answer for what cannot be read. */
async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T | Response> {
  const given = schema.safeParse(nested(await readForm(c)));
  return given.success ? given.data : unreadable(c, given.error);
}

function queryOf<T>(c: Context, schema: z.ZodType<T>): T | Response {
  const given = schema.safeParse(nested(new URL(c.req.url).searchParams));
  return given.success ? given.data : unreadable(c, given.error);
}

/** The name of the wrong parameter, never its value. */
function unreadable(c: Context, {issues: [issue]}: z.ZodError): Response {
  const isUnknown = issue?.code === 'unrecognized_keys';
  const path = [...(issue?.path ?? []), ...(isUnknown ? issue.keys.slice(0, 1) : [])];
  const [first = 'body', ...rest] = path.map(String);
  return problem(c, 400, {
    code: isUnknown ? 'parameter_unknown' : 'parameter_invalid',
    param: first + rest.map((part) => `[${part}]`).join(''),
    message: 'Not a parameter that can be taken.',
  });
}

function refusal(c: Context, code: string): Response {
  return problem(c, 400, {code, message: code});
}

function missing(c: Context, param: string): Response {
  return problem(c, 404, {code: 'resource_missing', param, message: `No such ${param}.`});
}

function problem(
  c: Context,
  status: 400 | 401 | 404,
  error: {readonly message: string; readonly code?: string; readonly param?: string},
): Response {
  return c.json({error: {type: 'invalid_request_error', ...error}}, status);
}

function list(c: Context, url: string, data: readonly object[], hasMore: boolean): Response {
  return c.json({object: 'list', url, has_more: hasMore, data});
}

function domainOf(payUrl: string) {
  const active = {status: 'active'};
  return {
    id: 'pmd_double',
    object: 'payment_method_domain',
    amazon_pay: active,
    apple_pay: active,
    created: 1_767_225_600,
    domain_name: new URL(payUrl).hostname,
    enabled: true,
    google_pay: active,
    klarna: active,
    link: active,
    livemode: false,
    paypal: active,
  };
}

const Digits = z
  .string()
  .regex(/^\d{1,8}$/)
  .transform(Number);
const Yes = z.enum(['true', 'false']).transform((word) => word === 'true');
const Metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((all) => Object.keys(all).length <= 50)
  .default({});
const Expand = z.array(z.enum(['latest_charge', 'data.latest_charge'])).default([]);
const Limit = Digits.pipe(z.int().min(1).max(100)).default(10);

/** About as Stripe has them: 0.50 of each, 0.30 in pounds. */
const smallest = {eur: 50, usd: 50, chf: 50, gbp: 30} as const;

const CreateSchema = z
  .strictObject({
    amount: Digits,
    currency: z.enum(['eur', 'usd', 'chf', 'gbp']),
    capture_method: z.enum(['automatic', 'automatic_async', 'manual']).default('automatic_async'),
    allowed_payment_method_types: z.array(z.enum(['card', 'alipay'])).min(1),
    description: z.string().max(1000).exactOptional(),
    metadata: Metadata,
    payment_method_options: z
      .strictObject({card: z.strictObject({request_multicapture: z.enum(['if_available', 'never'])}).exactOptional()})
      .exactOptional(),
    expand: Expand,
  })
  .refine(({amount, currency}) => amount >= smallest[currency], {path: ['amount']})
  // Alipay cannot be reserved, and not be paid in francs.
  .refine(
    ({capture_method: capture, currency, allowed_payment_method_types: types}) =>
      !types.includes('alipay') || (capture !== 'manual' && currency !== 'chf'),
    {path: ['allowed_payment_method_types']},
  );

const CaptureSchema = z.strictObject({
  amount_to_capture: Digits.pipe(z.int().min(1)).exactOptional(),
  final_capture: Yes.default(true),
  metadata: Metadata,
  expand: Expand,
});

const CancelSchema = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']),
  expand: Expand,
});

const RefundSchema = z.strictObject({
  payment_intent: z.string(),
  amount: Digits.pipe(z.int().min(1)).exactOptional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).exactOptional(),
  metadata: Metadata,
});

const ListSchema = z.strictObject({
  limit: Limit,
  created: z
    .strictObject({
      gte: z
        .string()
        .regex(/^\d{1,12}$/)
        .transform(Number),
    })
    .exactOptional(),
  starting_after: z.string().exactOptional(),
  expand: Expand,
});

const ConfirmSchema = z.strictObject({
  key: z.string(),
  client_secret: z.string(),
  return_url: z
    .string()
    .refine((url) => isPlainUrl(url, 2048))
    .exactOptional(),
  payment_method_data: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('card'),
      card: z.strictObject({
        number: z.string(),
        exp_month: z.string().regex(/^(0?[1-9]|1[0-2])$/),
        exp_year: z.string().regex(/^(20)?\d\d$/),
        cvc: z.string().regex(/^\d{3,4}$/),
      }),
    }),
    z.strictObject({type: z.literal('wallet'), wallet: z.enum(['apple_pay', 'google_pay'])}),
    z.strictObject({type: z.literal('alipay')}),
  ]),
  /** The stand-in's own: for which payment its fields were drawn. */
  elements: z.strictObject({amount: Digits, currency: z.string(), capture_method: z.string()}).exactOptional(),
  payment_method_options: z
    .strictObject({card: z.strictObject({network: z.enum(['visa', 'mastercard', 'cartes_bancaires'])}).exactOptional()})
    .exactOptional(),
});
