import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Authentication} from '../../../server/payments/authentication.ts';
import {PaymentIntentSchema, type Attempt, type PaymentIntent, type Step} from '../../../server/payments/intent.ts';
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
  liveOperation,
  open,
  receive,
  remind,
  step,
} from '../../../server/payments/moves.ts';
import {dueOf} from '../../../server/payments/due.ts';
import {applyDifference, differenceOf, hear} from '../../../server/payments/told.ts';
import {linesOf, newsOf, sessionStatusAfter} from '../../../server/payments/news.ts';
import type {Outcome, Told} from '../../../server/providers/provider.ts';
import {attempt, fresh, opening, proof, steps} from './world.ts';

/** What the world may do to a payment, in any order, as often as it likes. */
const codes = ['insufficient_funds', 'authentication_required', 'suspected_fraud'] as const;
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({kind: 'authorized', reference: 'p1'}),
  fc.record({
    kind: fc.constant('captured' as const),
    reference: fc.constant('p1'),
    total: fc.integer({min: 1, max: 12_990}),
    final: fc.boolean(),
  }),
  fc.record({kind: fc.constant('voided' as const), reference: fc.constant('p1'), lapsed: fc.boolean()}),
  fc.record({
    kind: fc.constant('refunded' as const),
    reference: fc.constant('p1'),
    total: fc.integer({min: 1, max: 12_990}),
  }),
  fc.constantFrom<Outcome>(
    {kind: 'pending', reference: 'p1'},
    {kind: 'action_required', reference: 'p1', url: 'https://wallet.test/', until: 10},
    {kind: 'awaiting_funds', reference: 'RF18'},
    {kind: 'unknown'},
    {kind: 'not_sent', reason: 'unreachable'},
    {kind: 'not_sent', reason: 'card_gone'},
  ),
  fc.constantFrom(...codes).map((code): Outcome => ({
    kind: 'declined',
    decline: {code, advice: 'other_card', providerCode: 'cb:x', sensitive: false},
  })),
);
const result: fc.Arbitrary<Authentication> = fc
  .record({
    outcome: fc.constantFrom(
      'authenticated',
      'attempted',
      'failed',
      'rejected',
      'canceled',
      'timed_out',
      'unavailable',
      'unknown',
    ),
    entries: fc.integer({min: 1, max: 3}),
  })
  .map(
    ({outcome: name, entries}) =>
      ({
        ...proof,
        outcome: name,
        transStatus: name === 'failed' ? 'N' : 'Y',
        failures: name === 'failed' ? entries : 0,
      }) as Authentication,
  );

function withoutCard({cardToken: _token, card: _card, ...rest}: Attempt): Attempt {
  return rest;
}

/** What the provider's books may say, true or not. */
const told: fc.Arbitrary<Told> = fc.record({
  captured: fc.oneof(fc.constantFrom(0, 12_990), fc.integer({min: 0, max: 14_000})),
  refunded: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 14_000})),
  rest: fc.constantFrom('held', 'released', 'lapsed'),
  refunds: fc.array(
    fc.record({
      key: fc.constantFrom('o0', 'o1', 'o2', 'r0', 'back_office.1', 'back_office.2'),
      amount: fc.integer({min: 1, max: 12_990}),
      failed: fc.boolean(),
    }),
    {maxLength: 3},
  ),
});

type Change = (intent: PaymentIntent) => PaymentIntent | undefined;
const order: Step['name'][] = ['versions', 'device', 'asked', 'challenge', 'decoupled', 'authenticated', 'authorizing'];

const command: fc.Arbitrary<readonly [string, Change]> = fc.oneof(
  fc.constant(['open', (i: PaymentIntent) => open(i, attempt(steps.versions, i.attempts.length + 1))] as const),
  fc.boolean().map(
    (looked) =>
      [
        'open elsewhere',
        (i: PaymentIntent) =>
          open(i, {
            ...withoutCard(attempt(opening, i.attempts.length + 1)),
            ...(looked && {review: ['amount' as const]}),
          }),
      ] as const,
  ),
  fc
    .record({amount: fc.integer({min: 1, max: 20_000}), cheque: fc.constantFrom('received', 'cashed', 'bounced')})
    .map(
      ({amount, cheque}) =>
        [
          'receive',
          (i: PaymentIntent) => receive(i, {request: 'r', amount, on: '2026-11-24', at: 1, cheque: cheque as 'cashed'}),
        ] as const,
    ),
  fc.constantFrom(...order).map(
    (name) =>
      [
        `step ${name}`,
        (i: PaymentIntent) => {
          const from = liveAttempt(i)?.step.name;
          if (!from || name === 'versions' || order.indexOf(name) <= order.indexOf(from)) return undefined;
          return step(i, [from], {...steps[name as keyof typeof steps]});
        },
      ] as const,
  ),
  result.map((r) => [`conclude ${r.outcome}`, (i: PaymentIntent) => conclude(i, r, false)] as const),
  outcome.map((o) => [`answer ${o.kind}`, (i: PaymentIntent) => applyOutcome(i, 'k', o)] as const),
  outcome.map(
    (o) => [`operation ${o.kind}`, (i: PaymentIntent) => applyOperation(i, liveOperation(i)?.key ?? '', o)] as const,
  ),
  fc.tuple(fc.constantFrom('capture', 'void', 'refund'), fc.integer({min: 1, max: 12_990}), fc.boolean()).map(
    ([kind, amount, final]) =>
      [
        `begin ${kind}`,
        (i: PaymentIntent) =>
          begin(i, {
            kind: kind as 'capture',
            amount,
            final,
            key: `o${i.operations.length}`,
            request: `q${i.operations.length}`,
            state: 'sent',
            sentAt: 5,
            lost: false,
          }),
      ] as const,
  ),
  told.map(
    (books) =>
      [
        'told',
        (i: PaymentIntent) => {
          const difference = differenceOf(i, books);
          return difference && applyDifference(i, difference, {at: 1, refund: 're_1'});
        },
      ] as const,
  ),
  fc.constant(['heard', (i: PaymentIntent) => hear(i, 50)] as const),
  outcome.map((o) => [`lapse ${o.kind}`, (i: PaymentIntent) => applyLapse(i, o)] as const),
  fc.constantFrom<readonly [string, Change]>(
    ['abandon', abandon],
    ['cancel', (i) => cancel(i, 'abandoned')],
    ['announce', announceLapse],
    ['told how to send', (i) => applyOutcome(i, 'k', {kind: 'awaiting_funds', reference: 'RF18'})],
    [
      'sent away',
      (i) => applyOutcome(i, 'k', {kind: 'action_required', reference: 'w1', url: 'https://wallet.test/', until: 10}),
    ],
    ['approve', approve],
    ['remind', remind],
    ['lapse of funds', lapseFunds],
  ),
);

