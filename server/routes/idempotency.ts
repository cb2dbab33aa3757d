import {createCipheriv, createDecipheriv, hkdfSync} from 'node:crypto';
import {routePath} from 'hono/route';
import {sha256hex} from '../ids.ts';
import type {Scheduled, World} from '../ports.ts';
import type {Row, Store, Write} from '../store/store.ts';
import type {Caller, PayContext, PayMiddleware} from './pay-env.ts';
import {Problem, type ProblemCode} from './problem.ts';

export interface Idempotency {
  /** For one route, after authorization and `jsonBody`, before validation. Without a key, where none is required, it does nothing. */
  idempotent(options: {readonly required: boolean}): PayMiddleware;
  /** Forgets, now and then, what has expired. */
  start(): void;
  stop(): void;
  sweep(): Promise<void>;
}

/** How long an answer can be asked for again. */
const keptMs = 24 * 60 * 60 * 1000;

/**
 * How long a request may run before another one with its key takes over: we died in the middle of it. Verbs are safe
 * to repeat, even side by side: they derive the provider's key from what is stored, and change a state only from the
 * one that was seen. So taking over too early costs a question, never a second payment.
 */
const leaseMs = 60_000;

const sweepEveryMs = 60 * 60 * 1000;
const sweptAtOnce = 500;

/** Nobody loses such a race more than a few times. */
const triesMax = 10;

/** Answers of requests that never began: the caller mends them and may use the key again. */
const neverBegan: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'validation_failed',
  'unknown_field',
  'malformed_json',
  'unsupported_media_type',
  'unauthorized',
  'forbidden',
  'wrong_session',
]);

/** Headers that belong to an answer rather than to one request for it. */
const keptHeaders = ['content-type', 'content-language', 'location'] as const;

/**
 * Idempotency keys as in `draft-ietf-httpapi-idempotency-key-header`, and as Stripe's clients send them: bare or quoted.
 *
 * The first request with a key runs; the same one again gets the same answer, byte for byte; while the first is still
 * running, 409; with the key of another request, 422. Kept are answers of requests that began, but not 409, 429 and
 * 5xx: those may be asked again and do no harm twice, for the reason given at `leaseMs`.
 *
 * An answer can hold a secret (a client token, a webhook secret), so it is kept encrypted under a key derived from the
 * Idempotency-Key, of which we keep no more than a hash.
 *
 * What is made anew by each run (a session, a webhook secret) keeps its answer in its own commit (`keptAnswer`): a crash
 * between the two would make a second one. Verbs on what is there need not: a second run finds what the first one did.
 */
