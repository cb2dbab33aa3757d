import type {Write} from '../store/store.ts';
import type {Strike} from '../store/tables.ts';
import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';

/**
 * Three payments that ended in three failed authentications each block the card for that merchant, for 30 days; a strike
 * that led to no block is forgotten after as long. Keyed on the card's fingerprint; the number is not known here.
 */

const idOf = (merchant: string, fingerprint: string) => `${merchant}.${fingerprint}`;

export async function isBlocked({store, world}: Deps, merchant: string, fingerprint: string): Promise<boolean> {
  const row = await store.get('strikes', idOf(merchant, fingerprint));
  return row !== undefined && row.doc.blocked && row.doc.expires > world.clock.now();
}

/** One strike more, as a write for the commit that cancels the payment; and the announcement, if it blocks the card. */
export async function strike(
  {store, world, settings, announce}: Deps,
  intent: PaymentIntent,
  fingerprint: string,
): Promise<readonly Write[]> {
  const id = idOf(intent.merchant, fingerprint);
  const now = world.clock.now();
  const row = await store.get('strikes', id);
  const live = row && row.doc.expires > now ? row.doc : undefined;
  const count = (live?.count ?? 0) + 1;
  const blocked = count >= settings.strikesMax;
  const doc: Strike = {merchant: intent.merchant, count, blocked, updated: now, expires: now + settings.blockMs};
  const write: Write = row
    ? {op: 'update', table: 'strikes', id, doc, expecting: row.version}
    : {op: 'insert', table: 'strikes', id, doc};
  if (!blocked || live?.blocked) return [write];
  return [
    write,
    announce({
      type: 'card.blocked',
      subject: intent.id,
      sequence: 0,
      object: publicBlock(id, doc),
      merchant: intent.merchant,
      livemode: intent.livemode,
    }),
  ];
}

export function publicBlock(id: string, {updated, expires}: Strike) {
  return {
    // The fingerprint alone, not the merchant's id before it.
    id: id.slice(id.lastIndexOf('.') + 1),
    object: 'card_block' as const,
    blocked_at: new Date(updated).toISOString(),
    expires_at: new Date(expires).toISOString(),
  };
}

/** The cards that are blocked for a merchant now. */
export async function listBlocks(
  {store, world}: Deps,
  merchant: string,
  {limit, after}: {readonly limit: number; readonly after?: string},
) {
  const rows = await store.find('strikes', {
    by: 'merchant',
    equals: merchant,
    limit: 1000,
    ...(after !== undefined && {after: idOf(merchant, after)}),
  });
  const blocked = rows.filter(({doc}) => doc.blocked && doc.expires > world.clock.now());
  return {data: blocked.slice(0, limit).map(({id, doc}) => publicBlock(id, doc)), hasMore: blocked.length > limit};
}

export async function readBlock({store, world}: Deps, merchant: string, id: string) {
  const row = await store.get('strikes', idOf(merchant, id));
  if (!row?.doc.blocked || row.doc.expires <= world.clock.now()) throw new Problem('card_block_not_found');
  return publicBlock(row.id, row.doc);
}

/** The merchant lifts a block; the strikes before it are forgotten with it. */
export async function liftBlock({store}: Deps, merchant: string, id: string): Promise<void> {
  const row = await store.get('strikes', idOf(merchant, id));
  if (!row?.doc.blocked) throw new Problem('card_block_not_found');
  if ((await store.commit([{op: 'delete', table: 'strikes', id: row.id, expecting: row.version}])) === 'conflict')
    throw new Problem('conflict');
}
