import {failedAuthenticationsMax} from '#contract/challenge.ts';
import type {Decline} from '#contract/declines.ts';
import {agreedOn} from '#contract/instalments.ts';
import type {CancellationReason} from '#contract/statuses.ts';
import type {Outcome} from '../providers/provider.ts';
import type {Authentication} from './authentication.ts';
import {declineOf, mayAuthorize} from './decide.ts';
import {chargedTotals} from './charged.ts';
import {fundsUntil} from './funds.ts';
import {ownTotal} from './quote.ts';
import type {Attempt, Operation, PaymentIntent, Received, Step} from './intent.ts';
import {notSentCode} from './routing.ts';
import {withTask} from './tasks.ts';

/**
 * The arrows of the state diagram. Each is pure: no clock, no store, no network, and answers `undefined` where the
 * payment is not in a state from which the arrow starts; its caller then changes nothing.
 */

const day = 24 * 60 * 60 * 1000;

/** The attempt that is under way, if any: always the last one. */
export function liveAttempt(intent: PaymentIntent): Attempt | undefined {
  return intent.status === 'requires_action' || intent.status === 'processing' ? intent.attempts.at(-1) : undefined;
}

/** The capture, void or refund that is not answered yet, if any. */
export function liveOperation(intent: PaymentIntent): Extract<Operation, {state: 'sent'}> | undefined {
  const last = intent.operations.at(-1);
  return last?.state === 'sent' ? last : undefined;
}

/** Whether a word about that number at the provider can be about this payment: also when its own is not known yet. */
export function mayBeAbout(intent: PaymentIntent, reference: string | undefined): boolean {
  const step = liveAttempt(intent)?.step;
  const own = step?.name === 'away' ? step.reference : 'reference' in intent ? intent.reference : undefined;
  return reference === undefined || own === undefined || own === reference;
}

const wordsMax = 32;

/** The provider said something of the try that is at its page: kept, for whoever looks next. The same again is nothing new. */
export function keepWord(intent: PaymentIntent, handle: string, word: string): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'away' || attempt.step.handle !== handle) return undefined;
  const {words = []} = attempt.step;
  if (words.includes(word) || words.length >= wordsMax) return undefined;
  return {
    ...intent,
    attempts: replaceLast(intent, {...attempt, step: {...attempt.step, words: [...words, word]}}),
  };
}

/**
 * The provider says that money was taken or held under that number, for a try that is over and was not paid by it: the
 * shopper paid on a page that we took for closed, or paid twice. Only a person can tell what is right.
 */
export function paidAfterAll(intent: PaymentIntent, handle: string, taken: string): PaymentIntent | undefined {
  const index = intent.attempts.findIndex((attempt) => attempt.handle === handle);
  const attempt = intent.attempts[index];
  if (!attempt || isToCheck(attempt) || attempt.step.name === 'authorizing' || attempt.step.name === 'away')
    return undefined;
  if (attempt.settled?.some((earlier) => earlier.taken === taken)) return undefined;
  const isIts = attempt.step.name === 'authorized' && 'reference' in intent && intent.reference === taken;
  return isIts
    ? undefined
    : {...intent, attempts: intent.attempts.with(index, {...withTask(attempt, 'check_back_office'), taken})};
}

function isToCheck({task, waiting}: Attempt): boolean {
  return task === 'check_back_office' || waiting?.includes('check_back_office') === true;
}

/** A new try. Only when no other is under way and nothing was paid. */
export function open(intent: PaymentIntent, attempt: Attempt): PaymentIntent | undefined {
  if (intent.status !== 'requires_payment_method') return undefined;
  return {...identityOf(intent), attempts: [...intent.attempts, attempt], status: statusOf(attempt.step)};
}

/** The live attempt goes from a step that was seen to the next one. */
export function step(intent: PaymentIntent, from: readonly Step['name'][], next: Step): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  if (!attempt || !from.includes(attempt.step.name)) return undefined;
  const moved = {...attempt, step: next, ...('handle' in next && {handle: next.handle})};
  return {...identityOf(intent), attempts: replaceLast(intent, moved), status: statusOf(next)};
}

