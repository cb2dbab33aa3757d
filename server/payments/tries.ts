import type {CardDescription} from '#contract/vault.ts';
import {newId} from '../ids.ts';
import type {Write} from '../store/store.ts';
import type {Try} from '../store/tables.ts';
import {strike} from './blocks.ts';
import type {Deps} from './deps.ts';
import type {Attempt, PaymentIntent} from './intent.ts';

/** An attempt whose end nobody ever learns is not remembered for longer. */
const unsettledMs = 60 * 24 * 60 * 60 * 1000;

/**
 * A card that is about to be tried, to be written with its attempt. Its fingerprint is known here and now; once the
 * attempt ends, the vault may be silent, or have erased the card.
 */
export function openTry({world}: Deps, merchant: string, {id}: Attempt, {fingerprint}: CardDescription): Write {
  const at = world.clock.now();
  const doc: Try = {merchant, card: fingerprint, attempt: id, at, expires: at + unsettledMs};
  return {op: 'insert', table: 'tries', id: newId('try_', world.random), doc};
}

/**
 * What the end of an attempt means for its card, to be written in the commit that ends it: the payment was canceled
 * after its third failed authentication, so the card has a strike more. The try itself is forgotten with it.
 */
export async function settleTry(deps: Deps, before: PaymentIntent, after: PaymentIntent): Promise<readonly Write[]> {
  const attempt = before.attempts.at(-1);
  if (!attempt?.cardToken || after.attempts.some(({id, cardToken}) => id === attempt.id && cardToken)) return [];
  const [row] = await deps.store.find('tries', {by: 'attempt', equals: attempt.id, limit: 1});
  if (!row) return [];
  const forgotten: Write = {op: 'delete', table: 'tries', id: row.id, expecting: row.version};
  const struck = after.status === 'canceled' && after.reason === 'authentication_failed';
  return struck ? [forgotten, ...(await strike(deps, after, row.doc.card))] : [forgotten];
}
