import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readStatement} from '../../../server/statements/read-statement.ts';
import type {Statement, StatementRefusal} from '../../../server/statements/statement.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(file: string | Uint8Array): Extract<Statement, {kind: 'read'}> {
  const statement = readStatement(typeof file === 'string' ? bytes(file) : file);
  assert.ok(statement.kind === 'read', JSON.stringify(statement));
  return statement;
}

function refusal(file: string | Uint8Array): StatementRefusal | undefined {
  const statement = readStatement(typeof file === 'string' ? bytes(file) : file);
  return statement.kind === 'refused' ? statement.code : undefined;
}

/** The essence of each credit. */
const essence = (file: string | Uint8Array) =>
  read(file).credits.map(({bookedOn, money, text}) => [bookedOn, money.amount, money.currency, text]);

const expected = [['2026-11-23', 123_456, 'EUR', 'VIR SEPA DUPONT RF18 5390 0754 7034']];

/** One transfer, as one bank or another writes it. */
const dialects: Readonly<Record<string, string>> = {
  'semicolons, one column with a sign':
    'Date;Libellé;Montant(EUROS)\r\n23/11/2026;VIR SEPA DUPONT RF18 5390 0754 7034;1 234,56\r\n24/11/2026;PRLV EDF;-80,00\r\n',
  'a debit and a credit column':
    'Date comptable;Date de valeur;Libellé;Débit euros;Crédit euros\n23/11/2026;23/11/2026;VIR SEPA DUPONT RF18 5390 0754 7034;;1234,56\n24/11/2026;24/11/2026;PRLV EDF;-80,00;\n',
  'zeros where nothing is':
    'Date;Libellé;Débit;Crédit\n23/11/2026;VIR SEPA DUPONT RF18 5390 0754 7034;0,00;1234,56\n24/11/2026;PRLV EDF;80,00;0,00\n',
  'a letter for the direction':
    'Date opération;Libellé;Montant;Sens\n23/11/26;VIR SEPA DUPONT RF18 5390 0754 7034;1234,56;C\n24/11/26;PRLV EDF;80,00;D\n',
  'commas and quotes':
    'Date,Description,Amount,Currency\n2026-11-23,"VIR SEPA DUPONT RF18 5390 0754 7034","1,234.56",EUR\n2026-11-24,"PRLV, EDF",-80.00,EUR\n',
  'what the transfer says in a column of its own':
    "=\"00012\";01/11/2026;30/11/2026\nDate de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n23/11/2026;VIR SEPA;DUPONT RF18 5390 0754 7034;1234,56;EUR\n24/11/2026;PRLV;EDF;-80,00;EUR\n",
  'lines on the account first':
    'Compte;FR76…;\nSolde au;24/11/2026;1 000,00\n\n"Date";"Libellé";"Montant"\n"23/11/2026";"VIR SEPA DUPONT RF18 5390 0754 7034";"+1.234,56"\n"24/11/2026";"PRLV EDF";"-80,00"\n',
  'text in several columns, narrow spaces':
    'Date;Nature de l’opération;Montant;Informations complémentaires\n23.11.2026;VIR SEPA DUPONT;1\u202f234,56;RF18 5390 0754 7034\n24.11.2026;PRLV;\u221280,00;EDF\n',
  tabs: 'Date\tLibellé\tMontant\n23/11/2026\tVIR SEPA DUPONT RF18 5390 0754 7034\t1234,56\n24/11/2026\tPRLV EDF\t-80,00\n',
};