/**
 * The issuer told, or nobody ever will. What follows is decided by `decide.ts`; here a failure is counted, and the
 * third one cancels the payment.
 */
export function conclude(
  intent: PaymentIntent,
  authentication: Authentication,
  mandated: boolean,
): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  if (!attempt) return undefined;
  if (mayAuthorize(authentication))
    return step(intent, ['asked', 'challenge', 'decoupled'], {name: 'authenticated', mandated, authentication});

  const why = declineOf(authentication);
  const closed: Step =
    authentication.outcome === 'canceled'
      ? {name: 'abandoned', authentication}
      : {name: 'declined', authentication, decline: why};
  return failedBy(intent, authentication.failures, why, {
    ...identityOf(intent),
    attempts: replaceLast(intent, close(attempt, closed)),
    ...(closed.name === 'declined' && {lastDecline: why}),
    status: 'requires_payment_method',
  });
}

/** What the provider answered to an authorization. Moves only the attempt whose key was asked about, and only forward. */
export function applyOutcome(intent: PaymentIntent, key: string, outcome: Outcome): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  if (!attempt || !('key' in attempt.step) || attempt.step.key !== key) return undefined;
  if (attempt.step.name !== 'authorizing' && attempt.step.name !== 'away') return undefined;
  const {sentAt} = attempt.step;
  const authentication = attempt.step.name === 'authorizing' ? attempt.step.authentication : undefined;
  const mandated = attempt.step.name === 'away' || attempt.step.mandated;
  const proof = authentication ? {authentication} : {};
  const identity = identityOf(intent);

  switch (outcome.kind) {
    case 'authorized': {
      const code = outcome.authorizationCode === undefined ? {} : {authorizationCode: outcome.authorizationCode};
      const held = {
        ...identity,
        attempts: replaceLast(intent, agreed(close(attempt, {name: 'authorized', ...proof, ...code}), outcome)),
        reference: outcome.reference,
        // A provider that names no deadline holds the money for a week, the shortest usual term.
        captureBefore: outcome.captureBefore ?? sentAt + 7 * day,
      };
      return attempt.review?.length
        ? {...held, status: 'in_review', reasons: attempt.review}
        : {...held, status: 'requires_capture', lapseAnnounced: false};
    }
    case 'action_required': {
      if (attempt.step.name === 'away' || attempt.step.handle === undefined) return undefined;
      const {reference, url, fields, until} = outcome;
      const form = 'form' in outcome ? outcome.form : undefined;
      const where = {...(url !== undefined && {url}), ...(form && {form}), ...(fields && {fields})};
      const away: Step = {name: 'away', key, reference, ...where, handle: attempt.step.handle, sentAt, until};
      return {...identity, attempts: replaceLast(intent, {...attempt, step: away}), status: statusOf(away)};
    }
    case 'awaiting_funds': {
      const until = fundsUntil(attempt.method, sentAt);
      return {
        ...identity,
        attempts: replaceLast(intent, close(attempt, {name: 'instructed', key})),
        status: 'awaiting_funds',
        reference: outcome.reference,
        fundsUntil: until,
        // Until its reminders are known (`withNextReminder`), there are none.
        remindAt: until,
        reminded: true,
      };
    }
    case 'captured': {
      const code = outcome.authorizationCode === undefined ? {} : {authorizationCode: outcome.authorizationCode};
      return {
        ...identity,
        attempts: replaceLast(intent, agreed(close(attempt, {name: 'authorized', ...proof, ...code}), outcome)),
        amountCaptured: attempt.quote ? ownTotal(intent.money, attempt.quote.charged, outcome.total) : outcome.total,
        ...(attempt.quote && {charged: {captured: outcome.total, refunded: 0}}),
        status: 'succeeded',
        reference: outcome.reference,
      };
    }
    case 'declined':
      return decline(intent, attempt, outcome.decline, mandated, authentication);
    case 'not_sent':
      return decline(intent, attempt, notSent[outcome.reason], true, authentication);
    case 'voided':
      // Closed at the provider's page by the shopper, or by time: certainly nothing was taken.
      if (attempt.step.name === 'away')
        return {
          ...identity,
          attempts: replaceLast(intent, {
            ...close(attempt, {name: 'abandoned'}),
            ...(outcome.toCheck && {task: 'check_back_office'}),
          }),
          status: 'requires_payment_method',
        };
      // Released before we knew that it was authorized: no money moved, and the shopper may try again.
      return decline(intent, attempt, notSent.released, true, authentication);
    case 'pending':
    case 'approved':
    case 'refunded':
    case 'unknown':
      // At the provider's page the shopper is still busy, as far as anyone knows: look again later.
      if (attempt.step.name === 'away' || attempt.step.lost) return undefined;
      return {
        ...identity,
        attempts: replaceLast(intent, {...attempt, step: {...attempt.step, lost: true}}),
        status: 'processing',
      };
  }
}

