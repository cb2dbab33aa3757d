import type {z} from 'zod';
import {newId} from '../ids.ts';
import type {Clock, Random} from '../ports.ts';
import type {Write} from '../store/store.ts';
import type {EventType} from '../store/tables.ts';

export interface Announcement {
  readonly type: EventType;
  /** The id of what it is about: a payment, else a card block. */
  readonly subject: string;
  /** Per payment, from 1; 0 for what belongs to no payment. */
  readonly sequence: number;
  /** What the API would answer to the secret key for that object now. */
  readonly object: z.core.util.JSONType;
  readonly merchant: string;
  readonly livemode: boolean;
}

/**
 * An announcement as a row, to be written in the commit of the state that it announces: so there is no state without
 * its news and no news without its state. Pure but for the ports.
 */
export function announce(
  {type, subject, sequence, object, merchant, livemode}: Announcement,
  {clock, random}: {readonly clock: Clock; readonly random: Random},
): Write {
  const id = newId('evt_', random);
  const doc = {id, merchant, livemode, type, created: clock.now(), sequence, subject, object, undispatched: 1 as const};
  return {op: 'insert', table: 'events', id, doc};
}
