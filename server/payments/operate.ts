import type {Outcome} from '../providers/provider.ts';
import {Problem} from '../routes/problem.ts';
import {providerOf} from './authorize.ts';
import type {Deps} from './deps.ts';
import type {Operation, PaymentIntent} from './intent.ts';
import {providerKey, requestHash} from './keys.ts';
import {chargedTotals} from './charged.ts';
import {chargedPart} from './quote.ts';
import {move, type Moved} from './move.ts';
import {applyOperation, begin, liveOperation} from './moves.ts';
import {stillUnknown} from './tasks.ts';
import type {Write} from '../store/store.ts';

type Sent = Extract<Operation, {state: 'sent'}>;
type Plan = Pick<Sent, 'kind' | 'amount' | 'final' | 'refund'>;

/**
 * Capture, void and refund alike: written down with the key, sent, and the answer saved. The same Idempotency-Key again
 * goes on with the same operation, so a crash or a lost answer anywhere ends in one effect.
 *
 * @param plan - Checks the payment and says what to send; throws a `Problem` when it may not be done.
 */
export async function operate(
  deps: Deps,
  id: string,
  idempotencyKey: string,
  plan: (intent: PaymentIntent) => Plan,
  extra: (moved: Moved) => readonly Write[] = () => [],
): Promise<PaymentIntent> {
  const row = await deps.store.get('intents', id);
  if (!row) throw new Problem('intent_not_found');
  const request = requestHash(id, idempotencyKey);
  const earlier = row.doc.operations.find((operation) => operation.request === request);
  if (earlier) return goOn(deps, row.doc, earlier);

  const sentAt = deps.world.clock.now();
  const begun = await move(
    deps,
    id,
    (intent) => {
      const same = intent.operations.find((operation) => operation.request === request);
      if (same) return undefined;
      if (liveOperation(intent)) throw new Problem('operation_in_progress');
      const planned = plan(intent);
      const key = providerKey(id, planned.kind, intent.operations.length + 1);
      const charged = chargedOf(intent, planned);
      const next = begin(intent, {
        ...planned,
        ...charged,
        key,
        request,
        begun: sentAt,
        state: 'sent',
        sentAt,
        lost: false,
      });
      if (!next) throw new Problem(refusals[planned.kind]);
      return next;
    },
    {extra},
  );
  const operation = begun && liveOperation(begun.after);
  if (!begun || !operation) return goOnWith(deps, id, request);
  return finish(deps, begun.after, operation, await send(deps, begun.after, operation));
}

const refusals = {
  capture: 'intent_not_capturable',
  void: 'intent_not_voidable',
  refund: 'intent_not_refundable',
} as const;

/** The operation that a call with that Idempotency-Key began. */
export function operationOf(intent: PaymentIntent, idempotencyKey: string): Operation | undefined {
  const request = requestHash(intent.id, idempotencyKey);
  return intent.operations.find((operation) => operation.request === request);
}

async function goOnWith(deps: Deps, id: string, request: string): Promise<PaymentIntent> {
  const row = await deps.store.get('intents', id);
  const earlier = row?.doc.operations.find((operation) => operation.request === request);
  if (!row || !earlier) throw new Problem('conflict');
  return goOn(deps, row.doc, earlier);
}

/** The same call again: answer as the first one would have, or finish what it began. */
async function goOn(deps: Deps, intent: PaymentIntent, operation: Operation): Promise<PaymentIntent> {
  if (operation.state !== 'sent') return answerTo(intent, operation);
  await askOperation(deps, intent);
  const row = await deps.store.get('intents', intent.id);
  return answerTo(row?.doc ?? intent, operation);
}

/** The payment, unless that operation of it was refused, or the money went another way meanwhile. */
function answerTo(intent: PaymentIntent, {key}: Operation): PaymentIntent {
  const operation = intent.operations.find((one) => one.key === key);
  if (operation?.state === 'refused') throw new Problem('operation_refused', {detail: operation.providerCode});
  return intent;
}

/**
 * Where an operation stands whose answer was lost. If the provider never got it, it is sent again under the same key:
 * the merchant asked for it, and twice under one key is once.
 */