/**
 * The shopper has approved at the provider's page, and we are about to take it. Whoever closes the page and whoever takes
 * what was approved there see one another here: one of them is first, and the other does nothing.
 */
export function beginTaking(intent: PaymentIntent, key: string): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'away' || attempt.step.key !== key || attempt.step.taking) return undefined;
  return step(intent, ['away'], {...attempt.step, taking: true});
}

/** What closing the provider's page came to. Nothing, once we have begun to take what was approved there. */
export function applyClosed(intent: PaymentIntent, key: string, outcome: Outcome): PaymentIntent | undefined {
  const live = liveAttempt(intent)?.step;
  return live?.name === 'away' && live.taking ? undefined : applyOutcome(intent, key, outcome);
}

/** The look-up is certain: the acquirer never got it. */
export const neverArrived: Outcome = {kind: 'not_sent', reason: 'never_arrived'};

const unavailable = {code: 'provider_unavailable', advice: 'retry_now', sensitive: false} as const;

/** Only where nothing left the house does the next try go to another provider (`routing.ts`). */
const notSent: Readonly<Record<'unreachable' | 'card_gone' | 'never_arrived' | 'released', Decline>> = {
  unreachable: {...unavailable, providerCode: notSentCode},
  never_arrived: {...unavailable, providerCode: 'guichet:never_arrived'},
  released: {...unavailable, providerCode: 'guichet:released'},
  card_gone: {code: 'incorrect_data', advice: 'retry_now', providerCode: 'guichet:card_gone', sensitive: false},
};

/** A no. A soft decline asks for one challenge more, once; anything else closes the attempt. */
function decline(
  intent: PaymentIntent,
  attempt: Attempt,
  why: Decline,
  mandated: boolean,
  authentication: Authentication | undefined,
): PaymentIntent {
  if (why.code === 'authentication_required' && !mandated && attempt.cardToken) {
    const again: Step = {name: 'versions', mandated: true, until: 0};
    return {...identityOf(intent), attempts: replaceLast(intent, {...attempt, step: again}), status: statusOf(again)};
  }
  const proof = authentication ? {authentication} : {};
  // A provider that has the bank ask tells of a failure as of any refusal: each is one, whatever happened on its page.
  const failures = attempt.step.name === 'away' && why.code === 'authentication_failed' && !why.sensitive ? 1 : 0;
  return failedBy(intent, failures, why, {
    ...identityOf(intent),
    attempts: replaceLast(intent, close(attempt, {name: 'declined', ...proof, decline: why})),
    lastDecline: why,
    status: 'requires_payment_method',
  });
}

/** So many failed authentications more; the third one cancels the payment. */
function failedBy(
  intent: PaymentIntent,
  failures: number,
  why: Decline,
  next: PaymentIntent & {readonly status: 'requires_payment_method'},
): PaymentIntent {
  const failed = Math.min(failedAuthenticationsMax, intent.failedAuthentications + failures);
  if (failures > 0 && failed >= failedAuthenticationsMax) {
    const {status: _open, ...rest} = next;
    return {
      ...rest,
      failedAuthentications: failed,
      lastDecline: why,
      status: 'canceled',
      reason: 'authentication_failed',
    };
  }
  return {...next, failedAuthentications: failed};
}

