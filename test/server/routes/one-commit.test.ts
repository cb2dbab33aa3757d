import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, test} from 'node:test';
import {StoreUnavailable, type Write} from '../../../server/store/store.ts';
import {shopperIn} from '../../shopper.ts';
import {openTown, type Town} from '../../town.ts';

let town: Town;
beforeEach(async () => void (town = await openTown()));
afterEach(() => town.stop());

/** We die right after the commit that makes a row of that table: nothing more is written. */
function dieAfter(table: Write['table']): () => void {
  const {commit} = town.store;
  let dead = false;
  town.store.commit = async (writes) => {
    if (dead) throw new StoreUnavailable('failed');
    const result = await commit(writes);
    dead = writes.some((write) => write.table === table && write.op !== 'delete');
    return result;
  };
  return () => void (town.store.commit = commit);
}

/** After a crash, a lease of its key is over. */
const lease = 61_000;

describe('the answer to a call is written with what the call makes: after a crash the same key gives the same', () => {
  const url = `http://localhost:4240/hooks`;

  test('session', async () => {
    const create = () => town.api('POST', '/v1/checkout_sessions', {body: town.order, key: 'order-412'});
    const live = dieAfter('sessions');
    const first = await create();
    live();
    await town.advance(lease);
    const second = await create();
    assert.equal(second.status, 201, second.text);
    const sessions = await town.store.find('sessions', {by: 'intent', limit: 10});
    assert.equal(sessions.length, 1);
    // Its answer may have been lost on the way; had it arrived, it was this one.
    if (first.status === 201) assert.equal(second.text, first.text);
    assert.equal(
      (await town.api('GET', `/v1/checkout_sessions/${second.json.id}`, {token: second.json.client_token})).status,
      200,
    );
    assert.equal(second.headers.get('content-type'), first.headers.get('content-type'));
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
  });

  test('webhook endpoint', async () => {
    const create = () => town.api('POST', '/v1/webhook_endpoints', {body: {url}, key: 'hook'});
    const live = dieAfter('endpoints');
    await create();
    live();
    await town.advance(lease);
    const second = await create();
    assert.deepEqual([second.status, second.headers.get('idempotent-replayed')], [201, 'true']);
    assert.equal((await town.api('GET', '/v1/webhook_endpoints')).json.data.length, 1);
  });

  test('new secret: the one before it still signs', async () => {
    const {json: made} = await town.api('POST', '/v1/webhook_endpoints', {body: {url}});
    const rotate = () => town.api('POST', `/v1/webhook_endpoints/${made.id}/rotate_secret`, {body: {}, key: 'rotate'});
    const live = dieAfter('endpoints');
    await rotate();
    live();
    await town.advance(lease);
    const {json: rotated} = await rotate();
    const row = await town.store.get('endpoints', made.id);
    assert.deepEqual(
      row?.doc.secrets.map(({secret}) => secret),
      [rotated.secret, made.secret],
    );
  });

  test('a call that makes nothing keeps its refusal all the same', async () => {
    const refused = () =>
      town.api('POST', '/v1/checkout_sessions', {body: {...town.order, return_url: 'https://evil.example/'}, key: 'k'});
    const first = await refused();
    const second = await refused();
    assert.deepEqual([first.status, second.status, second.text], [422, 422, first.text]);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
  });
});

describe('money moves once under one key, whatever crashes', () => {
  /** A payment of that session, authorized. */
  async function authorized() {
    const shopper = shopperIn(town);
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    return `/v1/payment_intents/${session.intent}`;
  }

  test('a capture, then a refund, each cut off right after it was written down', async () => {
    const path = await authorized();
    const capture = () => town.api('POST', `${path}/capture`, {body: {amount: 5000}, key: 'ship'});
    const refund = () =>
      town.api('POST', '/v1/refunds', {body: {payment_intent: path.split('/').at(-1), amount: 1000}, key: 'back'});
    for (const [call, status] of [
      [capture, 200],
      [refund, 201],
    ] as const) {
      const live = dieAfter('intents');
      await call();
      live();
      await town.advance(lease);
      const second = await call();
      assert.equal(second.status, status, second.text);
      assert.equal((await call()).text, second.text);
    }
    const {json: intent} = await town.api('GET', path);
    assert.deepEqual([intent.amount_captured, intent.amount_refunded], [5000, 1000]);
    assert.equal((await town.store.find('refunds', {by: 'intent', limit: 10})).length, 1);
  });

  test('a key is of one kind of operation: shipped and refunded under the order’s number', async () => {
    const path = await authorized();
    const key = 'ML-2026-0412';
    const captured = await town.api('POST', `${path}/capture`, {body: {amount: 5000, final: false}, key});
    assert.equal(captured.json.amount_captured, 5000);
    const released = await town.api('POST', `${path}/void`, {body: {}, key});
    assert.deepEqual([released.status, released.json.status], [200, 'succeeded'], 'the rest is released');
    const refunded = await town.api('POST', '/v1/refunds', {body: {payment_intent: path.split('/').at(-1)}, key});
    assert.deepEqual([refunded.status, refunded.json.amount], [201, 5000]);
  });
});
