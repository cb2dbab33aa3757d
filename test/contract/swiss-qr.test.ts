import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {swissQrPath} from '#contract/qr.ts';
import {swissQr, swissText, type SwissBill, type SwissQr} from '#contract/swiss-qr.ts';
import {readDrawing} from './read-qr.ts';

interface Golden {
  readonly input: SwissBill;
  readonly expected: SwissQr;
  readonly why: string;
}

const golden: readonly Golden[] = JSON.parse(readFileSync(new URL('../golden/swiss-qr.json', import.meta.url), 'utf8'));

for (const {input, expected, why} of golden) {
  test(`a Swiss code: ${why}`, () => {
    const code = swissQr(input);
    assert.deepEqual(code, expected);
    if ('payload' in code) assert.equal(readDrawing(swissQrPath(code.payload)), code.payload);
  });
}

const address = {name: 'Guichet SA', postalCode: '1204', city: 'Genève', country: 'CH'} as const;
const bill = {creditor: {...address, iban: 'CH5604835012345678009'}, currency: 'CHF', minor: 100} as const;
const qrBill = {...bill, creditor: {...address, iban: 'CH4431999123000889012'}} as const;

/** What the golden file leaves out. */
const wrong: readonly [SwissBill, string][] = [
  [{...bill, minor: 100_000_000_000}, 'amount'],
  [{...bill, minor: 1.5}, 'amount'],
  [{...bill, debtor: {...address, country: 'ch'}}, 'debtor'],
  [{...bill, debtor: {...address, city: ''}}, 'debtor'],
  [{...bill, debtor: {...address, building: '1'.repeat(17)}}, 'debtor'],
  [{...bill, message: 'a\nb'}, 'charset'],
  [{...bill, alternative: ['a', 'b', 'c']}, 'alternative'],
  [{...bill, alternative: ['']}, 'alternative'],
  [{...bill, alternative: ['a'.repeat(101)]}, 'alternative'],
  [{...qrBill, reference: 'RF18539007547034'}, 'qr-iban-needs-qrr'],
  [{...qrBill, reference: '0'.repeat(27)}, 'reference'],
  [{...qrBill, reference: '1'.repeat(28)}, 'reference'],
];

for (const [input, error] of wrong) {
  test(`a Swiss code is refused for ${error}: ${JSON.stringify(input).slice(-60)}`, () => {
    assert.deepEqual(swissQr(input), {error});
  });
}

test('typographic punctuation becomes ASCII, letters stay', () => {
  assert.equal(swissText(' L\u2019Œuvre \u2013 \u201cété\u201d\u2026 10\u202f€ '), 'L\'Œuvre - "été"... 10 €');
  const code = swissQr({...bill, creditor: {...bill.creditor, name: 'L\u2019Atelier'}});
  assert.ok('payload' in code && code.payload.includes("\nL'Atelier\n"));
});

test('a name written with combining accents is composed', () => assert.equal(swissText('e\u0301'), '\u00e9'));

test('a short QR reference is padded', () => {
  const code = swissQr({...qrBill, reference: '3139471430009018'});
  assert.ok('payload' in code && code.payload.includes('\nQRR\n000000000003139471430009018\n'));
});

test('the fullest bill is drawn and read back', () => {
  const full = {name: 'é'.repeat(70), street: 'è'.repeat(70), building: '1'.repeat(16)};
  const debtor = {...full, postalCode: '9'.repeat(16), city: 'x'.repeat(35), country: 'CH'};
  const code = swissQr({
    ...qrBill,
    minor: 99_999_999_999,
    creditor: {...debtor, name: 'n'.repeat(70), street: 's'.repeat(70), iban: 'CH4431999123000889012'},
    debtor,
    reference: '210000000003139471430009017',
    message: 'm'.repeat(140),
  });
  assert.ok('payload' in code);
  assert.equal(readDrawing(swissQrPath(code.payload)), code.payload);
});

test('what fits the fields but not the code is refused', () => {
  const wide = {name: 'é'.repeat(70), street: 'é'.repeat(70), postalCode: '1', city: 'é'.repeat(35), country: 'CH'};
  const code = swissQr({
    ...bill,
    creditor: {...wide, iban: bill.creditor.iban},
    debtor: wide,
    message: 'é'.repeat(140),
    alternative: ['é'.repeat(100), 'é'.repeat(100)],
  });
  assert.deepEqual(code, {error: 'size'});
});
