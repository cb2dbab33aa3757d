import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Authentication} from '../../../server/payments/authentication.ts';
import type {PaymentIntent, Received} from '../../../server/payments/intent.ts';
import {
  abandon,
  announceLapse,
  applyLapse,
  applyOperation,
  applyOutcome,
  approve,
  begin,
  cancel,
  conclude,
  lapseFunds,
  liveAttempt,
  open,
  receive,
  receivedOf,
  remind,
  step,
} from '../../../server/payments/moves.ts';
import type {Outcome} from '../../../server/providers/provider.ts';
import {at, attempt, authorized, awaiting, fresh, inReview, opening, paid, proof, sent, steps} from './world.ts';

const decline = {code: 'insufficient_funds', advice: 'other_card', providerCode: 'cb:51', sensitive: false} as const;
const soft = {
  code: 'authentication_required',
  advice: 'authenticate',
  providerCode: 'cb:1A',
  sensitive: false,
} as const;
const authentication = (outcome: Authentication['outcome'], more: Partial<Authentication> = {}): Authentication => ({
  version: '2.2.0',
  flow: 'challenge',
  outcome,
  failures: outcome === 'failed' ? 1 : 0,
  ...more,
});
const stepOf = (intent: PaymentIntent | undefined) => intent?.attempts.at(-1)?.step.name;

describe('an authorization’s answer', () => {
  /** The state diagram from `authorizing`, one arrow per line: answer, status, step. */
  const arrows: readonly [Outcome, PaymentIntent['status'], string][] = [
    [{kind: 'authorized', reference: 'p'}, 'requires_capture', 'authorized'],
    [{kind: 'captured', reference: 'p', total: 12_990, final: true}, 'succeeded', 'authorized'],
    [{kind: 'declined', decline}, 'requires_payment_method', 'declined'],
    [{kind: 'declined', decline: soft}, 'processing', 'versions'],
    [{kind: 'not_sent', reason: 'unreachable'}, 'requires_payment_method', 'declined'],
    [{kind: 'not_sent', reason: 'card_gone'}, 'requires_payment_method', 'declined'],
    [{kind: 'voided', reference: 'p', lapsed: true}, 'requires_payment_method', 'declined'],
    [{kind: 'pending', reference: 'p'}, 'processing', 'authorizing'],
    [{kind: 'refunded', reference: 'p', total: 1}, 'processing', 'authorizing'],
    [{kind: 'unknown'}, 'processing', 'authorizing'],
  ];
  for (const [outcome, status, name] of arrows) {
    const label = 'decline' in outcome ? `${outcome.kind} ${outcome.decline.code}` : outcome.kind;
    test(`${label} leads to ${status}, attempt ${name}`, () => {
      const after = applyOutcome(at('authorizing'), 'k', outcome);
      assert.deepEqual([after?.status, stepOf(after)], [status, name]);
    });
  }

  test('an unknown answer is written down as lost, once', () => {
    const once = applyOutcome(at('authorizing'), 'k', {kind: 'unknown'});
    assert.equal(once?.attempts[0]?.step.name === 'authorizing' && once.attempts[0].step.lost, true);
    assert.equal(once && applyOutcome(once, 'k', {kind: 'unknown'}), undefined);
  });

  test('a soft decline after a mandated challenge is final', () => {
    const after = applyOutcome(at('authorizing', {mandated: true}), 'k', {kind: 'declined', decline: soft});
    assert.deepEqual([after?.status, stepOf(after)], ['requires_payment_method', 'declined']);
  });

  test('an answer under another key moves nothing', () => {
    assert.equal(applyOutcome(at('authorizing'), 'other', {kind: 'authorized', reference: 'p'}), undefined);
  });

  for (const [name, intent] of Object.entries({fresh, challenge: at('challenge'), authorized, paid})) {
    test(`a late answer does not move a payment that is ${name}`, () => {
      assert.equal(applyOutcome(intent, 'k', {kind: 'declined', decline}), undefined);
      assert.equal(applyOutcome(intent, 'k', {kind: 'authorized', reference: 'p'}), undefined);
    });
  }

  test('a closed attempt no longer knows its card token', () => {
    for (const [outcome] of arrows) {
      const after = applyOutcome(at('authorizing'), 'k', outcome);
      const closed = after && !liveAttempt(after);
      assert.equal(after?.attempts.at(-1)?.cardToken, closed ? undefined : 'card_x', outcome.kind);
    }
  });
});

