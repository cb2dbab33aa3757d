import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

describe('a payment by card', () => {
  test('frictionless: authorized, announced, captured at shipment, refunded in part', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    assert.equal(confirmed.status, 200, confirmed.text);
    assert.equal(confirmed.json.payment_intent.status, 'requires_action');
    assert.deepEqual(await shopper.bridge(confirmed.json.payment_intent.next_action.url), {step: 'ended'});

    const seen = await shopper.view(session);
    assert.deepEqual(
      [seen.status, seen.payment_intent.status, seen.receipt?.type],
      ['complete', 'requires_capture', 'authorization'],
    );

    const captured = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'ship-1', body: {}});
    assert.deepEqual(
      [captured.status, captured.json.status, captured.json.amount_captured],
      [200, 'succeeded', 12_990],
    );
    const again = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'ship-1', body: {}});
    assert.equal(again.text, captured.text);

    const refund = await town.api('POST', '/v1/refunds', {
      key: 'refund-1',
      body: {payment_intent: session.intent, amount: 1090},
    });
    assert.deepEqual([refund.status, refund.json.status], [201, 'succeeded']);
    assert.equal((await shopper.intent(session)).amount_refunded, 1090);

    const {json: events} = await town.api('GET', '/v1/events?limit=50');
    const mine = events.data.filter(
      (event: {data: {object: {id: string; payment_intent?: string}}}) =>
        [session.id, session.intent].includes(event.data.object.id) ||
        event.data.object.payment_intent === session.intent,
    );
    const inOrder = mine.toSorted((a: {sequence: number}, b: {sequence: number}) => a.sequence - b.sequence);
    assert.deepEqual(
      inOrder.map((event: {type: string}) => event.type),
      ['payment_intent.authorized', 'checkout_session.completed', 'payment_intent.succeeded', 'refund.succeeded'],
    );
  });

  test('challenged: the right code pays, and only the RReq decides', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000101'));
    const step = await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    assert.equal(step.step, 'challenge');
    assert.equal((await shopper.view(session)).payment_intent.next_action.step, 'challenge');
    await shopper.challenge(step, [{action: 'answer', answer: '123456'}]);
    await town.advance(3000);
    assert.equal((await shopper.intent(session)).status, 'requires_capture');
  });
});
