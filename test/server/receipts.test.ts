import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {compactVerify, createLocalJWKSet, decodeProtectedHeader} from 'jose';
import type {ReceiptDocument, Seal} from '#contract/receipt.ts';
import {paperOf} from '../../server/receipts/paper.ts';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

/** An order that the bank authorized without a question. */
async function authorized(change: object = {}) {
  const session = await town.session(change);
  const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  return {...session, receipt: `rcpt_${session.intent.slice(3)}`};
}

let keyCount = 0;
const capture = (intent: string, body: object = {}) =>
  town.api('POST', `/v1/payment_intents/${intent}/capture`, {key: `k-${keyCount++}`, body});
const refund = (intent: string, amount: number) =>
  town.api('POST', '/v1/refunds', {key: `k-${keyCount++}`, body: {payment_intent: intent, amount}});
const read = async (id: string) => (await town.api('GET', `/v1/receipts/${id}`)).json;

async function verified<T>(jws: string): Promise<T> {
  const {json} = await town.api('GET', '/.well-known/jwks.json', {token: 'none'});
  const {payload} = await compactVerify(jws, createLocalJWKSet(json), {algorithms: ['EdDSA']});
  return JSON.parse(new TextDecoder().decode(payload));
}

describe('a receipt', () => {
  test('is made when the money is reserved, in the commit that reserves it, with what a French ticket bears', async () => {
    const order = await authorized();
    const answer = await read(order.receipt);
    const document = await verified<ReceiptDocument>(answer.jws);
    assert.deepEqual(document, answer.document);
    assert.equal(decodeProtectedHeader(answer.jws).typ, 'guichet-receipt+jws');
    const {created, issued, authorization_code, acquirer_reference, capture_before, entries, authentication, ...facts} =
      document;
    assert.equal(created, issued);
    assert.match(created, /^2026-11-24T09:/);
    assert.match(authorization_code ?? '', /^\w{6}$/);
    assert.ok(acquirer_reference && capture_before);
    assert.deepEqual([authentication?.outcome, authentication?.version], ['authenticated', '2.2.0']);
    assert.deepEqual(
      entries.map(({sequence, type, amount}) => [sequence, type, amount]),
      [[1, 'authorization', 12_990]],
    );
    assert.deepEqual(facts, {
      v: 1,
      iss: 'http://localhost:4242',
      id: order.receipt,
      sequence: 1,
      time_zone: 'Europe/Paris',
      livemode: false,
      merchant: {name: 'Maison Lumen', address: null, siret: null, contract_id: null, site: 'http://localhost:4240'},
      order_reference: 'ML-2026-0412',
      items: [
        {name: 'Lampe Aube, laiton', quantity: 1, amount: 11_900},
        {name: 'Livraison', quantity: 1, amount: 1090},
      ],
      currency: 'EUR',
      amount: 12_990,
      amount_captured: 0,
      amount_released: 0,
      amount_refunded: 0,
      method: 'card',
      card: {brand: 'visa', network: 'visa', last4: '0010'},
      transaction_id: order.intent,
    });
  });

  test('grows with each movement, loses nothing, and is signed anew', async () => {
    const order = await authorized();
    const first = await read(order.receipt);
    await capture(order.intent, {amount: 10_000});
    const second = await read(order.receipt);
    const {json: given} = await refund(order.intent, 2500);
    const third = await read(order.receipt);
    await refund(order.intent, 7500);
    const last = await read(order.receipt);

    for (const [earlier, later] of [
      [first, second],
      [second, third],
      [third, last],
    ]) {
      assert.equal(later.sequence, earlier.sequence + 1);
      assert.deepEqual(later.document.entries.slice(0, earlier.document.entries.length), earlier.document.entries);
      assert.notEqual(later.jws, earlier.jws);
    }
    const document = await verified<ReceiptDocument>(last.jws);
    assert.deepEqual(
      document.entries.map(({sequence, type, amount}) => [sequence, type, amount]),
      [
        [1, 'authorization', 12_990],
        [2, 'debit', 10_000],
        [2, 'release', 2990],
        [3, 'credit', 2500],
        [4, 'credit', 7500],
      ],
    );
    assert.equal(document.entries[3]?.reference, given.id);
    assert.deepEqual(
      [first, second, third, last].map(({state}) => state),
      ['reserved', 'debited', 'partly_refunded', 'refunded'],
    );
    // What was given out before is still genuine.
    assert.equal((await verified<ReceiptDocument>(first.jws)).sequence, 1);
  });

  test('says that nothing was debited when the authorization is let go', async () => {
    const order = await authorized();
    await town.api('POST', `/v1/payment_intents/${order.intent}/void`, {key: `k-${keyCount++}`, body: {}});
    const {state, document} = await read(order.receipt);
    assert.deepEqual([state, document.amount_captured, document.amount_released], ['released', 0, 12_990]);
    const paper = paperOf({document, duplicateOf: undefined, locale: 'en'});
    assert.deepEqual(
      [paper.amount, paper.state, paper.rows.find(({label}) => label === 'Transaction')?.value],
      ['€0.00', 'Reservation released: nothing was charged.', 'Reservation released, no charge'],
    );
  });

  test('is not there for a payment that was refused', async () => {
    const session = await town.session();
    const answer = await town.api('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`);
    assert.deepEqual([answer.status, answer.json.code], [404, 'receipt_not_found']);
  });

  test('has a seal for the QR code that says the same, in few enough signs to be read from paper', async () => {
    const order = await authorized();
    await capture(order.intent);
    const {seal, verify_url: url, document} = await read(order.receipt);
    const says = await verified<Seal>(seal);
    assert.equal(decodeProtectedHeader(seal).typ, 'guichet-seal+jws');
    assert.deepEqual(says, {
      i: order.receipt,
      n: 2,
      t: document.issued.replace(/\.\d+Z$/, 'Z'),
      m: 'Maison Lumen',
      o: 'ML-2026-0412',
      c: 'EUR',
      a: 12_990,
      d: 12_990,
      r: 0,
      s: 'debited',
      k: '0010',
      x: 1,
    });
    assert.equal(url, `http://localhost:4242/verify#${seal}`);
    assert.ok(url.length < 700, String(url.length));
  });

  test('altered in one sign, is not verified', async () => {
    const {jws} = await read((await authorized()).receipt);
    const [header, payload = '', signature] = jws.split('.');
    const text = Buffer.from(payload, 'base64url').toString().replace('"amount":12990', '"amount":12991');
    const altered = [header, Buffer.from(text).toString('base64url'), signature].join('.');
    await assert.rejects(verified(altered), /signature verification failed/);
  });
});
