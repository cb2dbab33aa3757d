import {createHash} from 'node:crypto';
import {Hono, type Context, type MiddlewareHandler} from 'hono';
import {z} from 'zod';
import type {Locale} from '#contract/locale.ts';
import type {World} from '../../ports.ts';
import {isPlainUrl, readForm, readJson} from '../body.ts';
import type {BankConfig} from '../config.ts';
import {isBearer} from '../first-answer.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {createFaults} from './faults.ts';
import {capture, lapse, refund, release, renew, take, totalsOf, type Moved, type PaypalEntry} from './paypal-book.ts';
import {certificate, certificateName} from './paypal-certificate.ts';
import {createPaypalNews, type PaypalEvent} from './paypal-news.ts';
import {paypalPages} from './paypal-pages.ts';
import {authorizationOf, captureOf, orderOf, refundOf} from './paypal-resources.ts';
import {paypalSdk} from './paypal-sdk.ts';

/** The one pair of keys that it knows; its other half is in `providers/paypal/definition.ts`. */
const clientId = 'paypal-double-client';
const clientSecret = 'paypal-double-secret';
const tokenSeconds = 32_400;
const hour = 3_600_000;

interface TokenDoc {
  readonly until: number;
}

interface AnswerDoc {
  readonly asked: string;
  readonly body: string;
  readonly until: number;
}

/**
 * A double of PayPal's Orders v2 and Payments v2, built from published facts and never compared with PayPal: what those are
 * known to refuse is refused here. Served by the test bank under `/doubles/paypal`, in test mode only.
 */