describe('the answer of a wallet', () => {
  const atWallet = {...fresh, status: 'processing' as const, attempts: [attempt(opening)]};
  const open: Outcome = {kind: 'action_required', reference: 'w1', url: 'https://wallet.test/w1', until: 10};
  /** Where the shopper is, the answer, the status, the step; no status: nothing moves. */
  const arrows: readonly [string, PaymentIntent, Outcome, PaymentIntent['status'] | undefined, string | undefined][] = [
    ['being opened', atWallet, open, 'requires_action', 'away'],
    ['being opened', atWallet, {kind: 'unknown'}, 'processing', 'authorizing'],
    ['being opened', atWallet, {kind: 'declined', decline}, 'requires_payment_method', 'declined'],
    ['being opened, for a card', at('authorizing'), open, undefined, undefined],
    ['away', at('away'), open, undefined, undefined],
    ['away', at('away'), {kind: 'unknown'}, undefined, undefined],
    ['away', at('away'), {kind: 'pending', reference: 'w1'}, undefined, undefined],
    ['away', at('away'), {kind: 'authorized', reference: 'w1'}, 'requires_capture', 'authorized'],
    ['away', at('away'), {kind: 'captured', reference: 'w1', total: 12_990, final: true}, 'succeeded', 'authorized'],
    ['away', at('away'), {kind: 'declined', decline}, 'requires_payment_method', 'declined'],
    ['away', at('away'), {kind: 'voided', reference: 'w1', lapsed: false}, 'requires_payment_method', 'abandoned'],
    ['told how to send', atWallet, {kind: 'awaiting_funds', reference: 'RF18'}, 'awaiting_funds', 'instructed'],
  ];
  for (const [where, intent, outcome, status, name] of arrows) {
    test(`${where}, ${outcome.kind}: ${status ?? 'nothing moves'}`, () => {
      const after = applyOutcome(intent, 'k', outcome);
      assert.deepEqual([after?.status, stepOf(after)], [status, name]);
    });
  }

  test('an order to be looked at is held back, not handed on to shipment', () => {
    const watched = {
      ...fresh,
      status: 'processing' as const,
      attempts: [{...attempt(steps.authorizing), review: ['amount' as const]}],
    };
    const after = applyOutcome(watched, 'k', {kind: 'authorized', reference: 'p1'});
    assert.deepEqual([after?.status, after?.status === 'in_review' && after.reasons], ['in_review', ['amount']]);
  });
});

