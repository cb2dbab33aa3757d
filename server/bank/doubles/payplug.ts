import {Hono, type Context} from 'hono';
import {z} from 'zod';
import {isLocale} from '#contract/locale.ts';
import type {World} from '../../ports.ts';
import {isPlainUrl, readJson} from '../body.ts';
import type {BankConfig} from '../config.ts';
import {isBearer} from '../first-answer.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {createFaults} from './faults.ts';
import {createNews, type Word} from './news.ts';
import {abort, capture, refund, refundResourceOf, resourceOf, type Moved, type PayplugEntry} from './payplug-book.ts';
import {payplugPages} from './payplug-pages.ts';

/** The one key that it knows; its other half is in `providers/payplug/definition.ts`. */
const secretKey = 'sk_test_payplug_double';
const amountMin = 99;
const amountMax = 2_000_000;

/**
 * A double of PayPlug's v1, built from published facts and never compared with PayPlug: what that API is known to refuse
 * is refused here. Served by the test bank under `/doubles/payplug`, in test mode only.
 */
export function payplugDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/payplug';
  const pageUrl = `${config.url}${home}/p`;
  const {clock, random, timer} = world;
  const seconds = () => Math.floor(clock.now() / 1000);
  const faults = createFaults(config.bankKey, silence, timer);
  const creation = creationFor(new URL(config.payUrl).origin);
  const told = (entry: PayplugEntry) => resourceOf(entry, pageUrl, seconds());
  const find = (id: string) => store.double<PayplugEntry>('payplug', id);
  const all = () => store.doubles<PayplugEntry>('payplug').toReversed();
  const news = createNews('payplug', world, wordOf, (entry, status) => {
    // Read again: it may have moved meanwhile.
    const latest = find(entry.id);
    if (latest) store.saveDouble('payplug', entry.id, {...latest, heard: status});
  });
  const newId = (prefix: string) => prefix + Buffer.from(random.bytes(11)).toString('hex');

  const api = new Hono();
  api.use(async (c, next) => {
    if (!isBearer(c.req.header('authorization'), secretKey)) return problem(c, 401, 'Unauthorized.');
    const wrong = wrongHeader(c);
    return wrong === undefined ? next() : problem(c, 400, 'Bad request.', {[wrong]: 'is missing or wrong'});
  });
  api.use(faults.strike);

  api.post('/payments', async (c) => {
    const body = creation.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {hosted_payment: hosted, metadata, ...given} = body.data;
    const entry: PayplugEntry = {
      id: newId('pay_'),
      page: newId('') + newId(''),
      amount: given.authorized_amount ?? given.amount ?? 0,
      deferred: given.authorized_amount !== undefined,
      description: given.description ?? null,
      metadata: metadata ?? {},
      billing: given.billing,
      shipping: given.shipping,
      returnUrl: hosted.return_url,
      cancelUrl: hosted.cancel_url,
      notificationUrl: given.notification_url ?? null,
      locale: isLocale(given.billing['language']) ? given.billing['language'] : 'fr',
      createdAt: seconds(),
      phase: {name: 'open'},
      refunds: [],
      heard: null,
    };
    store.saveDouble('payplug', entry.id, entry);
    return c.json(told(entry), 201);
  });

  api.get('/payments', (c) => {
    const [page, size] = [Number(c.req.query('page') ?? 1), Math.min(Number(c.req.query('per_page') ?? 20), 100)];
    if (!(page >= 1) || !(size >= 1)) return problem(c, 400, 'Bad request.');
    return list(
      c,
      all()
        .slice((page - 1) * size, page * size)
        .map(told),
      page,
      size,
    );
  });

  api.get('/payments/:id', (c) => {
    const entry = find(c.req.param('id'));
    return entry ? c.json(told(entry)) : problem(c, 404, 'The payment does not exist.');
  });

  api.patch('/payments/:id', async (c) => {
    const body = PatchSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const moved = move(c.req.param('id'), (entry) =>
      'captured' in body.data ? capture(entry, seconds()) : abort(entry, seconds()),
    );
    if (!moved) return problem(c, 404, 'The payment does not exist.');
    if ('refused' in moved) return problem(c, 403, moved.refused);
    news.tellLater(moved.entry, 0);
    return c.json(told(moved.entry));
  });

  api.post('/payments/:id/refunds', async (c) => {
    const body = RefundSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {amount, metadata = {}} = body.data;
    const wanted = {id: newId('re_'), createdAt: seconds(), metadata, ...(amount !== undefined && {amount})};
    const moved = move(c.req.param('id'), (entry) => refund(entry, wanted));
    if (!moved) return problem(c, 404, 'The payment does not exist.');
    const made = 'entry' in moved ? moved.entry.refunds.at(-1) : undefined;
    if ('refused' in moved || !made) return problem(c, 400, 'Invalid parameters.', {amount: 'is too much'});
    return c.json(refundResourceOf(moved.entry, made), 201);
  });

  api.get('/payments/:id/refunds', (c) => {
    const entry = find(c.req.param('id'));
    if (!entry) return problem(c, 404, 'The payment does not exist.');
    const data = entry.refunds.map((one) => refundResourceOf(entry, one));
    return list(c, data, 1, data.length);
  });

  api.get('/payments/:id/refunds/:refund', (c) => {
    const entry = find(c.req.param('id'));
    const made = entry?.refunds.find(({id}) => id === c.req.param('refund'));
    return entry && made ? c.json(refundResourceOf(entry, made)) : problem(c, 404, 'The refund does not exist.');
  });

  api.get('/account', (c) =>
    c.json({
      object: 'account',
      is_live: false,
      configuration: {currencies: ['EUR'], min_amounts: {EUR: amountMin}, max_amounts: {EUR: amountMax}},
      payment_methods: {apple_pay: {enabled: false}, bancontact: {enabled: false}},
    }),
  );
  api.all('*', (c) => problem(c, 404, 'Not found.'));

  /** The resource, unsigned, to the address that the payment names. */
  function wordOf(entry: PayplugEntry): Word | undefined {
    if (entry.notificationUrl === null) return undefined;
    const headers = {'content-type': 'application/json'};
    return {method: 'POST', url: entry.notificationUrl, headers, body: JSON.stringify(told(entry))};
  }

  /** Read and written in one go: two at once see one another. */
  function move(id: string, change: (entry: PayplugEntry) => Moved): Moved | undefined {
    return store.transaction(() => {
      const entry = find(id);
      if (!entry) return undefined;
      const moved = change(entry);
      if ('entry' in moved) store.saveDouble('payplug', id, moved.entry);
      return moved;
    });
  }

  const app = new Hono();
  app.route(`${home}/v1`, api);
  app.route(`${home}/p`, payplugPages({home: `${home}/p`, store, news, silence, clock, all}));
  app.route(home, faults.desk);
  return {app, stop: () => news.stop()};
}

