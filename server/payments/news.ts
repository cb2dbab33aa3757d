import type {EventType} from '../store/tables.ts';
import {chargedTotals} from './charged.ts';
import type {Attempt, LedgerLine, PaymentIntent, Refund} from './intent.ts';

/** What a change of state means to the outside, in the order in which it is announced. Pure. */
export function newsOf(before: PaymentIntent, after: PaymentIntent): readonly EventType[] {
  const news: EventType[] = [];
  if (declined(after) > declined(before)) news.push('payment_intent.payment_failed');
  if (uncertain(after) && !uncertain(before)) news.push('payment_intent.processing');
  if (before.status !== after.status) {
    if (after.status === 'awaiting_funds') news.push('payment_intent.awaiting_funds');
    if (after.status === 'in_review') news.push('payment_intent.in_review');
    if (after.status === 'requires_capture') news.push('payment_intent.authorized');
    if (after.status === 'succeeded') news.push('payment_intent.succeeded');
    if (after.status === 'canceled') news.push('payment_intent.canceled');
  }
  if (
    after.status === 'requires_capture' &&
    before.status === 'requires_capture' &&
    after.lapseAnnounced &&
    !before.lapseAnnounced
  ) {
    news.push('payment_intent.authorization_expiring');
  }
  if (after.status === 'awaiting_funds' && before.status === 'awaiting_funds' && after.reminded && !before.reminded) {
    news.push('payment_intent.funds_reminder');
  }
  if (after.attempts.some((attempt, place) => isOpened(before.attempts[place], attempt))) {
    news.push('payment_intent.task_opened');
  }
  if (after.attempts.some(({settled = []}, place) => settled.length > (before.attempts[place]?.settled?.length ?? 0))) {
    news.push('payment_intent.task_settled');
  }
  return news;
}

/** Another task than before, or one more word about a dispute. */
function isOpened(before: Attempt | undefined, {task, disputes}: Attempt): boolean {
  if (task === undefined) return false;
  return before?.task !== task || (disputes?.length ?? 0) > (before.disputes?.length ?? 0);
}

/** The shopper has nothing left to do: paid, reserved, being checked, or told how to send the money. */
const doneStatuses: ReadonlySet<PaymentIntent['status']> = new Set([
  'requires_capture',
  'succeeded',
  'awaiting_funds',
  'in_review',
]);

export function isDone({status}: PaymentIntent): boolean {
  return doneStatuses.has(status);
}

/** What a session becomes when its payment moves: complete once the shopper has nothing left to do. */
export function sessionStatusAfter(before: PaymentIntent, after: PaymentIntent): 'complete' | 'expired' | undefined {
  if (!isDone(before) && isDone(after)) return 'complete';
  if (!isDone(before) && after.status === 'canceled' && before.status !== 'canceled') return 'expired';
  return undefined;
}

/** An answer was lost, and only asking will tell. */
export function uncertain(intent: PaymentIntent): boolean {
  const step = intent.status === 'processing' ? intent.attempts.at(-1)?.step : undefined;
  return step?.name === 'authorizing' && step.lost;
}

/** Money of the shopper's is reserved. */
function isHolding({status}: PaymentIntent): boolean {
  return status === 'requires_capture' || status === 'in_review';
}

function declined(intent: PaymentIntent): number {
  return intent.attempts.filter(({step}) => step.name === 'declined').length;
}

/** The ledger lines of a change: money as the provider confirmed it, under the key that moved it. */
export function linesOf(
  before: PaymentIntent,
  after: PaymentIntent,
  key: string,
  at: number,
): readonly Omit<LedgerLine, 'id'>[] {
  const reference = 'reference' in after && after.reference !== undefined ? after.reference : '';
  const [were, are] = [chargedTotals(before), chargedTotals(after)];
  const [taken, back] = [(are?.captured ?? 0) - (were?.captured ?? 0), (are?.refunded ?? 0) - (were?.refunded ?? 0)];
  const line = (kind: LedgerLine['kind'], amount: number, charged: number) => ({
    intent: after.id,
    kind,
    amount,
    currency: after.money.currency,
    ...(are && {charged: {amount: charged, currency: are.quote.charged.currency}}),
    key,
    reference,
    at,
  });
  // What is only awaited is not held; of what came in by itself, all is captured at once.
  const held = (intent: PaymentIntent) =>
    intent.status !== 'awaiting_funds' && 'reference' in intent && intent.reference !== undefined;
  const isSent = after.received.length > 0 || before.status === 'awaiting_funds';
  const lines: Omit<LedgerLine, 'id'>[] = [];
  if (!held(before) && held(after) && !isSent) {
    lines.push(line('authorized', after.money.amount, are?.quote.charged.amount ?? 0));
  }
  // A cent of what was charged can be less than one of the order's own currency: it is a movement all the same.
  if (after.amountCaptured > before.amountCaptured || taken > 0)
    lines.push(line('captured', after.amountCaptured - before.amountCaptured, taken));
  if (isHolding(before) && !isHolding(after)) {
    const rest = after.money.amount - after.amountCaptured;
    if (rest > 0) lines.push(line('voided', rest, (are?.quote.charged.amount ?? 0) - (are?.captured ?? 0)));
  }
  if (after.amountRefunded > before.amountRefunded || back > 0)
    lines.push(line('refunded', after.amountRefunded - before.amountRefunded, back));
  if (after.amountRefunded < before.amountRefunded || back < 0)
    lines.push(line('refund_failed', before.amountRefunded - after.amountRefunded, -back));
  return lines;
}

/** The refunds whose operation a change touches. */
export function movedRefunds(before: PaymentIntent, after: PaymentIntent): readonly string[] {
  return after.operations.flatMap((operation, place) =>
    operation.refund !== undefined && operation !== before.operations[place] ? [operation.refund] : [],
  );
}

/** A refund follows the operation that carries it: one that was made can still fail; one that failed stays so. */
export function refundAfter(refund: Refund, after: PaymentIntent): Refund | undefined {
  const operation = after.operations.find((candidate) => candidate.refund === refund.id);
  if (!operation || refund.status === 'failed' || operation.state === 'sent') return undefined;
  const status = operation.state === 'done' ? 'succeeded' : 'failed';
  return status === refund.status ? undefined : {...refund, status};
}

/** The refunds that nobody asked us for: they are written down when we hear of them. */
export function foundRefunds(before: PaymentIntent, after: PaymentIntent): readonly Refund[] {
  return after.operations.slice(before.operations.length).flatMap(({source, refund: id, amount, charged, begun}) => {
    if (source === undefined || id === undefined) return [];
    const quote = after.attempts.at(-1)?.quote;
    const {currency} = after.money;
    return [
      {
        id,
        intent: after.id,
        amount,
        currency,
        ...(quote && charged !== undefined && {charged: {amount: charged, currency: quote.charged.currency}}),
        status: 'succeeded' as const,
        source,
        created: begun ?? after.created,
      },
    ];
  });
}
