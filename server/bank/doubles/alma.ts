import {Hono, type Context} from 'hono';
import {z} from 'zod';
import {dateAt} from '#contract/calendar.ts';
import type {World} from '../../ports.ts';
import {isPlainUrl, readJson} from '../body.ts';
import type {BankConfig} from '../config.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {
  almaFeePlans,
  cancel,
  feePlanOf,
  isEligible,
  partsOf,
  planFrom,
  refund,
  resourceOf,
  trigger,
  type AlmaEntry,
  type AlmaFeePlan,
  type Moved,
} from './alma-book.ts';
import {createAlmaNews} from './alma-news.ts';
import {almaPages} from './alma-pages.ts';
import {createFaults} from './faults.ts';

/** The one key that it knows; its other half is in `providers/alma/definition.ts`. */
const apiKey = 'sk_test_alma_double';

/**
 * A double of Alma's API, built from published facts and never compared with Alma: what that API is known to refuse is
 * refused here. Served by the test bank under `/doubles/alma`, in test mode only.
 */
export function almaDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/alma';
  const pageUrl = `${config.url}${home}/p`;
  const {clock, random, timer} = world;
  const seconds = () => Math.floor(clock.now() / 1000);
  const news = createAlmaNews(apiKey, world);
  const faults = createFaults(config.bankKey, silence, timer);
  const creation = creationFor(new URL(config.payUrl).origin);
  const told = (entry: AlmaEntry) => resourceOf(entry, pageUrl, seconds());
  const find = (id: string) => store.double<AlmaEntry>('alma', id);
  const all = () => store.doubles<AlmaEntry>('alma').toReversed();
  const newId = (prefix: string) => prefix + Buffer.from(random.bytes(16)).toString('hex');

  const api = new Hono();
  api.use(async (c, next) =>
    c.req.header('authorization') === `Alma-Auth ${apiKey}` ? next() : problem(c, 401, 'unauthorized'),
  );
  api.use(faults.strike);

  api.post('/v2/payments/eligibility', async (c) => {
    const body = EligibilitySchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {purchase_amount: amount, queries} = body.data;
    // Without queries, whatever is open for this purchase, and nothing else.
    if (!queries) return c.json(almaFeePlans.filter((one) => isEligible(one, amount)).map((one) => offer(one, amount)));
    return c.json(
      queries.map((query) => {
        const one = feePlanOf(query);
        if (one && isEligible(one, amount)) return offer(one, amount);
        const bounds = one && {minimum: one.min_purchase_amount, maximum: one.max_purchase_amount};
        return {
          ...query,
          eligible: false,
          purchase_amount: amount,
          reasons: {purchase_amount: 'invalid_value'},
          constraints: bounds ? {purchase_amount: bounds} : {},
        };
      }),
    );
  });

  function offer(plan: AlmaFeePlan, amount: number) {
    const {installments_count, deferred_days, deferred_months} = plan;
    const schedule = planFrom(plan, amount, dateAt(clock.now()));
    return {
      eligible: true,
      installments_count,
      deferred_days,
      deferred_months,
      purchase_amount: amount,
      payment_plan: partsOf(schedule),
      customer_total_cost_amount: schedule.cost,
      customer_total_cost_bps: plan.customer_fee_variable,
      annual_interest_rate: schedule.annualRateBasisPoints,
    };
  }

  api.get('/v1/me/fee-plans', (c) => {
    const isAll = c.req.query('only') === 'all';
    const plans = almaFeePlans.filter(
      ({deferred_days: days, deferred_months: months}) => days + months === 0 || c.req.query('deferred') === 'true',
    );
    return c.json(
      plans
        .filter(({installments_count: count}) => isAll || count === 3)
        .map((one) => ({
          kind: 'general',
          merchant_fee_variable: 120,
          merchant_fee_fixed: 0,
          customer_fee_fixed: 0,
          ...one,
        })),
    );
  });

  api.post('/v1/payments', async (c) => {
    const body = creation.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {payment, order} = body.data;
    const plan = feePlanOf(payment);
    if (!plan || !isEligible(plan, payment.purchase_amount))
      return problem(c, 400, 'validation_error', ['purchase_amount']);
    const isLater = payment.deferred === 'trigger';
    if (isLater && plan.deferred_trigger_limit_days === null) return problem(c, 400, 'validation_error', ['deferred']);
    const entry: AlmaEntry = {
      id: newId('payment_'),
      order: newId('order_'),
      page: newId('') + newId(''),
      amount: payment.purchase_amount,
      installments_count: payment.installments_count,
      deferred_days: payment.deferred_days,
      deferred_months: payment.deferred_months,
      trigger: isLater,
      triggeredAt: null,
      orderReference: order.merchant_reference,
      customData: payment.custom_data,
      returnUrl: payment.return_url,
      cancelUrl: payment.customer_cancel_url ?? payment.return_url,
      ipnUrl: payment.ipn_callback_url ?? null,
      locale: payment.locale.startsWith('fr') ? 'fr' : 'en',
      createdAt: seconds(),
      state: 'not_started',
      expiredAt: null,
      refunds: [],
    };
    store.saveDouble('alma', entry.id, entry);
    return c.json(told(entry), 201);
  });

  api.get('/v1/payments/:id', (c) => {
    const entry = find(c.req.param('id'));
    return entry ? c.json(told(entry)) : problem(c, 404, 'not_found');
  });

  api.on(['PUT', 'POST'], '/v1/payments/:id/cancel', (c) =>
    moved(c, (entry) => cancel(entry, {id: newId('refund_'), created: seconds()})),
  );

  api.post('/v1/payments/:id/trigger', (c) => moved(c, (entry) => trigger(entry, seconds())));

  api.post('/v1/payments/:id/refund', async (c) => {
    const body = RefundSchema.safeParse(await readJson(c));
    if (!body.success) return invalid(c, body.error);
    const {amount, merchant_reference: reference = null} = body.data;
    const made = {
      id: newId('refund_'),
      created: seconds(),
      merchant_reference: reference,
      from_payment_cancellation: false,
    };
    return moved(c, (entry) => refund(entry, {...made, ...(amount !== undefined && {amount})}));
  });

  /** Newest first. */
  api.get('/v1/orders', (c) => {
    const limit = Math.min(Number(c.req.query('limit') ?? 20) || 20, 100);
    return c.json({
      data: all()
        .slice(0, limit)
        .flatMap((entry) => told(entry).orders),
      has_more: all().length > limit,
    });
  });
  api.all('*', (c) => problem(c, 404, 'not_found'));

  /** Read and written in one go: two at once see one another. */
  function moved(c: Context, change: (entry: AlmaEntry) => Moved): Response {
    const id = c.req.param('id') ?? '';
    const done = store.transaction(() => {
      const entry = find(id);
      if (!entry) return undefined;
      const next = change(entry);
      if ('entry' in next) store.saveDouble('alma', id, next.entry);
      return next;
    });
    if (!done) return problem(c, 404, 'not_found');
    return 'refused' in done ? problem(c, 400, done.refused) : c.json(told(done.entry));
  }

  const app = new Hono();
  // The pages and the desk of faults first: the API answers everything else, to those with its key.
  app.route(`${home}/p`, almaPages({home: `${home}/p`, store, news, silence, clock, all}));
  app.route(home, faults.desk);
  app.route(home, api);
  return {app, stop: () => news.stop()};
}

