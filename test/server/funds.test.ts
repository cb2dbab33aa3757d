import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {isRfReference} from '../../server/contract/rf-reference.ts';
import {openTown, type Town} from '../town.ts';

const day = 24 * 60 * 60 * 1000;
let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.stop());

let calls = 0;
/** An order that its shopper pays by sending the money. */
async function ordered(method: 'bank_transfer' | 'cheque' | 'net_30', change: object = {}) {
  const session = await town.session(change);
  const confirmed = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
    token: session.token,
    key: `confirm-${++calls}`,
    body: {method},
  });
  return {session, confirmed};
}
const read = async (intent: string) => (await town.api('GET', `/v1/payment_intents/${intent}`)).json;
const received = (intent: string, body: object, key = `received-${++calls}`) =>
  town.api('POST', `/v1/payment_intents/${intent}/mark_received`, {key, body: {received_on: '2026-11-25', ...body}});
async function newsOf(intent: string): Promise<readonly string[]> {
  const {json} = await town.api('GET', '/v1/events?limit=100');
  return json.data
    .filter((event: {data: {object: {id: string}}}) => event.data.object.id === intent)
    .toSorted((a: {sequence: number}, b: {sequence: number}) => a.sequence - b.sequence)
    .map((event: {type: string}) => event.type);
}

