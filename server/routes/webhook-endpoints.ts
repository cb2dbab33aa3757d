import {createRoute, z} from '@hono/zod-openapi';
import {newId} from '../ids.ts';
import type {Random, World} from '../ports.ts';
import type {WebhookGuard} from '../outbox/deliver.ts';
import {endpointsMax} from '../outbox/dispatch.ts';
import type {Row, Store} from '../store/store.ts';
import {eventTypes, type Endpoint} from '../store/tables.ts';
import {merchantOf, type Auth} from './auth.ts';
import {keptAnswer, type Idempotency} from './idempotency.ts';
import {limitDefault, listOf, ListQuery, pageOf} from './lists.ts';
import {payRoutes, type PayContext} from './pay-env.ts';
import {Problem} from './problem.ts';

export interface WebhookEndpointParts {
  readonly store: Store;
  readonly world: World;
  readonly auth: Auth;
  readonly idempotency: Idempotency;
  readonly guard: WebhookGuard;
}

const day = 86_400;

export const WebhookEndpointAnswer = z
  .object({
    id: z.string().openapi({example: 'we_4QzK2mV0xS1cB9dT4hRr7w'}),
    object: z.literal('webhook_endpoint'),
    url: z.string(),
    events: z.array(z.enum(eventTypes)).openapi({description: 'Empty: all'}),
    status: z
      .enum(['enabled', 'disabled'])
      .openapi({description: 'Disabled once it answered 410, or by its merchant: nothing is announced there'}),
    livemode: z.boolean(),
    created: z.iso.datetime(),
    secret: z
      .string()
      .nullable()
      .openapi({description: 'Only in the answer that creates or rotates it', example: 'whsec_…'}),
  })
  .openapi('WebhookEndpoint');

const EndpointId = z.object({id: z.string().openapi({example: 'we_4QzK2mV0xS1cB9dT4hRr7w'})});
const CreateEndpoint = z.strictObject({
  url: z.string().max(2048),
  events: z
    .array(z.enum(eventTypes))
    .max(eventTypes.length)
    .optional()
    .openapi({description: 'Left out or empty: all'}),
});
const UpdateEndpoint = z
  .strictObject({
    enabled: z.boolean().optional().openapi({
      description:
        'true: announce there again, as after an answer of 410. What happened meanwhile is announced by POST /v1/events/{id}/resend',
    }),
    events: z
      .array(z.enum(eventTypes))
      .max(eventTypes.length)
      .optional()
      .openapi({description: 'Empty: all; left out: as before'}),
  })
  .openapi('UpdateWebhookEndpoint');
const RotateSecret = z.strictObject({
  expires_in: z
    .int()
    .min(0)
    .max(7 * day)
    .optional()
    .openapi({description: 'Seconds for which the old secret still signs too; a day when left out'}),
});
const DeletedAnswer = z.object({id: z.string(), object: z.literal('webhook_endpoint'), deleted: z.literal(true)});

const one = (description: string) => ({description, content: {'application/json': {schema: WebhookEndpointAnswer}}});

