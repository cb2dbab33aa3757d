import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {createNetGuard} from '../../../server/net-guard.ts';
import {announce} from '../../../server/outbox/announce.ts';
import {redeliver} from '../../../server/outbox/dispatch.ts';
import {createOutbox} from '../../../server/outbox/outbox.ts';
import {verify} from '../../../server/outbox/signature.ts';
import {waitsMs} from '../../../server/outbox/schedule.ts';
import {NetError, type NetRequest, type NetResponse} from '../../../server/ports.ts';
import {openSqlite} from '../../../server/store/sqlite.ts';
import type {Endpoint} from '../../../server/store/tables.ts';
import {endpoint, event, secretBytes} from '../store/samples.ts';
import {hourMs, minuteMs, reply, secondMs, smallWorld} from './world.ts';

type Answer = (request: NetRequest) => Promise<NetResponse> | NetResponse;

/** An outbox with its endpoints, and a network that answers as told. */
async function open({
  answer,
  endpoints = [endpoint('a')],
  resolve = () => ['93.184.216.34'],
}: {
  readonly answer?: Answer;
  readonly endpoints?: readonly Endpoint[];
  readonly resolve?: (host: string) => readonly string[];
} = {}) {
  const store = openSqlite({path: ':memory:', soon: queueMicrotask});
  const small = smallWorld(answer);
  const guard = createNetGuard({resolve: async (host) => resolve(host), allowPrivate: false});
  const newOutbox = () => createOutbox({store, world: small.world, guard});
  await store.commit(endpoints.map((doc) => ({op: 'insert' as const, table: 'endpoints' as const, id: doc.id, doc})));
  let count = 0;
  return {
    ...small,
    store,
    newOutbox,
    outbox: newOutbox(),
    async happen(change: Parameters<typeof event>[1] = {}): Promise<string> {
      const doc = event(String(++count), {created: small.world.clock.now(), ...change});
      await store.commit([{op: 'insert', table: 'events', id: doc.id, doc}]);
      return doc.id;
    },
    delivery: async (eventId: string, endpointId = 'we_a') =>
      (await store.get('deliveries', `${eventId}.${endpointId}`))?.doc,
  };
}