/** The header that a library of PayPlug always sends, and this request does not. */
function wrongHeader(c: Context): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(c.req.header('payplug-version') ?? '')) return 'PayPlug-Version';
  if (c.req.header('accept') !== 'application/json') return 'Accept';
  return c.req.method !== 'GET' && c.req.header('content-type') !== 'application/json' ? 'Content-Type' : undefined;
}

function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 422,
  message: string,
  details: Readonly<Record<string, string>> = {},
): Response {
  return c.json({object: 'error', message, details}, status);
}

/** The names of the wrong fields, never their values. */
function invalid(c: Context, {issues}: z.ZodError): Response {
  const names = issues.map(({path, code}) => [path.join('.') || 'body', code] as const);
  return problem(c, 422, 'Invalid parameters.', Object.fromEntries(names));
}

function list(c: Context, data: readonly object[], page: number, size: number): Response {
  return c.json({type: 'list', page, per_page: size, count: data.length, data});
}

const Metadata = z.record(z.string().max(50), z.string().max(500));
const PatchSchema = z.union([z.strictObject({captured: z.literal(true)}), z.strictObject({aborted: z.literal(true)})]);
const RefundSchema = z.strictObject({amount: z.int().min(1).exactOptional(), metadata: Metadata.exactOptional()});

/** Shoppers and notifications go to that origin, and nowhere else. */
function creationFor(payOrigin: string) {
  const address = z.string().refine((url) => isPlainUrl(url, 2048) && new URL(url).origin === payOrigin);
  const text = (max: number) => z.string().min(1).max(max).nullable().exactOptional();
  const person = {
    title: z.enum(['mr', 'mrs', 'miss']).nullable().exactOptional(),
    first_name: text(100),
    last_name: text(100),
    email: z.email().max(255).nullable().exactOptional(),
    mobile_phone_number: text(20),
    landline_phone_number: text(20),
    address1: text(255),
    address2: text(255),
    postcode: text(16),
    city: text(100),
    state: text(100),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable()
      .exactOptional(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .nullable()
      .exactOptional(),
    company_name: text(255),
  };
  const deliveries = ['BILLING', 'VERIFIED', 'NEW', 'SHIP_TO_STORE', 'DIGITAL_GOODS', 'TRAVEL_OR_EVENT', 'OTHER'];
  const amount = z.int().min(amountMin).max(amountMax).exactOptional();
  return z
    .strictObject({
      amount,
      authorized_amount: amount,
      currency: z.literal('EUR'),
      billing: z.strictObject(person).transform(plain),
      shipping: z.strictObject({...person, delivery_type: z.enum(deliveries)}).transform(plain),
      hosted_payment: z.strictObject({return_url: address, cancel_url: address}),
      notification_url: address.exactOptional(),
      force_3ds: z.boolean().exactOptional(),
      save_card: z.boolean().exactOptional(),
      allow_save_card: z.boolean().exactOptional(),
      description: z.string().max(255).nullable().exactOptional(),
      metadata: Metadata.exactOptional(),
    })
    .refine((body) => (body.amount === undefined) !== (body.authorized_amount === undefined), {path: ['amount']});
}

function plain(person: Readonly<Record<string, string | null | undefined>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(person).map(([name, value]) => [name, value ?? null]));
}
