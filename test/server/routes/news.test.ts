import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {event} from '../store/samples.ts';
import {openApi, otherKey} from './api.ts';

async function withEvents(count: number) {
  const api = await openApi();
  for (let i = 1; i <= count; i++) {
    const {undispatched: _done, ...doc} = event(`e${i}`, {created: i * 1000});
    await api.store.commit([{op: 'insert', table: 'events', id: doc.id, doc}]);
  }
  return api;
}

describe('events', () => {
  test('come newest first, page by page', async () => {
    const {call} = await withEvents(5);
    const ids = async (query: string) => {
      const {body} = await call('GET', `/v1/events${query}`);
      return [body.data.map(({id}: {id: string}) => id), body.has_more];
    };
    assert.deepEqual(await ids('?limit=2'), [['evt_e5', 'evt_e4'], true]);
    assert.deepEqual(await ids('?limit=2&starting_after=evt_e4'), [['evt_e3', 'evt_e2'], true]);
    assert.deepEqual(await ids('?limit=2&starting_after=evt_e2'), [['evt_e1'], false]);
    assert.deepEqual((await ids(''))[1], false);
    for (const [query, path] of [
      ['?limit=0', '/limit'],
      ['?limit=101', '/limit'],
      ['?limit=x', '/limit'],
      ['?starting_after=evt_no', '/starting_after'],
      ['?page=2', '/page'],
    ]) {
      const {status, body} = await call('GET', `/v1/events${query}`);
      assert.deepEqual([status, body.errors[0].path], [400, path], query);
    }
  });

  test('are read as they were announced', async () => {
    const {call} = await withEvents(1);
    assert.deepEqual((await call('GET', '/v1/events/evt_e1')).body, {
      id: 'evt_e1',
      object: 'event',
      type: 'payment_intent.succeeded',
      created: '1970-01-01T00:00:01.000Z',
      sequence: 1,
      livemode: false,
      data: {object: {id: 'pi_1'}},
    });
  });

  test('of another merchant, or that are not there, cannot be told apart', async () => {
    const {call} = await withEvents(1);
    assert.deepEqual((await call('GET', '/v1/events', {as: otherKey})).body.data, []);
    for (const [method, path] of [
      ['GET', '/v1/events/evt_e1'],
      ['POST', '/v1/events/evt_e1/resend'],
    ] as const) {
      const {body: other} = await call(method, path, {as: otherKey});
      const {body: none} = await call(method, path.replace('e1', 'no'));
      assert.deepEqual([other.code, none.code], ['event_not_found', 'event_not_found']);
    }
  });

  test('are announced again on demand', async () => {
    const {call, store, kicks} = await withEvents(1);
    const {body: endpoint} = await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}});
    assert.equal((await call('POST', '/v1/events/evt_e1/resend')).status, 200);
    assert.equal((await store.get('deliveries', `evt_e1.${endpoint.id}`))?.doc.state, 'waiting');
    assert.equal(kicks(), 1);
  });
});

describe('webhook endpoints', () => {
  test('tell their secret once, and again only to who holds the idempotency key', async () => {
    const {call} = await openApi();
    const json = {url: 'https://shop.example/hook', events: ['refund.succeeded']};
    const created = await call('POST', '/v1/webhook_endpoints', {json, key: 'k'});
    assert.equal(created.status, 201);
    assert.match(created.body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal((await call('POST', '/v1/webhook_endpoints', {json, key: 'k'})).text, created.text);
    const expected = {...created.body, secret: null};
    assert.deepEqual((await call('GET', `/v1/webhook_endpoints/${created.body.id}`)).body, expected);
    assert.deepEqual((await call('GET', '/v1/webhook_endpoints')).body, {data: [expected], has_more: false});
  });

  test('change their secret: the new one is told, the old one signs along until its time', async () => {
    const {call, store, world} = await openApi();
    const {body: first} = await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}});
    const {body: second} = await call('POST', `/v1/webhook_endpoints/${first.id}/rotate_secret`, {
      json: {expires_in: 60},
    });
    assert.notEqual(second.secret, first.secret);
    const secrets = async () => (await store.get('endpoints', first.id))?.doc.secrets;
    assert.deepEqual(await secrets(), [
      {secret: second.secret},
      {secret: first.secret, until: world.clock.now() + 60_000},
    ]);
    const {body: third} = await call('POST', `/v1/webhook_endpoints/${first.id}/rotate_secret`, {
      json: {expires_in: 0},
    });
    assert.deepEqual(await secrets(), [{secret: third.secret}]);
    const {status} = await call('POST', `/v1/webhook_endpoints/${first.id}/rotate_secret`);
    assert.deepEqual([status, (await secrets())?.length], [200, 2]);
  });

  test('are switched off and on, and told what to listen to', async () => {
    const {call} = await openApi();
    const {body: made} = await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}});
    const path = `/v1/webhook_endpoints/${made.id}`;
    for (const [json, change] of [
      [{enabled: false}, {status: 'disabled'}],
      [{events: ['refund.failed']}, {status: 'disabled', events: ['refund.failed']}],
      [{enabled: true}, {status: 'enabled', events: ['refund.failed']}],
      [{events: []}, {status: 'enabled', events: []}],
      [{}, {status: 'enabled', events: []}],
    ] as const) {
      const {status, body} = await call('POST', path, {json});
      assert.deepEqual([status, body], [200, {...made, secret: null, ...change}]);
      assert.deepEqual((await call('GET', path)).body, body);
    }
    for (const json of [{enabled: 'yes'}, {url: 'https://elsewhere.example/'}, {events: ['everything']}])
      assert.equal((await call('POST', path, {json})).status, 400);
  });

  test('are deleted, and are nobody else’s', async () => {
    const {call} = await openApi();
    const {
      body: {id},
    } = await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}});
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['DELETE', ''],
      ['POST', '/rotate_secret'],
    ] as const) {
      assert.equal(
        (await call(method, `/v1/webhook_endpoints/${id}${path}`, {as: otherKey})).body.code,
        'webhook_endpoint_not_found',
      );
    }
    assert.deepEqual((await call('DELETE', `/v1/webhook_endpoints/${id}`)).body, {
      id,
      object: 'webhook_endpoint',
      deleted: true,
    });
    assert.equal((await call('GET', `/v1/webhook_endpoints/${id}`)).status, 404);
  });

  test('are not of our own network, and not without end', async () => {
    const {call} = await openApi();
    for (const [url, code] of [
      ['http://shop.example/', 'scheme'],
      ['https://127.0.0.1/', 'address'],
      ['https://shop.example:22/', 'port'],
      ['shop', 'url'],
    ]) {
      const {status, body} = await call('POST', '/v1/webhook_endpoints', {json: {url}});
      assert.deepEqual([status, body.code, body.errors], [422, 'webhook_url_not_allowed', [{path: '/url', code}]]);
    }
    for (let i = 0; i < 16; i++)
      await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}});
    assert.equal(
      (await call('POST', '/v1/webhook_endpoints', {json: {url: 'https://shop.example/hook'}})).body.code,
      'webhook_endpoints_exceeded',
    );
  });

  test('are in the API’s description', async () => {
    const {app} = await openApi();
    const {paths} = app.getOpenAPI31Document({openapi: '3.1.0', info: {title: 'x', version: '1'}});
    assert.ok(paths?.['/v1/webhook_endpoints/{id}']?.post, 'enable');
    assert.ok(paths?.['/v1/webhook_endpoints/{id}/rotate_secret'], 'rotate');
    assert.ok(paths?.['/v1/events/{id}/resend'], 'resend');
  });
});