describe('money that comes by itself', () => {
  const came = (amount: number, change: Partial<Received> = {}): Received => ({
    request: `r${amount}`,
    amount,
    on: '2026-11-24',
    at: 7,
    ...change,
  });
  /** What came, status, captured, received in all. */
  const arrows: readonly [string, readonly Received[], PaymentIntent['status'], number, number][] = [
    ['nothing yet', [], 'awaiting_funds', 0, 0],
    ['one cent short', [came(12_989)], 'awaiting_funds', 12_989, 12_989],
    ['all of it', [came(12_990)], 'succeeded', 12_990, 12_990],
    ['one cent too much', [came(12_991)], 'succeeded', 12_990, 12_991],
    ['in two parts', [came(12_000), came(990)], 'succeeded', 12_990, 12_990],
    ['a cheque that is only here', [came(12_990, {cheque: 'received'})], 'awaiting_funds', 0, 0],
    ['a cheque that bounced', [came(12_990, {cheque: 'bounced'})], 'awaiting_funds', 0, 0],
    ['a cheque that is cashed', [came(12_990, {cheque: 'cashed'})], 'succeeded', 12_990, 12_990],
  ];
  for (const [name, received, status, captured, total] of arrows) {
    test(`${name}: ${status}`, () => {
      const after = received.reduce<PaymentIntent>((intent, one) => receive(intent, one) ?? intent, awaiting);
      assert.deepEqual([after.status, after.amountCaptured, receivedOf(after.received)], [status, captured, total]);
    });
  }

  test('is received where it is awaited only', () => {
    for (const intent of [fresh, at('away'), authorized, inReview, paid])
      assert.equal(receive(intent, came(1)), undefined, intent.status);
  });

  test('that does not come is let go, and a part of it is not', () => {
    assert.equal(lapseFunds(awaiting)?.status, 'canceled');
    const part = receive(awaiting, came(1));
    assert.equal(part && lapseFunds(part), undefined);
    assert.equal(lapseFunds(authorized), undefined);
  });

  test('is asked for once more', () => {
    const told = remind(awaiting);
    assert.equal(told?.status === 'awaiting_funds' && told.reminded, true);
    assert.equal(told && remind(told), undefined);
  });

  test('is not released once a part of it is here', () => {
    const release = {...sent, kind: 'void', amount: 12_990} as const;
    const gone = begin(awaiting, release);
    const after = gone && applyOperation(gone, 'o', {kind: 'voided', reference: 'RF18', lapsed: false});
    assert.equal(after?.status === 'canceled' && after.reason, 'voided');
    const part = receive(awaiting, came(1));
    assert.equal(part && begin(part, release), undefined);
  });
});

describe('an order that the merchant looks at', () => {
  test('approved, goes on to shipment', () => {
    assert.equal(approve(inReview)?.status, 'requires_capture');
    for (const intent of [fresh, authorized, paid, awaiting]) assert.equal(approve(intent), undefined);
  });

  test('declined, is released under that name', () => {
    const gone = begin(inReview, {...sent, kind: 'void', amount: 12_990});
    const after = gone && applyOperation(gone, 'o', {kind: 'voided', reference: 'p1', lapsed: false});
    assert.equal(after?.status === 'canceled' && after.reason, 'review_declined');
  });

  test('too late, lapses', () => {
    const after = applyLapse(inReview, {kind: 'voided', reference: 'p1', lapsed: true});
    assert.equal(after?.status === 'canceled' && after.reason, 'authorization_expired');
  });
});

describe('an authentication’s result', () => {
  /** From `challenge`: outcome, status, step, failures counted. */
  const arrows: readonly [Authentication, PaymentIntent['status'], string, number][] = [
    [authentication('authenticated', {transStatus: 'Y'}), 'processing', 'authenticated', 0],
    [authentication('attempted', {transStatus: 'A'}), 'processing', 'authenticated', 0],
    [authentication('unavailable', {transStatus: 'I'}), 'processing', 'authenticated', 0],
    [authentication('failed', {transStatus: 'N'}), 'requires_payment_method', 'declined', 1],
    [authentication('failed', {transStatus: 'N', failures: 3}), 'canceled', 'declined', 3],
    [authentication('rejected', {transStatus: 'R'}), 'requires_payment_method', 'declined', 0],
    [authentication('canceled'), 'requires_payment_method', 'abandoned', 0],
    [authentication('timed_out'), 'requires_payment_method', 'declined', 0],
    [authentication('unavailable', {transStatus: 'U'}), 'requires_payment_method', 'declined', 0],
    [authentication('unknown'), 'requires_payment_method', 'declined', 0],
  ];
  for (const [result, status, name, failures] of arrows) {
    test(`${result.outcome} ${result.transStatus ?? ''} (${result.failures}) leads to ${status}, attempt ${name}`, () => {
      const after = conclude(at('challenge'), result, false);
      assert.deepEqual([after?.status, stepOf(after), after?.failedAuthentications], [status, name, failures]);
    });
  }

  test('a third failed authentication cancels', () => {
    let intent: PaymentIntent | undefined = fresh;
    for (let ordinal = 1; ordinal <= 3 && intent; ordinal++) {
      const opened: PaymentIntent | undefined = open(intent, attempt(steps.challenge, ordinal));
      intent = opened && conclude(opened, authentication('failed', {transStatus: 'N'}), false);
    }
    assert.deepEqual([intent?.status, intent?.failedAuthentications], ['canceled', 3]);
    assert.equal(intent?.status === 'canceled' && intent.reason, 'authentication_failed');
  });

  test('a result for a payment that awaits none moves nothing', () => {
    for (const intent of [fresh, authorized, paid, at('authorizing')]) {
      assert.equal(conclude(intent, proof, false), undefined, intent.status);
    }
  });
});