/** The shopper gives the running try up. Possible only while nothing was sent to the acquirer. */
export function abandon(intent: PaymentIntent): PaymentIntent | undefined {
  const attempt = liveAttempt(intent);
  // At a provider's page it can still be paid: only the provider can close that (`leave.ts`).
  if (!attempt || ['authorizing', 'authenticated', 'away'].includes(attempt.step.name)) return undefined;
  return {
    ...identityOf(intent),
    attempts: replaceLast(intent, close(attempt, {name: 'abandoned'})),
    status: 'requires_payment_method',
  };
}

/** Nobody will pay this any more. Never from a state in which money is, or may be, held. */
export function cancel(intent: PaymentIntent, reason: CancellationReason): PaymentIntent | undefined {
  const idle = intent.status === 'requires_action' ? abandon(intent) : intent;
  if (idle?.status !== 'requires_payment_method') return undefined;
  return {...identityOf(idle), status: 'canceled', reason};
}

/** A capture, void or refund is about to be sent. */
export function begin(
  intent: PaymentIntent,
  operation: Extract<Operation, {state: 'sent'}>,
): PaymentIntent | undefined {
  if (liveOperation(intent)) return undefined;
  if (!mayBegin[operation.kind].includes(intent.status)) return undefined;
  // What has come in can be given back, not released.
  if (operation.kind === 'void' && intent.status === 'awaiting_funds' && intent.amountCaptured > 0) return undefined;
  return {...intent, operations: [...intent.operations, operation]};
}

const mayBegin: Readonly<Record<Operation['kind'], readonly PaymentIntent['status'][]>> = {
  capture: ['requires_capture', 'in_review'],
  void: ['requires_capture', 'in_review', 'awaiting_funds'],
  refund: ['succeeded', 'requires_capture'],
};

/** What each operation is for. */
const effects = {capture: 'captured', void: 'voided', refund: 'refunded'} as const;
const moves: ReadonlySet<Outcome['kind']> = new Set(Object.values(effects));

/** What the provider answered to the operation under that key. */
export function applyOperation(intent: PaymentIntent, key: string, outcome: Outcome): PaymentIntent | undefined {
  const operation = liveOperation(intent);
  if (!operation || operation.key !== key) return undefined;
  const {sentAt: _sent, lost: _lost, ...facts} = operation;
  const isItsOwn = outcome.kind === effects[operation.kind];
  // Of a refund only its own answer tells, and of anything else no refund does.
  const isForeign = operation.kind === 'refund' ? moves.has(outcome.kind) : outcome.kind === 'refunded';
  if (isForeign && !isItsOwn) return applyOperation(intent, key, {kind: 'unknown'});
  // The money went another way than was asked: that stands, and what was asked was not done.
  const closed: Operation = isItsOwn
    ? {...facts, state: 'done'}
    : {...facts, state: 'refused', providerCode: `guichet:${outcome.kind}`};
  const done = {operations: [...intent.operations.slice(0, -1), closed]};

  switch (outcome.kind) {
    case 'captured': {
      if (intent.status !== 'requires_capture' && intent.status !== 'in_review') return {...intent, ...done};
      const total = totalAfter(intent, operation, outcome.total);
      const last = intent.attempts.at(-1);
      const captured = {
        ...intent,
        ...done,
        ...(last && {attempts: replaceLast(intent, agreed(last, outcome))}),
        amountCaptured: Math.max(intent.amountCaptured, total),
        ...chargedAfter(intent, 'captured', outcome.total),
      };
      return outcome.final || captured.amountCaptured === intent.money.amount
        ? settled(captured, intent.reference)
        : captured;
    }
    case 'voided':
      return intent.status === 'requires_capture' || intent.status === 'in_review' || intent.status === 'awaiting_funds'
        ? released({...intent, ...done}, outcome.lapsed)
        : {...intent, ...done};
    case 'refunded':
      return {
        ...intent,
        ...done,
        amountRefunded: Math.max(intent.amountRefunded, totalAfter(intent, operation, outcome.total)),
        ...chargedAfter(intent, 'refunded', outcome.total),
      };
    case 'declined':
      return {
        ...intent,
        operations: [
          ...intent.operations.slice(0, -1),
          {...facts, state: 'refused', providerCode: outcome.decline.providerCode},
        ],
      };
    case 'authorized':
    case 'action_required':
    case 'approved':
    case 'awaiting_funds':
      // Still only authorized: what we sent has not arrived. Ask again, under the same key.
      return undefined;
    case 'not_sent':
    case 'pending':
    case 'unknown':
      if (operation.lost) return undefined;
      return {...intent, operations: [...intent.operations.slice(0, -1), {...operation, lost: true}]};
  }
}

