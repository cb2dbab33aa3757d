import {createHash, timingSafeEqual} from 'node:crypto';
import {createRoute, z} from '@hono/zod-openapi';
import {AmountSchema, CurrencySchema} from '../payments/money.ts';
import type {Link} from '../payments/link.ts';
import type {Payments} from '../payments/payments.ts';
import type {Callers} from './callers.ts';
import {keptAnswer} from './idempotency.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';
import {EmptyRequest, LinkOfPaymentRequest, NewSessionRequest} from './requests.ts';

const LinkAnswer = z
  .object({
    id: z.string(),
    object: z.literal('payment_link'),
    url: z.string(),
    amount: AmountSchema,
    currency: CurrencySchema,
    order_reference: z.string(),
    created: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .openapi('PaymentLink');

const OpenedAnswer = z
  .object({
    status: z.enum(['open', 'paid', 'in_progress', 'expired', 'canceled']),
    path: z.string().nullable().openapi({description: 'Of the page, where there is something to pay or to see'}),
  })
  .openapi('OpenedPaymentLink');

const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: {'application/json': {schema}},
});

const create = createRoute({
  method: 'post',
  path: '/v1/payment_links',
  summary: 'A link for an order, or for the order of a payment that failed',
  security: [{secretKey: []}],
  request: {
    body: {
      required: true,
      content: {'application/json': {schema: z.union([LinkOfPaymentRequest, NewSessionRequest])}},
    },
  },
  responses: {201: json(LinkAnswer, 'The link; its address is its secret')},
});

const open = createRoute({
  method: 'post',
  path: '/v1/payment_links/{id}/open',
  summary: 'Where the order of a link stands; opens a session while it is unpaid',
  security: [{clientToken: []}],
  request: {
    params: z.object({id: z.string().regex(/^pl_[\w-]{22}$/)}),
    body: {required: false, content: {'application/json': {schema: EmptyRequest}}},
  },
  responses: {200: json(OpenedAnswer, 'The state of the order')},
});

export function linkRoutes(payments: Payments, callers: Callers, livemode: boolean) {
  function answer(link: Link): z.infer<typeof LinkAnswer> {
    const {id, order, created, expiresAt} = link;
    return {
      id,
      object: 'payment_link',
      url: payments.linkUrl(link),
      amount: order.money.amount,
      currency: order.money.currency,
      order_reference: order.orderReference,
      created: new Date(created).toISOString(),
      expires_at: new Date(expiresAt).toISOString(),
    };
  }

  return payRoutes()
    .openapi(create, async (c) => {
      const merchant = callers.merchant(c);
      const wanted = c.req.valid('json');
      const also = (link: Link) => keptAnswer(c, 201, LinkAnswer.parse(answer(link)));
      const link =
        'payment_intent' in wanted
          ? await payments.linkToPayment(merchant.id, wanted.payment_intent, wanted.expires_in, also)
          : await payments.createLink(merchant, livemode, wanted, also);
      return c.json(LinkAnswer.parse(answer(link)), 201);
    })
    .openapi(open, async (c) => {
      const {id} = c.req.valid('param');
      const token = /^Bearer +(cst_[\w-]{43})$/i.exec(c.req.header('authorization') ?? '')?.[1];
      const hash = await payments.linkHash(id);
      // An unknown link and a wrong token look alike: neither tells anything.
      if (token === undefined || hash === undefined || !isHashOf(token, hash)) throw new Problem('link_not_found');
      const opened = await payments.openLink(id);
      const path = opened.status === 'open' ? `/pay/${opened.session}` : null;
      return c.json(OpenedAnswer.parse({status: opened.status, path}), 200);
    });
}

function isHashOf(token: string, hash: string): boolean {
  const [given, kept] = [createHash('sha256').update(token).digest(), Buffer.from(hash, 'hex')];
  return given.length === kept.length && timingSafeEqual(given, kept);
}
