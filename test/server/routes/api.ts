import {createRoute, z} from '@hono/zod-openapi';
import {sha256hex} from '../../../server/ids.ts';
import {createNetGuard} from '../../../server/net-guard.ts';
import {createAuth} from '../../../server/routes/auth.ts';
import {sessionCors} from '../../../server/routes/cors.ts';
import {eventRoutes} from '../../../server/routes/events.ts';
import {createIdempotency} from '../../../server/routes/idempotency.ts';
import {jsonBody} from '../../../server/routes/json-body.ts';
import {payRoutes} from '../../../server/routes/pay-env.ts';
import {Problem} from '../../../server/routes/problem.ts';
import {problemAnswers, requestIds} from '../../../server/routes/problem-answers.ts';
import {problemPages} from '../../../server/routes/problem-pages.ts';
import {webhookEndpointRoutes} from '../../../server/routes/webhook-endpoints.ts';
import type {CheckoutSession} from '../../../server/payments/session.ts';
import {openSqlite} from '../../../server/store/sqlite.ts';
import {smallWorld} from '../outbox/world.ts';

export const payUrl = 'https://pay.example';
export const secretKey = 'sk_test_lumen_0123456789';
export const otherKey = 'sk_test_autre_0123456789';
export const token = 'cst_of_session_one';

export function session(id: string, change: Partial<CheckoutSession> = {}): CheckoutSession {
  return {
    id: `cs_${id}`,
    merchant: 'mer_1',
    livemode: false,
    intent: `pi_${id}`,
    status: 'open',
    tokenHash: sha256hex(token),
    money: {amount: 12_990, currency: 'EUR'},
    orderReference: 'ML-1',
    lineItems: [],
    returnUrl: 'https://shop.example/merci',
    captureMethod: 'manual',
    locale: 'auto',
    paymentMethods: ['card'],
    embedOrigins: ['https://shop.example'],
    submitType: 'pay',
    metadata: {},
    created: 0,
    expiresAt: 1_800_000,
    ...change,
  };
}

/** The API as `server/app.ts` composes it, with two routes of its own: what they do is up to a test. */
export async function openApi() {
  const {world, lines, advance} = smallWorld();
  const store = openSqlite({path: ':memory:', soon: queueMicrotask});
  for (const doc of [session('1'), session('2', {tokenHash: sha256hex('cst_other')})]) {
    await store.commit([{op: 'insert', table: 'sessions', id: doc.id, doc}]);
  }
  const auth = createAuth({
    store,
    merchants: [
      {id: 'mer_1', name: 'Lumen', secretKeyHash: sha256hex(secretKey)},
      {id: 'mer_2', name: 'Autre', secretKeyHash: sha256hex(otherKey)},
    ],
    ofLink: () => Promise.reject(new Problem('wrong_receipt')),
  });
  const idempotency = createIdempotency({store, world});
  const parts = {
    store,
    world,
    auth,
    idempotency,
    kick: () => void kicks++,
    guard: createNetGuard({resolve: async () => [], allowPrivate: false}),
  };
  let kicks = 0;

  const deed = {run: async (): Promise<unknown> => ({done: true})};
  const body = {
    required: true,
    content: {
      'application/json': {
        schema: z.strictObject({
          amount: z.int().min(1),
          items: z.array(z.object({n: z.int()})).optional(),
          metadata: z.record(z.string(), z.unknown()).optional(),
        }),
      },
    },
  };
  const responses = {200: {description: '', content: {'application/json': {schema: z.unknown()}}}};
  const params = z.object({id: z.string()});
  const act = createRoute({
    method: 'post',
    path: '/v1/things/{id}/act',
    middleware: [auth.secret, idempotency.idempotent({required: true})],
    request: {params, body},
    responses,
  });
  const look = createRoute({
    method: 'post',
    path: '/v1/checkout_sessions/{id}/look',
    middleware: [auth.client],
    request: {params},
    responses,
  });
  const either = createRoute({
    method: 'get',
    path: '/v1/checkout_sessions/{id}',
    middleware: [auth.either],
    request: {params},
    responses,
  });

  const {onError, notFound} = problemAnswers({payUrl, log: world.log});
  const app = payRoutes();
  app.onError(onError);
  app.notFound(notFound);
  app.use(requestIds(world));
  app.use('/v1/checkout_sessions/:id/*', sessionCors({store, payUrl}));
  app.use('/v1/*', jsonBody());
  app.route('/', problemPages());
  app.route('/', eventRoutes(parts));
  app.route('/', webhookEndpointRoutes(parts));
  app.route(
    '/',
    payRoutes()
      .openapi(act, async (c) => c.json(await deed.run(), 200))
      .openapi(look, async (c) => c.json(await deed.run(), 200))
      .openapi(either, (c) => c.json({kind: c.get('caller').kind}, 200)),
  );

  async function call(
    method: string,
    path: string,
    {
      json,
      raw,
      key,
      as = secretKey,
      headers = {},
    }: {
      readonly json?: unknown;
      readonly raw?: string | Uint8Array<ArrayBuffer>;
      readonly key?: string;
      readonly as?: string | null;
      readonly headers?: Record<string, string>;
    } = {},
  ) {
    const body = raw ?? (json === undefined ? null : JSON.stringify(json));
    const response = await app.request(path, {
      method,
      body,
      headers: {
        ...(as !== null && {authorization: `Bearer ${as}`}),
        ...(body !== null && {'content-type': 'application/json'}),
        ...(key !== undefined && {'idempotency-key': key}),
        ...headers,
      },
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined};
  }

  return {app, store, world, lines, advance, deed, call, idempotency, kicks: () => kicks};
}