describe('a try', () => {
  test('opens only where none is under way and nothing was paid', () => {
    assert.equal(open(fresh, attempt(steps.versions))?.status, 'processing');
    for (const intent of [at('challenge'), at('authorizing'), authorized, paid])
      assert.equal(open(intent, attempt(steps.versions)), undefined);
  });

  /** From each step: whether the shopper may still give the try up, and cancel the payment. */
  const ways: readonly [keyof typeof steps, boolean, boolean][] = [
    ['versions', true, false],
    ['device', true, true],
    ['asked', true, true],
    ['challenge', true, true],
    ['decoupled', true, true],
    ['authenticated', false, false],
    ['authorizing', false, false],
    ['away', false, false],
  ];
  for (const [name, mayAbandon, mayCancel] of ways) {
    test(`in ${name} it ${mayAbandon ? 'can' : 'cannot'} be given up, the payment ${mayCancel ? 'can' : 'cannot'} be canceled`, () => {
      assert.equal(abandon(at(name))?.status, mayAbandon ? 'requires_payment_method' : undefined);
      assert.equal(cancel(at(name), 'abandoned')?.status, mayCancel ? 'canceled' : undefined);
    });
  }

  test('what is paid is never canceled by giving up', () => {
    assert.equal(cancel(authorized, 'abandoned'), undefined);
    assert.equal(cancel(paid, 'session_expired'), undefined);
  });

  test('steps only from the step that was seen', () => {
    assert.equal(stepOf(step(at('device'), ['device'], steps.asked)), 'asked');
    assert.equal(step(at('challenge'), ['device'], steps.asked), undefined);
    assert.equal(step(authorized, ['device'], steps.asked), undefined);
  });
});