/** Where to announce. */
export function webhookEndpointRoutes({store, world, auth, idempotency, guard}: WebhookEndpointParts) {
  const create = createRoute({
    method: 'post',
    path: '/v1/webhook_endpoints',
    summary: 'Adds a place to announce to',
    middleware: [auth.secret, idempotency.idempotent({required: false})],
    request: {body: {required: true, content: {'application/json': {schema: CreateEndpoint}}}},
    responses: {201: one('The endpoint, with its secret')},
  });
  const list = createRoute({
    method: 'get',
    path: '/v1/webhook_endpoints',
    summary: 'All of them, oldest first',
    middleware: [auth.secret],
    request: {query: ListQuery},
    responses: {
      200: {description: 'A page of endpoints', content: {'application/json': {schema: listOf(WebhookEndpointAnswer)}}},
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/v1/webhook_endpoints/{id}',
    summary: 'One of them',
    middleware: [auth.secret],
    request: {params: EndpointId},
    responses: {200: one('The endpoint')},
  });
  const update = createRoute({
    method: 'post',
    path: '/v1/webhook_endpoints/{id}',
    summary: 'Announces there again, or no more, or other events',
    middleware: [auth.secret, idempotency.idempotent({required: false})],
    request: {params: EndpointId, body: {content: {'application/json': {schema: UpdateEndpoint}}}},
    responses: {200: one('The endpoint')},
  });
  const remove = createRoute({
    method: 'delete',
    path: '/v1/webhook_endpoints/{id}',
    summary: 'Announces nothing there any more, not even what waits',
    middleware: [auth.secret],
    request: {params: EndpointId},
    responses: {200: {description: 'It is gone', content: {'application/json': {schema: DeletedAnswer}}}},
  });
  const rotate = createRoute({
    method: 'post',
    path: '/v1/webhook_endpoints/{id}/rotate_secret',
    summary: 'Makes a new secret; the old one signs along for a while',
    middleware: [auth.secret, idempotency.idempotent({required: false})],
    request: {params: EndpointId, body: {content: {'application/json': {schema: RotateSecret}}}},
    responses: {200: one('The endpoint, with its new secret')},
  });

  /** All of a merchant's, oldest first: they are few. */
  async function all(c: PayContext): Promise<readonly Endpoint[]> {
    const {merchant, livemode} = merchantOf(c);
    const rows = await store.find('endpoints', {by: 'merchant', equals: merchant.id, limit: 2 * endpointsMax});
    return rows
      .map(({doc}) => doc)
      .filter((endpoint) => endpoint.livemode === livemode)
      .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  async function own(c: PayContext, id: string): Promise<Row<'endpoints'>> {
    const {merchant, livemode} = merchantOf(c);
    const row = await store.get('endpoints', id);
    if (row?.doc.merchant !== merchant.id || row.doc.livemode !== livemode)
      throw new Problem('webhook_endpoint_not_found');
    return row;
  }

  return payRoutes()
    .openapi(create, async (c) => {
      const {merchant, livemode} = merchantOf(c);
      const {url, events = []} = c.req.valid('json');
      const reason = guard.refusal(url, livemode);
      if (reason) throw new Problem('webhook_url_not_allowed', {errors: [{path: '/url', code: reason}]});
      if ((await all(c)).length >= endpointsMax) throw new Problem('webhook_endpoints_exceeded');

      const id = newId('we_', world.random);
      const secret = newSecret(world.random);
      const doc = {
        id,
        merchant: merchant.id,
        livemode,
        url,
        events,
        secrets: [{secret}],
        disabled: false,
        created: world.clock.now(),
      };
      const answer = WebhookEndpointAnswer.parse(publicEndpoint(doc, secret));
      const result = await store.commit([{op: 'insert', table: 'endpoints', id, doc}, ...keptAnswer(c, 201, answer)]);
      if (result === 'conflict') throw new Problem('conflict');
      return c.json(answer, 201);
    })
    .openapi(list, async (c) => {
      const {limit = limitDefault, starting_after: after} = c.req.valid('query');
      const endpoints = await all(c);
      const start = after === undefined ? 0 : endpoints.findIndex(({id}) => id === after) + 1;
      if (after !== undefined && start === 0) {
        throw new Problem('validation_failed', {errors: [{path: '/starting_after', code: 'unknown_id'}]});
      }
      const {page, has_more} = pageOf(endpoints.slice(start), limit);
      const data = page.map((endpoint) => publicEndpoint(endpoint));
      return c.json(listOf(WebhookEndpointAnswer).parse({data, has_more}), 200);
    })
    .openapi(read, async (c) => {
      const {doc} = await own(c, c.req.valid('param').id);
      return c.json(WebhookEndpointAnswer.parse(publicEndpoint(doc)), 200);
    })
    .openapi(update, async (c) => {
      const {enabled, events} = c.req.valid('json');
      const {id, version, doc} = await own(c, c.req.valid('param').id);
      const updated = {
        ...doc,
        ...(enabled !== undefined && {disabled: !enabled}),
        ...(events !== undefined && {events}),
      };
      const result = await store.commit([{op: 'update', table: 'endpoints', id, doc: updated, expecting: version}]);
      if (result === 'conflict') throw new Problem('conflict');
      return c.json(WebhookEndpointAnswer.parse(publicEndpoint(updated)), 200);
    })
    .openapi(remove, async (c) => {
      const {id} = await own(c, c.req.valid('param').id);
      await store.commit([{op: 'delete', table: 'endpoints', id}]);
      return c.json(DeletedAnswer.parse({id, object: 'webhook_endpoint', deleted: true}), 200);
    })
    .openapi(rotate, async (c) => {
      const {expires_in: seconds = day} = c.req.valid('json');
      const {id, version, doc} = await own(c, c.req.valid('param').id);
      const secret = newSecret(world.random);
      const rotated = {...doc, secrets: rotatedSecrets(doc, secret, world.clock.now(), seconds)};
      const answer = WebhookEndpointAnswer.parse(publicEndpoint(rotated, secret));
      const result = await store.commit([
        {op: 'update', table: 'endpoints', id, doc: rotated, expecting: version},
        ...keptAnswer(c, 200, answer),
      ]);
      if (result === 'conflict') throw new Problem('conflict');
      return c.json(answer, 200);
    });
}

/** The new secret first, then the one that was new before, for as long as was asked; older ones go. */
function rotatedSecrets(
  {secrets: [newest]}: Endpoint,
  secret: string,
  now: number,
  seconds: number,
): Endpoint['secrets'] {
  return newest && seconds > 0 ? [{secret}, {secret: newest.secret, until: now + seconds * 1000}] : [{secret}];
}

/** Standard Webhooks: `whsec_` and base64 of 32 bytes. */
function newSecret(random: Random): string {
  return `whsec_${Buffer.from(random.bytes(32)).toString('base64')}`;
}

function publicEndpoint(endpoint: Endpoint, secret: string | null = null): z.infer<typeof WebhookEndpointAnswer> {
  const {id, url, events, disabled, livemode, created} = endpoint;
  return {
    id,
    object: 'webhook_endpoint',
    url,
    events: [...events],
    status: disabled ? 'disabled' : 'enabled',
    livemode,
    created: new Date(created).toISOString(),
    secret,
  };
}