export function paypalDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/paypal';
  const base = {api: `${config.url}${home}`, page: `${config.url}${home}/p`};
  const {clock, random, timer} = world;
  const news = createPaypalNews(base.api, `${config.payUrl}/notify/paypal`, world);
  const faults = createFaults(config.bankKey, silence, timer);
  const creation = creationFor(new URL(config.payUrl).origin);
  const newId = () => Buffer.from(random.bytes(9)).toString('hex').slice(0, 17).toUpperCase();
  const all = () => store.doubles<PaypalEntry>('paypal');

  const api = new Hono();
  api.post('/v1/oauth2/token', async (c) => {
    const form = await readForm(c);
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    if (c.req.header('authorization') !== `Basic ${basic}`)
      return c.json({error: 'invalid_client', error_description: 'Client Authentication failed'}, 401);
    if (form.get('grant_type') !== 'client_credentials')
      return c.json({error: 'unsupported_grant_type', error_description: 'Grant Type is NULL'}, 400);
    const token = `A21AA${newId()}${newId()}`;
    store.saveDouble('paypal-tokens', token, {until: clock.now() + tokenSeconds * 1000} satisfies TokenDoc);
    return c.json({
      scope: 'https://uri.paypal.com/services/payments/payment/authcapture openid',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-DOUBLE',
      expires_in: tokenSeconds,
      nonce: newId(),
    });
  });
  api.get(`/v1/notifications/certs/${certificateName}`, (c) => c.text(certificate));

  api.use('/v2/*', async (c, next) => {
    const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const known = store.double<TokenDoc>('paypal-tokens', token);
    if (!known || known.until <= clock.now()) return problem(c, 401, 'AUTHENTICATION_FAILURE');
    if (c.req.method !== 'GET' && c.req.header('content-type') !== 'application/json')
      return problem(c, 415, 'UNSUPPORTED_MEDIA_TYPE');
    return next();
  });
  api.use('/v2/*', faults.strike);
  api.use('/v2/*', async (c, next) => (c.req.method === 'POST' ? once(c, next) : next()));

  /** The same request id with the same request has the first answer again, with 200. */
  const once: MiddlewareHandler = async (c, next) => {
    const id = c.req.header('paypal-request-id');
    if (id === undefined) return next();
    if (!/^[\w-]{1,108}$/.test(id)) return problem(c, 400, 'INVALID_REQUEST', 'INVALID_STRING_LENGTH');
    const text = await c.req.text();
    const asked = createHash('sha256').update(`${c.req.path}\n${text}`).digest('hex');
    const earlier = store.double<AnswerDoc>('paypal-answers', id);
    if (earlier && clock.now() < earlier.until) {
      if (earlier.asked !== asked) return problem(c, 422, 'UNPROCESSABLE_ENTITY', 'PAYPAL_REQUEST_ID_REUSED');
      return c.body(earlier.body, 200, {'content-type': 'application/json'});
    }
    await next();
    if (c.res.status >= 300) return;
    const kept = c.req.path.includes('/checkout/') ? 6 * hour : 45 * 24 * hour;
    const body = await c.res.clone().text();
    store.saveDouble('paypal-answers', id, {asked, body, until: clock.now() + kept} satisfies AnswerDoc);
  };

  api.post('/v2/checkout/orders', async (c) => {
    if (c.req.header('paypal-request-id') === undefined)
      return problem(c, 400, 'INVALID_REQUEST', 'PAYPAL_REQUEST_ID_REQUIRED');
    const body = creation.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {
      intent,
      purchase_units: [unit],
      payment_source: source,
    } = body.data;
    const {amount} = unit;
    const now = clock.now();
    const taken = unit.invoice_id !== undefined && all().some(({invoiceId}) => invoiceId === unit.invoice_id);
    if (taken) return problem(c, 422, 'UNPROCESSABLE_ENTITY', 'DUPLICATE_INVOICE_ID');
    const isCard = 'card' in source;
    const {experience_context: page} = isCard ? source.card : source.paypal;
    const entry: PaypalEntry = {
      id: newId(),
      intent,
      amount: amount.value,
      currency: amount.currency_code,
      customId: unit.custom_id ?? null,
      invoiceId: unit.invoice_id ?? null,
      description: unit.description ?? null,
      returnUrl: page.return_url,
      cancelUrl: page.cancel_url,
      locale: localeIn('locale' in page ? page.locale : undefined),
      createdAt: now,
      updatedAt: now,
      status: isCard ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
      ...(isCard && {card: {verification: source.card.attributes.verification.method}}),
      failure: null,
      authorizations: [],
      captures: [],
      refunds: [],
    };
    store.saveDouble('paypal', entry.id, entry);
    return tell(c, orderOf(entry, base), 201);
  });

  api.get('/v2/checkout/orders/:id', (c) => {
    const entry = current(c.req.param('id'));
    return entry ? c.json(orderOf(entry, base)) : problem(c, 404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
  });

  for (const [deed, intent] of [
    ['authorize', 'AUTHORIZE'],
    ['capture', 'CAPTURE'],
  ] as const) {
    api.post(`/v2/checkout/orders/:id/${deed}`, async (c) => {
      // Without a body, or with an empty one.
      if (
        !z
          .strictObject({})
          .optional()
          .safeParse(await readJson(c)).success
      )
        return problem(c, 400, 'INVALID_REQUEST');
      const id = newId();
      const moved = move(c.req.param('id'), (entry) => take(entry, intent, id, clock.now()));
      if (!moved) return problem(c, 404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
      if ('issue' in moved) return problem(c, 422, 'UNPROCESSABLE_ENTITY', moved.issue);
      // What its bank refused, nobody is told of but whoever asked.
      if (!moved.entry.declined) announce(moved.entry, id);
      return tell(c, orderOf(moved.entry, base), 201);
    });
  }

  api.get('/v2/payments/authorizations/:id', (c) => {
    const found = holder('authorizations', c.req.param('id'));
    return found ? c.json(authorizationOf(found.entry, found.item, base)) : problem(c, 404, 'RESOURCE_NOT_FOUND');
  });

  api.post('/v2/payments/authorizations/:id/capture', async (c) => {
    const found = holder('authorizations', c.req.param('id'));
    if (!found) return problem(c, 404, 'RESOURCE_NOT_FOUND');
    const body = CaptureSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {amount, final_capture: final = false, invoice_id: invoiceId = null} = body.data;
    if (amount.currency_code !== found.entry.currency)
      return problem(c, 422, 'UNPROCESSABLE_ENTITY', 'AUTH_CURRENCY_MISMATCH');
    const wanted = {id: newId(), authorization: found.item.id, amount: amount.value, final, invoiceId};
    const moved = move(found.entry.id, (entry) => capture(entry, wanted, clock.now()));
    return answer(c, moved, wanted.id);
  });

  api.post('/v2/payments/authorizations/:id/void', (c) => {
    const found = holder('authorizations', c.req.param('id'));
    if (!found) return problem(c, 404, 'RESOURCE_NOT_FOUND');
    const moved = move(found.entry.id, (entry) => release(entry, found.item.id, clock.now()));
    if (!moved || 'issue' in moved) return answer(c, moved, found.item.id);
    announce(moved.entry, found.item.id);
    const isWhole = c.req.header('prefer') === 'return=representation';
    return isWhole ? c.json(resourceOf(moved.entry, found.item.id), 200) : c.body(null, 204);
  });

  api.post('/v2/payments/authorizations/:id/reauthorize', async (c) => {
    const found = holder('authorizations', c.req.param('id'));
    if (!found) return problem(c, 404, 'RESOURCE_NOT_FOUND');
    const body = RenewSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const id = newId();
    const moved = move(found.entry.id, (entry) => renew(entry, found.item.id, id, clock.now()));
    return answer(c, moved, id);
  });

  api.get('/v2/payments/captures/:id', (c) => {
    const found = holder('captures', c.req.param('id'));
    return found ? c.json(captureOf(found.entry, found.item, base)) : problem(c, 404, 'RESOURCE_NOT_FOUND');
  });

  api.post('/v2/payments/captures/:id/refund', async (c) => {
    const found = holder('captures', c.req.param('id'));
    if (!found) return problem(c, 404, 'RESOURCE_NOT_FOUND');
    const body = RefundSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {amount, custom_id: customId = null} = body.data;
    if (amount && amount.currency_code !== found.entry.currency)
      return problem(c, 422, 'UNPROCESSABLE_ENTITY', 'CURRENCY_MISMATCH');
    const wanted = {id: newId(), capture: found.item.id, customId, ...(amount && {amount: amount.value})};
    const moved = move(found.entry.id, (entry) => refund(entry, wanted, clock.now()));
    return answer(c, moved, wanted.id);
  });

  api.get('/v2/payments/refunds/:id', (c) => {
    const found = holder('refunds', c.req.param('id'));
    return found ? c.json(refundOf(found.entry, found.item, base)) : problem(c, 404, 'RESOURCE_NOT_FOUND');
  });
  api.all('/v1/*', (c) => problem(c, 404, 'RESOURCE_NOT_FOUND'));
  api.all('/v2/*', (c) => problem(c, 404, 'RESOURCE_NOT_FOUND'));

  /** The order as it stands; one that nobody approved in time is forgotten. */
  function current(id: string): PaypalEntry | undefined {
    const entry = store.double<PaypalEntry>('paypal', id);
    const now = entry && lapse(entry, clock.now());
    return now?.status === 'EXPIRED' ? undefined : now;
  }

  function holder<Kind extends 'authorizations' | 'captures' | 'refunds'>(kind: Kind, id: string) {
    for (const given of all()) {
      const entry = lapse(given, clock.now());
      const item = entry[kind].find((one): one is PaypalEntry[Kind][number] => one.id === id);
      if (item) return {entry, item};
    }
    return undefined;
  }

  /** Read and written in one go: two at once see one another. */
  function move(id: string, change: (entry: PaypalEntry) => Moved): Moved | undefined {
    return store.transaction(() => {
      const entry = store.double<PaypalEntry>('paypal', id);
      if (!entry) return undefined;
      const moved = change(entry);
      if ('entry' in moved) store.saveDouble('paypal', id, moved.entry);
      return moved;
    });
  }

  function answer(c: Context, moved: Moved | undefined, id: string): Response {
    if (!moved) return problem(c, 404, 'RESOURCE_NOT_FOUND');
    if ('issue' in moved) return problem(c, 422, 'UNPROCESSABLE_ENTITY', moved.issue);
    announce(moved.entry, id);
    return tell(c, resourceOf(moved.entry, id), 201);
  }

  function announce(entry: PaypalEntry, id: string): void {
    news.tellLater(eventOf(entry, id), 0);
  }

  function resourceOf(entry: PaypalEntry, id: string) {
    const authorization = entry.authorizations.find((one) => one.id === id);
    if (authorization) return authorizationOf(entry, authorization, base);
    const captured = entry.captures.find((one) => one.id === id);
    if (captured) return captureOf(entry, captured, base);
    const back = entry.refunds.find((one) => one.id === id);
    return back ? refundOf(entry, back, base) : orderOf(entry, base);
  }

  function eventOf(entry: PaypalEntry, id: string): PaypalEvent {
    const authorization = entry.authorizations.find((one) => one.id === id);
    const type = authorization
      ? `PAYMENT.AUTHORIZATION.${authorization.status === 'VOIDED' ? 'VOIDED' : 'CREATED'}`
      : entry.captures.some((one) => one.id === id)
        ? 'PAYMENT.CAPTURE.COMPLETED'
        : entry.refunds.some((one) => one.id === id)
          ? 'PAYMENT.CAPTURE.REFUNDED'
          : 'CHECKOUT.ORDER.APPROVED';
    return {type, resource: resourceOf(entry, id)};
  }

  const app = new Hono();
  app.route(
    `${home}/p`,
    paypalPages({home: `${home}/p`, store, news, silence, clock, approvedEvent: (entry) => eventOf(entry, entry.id)}),
  );
  // What all orders have come to: for tests.
  app.get(`${home}/book`, (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    return c.json({data: all().map((entry) => totalsOf(entry, clock.now()))});
  });
  app.route(
    `${home}/sdk`,
    paypalSdk({
      base,
      clientId,
      shop: new URL(config.payUrl).origin,
      store,
      clock,
      approved: (entry) => announce(entry, entry.id),
    }),
  );
  // The shopper disputes a capture, or PayPal is done with it: for tests.
  app.post(`${home}/disputes/:capture/:word{dispute|end}`, (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    const {capture, word} = c.req.param();
    const isEnd = word === 'end';
    const resource = {
      dispute_id: `PP-D-${capture}`,
      disputed_transactions: [{seller_transaction_id: capture}],
      reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
      status: isEnd ? 'RESOLVED' : 'WAITING_FOR_SELLER_RESPONSE',
      ...(isEnd
        ? {dispute_outcome: {outcome_code: 'RESOLVED_BUYER_FAVOUR'}}
        : {seller_response_due_date: new Date(clock.now() + 864_000_000).toISOString()}),
    };
    news.tellLater({type: isEnd ? 'CUSTOMER.DISPUTE.RESOLVED' : 'CUSTOMER.DISPUTE.CREATED', resource}, 0);
    return c.body(null, 204);
  });
  app.route(home, faults.desk);
  app.route(home, api);
  return {app, stop: () => news.stop()};
}

/** All of it, or with another preference only what everybody needs. */
function tell(c: Context, resource: ReturnType<typeof orderOf> | object, status: 200 | 201): Response {
  if (c.req.header('prefer') === 'return=representation') return c.json(resource, status);
  const wanted = ['id', 'status', 'links'];
  return c.json(Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.includes(name))), status);
}