describe('an operation', () => {
  const capturing = begin(authorized, {...sent, kind: 'capture', amount: 12_990}) ?? fresh;
  const voiding = begin(authorized, {...sent, kind: 'void', amount: 12_990}) ?? fresh;
  const refunding = begin(paid, {...sent, kind: 'refund', amount: 990, final: false}) ?? fresh;
  const refused = {code: 'operation_refused', advice: 'none', providerCode: 'bank:x', sensitive: false} as const;

  /** State, answer, status, captured, refunded, state of the operation. */
  const arrows: readonly [string, PaymentIntent, Outcome, PaymentIntent['status'], number, number, string][] = [
    [
      'capture',
      capturing,
      {kind: 'captured', reference: 'p1', total: 12_990, final: true},
      'succeeded',
      12_990,
      0,
      'done',
    ],
    [
      'capture in part',
      capturing,
      {kind: 'captured', reference: 'p1', total: 5000, final: false},
      'requires_capture',
      5000,
      0,
      'done',
    ],
    [
      'capture in part, last',
      capturing,
      {kind: 'captured', reference: 'p1', total: 5000, final: true},
      'succeeded',
      5000,
      0,
      'done',
    ],
    ['capture refused', capturing, {kind: 'declined', decline: refused}, 'requires_capture', 0, 0, 'refused'],
    ['capture, no answer', capturing, {kind: 'unknown'}, 'requires_capture', 0, 0, 'sent'],
    ['capture, not sent', capturing, {kind: 'not_sent', reason: 'unreachable'}, 'requires_capture', 0, 0, 'sent'],
    ['capture after a lapse', capturing, {kind: 'voided', reference: 'p1', lapsed: true}, 'canceled', 0, 0, 'refused'],
    [
      'void of what was taken',
      voiding,
      {kind: 'captured', reference: 'p1', total: 12_990, final: true},
      'succeeded',
      12_990,
      0,
      'refused',
    ],
    [
      'void that says it gave back',
      voiding,
      {kind: 'refunded', reference: 'p1', total: 12_990},
      'requires_capture',
      0,
      0,
      'sent',
    ],
    ['void', voiding, {kind: 'voided', reference: 'p1', lapsed: false}, 'canceled', 0, 0, 'done'],
    ['refund', refunding, {kind: 'refunded', reference: 'p1', total: 990}, 'succeeded', 12_990, 990, 'done'],
    ['refund refused', refunding, {kind: 'declined', decline: refused}, 'succeeded', 12_990, 0, 'refused'],
    ['refund, no answer', refunding, {kind: 'unknown'}, 'succeeded', 12_990, 0, 'sent'],
  ];
  for (const [name, intent, outcome, status, captured, refunded, state] of arrows) {
    test(`${name} leads to ${status}`, () => {
      const after = applyOperation(intent, 'o', outcome);
      assert.deepEqual(
        [after?.status, after?.amountCaptured, after?.amountRefunded, after?.operations.at(-1)?.state],
        [status, captured, refunded, state],
      );
    });
  }

  test('at most one at a time, and only from a state that allows it', () => {
    assert.equal(begin(capturing, {...sent, kind: 'capture', amount: 1}), undefined);
    assert.equal(begin(fresh, {...sent, kind: 'capture', amount: 1}), undefined);
    assert.equal(begin(paid, {...sent, kind: 'capture', amount: 1}), undefined);
    assert.equal(begin(fresh, {...sent, kind: 'refund', amount: 1}), undefined);
  });

  test('a void of what was captured in part ends in what was captured', () => {
    const part =
      applyOperation(capturing, 'o', {kind: 'captured', reference: 'p1', total: 5000, final: false}) ?? fresh;
    const releasing = begin(part, {...sent, key: 'v', request: 'w', kind: 'void', amount: 7990}) ?? fresh;
    const after = applyOperation(releasing, 'v', {kind: 'voided', reference: 'p1', lapsed: false});
    assert.deepEqual([after?.status, after?.amountCaptured], ['succeeded', 5000]);
  });

  test('an old answer never lowers what was captured or refunded', () => {
    const part =
      applyOperation(capturing, 'o', {kind: 'captured', reference: 'p1', total: 5000, final: false}) ?? fresh;
    const again = begin(part, {...sent, key: 'o2', request: 'q2', kind: 'capture', amount: 100, final: false}) ?? fresh;
    assert.equal(
      applyOperation(again, 'o2', {kind: 'captured', reference: 'p1', total: 100, final: false})?.amountCaptured,
      5000,
    );
  });
});

describe('an authorization that nobody captures', () => {
  test('is announced once before it lapses', () => {
    const told = announceLapse(authorized);
    assert.equal(told?.status === 'requires_capture' && told.lapseAnnounced, true);
    assert.equal(told && announceLapse(told), undefined);
    assert.equal(announceLapse(paid), undefined);
  });

  test('is canceled once the provider says that it lapsed, and not before', () => {
    const after = applyLapse(authorized, {kind: 'voided', reference: 'p1', lapsed: true});
    assert.equal(after?.status === 'canceled' && after.reason, 'authorization_expired');
    assert.equal(applyLapse(authorized, {kind: 'authorized', reference: 'p1'}), undefined);
    assert.equal(applyLapse(authorized, {kind: 'unknown'}), undefined);
  });
});
