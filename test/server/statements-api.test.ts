import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {openTown, secretKey, type Town} from '../town.ts';

let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.stop());

let calls = 0;
async function ordered(order: string) {
  const session = await town.session({order_reference: order});
  const {json} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
    token: session.token,
    key: `c-${++calls}`,
    body: {method: 'bank_transfer'},
  });
  return {...session, reference: String(json.payment_intent.instructions.reference)};
}
async function upload(content: string | Uint8Array<ArrayBuffer>, token = secretKey) {
  const response = await town.call('pay', '/v1/bank_statements', {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'text/csv'},
    body: content,
  });
  const text = await response.text();
  return {status: response.status, json: JSON.parse(text)};
}
const csv = (...lines: string[]) => ['Date;Libellé;Montant', ...lines].join('\r\n') + '\r\n';
type Proposal = {
  kind: string;
  payment_intents: string[];
  difference: number | null;
  booking: {bank_id: string; amount: number; booked_on: string};
};

describe('a bank statement', () => {
  test('proposes what each credit pays, books nothing by itself, and nothing twice', async () => {
    const [whole, part] = [await ordered('ML-2026-0001'), await ordered('ML-2026-0002')];
    const file = csv(
      `25/11/2026;VIR SEPA ${whole.reference};129,90`,
      `25/11/2026;VIR ${part.reference.replace(/(.{4})/g, '$1 ')};100,00`,
      '25/11/2026;VIR INCONNU;5,00',
      '25/11/2026;PRLV LOYER;-500,00',
    );
    const first = await upload(file);
    assert.equal(first.status, 200, JSON.stringify(first.json));
    const kinds = (json: {proposals: Proposal[]}) => json.proposals.map(({kind}) => kind).sort();
    assert.deepEqual(kinds(first.json), ['certain', 'partial', 'unknown']);
    assert.equal((await town.api('GET', `/v1/payment_intents/${whole.intent}`)).json.status, 'awaiting_funds');

    for (const {kind, payment_intents: ids, booking} of first.json.proposals as Proposal[]) {
      if (kind === 'unknown') continue;
      const {status} = await town.api('POST', `/v1/payment_intents/${ids[0]}/mark_received`, {
        key: `stmt_${booking.bank_id}`,
        body: {amount: booking.amount, received_on: booking.booked_on, bank_id: booking.bank_id},
      });
      assert.equal(status, 200);
    }
    assert.equal((await town.api('GET', `/v1/payment_intents/${whole.intent}`)).json.status, 'succeeded');
    assert.equal((await town.api('GET', `/v1/payment_intents/${part.intent}`)).json.amount_received, 10_000);

    const again = await upload(file);
    assert.deepEqual(kinds(again.json), ['already', 'already', 'unknown']);
    const line = (first.json.proposals as Proposal[]).find(({kind}) => kind === 'partial');
    const twice = await town.api('POST', `/v1/payment_intents/${part.intent}/mark_received`, {
      key: 'another-key',
      body: {amount: 10_000, received_on: '2026-11-25', bank_id: line?.booking.bank_id},
    });
    assert.deepEqual([twice.status, twice.json.code], [409, 'already_received']);
  });

  const bad: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, number, string])[] = [
    ['empty', '', 422, 'statement_empty'],
    ['huge', `${csv()}${'x'.repeat(2 * 1024 * 1024)}`, 413, 'statement_too_large'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', 422, 'statement_format'],
    ['XML with a document type', '<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>', 422, 'statement_malformed'],
    [
      'in another encoding',
      Uint8Array.from(Buffer.from(`\ufeff${csv('25/11/2026;VIR;1,00')}`, 'utf16le')),
      422,
      'statement_encoding',
    ],
    ['without columns that we know', 'a;b;c\r\n1;2;3\r\n', 422, 'statement_columns'],
  ];
  for (const [what, content, status, code] of bad) {
    test(`that is ${what} is refused`, async () => {
      const answer = await upload(content);
      assert.deepEqual([answer.status, answer.json.code], [status, code]);
    });
  }

  test('is read in Windows-1252; a formula in it stays text, and is never an amount', async () => {
    const file = Buffer.from(csv('25/11/2026;=1+1 Amélie;5,00', '25/11/2026;VIR;=1+1'), 'latin1');
    const {status, json} = await upload(Uint8Array.from(file));
    assert.equal(status, 200, JSON.stringify(json));
    assert.equal(json.proposals.length, 1);
    assert.deepEqual(json.rejected, [{row: 3, code: 'amount'}]);
    assert.match(JSON.stringify(json.proposals), /=1\+1 Amélie/);
  });

  test('is not read for a stranger', async () => {
    assert.equal((await upload(csv(), 'sk_test_somebody_else_123')).status, 401);
  });
});