describe('an announcement', () => {
  test('is a row for the commit that it announces', async () => {
    const {world} = smallWorld();
    const row = announce(
      {
        type: 'refund.succeeded',
        subject: 'pi_1',
        sequence: 3,
        object: {id: 're_1'},
        merchant: 'mer_1',
        livemode: false,
      },
      world,
    );
    assert.ok(row.op === 'insert' && row.table === 'events');
    assert.deepEqual(row.doc, {
      id: row.id,
      merchant: 'mer_1',
      livemode: false,
      type: 'refund.succeeded',
      created: world.clock.now(),
      sequence: 3,
      subject: 'pi_1',
      object: {id: 're_1'},
      undispatched: 1,
    });
    assert.match(row.id, /^evt_[\w-]{22}$/);
  });

  test('arrives signed, with the id of its event, at the address that was looked at', async () => {
    const {outbox, happen, settle, sent, delivery} = await open();
    outbox.start();
    const id = await happen({object: {id: 'pi_1', amount: 12_990}, sequence: 4});
    outbox.kick();
    await settle();
    const [request = assert.fail('nothing was sent')] = sent;
    assert.equal(request.url, 'https://a.example/hook');
    assert.equal(request.address, '93.184.216.34');
    assert.equal(request.timeoutMs, 15_000);
    assert.equal(request.headers?.['webhook-id'], id);
    assert.equal(verify(request.headers ?? {}, String(request.body), [`whsec_${secretBytes}`], request.at), 'ok');
    assert.deepEqual(JSON.parse(String(request.body)), {
      id,
      type: 'payment_intent.succeeded',
      created: new Date(request.at).toISOString(),
      sequence: 4,
      data: {object: {id: 'pi_1', amount: 12_990}},
    });
    assert.equal((await delivery(id))?.state, 'delivered');
    assert.equal(sent.length, 1);
  });

  test('goes to those who listen: their type, their merchant, their mode, enabled', async () => {
    const {outbox, happen, settle, sent} = await open({
      endpoints: [
        endpoint('all'),
        endpoint('refunds', {events: ['refund.failed']}),
        endpoint('this', {events: ['payment_intent.succeeded', 'refund.failed']}),
        endpoint('other', {merchant: 'mer_2'}),
        endpoint('live', {livemode: true}),
        endpoint('off', {disabled: true}),
      ],
    });
    outbox.start();
    await happen();
    outbox.kick();
    await settle();
    assert.deepEqual(sent.map(({url}) => new URL(url).hostname).sort(), ['all.example', 'this.example']);
  });

  test('that no one listens to is dispatched all the same', async () => {
    const {outbox, happen, settle, store} = await open({endpoints: []});
    const id = await happen();
    outbox.start();
    await settle();
    assert.equal((await store.get('events', id))?.doc.undispatched, undefined);
  });

  test('survives us: what was left is sent by the next start', async () => {
    const {newOutbox, happen, settle, sent} = await open();
    await happen();
    await happen();
    newOutbox().start();
    await settle();
    assert.equal(sent.length, 2);
  });

  test('is sent again after we died in the middle, once its lease is over', async () => {
    let silent = true;
    const {newOutbox, happen, advance, settle, sent} = await open({
      answer: () => (silent ? new Promise(() => {}) : reply(200)),
    });
    await happen();
    newOutbox().start();
    await settle();
    assert.equal(sent.length, 1);
    // That outbox never hears an answer, as if it were dead; another one takes over.
    silent = false;
    newOutbox().start();
    await advance(59 * secondMs);
    assert.equal(sent.length, 1);
    await advance(31 * secondMs);
    assert.equal(sent.length, 2);
  });

  test('is dispatched once by two copies of us at the same time', async () => {
    const {newOutbox, happen, settle, sent} = await open();
    for (let i = 0; i < 10; i++) await happen();
    newOutbox().start();
    newOutbox().start();
    await settle();
    assert.equal(sent.length, 10);
  });

  test('can be sent again, under the same id, whatever became of it', async () => {
    const {outbox, happen, settle, sent, store, world} = await open();
    outbox.start();
    const id = await happen();
    outbox.kick();
    await settle();
    assert.equal(await redeliver(store, world.clock, (await store.get('events', id))!.doc), 'committed');
    outbox.kick();
    await settle();
    assert.deepEqual(
      sent.map(({headers}) => headers?.['webhook-id']),
      [id, id],
    );
  });

  test('asked for again before it was sent at all is sent once', async () => {
    const {outbox, happen, settle, sent, store, world} = await open();
    const id = await happen();
    await redeliver(store, world.clock, (await store.get('events', id))!.doc);
    outbox.start();
    await settle();
    assert.equal(sent.length, 1);
  });
});

