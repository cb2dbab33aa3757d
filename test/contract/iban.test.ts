import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {formatIban, ibanLength, isBic, isIban, isQrIban, readIban} from '#contract/iban.ts';

const ibans = [
  'FR7630006000011234567890189',
  'DE89370400440532013000',
  'BE72000000001616',
  'CH5604835012345678009',
  'CH4431999123000889012',
  'GB29NWBK60161331926819',
];

for (const iban of ibans) test(`${iban} is an IBAN`, () => assert.ok(isIban(iban)));

/** Each with what is wrong with it. */
const wrong: readonly [string, string][] = [
  ['FR763000600001123456789018', 'one character short'],
  ['FR7630006000011234567890188', 'a wrong last digit'],
  ['FR76300060000112345678901899', 'one character more'],
  ['fr7630006000011234567890189', 'small letters'],
  ['FR76 3000 6000 0112 3456 7890 189', 'spaces'],
  ['XX7630006000011234567890189', 'no such country'],
  ['', 'nothing'],
  ['DE8937040044053201300A', 'a letter where Germany has digits'],
  ['__proto__', 'a name of the language'],
];

for (const [text, why] of wrong)
  test(`${text || '(empty)'} is no IBAN: ${why}`, () => assert.equal(isIban(text), false));

test('an IBAN is read with spaces of any kind and shown in groups of four', () => {
  assert.equal(readIban(' fr76 3000\u00a06000 0112 3456 7890 189'), ibans[0]);
  assert.equal(formatIban(ibans[0]!), 'FR76 3000 6000 0112 3456 7890 189');
  assert.equal(readIban('FR76'), undefined);
});

test('each single wrong digit shows', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ibans), fc.nat(), fc.integer({min: 1, max: 9}), (iban, at, more) => {
      const index = 2 + (at % (iban.length - 2));
      const digit = iban.charAt(index);
      if (!/\d/.test(digit)) return;
      assert.ok(!isIban(iban.slice(0, index) + ((Number(digit) + more) % 10) + iban.slice(index + 1)));
    }),
  );
});

const lengths = {FR: 27, MC: 27, CH: 21, LI: 21, BE: 16, DE: 22, LU: 20, IE: 22, GB: 22, MT: 31, NO: 15};
for (const [country, length] of Object.entries(lengths)) {
  test(`an IBAN of ${country} has ${length} characters`, () => assert.equal(ibanLength(country), length));
}

test('a BIC has 8 or 11 characters', () => {
  for (const bic of ['AGRIFRPP', 'AGRIFRPPXXX', 'BNPAFRPP']) assert.ok(isBic(bic));
  for (const text of ['AGRIFR', 'AGRIFRPPX', 'agrifrpp', 'AGR1FRPP', '']) assert.ok(!isBic(text), text);
});

test('a QR-IBAN is one by its bank number, 30000 to 31999', () => {
  assert.ok(isQrIban('CH4431999123000889012'));
  for (const iban of [
    'CH5604835012345678009',
    'CH0029999123000889012',
    'CH0032000123000889012',
    'FR7630006000011234567890189',
  ]) {
    assert.ok(!isQrIban(iban), iban);
  }
});
