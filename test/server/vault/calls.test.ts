import assert from 'node:assert/strict';
import {generateKeyPairSync} from 'node:crypto';
import test from 'node:test';
import {signatureHeader} from '#contract/vault.ts';
import {signCall, vaultClient} from '../../../server/vault-client.ts';
import {house, NetError, payKeys, problem, session, start, visa, type House} from './house.ts';

test('describe tells brand, networks, first six, last four and two keyed hashes, and nothing else', async () => {
  const one = house();
  const {token} = await one.enter({...visa, number: '4000002500001001'});
  const {fingerprint, range = '', ...rest} = (await one.client.describe(token, session))!;
  assert.deepEqual(rest, {brand: 'visa', networks: ['cb', 'visa'], first6: '400000', last4: '1001'});
  for (const hash of [fingerprint, range]) assert.match(hash, /^[A-Za-z0-9_-]{22}$/);
  assert.notEqual(range, fingerprint);
});

test('a range is the same for cards that share eight digits, and another for another merchant', async () => {
  const one = house();
  const of = async (number: string, merchant = 'mer_one') => {
    await one.pass(1_000);
    const jwe = await one.encrypt({...visa, number});
    const answer = await one.post('/cards', {jwe, grant: one.grant({merchant})});
    const {token} = (await answer.json()) as {token: `card_${string}`};
    return (await one.client.describe(token, session))?.range;
  };
  const first = await of('4000000000000010');
  assert.equal(await of('4000000000000101'), first);
  assert.notEqual(await of('4000002500001001'), first);
  assert.notEqual(await of('4000000000000010', 'mer_two'), first);
});

test('a fingerprint is the same for the same card, and another for another card or merchant, or under another key', async () => {
  const one = house();
  const of = async (house: House, merchant: string, number = visa.number) => {
    await house.pass(1_000);
    const answer = await house.post('/cards', {
      jwe: await house.encrypt({...visa, number}),
      grant: house.grant({merchant}),
    });
    return (await house.client.describe(((await answer.json()) as {token: `card_${string}`}).token, session))!
      .fingerprint;
  };
  const first = await of(one, 'mer_one');
  await one.vault.stop();
  await one.pass(40 * 24 * 3_600_000);
  one.restart();
  assert.equal(await of(one, 'mer_one'), first);
  assert.notEqual(await of(one, 'mer_two'), first);
  assert.notEqual(await of(one, 'mer_one', '4242424242424242'), first);
  const other = house();
  other.world.random.bytes(32);
  assert.notEqual(await of(other, 'mer_one'), first);
});

test('send fills the card in and posts it where the settings say; the number does not come back', async () => {
  const one = house();
  const {token} = await one.enter();
  one.bank = () => ({
    status: 402,
    headers: {},
    body: `{"a":"${visa.number}","b":"4000 0000 0000 0101","c":"4000-0000-0000-0101","d":100}`,
  });
  assert.deepEqual(await one.send(token), {
    kind: 'answered',
    status: 402,
    body: '{"a":"[pan]","b":"[pan]","c":"[pan]","d":100}',
  });
  assert.deepEqual(one.sent, [
    {
      url: 'https://bank.test/acquirer/payments',
      headers: {authorization: 'Bearer bank', 'idempotency-key': 'att_one', 'content-type': 'application/json'},
      body: `{"amount":100,"card":{"number":"${visa.number}","expiry":"2912","cvc":"739"}}`,
    },
  ]);
});

const nowhere = [
  {destination: 'evil' as 'acquirer'},
  {destination: 'constructor' as 'acquirer'},
  {path: '/a/../b'},
  {path: '/a?x=1'},
  {path: '//evil.test/a'},
  {path: 'https://evil.test/a'},
  {path: '@evil.test/a'},
  {path: '.evil.test/a'},
  {path: '/a%2e'},
  {path: '/a#b'},
  {path: '/a/'},
  {path: ''},
];

for (const change of nowhere) {
  test(`never sent to ${JSON.stringify(change)}`, async () => {
    const one = house();
    const {token} = await one.enter();
    assert.deepEqual(await one.send(token, change), {kind: 'not_sent', reason: 'destination_unknown'});
    assert.deepEqual(one.sent, []);
  });
}

/** Bodies and headers that are not filled: the card could end up where the other side shows it. */
const malformed = [
  {body: '{"order_reference":"{{card.number}}"}'},
  {body: '{"number":"x{{card.number}}"}'},
  {body: '{"number":"{{card.cvc}}"}'},
  {body: '{"number":"{{card.number}}","card":{"number":"{{card.number}}"}}'},
  {body: '{"number":"{{card.number}}","number":"{{card.number}}"}'},
  {body: '{"number":"{{card.number}}","number":"1"}'},
  {body: '{"{{card.number}}":"1"}'},
  {body: '{"number":["{{card.number}}"]}'},
  {body: '{"number":"{{card.pin}}"}'},
  {body: '"{{card.number}}"'},
  {body: 'number={{card.number}}'},
  {headers: {host: 'evil.test'}},
  {headers: {'x-a': 'a\r\nx-b: c'}},
  {headers: {'content-type': 'text/plain'}},
];

