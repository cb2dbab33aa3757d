import {newId} from '../ids.ts';
import {Problem} from '../routes/problem.ts';
import type {Row, Write} from '../store/store.ts';
import type {Deps} from './deps.ts';
import {dueOf} from './due.ts';
import {withNextReminder} from './funds.ts';
import type {PaymentIntent} from './intent.ts';
import {foundRefunds, linesOf, movedRefunds, newsOf, refundAfter, sessionStatusAfter} from './news.ts';
import {receiptWrite} from './receipt.ts';
import {settleTry} from './tries.ts';
import {publicIntent, publicRefund, publicSession} from './views.ts';

/** Enough for any honest race; a payment that is still contended after that wants a person to look. */
const triesMax = 20;

export interface Moved {
  readonly before: PaymentIntent;
  readonly after: PaymentIntent;
}

/**
 * Moves one payment: reads it, lets a pure function compute the change, and saves state, ledger lines, announcements
 * and what hangs on them in one commit, only if the payment is still what was read; else it starts over.
 *
 * @param key - The provider's key of what was answered, for the ledger.
 * @param extra - What must be written together with that change.
 * @returns undefined when the function says that there is nothing to change.
 */
export async function move(
  deps: Deps,
  id: string,
  change: (intent: PaymentIntent) => PaymentIntent | undefined,
  {key = '', extra = () => []}: {readonly key?: string; readonly extra?: (moved: Moved) => readonly Write[]} = {},
): Promise<Moved | undefined> {
  for (let tries = 0; tries < triesMax; tries++) {
    const row = await deps.store.get('intents', id);
    if (!row) throw new Problem('intent_not_found');
    const changed = change(row.doc);
    if (!changed) return undefined;

    const {after, writes} = await consequences(deps, row, changed, key);
    const moved = {before: row.doc, after};
    if ((await deps.store.commit([...writes, ...extra(moved)])) === 'committed') {
      deps.kick(after.due);
      await forgetCard(deps, moved);
      return moved;
    }
  }
  throw new Problem('conflict');
}

/** Everything that must be saved together with a change. */
async function consequences(deps: Deps, row: Row<'intents'>, wanted: PaymentIntent, key: string) {
  const {store, world, announce, settings} = deps;
  const now = world.clock.now();
  const before = row.doc;
  const news = newsOf(before, wanted);
  const changed = withNextReminder(before, wanted, settings.reminders, now);
  const status = sessionStatusAfter(before, changed);
  const session = status && (await store.get('sessions', changed.session));
  const refunds = await Promise.all(movedRefunds(before, changed).map((id) => store.get('refunds', id)));
  const settled = refunds.flatMap((found) => {
    const refund = found && refundAfter(found.doc, changed);
    return refund ? [{refund, version: found.version}] : [];
  });

  const found = foundRefunds(before, changed);
  const sequence = changed.sequence + news.length + settled.length + found.length + (session ? 1 : 0);
  const due = dueOf(changed, now);
  const {due: _past, ...rest} = changed;
  const after: PaymentIntent = {...rest, sequence, ...(due !== undefined && {due})};

  let count = changed.sequence;
  const tell = (type: Parameters<typeof announce>[0]['type'], object: Parameters<typeof announce>[0]['object']) =>
    announce({type, subject: after.id, sequence: ++count, object, merchant: after.merchant, livemode: after.livemode});

  const writes: Write[] = [{op: 'update', table: 'intents', id: after.id, doc: after, expecting: row.version}];
  const lines = linesOf(before, after, key, now);
  for (const line of lines) {
    const id = `${after.id}.${line.kind}.${key || newId('l_', world.random)}`;
    writes.push({op: 'insert', table: 'ledger', id, doc: {id, ...line}});
  }
  writes.push(...(await receiptWrite(deps, before, after, lines)));
  for (const type of news) writes.push(tell(type, publicIntent(after)));
  for (const {refund, version} of settled) {
    writes.push({op: 'update', table: 'refunds', id: refund.id, doc: refund, expecting: version});
    writes.push(tell(refund.status === 'succeeded' ? 'refund.succeeded' : 'refund.failed', publicRefund(refund)));
  }
  for (const refund of found) {
    writes.push({op: 'insert', table: 'refunds', id: refund.id, doc: refund});
    writes.push(tell('refund.succeeded', publicRefund(refund)));
  }
  if (session && status) {
    const doc = {...session.doc, status};
    writes.push({op: 'update', table: 'sessions', id: session.id, doc, expecting: session.version});
    writes.push(
      tell(status === 'complete' ? 'checkout_session.completed' : 'checkout_session.expired', publicSession(doc)),
    );
  }
  writes.push(...(await settleTry(deps, before, after)));
  return {after, writes};
}

/** A card whose attempt is closed is of no more use. Should the vault not hear us, it erases it by itself in time. */
async function forgetCard({vault}: Deps, {before, after}: Moved): Promise<void> {
  const token = before.attempts.at(-1)?.cardToken;
  const still = after.attempts.find(({id}) => id === before.attempts.at(-1)?.id)?.cardToken;
  if (token && !still) await vault.erase(token, before.session);
}
