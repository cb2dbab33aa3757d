import {dateAt} from '#contract/calendar.ts';
import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent, Received} from './intent.ts';
import {requestHash} from './keys.ts';
import {bookingId} from './statements.ts';
import {move} from './move.ts';
import {liveOperation, receive} from './moves.ts';

export interface Arrival {
  /** Minor units of the payment's currency. */
  readonly amount: number;
  readonly currency?: string;
  /** `2026-11-24`, the bank's booking date. */
  readonly received_on: string;
  readonly reference?: string;
  /** The bank's own id of the line: booked once, under whatever key. */
  readonly bank_id?: string;
  /** For a cheque only, or for terms paid by one: where it stands. `cashed` when absent. */
  readonly cheque?: 'received' | 'cashed' | 'bounced';
  readonly idempotencyKey: string;
}

/** Banks date a credit on their next working day, whole bridges of holidays ahead; no further. */
const aheadMs = 7 * 24 * 60 * 60 * 1000;

/** A transfer or a cheque arrived, as the merchant or the bank statement says. The same key again changes nothing. */
export async function markReceived(deps: Deps, id: string, arrival: Arrival): Promise<PaymentIntent> {
  const request = requestHash(id, arrival.idempotencyKey);
  const {bank_id: bankId} = arrival;
  if (arrival.received_on > dateAt(deps.world.clock.now() + aheadMs))
    throw new Problem('validation_failed', {errors: [{path: '/received_on', code: 'date_in_future'}]});
  const row = await deps.store.get('intents', id);
  if (!row) throw new Problem('intent_not_found');
  const booking = bankId === undefined ? undefined : bookingId(row.doc.merchant, bankId);
  const booked = booking !== undefined && (await deps.store.get('bookings', booking)) !== undefined;
  const moved = await move(
    deps,
    id,
    (intent) => {
      if (intent.received.some((earlier) => earlier.request === request)) return undefined;
      if (booked) throw new Problem('already_received');
      if (intent.status !== 'awaiting_funds') throw new Problem('intent_not_awaiting_funds');
      if (arrival.currency !== undefined && arrival.currency !== intent.money.currency) {
        throw new Problem('currency_mismatch', {errors: [{path: '/currency', code: 'currency_mismatch'}]});
      }
      if (liveOperation(intent)) throw new Problem('operation_in_progress');
      const method = intent.attempts.at(-1)?.method;
      if (method === 'bank_transfer' && arrival.cheque !== undefined) throw new Problem('cheque_state_mismatch');
      return receive(intent, receivedAs(arrival, request, deps.world.clock.now()));
    },
    {
      key: request.slice(0, 36),
      extra: ({after}) =>
        booking === undefined
          ? []
          : [
              {
                op: 'insert',
                table: 'bookings',
                id: booking,
                doc: {intent: after.id, at: deps.world.clock.now()},
              },
            ],
    },
  );
  if (moved) return moved.after;
  const now = await deps.store.get('intents', id);
  return now ? now.doc : row.doc;
}

function receivedAs({amount, received_on: on, reference, cheque}: Arrival, request: string, at: number): Received {
  return {request, amount, on, ...(reference !== undefined && {reference}), ...(cheque && {cheque}), at};
}
