import {createRoute, z} from '@hono/zod-openapi';
import {PaymentIntentAnswer} from '../payments/schemas.ts';
import type {Payments} from '../payments/payments.ts';
import {publicIntent} from '../payments/views.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {
  CaptureRequest,
  EmptyRequest,
  IntentListQuery,
  ReceivedRequest,
  ReviewRequest,
  SettleTaskRequest,
} from './requests.ts';
import {keyOf} from './sessions.ts';

const params = z.object({id: z.string().max(64)});
const headers = z.object({'idempotency-key': z.string().openapi({description: 'Makes twice the same as once'})});
const secret = [{secretKey: []}];
const intent = (description: string) => ({description, content: {'application/json': {schema: PaymentIntentAnswer}}});

const list = createRoute({
  method: 'get',
  path: '/v1/payment_intents',
  summary: 'List payments, newest first',
  security: secret,
  request: {query: IntentListQuery},
  responses: {
    200: {
      description: 'Payments',
      content: {'application/json': {schema: z.object({data: z.array(PaymentIntentAnswer), has_more: z.boolean()})}},
    },
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/payment_intents/{id}',
  summary: 'Read a payment',
  security: secret,
  request: {params},
  responses: {200: intent('The payment')},
});

const capture = createRoute({
  method: 'post',
  path: '/v1/payment_intents/{id}/capture',
  summary: 'Take the money that was authorized, usually at shipment; all of it or a part',
  security: secret,
  request: {params, headers, body: {required: false, content: {'application/json': {schema: CaptureRequest}}}},
  responses: {
    200: intent('The payment, captured; still as it was when the answer of the bank was lost, and asked for again'),
  },
});

const release = createRoute({
  method: 'post',
  path: '/v1/payment_intents/{id}/void',
  summary: 'Release an authorization',
  security: secret,
  request: {params, headers, body: {required: false, content: {'application/json': {schema: EmptyRequest}}}},
  responses: {200: intent('The payment, canceled')},
});

const markReceived = createRoute({
  method: 'post',
  path: '/v1/payment_intents/{id}/mark_received',
  summary: 'A transfer or a cheque arrived; a part keeps the payment waiting for the rest',
  security: secret,
  request: {params, headers, body: {required: true, content: {'application/json': {schema: ReceivedRequest}}}},
  responses: {200: intent('The payment; succeeded once all of it has come')},
});

const review = createRoute({
  method: 'post',
  path: '/v1/payment_intents/{id}/review',
  summary: 'Let an order go on that was held back for a look, or decline it and release the money',
  security: secret,
  request: {params, headers, body: {required: true, content: {'application/json': {schema: ReviewRequest}}}},
  responses: {200: intent('The payment after the decision')},
});

const settleTask = createRoute({
  method: 'post',
  path: '/v1/payment_intents/{id}/settle_task',
  summary: 'Settle a task: what was seen is written down, and the task is closed; no money moves',
  security: secret,
  request: {params, headers, body: {required: true, content: {'application/json': {schema: SettleTaskRequest}}}},
  responses: {200: intent('The payment, without the task')},
});

export function intentRoutes(payments: Payments, callers: Callers) {
  return payRoutes()
    .openapi(list, async (c) => {
      const {id} = callers.merchant(c);
      const {data, hasMore} = await payments.listIntents(id, c.req.valid('query'));
      return c.json({data: data.map((row) => PaymentIntentAnswer.parse(publicIntent(row))), has_more: hasMore}, 200);
    })
    .openapi(read, async (c) => {
      const merchant = callers.merchant(c);
      return c.json(
        PaymentIntentAnswer.parse(publicIntent(await payments.intent(c.req.valid('param').id, merchant.id))),
        200,
      );
    })
    .openapi(capture, async (c) => {
      const merchant = callers.merchant(c);
      const {id} = await payments.intent(c.req.valid('param').id, merchant.id);
      const wanted = c.req.valid('json') ?? {};
      const after = await payments.capture(id, {...wanted, idempotencyKey: keyOf(c.req.header('idempotency-key'))});
      return c.json(PaymentIntentAnswer.parse(publicIntent(after)), 200);
    })
    .openapi(markReceived, async (c) => {
      const merchant = callers.merchant(c);
      const {id} = await payments.intent(c.req.valid('param').id, merchant.id);
      const idempotencyKey = keyOf(c.req.header('idempotency-key'));
      const after = await payments.markReceived(id, {...c.req.valid('json'), idempotencyKey});
      return c.json(PaymentIntentAnswer.parse(publicIntent(after)), 200);
    })
    .openapi(review, async (c) => {
      const merchant = callers.merchant(c);
      const {id} = await payments.intent(c.req.valid('param').id, merchant.id);
      const idempotencyKey = keyOf(c.req.header('idempotency-key'));
      const after = await payments.decideReview(id, {...c.req.valid('json'), idempotencyKey});
      return c.json(PaymentIntentAnswer.parse(publicIntent(after)), 200);
    })
    .openapi(settleTask, async (c) => {
      const merchant = callers.merchant(c);
      const {id} = await payments.intent(c.req.valid('param').id, merchant.id);
      const idempotencyKey = keyOf(c.req.header('idempotency-key'));
      const after = await payments.settleTask(id, {...c.req.valid('json'), idempotencyKey});
      return c.json(PaymentIntentAnswer.parse(publicIntent(after)), 200);
    })
    .openapi(release, async (c) => {
      const merchant = callers.merchant(c);
      const {id} = await payments.intent(c.req.valid('param').id, merchant.id);
      const after = await payments.void(id, {idempotencyKey: keyOf(c.req.header('idempotency-key'))});
      return c.json(PaymentIntentAnswer.parse(publicIntent(after)), 200);
    });
}