describe('a CSV statement', () => {
  for (const [what, text] of Object.entries(dialects)) {
    test(`is read: ${what}`, () => {
      assert.deepEqual(essence(text), expected);
      const {debits, rejected} = read(text);
      assert.deepEqual([debits.map(({money}) => money.amount), rejected], [[8_000], []]);
    });
  }

  test('is read with a mark, in Windows-1252, and with either line break', () => {
    const text = 'Date;Libellé;Montant\n23/11/2026;Été €;1,00\n';
    const credit = [['2026-11-23', 100, 'EUR', 'Été €']];
    assert.deepEqual(essence(`\ufeff${text}`), credit);
    assert.deepEqual(essence(text.replaceAll('\n', '\r')), credit);
    assert.deepEqual(essence(Buffer.from(text.replace('€', '\u0080'), 'latin1')), credit);
  });

  test('takes the currency of its column', () => {
    assert.deepEqual(essence('Date;Libellé;Montant;Devise\n23/11/2026;a;1,00;CHF\n'), [
      ['2026-11-23', 100, 'CHF', 'a'],
    ]);
  });

  test('keeps payer and reference where it has columns for them', () => {
    const [credit] = read(
      'Date;Émetteur;Référence;Libellé;Montant\n23/11/2026;Amélie Dupont;RF18539007547034;x;1,00\n',
    ).credits;
    assert.deepEqual([credit!.payer, credit!.reference], ['Amélie Dupont', 'RF18539007547034']);
  });

  test('names each line the same in every import, twins apart', () => {
    const head = 'Date;Libellé;Montant;Solde\n';
    const [one, twin, other] = ['23/11/2026;a;1,00;10,00\n', '23/11/2026;a;1,00;11,00\n', '24/11/2026;b;1,00;12,00\n'];
    const ids = read(head + one + twin + other).credits.map(({bankId}) => bankId);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(
      read(head + other + one + twin)
        .credits.map(({bankId}) => bankId)
        .sort(),
      [...ids].sort(),
    );
  });

  const rows: readonly [string, string][] = [
    ['23/11/2026;a;1.234', 'amount'],
    ['23/11/2026;a;1,234', 'amount'],
    ['23/11/2026;a;1,2,3', 'amount'],
    ['23/11/2026;a;12,34 €', 'amount'],
    ['23/11/2026;a;', 'amount'],
    ['23/11/2026;a;0,00', 'amount'],
    ['23/11/2026;a;=1+1', 'amount'],
    ['23/11/2026;a;1e5', 'amount'],
    ['11/23/2026;a;1,00', 'date'],
    ['2026/11/23;a;1,00', 'date'],
    [';Total;1,00', 'date'],
  ];
  for (const [row, code] of rows) {
    test(`lists as not understood: ${row}`, () => {
      const {credits, rejected} = read(`Date;Libellé;Montant\n${row}\n23/11/2026;b;2,00\n`);
      assert.deepEqual([credits.length, rejected], [1, [{row: 2, code}]]);
    });
  }

  test('lists a line that is both debit and credit, or neither', () => {
    const {rejected} = read(
      'Date;Libellé;Débit;Crédit\n23/11/2026;a;1,00;2,00\n23/11/2026;b;;\n23/11/2026;c;;-3,00\n23/11/2026;d;;1,00\n',
    );
    assert.deepEqual(
      rejected.map(({row}) => row),
      [2, 3, 4],
    );
  });

  const files: readonly [string, string | Uint8Array, StatementRefusal][] = [
    ['a heading and nothing else', 'Date;Libellé;Montant\n', 'statement_empty'],
    ['no heading', '23/11/2026;a;1,00\n', 'statement_columns'],
    ['no column for the amount', 'Date;Libellé\n23/11/2026;a\n', 'statement_columns'],
    ['a quote that never closes', 'Date;Libellé;Montant\n23/11/2026;"a;1,00\n', 'statement_malformed'],
    [
      'comma and point both before the cents',
      'Date;Libellé;Montant\n23/11/2026;a;1,00\n23/11/2026;b;2.00\n',
      'statement_figures',
    ],
    ['too many lines', `Date;Libellé;Montant\n${'23/11/2026;a;1,00\n'.repeat(20_001)}`, 'statement_too_large'],
    ['bytes that are no text', Uint8Array.from([68, 97, 116, 101, 0, 1, 2]), 'statement_encoding'],
    [
      'a byte that Windows-1252 leaves undefined',
      Uint8Array.from([...bytes('Date;Montant\n'), 0x81]),
      'statement_encoding',
    ],
  ];
  for (const [what, file, code] of files) {
    test(`is refused: ${what}`, () => assert.equal(refusal(file), code));
  }

  test('keeps a formula as the text that it is, and never as an amount', () => {
    const {credits} = read('Date;Libellé;Montant\n23/11/2026;"=HYPERLINK(""https://evil.example"")";1,00\n');
    assert.equal(credits[0]!.text, '=HYPERLINK("https://evil.example")');
  });

  test('of the largest size is read, each line of it', () => {
    const text = `Date;Libellé;Montant\n${`23/11/2026;${'VIR '.repeat(18)};1,00\n`.repeat(20_000)}`;
    assert.equal(read(text).credits.length, 20_000);
  });
});
