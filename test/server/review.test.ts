import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {reviewReasonsOf, type ReviewRules} from '../../server/payments/review.ts';
import type {CheckoutSession} from '../../server/payments/session.ts';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';
import {fresh} from './payments/world.ts';

const good = '4000000000000010';
const day = 24 * 60 * 60 * 1000;
let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown({review: {amountFrom: {EUR: 10_000}, countryMismatch: true}});
  shopper = shopperIn(town);
});
after(() => town.stop());

async function paid(change: object = {}) {
  const session = await town.session(change);
  const confirmed = await shopper.confirm(session, await town.card(session, good));
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  return session;
}
const decide = (intent: string, decision: string, key: string) =>
  town.api('POST', `/v1/payment_intents/${intent}/review`, {key, body: {decision}});
const read = async (intent: string) => (await town.api('GET', `/v1/payment_intents/${intent}`)).json;
async function inTheBook(order: string) {
  const response = await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}});
  const {payments} = await response.json();
  return payments.find((payment: {order_reference: string}) => payment.order_reference === order);
}

describe('an order that the merchant looks at first', () => {
  test('is reserved, never debited, even where it would be debited at once; approved, it is debited', async () => {
    const session = await paid({capture_method: 'automatic', order_reference: 'R-1'});
    const held = await read(session.intent);
    assert.deepEqual([held.status, held.review_reasons, held.amount_captured], ['in_review', ['amount'], 0]);
    assert.equal((await inTheBook('R-1')).amount_captured, 0);
    assert.equal((await shopper.view(session)).status, 'complete');

    const capture = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'c-1', body: {}});
    assert.deepEqual([capture.status, capture.json.code], [409, 'review_pending']);
    const approved = await decide(session.intent, 'approve', 'd-1');
    assert.deepEqual([approved.json.status, approved.json.amount_captured], ['succeeded', 12_990]);
    assert.equal((await inTheBook('R-1')).amount_captured, 12_990);
  });

  test('approved, where it is debited at shipment, it stays reserved until then', async () => {
    const session = await paid();
    assert.equal((await decide(session.intent, 'approve', 'd-2')).json.status, 'requires_capture');
    const {json} = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'c-2', body: {}});
    assert.equal(json.status, 'succeeded');
  });

  test('declined, it is released', async () => {
    const session = await paid({order_reference: 'R-3'});
    const {json} = await decide(session.intent, 'decline', 'd-3');
    assert.deepEqual([json.status, json.cancellation_reason], ['canceled', 'review_declined']);
    assert.deepEqual([(await inTheBook('R-3')).status, (await inTheBook('R-3')).amount_captured], ['voided', 0]);
    const late = await decide(session.intent, 'approve', 'd-4');
    assert.deepEqual([late.status, late.json.code], [409, 'intent_not_in_review']);
  });

  test('that nobody looks at: the reservation lapses, nothing is debited', async () => {
    const session = await paid();
    await town.advance(8 * day);
    const after = await read(session.intent);
    assert.deepEqual([after.status, after.cancellation_reason], ['canceled', 'authorization_expired']);
  });

  test('is announced', async () => {
    const session = await paid();
    const {json} = await town.api('GET', '/v1/events?limit=20');
    const types = json.data
      .filter((event: {data: {object: {id: string}}}) => event.data.object.id === session.intent)
      .map((event: {type: string}) => event.type);
    assert.deepEqual(types, ['payment_intent.in_review']);
  });
});

describe('the rules, each on both sides of its border', () => {
  const order = (change: object): CheckoutSession => ({
    id: 'cs_1',
    merchant: 'mer_1',
    livemode: false,
    intent: 'pi_1',
    status: 'open',
    tokenHash: '',
    money: {amount: 10_000, currency: 'EUR'},
    orderReference: 'A',
    lineItems: [],
    returnUrl: 'https://shop.example/',
    captureMethod: 'manual',
    locale: 'fr',
    paymentMethods: ['card'],
    embedOrigins: [],
    submitType: 'pay',
    metadata: {},
    created: 0,
    expiresAt: 1,
    ...change,
  });
  const rows: readonly (readonly [ReviewRules, object, readonly string[]])[] = [
    [{}, {}, []],
    [{amountFrom: {EUR: 10_000}}, {}, ['amount']],
    [{amountFrom: {EUR: 10_001}}, {}, []],
    [{amountFrom: {USD: 1}}, {}, []],
    [{firstOrderFrom: {EUR: 10_000}}, {customer: {paid_orders: 0}}, ['first_order']],
    [{firstOrderFrom: {EUR: 10_000}}, {customer: {paid_orders: 1}}, []],
    [{firstOrderFrom: {EUR: 10_000}}, {}, []],
    [{countryMismatch: true}, {customer: {billing_country: 'FR', shipping_country: 'BE'}}, ['country_mismatch']],
    [{countryMismatch: true}, {customer: {billing_country: 'FR', shipping_country: 'FR'}}, []],
    [{countryMismatch: true}, {customer: {billing_country: 'FR'}}, []],
    [{refusalsFrom: 1}, {}, []],
  ];
  for (const [rules, change, reasons] of rows) {
    test(`${JSON.stringify(rules)} and ${JSON.stringify(change)}: ${reasons.join(', ') || 'no reason'}`, () => {
      assert.deepEqual(reviewReasonsOf(order(change), fresh, rules), reasons);
    });
  }
});
