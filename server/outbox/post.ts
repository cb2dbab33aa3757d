import {compose, type LetterSources} from '../letters/compose.ts';
import {faultOf, type Mail, type Mailbox, type Posted} from '../letters/mail.ts';
import {toldBy} from '../letters/news.ts';
import {publicIntent} from '../payments/views.ts';
import type {World} from '../ports.ts';
import type {Row, Store, Write} from '../store/store.ts';
import type {Event, LetterRow} from '../store/tables.ts';
import {waitAfter} from './schedule.ts';

export interface PostParts {
  readonly store: Store;
  readonly world: World;
  readonly mail: Mail;
  readonly from: Mailbox;
  readonly sources: LetterSources;
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
  const {store, world, mail, from, host, sources} = parts;
  const event = await store.get('events', row.doc.event);
  const session = await store.get('sessions', row.doc.session);
  const payment = await store.get('intents', row.doc.intent);
  const told = event && toldBy(event.doc);
  const address = session?.doc.customer?.email;
  if (!event || !session || !payment || !told || address === undefined) return {kind: 'refused', code: 'facts_missing'};

  const to = {name: session.doc.customer?.name ?? '', address};
  const fault = faultOf(to);
  if (fault) return {kind: 'refused', code: fault};
  const current = told.object === 'refund' ? toldBy(asEvent(event.doc, publicIntent(payment.doc))) : told;
  if (current?.object !== 'payment_intent') return {kind: 'refused', code: 'facts_missing'};

  try {
    const letter = await compose(
      {
        id: row.id,
        kind: row.doc.kind,
        event: event.doc,
        told,
        payment: current,
        session: session.doc,
        now: world.clock.now(),
      },
      sources,
    );
    const message = {id: `${row.id}@${host}`, kind: row.doc.kind, from, to, replyTo: sources.merchant.email, ...letter};
    return await inTime(mail.send(message), world);
  } catch (error) {
    // A letter that cannot be said today may be tomorrow, by a mended version of us; the schedule ends it.
    return {kind: 'failed', code: error instanceof Error ? error.name : 'unknown'};
  }
}

/** What is not answered in time is unknown, and tried again. */
function inTime(sending: Promise<Posted>, {timer}: World): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const limit = timer.after(timeoutMs, () => resolve({kind: 'failed', code: 'timeout'}));
    sending.then(resolve, reject).finally(() => limit.cancel());
  });
}

function asEvent(event: Event, object: Event['object']): Event {
  return {...event, object};
}

function withoutDue({due: _due, ...doc}: LetterRow): LetterRow {
  return doc;
}
