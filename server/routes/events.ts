import {createRoute, z} from '@hono/zod-openapi';
import type {World} from '../ports.ts';
import {redeliver} from '../outbox/dispatch.ts';
import type {Row, Store} from '../store/store.ts';
import {eventTypes, feedOwner, rangeOf, type Event} from '../store/tables.ts';
import {merchantOf, type Auth} from './auth.ts';
import type {Idempotency} from './idempotency.ts';
import {limitDefault, listOf, ListQuery, pageOf} from './lists.ts';
import {payRoutes, type PayContext} from './pay-env.ts';
import {Problem} from './problem.ts';

export interface EventParts {
  readonly store: Store;
  readonly world: World;
  readonly auth: Auth;
  readonly idempotency: Idempotency;
  /** Something waits in the outbox. */
  readonly kick: () => void;
}

export const EventAnswer = z
  .object({
    id: z.string().openapi({example: 'evt_4QzK2mV0xS1cB9dT4hRr7w'}),
    object: z.literal('event'),
    type: z.enum(eventTypes),
    created: z.iso.datetime(),
    sequence: z.int().openapi({description: 'Per payment, from 1; 0 for what belongs to no payment'}),
    livemode: z.boolean(),
    data: z.object({object: z.unknown().openapi({type: 'object', description: 'As the API answered at that moment'})}),
  })
  .openapi('Event');

/** Far above what a payment of ten attempts, with captures and refunds, ever announces. */
const eventsOfPaymentMax = 500;

const EventId = z.object({id: z.string().openapi({example: 'evt_4QzK2mV0xS1cB9dT4hRr7w'})});

const EventListQuery = ListQuery.extend({
  payment_intent: z
    .string()
    .max(64)
    .optional()
    .openapi({description: 'Only what belongs to this payment: its own, its session’s, its refunds’'}),
});

/** What was announced, newest first, and to announce it again. */
export function eventRoutes({store, world, auth, idempotency, kick}: EventParts) {
  const list = createRoute({
    method: 'get',
    path: '/v1/events',
    summary: 'What was announced, newest first',
    middleware: [auth.secret],
    request: {query: EventListQuery},
    responses: {200: {description: 'A page of events', content: {'application/json': {schema: listOf(EventAnswer)}}}},
  });

  const read = createRoute({
    method: 'get',
    path: '/v1/events/{id}',
    summary: 'One announcement',
    middleware: [auth.secret],
    request: {params: EventId},
    responses: {200: {description: 'The event', content: {'application/json': {schema: EventAnswer}}}},
  });

  const resend = createRoute({
    method: 'post',
    path: '/v1/events/{id}/resend',
    summary: 'Announces it again to every endpoint that listens now',
    middleware: [auth.secret, idempotency.idempotent({required: false})],
    request: {params: EventId},
    responses: {200: {description: 'The event', content: {'application/json': {schema: EventAnswer}}}},
  });

  /** An event of someone else is none at all. */
  async function own(c: PayContext, id: string): Promise<Row<'events'> | undefined> {
    const {merchant, livemode} = merchantOf(c);
    const row = await store.get('events', id);
    return row?.doc.merchant === merchant.id && row.doc.livemode === livemode ? row : undefined;
  }

  async function eventsOf(subject: string, merchant: string, livemode: boolean) {
    const rows = await store.find('events', {by: 'subject', equals: subject, limit: eventsOfPaymentMax});
    return rows
      .filter(({doc}) => doc.merchant === merchant && doc.livemode === livemode)
      .sort((a, b) => b.doc.created - a.doc.created || b.doc.sequence - a.doc.sequence);
  }

  return payRoutes()
    .openapi(list, async (c) => {
      const {limit = limitDefault, starting_after: after, payment_intent: subject} = c.req.valid('query');
      const {merchant, livemode} = merchantOf(c);
      if (after !== undefined && !(await own(c, after))) {
        throw new Problem('validation_failed', {errors: [{path: '/starting_after', code: 'unknown_id'}]});
      }
      // A payment has few events: they are all read, and put into the order in which they happened.
      const rows =
        subject === undefined
          ? await store.find('events', {
              by: 'feed',
              ...rangeOf(feedOwner(merchant.id, livemode)),
              descending: true,
              limit: limit + 1,
              ...(after !== undefined && {after}),
            })
          : afterRow(await eventsOf(subject, merchant.id, livemode), after).slice(0, limit + 1);
      const {page, has_more} = pageOf(rows, limit);
      return c.json(listOf(EventAnswer).parse({data: page.map(({doc}) => publicEvent(doc)), has_more}), 200);
    })
    .openapi(read, async (c) => {
      const row = await own(c, c.req.valid('param').id);
      if (!row) throw new Problem('event_not_found');
      return c.json(EventAnswer.parse(publicEvent(row.doc)), 200);
    })
    .openapi(resend, async (c) => {
      const row = await own(c, c.req.valid('param').id);
      if (!row) throw new Problem('event_not_found');
      if ((await redeliver(store, world.clock, row.doc)) === 'conflict') throw new Problem('conflict');
      kick();
      return c.json(EventAnswer.parse(publicEvent(row.doc)), 200);
    });
}

function publicEvent({id, type, created, sequence, livemode, object}: Event): z.infer<typeof EventAnswer> {
  return {id, object: 'event', type, created: new Date(created).toISOString(), sequence, livemode, data: {object}};
}

/** What follows the row with this id; all of it without one. */
function afterRow(rows: readonly Row<'events'>[], id: string | undefined): readonly Row<'events'>[] {
  return id === undefined ? rows : rows.slice(rows.findIndex((row) => row.id === id) + 1);
}