/** What was taken or given back in all, in the order's currency. Where another was charged, the operations tell it exactly. */
function totalAfter(intent: PaymentIntent, operation: Operation, total: number): number {
  const same = intent.operations.filter(({kind, state}) => kind === operation.kind && state === 'done');
  const charged = same.reduce((sum, one) => sum + (one.charged ?? 0), operation.charged ?? 0);
  if (operation.charged === undefined || charged !== total)
    return operation.kind === 'refund' ? ownRefunded(intent, total) : ownOf(intent, total);
  return same.reduce((sum, {amount}) => sum + amount, operation.amount);
}

/** What the provider says was taken or given back in all, where it is in another currency than the order's. */
export function chargedAfter(
  intent: PaymentIntent,
  which: 'captured' | 'refunded',
  total: number,
): Pick<PaymentIntent, 'charged'> {
  const before = chargedTotals(intent);
  if (!before) return {};
  const {captured, refunded} = before;
  return {charged: {captured, refunded, [which]: Math.max(before[which], total)}};
}

/** What was given back in all, in the order's currency: once all that was taken went back, it is all of that here too. */
export function ownRefunded(intent: PaymentIntent, total: number): number {
  const {amountCaptured, amountRefunded} = intent;
  const totals = chargedTotals(intent);
  if (totals && total >= totals.captured) return amountCaptured;
  // Parts that came back leave cents behind: what is known to have gone back is never less for it.
  return Math.min(Math.max(amountRefunded, ownOf(intent, total)), amountCaptured);
}

export function ownOf({attempts, money}: PaymentIntent, total: number): number {
  const quote = attempts.at(-1)?.quote;
  return quote ? ownTotal(money, quote.charged, total) : total;
}

/** The provider says where an authorization stands that nobody touched: it may have lapsed. */
export function applyLapse(intent: PaymentIntent, outcome: Outcome): PaymentIntent | undefined {
  if ((intent.status !== 'requires_capture' && intent.status !== 'in_review') || liveOperation(intent))
    return undefined;
  if (outcome.kind === 'voided') return released(intent, true);
  if (outcome.kind === 'captured' && outcome.final)
    // What was taken in another currency is not divided anew: that would be a cent less.
    return settled(
      {
        ...intent,
        amountCaptured: Math.max(intent.amountCaptured, ownOf(intent, outcome.total)),
        ...chargedAfter(intent, 'captured', outcome.total),
      },
      intent.reference,
    );
  return undefined;
}

/** The merchant has been told that the authorization lapses soon. */
export function announceLapse(intent: PaymentIntent): PaymentIntent | undefined {
  return intent.status === 'requires_capture' && !intent.lapseAnnounced ? {...intent, lapseAnnounced: true} : undefined;
}

export function settled(intent: PaymentIntent, reference: string): PaymentIntent {
  return {...identityOf(intent), status: 'succeeded', reference};
}

/** Released: canceled, unless a part had been captured, which then is all there will be. */
export function released(
  intent: Extract<PaymentIntent, {status: 'requires_capture' | 'in_review' | 'awaiting_funds'}>,
  lapsed: boolean,
): PaymentIntent {
  if (intent.amountCaptured > 0) return settled(intent, intent.reference);
  return {
    ...identityOf(intent),
    status: 'canceled',
    reason: lapsed ? 'authorization_expired' : intent.status === 'in_review' ? 'review_declined' : 'voided',
    reference: intent.reference,
  };
}

