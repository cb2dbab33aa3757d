import {createRoute, z} from '@hono/zod-openapi';
import {customerTypes, methodFacts} from '#contract/methods.ts';
import {methodTypes} from '#contract/statuses.ts';
import type {Payments} from '../payments/payments.ts';
import {CurrencySchema} from '../payments/money.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';

const MethodFactsAnswer = z
  .object({
    type: z.enum(methodTypes),
    currencies: z.array(CurrencySchema),
    from: z.record(z.string(), z.int()).openapi({description: 'Smallest amounts in minor units, by currency'}),
    capture: z.enum(['none', 'full', 'partial', 'offline']),
    customers: z.array(z.enum(customerTypes)),
    paid_orders: z.int(),
  })
  .openapi('PaymentMethod');

const list = createRoute({
  method: 'get',
  path: '/v1/payment_methods',
  summary: 'How shoppers may pay this merchant; public',
  request: {query: z.object({merchant: z.string().max(64)})},
  responses: {
    200: {
      description: 'The methods that are switched on',
      content: {'application/json': {schema: z.object({data: z.array(MethodFactsAnswer)})}},
    },
  },
});

export function paymentMethodRoutes(payments: Pick<Payments, 'methods'>, merchants: readonly {readonly id: string}[]) {
  return payRoutes().openapi(list, (c) => {
    if (!merchants.some(({id}) => id === c.req.valid('query').merchant)) throw new Problem('not_found');
    const enabled = payments.methods();
    const data = methodTypes.flatMap((type) => {
      const capture = enabled[type];
      if (!capture) return [];
      const {currencies, from = {}, customers, paidOrders = 0} = methodFacts[type];
      return [
        MethodFactsAnswer.parse({
          type,
          currencies: [...currencies],
          from: {...from},
          capture,
          customers: [...customers],
          paid_orders: paidOrders,
        }),
      ];
    });
    // Read from the shop's own pages, on whatever origin they are: nothing in it is a secret.
    c.header('access-control-allow-origin', '*');
    c.header('cache-control', 'public, max-age=60');
    return c.json({data}, 200);
  });
}
