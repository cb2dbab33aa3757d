import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readStatement} from '../../../server/statements/read-statement.ts';
import type {Statement, StatementRefusal} from '../../../server/statements/statement.ts';
import {statementBytesMax} from '../../../server/statements/statement.ts';

const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02';
const iban = 'FR7630006000011234567890189';

function camt(entries: string, {head = '<?xml version="1.0" encoding="UTF-8"?>', account = iban} = {}): string {
  return `${head}<Document xmlns="${namespace}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>
    <CreDtTm>2026-11-24T06:00:00</CreDtTm><Acct><Id><IBAN>${account}</IBAN></Id></Acct>${entries}</Stmt></BkToCstmrStmt></Document>`;
}

/** One booked credit; parts of it may be replaced. */
function entry({
  amount = '129.90',
  currency = 'EUR',
  direction = 'CRDT',
  status = '<Sts>BOOK</Sts>',
  date = '<BookgDt><Dt>2026-11-23</Dt></BookgDt>',
  reference = '<AcctSvcrRef>BANK-1</AcctSvcrRef>',
  details = `<NtryDtls><TxDtls><Refs><EndToEndId>E2E-9</EndToEndId></Refs><RltdPties><Dbtr><Nm>Amélie Dupont</Nm></Dbtr></RltdPties>
    <RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd><Ustrd>Commande</Ustrd><Ustrd>A-42</Ustrd></RmtInf></TxDtls></NtryDtls>`,
} = {}): string {
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${status}${date}${reference}${details}</Ntry>`;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string, options = {}): Extract<Statement, {kind: 'read'}> {
  const statement = readStatement(bytes(text), options);
  assert.ok(statement.kind === 'read', JSON.stringify(statement));
  return statement;
}

function refusal(file: string | Uint8Array, options = {}): StatementRefusal | undefined {
  const statement = readStatement(typeof file === 'string' ? bytes(file) : file, options);
  return statement.kind === 'refused' ? statement.code : undefined;
}

describe('a camt statement', () => {
  test('gives each booked credit with day, amount, reference, text, payer and the id of the bank', () => {
    assert.deepEqual(read(camt(entry())), {
      kind: 'read',
      format: 'camt',
      credits: [
        {
          bookedOn: '2026-11-23',
          money: {amount: 12_990, currency: 'EUR'},
          reference: 'RF18539007547034',
          text: 'Commande A-42 E2E-9',
          payer: 'Amélie Dupont',
          bankId: `${iban}/BANK-1`,
        },
      ],
      debits: [],
      rejected: [],
    });
  });

  test('is the same with prefixes, as a notification, and in the words of version 8', () => {
    const plain = read(camt(entry())).credits;
    const prefixed = camt(entry())
      .replace(/<(\/?)([A-Z])/g, '<$1ns2:$2')
      .replace('xmlns=', 'xmlns:ns2=');
    assert.deepEqual(read(prefixed).credits, plain);
    const notification = camt(entry())
      .replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')
      .replaceAll('Stmt>', 'Ntfctn>');
    assert.deepEqual(read(notification).credits, plain);
    const eighth = camt(
      entry({status: '<Sts><Cd>BOOK</Cd></Sts>', date: '<BookgDt><DtTm>2026-11-23T10:00:00+01:00</DtTm></BookgDt>'}),
    ).replace('<Nm>Amélie Dupont</Nm>', '<Pty><Nm>Amélie Dupont</Nm></Pty>');
    assert.deepEqual(read(eighth).credits, plain);
  });

  test('counts what is booked, not what is announced', () => {
    assert.deepEqual(read(camt(entry({status: '<Sts>PDNG</Sts>'}) + entry({status: ''}))).credits, []);
  });

  test('keeps what went out apart', () => {
    const {credits, debits} = read(camt(entry({direction: 'DBIT'})));
    assert.deepEqual([credits.length, debits.length], [0, 1]);
  });

  test('takes a collective entry apart', () => {
    const part = (amount: string, name: string): string =>
      `<TxDtls><Amt Ccy="EUR">${amount}</Amt><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`;
    const details = `<NtryDtls>${part('100.00', 'A')}${part('29.90', 'B')}</NtryDtls>`;
    assert.deepEqual(
      read(camt(entry({details}))).credits.map(({money, payer, bankId}) => [money.amount, payer, bankId]),
      [
        [10_000, 'A', `${iban}/BANK-1/1`],
        [2_990, 'B', `${iban}/BANK-1/2`],
      ],
    );
    const wrong = `<NtryDtls>${part('100.00', 'A')}${part('29.89', 'B')}</NtryDtls>`;
    assert.deepEqual(read(camt(entry() + entry({details: wrong}))).rejected, [{row: 2, code: 'batch'}]);
    const without = '<NtryDtls><TxDtls></TxDtls><TxDtls></TxDtls></NtryDtls>';
    assert.deepEqual(read(camt(entry({details: without}))).rejected, [{row: 1, code: 'batch'}]);
  });

  test('of an entry without details takes the words of the bank', () => {
    const {credits} = read(camt(entry({details: '<AddtlNtryInf>VIR SEPA RF18 5390 0754 7034</AddtlNtryInf>'})));
    assert.equal(credits[0]!.text, 'VIR SEPA RF18 5390 0754 7034');
  });

  test('names each line the same in every import, and no two lines alike', () => {
    const twice = camt(entry() + entry() + entry({reference: ''}) + entry({reference: ''}));
    const ids = read(twice).credits.map(({bankId}) => bankId);
    assert.equal(new Set(ids).size, 4);
    assert.deepEqual(
      ids,
      read(twice).credits.map(({bankId}) => bankId),
    );
  });

  test('is refused when it is of another account', () => {
    assert.equal(refusal(camt(entry()), {account: 'DE89370400440532013000'}), 'statement_account');
    assert.equal(read(camt(entry()), {account: 'FR76 3000 6000 0112 3456 7890 189'}).credits.length, 1);
  });

  const rows: readonly [Parameters<typeof entry>[0], string][] = [
    [{amount: '129,90'}, 'amount'],
    [{amount: '-5.00'}, 'amount'],
    [{amount: '0.00'}, 'amount'],
    [{amount: '1e3'}, 'amount'],
    [{amount: '1.005'}, 'amount'],
    [{currency: 'JPY'}, 'currency'],
    [{currency: 'eur'}, 'currency'],
    [{direction: 'NONE'}, 'amount'],
    [{date: ''}, 'date'],
    [{date: '<BookgDt><Dt>2026-02-30</Dt></BookgDt>'}, 'date'],
  ];
  for (const [parts, code] of rows) {
    test(`lists as not understood: ${JSON.stringify(parts)}`, () => {
      const {credits, rejected} = read(camt(entry(parts) + entry({reference: ''})));
      assert.deepEqual([credits.length, rejected], [1, [{row: 1, code}]]);
    });
  }

  test('takes zeros after the cents', () => {
    assert.equal(read(camt(entry({amount: '129.90000'}))).credits[0]!.money.amount, 12_990);
    assert.equal(read(camt(entry({amount: '129.9'}))).credits[0]!.money.amount, 12_990);
    assert.equal(read(camt(entry({amount: '129'}))).credits[0]!.money.amount, 12_900);
  });
});

describe('a file that is no honest camt', () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({length: 9}, (_, i) => `<!ENTITY a${i} "${'&a;'.repeat(10)}">`).join('')}]>`;
  const files: readonly [string, string, StatementRefusal][] = [
    [
      'an entity that names a file',
      camt(entry(), {head: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'}),
      'statement_malformed',
    ],
    [
      'an entity that names an address',
      camt(entry(), {head: '<!DOCTYPE x SYSTEM "https://evil.example/x.dtd">'}),
      'statement_malformed',
    ],
    ['entities that grow', camt(entry(), {head: laughs}), 'statement_malformed'],
    ['a document type in small letters', camt(entry(), {head: '<!doctype x>'}), 'statement_malformed'],
    ['an entity that nobody declared', camt(entry().replace('Amélie', '&e;')), 'statement_malformed'],
    ['a tag that never closes', camt(entry()).slice(0, -20), 'statement_malformed'],
    ['a well of tags', '<a>'.repeat(100_000), 'statement_malformed'],
    ['a web page', '<html><body>Relevé</body></html>', 'statement_format'],
    ['another message', '<Document><CstmrCdtTrfInitn></CstmrCdtTrfInitn></Document>', 'statement_format'],
    ['nothing', '', 'statement_empty'],
    ['white space and a mark', '\ufeff  \r\n', 'statement_empty'],
    ['a PDF', '%PDF-1.7 …', 'statement_format'],
    ['a spreadsheet', 'PK\u0003\u0004xl/', 'statement_format'],
    [
      'an encoding that we do not read',
      camt('', {head: '<?xml version="1.0" encoding="UTF-16"?>'}),
      'statement_encoding',
    ],
  ];
  for (const [what, text, code] of files) {
    test(`is refused: ${what}`, () => assert.equal(refusal(text), code));
  }

  test('is refused at once when it is huge, and read at the border', () => {
    const padded = (length: number): Uint8Array => {
      const text = bytes(camt(entry()));
      return Buffer.concat([text, Buffer.alloc(length - text.length, ' ')]);
    };
    assert.equal(refusal(padded(statementBytesMax + 1)), 'statement_too_large');
    assert.equal(refusal(padded(statementBytesMax)), undefined);
  });

  test('is read when it declares the encoding of old', () => {
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?>';
    const statement = readStatement(Buffer.from(camt(entry(), {head}), 'latin1'));
    assert.equal(statement.kind === 'read' && statement.credits[0]!.payer, 'Amélie Dupont');
  });

  test('is refused in UTF-16', () => {
    assert.equal(refusal(Buffer.from(`\ufeff${camt(entry())}`, 'utf16le')), 'statement_encoding');
  });
});
