import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {currencies, formatMinor, formatMoney, isCurrency, type MoneyDisplay} from '#contract/money.ts';

interface Golden {
  readonly input: {
    readonly minor: number;
    readonly currency: string;
    readonly locale: string;
    readonly display: MoneyDisplay;
  };
  readonly expected: string;
  readonly alsoAccept?: readonly string[];
  readonly why: string;
}

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('../golden/money-format.json', import.meta.url), 'utf8'),
);

/** ISO 4217 exponents of the currencies that the golden file holds and that we do not sell in. */
const foreignExponents: Readonly<Record<string, number>> = {JPY: 0, KRW: 0, TND: 3, KWD: 3, HUF: 2};

for (const {input, expected, alsoAccept = [], why} of golden) {
  test(`${input.minor} ${input.currency} in ${input.locale}, ${input.display}: ${why}`, () => {
    const {minor, currency, locale, display} = input;
    const text = isCurrency(currency)
      ? formatMoney({amount: minor, currency}, locale, display)
      : formatMinor(minor, foreignExponents[currency]!, currency, locale, display);
    assert.ok(
      [expected, ...alsoAccept].includes(text),
      `${JSON.stringify(text)}, expected ${JSON.stringify(expected)}`,
    );
  });
}

test('the largest safe amount keeps every digit', () => {
  assert.equal(formatMoney({amount: Number.MAX_SAFE_INTEGER, currency: 'USD'}, 'en-US'), '$90,071,992,547,409.91');
});

test('an amount never wraps: its spaces are all no-break', () => {
  for (const currency of Object.keys(currencies).filter(isCurrency)) {
    assert.doesNotMatch(formatMoney({amount: 123456789, currency}, 'fr-FR'), / /, currency);
  }
});

test('what is no integer is refused, not rounded', () => {
  for (const amount of [12.5, NaN, Infinity, 1e21]) {
    assert.throws(() => formatMoney({amount, currency: 'EUR'}, 'fr-FR'), RangeError, String(amount));
  }
});