describe('a try that fails', () => {
  const failures: readonly [string, Answer][] = [
    ['a redirect', () => reply(301, {location: 'https://elsewhere.example/'})],
    ['a 404', () => reply(404)],
    ['a 500', () => reply(500)],
    ['no answer', () => Promise.reject(new NetError('no_answer'))],
    ['no connection', () => Promise.reject(new NetError('not_sent'))],
  ];
  for (const [name, answer] of failures) {
    test(`with ${name} is made again, never followed elsewhere`, async () => {
      const {outbox, happen, advance, settle, sent, delivery} = await open({answer});
      outbox.start();
      const id = await happen();
      outbox.kick();
      await settle();
      assert.equal((await delivery(id))?.state, 'waiting');
      await advance(5.5 * secondMs);
      assert.deepEqual(
        sent.map(({url}) => url),
        ['https://a.example/hook', 'https://a.example/hook'],
      );
    });
  }

  test('follows the schedule, with jitter, for three days and a bit, and then is given up', async () => {
    const {outbox, happen, advance, sent, lines, delivery} = await open({answer: () => reply(500)});
    outbox.start();
    const id = await happen();
    outbox.kick();
    await advance(100 * hourMs);
    assert.equal(sent.length, 10);
    for (const [index, wait] of waitsMs.entries()) {
      const real = sent[index + 1]!.at - sent[index]!.at;
      assert.ok(real >= wait && real <= wait * 1.1 + 1, `wait ${index}: ${real} ms for ${wait}`);
    }
    assert.ok(sent.at(-1)!.at - sent[0]!.at >= 72 * hourMs);
    assert.equal(new Set(sent.map(({headers}) => headers?.['webhook-id'])).size, 1);
    assert.ok(sent.every(({at, headers}) => Number(headers?.['webhook-timestamp']) === Math.floor(at / 1000)));
    assert.deepEqual(
      [(await delivery(id))?.state, (await delivery(id))?.due, (await delivery(id))?.lastStatus],
      ['given_up', undefined, 500],
    );
    assert.ok(lines.some((line) => line.includes('webhook_given_up')));
  });

  test('with 410 disables the endpoint, and what waited for it is given up', async () => {
    const {outbox, happen, advance, settle, sent, store, delivery} = await open({
      answer: () => reply(sent410++ === 0 ? 500 : 410),
    });
    let sent410 = 0;
    outbox.start();
    const first = await happen();
    outbox.kick();
    await settle();
    const second = await happen();
    outbox.kick();
    await settle();
    assert.equal((await store.get('endpoints', 'we_a'))?.doc.disabled, true);
    await advance(hourMs);
    assert.equal(sent.length, 2);
    assert.deepEqual([(await delivery(first))?.state, (await delivery(second))?.state], ['given_up', 'given_up']);
    await happen();
    outbox.kick();
    await settle();
    assert.equal(sent.length, 2);
  });

  test('with 429 and Retry-After: 120 leaves the endpoint alone for two minutes, other news too', async () => {
    let times = 0;
    const {outbox, happen, advance, settle, sent} = await open({
      answer: () => (times++ === 0 ? reply(429, {'retry-after': '120'}) : reply(200)),
    });
    outbox.start();
    await happen();
    outbox.kick();
    await settle();
    await happen();
    outbox.kick();
    await advance(119 * secondMs);
    assert.equal(sent.length, 1);
    await advance(2 * secondMs);
    assert.equal(sent.length, 3);
  });

  test('cannot put us off for longer than a day', async () => {
    const {outbox, happen, advance, settle, sent, delivery, world} = await open({
      answer: () => reply(503, {'retry-after': '999999999'}),
    });
    outbox.start();
    const id = await happen();
    outbox.kick();
    await settle();
    assert.equal((await delivery(id))!.due! - world.clock.now(), 24 * hourMs);
    await advance(24 * hourMs + minuteMs);
    assert.equal(sent.length, 2);
  });

  test('for an endpoint that was deleted is not made', async () => {
    const {outbox, happen, settle, sent, store, delivery} = await open({answer: () => reply(500)});
    outbox.start();
    const id = await happen();
    outbox.kick();
    await settle();
    await store.commit([{op: 'delete', table: 'endpoints', id: 'we_a'}]);
    const row = await store.get('deliveries', `${id}.we_a`);
    await store.commit([
      {op: 'update', table: 'deliveries', id: row!.id, doc: {...row!.doc, due: 0}, expecting: row!.version},
    ]);
    outbox.kick();
    await settle();
    assert.equal(sent.length, 1);
    assert.equal((await delivery(id))?.state, 'given_up');
  });
});

