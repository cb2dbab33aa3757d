import {createRoute, z} from '@hono/zod-openapi';
import type {Context} from 'hono';
import {hiddenReasons} from '#contract/methods.ts';
import type {LenderOffer} from '#contract/session.ts';
import {captureMethods} from '#contract/statuses.ts';
import {AmountSchema, CurrencySchema} from '../payments/money.ts';
import type {Payments} from '../payments/payments.ts';
import {PlanAnswer, planView} from '../payments/plan.ts';
import type {World} from '../ports.ts';
import {createRateLimit} from '../rate.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';

/** A product page that is read by many asks for a few prices; whoever tries them all out has to wait. */
const perNetwork = {burst: 60, everyMs: 1_000};
const together = {burst: 300, everyMs: 100};

const path = '/v1/instalment_plans';

const Answer = z
  .object({
    object: z.literal('instalment_plans'),
    livemode: z.boolean(),
    amount: z.int(),
    currency: CurrencySchema,
    plans: z.array(PlanAnswer).openapi({description: 'As the lender has them for this price today; empty: none'}),
    reason: z.enum(hiddenReasons).nullable().openapi({description: 'Why there is none; null: there are plans'}),
    from: z.int().nullable().openapi({description: 'With `amount_too_small`: from which price there would be any'}),
  })
  .openapi('InstalmentPlans');

const read = createRoute({
  method: 'get',
  path,
  summary: 'In which parts a price can be paid, as the merchant’s lender says; public',
  request: {
    query: z.object({
      amount: z
        .string()
        .regex(/^\d{1,8}$/)
        .transform(Number)
        .pipe(AmountSchema)
        .openapi({type: 'integer', description: 'In minor units'}),
      currency: CurrencySchema,
      capture_method: z.enum(captureMethods).default('automatic').openapi({
        description: '`manual`: only the plans that can begin at shipment',
      }),
    }),
  },
  responses: {
    200: {
      description:
        'The plans, or why there is none. May be kept for a minute, but not when the lender was unreachable.',
      content: {'application/json': {schema: Answer}},
    },
  },
});

export interface PlanDeps {
  readonly livemode: boolean;
  /** The network that a call comes from; undefined where nothing can be told by it. */
  readonly networkOf: (c: Context) => string | undefined;
  readonly world: Pick<World, 'clock'>;
}

/**
 * For product pages, on whatever origin they are: nothing in it is a secret. The lender is asked for a price that nobody has
 * asked for in the last minute, and only so often.
 */
export function instalmentPlanRoutes(payments: Pick<Payments, 'instalmentsFor'>, deps: PlanDeps) {
  const {livemode, networkOf, world} = deps;
  const limits = {one: createRateLimit(perNetwork, world.clock), all: createRateLimit(together, world.clock)};

  function mayAsk(c: Context): void {
    limits.one.sweep();
    const network = networkOf(c);
    if (network !== undefined && !limits.one.take(network)) throw new Problem('rate_limited', {retryAfter: 1});
    if (!limits.all.take('all')) throw new Problem('rate_limited', {retryAfter: 1});
  }

  const routes = payRoutes();
  routes.use(path, async (c, next) => {
    // Before anything can go wrong: a page of another origin may read why, too.
    c.header('access-control-allow-origin', '*');
    await next();
  });
  return routes.openapi(read, async (c) => {
    const {amount, currency, capture_method: capture} = c.req.valid('query');
    const offer = await payments.instalmentsFor({amount, currency}, capture, () => mayAsk(c));
    const reason = offer.offered ? null : offer.reason;
    c.header('cache-control', reason === 'unreachable' ? 'no-store' : 'public, max-age=60');
    return c.json(
      {
        object: 'instalment_plans' as const,
        livemode,
        amount,
        currency,
        plans: offer.offered ? (offer.plans ?? []).map(planView) : [],
        reason,
        from: offer.offered ? null : (offer.from?.amount ?? null),
      } satisfies LenderOffer & {readonly object: string},
      200,
    );
  });
}
