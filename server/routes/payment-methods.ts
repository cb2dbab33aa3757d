import {createRoute, z} from '@hono/zod-openapi';
import {failedAuthenticationsMax} from '#contract/challenge.ts';
import {partsOf} from '#contract/instalments.ts';
import {customerTypes, methodFacts} from '#contract/methods.ts';
import {methodTypes} from '#contract/statuses.ts';
import {cardLifeMs} from '#contract/vault.ts';
import {daysToPay} from '../payments/funds.ts';
import type {Payments} from '../payments/payments.ts';
import {CurrencySchema} from '../payments/money.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';

const MethodFactsAnswer = z
  .object({
    type: z.enum(methodTypes),
    currencies: z.array(CurrencySchema),
    from: z.record(z.string(), z.int()).openapi({description: 'Smallest amounts in minor units, by currency'}),
    up_to: z.record(z.string(), z.int()).openapi({description: 'Largest amounts in minor units, by currency'}),
    capture: z.enum(['none', 'full', 'partial', 'offline']),
    customers: z.array(z.enum(customerTypes)),
    paid_orders: z.int(),
    days_to_pay: z.int().nullable().openapi({description: 'Where the shopper sends the money: in how many days'}),
    parts: z.array(z.int()).openapi({
      description:
        'In how many parts, from the smallest amount on, as the lender says; empty where it is not about that',
    }),
    payee: z.string().nullable().openapi({description: 'To whom a cheque is made out'}),
  })
  .openapi('PaymentMethod');

/** What a shop tells its customers about paying, as it is set here. */
const ShopFactsAnswer = z
  .object({
    name: z.string(),
    livemode: z.boolean(),
    failed_authentications: z.int().openapi({description: 'After so many the payment is canceled'}),
    card_block: z
      .object({payments: z.int(), days: z.int()})
      .nullable()
      .openapi({description: 'After so many such payments the card is blocked, for so many days; null: never'}),
    card_kept_minutes: z.int().openapi({description: 'How long an encrypted card is kept for its payment'}),
    review: z.boolean().openapi({description: 'Some orders are looked at before anything is debited'}),
    markup_percent: z.string().nullable().openapi({description: 'Above the central bank’s rate; null: no mark-up'}),
  })
  .openapi('ShopFacts');

export interface ShopFacts {
  readonly name: string;
  readonly livemode: boolean;
  readonly block: {readonly payments: number; readonly ms: number} | null;
  readonly review: boolean;
  readonly markupBasisPoints: number;
  readonly chequePayee: string | null;
}

const list = createRoute({
  method: 'get',
  path: '/v1/payment_methods',
  summary: 'How shoppers may pay this merchant; public',
  request: {query: z.object({merchant: z.string().max(64)})},
  responses: {
    200: {
      description: 'The methods that are switched on',
      content: {'application/json': {schema: z.object({data: z.array(MethodFactsAnswer), shop: ShopFactsAnswer})}},
    },
  },
});

const minute = 60_000;
const day = 24 * 60 * minute;

export function paymentMethodRoutes(
  payments: Pick<Payments, 'methods' | 'limits' | 'plansFor'>,
  merchants: readonly {readonly id: string}[],
  facts: ShopFacts,
) {
  const shop = ShopFactsAnswer.parse({
    name: facts.name,
    livemode: facts.livemode,
    failed_authentications: failedAuthenticationsMax,
    card_block: facts.block && {payments: facts.block.payments, days: Math.round(facts.block.ms / day)},
    card_kept_minutes: Math.round(cardLifeMs / minute),
    review: facts.review,
    markup_percent: facts.markupBasisPoints === 0 ? null : percentOf(facts.markupBasisPoints),
  });

  return payRoutes().openapi(list, async (c) => {
    if (!merchants.some(({id}) => id === c.req.valid('query').merchant)) throw new Problem('not_found');
    const enabled = payments.methods();
    const lent = enabled.instalments ? await lentFrom(payments) : {};
    const data = methodTypes.flatMap((type) => {
      const capture = enabled[type];
      if (!capture) return [];
      const {from: floor = {}, customers, paidOrders = 0} = methodFacts[type];
      const limits = methodFacts[type].currencies.flatMap((currency) => {
        const taken = payments.limits(type, currency);
        return taken ? [{currency, from: Math.max(floor[currency] ?? 0, taken.from ?? 0), upTo: taken.upTo}] : [];
      });
      return [
        MethodFactsAnswer.parse({
          type,
          currencies: limits.map(({currency}) => currency),
          from: {
            ...Object.fromEntries(limits.flatMap(({currency, from}) => (from > 0 ? [[currency, from]] : []))),
            ...(type === 'instalments' && lent.from),
          },
          up_to: Object.fromEntries(
            limits.flatMap(({currency, upTo}) => (upTo === undefined ? [] : [[currency, upTo]])),
          ),
          capture,
          customers: [...customers],
          paid_orders: paidOrders,
          days_to_pay: daysToPay(type),
          parts: type === 'instalments' ? [...(lent.parts ?? [])] : [],
          payee: type === 'cheque' ? facts.chequePayee : null,
        }),
      ];
    });
    // Read from the shop's own pages, on whatever origin they are: nothing in it is a secret.
    c.header('access-control-allow-origin', '*');
    c.header('cache-control', 'public, max-age=60');
    return c.json({data, shop}, 200);
  });
}

/** From which amount on the lender lends, and in how many parts; as far as it says. */
async function lentFrom(payments: Pick<Payments, 'plansFor'>) {
  const [from = 0] = Object.values(methodFacts.instalments.from ?? {});
  const answer = await payments.plansFor({amount: from, currency: 'EUR'});
  if (answer?.offered) return {parts: partsOf(answer.plans)};
  return answer?.reason === 'amount_too_small' ? {from: {[answer.from.currency]: answer.from.amount}} : {};
}

/** Hundredths of a percent as a decimal text: `3.00`. */
function percentOf(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