/** The merchant looked at the order, and lets it go on to shipment. Where the money is due at once, capture it instead. */
export function approve(intent: PaymentIntent): PaymentIntent | undefined {
  if (intent.status !== 'in_review' || liveOperation(intent)) return undefined;
  const {reference, captureBefore} = intent;
  return {...identityOf(intent), status: 'requires_capture', reference, captureBefore, lapseAnnounced: false};
}

/**
 * Money came by transfer or cheque. What is short keeps the payment waiting; what is too much is written down, to be
 * given back. A cheque that is only received, or that bounced, is no money.
 */
export function receive(intent: PaymentIntent, arrival: Received): PaymentIntent | undefined {
  if (intent.status !== 'awaiting_funds' || liveOperation(intent)) return undefined;
  const received = [...intent.received, arrival];
  const total = receivedOf(received);
  const amountCaptured = Math.min(total, intent.money.amount);
  const next = {...intent, received, amountCaptured};
  return amountCaptured === intent.money.amount ? settled(next, intent.reference) : next;
}

/** All that came in so far, in minor units; more than the payment's amount when too much was sent. */
export function receivedOf(received: PaymentIntent['received']): number {
  return received.reduce((sum, {amount, cheque = 'cashed'}) => sum + (cheque === 'cashed' ? amount : 0), 0);
}

/** The shopper is reminded that the money is awaited. */
export function remind(intent: PaymentIntent): PaymentIntent | undefined {
  return intent.status === 'awaiting_funds' && !intent.reminded ? {...intent, reminded: true} : undefined;
}

/** The money did not come in time. A part that came stays the shopper's: the payment waits for a person. */
export function lapseFunds(intent: PaymentIntent): PaymentIntent | undefined {
  if (intent.status !== 'awaiting_funds' || intent.amountCaptured > 0 || liveOperation(intent)) return undefined;
  return {...identityOf(intent), status: 'canceled', reason: 'funds_expired', reference: intent.reference};
}

/** The status that a running attempt gives to its payment. */
function statusOf(step: Step): 'requires_action' | 'processing' {
  if (step.name === 'away') return step.taking ? 'processing' : 'requires_action';
  return step.name === 'authenticated' || step.name === 'authorizing' || step.name === 'versions'
    ? 'processing'
    : 'requires_action';
}

/** A closed attempt no longer knows its card token. */
function close(attempt: Attempt, step: Step): Attempt {
  const {cardToken: _erased, ...rest} = attempt;
  return {...rest, step};
}

/** The lender's plan as it stands now: its days may begin only with the capture. And whether a person must look. */
function agreed(
  attempt: Attempt,
  {plan, toCheck}: Pick<Extract<Outcome, {kind: 'captured'}>, 'plan' | 'toCheck'>,
): Attempt {
  return {
    ...(toCheck ? withTask(attempt, 'check_back_office') : attempt),
    ...(plan && attempt.plan && {plan: agreedOn(attempt.plan, plan)}),
  };
}

export function replaceLast(intent: PaymentIntent, attempt: Attempt): readonly Attempt[] {
  return [...intent.attempts.slice(0, -1), attempt];
}

/** What a payment is, whatever its status. */
function identityOf(intent: PaymentIntent) {
  const {id, session, merchant, livemode, money, captureMethod, orderReference, metadata, created, expiresAt} = intent;
  const {attempts, failedAuthentications, lastDecline, amountCaptured, amountRefunded, received} = intent;
  const {operations, sequence, charged, heard} = intent;
  return {
    id,
    session,
    merchant,
    livemode,
    money,
    captureMethod,
    orderReference,
    metadata,
    created,
    expiresAt,
    attempts,
    failedAuthentications,
    amountCaptured,
    amountRefunded,
    received,
    operations,
    sequence,
    ...(charged && {charged}),
    ...(heard !== undefined && {heard}),
    ...(lastDecline && {lastDecline}),
  };
}