describe('many', () => {
  test('go a few at a time, and one slow endpoint does not hold up the others', async () => {
    let busy = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const {outbox, happen, settle, sent} = await open({
      endpoints: [endpoint('slow'), endpoint('quick', {events: ['refund.failed']})],
      answer: async ({url}) => {
        if (!url.includes('slow')) return reply(200);
        most = Math.max(most, ++busy);
        await new Promise<void>((resolve) => release.push(resolve));
        busy--;
        return reply(200);
      },
    });
    outbox.start();
    for (let i = 0; i < 40; i++) await happen();
    await happen({type: 'refund.failed'});
    outbox.kick();
    await settle();
    assert.equal(most, 2);
    assert.ok(sent.some(({url}) => url.includes('quick')));
    while (release.length) {
      release.splice(0).forEach((done) => done());
      await settle();
    }
    assert.equal(sent.filter(({url}) => url.includes('slow')).length, 41);
    assert.equal(most, 2);
  });

  test('endpoints share what room there is: no more than eight tries at once', async () => {
    let busy = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const names = Array.from({length: 10}, (_, index) => `e${index}`);
    const {outbox, happen, settle, sent} = await open({
      endpoints: names.map((name) => endpoint(name)),
      answer: async () => {
        most = Math.max(most, ++busy);
        await new Promise<void>((resolve) => release.push(resolve));
        busy--;
        return reply(200);
      },
    });
    outbox.start();
    for (let i = 0; i < 5; i++) await happen();
    outbox.kick();
    await settle();
    assert.equal(most, 8);
    for (let round = 0; round < 2; round++) {
      release.splice(0).forEach((done) => done());
      await settle();
    }
    // By the third round each of the ten has been served, not only the first ones.
    assert.equal(new Set(sent.map(({url}) => url)).size, 10);
    while (release.length) {
      release.splice(0).forEach((done) => done());
      await settle();
    }
    assert.equal(sent.length, 50);
    assert.equal(most, 8);
  });
});

test('stopping waits for what is in flight and begins nothing new', async () => {
  let answer: (response: NetResponse) => void = () => {};
  const {outbox, happen, settle, advance, sent, delivery} = await open({
    answer: () => new Promise((resolve) => (answer = resolve)),
  });
  outbox.start();
  const id = await happen();
  outbox.kick();
  await settle();
  let stopped = false;
  const stop = outbox.stop().then(() => (stopped = true));
  await settle();
  assert.equal(stopped, false);
  answer(reply(200));
  await stop;
  assert.equal((await delivery(id))?.state, 'delivered');
  await happen();
  outbox.kick();
  await advance(hourMs);
  assert.equal(sent.length, 1);
});

test('a store that fails for a while stops nothing for good', async () => {
  const opened = await open();
  const {store, world, happen, advance, settle, sent, lines} = opened;
  let broken = true;
  const failing = {
    ...store,
    find: ((...args: Parameters<typeof store.find>) =>
      broken ? Promise.reject(new Error('x')) : store.find(...args)) as typeof store.find,
  };
  const outbox = createOutbox({
    store: failing,
    world,
    guard: createNetGuard({resolve: async () => ['93.184.216.34'], allowPrivate: false}),
  });
  await happen();
  outbox.start();
  await settle();
  assert.ok(lines.some((line) => line.includes('outbox_failed')));
  broken = false;
  await advance(6 * secondMs);
  assert.equal(sent.length, 1);
});

test('during a rotation both secrets sign, and the old one stops in time', async () => {
  const [fresh, old] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map(
    (bytes) => `whsec_${bytes.toString('base64')}`,
  ) as [string, string];
  const until = smallWorld().world.clock.now() + hourMs;
  const {outbox, happen, settle, advance, sent} = await open({
    endpoints: [endpoint('a', {secrets: [{secret: fresh}, {secret: old, until}]})],
  });
  outbox.start();
  await happen();
  outbox.kick();
  await settle();
  await advance(hourMs);
  await happen();
  outbox.kick();
  await settle();
  const verdicts = sent.map(({headers = {}, body, at}) =>
    [fresh, old].map((secret) => verify(headers, String(body), [secret], at)),
  );
  assert.deepEqual(verdicts, [
    ['ok', 'ok'],
    ['ok', 'no_match'],
  ]);
});

test('a name that turns to a private address between two tries is not followed there', async () => {
  let address = '93.184.216.34';
  const {outbox, happen, settle, advance, sent, lines} = await open({
    answer: () => reply(500),
    resolve: () => [address],
  });
  outbox.start();
  await happen();
  outbox.kick();
  await settle();
  address = '169.254.169.254';
  await advance(hourMs);
  assert.deepEqual(
    sent.map((request) => request.address),
    ['93.184.216.34'],
  );
  assert.ok(lines.some((line) => line.includes('webhook_refused')));
});
