import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {IsoDate} from '#contract/calendar.ts';
import {currencies, isCurrency, type Currency} from '#contract/money.ts';
import {areRatesFresh, convert, convertMinor, isRate, type Rates} from '#contract/rates.ts';

const rates: Rates = {
  source: 'ECB',
  date: '2026-11-20',
  sample: false,
  perEuro: {USD: '1.1355', GBP: '0.8412', CHF: '0.9301'},
};

/** The worked examples of the sheet, in minor units: without mark-up, and with 3 %. */
const perEuro: Readonly<Record<string, string>> = {...rates.perEuro, EUR: '1', JPY: '162.12'};
const examples: readonly [number, string, string, number, number][] = [
  [12_990, 'EUR', 'USD', 14_750, 15_193],
  [12_990, 'EUR', 'GBP', 10_927, 11_255],
  [12_990, 'EUR', 'CHF', 12_082, 12_444],
  [12_990, 'EUR', 'JPY', 21_059, 21_691],
  [10_000, 'USD', 'GBP', 7_408, 7_630],
  [10_000, 'GBP', 'CHF', 11_057, 11_389],
  [5_000, 'JPY', 'CHF', 2_869, 2_955],
  // Rounded once: by way of euro cents it would be 8.
  [10, 'USD', 'GBP', 7, 8],
];

for (const [minor, from, to, plain, marked] of examples) {
  test(`${minor} ${from} is ${plain} ${to}, and ${marked} with 3 %`, () => {
    const given = {
      minor,
      from: perEuro[from]!,
      target: perEuro[to]!,
      fromExponent: from === 'JPY' ? 0 : 2,
      toExponent: to === 'JPY' ? 0 : 2,
    };
    assert.equal(convertMinor({...given, markupBasisPoints: 0}), plain);
    assert.equal(convertMinor({...given, markupBasisPoints: 300}), marked);
  });
}

test('a conversion tells both amounts, the rate, its day, and the mark-up over the rate of the ECB', () => {
  assert.deepEqual(convert({amount: 12_990, currency: 'EUR'}, 'USD', rates, 300), {
    base: {amount: 12_990, currency: 'EUR'},
    presentment: {amount: 15_193, currency: 'USD'},
    rate: '1.1696',
    referenceRate: '1.1355',
    source: 'ECB',
    sourceDate: '2026-11-20',
    sample: false,
    markupBasisPoints: 300,
    effectiveMarkupBasisPoints: 300,
  });
});

test('the mark-up shown is that of the amount charged, not the one that was set', () => {
  // 0.10 EUR is 0.11355 USD, charged 0.12 with 3 %: in truth 5.68 %.
  assert.equal(convert({amount: 10, currency: 'EUR'}, 'USD', rates, 300)?.effectiveMarkupBasisPoints, 568);
  // 0.01 EUR is 0.008412 GBP, charged 0.01.
  assert.equal(convert({amount: 1, currency: 'EUR'}, 'GBP', rates, 0)?.effectiveMarkupBasisPoints, 1_888);
  // 0.10 USD is 0.0741 GBP, charged 0.07: less than the rate of the bank.
  assert.equal(convert({amount: 10, currency: 'USD'}, 'GBP', rates, 0)?.effectiveMarkupBasisPoints, -551);
});

test('half a cent is rounded away from zero', () => {
  const half = {from: '1', target: '0.5', fromExponent: 2, toExponent: 2, markupBasisPoints: 0};
  assert.deepEqual(
    [1, 3, 5].map((minor) => convertMinor({...half, minor})),
    [1, 2, 3],
  );
});

test('nothing is offered for less than one minor unit, nor for more than a payment may be', () => {
  const weak: Rates = {...rates, perEuro: {...rates.perEuro, USD: '500'}};
  assert.equal(convert({amount: 1, currency: 'USD'}, 'EUR', weak, 0), undefined);
  assert.equal(convert({amount: 99_999_999, currency: 'EUR'}, 'USD', rates, 0), undefined);
  assert.ok(convert({amount: 99_999_999, currency: 'EUR'}, 'GBP', rates, 0));
});

test('a mark-up is 0 to 10 %, an amount is one', () => {
  for (const markup of [-1, 1_001, 1.5, NaN]) {
    assert.throws(() => convert({amount: 100, currency: 'EUR'}, 'USD', rates, markup), RangeError);
  }
  for (const amount of [0, -5, 1.5]) {
    assert.throws(() => convert({amount, currency: 'EUR'}, 'USD', rates, 0), RangeError);
  }
});

test('a rate is a positive decimal', () => {
  for (const text of ['1.1355', '162.12', '0.8412', '7']) assert.ok(isRate(text), text);
  for (const text of ['', '0', '0.000', '-1', '1,1', '1e3', '.5', '1.', 'N/A', ' 1', '٣'])
    assert.ok(!isRate(text), text);
});

const codes = Object.keys(currencies).filter(isCurrency);
const currency = fc.constantFrom<Currency>(...codes);

test('to itself a currency is the same; a mark-up never makes it less; a larger price never costs less', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 100, max: 50_000_000}),
      currency,
      currency,
      fc.nat(1_000),
      (amount, from, to, markup) => {
        assert.equal(convert({amount, currency: from}, from, rates, 0)?.presentment.amount, amount);
        const plain = convert({amount, currency: from}, to, rates, 0)!.presentment.amount;
        assert.ok(convert({amount, currency: from}, to, rates, markup)!.presentment.amount >= plain);
        assert.ok(convert({amount: amount + 1, currency: from}, to, rates, 0)!.presentment.amount >= plain);
      },
    ),
  );
});

test('there and back without mark-up is within one minor unit for each rounding', () => {
  fc.assert(
    fc.property(fc.integer({min: 100, max: 50_000_000}), currency, (amount, to) => {
      const there = convert({amount, currency: 'EUR'}, to, rates, 0)!.presentment;
      const back = convert(there, 'EUR', rates, 0)!.presentment.amount;
      assert.ok(Math.abs(back - amount) <= 1);
    }),
  );
});

/** Friday's rates, day by day: the fourth business day after is the last. */
const days: readonly [IsoDate, boolean][] = [
  ['2026-11-19', false],
  ['2026-11-20', true],
  ['2026-11-22', true],
  ['2026-11-26', true],
  ['2026-11-27', false],
];
for (const [today, fresh] of days) {
  test(`the rates of Friday 20 November are ${fresh ? '' : 'not '}offered on ${today}`, () => {
    assert.equal(areRatesFresh(rates, today, {livemode: true}), fresh);
  });
}

test('over Easter the rates of Maundy Thursday are still offered on Wednesday', () => {
  assert.ok(areRatesFresh({...rates, date: '2027-03-25'}, '2027-03-31', {livemode: true}));
});

test('the sample is offered in test mode at any age, and never in live mode', () => {
  const sample = {...rates, sample: true};
  assert.ok(areRatesFresh(sample, '2030-01-01', {livemode: false}));
  assert.ok(!areRatesFresh(sample, '2026-11-20', {livemode: true}));
});
