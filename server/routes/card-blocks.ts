import {createRoute, z} from '@hono/zod-openapi';
import {CardBlockAnswer} from '../payments/schemas.ts';
import type {Payments} from '../payments/payments.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {ListQuery} from './requests.ts';

const secret = [{secretKey: []}];
const params = z.object({id: z.string().max(64)});

const list = createRoute({
  method: 'get',
  path: '/v1/card_blocks',
  summary: 'The cards blocked by the three-strikes rule',
  security: secret,
  request: {query: ListQuery},
  responses: {
    200: {
      description: 'Blocked cards',
      content: {'application/json': {schema: z.object({data: z.array(CardBlockAnswer), has_more: z.boolean()})}},
    },
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/card_blocks/{id}',
  summary: 'Read a block',
  security: secret,
  request: {params},
  responses: {200: {description: 'The block', content: {'application/json': {schema: CardBlockAnswer}}}},
});

const lift = createRoute({
  method: 'delete',
  path: '/v1/card_blocks/{id}',
  summary: 'Lift a block',
  security: secret,
  request: {params},
  responses: {204: {description: 'Lifted'}},
});

export function cardBlockRoutes(payments: Payments, callers: Callers) {
  return payRoutes()
    .openapi(list, async (c) => {
      const {id} = callers.merchant(c);
      const {limit, starting_after: after} = c.req.valid('query');
      const {data, hasMore} = await payments.listBlocks(id, {limit, ...(after !== undefined && {after})});
      return c.json({data: data.map((block) => CardBlockAnswer.parse(block)), has_more: hasMore}, 200);
    })
    .openapi(read, async (c) => {
      const {id} = callers.merchant(c);
      return c.json(CardBlockAnswer.parse(await payments.readBlock(id, c.req.valid('param').id)), 200);
    })
    .openapi(lift, async (c) => {
      const {id} = callers.merchant(c);
      await payments.liftBlock(id, c.req.valid('param').id);
      return c.body(null, 204);
    });
}
