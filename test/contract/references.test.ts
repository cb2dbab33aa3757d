import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import {plainAlphabet} from '#contract/check-digits.ts';
import {
  formatQrReference,
  formatReference,
  isQrReference,
  isRfReference,
  paymentCode,
  qrReference,
  readPaymentCode,
  rfReference,
  transferReferences,
} from '#contract/rf-reference.ts';

type Golden = {readonly why: string} & (
  | {readonly input: {readonly op: 'create'; readonly base: string}; readonly expected: string | {error: true}}
  | {readonly input: {readonly op: 'validate' | 'format'; readonly reference: string}; readonly expected: unknown}
);

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('../golden/rf-references.json', import.meta.url), 'utf8'),
);

describe('an RF reference', () => {
  for (const {input, expected, why} of golden) {
    test(`${input.op} ${'base' in input ? input.base : input.reference}: ${why}`, () => {
      switch (input.op) {
        case 'create':
          return assert.equal(rfReference(input.base), typeof expected === 'string' ? expected : undefined);
        case 'validate':
          return assert.equal(isRfReference(input.reference), expected);
        case 'format':
          return assert.equal(formatReference(input.reference), expected);
      }
    });
  }

  const bases = fc.stringMatching(/^[A-Z0-9]{1,21}$/);

  test('that we make is one, whatever the order number', () => {
    fc.assert(fc.property(bases, (base) => isRfReference(rfReference(base)!)));
  });

  // A letter counts as two digits: written for a digit, or a digit for it, one in 97 goes unseen.
  test('shows every single wrong character of the same kind', () => {
    fc.assert(
      fc.property(
        bases,
        fc.nat(),
        fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
        (base, at, character) => {
          const reference = rfReference(base)!;
          const index = 4 + (at % base.length);
          fc.pre(/\d/.test(character) === /\d/.test(reference.charAt(index)));
          const wrong = reference.slice(0, index) + character + reference.slice(index + 1);
          assert.equal(isRfReference(wrong), wrong === reference);
        },
      ),
    );
  });

  test('is compact: spaces and small letters are for people', () => {
    assert.equal(isRfReference('RF18 5390 0754 7034'), false);
    assert.equal(isRfReference('rf68ab2g5'), false);
  });
});

describe('a Swiss QR reference', () => {
  test('is the one of the standard', () => {
    assert.equal(qrReference('21000000000313947143000901'), '210000000003139471430009017');
    assert.equal(formatQrReference('210000000003139471430009017'), '21 00000 00003 13947 14300 09017');
  });

  test('is padded on the left', () => assert.equal(qrReference('313947143000901')!.length, 27));

  test('is refused when it is too long, or not of digits', () => {
    for (const text of ['', '1'.repeat(27), '12A', '1 2']) assert.equal(qrReference(text), undefined, text);
  });

  test('shows every single wrong digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{26}$/), fc.nat(25), fc.integer({min: 1, max: 9}), (digits, index, more) => {
        const reference = qrReference(digits)!;
        assert.ok(isQrReference(reference));
        const digit = (Number(reference.charAt(index)) + more) % 10;
        assert.ok(!isQrReference(reference.slice(0, index) + digit + reference.slice(index + 1)));
      }),
    );
  });
});

describe('a payment code', () => {
  const codes = fc.uint8Array({minLength: 6, maxLength: 6}).map(paymentCode);

  test('has ten characters that nobody takes for others, and never begins with R', () => {
    fc.assert(
      fc.property(codes, (code) => {
        assert.match(code, new RegExp(`^[${plainAlphabet}]{10}$`));
        assert.doesNotMatch(code, /^R|[ILOU]/);
      }),
    );
    assert.ok(readPaymentCode(paymentCode(new Uint8Array([0, 0, 0, 0, 0, 24])))?.startsWith('2'));
  });

  test('is read as people type it', () => {
    const code = paymentCode(new Uint8Array([0, 16, 0, 0, 32, 1]));
    assert.match(code, /1/);
    assert.match(code, /0/);
    const typed = ` ${code.slice(0, 4)}-${code.slice(4)} `.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    assert.equal(readPaymentCode(typed), code);
  });

  test('shows every single wrong character', () => {
    fc.assert(
      fc.property(codes, fc.nat(9), fc.integer({min: 1, max: 31}), (code, index, more) => {
        const value = (plainAlphabet.indexOf(code.charAt(index)) + more) % 32;
        assert.equal(
          readPaymentCode(code.slice(0, index) + plainAlphabet.charAt(value) + code.slice(index + 1)),
          undefined,
        );
      }),
    );
  });

  test('gives every other reference, valid, and no two codes the same', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(codes, (code) => {
        const {rf, qr} = transferReferences(code);
        assert.ok(isRfReference(rf) && rf.endsWith(code));
        assert.ok(isQrReference(qr));
        assert.equal(seen.get(qr) ?? code, code);
        seen.set(qr, code);
      }),
    );
  });

  test('is not made of too little chance, nor of a text that is no code', () => {
    assert.throws(() => paymentCode(new Uint8Array(5)), RangeError);
    assert.throws(() => transferReferences('ABCDEFGHJK'), RangeError);
  });
});
