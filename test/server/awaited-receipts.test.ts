import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {compactVerify, createLocalJWKSet} from 'jose';
import {epcQr} from '#contract/epc-qr.ts';
import type {ReceiptAnswer, ReceiptDocument} from '#contract/receipt.ts';
import {paperOf} from '../../server/receipts/paper.ts';
import {readDrawing} from '../contract/read-qr.ts';
import {openTown, type Town} from '../town.ts';

/** The ticket of an order that is paid by transfer, cheque or on terms: it says how, before any money has moved. */

let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.stop());

let calls = 0;
async function ordered(method: 'bank_transfer' | 'cheque' | 'net_30', change: object = {}) {
  const session = await town.session(change);
  const {json} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
    token: session.token,
    key: `confirm-${++calls}`,
    body: {method},
  });
  assert.equal(json.payment_intent.status, 'awaiting_funds');
  return {...session, view: json};
}
const operate = (intent: string, verb: string, body: object) =>
  town.api('POST', `/v1/payment_intents/${intent}/${verb}`, {key: `k-${++calls}`, body});
const received = (intent: string, amount: number) =>
  operate(intent, 'mark_received', {amount, received_on: '2026-11-25'});

async function ticket(intent: string): Promise<ReceiptAnswer & {readonly signed: ReceiptDocument}> {
  const {json} = await town.api('GET', `/v1/receipts/rcpt_${intent.slice(3)}`);
  const keys = (await town.api('GET', '/.well-known/jwks.json', {token: 'none'})).json;
  const {payload} = await compactVerify(json.jws, createLocalJWKSet(keys), {algorithms: ['EdDSA']});
  return {...json, signed: JSON.parse(new TextDecoder().decode(payload))};
}

describe('the ticket of what the shopper sends', () => {
  test('is signed with the order, follows the money, and ends as any other', async () => {
    const order = await ordered('bank_transfer');
    const {instructions} = order.view.payment_intent;
    assert.equal(order.view.receipt.type, 'awaited');
    assert.ok(order.view.receipt.proof.url.includes('/receipt/rcpt_'));
    const first = await ticket(order.intent);
    assert.equal(first.state, 'awaited');
    assert.deepEqual(first.signed.awaited, instructions);
    assert.deepEqual([first.signed.amount, first.signed.amount_captured], [12_990, 0]);

    await received(order.intent, 10_000);
    const part = await ticket(order.intent);
    assert.deepEqual(
      [part.state, part.signed.awaited?.amount, part.signed.awaited?.amount_received],
      ['awaited', 2990, 10_000],
    );

    await received(order.intent, 2990);
    const whole = await ticket(order.intent);
    assert.deepEqual([whole.state, whole.signed.awaited, whole.signed.amount_captured], ['debited', undefined, 12_990]);
    assert.deepEqual(
      whole.signed.entries.map(({type, amount}) => [type, amount]),
      [
        ['awaited', 12_990],
        ['debit', 10_000],
        ['debit', 2990],
      ],
    );
    assert.equal(whole.signed.entries[0]?.reference, instructions.reference);

    // On the page too, for who comes back to it; and nowhere is what was sent called a debit.
    const {json: view} = await town.api('GET', `/v1/checkout_sessions/${order.id}`, {token: order.token});
    assert.deepEqual(
      [view.receipt?.type, view.receipt?.amount, view.receipt?.method],
      ['debit', 12_990, 'bank_transfer'],
    );
    const paper = paperOf({document: whole.signed, duplicateOf: undefined, locale: 'fr'});
    assert.match(paper.state, /Règlement reçu/);
    assert.doesNotMatch(JSON.stringify(paper), /débité|"Débit"/);
  });

  test('says that nobody waits any more, and what came stays', async () => {
    const idle = await ordered('cheque');
    await operate(idle.intent, 'void', {});
    const dropped = await ticket(idle.intent);
    assert.deepEqual([dropped.state, dropped.signed.awaited], ['dropped', undefined]);
    assert.match(paperOf({document: dropped.signed, duplicateOf: undefined, locale: 'fr'}).state, /plus attendu/);

    const late = await ordered('bank_transfer');
    const until = Date.parse(late.view.payment_intent.instructions.until);
    await town.advance(until - town.clock.now() + 24 * 60 * 60 * 1000);
    assert.equal((await ticket(late.intent)).state, 'dropped');
  });

  test('on paper: the account, and a code that a bank’s app reads', async () => {
    const {intent, view} = await ordered('bank_transfer');
    const {signed} = await ticket(intent);
    const {account, reference} = view.payment_intent.instructions;
    for (const locale of ['fr', 'en'] as const) {
      const paper = paperOf({document: signed, duplicateOf: undefined, locale});
      const [sending] = paper.parts;
      const said = sending?.rows.map(({value}) => value.replace(/\s/g, '')) ?? [];
      for (const value of [account.holder.replace(/\s/g, ''), account.iban, account.bic, reference]) {
        assert.ok(said.includes(value), value);
      }
      const expected = epcQr({
        name: account.holder,
        iban: account.iban,
        bic: account.bic,
        minor: 12_990,
        currency: 'EUR',
        remittance: {type: 'reference', value: reference},
      });
      assert.ok(sending?.code && 'payload' in expected);
      assert.equal(readDrawing(sending.code.drawing), expected.payload);
      assert.ok(!sending.code.alt.includes('{{'), sending.code.alt);
    }
  });

  test('on paper: the cheque’s payee, address, words and reference', async () => {
    const {intent, view} = await ordered('cheque');
    const paper = paperOf({document: (await ticket(intent)).signed, duplicateOf: undefined, locale: 'fr'});
    const said = paper.parts[0]?.rows.map(({value}) => value).join('\n') ?? '';
    const {payee, address} = view.payment_intent.instructions;
    for (const value of [payee, ...address, 'Cent vingt-neuf euros et quatre-vingt-dix centimes'])
      assert.ok(said.includes(value), `${value} in ${said}`);
    assert.equal(paper.parts[0]?.code, undefined);
  });

  test('as a PDF', async () => {
    const {view} = await ordered('bank_transfer');
    const {id, url} = view.receipt.proof;
    const pdf = await town.call('pay', `/v1/receipts/${id}.pdf?locale=fr`, {
      headers: {authorization: `Bearer ${new URL(url).hash.slice(1)}`},
    });
    assert.equal(pdf.status, 200);
    assert.equal(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
      '%PDF-',
    );
  });
});