export function createIdempotency({store, world}: {readonly store: Store; readonly world: World}): Idempotency {
  const {clock, random} = world;
  let wake: Scheduled | undefined;

  /** Takes the key for this request, or finds the answer of the first one. */
  async function claim(id: string, fingerprint: string): Promise<Row<'idempotency'>> {
    for (let tries = 0; tries < triesMax; tries++) {
      const now = clock.now();
      const doc = {fingerprint, state: 'running' as const, lockedUntil: now + leaseMs, expires: now + keptMs};
      const row = await store.get('idempotency', id);
      if (!row) {
        if ((await store.commit([{op: 'insert', table: 'idempotency', id, doc}])) === 'committed')
          return {id, version: 1, doc};
        continue;
      }
      const expired = row.doc.expires <= now;
      if (!expired && row.doc.fingerprint !== fingerprint) throw new Problem('idempotency_key_reused');
      if (!expired && row.doc.state === 'done') return row;
      if (!expired && row.doc.lockedUntil > now) throw new Problem('idempotency_in_flight', {retryAfter: 1});
      const taken = await store.commit([{op: 'update', table: 'idempotency', id, doc, expecting: row.version}]);
      if (taken === 'committed') return {id, version: row.version + 1, doc};
    }
    throw new Problem('idempotency_in_flight', {retryAfter: 1});
  }

  async function keep(c: PayContext, row: Row<'idempotency'>, key: string): Promise<void> {
    const {id, version} = row;
    if (!isKept(c)) {
      await store.commit([{op: 'delete', table: 'idempotency', id, expecting: version}]);
      return;
    }
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = c.res.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    // A conflict: our lease ran out and another one took over. Its answer will be kept; ours is as true.
    await store.commit([answered(row, key, {status: c.res.status, headers, body: await c.res.clone().text()})]);
  }

  function answered(
    {id, version, doc}: Row<'idempotency'>,
    key: string,
    {status, headers, body}: {readonly status: number; readonly headers: Record<string, string>; readonly body: string},
  ): Write {
    const sealed = seal(body, key, id, random.bytes(12));
    const done = {...doc, state: 'done' as const, status, headers, body: sealed};
    return {op: 'update', table: 'idempotency', id, doc: done, expecting: version};
  }

  /** Answers, and with them the strikes and tries of cards whose time is over (`facts/security.md` 3.5). */
  async function sweep(): Promise<void> {
    const window = {by: 'expires', from: 0, limit: sweptAtOnce} as const;
    await sweepTable('idempotency', (to) => store.find('idempotency', {...window, to}));
    await sweepTable('tries', (to) => store.find('tries', {...window, to}));
    await sweepTable('strikes', (to) => store.find('strikes', {...window, to}));
  }

  async function sweepTable(
    table: 'idempotency' | 'tries' | 'strikes',
    expired: (now: number) => Promise<readonly Row[]>,
  ): Promise<void> {
    for (;;) {
      const rows = await expired(clock.now());
      for (const {id, version} of rows) await store.commit([{op: 'delete', table, id, expecting: version}]);
      if (rows.length < sweptAtOnce) return;
    }
  }

  function sweepLater(): void {
    wake = world.timer.after(sweepEveryMs, async () => {
      sweepLater();
      await sweep();
    });
  }

  return {
    idempotent({required}) {
      return async (c, next) => {
        const key = keyOf(c.req.header('idempotency-key'), required);
        if (key === undefined) return next();
        const id = sha256hex(JSON.stringify([ownerOf(c.get('caller')), c.req.method, routePath(c), key]));
        const row = await claim(id, fingerprintOf(c));
        const {state, status, headers, body} = row.doc;
        if (state === 'done' && status !== undefined && body !== undefined) {
          return new Response(unseal(body, key, id), {status, headers: {...headers, 'idempotent-replayed': 'true'}});
        }
        let handed = 0;
        c.set('keepAnswer', (status, body) => {
          handed = status;
          return answered(row, key, {status, headers: {'content-type': 'application/json'}, body});
        });
        await next();
        // An answer that was handed out is in the commit of its deed: where that failed, the answer is another one.
        if (handed !== c.res.status) await keep(c, row, key);
        return undefined;
      };
    },

    start: sweepLater,
    stop: () => wake?.cancel(),
    sweep,
  };
}

/**
 * The answer to a call under an Idempotency-Key, to be written in the commit of what the call makes: both are there, or
 * neither. Nothing without a key.
 * @param json - What `c.json` will be given, with the same status.
 */
export function keptAnswer(c: PayContext, status: number, json: unknown): readonly Write[] {
  const keep = c.get('keepAnswer');
  return keep ? [keep(status, JSON.stringify(json))] : [];
}

/** RFC 9651 wants a quoted string; nearly all clients send it bare. */
function keyOf(header: string | undefined, required: boolean): string | undefined {
  if (header === undefined) {
    if (required) throw new Problem('idempotency_key_missing');
    return undefined;
  }
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Problem('idempotency_key_invalid');
  return key;
}

/** Keys of one caller mean nothing to another. */
function ownerOf(caller: Caller | undefined): string {
  if (!caller) throw new TypeError('idempotency comes after authorization');
  if (caller.kind === 'client') return caller.session.id;
  if (caller.kind === 'receipt') return caller.receipt.id;
  return `${caller.merchant.id}.${caller.livemode ? 'live' : 'test'}`;
}

/** SHA-256 of what was asked: the path with its ids, the query, the body with its names sorted. */
function fingerprintOf(c: PayContext): string {
  const {pathname, search} = new URL(c.req.url);
  return sha256hex(`${pathname}${search}\n${canonical(c.get('body') ?? {})}`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

function isKept(c: PayContext): boolean {
  const {status} = c.res;
  if (status >= 500 || status === 409 || status === 429) return false;
  return !(c.error instanceof Problem && neverBegan.has(c.error.code));
}

function keyFor(key: string, id: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, id, 'guichet idempotency', 32));
}

/** AES-256-GCM, bound to its row: iv, tag and text in base64url. */
function seal(text: string, key: string, id: string, iv: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, id), iv).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(sealed: string, key: string, id: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyFor(key, id), bytes.subarray(0, 12)).setAAD(Buffer.from(id));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