function problem(c: Context, status: 400 | 401 | 404 | 415 | 422, name: string, issue?: string): Response {
  return c.json(
    {
      name,
      message: name,
      debug_id: 'd0b1e',
      ...(issue !== undefined && {details: [{issue, description: issue}]}),
      links: [],
    },
    status,
    {'paypal-debug-id': 'd0b1e'},
  );
}

/** The names of the wrong fields, never their values. */
function invalid(c: Context, {issues}: z.ZodError): Response {
  const details = issues.map(({path, code}) => ({
    field: `/${path.join('/')}`,
    location: 'body',
    issue: path.at(-1) === 'value' ? 'DECIMAL_PRECISION' : code.toUpperCase(),
    description: code,
  }));
  return c.json({name: 'INVALID_REQUEST', message: 'INVALID_REQUEST', debug_id: 'd0b1e', details, links: []}, 400);
}

function localeIn(locale: string | undefined): Locale {
  return locale?.startsWith('en') === true ? 'en' : 'fr';
}

/** With the currency's own number of decimals, which here is two. */
const Amount = z.strictObject({
  currency_code: z.enum(['EUR', 'USD', 'GBP', 'CHF']),
  value: z
    .string()
    .regex(/^\d{1,9}\.\d\d$/)
    .transform((text) => Number(text.replace('.', ''))),
});
const text = (max: number) => z.string().min(1).max(max).exactOptional();
const CaptureSchema = z.strictObject({
  amount: Amount,
  final_capture: z.boolean().exactOptional(),
  invoice_id: text(127),
  note_to_payer: text(255),
  soft_descriptor: text(22),
});
const RenewSchema = z.strictObject({amount: Amount.exactOptional()});
const RefundSchema = z.strictObject({
  amount: Amount.exactOptional(),
  custom_id: text(127),
  invoice_id: text(127),
  note_to_payer: text(255),
});

