import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {csvCell, csvLine} from '#contract/csv.ts';
import {csvRows} from '../../server/statements/csv-rows.ts';

const formulas = ['=1+1', '+33612345678', '-2', '@SUM(A1)', '\t=1', '\r=1', '  =cmd|x', '\uff1d1', '\ufeff=1', '\n@x'];

for (const text of formulas) {
  test(`${JSON.stringify(text)} is never a formula`, () => assert.match(csvCell(text), /^"?'/));
}

test('what is harmless stays as it is', () => {
  for (const text of ['Amélie Dupont', 'A-42', 'a=b', '12,90'.replace(',', '.')]) assert.equal(csvCell(text), text);
  assert.equal(csvCell(-1290), '-1290');
  assert.equal(csvCell('say "hi"; now'), '"say ""hi""; now"');
});

test('a line is read back cell by cell', () => {
  assert.equal(csvLine(['a', 1, 'b;c']), 'a;1;"b;c"\r\n');
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z0-9";,\n' é]{0,12}$/), {minLength: 1, maxLength: 5}), (cells) => {
      const rows = csvRows(csvLine(cells), ';')!;
      assert.deepEqual(
        rows[0],
        cells.map((cell) => (/^\s*\n/.test(cell) ? `'${cell}` : cell).trim()),
      );
    }),
  );
});
