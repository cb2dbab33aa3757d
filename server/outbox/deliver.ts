import type {NetResponse, World} from '../ports.ts';
import type {Row, Store, Write} from '../store/store.ts';
import type {Delivery, Endpoint, Event} from '../store/tables.ts';
import {retryAfterMaxMs, retryAfterOf, waitAfter} from './schedule.ts';
import {sign} from './signature.ts';

export type Checked =
  /** The one address to connect to: a second look-up could give another one (DNS rebinding). */
  {readonly ok: true; readonly address: string} | {readonly ok: false; readonly reason: GuardReason};

export type GuardReason = 'url' | 'scheme' | 'port' | 'credentials' | 'address' | 'unresolvable';

/** Keeps webhooks from reaching our own network; `server/net-guard.ts`. */
export interface WebhookGuard {
  /** What can be told from the text alone. */
  refusal(url: string, livemode: boolean): GuardReason | undefined;
  check(url: string, livemode: boolean): Promise<Checked>;
}

export interface DeliverParts {
  readonly store: Store;
  readonly world: World;
  readonly guard: WebhookGuard;
}

/** The whole of one try. */
const timeoutMs = 15_000;
const bytesMax = 65_536;

/** A try that was begun and never settled, because we died, is made again after this. */
const leaseMs = 60_000;

/** These ask us to slow down; without a `Retry-After` the endpoint rests this long. */
const slowDown: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const restMs = 30_000;

/**
 * One try to deliver. It is written down before it is made, so that it is counted even if we die meanwhile, and so
 * that no other copy of us makes it too.
 *
 * @returns how long to leave the endpoint alone, in milliseconds.
 */
export async function deliver(row: Row<'deliveries'>, parts: DeliverParts): Promise<number> {
  const {store, world} = parts;
  const event = await store.get('events', row.doc.event);
  const endpoint = await store.get('endpoints', row.doc.endpoint);
  if (!event || !endpoint || endpoint.doc.disabled) {
    await settle(store, row, closed(row.doc, 'given_up'));
    return 0;
  }

  const tried = {...row.doc, attempts: row.doc.attempts + 1, due: world.clock.now() + leaseMs};
  const claim: Write = {op: 'update', table: 'deliveries', id: row.id, doc: tried, expecting: row.version};
  if ((await store.commit([claim])) === 'conflict') return 0;
  const claimed = {id: row.id, version: row.version + 1, doc: tried};

  const answer = await send(event.doc, endpoint.doc, parts);
  const now = world.clock.now();
  const status = answer?.status;
  const doc: Delivery = {...withoutStatus(tried), lastAt: now, ...(status !== undefined && {lastStatus: status})};
  const fields = {announcement: event.id, endpoint: endpoint.id, attempt: doc.attempts, status: status ?? 0};

  // Only 2xx is success: a redirect is not followed, as it would lead past the guard.
  if (status !== undefined && status >= 200 && status < 300) {
    world.log('webhook_delivered', fields);
    await settle(store, claimed, closed(doc, 'delivered'));
    return 0;
  }
  world.log('webhook_failed', fields);
  if (status === 410) {
    await disable(store, endpoint.id);
    await settle(store, claimed, closed(doc, 'given_up'));
    return 0;
  }

  const asked = retryAfterOf(answer?.headers['retry-after'], now);
  const wait = waitAfter(doc.attempts, asked, world.random);
  if (wait === undefined) world.log('webhook_given_up', fields);
  await settle(store, claimed, wait === undefined ? closed(doc, 'given_up') : {...doc, due: now + wait});
  return status !== undefined && slowDown.has(status) ? Math.min(asked ?? restMs, retryAfterMaxMs) : 0;
}

/** @returns undefined when there was no readable answer, or nowhere to send it. */
async function send(event: Event, endpoint: Endpoint, {world, guard}: DeliverParts): Promise<NetResponse | undefined> {
  const target = await guard.check(endpoint.url, event.livemode);
  if (!target.ok) {
    world.log('webhook_refused', {endpoint: endpoint.id, reason: target.reason});
    return undefined;
  }
  const now = world.clock.now();
  const body = bodyOf(event);
  const timestamp = Math.floor(now / 1000);
  const secrets = endpoint.secrets.filter(({until}) => until === undefined || until > now).map(({secret}) => secret);
  try {
    return await world.net.fetch({
      method: 'POST',
      url: endpoint.url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Guichet',
        'webhook-id': event.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign({id: event.id, timestamp, body}, secrets),
      },
      body,
      timeoutMs,
      bytesMax,
      address: target.address,
    });
  } catch {
    return undefined;
  }
}

/** What goes out, the same in every try. */
export function bodyOf({id, type, created, sequence, object}: Event): string {
  return JSON.stringify({id, type, created: new Date(created).toISOString(), sequence, data: {object}});
}

function withoutStatus({lastStatus: _status, ...doc}: Delivery): Delivery {
  return doc;
}

function closed({due: _due, ...doc}: Delivery, state: 'delivered' | 'given_up'): Delivery {
  return {...doc, state};
}

/** A conflict: someone asked for it to be sent again meanwhile, and that stands. */
async function settle(store: Store, {id, version}: Row<'deliveries'>, doc: Delivery): Promise<void> {
  await store.commit([{op: 'update', table: 'deliveries', id, doc, expecting: version}]);
}

/** 410 Gone: nobody wants our news there any more. */
async function disable(store: Store, id: string): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    const row = await store.get('endpoints', id);
    if (!row || row.doc.disabled) return;
    const doc = {...row.doc, disabled: true};
    if ((await store.commit([{op: 'update', table: 'endpoints', id, doc, expecting: row.version}])) === 'committed')
      return;
  }
}