/** Shoppers go back to that origin, and nowhere else. */
function creationFor(payOrigin: string) {
  const address = z.string().refine((url) => isPlainUrl(url, 2048) && new URL(url).origin === payOrigin);
  const unit = z.strictObject({
    reference_id: text(256),
    amount: Amount,
    description: text(127),
    custom_id: text(127),
    invoice_id: text(127),
    soft_descriptor: text(22),
  });
  const wallet = z.strictObject({
    paypal: z.strictObject({
      email_address: z.email().max(254).exactOptional(),
      experience_context: z.strictObject({
        brand_name: text(127),
        locale: z
          .string()
          .regex(/^[a-z]{2}-[A-Z]{2}$/)
          .exactOptional(),
        user_action: z.enum(['CONTINUE', 'PAY_NOW']).exactOptional(),
        shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']).exactOptional(),
        landing_page: z.enum(['LOGIN', 'GUEST_CHECKOUT', 'NO_PREFERENCE']).exactOptional(),
        return_url: address,
        cancel_url: address,
      }),
    }),
  });
  // To be typed in the fields: a number that came through the shop's server would be no business of this double.
  const card = z.strictObject({
    card: z.strictObject({
      attributes: z.strictObject({
        verification: z.strictObject({method: z.enum(['SCA_ALWAYS', 'SCA_WHEN_REQUIRED'])}),
      }),
      experience_context: z.strictObject({return_url: address, cancel_url: address}),
    }),
  });
  return z.strictObject({
    intent: z.enum(['AUTHORIZE', 'CAPTURE']),
    purchase_units: z.tuple([unit]),
    payment_source: z.union([card, wallet]),
  });
}
