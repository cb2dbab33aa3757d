import {createRoute, z} from '@hono/zod-openapi';
import {isLocale, type Locale} from '#contract/locale.ts';
import {preferredLocale} from '../accept-language.ts';
import {CheckoutSessionAnswer, SessionViewAnswer} from '../payments/schemas.ts';
import type {NewlyMade, Payments} from '../payments/payments.ts';
import {publicSession} from '../payments/views.ts';
import type {Callers} from './callers.ts';
import {keptAnswer} from './idempotency.ts';
import {payRoutes, type PayContext} from './pay-env.ts';
import {Problem} from './problem.ts';
import {CancelRequest, ConfirmRequest, EmptyRequest, NewSessionRequest, SessionId} from './requests.ts';

const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: {'application/json': {schema}},
});
const body = <S extends z.ZodType>(schema: S) => ({content: {'application/json': {schema}}, required: true});
const params = z.object({id: SessionId});
const secret = [{secretKey: []}];
const browser = [{clientToken: []}];

const create = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions',
  summary: 'Open a session: one visit to the payment page',
  security: secret,
  request: {body: body(NewSessionRequest)},
  responses: {
    201: json(CheckoutSessionAnswer, 'The session, with its address and client token, which are shown only here'),
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/checkout_sessions/{id}',
  summary: 'Read a session; a browser sees only what it may',
  security: [...secret, ...browser],
  request: {params, query: z.object({locale: z.string().exactOptional()})},
  responses: {200: json(z.union([CheckoutSessionAnswer, SessionViewAnswer]), 'The session')},
});

const expire = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/expire',
  summary: 'Close an open session',
  security: secret,
  request: {params, body: {...body(EmptyRequest), required: false}},
  responses: {200: json(CheckoutSessionAnswer, 'The session, closed')},
});

const confirm = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/confirm',
  summary: 'One try to pay, by the shopper',
  security: browser,
  request: {params, query: z.object({locale: z.string().exactOptional()}), body: body(ConfirmRequest)},
  responses: {200: json(SessionViewAnswer, 'The session after the try, with the next action if there is one')},
});

const look = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/look',
  summary: 'Ask the provider how the try ended that is in its hands; changes nothing by itself',
  security: browser,
  request: {
    params,
    query: z.object({locale: z.string().exactOptional()}),
    body: {...body(EmptyRequest), required: false},
  },
  responses: {200: json(SessionViewAnswer, 'The session as it stands now')},
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/cancel',
  summary: 'The shopper gives up; never undoes a payment',
  security: browser,
  request: {
    params,
    query: z.object({locale: z.string().exactOptional()}),
    body: {...body(CancelRequest), required: false},
  },
  responses: {200: json(SessionViewAnswer, 'The session')},
});

/** A route says what it takes and what it gives; the verbs live in `payments/`. */
export function sessionRoutes(
  payments: Payments,
  callers: Callers,
  livemode: boolean,
  /** A mark of the shopper's network, where it tells anything. */
  networkOf: (c: PayContext) => string | undefined,
) {
  const localeOf = (asked: string | undefined): Locale | undefined => (isLocale(asked) ? asked : undefined);

  return payRoutes()
    .openapi(create, async (c) => {
      const merchant = callers.merchant(c);
      const wanted = c.req.valid('json');
      for (const [index, item] of wanted.line_items.entries()) {
        if (item.currency !== undefined && item.currency !== wanted.currency) {
          throw new Problem('currency_mismatch', {
            errors: [{path: `/line_items/${index}/currency`, code: 'currency_mismatch'}],
          });
        }
      }
      const items = wanted.line_items.map(({name, quantity, amount}) => ({name, quantity, amount}));
      const asked = {...wanted, line_items: items};
      const answer = ({session, ...secrets}: NewlyMade) => CheckoutSessionAnswer.parse(publicSession(session, secrets));
      const made = await payments.createSession(merchant, livemode, asked, (session) =>
        keptAnswer(c, 201, answer(session)),
      );
      return c.json(answer(made), 201);
    })
    .openapi(read, async (c) => {
      const {id} = c.req.valid('param');
      const caller = callers.any(c, id);
      if (caller.kind === 'merchant') {
        return c.json(CheckoutSessionAnswer.parse(publicSession(await payments.session(id, caller.merchant.id))), 200);
      }
      const view = await payments.view(
        caller.session,
        localeOf(c.req.valid('query').locale),
        c.req.header('accept-language'),
      );
      return c.json(SessionViewAnswer.parse(view), 200);
    })
    .openapi(expire, async (c) => {
      const {id} = c.req.valid('param');
      const merchant = callers.merchant(c);
      const session = await payments.session(id, merchant.id);
      return c.json(CheckoutSessionAnswer.parse(publicSession(await payments.expireSession(session))), 200);
    })
    .openapi(confirm, async (c) => {
      const {id} = c.req.valid('param');
      const session = callers.shopper(c, id);
      const wanted = c.req.valid('json');
      const locale = localeOf(c.req.valid('query').locale) ?? preferredLocale(c.req.header('accept-language'));
      const idempotencyKey = keyOf(c.req.header('idempotency-key'));
      const address = networkOf(c);
      await payments.confirm(session, {...wanted, locale, idempotencyKey, ...(address !== undefined && {address})});
      const view = await payments.view(session, localeOf(c.req.valid('query').locale), c.req.header('accept-language'));
      return c.json(SessionViewAnswer.parse(view), 200);
    })
    .openapi(look, async (c) => {
      const {id} = c.req.valid('param');
      const session = callers.shopper(c, id);
      await payments.look(session);
      const view = await payments.view(session, localeOf(c.req.valid('query').locale), c.req.header('accept-language'));
      return c.json(SessionViewAnswer.parse(view), 200);
    })
    .openapi(cancel, async (c) => {
      const {id} = c.req.valid('param');
      const session = callers.shopper(c, id);
      const {attempt = false} = c.req.valid('json') ?? {};
      await payments.cancel(session, {attempt});
      const view = await payments.view(session, localeOf(c.req.valid('query').locale), c.req.header('accept-language'));
      return c.json(SessionViewAnswer.parse(view), 200);
    });
}

/** Checked by the idempotency middleware before; here only unquoted. */
export function keyOf(header: string | undefined): string {
  const key = header?.trim().replace(/^"(.*)"$/, '$1');
  if (!key) throw new Problem('idempotency_key_missing');
  return key;
}