test('whatever happens in whatever order, a payment stays sound', () => {
  fc.assert(
    fc.property(fc.array(command, {maxLength: 40}), (commands) => {
      let intent = fresh;
      const ledger = {authorized: 0, captured: 0, voided: 0, refunded: 0, refund_failed: 0};
      let completed = 0;
      for (const [name, change] of commands) {
        const after = change(intent);
        if (!after) continue;
        const where = `${intent.status} --${name}--> ${after.status}`;

        PaymentIntentSchema.parse(after);
        assert.ok(after.amountCaptured >= intent.amountCaptured, `${where}: captured less than before`);
        // Only the provider's own word on a refund of that number takes one back.
        const undone = intent.operations.filter(
          ({state}, place) => state === 'done' && after.operations[place]?.state === 'refused',
        );
        const back = undone.reduce((sum, {amount}) => sum + amount, 0);
        assert.ok(after.amountRefunded >= intent.amountRefunded - back, `${where}: refunded less than before`);
        if (name === 'told')
          assert.ok(
            after.amountRefunded <= after.amountCaptured || after.amountRefunded <= intent.amountRefunded,
            `${where}: given back more than was taken`,
          );
        assert.ok(after.attempts.length - intent.attempts.length <= 1);
        assert.ok(
          after.attempts.filter(({cardToken}) => cardToken).length <= (liveAttempt(after) ? 1 : 0),
          `${where}: a closed attempt keeps its card`,
        );
        assert.ok(
          after.operations.filter(({state}) => state === 'sent').length <= 1,
          `${where}: two operations at once`,
        );
        if (intent.status === 'canceled') assert.equal(after.status, 'canceled', where);
        if (intent.status === 'succeeded') assert.equal(after.status, 'succeeded', where);
        if (intent.status === 'requires_capture')
          assert.ok(['requires_capture', 'succeeded', 'canceled'].includes(after.status), where);
        if (after.status === 'canceled' && after.amountCaptured > 0)
          assert.fail(`${where}: canceled what was captured`);
        if (after.failedAuthentications === 3) assert.equal(after.status, 'canceled', where);
        const due = dueOf(after, 100);
        // A part that came, of which the shopper was reminded, waits for a person.
        const waitsForPerson = after.status === 'awaiting_funds' && after.reminded && after.amountCaptured > 0;
        if ((!['succeeded', 'canceled'].includes(after.status) && !waitsForPerson) || liveOperation(after))
          assert.equal(typeof due, 'number', `${where}: nobody will look again`);

        for (const line of linesOf(intent, after, 'k', 0)) ledger[line.kind] += line.amount;
        if (sessionStatusAfter(intent, after) === 'complete') completed++;
        newsOf(intent, after);
        intent = after;
      }
      assert.equal(ledger.captured, intent.amountCaptured, 'the ledger and the state disagree on what was captured');
      assert.equal(
        ledger.refunded - ledger.refund_failed,
        intent.amountRefunded,
        'the ledger and the state disagree on what was refunded',
      );
      assert.ok(ledger.authorized === 0 || ledger.authorized === intent.money.amount, 'authorized twice');
      // What came by itself was never authorized: there is nothing to release.
      if (intent.received.length > 0)
        assert.deepEqual([ledger.authorized, ledger.voided], [0, 0], 'released what was sent');
      else
        assert.ok(ledger.voided + ledger.captured <= ledger.authorized, 'more taken and released than was authorized');
      assert.ok(completed <= 1, 'completed twice');
    }),
    {numRuns: 3000},
  );
});

test('whatever the provider’s books say, they are written down once, or are for a person', () => {
  fc.assert(
    fc.property(fc.array(command, {maxLength: 25}), told, (commands, books) => {
      let intent = commands.reduce((before, [, change]) => change(before) ?? before, fresh);
      for (let steps = 0; steps < 8; steps++) {
        const difference = differenceOf(intent, books);
        if (!difference) return;
        const after = applyDifference(intent, difference, {at: 1, refund: 're_1'});
        assert.ok(after, `${difference.kind} leads nowhere`);
        intent = PaymentIntentSchema.parse(after);
      }
      assert.fail('there is always something new');
    }),
    {numRuns: 3000},
  );
});
