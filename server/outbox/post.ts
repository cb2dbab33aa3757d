import {compose, composeLink, type LetterSources, type PayLink} from '../letters/compose.ts';
import {isTrue} from '../letters/hooks.ts';
import type {Letter} from '../letters/letter.ts';
import {faultOf, type Mail, type Mailbox, type Posted} from '../letters/mail.ts';
import {toldOf} from '../letters/news.ts';
import {LetterFault} from '../letters/say.ts';
import type {Link, Order} from '../payments/link.ts';
import {publicIntent} from '../payments/views.ts';
import type {World} from '../ports.ts';
import type {Row, Store, Write} from '../store/store.ts';
import type {LetterRow} from '../store/tables.ts';
import {waitAfter} from './schedule.ts';

export interface PostParts {
  readonly store: Store;
  readonly world: World;
  readonly mail: Mail;
  readonly from: Mailbox;
  readonly sources: LetterSources;
  /** Where a link leads, while there is something to pay. */
  readonly openLink: (link: Link) => Promise<PayLink | undefined>;
  /** The right side of every Message-ID: our public host. */
  readonly host: string;
}

/** The whole of one try. */
const timeoutMs = 45_000;

/** A try that was begun and never settled, because we died, is made again after this; no sooner than it is over. */
const leaseMs = 2 * timeoutMs;

/**
 * One try to send a letter. It is written down before it is made, so that no other copy of us makes it too.
 *
 * Between the server's "taken" and our note of it we may die: then the letter goes out once more, under the same
 * Message-ID. That is the one way in which a shopper can get it twice.
 */
export async function post(row: Row<'letters'>, parts: PostParts): Promise<void> {
  const {store, world} = parts;
  const tried = {...row.doc, attempts: row.doc.attempts + 1, due: world.clock.now() + leaseMs};
  const claim: Write = {op: 'update', table: 'letters', id: row.id, doc: tried, expecting: row.version};
  if ((await store.commit([claim])) === 'conflict') return;

  const posted = await attempt(row, parts);
  const now = world.clock.now();
  const code = posted.kind === 'sent' ? 'sent' : posted.code;
  const doc: LetterRow = {...tried, lastAt: now, lastCode: code};
  const fields = {letter: row.id, attempt: doc.attempts, code};
  world.log(`letter_${posted.kind}`, fields);

  const wait = posted.kind === 'failed' ? waitAfter(doc.attempts, undefined, world.random) : undefined;
  if (posted.kind === 'failed' && wait === undefined) world.log('letter_given_up', fields);
  const state = posted.kind === 'sent' ? ('sent' as const) : ('given_up' as const);
  await store.commit([
    {
      op: 'update',
      table: 'letters',
      id: row.id,
      doc: wait === undefined ? {...withoutDue(doc), state} : {...doc, due: now + wait},
      expecting: row.version + 1,
    },
  ]);
}

async function attempt(row: Row<'letters'>, parts: PostParts): Promise<Posted> {
  const {world, mail, from, host, sources} = parts;
  try {
    const drawn = row.doc.link === undefined ? await drawOfPayment(row.doc, parts) : await drawOfLink(row.doc, parts);
    if ('code' in drawn) return {kind: 'refused', code: drawn.code};
    const {to, letter} = drawn;
    const message = {id: `${row.id}@${host}`, kind: row.doc.kind, from, to, replyTo: sources.merchant.email, ...letter};
    return await inTime(mail.send(message), world);
  } catch (error) {
    // The world went on without it: a letter that says what is no longer true is not sent.
    if (error instanceof LetterFault && error.code === 'moot') return {kind: 'refused', code: 'moot'};
    // A letter that cannot be said today may be tomorrow, by a mended version of us; the schedule ends it.
    return {kind: 'failed', code: error instanceof Error ? error.name : 'unknown'};
  }
}

type Drawn = {readonly to: Mailbox; readonly letter: Letter} | {readonly code: string};

async function drawOfPayment(doc: LetterRow, {store, world, sources}: PostParts): Promise<Drawn> {
  const event = doc.event === undefined ? undefined : await store.get('events', doc.event);
  const session = doc.session === undefined ? undefined : await store.get('sessions', doc.session);
  const payment = doc.intent === undefined ? undefined : await store.get('intents', doc.intent);
  const present = payment && toldOf(publicIntent(payment.doc));
  const told = doc.event === undefined ? present : event && toldOf(event.doc.object);
  const to = session && recipientOf(session.doc);
  if (!session || !payment || present?.object !== 'payment_intent' || !told || !to) return {code: 'facts_missing'};
  const fault = faultOf(to);
  if (fault) return {code: fault};

  const {kind, created: asked} = doc;
  const on = event?.doc.type;
  // Of an event a letter may come late, with its date; one that someone asks for again must say how things stand.
  if (doc.asked !== undefined && !isTrue(kind, on, payment.doc.status)) return {code: 'moot'};
  const letter = await compose(
    {
      kind,
      on,
      at: event?.doc.created ?? asked,
      asked,
      told,
      payment: told.object === 'payment_intent' ? told : present,
      session: session.doc,
      now: world.clock.now(),
    },
    sources,
  );
  return {to, letter};
}

async function drawOfLink({link: id = '', created: asked}: LetterRow, {store, sources, openLink}: PostParts) {
  const row = await store.get('links', id);
  const to = row && recipientOf(row.doc.order);
  if (!row || !to) return {code: 'facts_missing'};
  const fault = faultOf(to);
  if (fault) return {code: fault};
  const link = await openLink(row.doc);
  return link ? {to, letter: composeLink({order: row.doc.order, link, asked}, sources)} : {code: 'moot'};
}

/** To whom letters about an order go; undefined: nobody's address is known. */
export function recipientOf({customer}: Pick<Order, 'customer'>): Mailbox | undefined {
  return customer?.email === undefined ? undefined : {name: customer.name ?? '', address: customer.email};
}

/** What is not answered in time is unknown, and tried again. */
function inTime(sending: Promise<Posted>, {timer}: World): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const limit = timer.after(timeoutMs, () => resolve({kind: 'failed', code: 'timeout'}));
    sending.then(resolve, reject).finally(() => limit.cancel());
  });
}

function withoutDue({due: _due, ...doc}: LetterRow): LetterRow {
  return doc;
}