for (const change of malformed) {
  test(`not filled: ${JSON.stringify(change)}`, async () => {
    const one = house();
    const {token} = await one.enter();
    assert.deepEqual(await one.send(token, change), {kind: 'not_sent', reason: 'unreachable'});
    assert.deepEqual(one.sent, []);
    assert.equal(one.store.cards.sweep(Infinity, 0).length, 1);
  });
}

test('a connection never made was not sent; any other silence is no answer', async () => {
  const one = house();
  const {token} = await one.enter();
  const thrown = async (error: Error) => {
    one.bank = () => {
      throw error;
    };
    return one.send(token);
  };
  assert.deepEqual(await thrown(new NetError('not_sent')), {kind: 'not_sent', reason: 'unreachable'});
  assert.deepEqual(await thrown(new NetError('no_answer')), {kind: 'no_answer'});
  assert.deepEqual(await thrown(new Error('who knows')), {kind: 'no_answer'});
});

test('four uses and not a fifth; the same key again, and asking for versions, are none', async () => {
  const one = house();
  const {token} = await one.enter();
  const use = async (key: string, path = '/acquirer/payments') => (await one.send(token, {key, path})).kind;
  for (const key of ['a', 'a', 'b', 'c', 'c', 'd', 'a']) assert.equal(await use(key), 'answered');
  assert.deepEqual(await one.send(token, {key: 'e'}), {kind: 'not_sent', reason: 'uses_exceeded'});
  one.restart();
  assert.deepEqual(await one.send(token, {key: 'e', body: '{}'}), {kind: 'not_sent', reason: 'uses_exceeded'});

  const two = await one.enter({...visa, number: '4242424242424242'});
  const body = '{"acctNumber":"{{card.number}}"}';
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    await one.send(two.token, {key, path: '/ds/versions', destination: 'directory', body});
  }
  assert.equal((await one.send(two.token, {key: 'f'})).kind, 'answered');
});

test('a card is of use to its own session only', async () => {
  const one = house();
  const {token} = await one.enter();
  assert.equal(await one.client.describe(token, 'cs_two'), undefined);
  assert.deepEqual(await one.send(token, {session: 'cs_two'}), {kind: 'not_sent', reason: 'card_gone'});
  await one.client.erase(token, 'cs_two');
  assert.equal((await one.send(token)).kind, 'answered');
});

test('erased: nothing is described or sent any more, and erasing again is quiet', async () => {
  const one = house();
  const {token} = await one.enter();
  await one.client.erase(token, session);
  await one.client.erase(token, session);
  assert.equal(await one.client.describe(token, session), undefined);
  assert.deepEqual(await one.send(token), {kind: 'not_sent', reason: 'card_gone'});
  assert.deepEqual(one.sent, []);
});

test('a card is gone 30 minutes after its entry, and not before', async () => {
  const one = house();
  const {token} = await one.enter();
  await one.pass(30 * 60_000 - 1);
  assert.equal((await one.send(token)).kind, 'answered');
  await one.pass(1);
  assert.deepEqual(await one.send(token), {kind: 'not_sent', reason: 'card_gone'});
  await one.pass(60_000);
  assert.deepEqual(one.store.cards.sweep(Infinity, 0), [], 'the sweep has erased it');
});

test('nothing is sent after its deadline', async () => {
  const one = house();
  const {token} = await one.enter();
  const now = one.world.clock.now();
  assert.deepEqual(await one.send(token, {deadline: now - 1}), {kind: 'not_sent', reason: 'too_late'});
  assert.deepEqual(one.sent, []);
  assert.equal((await one.send(token, {deadline: now})).kind, 'answered');
});

test('a restart loses the CVC and nothing else', async () => {
  const one = house();
  const {token} = await one.enter();
  one.restart();
  assert.equal((await one.client.describe(token, session))?.last4, '0101');
  assert.deepEqual(await one.send(token), {kind: 'not_sent', reason: 'cvc_gone'});
  const body = '{"acctNumber":"{{card.number}}","cardExpiryDate":"{{card.expiry}}"}';
  assert.equal((await one.send(token, {body, path: '/ds/areq', destination: 'directory'})).kind, 'answered');
  assert.equal(one.sent.at(-1)?.body, '{"acctNumber":"4000000000000101","cardExpiryDate":"2912"}');
});

