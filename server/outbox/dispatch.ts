import type {Clock} from '../ports.ts';
import type {Store, Write} from '../store/store.ts';
import type {Endpoint, Event} from '../store/tables.ts';

/** A merchant has no more of a mode; `webhook-endpoints.ts` sees to it. */
export const endpointsMax = 16;

const eventsAtOnce = 50;

/** Whether an endpoint is to hear of an event. */
export function listens(endpoint: Endpoint, event: Event): boolean {
  return (
    !endpoint.disabled &&
    endpoint.merchant === event.merchant &&
    endpoint.livemode === event.livemode &&
    (endpoint.events.length === 0 || endpoint.events.includes(event.type))
  );
}

/** One delivery per event and endpoint: its id makes a second one impossible, whoever else dispatches. */
export function deliveryId(event: string, endpoint: string): string {
  return `${event}.${endpoint}`;
}

/** The letters that an event makes. */
export type LettersFor = (event: Event) => Promise<readonly Write[]>;

/**
 * Turns saved announcements into deliveries and letters, oldest first: those of an event and the end of its being
 * undispatched are one commit.
 */
export async function dispatch(store: Store, clock: Clock, lettersFor: LettersFor = noLetters): Promise<void> {
  for (;;) {
    const events = await store.find('events', {by: 'undispatched', from: 0, limit: eventsAtOnce});
    let progress = false;
    for (const {doc: event, version} of events) {
      const endpoints = await store.find('endpoints', {
        by: 'merchant',
        equals: event.merchant,
        limit: 4 * endpointsMax,
      });
      const {undispatched: _done, ...dispatched} = event;
      const now = clock.now();
      const result = await store.commit([
        {op: 'update', table: 'events', id: event.id, doc: dispatched, expecting: version},
        ...endpoints.filter(({doc}) => listens(doc, event)).map(({doc}) => firstDelivery(event, doc, now)),
        ...(await lettersFor(event)),
      ]);
      // A conflict: another copy of us dispatched it meanwhile.
      if (result === 'committed') progress = true;
    }
    if (!progress) return;
  }
}

async function noLetters(): Promise<readonly Write[]> {
  return [];
}

function firstDelivery(event: Event, endpoint: Endpoint, now: number): Write {
  const doc = {event: event.id, endpoint: endpoint.id, attempts: 0, due: now, state: 'waiting' as const, created: now};
  return {op: 'insert', table: 'deliveries', id: deliveryId(event.id, endpoint.id), doc};
}

/**
 * Announces an event once more, to every endpoint that listens to it now, as if it were new. One that is still to be
 * dispatched is about to go anyway; writing its deliveries here would stand in the dispatcher's way.
 */
export async function redeliver(store: Store, clock: Clock, event: Event): Promise<'committed' | 'conflict'> {
  if (event.undispatched !== undefined) return 'committed';
  const endpoints = await store.find('endpoints', {by: 'merchant', equals: event.merchant, limit: 4 * endpointsMax});
  const writes: Write[] = [];
  for (const {doc: endpoint} of endpoints.filter(({doc}) => listens(doc, event))) {
    const delivery = firstDelivery(event, endpoint, clock.now());
    const present = await store.get('deliveries', delivery.id);
    writes.push(
      present
        ? {
            op: 'update',
            table: 'deliveries',
            id: present.id,
            doc: {...present.doc, attempts: 0, due: clock.now(), state: 'waiting'},
            expecting: present.version,
          }
        : delivery,
    );
  }
  return store.commit(writes);
}
