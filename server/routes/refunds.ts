import {createRoute, z} from '@hono/zod-openapi';
import {RefundAnswer} from '../payments/schemas.ts';
import type {Payments} from '../payments/payments.ts';
import {publicRefund} from '../payments/views.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {NewRefundRequest} from './requests.ts';
import {keyOf} from './sessions.ts';

const secret = [{secretKey: []}];
const answer = (description: string) => ({description, content: {'application/json': {schema: RefundAnswer}}});

const create = createRoute({
  method: 'post',
  path: '/v1/refunds',
  summary: 'Give captured money back, all of it or a part',
  security: secret,
  request: {
    headers: z.object({'idempotency-key': z.string()}),
    body: {required: true, content: {'application/json': {schema: NewRefundRequest}}},
  },
  responses: {201: answer('The refund; `pending` while the bank has not answered')},
});

const read = createRoute({
  method: 'get',
  path: '/v1/refunds/{id}',
  summary: 'Read a refund',
  security: secret,
  request: {params: z.object({id: z.string().max(64)})},
  responses: {200: answer('The refund')},
});

export function refundRoutes(payments: Payments, callers: Callers) {
  return payRoutes()
    .openapi(create, async (c) => {
      const merchant = callers.merchant(c);
      const {payment_intent: intent, ...wanted} = c.req.valid('json');
      const {id} = await payments.intent(intent, merchant.id);
      const made = await payments.refund({
        ...wanted,
        intent: id,
        idempotencyKey: keyOf(c.req.header('idempotency-key')),
      });
      return c.json(RefundAnswer.parse(publicRefund(made)), 201);
    })
    .openapi(read, async (c) => {
      const merchant = callers.merchant(c);
      return c.json(
        RefundAnswer.parse(publicRefund(await payments.readRefund(c.req.valid('param').id, merchant.id))),
        200,
      );
    });
}
