import type {LetterKind} from '#contract/letters.ts';
import type {Clock} from '../ports.ts';
import {kindOf} from '../letters/hooks.ts';
import {newsOf, toldOf} from '../letters/news.ts';
import type {Store, Write} from '../store/store.ts';
import type {Event, LetterRow} from '../store/tables.ts';

/** One letter per event and kind: its id makes a second one impossible. */
export function letterId(event: string, kind: LetterKind): string {
  return `${event}.${kind}`;
}

/** A letter to be written. @param about - The event, payment or link that it tells of. */
export function letterWrite(
  id: string,
  kind: LetterKind,
  about: Pick<LetterRow, 'event' | 'session' | 'intent' | 'link' | 'asked'>,
  now: number,
): Extract<Write, {op: 'insert'; table: 'letters'}> {
  const doc = {kind, ...about, attempts: 0, due: now, state: 'waiting' as const, created: now};
  return {op: 'insert', table: 'letters', id, doc};
}

/**
 * The letter that an event makes, if any: the shopper's address is known, the merchant wants that kind, and a hook fits.
 *
 * @param kinds - What the merchant wants, and what we can write.
 */
export async function lettersFor(
  event: Event,
  {store, clock, kinds}: {readonly store: Store; readonly clock: Clock; readonly kinds: ReadonlySet<LetterKind>},
): Promise<readonly Write[]> {
  const told = toldOf(event.object);
  if (!told || kinds.size === 0) return [];
  const intent = told.object === 'refund' ? told.payment_intent : told.id;
  const payment = await store.get('intents', intent);
  const session = payment && (await store.get('sessions', payment.doc.session));
  if (session?.doc.customer?.email === undefined) return [];

  const before =
    event.type === 'payment_intent.payment_failed' || event.type === 'refund.failed'
      ? await store.find('events', {by: 'subject', equals: event.subject, limit: 100})
      : [];
  const news = newsOf(
    told,
    session.doc,
    event,
    before.map(({doc}) => doc),
  );
  const kind = kindOf(event.type, news);
  if (kind === undefined || !kinds.has(kind)) return [];
  const about = {event: event.id, session: session.id, intent};
  return [letterWrite(letterId(event.id, kind), kind, about, clock.now())];
}
