import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {amountInWords, wordLocales, type WordLocale} from '#contract/amount-in-words.ts';
import type {Currency} from '#contract/money.ts';

interface Golden {
  readonly input: {readonly minor: number; readonly currency: Currency; readonly locale: WordLocale};
  readonly expected: string;
  readonly why: string;
}

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('../golden/amounts-in-words.json', import.meta.url), 'utf8'),
);

for (const {input, expected, why} of golden) {
  test(`${input.minor} ${input.currency} in ${input.locale}: ${why}`, () => {
    assert.equal(amountInWords({amount: input.minor, currency: input.currency}, input.locale), expected);
  });
}

/** What the golden file leaves out. */
const more: readonly [number, Currency, WordLocale, string][] = [
  [102, 'EUR', 'fr-FR', 'un euro et deux centimes'],
  [7_100, 'EUR', 'fr-FR', 'soixante et onze euros'],
  [8_100, 'EUR', 'fr-FR', 'quatre-vingt-un euros'],
  [8_100, 'GBP', 'fr-FR', 'quatre-vingt-une livres sterling'],
  [8_100, 'EUR', 'fr-BE', 'quatre-vingt-un euros'],
  [8_100, 'CHF', 'fr-CH', 'huitante et un francs suisses'],
  [9_900, 'EUR', 'fr-FR', 'quatre-vingt-dix-neuf euros'],
  [20_000, 'EUR', 'fr-FR', 'deux cents euros'],
  [20_000_000, 'EUR', 'fr-FR', 'deux cent mille euros'],
  [2_100_000, 'GBP', 'fr-FR', 'vingt et un mille livres sterling'],
  [100, 'GBP', 'fr-FR', 'une livre sterling'],
  [1_100, 'GBP', 'fr-FR', 'onze livres sterling'],
  [101, 'GBP', 'fr-FR', 'une livre sterling et un penny'],
  [8_000_000_000, 'EUR', 'fr-FR', 'quatre-vingts millions d’euros'],
  [100_000_000, 'CHF', 'fr-CH', 'un million de francs suisses'],
  [200_000_000_000, 'EUR', 'fr-FR', 'deux milliards d’euros'],
  [200_000_000_100, 'EUR', 'fr-FR', 'deux milliards un euros'],
  [0, 'GBP', 'fr-FR', 'zéro livre sterling'],
  [10_001_000_00, 'EUR', 'en-GB', 'ten million one thousand euros'],
  [100_010_000, 'GBP', 'en-GB', 'one million one hundred pounds sterling'],
  [100_001_200, 'GBP', 'en-GB', 'one million and twelve pounds sterling'],
  [101, 'CHF', 'en-GB', 'one Swiss franc and one centime'],
];

for (const [amount, currency, locale, words] of more) {
  test(`${amount} ${currency} in ${locale} is ${words}`, () => {
    assert.equal(amountInWords({amount, currency}, locale), words);
  });
}

test('no two amounts are written the same, and none has a gap', () => {
  for (const locale of wordLocales) {
    const seen = new Set<string>();
    for (let amount = 0; amount <= 200_000; amount += 1) {
      const words = amountInWords({amount: amount * 100, currency: 'EUR'}, locale);
      assert.doesNotMatch(words, / {2}|-{2}|undefined|^ | $/);
      seen.add(words);
    }
    assert.equal(seen.size, 200_001, locale);
  }
});

test('what is no amount has no words', () => {
  for (const amount of [-1, 1.5, NaN, Infinity, 100_000_000_000_000]) {
    assert.throws(() => amountInWords({amount, currency: 'EUR'}, 'fr-FR'), RangeError, String(amount));
  }
  assert.match(amountInWords({amount: 99_999_999_999_999, currency: 'EUR'}, 'fr-FR'), /^neuf cent /);
});
