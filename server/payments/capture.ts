import {Problem} from '../routes/problem.ts';
import {newId} from '../ids.ts';
import {providerOf} from './authorize.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent, Refund} from './intent.ts';
import {keyOfOperation} from './keys.ts';
import {operate, operationOf} from './operate.ts';

/**
 * Takes the money that was authorized, usually at shipment.
 * @param amount - Minor units; all that is left when absent.
 * @param final - Nothing more will be captured, the rest is released; true when absent.
 */
export function capture(
  deps: Deps,
  id: string,
  {
    amount,
    final = true,
    idempotencyKey,
  }: {readonly amount?: number; readonly final?: boolean; readonly idempotencyKey: string},
): Promise<PaymentIntent> {
  return operate(deps, id, keyOfOperation('capture', idempotencyKey), (intent) => {
    if (intent.status === 'in_review') throw new Problem('review_pending');
    if (intent.status !== 'requires_capture') throw new Problem('intent_not_capturable');
    const {capabilities, capture: verb} = providerOfIntent(deps, intent);
    if (!verb || capabilities.deferredCapture === 'none') throw new Problem('capture_unsupported');
    const left = intent.money.amount - intent.amountCaptured;
    const wanted = amount ?? left;
    if (wanted > left) throw new Problem('amount_too_large');
    if (wanted < intent.money.amount && capabilities.deferredCapture === 'full')
      throw new Problem('partial_capture_unsupported');
    return {kind: 'capture', amount: wanted, final: final || wanted === left};
  });
}

/** Releases an authorization that will not be captured. */
export function voidIntent(
  deps: Deps,
  id: string,
  {idempotencyKey}: {readonly idempotencyKey: string},
): Promise<PaymentIntent> {
  return operate(deps, id, keyOfOperation('void', idempotencyKey), (intent) => {
    if (intent.status === 'in_review') throw new Problem('review_pending');
    if (intent.status !== 'requires_capture' && intent.status !== 'awaiting_funds')
      throw new Problem('intent_not_voidable');
    if (!providerOfIntent(deps, intent).void) throw new Problem('void_unsupported');
    return {kind: 'void', amount: intent.money.amount - intent.amountCaptured, final: true};
  });
}

/** Gives captured money back, all of it or a part. */
export async function refund(
  deps: Deps,
  {
    intent: id,
    amount,
    reason,
    idempotencyKey,
  }: {readonly intent: string; readonly amount?: number; readonly reason?: string; readonly idempotencyKey: string},
): Promise<Refund> {
  const {world, store} = deps;
  const refundId = newId('re_', world.random);
  const created = world.clock.now();
  const key = keyOfOperation('refund', idempotencyKey);
  const after = await operate(
    deps,
    id,
    key,
    (intent) => {
      const left = intent.amountCaptured - intent.amountRefunded;
      if (left <= 0) throw new Problem('intent_not_refundable');
      if (!providerOfIntent(deps, intent).refund) throw new Problem('refund_unsupported');
      const wanted = amount ?? left;
      if (wanted > left) throw new Problem('amount_too_large');
      return {kind: 'refund', amount: wanted, final: wanted === left, refund: refundId};
    },
    ({after: intent}) => {
      const operation = intent.operations.at(-1);
      if (!operation || operation.refund !== refundId) return [];
      const doc: Refund = {
        id: refundId,
        intent: intent.id,
        amount: operation.amount,
        currency: intent.money.currency,
        ...chargedBack(intent, operation.charged),
        ...(reason !== undefined && {reason}),
        status: 'pending',
        created,
      };
      return [{op: 'insert', table: 'refunds', id: refundId, doc}];
    },
  );
  const mine = operationOf(after, key)?.refund;
  const row = mine && (await store.get('refunds', mine));
  if (!row) throw new Problem('refund_not_found');
  return row.doc;
}

/** What goes back to the shopper, where another currency was charged. */
function chargedBack({attempts}: PaymentIntent, amount: number | undefined): Pick<Refund, 'charged'> {
  const currency = attempts.at(-1)?.quote?.charged.currency;
  return currency === undefined || amount === undefined ? {} : {charged: {amount, currency}};
}

function providerOfIntent(deps: Deps, intent: PaymentIntent) {
  const attempt = intent.attempts.at(-1);
  if (!attempt) throw new Problem('intent_not_capturable');
  return providerOf(deps, attempt.provider);
}
