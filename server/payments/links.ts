import {createHmac} from 'node:crypto';
import {newId, sha256hex} from '../ids.ts';
import {Problem} from '../routes/problem.ts';
import type {Row, Write} from '../store/store.ts';
import type {CancellationReason, IntentStatus} from '#contract/statuses.ts';
import {closeSession} from './cancel.ts';
import {checkOrder, sessionFor, type MerchantFacts, type NewSession} from './create-session.ts';
import type {Deps} from './deps.ts';
import type {Link} from './link.ts';
import {isDone} from './news.ts';
import type {CheckoutSession} from './session.ts';

/** How long a session lives that a link opens. */
const sessionMs = 30 * 60_000;
/** Enough for any honest race of two tabs. */
const triesMax = 5;

/** Where a link leads: the running session of its order, or a word on why there is none. */
export type Opened =
  | {readonly status: 'open'; readonly session: CheckoutSession['id']}
  | {readonly status: 'paid' | 'in_progress' | 'expired' | 'canceled'};

/** A payment that ended so may be taken up again by its link; what the merchant ended stays ended. */
const mayReopen: ReadonlySet<CancellationReason> = new Set([
  'authentication_failed',
  'abandoned',
  'session_expired',
  'funds_expired',
  'authorization_expired',
]);

/** Neither paid nor to be paid again: under way, awaited by bank or post, or looked at by the merchant. */
const isUnsettled: ReadonlySet<IntentStatus> = new Set([
  'requires_action',
  'processing',
  'awaiting_funds',
  'in_review',
]);

/** A link to an order that the merchant describes. */
export async function createLink(
  deps: Deps,
  merchant: MerchantFacts,
  livemode: boolean,
  {expires_in: expiresIn, ...wanted}: NewSession,
  also: (link: Link) => readonly Write[] = () => [],
): Promise<Link> {
  const order = checkOrder(deps, merchant, livemode, wanted);
  return keep(deps, {order, expiresAt: deps.world.clock.now() + expiresIn * 1000}, undefined, also);
}

/**
 * A link to the order of a payment that failed. Asked for again under the same name, it is the same link.
 * @param name - What it is for: a letter's id, or a caller's Idempotency-Key.
 */
export async function linkTo(
  deps: Deps,
  session: CheckoutSession,
  {name, lastsMs}: {readonly name?: string; readonly lastsMs: number},
  also: (link: Link) => readonly Write[] = () => [],
): Promise<Link> {
  const {
    id,
    intent: _intent,
    status: _status,
    tokenHash: _hash,
    created: _created,
    expiresAt: _until,
    ...order
  } = session;
  return keep(deps, {order, session: id, expiresAt: deps.world.clock.now() + lastsMs}, name, also);
}

async function keep(
  {store, world, settings}: Deps,
  link: Pick<Link, 'order' | 'expiresAt' | 'session'>,
  name: string | undefined,
  also: (link: Link) => readonly Write[],
): Promise<Link> {
  const id = name === undefined ? newId('pl_', world.random) : (`pl_${sha256hex(name).slice(0, 22)}` as const);
  const earlier = await store.get('links', id);
  if (earlier) return earlier.doc;
  const tokenHash = sha256hex(tokenOf(settings.linkKey, id));
  const doc: Link = {...link, id, tokenHash, created: world.clock.now()};
  const committed = await store.commit([{op: 'insert', table: 'links', id, doc}, ...also(doc)]);
  if (committed === 'conflict') throw new Problem('conflict');
  return doc;
}

/** Where a link leads; whoever has the address may pay. */
export function linkUrl({settings}: Pick<Deps, 'settings'>, {id}: Link): string {
  return `${settings.payUrl}/l/${id}#${tokenOf(settings.linkKey, id)}`;
}

/** The link's secret, which also opens the sessions that come of it. Never kept: made again from our key. */
function tokenOf(linkKey: Uint8Array, id: string): `cst_${string}` {
  return `cst_${createHmac('sha256', linkKey).update(id).digest('base64url')}`;
}

/**
 * Opens a link: the same order while it is unpaid. At most one session of it runs at a time, so nobody can pay it twice;
 * what is under way, or paid, is said so.
 */
export async function openLink(deps: Deps, id: string): Promise<Opened> {
  for (let tries = 0; tries < triesMax; tries++) {
    const row = await deps.store.get('links', id);
    if (!row) throw new Problem('link_not_found');
    const opened = await openOnce(deps, row);
    if (opened) return opened;
  }
  throw new Problem('conflict');
}

/** Undefined: somebody else was faster; look again. */
async function openOnce(deps: Deps, row: Row<'links'>): Promise<Opened | undefined> {
  const {store, world} = deps;
  const link = row.doc;
  const now = world.clock.now();
  const session = link.session === undefined ? undefined : (await store.get('sessions', link.session))?.doc;
  const intent = session && (await store.get('intents', session.intent))?.doc;

  if (session && intent) {
    const isOurs = session.tokenHash === link.tokenHash;
    if (isUnsettled.has(intent.status)) return isOurs ? {status: 'open', session: session.id} : {status: 'in_progress'};
    if (isDone(intent)) return {status: 'paid'};
    if (intent.status === 'requires_payment_method' && now < intent.expiresAt) {
      if (isOurs) return {status: 'open', session: session.id};
      // The first visit is over: its page can no longer pay, so that only one of the two can.
      await closeSession(deps, session.intent, 'abandoned');
      return undefined;
    }
    if (intent.status === 'canceled' && !mayReopen.has(intent.reason)) return {status: 'canceled'};
    if (intent.status === 'requires_payment_method') {
      await closeSession(deps, session.intent, 'session_expired');
      return undefined;
    }
  }

  if (now >= link.expiresAt) return {status: 'expired'};
  const made = sessionFor(deps, link.order, {tokenHash: link.tokenHash, expiresAt: now + sessionMs});
  const committed = await store.commit([
    ...made.writes,
    {op: 'update', table: 'links', id: link.id, doc: {...link, session: made.session.id}, expecting: row.version},
  ]);
  if (committed === 'conflict') return undefined;
  deps.kick(made.due);
  return {status: 'open', session: made.session.id};
}