export async function askOperation(deps: Deps, intent: PaymentIntent): Promise<void> {
  const operation = liveOperation(intent);
  const attempt = intent.attempts.at(-1);
  if (!operation || !attempt) return;
  const provider = providerOf(deps, attempt.provider);
  const reference = referenceOf(intent);
  const asked = deps.world.clock.now();
  const answer = await provider.sync({
    kind: operation.kind,
    reference,
    key: operation.key,
    ...moneyOf(intent, operation),
  });
  const outcome = answer.kind === 'not_found' ? await sendAgain(deps, intent, operation, asked) : answer;
  const moved = await move(deps, intent.id, (current) => applyOperation(current, operation.key, outcome), {
    key: operation.key,
  });
  if (!moved)
    await move(deps, intent.id, (current) =>
      liveOperation(current)?.key === operation.key
        ? stillUnknown(current, operation.begun ?? operation.sentAt, asked)
        : undefined,
    );
}

/**
 * Under the same key, twice is once; but not every provider knows our keys. There, what was sent may still be on its way
 * until the settle window is over, and of several callers who miss it only the one that writes it down sends it again.
 */
async function sendAgain(deps: Deps, intent: PaymentIntent, operation: Sent, asked: number): Promise<Outcome> {
  const {capabilities} = providerOf(deps, intent.attempts.at(-1)?.provider ?? '');
  if (capabilities.idempotent) return send(deps, intent, operation);
  if (asked <= operation.sentAt + capabilities.settleWindowMs) return {kind: 'unknown'};
  const again: Sent = {...operation, sentAt: deps.world.clock.now(), lost: false};
  const begun = await move(deps, intent.id, (current) => {
    const live = liveOperation(current);
    if (live?.key !== operation.key || live.sentAt !== operation.sentAt) return undefined;
    return {...current, operations: [...current.operations.slice(0, -1), again]};
  });
  return begun ? send(deps, begun.after, again) : {kind: 'unknown'};
}

async function finish(deps: Deps, intent: PaymentIntent, sent: Sent, outcome: Outcome): Promise<PaymentIntent> {
  const {key} = sent;
  const moved = await move(deps, intent.id, (current) => applyOperation(current, key, outcome), {key});
  const row = moved ? undefined : await deps.store.get('intents', intent.id);
  return answerTo(moved?.after ?? row?.doc ?? intent, sent);
}

/** Where the shopper paid in another currency: the part of that which this operation moves. */
function chargedOf(intent: PaymentIntent, {kind, amount}: Plan) {
  const totals = chargedTotals(intent);
  if (!totals || kind === 'void') return {};
  const {money, amountCaptured, amountRefunded} = intent;
  // All that was taken goes back, to the cent, however the provider came to count it.
  const isAllBack = kind === 'refund' && amountRefunded + amount === amountCaptured;
  const before = kind === 'capture' ? amountCaptured : amountRefunded;
  const charged = isAllBack
    ? totals.captured - totals.refunded
    : chargedPart(money, totals.quote.charged, before, amount);
  // No provider moves nothing: what it never answered well would stand in the way of every operation after it.
  if (charged < 1) throw new Problem('validation_failed', {errors: [{path: '/amount', code: 'amount_too_small'}]});
  return {charged};
}

async function send(deps: Deps, intent: PaymentIntent, sent: Sent): Promise<Outcome> {
  const {kind, key, final} = sent;
  const attempt = intent.attempts.at(-1);
  if (!attempt) return {kind: 'unknown'};
  const provider = providerOf(deps, attempt.provider);
  const reference = referenceOf(intent);
  switch (kind) {
    case 'capture':
      return provider.capture ? provider.capture({reference, key, final, ...moneyOf(intent, sent)}) : {kind: 'unknown'};
    case 'void':
      return provider.void ? provider.void({reference, key}) : {kind: 'unknown'};
    case 'refund':
      return provider.refund ? provider.refund({reference, key, final, ...moneyOf(intent, sent)}) : {kind: 'unknown'};
  }
}

/** In the currency that was charged. */
function moneyOf(intent: PaymentIntent, {charged, amount}: Sent) {
  const {captured = intent.amountCaptured, refunded = intent.amountRefunded} = chargedTotals(intent) ?? {};
  return {amount: charged ?? amount, books: {captured, refunded}};
}

function referenceOf(intent: PaymentIntent): string {
  return 'reference' in intent && intent.reference !== undefined ? intent.reference : '';
}