function problem(c: Context, status: 400 | 401 | 404, code: string, fields: readonly string[] = []): Response {
  const errors = fields.map((field) => ({message: code, field}));
  return c.json({error_code: code, message: code, errors}, status);
}

/** The names of the wrong fields, never their values. */
function invalid(c: Context, {issues}: z.ZodError): Response {
  return problem(
    c,
    400,
    'validation_error',
    issues.map(({path}) => path.join('.') || 'body'),
  );
}

const Count = z.int().min(0);
/** May be empty, never null. */
const Country = z.string().regex(/^([A-Z]{2})?$/);
const terms = {installments_count: z.int().min(1), deferred_days: Count.default(0), deferred_months: Count.default(0)};

const EligibilitySchema = z.strictObject({
  purchase_amount: Count,
  queries: z.array(z.strictObject(terms)).min(1).exactOptional(),
  billing_address: z.strictObject({country: Country}).exactOptional(),
  shipping_address: z.strictObject({country: Country}).exactOptional(),
  locale: z.string().exactOptional(),
  origin: z.enum(['online', 'pos']).exactOptional(),
});

const RefundSchema = z.strictObject({
  amount: z.int().min(1).exactOptional(),
  merchant_reference: z.string().min(1).max(200).exactOptional(),
  comment: z.string().max(1000).exactOptional(),
});

/** Shoppers and notifications go to that origin, and nowhere else. */
function creationFor(payOrigin: string) {
  const address = z.string().refine((url) => isPlainUrl(url, 2048) && new URL(url).origin === payOrigin);
  const text = z.string().min(1).max(255);
  const person = {
    first_name: text.exactOptional(),
    last_name: text.exactOptional(),
    email: z.email().max(255).exactOptional(),
    phone: text.exactOptional(),
  };
  const place = z.strictObject({
    ...person,
    line1: text.exactOptional(),
    postal_code: text.exactOptional(),
    city: text.exactOptional(),
    country: Country.exactOptional(),
    county_sublocality: text.exactOptional(),
    state_province: text.exactOptional(),
  });
  return z.strictObject({
    payment: z.strictObject({
      ...terms,
      purchase_amount: z.int().min(1),
      return_url: address,
      customer_cancel_url: address.exactOptional(),
      ipn_callback_url: address.exactOptional(),
      origin: z.enum(['online', 'online_in_page']).default('online'),
      locale: z
        .string()
        .regex(/^[a-z]{2}([_-][A-Z]{2})?$/)
        .default('fr'),
      billing_address: place.exactOptional(),
      shipping_address: place.exactOptional(),
      custom_data: z.record(z.string().max(50), z.unknown()).default({}),
      deferred: z.literal('trigger').exactOptional(),
      deferred_description: text.exactOptional(),
    }),
    customer: z.strictObject(person),
    order: z.strictObject({merchant_reference: text}),
  });
}
