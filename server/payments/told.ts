import type {Told} from '../providers/provider.ts';
import {chargedTotals} from './charged.ts';
import type {Attempt, DisputeWord, Operation, PaymentIntent} from './intent.ts';
import {chargedAfter, liveOperation, ownOf, ownRefunded, released, replaceLast, settled} from './moves.ts';
import {withTask} from './tasks.ts';

/**
 * What happened at the provider without us: the merchant captured, released or gave back at its own desk, or a refund came back.
 * Totals decide, so whatever we know already is never counted twice. Pure.
 */

/** The next thing in which the provider's books differ from ours. `key`: of the operation that it makes, or undoes. */
export type Difference =
  | {readonly kind: 'captured'; readonly key: string; readonly total: number; readonly final: boolean}
  | {readonly kind: 'released'; readonly key: string; readonly lapsed: boolean}
  | {readonly kind: 'refunded'; readonly key: string; readonly total: number}
  | {readonly kind: 'refund_failed'; readonly key: string}
  /** Both cannot be true, or no arrow leads there: a person must look. */
  | {readonly kind: 'contradiction'; readonly key: string; readonly captured: number; readonly refunded: number};

/** The provider said something of a payment that is made, after the fact. */
export function hear(intent: PaymentIntent, at: number): PaymentIntent | undefined {
  if (!isMade(intent)) return undefined;
  // Each word is later than the one before: what was looked at for an earlier one does not answer this one.
  return {...intent, heard: Math.max(at, (intent.heard ?? 0) + 1)};
}

/** Its books were looked at, for the word of then. */
export function heardOut(intent: PaymentIntent, heard: number): PaymentIntent | undefined {
  if (intent.heard !== heard) return undefined;
  const {heard: _done, ...rest} = intent;
  return rest;
}

/** Money was taken or held for its last try, under a number of the provider's. */
export function isMade(intent: PaymentIntent): boolean {
  return intent.attempts.at(-1)?.step.name === 'authorized' && 'reference' in intent && intent.reference !== undefined;
}

/** Ours, in the currency that was charged. */
export function booksOf(intent: PaymentIntent): {readonly captured: number; readonly refunded: number} {
  const {captured = intent.amountCaptured, refunded = intent.amountRefunded} = chargedTotals(intent) ?? {};
  return {captured, refunded};
}

/** Whether nothing of ours happened between the two: else what was told meanwhile may be older than that. */
export function sameBooks(a: PaymentIntent, b: PaymentIntent): boolean {
  return (
    a.status === b.status &&
    a.amountCaptured === b.amountCaptured &&
    a.amountRefunded === b.amountRefunded &&
    a.operations.length === b.operations.length &&
    a.operations.every(({key, state}, place) => b.operations[place]?.key === key && b.operations[place].state === state)
  );
}

/** What to write down next; undefined: the books are one story, or what contradicts is known already. */
export function differenceOf(intent: PaymentIntent, told: Told): Difference | undefined {
  const attempt = intent.attempts.at(-1);
  if (!attempt || !isMade(intent) || liveOperation(intent)) return undefined;
  const ours = booksOf(intent);
  const isOpen = intent.status === 'requires_capture' || intent.status === 'in_review';
  const key = `back_office.${intent.operations.length + 1}`;
  const {captured, refunded} = told;
  const isKnown = [attempt, ...(attempt.settled ?? [])].some(
    ({contradicted: known}) => known?.captured === captured && known.refunded === refunded,
  );
  const contradiction: Difference | undefined = isKnown ? undefined : {kind: 'contradiction', key, captured, refunded};

  if (refunded > captured || captured < ours.captured || captured > highest(intent)) return contradiction;
  const failed = intent.operations.find(
    (one) => one.kind === 'refund' && one.state === 'done' && told.refunds.some((r) => r.failed && r.key === one.key),
  );
  if (failed) return {kind: 'refund_failed', key: failed.key};

  const final = told.rest !== 'held';
  if (captured > ours.captured) return isOpen ? {kind: 'captured', key, total: captured, final} : contradiction;
  if (isOpen && final) return {kind: 'released', key, lapsed: told.rest === 'lapsed'};
  if (refunded < ours.refunded) return contradiction;
  if (refunded === ours.refunded) return undefined;
  if (intent.status !== 'succeeded' && intent.status !== 'requires_capture') return contradiction;
  const [one, ...more] = told.refunds.filter((r) => !r.failed && !intent.operations.some((o) => o.key === r.key));
  const isIt = one && more.length === 0 && one.amount === refunded - ours.refunded;
  return {kind: 'refunded', key: isIt ? one.key : key, total: refunded};
}

