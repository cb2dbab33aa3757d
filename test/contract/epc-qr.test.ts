import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {epcQr, type EpcQr, type EpcTransfer} from '#contract/epc-qr.ts';
import {qrPath} from '#contract/qr.ts';
import {readDrawing} from './read-qr.ts';

interface Golden {
  readonly input: EpcTransfer;
  readonly expected: EpcQr;
  readonly why: string;
}

const golden: readonly Golden[] = JSON.parse(readFileSync(new URL('../golden/epc-qr.json', import.meta.url), 'utf8'));

for (const {input, expected, why} of golden) {
  test(`an EPC code: ${why}`, () => {
    const code = epcQr(input);
    assert.deepEqual(code, expected);
    if ('payload' in code) assert.equal(readDrawing(qrPath(code.payload)), code.payload);
  });
}

const transfer = {name: 'Guichet SAS', iban: 'FR7630006000011234567890189', minor: 100, currency: 'EUR'} as const;

/** What the golden file leaves out: each field at fault. */
const wrong: readonly [Partial<EpcTransfer>, string][] = [
  [{name: '  '}, 'name'],
  [{name: 'Guichet\u2028SAS'}, 'name'],
  [{name: 'Guichet\ud800'}, 'name'],
  [{minor: 0}, 'amount'],
  [{minor: 1.5}, 'amount'],
  [{minor: NaN}, 'amount'],
  [{iban: 'FR7630006000011234567890188'}, 'iban'],
  [{remittance: {type: 'text', value: 'a\tb'}}, 'text'],
  [{remittance: {type: 'reference', value: ''}}, 'reference'],
  [{information: 'i'.repeat(71)}, 'information'],
  [{information: 'a\nb'}, 'information'],
  [{purpose: ''}, 'purpose'],
];

for (const [part, error] of wrong) {
  test(`an EPC code is refused for its ${error}: ${JSON.stringify(part)}`, () => {
    assert.deepEqual(epcQr({...transfer, ...part}), {error});
  });
}

test('331 bytes are drawn in version 13 and read back; one more is refused', () => {
  const long = (letters: number): EpcQr =>
    epcQr({...transfer, name: 'N'.repeat(70), remittance: {type: 'text', value: `${'é'.repeat(letters)}x`}});
  const code = long(103);
  assert.ok('payload' in code);
  assert.equal(code.bytes, 331);
  const drawing = qrPath(code.payload);
  assert.equal(drawing.size - 2 * drawing.border, 17 + 4 * 13);
  assert.equal(readDrawing(drawing), code.payload);
  assert.deepEqual(long(104), {error: 'size'});
});
