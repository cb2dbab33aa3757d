import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent, Received} from './intent.ts';
import {requestHash} from './keys.ts';
import {move} from './move.ts';
import {liveOperation, receive} from './moves.ts';

export interface Arrival {
  /** Minor units of the payment's currency. */
  readonly amount: number;
  readonly currency?: string;
  /** `2026-11-24`, the bank's booking date. */
  readonly received_on: string;
  readonly reference?: string;
  /** For a cheque only: where it stands. `cashed` when absent. */
  readonly cheque?: 'received' | 'cashed' | 'bounced';
  readonly idempotencyKey: string;
}

/** A transfer or a cheque arrived, as the merchant or the bank statement says. The same key again changes nothing. */
export async function markReceived(deps: Deps, id: string, arrival: Arrival): Promise<PaymentIntent> {
  const request = requestHash(id, arrival.idempotencyKey);
  const moved = await move(
    deps,
    id,
    (intent) => {
      if (intent.received.some((earlier) => earlier.request === request)) return undefined;
      if (intent.status !== 'awaiting_funds') throw new Problem('intent_not_awaiting_funds');
      if (arrival.currency !== undefined && arrival.currency !== intent.money.currency) {
        throw new Problem('currency_mismatch', {errors: [{path: '/currency', code: 'currency_mismatch'}]});
      }
      if (liveOperation(intent)) throw new Problem('operation_in_progress');
      const isCheque = intent.attempts.at(-1)?.method === 'cheque';
      if (!isCheque && arrival.cheque !== undefined) throw new Problem('cheque_state_mismatch');
      return receive(intent, receivedAs(arrival, request, deps.world.clock.now()));
    },
    {key: request.slice(0, 36)},
  );
  if (moved) return moved.after;
  const row = await deps.store.get('intents', id);
  if (!row) throw new Problem('intent_not_found');
  return row.doc;
}

function receivedAs({amount, received_on: on, reference, cheque}: Arrival, request: string, at: number): Received {
  return {request, amount, on, ...(reference !== undefined && {reference}), ...(cheque && {cheque}), at};
}
