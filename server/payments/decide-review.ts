import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {move} from './move.ts';
import {approve} from './moves.ts';
import {operate, operationOf} from './operate.ts';

/**
 * The merchant has looked. Declined: the reservation is released. Approved: the money is taken, or, where it is to be
 * debited at shipment, stays reserved until then.
 */
export async function decideReview(
  deps: Deps,
  id: string,
  {decision, idempotencyKey}: {readonly decision: 'approve' | 'decline'; readonly idempotencyKey: string},
): Promise<PaymentIntent> {
  const row = await deps.store.get('intents', id);
  if (!row) throw new Problem('intent_not_found');
  const {status, captureMethod, money} = row.doc;
  const isSame = operationOf(row.doc, idempotencyKey) !== undefined;
  if (status !== 'in_review' && !isSame) throw new Problem('intent_not_in_review');

  if (decision === 'approve' && captureMethod === 'manual') {
    const moved = await move(deps, id, approve);
    if (!moved) throw new Problem('operation_in_progress');
    return moved.after;
  }
  return operate(deps, id, idempotencyKey, (intent) => {
    if (intent.status !== 'in_review') throw new Problem('intent_not_in_review');
    return decision === 'approve'
      ? {kind: 'capture', amount: money.amount, final: true}
      : {kind: 'void', amount: money.amount, final: true};
  });
}
