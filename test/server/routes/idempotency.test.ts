import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Problem, type ProblemCode} from '../../../server/routes/problem.ts';
import {openApi, otherKey} from './api.ts';

const path = '/v1/things/t1/act';
const json = {amount: 1, metadata: {b: 1, a: 2}};

test('of 100 requests at once with one key, one runs', async () => {
  const {call, deed} = await openApi();
  let runs = 0;
  let finish = () => {};
  deed.run = async () => {
    runs++;
    await new Promise<void>((resolve) => (finish = resolve));
    return {run: runs};
  };
  const calls = Array.from({length: 100}, () => call('POST', path, {json, key: 'k'}));
  const early = await Promise.all(
    calls.map((one) => Promise.race([one, new Promise<undefined>((resolve) => setTimeout(resolve, 1500))])),
  );
  finish();
  const all = await Promise.all(calls);
  assert.equal(runs, 1);
  assert.equal(early.filter((one) => one === undefined).length, 1);
  assert.equal(all.filter(({status}) => status === 200).length, 1);
  const conflicts = all.filter(({status}) => status === 409);
  assert.equal(conflicts.length, 99);
  assert.ok(
    conflicts.every(({body, headers}) => body.code === 'idempotency_in_flight' && headers.get('retry-after') === '1'),
    'with Retry-After',
  );
  const replay = await call('POST', path, {json, key: 'k'});
  assert.deepEqual([replay.status, replay.headers.get('idempotent-replayed'), replay.body], [200, 'true', {run: 1}]);
});

test('the answer comes again byte for byte, refusals too', async () => {
  const {call, deed} = await openApi();
  let runs = 0;
  deed.run = async () => {
    if (++runs === 2) throw new Problem('intent_not_found');
    return {secret: 'cst_secret', nom: 'Zoë', runs};
  };
  for (const key of ['first', 'second']) {
    const first = await call('POST', path, {json, key});
    const again = await call('POST', path, {
      json: {metadata: {a: 2, b: 1}, amount: 1},
      key: `"${key}"`,
      headers: {'accept-language': 'en'},
    });
    assert.deepEqual(
      [again.status, again.text, again.headers.get('content-type')],
      [first.status, first.text, first.headers.get('content-type')],
    );
    assert.equal(first.headers.get('idempotent-replayed'), null);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
  }
  assert.equal(runs, 2);
});

test('a key is of one request: another body, path or query is refused', async () => {
  const {call} = await openApi();
  await call('POST', path, {json, key: 'k'});
  for (const [where, body] of [
    [path, {amount: 2}],
    ['/v1/things/t2/act', json],
    [`${path}?x=1`, json],
  ] as const) {
    const {status, body: problem} = await call('POST', where, {json: body, key: 'k'});
    assert.deepEqual([status, problem.code], [422, 'idempotency_key_reused']);
  }
});

test('a key of one merchant means nothing to another', async () => {
  const {call, deed} = await openApi();
  let runs = 0;
  deed.run = async () => ++runs;
  assert.equal((await call('POST', path, {json, key: 'k'})).text, '1');
  assert.equal((await call('POST', path, {json, key: 'k', as: otherKey})).text, '2');
});

test('a key is required here, and of a sane form', async () => {
  const {call} = await openApi();
  assert.equal((await call('POST', path, {json})).body.code, 'idempotency_key_missing');
  for (const key of ['', '""', 'a b', 'x'.repeat(256), 'é']) {
    assert.equal((await call('POST', path, {json, key})).body.code, 'idempotency_key_invalid', key);
  }
  assert.equal((await call('POST', path, {json, key: 'x'.repeat(255)})).status, 200);
});

for (const code of [
  'conflict',
  'rate_limited',
  'internal',
  'store_unavailable',
  'validation_failed',
] as const satisfies ProblemCode[]) {
  test(`a ${code} is not kept: the same key may try again`, async () => {
    const {call, deed} = await openApi();
    let runs = 0;
    deed.run = async () => {
      if (++runs === 1) throw new Problem(code);
      return 'done';
    };
    assert.equal((await call('POST', path, {json, key: 'k'})).body.code, code);
    assert.equal((await call('POST', path, {json, key: 'k'})).text, '"done"');
  });
}

test('a body that never fitted may be mended under the same key', async () => {
  const {call} = await openApi();
  assert.equal((await call('POST', path, {json: {amount: 'x'}, key: 'k'})).status, 400);
  assert.equal((await call('POST', path, {json, key: 'k'})).status, 200);
});

test('after we died in the middle, the same request takes over once the lease is over, and a late answer does not overwrite', async () => {
  const {call, deed, advance} = await openApi();
  let finish: (value: unknown) => void = () => {};
  deed.run = () => new Promise((resolve) => (finish = resolve));
  const dead = call('POST', path, {json, key: 'k'});
  await advance(59_999);
  assert.equal((await call('POST', path, {json, key: 'k'})).body.code, 'idempotency_in_flight');
  const late = finish;
  deed.run = async () => 'second';
  await advance(2);
  assert.equal((await call('POST', path, {json, key: 'k'})).text, '"second"');
  late('first');
  assert.equal((await dead).text, '"first"');
  assert.equal((await call('POST', path, {json, key: 'k'})).text, '"second"');
});

test('what is kept cannot be read without the key, and is gone after a day', async () => {
  const {call, deed, store, advance, idempotency} = await openApi();
  let runs = 0;
  deed.run = async () => ({client_token: 'cst_very_secret', run: ++runs});
  await call('POST', path, {json, key: 'the-key-itself'});
  const [row] = await store.find('idempotency', {by: 'expires', from: 0, limit: 5});
  const kept = JSON.stringify(row) + Buffer.from(row!.doc.body!, 'base64url').toString('latin1');
  assert.doesNotMatch(kept, /cst_very_secret|the-key-itself/);

  await advance(24 * 60 * 60 * 1000 - 1);
  await idempotency.sweep();
  assert.equal((await call('POST', path, {json, key: 'the-key-itself'})).body.run, 1);
  await advance(1);
  assert.equal((await call('POST', path, {json: {amount: 5}, key: 'the-key-itself'})).body.run, 2);
  await advance(24 * 60 * 60 * 1000);
  await idempotency.sweep();
  assert.deepEqual(await store.find('idempotency', {by: 'expires', from: 0, limit: 5}), []);
});

test('strikes and tries of cards are forgotten when their time is over, and not before', async () => {
  const {store, world, advance, idempotency} = await openApi();
  const expires = world.clock.now() + 1000;
  const merchant = 'mer_1';
  await store.commit([
    {op: 'insert', table: 'strikes', id: 'mer_1.f', doc: {merchant, count: 1, blocked: false, updated: 0, expires}},
    {
      op: 'insert',
      table: 'tries',
      id: 'try_1',
      doc: {merchant, card: 'f', counted: true, declined: true, at: 0, expires},
    },
  ]);
  const left = async () =>
    (await Promise.all([store.get('strikes', 'mer_1.f'), store.get('tries', 'try_1')])).filter(Boolean).length;
  await advance(999);
  await idempotency.sweep();
  assert.equal(await left(), 2);
  await advance(1);
  await idempotency.sweep();
  assert.equal(await left(), 0);
});