const stranger = generateKeyPairSync('ed25519');
const good = {
  method: 'POST',
  path: '/describe',
  body: JSON.stringify({token: `card_${'A'.repeat(43)}`, session}),
  t: start,
  nonce: 'n'.repeat(22),
};

/** The right answer to a right signature here is 404: there is no such card. */
const signatures: readonly [string, string, number][] = [
  ['a right one', signCall(good, payKeys.privateKey), 404],
  ['60 s late', signCall({...good, t: start - 60_000}, payKeys.privateKey), 404],
  ['60 s early', signCall({...good, t: start + 60_000}, payKeys.privateKey), 404],
  ['60.001 s late', signCall({...good, t: start - 60_001}, payKeys.privateKey), 401],
  ['60.001 s early', signCall({...good, t: start + 60_001}, payKeys.privateKey), 401],
  ['by a stranger', signCall(good, stranger.privateKey), 401],
  ['for another path', signCall({...good, path: '/erase'}, payKeys.privateKey), 401],
  ['for another method', signCall({...good, method: 'DELETE'}, payKeys.privateKey), 401],
  ['for another body', signCall({...good, body: '{}'}, payKeys.privateKey), 401],
  ['with its time changed', signCall(good, payKeys.privateKey).replace(`t=${start}`, `t=${start + 1}`), 401],
  ['with its nonce changed', signCall(good, payKeys.privateKey).replace('n=nn', 'n=mm'), 401],
  ['with a short nonce', signCall({...good, nonce: 'n'}, payKeys.privateKey), 401],
  ['none', '', 401],
];

for (const [what, header, status] of signatures) {
  test(`signature: ${what}: ${status}`, async () => {
    const headers = {'content-type': 'application/json', [signatureHeader]: header};
    const answer = await house().vault.private.request('/describe', {method: 'POST', headers, body: good.body});
    assert.equal(answer.status, status);
  });
}

test('a signed call is good once, on this side of a restart and on the other', async () => {
  const one = house();
  const {token} = await one.enter();
  await one.send(token);
  const {headers = {}, body = ''} = one.calls.at(-1)!;
  const again = () =>
    one.vault.private.request('/send', {method: 'POST', headers: {...headers}, body: Buffer.from(body).toString()});
  assert.deepEqual(await problem(await again()), [401, 'call_replayed', null]);
  one.restart();
  assert.deepEqual(await problem(await again()), [401, 'call_replayed', null]);
  await one.pass(61_000);
  assert.deepEqual(await problem(await again()), [401, 'clock_skewed', null]);
  assert.equal(one.sent.length, 1);
});

/** What the vault's answer, or its absence, means to `pay`. */
const silences: readonly [
  string,
  () => Promise<{status: number; headers: Record<string, string>; body: string}>,
  object,
][] = [
  ['refused connection', () => Promise.reject(new NetError('not_sent')), {kind: 'not_sent', reason: 'unreachable'}],
  ['lost answer', () => Promise.reject(new NetError('no_answer')), {kind: 'no_answer'}],
  [
    'a proxy’s page',
    () => Promise.resolve({status: 502, headers: {'content-type': 'text/html'}, body: '<p>'}),
    {kind: 'no_answer'},
  ],
  ['half an answer', () => Promise.resolve({status: 200, headers: {}, body: '{"kind":"ans'}), {kind: 'no_answer'}],
  ['an unknown kind', () => Promise.resolve({status: 200, headers: {}, body: '{"kind":"sent"}'}), {kind: 'no_answer'}],
  [
    'an error without a code',
    () => Promise.resolve({status: 500, headers: {'content-type': 'application/problem+json'}, body: '{"status":500}'}),
    {kind: 'no_answer'},
  ],
  [
    'a refusal of the vault',
    () =>
      Promise.resolve({
        status: 503,
        headers: {'content-type': 'application/problem+json'},
        body: '{"code":"pay_key_unknown"}',
      }),
    {kind: 'not_sent', reason: 'unreachable'},
  ],
];

for (const [what, fetch, answer] of silences) {
  test(`${what}: ${JSON.stringify(answer)}`, async () => {
    const one = house();
    const client = vaultClient(
      {privateUrl: 'http://vault.test', signingKey: payKeys.privateKey},
      {...one.world, net: {fetch}},
    );
    const {token} = await one.enter();
    const request = {
      token,
      session,
      destination: 'acquirer',
      path: '/a',
      headers: {},
      body: '{}',
      key: 'k',
      deadline: start * 2,
    } as const;
    assert.deepEqual(await client.send(request), answer);
    assert.equal(await client.describe(token, session), undefined);
    assert.equal(await client.erase(token, session), undefined);
  });
}
