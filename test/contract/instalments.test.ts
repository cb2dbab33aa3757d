import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import fc from 'fast-check';
import type {IsoDate} from '#contract/calendar.ts';
import {annualRate, inShort, offerInstalments, schedule, splitAmount, testPlans} from '#contract/instalments.ts';

interface Golden {
  readonly input: {
    readonly minor: number;
    readonly count: number;
    readonly firstDate: IsoDate;
    readonly feeMinor?: number;
  };
  readonly expected:
    | {readonly amounts: readonly number[]; readonly total: number; readonly dates: readonly string[]}
    | {readonly error: true};
  readonly why: string;
}

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('../golden/instalments.json', import.meta.url), 'utf8'),
);

for (const {input, expected, why} of golden) {
  test(`${input.minor} in ${input.count} from ${input.firstDate}: ${why}`, () => {
    const plan = () => schedule(input.minor, input.count, input.firstDate, input.feeMinor);
    if ('error' in expected) {
      assert.throws(plan, RangeError);
      return;
    }
    const instalments = plan();
    assert.deepEqual(
      instalments.map(({amount}) => amount),
      expected.amounts,
    );
    assert.deepEqual(
      instalments.map(({dueOn}) => dueOn),
      expected.dates,
    );
    assert.equal(
      instalments.reduce((sum, {amount}) => sum + amount, 0),
      expected.total,
    );
  });
}

test('parts add up to the price, differ by one at most, and never grow', () => {
  fc.assert(
    fc.property(fc.integer({min: 2, max: 12}), fc.integer({min: 12, max: Number.MAX_SAFE_INTEGER}), (count, amount) => {
      const parts = splitAmount(amount, count);
      assert.equal(parts.length, count);
      assert.equal(
        parts.reduce((sum, part) => sum + BigInt(part), 0n),
        BigInt(amount),
      );
      assert.ok(parts[0]! - parts.at(-1)! <= 1);
      assert.ok(parts.every((part, index) => index === 0 || part <= parts[index - 1]!));
    }),
  );
});

test('no fraction is split, and nothing is split in one', () => {
  for (const [amount, count] of [
    [100.5, 3],
    [100, 1],
    [100, 2.5],
    [NaN, 3],
  ] as const) {
    assert.throws(() => splitAmount(amount, count), RangeError);
  }
  assert.throws(() => schedule(10_000, 3, '2026-11-24', -1), RangeError);
});

const terms = testPlans.instalments_3;

test('EUR 100.00 may be paid in 3; 99.99 may not, and says from which amount', () => {
  const offer = offerInstalments({amount: 10_000, currency: 'EUR'}, terms, '2026-11-24');
  assert.deepEqual(offer, {
    offered: true,
    plan: {
      currency: 'EUR',
      purchase: 10_000,
      cost: 0,
      total: 10_000,
      annualRateBasisPoints: 0,
      instalments: [
        {dueOn: '2026-11-24', amount: 3_334, fee: 0},
        {dueOn: '2026-12-24', amount: 3_333, fee: 0},
        {dueOn: '2027-01-24', amount: 3_333, fee: 0},
      ],
    },
  });
  assert.deepEqual(offerInstalments({amount: 9_999, currency: 'EUR'}, terms, '2026-11-24'), {
    offered: false,
    reason: 'amount_too_small',
    from: {amount: 10_000, currency: 'EUR'},
  });
});

test('the largest amount that the lender takes on is offered, one cent more is not', () => {
  assert.equal(offerInstalments({amount: 300_000, currency: 'EUR'}, terms, '2026-11-24').offered, true);
  assert.deepEqual(offerInstalments({amount: 300_001, currency: 'EUR'}, terms, '2026-11-24'), {
    offered: false,
    reason: 'amount_too_large',
    upTo: {amount: 300_000, currency: 'EUR'},
  });
});

test('another currency is not offered, and says which one would be', () => {
  assert.deepEqual(offerInstalments({amount: 20_000, currency: 'CHF'}, terms, '2026-11-24'), {
    offered: false,
    reason: 'currency',
    currency: 'EUR',
  });
});

test('the merchant may raise the floor and cannot lower that of the lender', () => {
  const from = (amountMin: number, lender: number) => {
    const offer = offerInstalments(
      {amount: 1, currency: 'EUR'},
      {...terms, amountMin: lender},
      '2026-11-24',
      amountMin,
    );
    return 'from' in offer ? offer.from.amount : undefined;
  };
  assert.equal(from(20_000, 10_000), 20_000);
  assert.equal(from(5_000, 10_000), 10_000);
});

test('a fee is in the first part, in the cost, in the total and in the yearly rate', () => {
  const offer = offerInstalments({amount: 45_000, currency: 'EUR'}, {...terms, feeBasisPoints: 30}, '2021-12-01');
  assert.ok(offer.offered);
  const {cost, total, instalments, annualRateBasisPoints} = offer.plan;
  assert.deepEqual([cost, total], [135, 45_135]);
  assert.deepEqual(
    instalments.map(({amount, fee}) => [amount, fee]),
    [
      [15_135, 135],
      [15_000, 0],
      [15_000, 0],
    ],
  );
  assert.ok(annualRateBasisPoints > 0);
});

test('1000 paid back with 1200 after a year and a half costs 12.92 % a year', () => {
  assert.equal(annualRate(100_000, [{months: 18, amount: 120_000}]), 1_292);
});

test('the yearly rate is the one at which the payments are worth the credit', () => {
  const payments = [
    {months: 0, amount: 15_135},
    {months: 1, amount: 15_000},
    {months: 2, amount: 15_000},
  ];
  const rate = annualRate(45_000, payments) / 10_000;
  const worth = payments.reduce((sum, {months, amount}) => sum + amount / (1 + rate) ** (months / 12), 0);
  assert.ok(Math.abs(worth - 45_000) < 1, String(worth));
  assert.equal(annualRate(45_000, [{months: 0, amount: 45_000}]), 0);
});

test('a plan is said in short only when all parts after the first are equal', () => {
  assert.deepEqual(inShort(schedule(10_000, 3, '2026-11-24')), {first: 3_334, times: 2, each: 3_333});
  assert.equal(inShort(schedule(20_000, 3, '2026-11-24')), undefined);
});