/**
 * The provider says that the shopper, or their bank, disputes the payment, or that this is over. For a person: it moves no
 * money here. The same word again is no news, nor is the beginning of one that is known.
 */
export function dispute(intent: PaymentIntent, word: DisputeWord): PaymentIntent | undefined {
  const attempt = intent.attempts.at(-1);
  if (!attempt || !isMade(intent)) return undefined;
  const {disputes = []} = attempt;
  if (disputes.some(({id, closed}) => id === word.id && (closed || !word.closed))) return undefined;
  return {...intent, attempts: replaceLast(intent, {...withTask(attempt, 'dispute'), disputes: [...disputes, word]})};
}

function highest({attempts, money}: PaymentIntent): number {
  return attempts.at(-1)?.quote?.charged.amount ?? money.amount;
}

/**
 * Writes one difference down.
 *
 * @param refund - The id of a refund that we hear of.
 */
export function applyDifference(
  intent: PaymentIntent,
  difference: Difference,
  {at, refund}: {readonly at: number; readonly refund: `re_${string}`},
): PaymentIntent | undefined {
  const attempt = intent.attempts.at(-1);
  if (!attempt || liveOperation(intent)) return undefined;
  switch (difference.kind) {
    case 'captured': {
      if (intent.status !== 'requires_capture' && intent.status !== 'in_review') return undefined;
      const {total, final, key} = difference;
      const amountCaptured = Math.max(intent.amountCaptured, ownOf(intent, total));
      const part = {
        amount: amountCaptured - intent.amountCaptured,
        ...partOf(intent, total - booksOf(intent).captured),
      };
      const after = {
        ...withOperation(intent, {kind: 'capture', key, at, final, ...part}),
        amountCaptured,
        ...chargedAfter(intent, 'captured', total),
      };
      return final || amountCaptured === intent.money.amount ? settled(after, intent.reference) : after;
    }
    case 'released': {
      if (intent.status !== 'requires_capture' && intent.status !== 'in_review') return undefined;
      const {key, lapsed} = difference;
      const amount = intent.money.amount - intent.amountCaptured;
      return released(lapsed ? intent : withOperation(intent, {kind: 'void', key, at, final: true, amount}), lapsed);
    }
    case 'refunded': {
      const {total, key} = difference;
      const amountRefunded = ownRefunded(intent, total);
      const final = amountRefunded === intent.amountCaptured;
      const part = {
        amount: amountRefunded - intent.amountRefunded,
        ...partOf(intent, total - booksOf(intent).refunded),
      };
      return {
        ...withOperation(intent, {kind: 'refund', key, at, final, refund, ...part}),
        amountRefunded,
        ...chargedAfter(intent, 'refunded', total),
      };
    }
    case 'refund_failed':
      return withoutRefund(intent, attempt, difference.key);
    case 'contradiction': {
      const {captured, refunded} = difference;
      const marked: Attempt = {...withTask(attempt, 'check_back_office'), contradicted: {captured, refunded}};
      return {...intent, attempts: replaceLast(intent, marked)};
    }
  }
}

/** The refund is refused after all, and the money is the shop's again. */
function withoutRefund(intent: PaymentIntent, attempt: Attempt, key: string): PaymentIntent | undefined {
  const index = intent.operations.findIndex((one) => one.key === key);
  const operation = intent.operations[index];
  if (operation?.kind !== 'refund' || operation.state !== 'done') return undefined;
  const refused: Operation = {...operation, state: 'refused', providerCode: `${attempt.provider}:refund_failed`};
  const {captured, refunded} = booksOf(intent);
  return {
    ...intent,
    operations: intent.operations.with(index, refused),
    attempts: replaceLast(intent, withTask(attempt, 'refund_failed')),
    amountRefunded: intent.amountRefunded - operation.amount,
    ...(chargedTotals(intent) && {charged: {captured, refunded: refunded - (operation.charged ?? 0)}}),
  };
}

type Found = Pick<Operation, 'kind' | 'key' | 'amount' | 'charged' | 'final' | 'refund'> & {readonly at: number};

function withOperation<I extends PaymentIntent>(intent: I, {at, ...facts}: Found): I {
  const operation: Operation = {...facts, request: '', begun: at, source: 'back_office', state: 'done'};
  return {...intent, operations: [...intent.operations, operation]};
}

/** Where another currency was charged: how much of that. */
function partOf(intent: PaymentIntent, charged: number): {readonly charged?: number} {
  return chargedTotals(intent) ? {charged} : {};
}