describe('money that the shopper sends', () => {
  test('a transfer: instructions, then the money in two parts, then paid', async () => {
    const {session, confirmed} = await ordered('bank_transfer');
    assert.equal(confirmed.status, 200, confirmed.text);
    const {payment_intent: view, status} = confirmed.json;
    assert.deepEqual([status, view.status, view.instructions.type], ['complete', 'awaiting_funds', 'bank_transfer']);
    assert.ok(isRfReference(view.instructions.reference), view.instructions.reference);
    assert.equal(view.instructions.account.iban, 'FR7630006000011234567890189');
    assert.equal(confirmed.json.receipt.type, 'awaited');

    const part = await received(session.intent, {amount: 10_000});
    assert.deepEqual(
      [part.json.status, part.json.amount_captured, part.json.amount_received],
      ['awaiting_funds', 10_000, 10_000],
    );
    const rest = await received(session.intent, {amount: 2990, reference: view.instructions.reference});
    assert.deepEqual([rest.json.status, rest.json.amount_captured], ['succeeded', 12_990]);
    assert.deepEqual(await newsOf(session.intent), ['payment_intent.awaiting_funds', 'payment_intent.succeeded']);
    const lines = await town.store.find('ledger', {by: 'intent', equals: session.intent, limit: 10});
    assert.equal(
      lines.reduce((sum, {doc}) => sum + (doc.kind === 'captured' ? doc.amount : 0), 0),
      12_990,
    );
  });

  test('too much: paid, and the excess written down', async () => {
    const {session} = await ordered('bank_transfer');
    const {json} = await received(session.intent, {amount: 15_000});
    assert.deepEqual([json.status, json.amount_captured, json.amount_received], ['succeeded', 12_990, 15_000]);
  });

  test('told twice under one key: once', async () => {
    const {session} = await ordered('bank_transfer');
    await received(session.intent, {amount: 5000}, 'same');
    const again = await received(session.intent, {amount: 5000}, 'same');
    assert.equal(again.json.amount_received, 5000);
  });

  test('a cheque is money when it is cashed, not when it is received, nor when it bounces', async () => {
    const {session} = await ordered('cheque');
    for (const cheque of ['received', 'bounced', 'received']) {
      const {json} = await received(session.intent, {amount: 12_990, cheque});
      assert.deepEqual([json.status, json.amount_received], ['awaiting_funds', 0], cheque);
    }
    assert.equal((await received(session.intent, {amount: 12_990, cheque: 'cashed'})).json.status, 'succeeded');
  });

  test('30 days: for companies with a paid order only', async () => {
    const company = {type: 'company', paid_orders: 1};
    const refused: readonly (readonly [object, string])[] = [
      [{}, 'customer_type'],
      [{customer: {type: 'individual', paid_orders: 9}}, 'customer_type'],
      [{customer: {type: 'company', paid_orders: 0}}, 'paid_orders'],
    ];
    for (const [change, reason] of refused) {
      const {session, confirmed} = await ordered('net_30', change);
      assert.deepEqual(
        [confirmed.status, confirmed.json.code, confirmed.json.detail],
        [422, 'method_not_offered', reason],
      );
      const view = await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token});
      assert.deepEqual(
        view.json.hidden_methods.find(({type}: {type: string}) => type === 'net_30'),
        {type: 'net_30', reason, from: null},
      );
    }
    const {confirmed} = await ordered('net_30', {customer: company});
    const due = Date.parse(confirmed.json.payment_intent.instructions.until);
    assert.equal(Math.round((due - town.clock.now()) / day), 30);
  });

  test('on terms it comes by transfer or by cheque, in part or whole', async () => {
    const {session, confirmed} = await ordered('net_30', {customer: {type: 'company', paid_orders: 1}});
    const {payee, address, account} = confirmed.json.payment_intent.instructions;
    assert.ok(payee && address.length > 0 && account, 'where to send either');
    for (const [body, status, amount] of [
      [{amount: 10_000, cheque: 'received'}, 'awaiting_funds', 0],
      [{amount: 10_000, cheque: 'cashed'}, 'awaiting_funds', 10_000],
      [{amount: 2990}, 'succeeded', 12_990],
    ] as const) {
      const {json} = await received(session.intent, body);
      assert.deepEqual([json.status, json.amount_received], [status, amount], JSON.stringify(json));
    }
    const swiss = await ordered('net_30', {currency: 'CHF', customer: {type: 'company', paid_orders: 1}});
    assert.equal(swiss.confirmed.json.payment_intent.instructions.payee, null, 'a French cheque is in euros');
  });

  test('money that never comes: reminded at half-time, canceled after a week', async () => {
    const {session} = await ordered('bank_transfer');
    await town.advance(4 * day);
    const row = await town.store.get('intents', session.intent);
    assert.equal(row?.doc.status === 'awaiting_funds' && row.doc.reminded, true);
    await town.advance(4 * day);
    const after = await read(session.intent);
    assert.deepEqual([after.status, after.cancellation_reason], ['canceled', 'funds_expired']);
  });

  test('a part that came is not let go by time', async () => {
    const {session} = await ordered('bank_transfer');
    await received(session.intent, {amount: 1});
    await town.advance(8 * day);
    assert.equal((await read(session.intent)).status, 'awaiting_funds');
  });

  test('the merchant lets go what nobody sent, and not what was sent in part', async () => {
    const {session: idle} = await ordered('cheque');
    const released = await town.api('POST', `/v1/payment_intents/${idle.intent}/void`, {key: 'void-idle', body: {}});
    assert.deepEqual([released.json.status, released.json.cancellation_reason], ['canceled', 'voided']);
    const {session: partly} = await ordered('bank_transfer');
    await received(partly.intent, {amount: 1});
    const refused = await town.api('POST', `/v1/payment_intents/${partly.intent}/void`, {key: 'void-part', body: {}});
    assert.deepEqual([refused.status, refused.json.code], [409, 'intent_not_voidable']);
  });

  const bad: readonly (readonly [string, object, number, string])[] = [
    ['another currency', {amount: 12_990, currency: 'USD'}, 422, 'currency_mismatch'],
    ['nothing', {amount: 0}, 400, 'validation_failed'],
    ['a fraction', {amount: 1.5}, 400, 'validation_failed'],
    ['no day', {amount: 1, received_on: '2026-02-30'}, 400, 'validation_failed'],
    ['a day to come', {amount: 1, received_on: '2027-11-25'}, 400, 'validation_failed'],
    ['a cheque’s state for a transfer', {amount: 1, cheque: 'cashed'}, 422, 'cheque_state_mismatch'],
  ];
  for (const [what, body, status, code] of bad) {
    test(`refuses ${what}`, async () => {
      const {session} = await ordered('bank_transfer');
      const answer = await received(session.intent, body);
      assert.deepEqual([answer.status, answer.json.code], [status, code], answer.text);
    });
  }

  test('is given back by the merchant himself: we never had it', async () => {
    const {session} = await ordered('bank_transfer');
    await received(session.intent, {amount: 12_990});
    const body = {payment_intent: session.intent, amount: 1000};
    const {status, json} = await town.api('POST', '/v1/refunds', {key: 'back', body});
    assert.deepEqual([status, json.code], [422, 'refund_unsupported']);
  });

  test('after the payment is made, nothing more is received', async () => {
    const {session} = await ordered('bank_transfer');
    await received(session.intent, {amount: 12_990});
    const {status, json} = await received(session.intent, {amount: 1});
    assert.deepEqual([status, json.code], [409, 'intent_not_awaiting_funds']);
  });
});
