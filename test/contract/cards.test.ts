import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  bareDigits,
  brandOf,
  brands,
  detect,
  formatNumber,
  mask,
  parseExpiry,
  validateCvc,
  validateName,
  validateNumber,
  type Brand,
} from '#contract/cards.ts';
import golden from '../golden/card-numbers.json' with {type: 'json'};

interface Input {
  readonly op: string;
  readonly digits?: string;
  readonly brand?: string;
  readonly value?: string;
  readonly now?: string;
}

function answer({op, digits = '', brand = '', value = '', now = ''}: Input): unknown {
  switch (op) {
    case 'detect':
      return detect(digits);
    case 'validate':
      return validateNumber(digits);
    case 'format':
      return formatNumber(digits);
    case 'mask':
      return mask(digits);
    case 'cvc':
      return validateCvc(brand as Brand, value);
    case 'expiry':
      return parseExpiry(value, Date.parse(now));
    case 'name':
      return validateName(value);
    default:
      throw new Error(`no rule for ${op}`);
  }
}

for (const {input, expected, why} of golden) {
  test(`${input.op} ${JSON.stringify(input)}: ${why}`, () => {
    const found = answer(input);
    if (Array.isArray(expected) && Array.isArray(found)) {
      assert.deepEqual(new Set(found), new Set(expected));
      assert.equal(found[0], expected[0], 'the strongest comes first');
    } else {
      assert.deepEqual(found, expected);
    }
  });
}

test('all 74 golden cases were read', () => assert.equal(golden.length, 74));

/** Ranges compared as numbers: a pattern written by hand loses 2230, 2240, …, 2290. */
test('every prefix of the Mastercard 2-series is Mastercard, and its neighbors are not', () => {
  for (let prefix = 2221; prefix <= 2720; prefix++)
    assert.deepEqual(detect(String(prefix)), ['mastercard'], String(prefix));
  assert.deepEqual([detect('2220'), detect('2721')], [[], []]);
});

const shown: readonly [string, Brand | null][] = [
  ['', null],
  ['4', 'visa'],
  ['49', 'visa'],
  ['493698', 'maestro'],
  ['5', null],
  ['6', null],
  ['62', 'unionpay'],
  ['6011', 'discover'],
  ['9', null],
];
for (const [digits, brand] of shown) {
  test(`the brand shown for "${digits}" is ${brand ?? 'none yet'}`, () => assert.equal(brandOf(digits), brand));
}

const typed: readonly [string, string][] = [
  ['4242 4242', '42424242'],
  ['4242\u00a04242\u202f4242', '424242424242'],
  ['4242-4242\u20114242', '424242424242'],
  ['４２４２', '4242'],
  ['4242x', '4242x'],
];
for (const [text, digits] of typed) {
  test(`"${text}" is read as ${digits}`, () => assert.equal(bareDigits(text), digits));
}

const november = Date.parse('2026-11-22T12:00:00Z');
const expiries: readonly [string, unknown][] = [
  ['2028-02', {valid: true, month: 2, year: 2028}],
  ['02/2028', {valid: true, month: 2, year: 2028}],
  ['0228', {valid: true, month: 2, year: 2028}],
  ['０２／２８', {valid: true, month: 2, year: 2028}],
  ['00/28', {valid: false, reason: 'month'}],
  ['02/1999', {valid: false, reason: 'format'}],
  ['02/', {valid: false, reason: 'format'}],
];
for (const [value, expected] of expiries) {
  test(`the expiry "${value}" is understood`, () => assert.deepEqual(parseExpiry(value, november), expected));
}

test('a card lives until its month has ended everywhere on Earth', () => {
  assert.equal(parseExpiry('11/26', Date.parse('2026-12-01T11:59:59Z')).valid, true);
  assert.equal(parseExpiry('11/26', Date.parse('2026-12-01T12:00:00Z')).valid, false);
});

test('a security code of a brand not known yet may have three or four digits', () => {
  assert.deepEqual(
    ['12', '123', '1234', '12345', '12a'].map((value) => validateCvc(null, value)),
    ['incomplete', 'valid', 'valid', 'invalid', 'invalid'],
  );
});

test('a card number hidden in a name is refused, and other digits are not', () => {
  assert.equal(validateName('Camille 4242-4242 4242 4242'), false);
  assert.equal(validateName('Louis 14'), true);
});

test('a number is grouped and masked without losing a digit, for every brand and length', () => {
  for (const prefix of ['4', '51', '34', '36', '6011', '35', '620', '67', '9']) {
    for (let length = prefix.length; length <= 19; length++) {
      const digits = prefix.padEnd(length, '0');
      const grouped = formatNumber(digits);
      assert.equal(bareDigits(grouped), digits);
      assert.equal(grouped.trim(), grouped);
      assert.equal(mask(digits).receipt.replace(/\D/g, '').length, Math.min(4, length));
    }
  }
  assert.equal(brands.length, 8);
});
