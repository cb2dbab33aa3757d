import {createHmac} from 'node:crypto';
import {newId, sha256hex} from '../ids.ts';
import {Problem} from '../routes/problem.ts';
import type {Row, Store, Write} from '../store/store.ts';
import type {CancellationReason, IntentStatus} from '#contract/statuses.ts';
import {closeSession} from './cancel.ts';
import {checkOrder, sessionFor, type MerchantFacts, type NewSession} from './create-session.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
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
  const link = newLink(deps, newId('pl_', deps.world.random), order, deps.world.clock.now() + expiresIn * 1000);
  const committed = await deps.store.commit([{op: 'insert', table: 'links', id: link.id, doc: link}, ...also(link)]);
  if (committed === 'conflict') throw new Problem('conflict');
  return link;
}

/**
 * The link to the order of a payment: one for the order, whoever asks and however often, since two would open two visits
 * that know nothing of each other, and could both be paid. It lasts until the latest moment that was asked for.
 * @param until - Milliseconds since 1970.
 */
export async function linkTo(
  deps: Deps,
  session: CheckoutSession,
  until: number,
  also: (link: Link) => readonly Write[] = () => [],
): Promise<Link> {
  const {
    id: sessionId,
    intent: _intent,
    link: openedBy,
    status: _status,
    tokenHash: _hash,
    created: _created,
    expiresAt: _until,
    ...order
  } = session;
  const id = openedBy ?? (`pl_${sha256hex(sessionId).slice(0, 22)}` as const);
  for (let tries = 0; tries < triesMax; tries++) {
    const row = await deps.store.get('links', id);
    const link = row
      ? {...row.doc, expiresAt: Math.max(row.doc.expiresAt, until)}
      : {...newLink(deps, id, order, until), session: sessionId};
    const writes = also(link);
    if (row && row.doc.expiresAt === link.expiresAt && writes.length === 0) return link;
    const committed = await deps.store.commit([
      row
        ? {op: 'update', table: 'links', id, doc: link, expecting: row.version}
        : {op: 'insert', table: 'links', id, doc: link},
      ...writes,
    ]);
    if (committed === 'committed') return link;
  }
  throw new Problem('conflict');
}

function newLink({world, settings}: Deps, id: Link['id'], order: Link['order'], expiresAt: number): Link {
  return {id, tokenHash: sha256hex(tokenOf(settings.linkKey, id)), order, created: world.clock.now(), expiresAt};
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
  const {session, intent} = await visitOf(store, link);
  const standing = standingOf(link, session, intent, now);
  switch (standing) {
    case 'ours':
      return session && {status: 'open', session: session.id};
    case 'visited':
      // The first visit is over: its page can no longer pay, so that only one of the two can.
      if (session) await closeSession(deps, session.intent, 'abandoned');
      return undefined;
    case 'ran_out':
      if (session) await closeSession(deps, session.intent, 'session_expired');
      return undefined;
    case 'paid':
    case 'in_progress':
    case 'canceled':
    case 'expired':
      return {status: standing};
    case 'free':
      break;
  }
  const made = sessionFor(deps, link.order, {tokenHash: link.tokenHash, expiresAt: now + sessionMs, link: link.id});
  const committed = await store.commit([
    ...made.writes,
    {op: 'update', table: 'links', id: link.id, doc: {...link, session: made.session.id}, expecting: row.version},
  ]);
  if (committed === 'conflict') return undefined;
  deps.kick(made.due);
  return {status: 'open', session: made.session.id};
}

async function visitOf(store: Store, link: Link) {
  const session = link.session === undefined ? undefined : (await store.get('sessions', link.session))?.doc;
  const intent = session && (await store.get('intents', session.intent))?.doc;
  return {session, intent};
}

/**
 * How the order of a link stands. `ours`: a visit by the link is under way. `visited`: another one still can pay.
 * `ran_out`: its last visit did not pay in time. `free`: nobody is there.
 */
type Standing = 'ours' | 'visited' | 'ran_out' | 'free' | Exclude<Opened['status'], 'open'>;

function standingOf(
  link: Link,
  session: CheckoutSession | undefined,
  intent: PaymentIntent | undefined,
  now: number,
): Standing {
  if (session && intent) {
    const isOurs = session.tokenHash === link.tokenHash;
    if (isUnsettled.has(intent.status)) return isOurs ? 'ours' : 'in_progress';
    if (isDone(intent)) return 'paid';
    if (intent.status === 'requires_payment_method' && now < intent.expiresAt) return isOurs ? 'ours' : 'visited';
    if (intent.status === 'canceled' && !mayReopen.has(intent.reason)) return 'canceled';
    if (intent.status === 'requires_payment_method') return 'ran_out';
  }
  return now >= link.expiresAt ? 'expired' : 'free';
}

/** Whether a link, sent now, would lead to something to pay; else a word on why not. Changes nothing. */
export async function whatLinkOffers({store, world}: Deps, link: Link): Promise<Opened['status']> {
  const {session, intent} = await visitOf(store, link);
  const now = world.clock.now();
  const standing = standingOf(link, session, intent, now);
  if (standing === 'paid' || standing === 'in_progress' || standing === 'canceled') return standing;
  if (intent && isUnsettled.has(intent.status)) return 'in_progress';
  return now >= link.expiresAt ? 'expired' : 'open';
}
