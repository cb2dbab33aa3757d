import assert from 'node:assert/strict';
import test from 'node:test';
import type {CardKeys} from '#contract/vault.ts';
import {house, problem, visa, type House} from './house.ts';

const hour = 3_600_000;

async function kids(one: House): Promise<string[]> {
  const {keys} = (await (await one.vault.public.request('/keys')).json()) as CardKeys;
  return keys.map((key) => key.kid);
}

test('two keys are published: the current one, and the next, which becomes current after a day', async () => {
  const one = house();
  const first = await kids(one);
  assert.equal(first.length, 2);
  await one.pass(24 * hour - 1);
  assert.deepEqual(await kids(one), first);
  await one.pass(1);
  const second = await kids(one);
  assert.equal(second.length, 2);
  assert.equal(second[0], first[1]);
  assert.notEqual(second[1], first[1]);
});

test('only public halves are published', async () => {
  const {keys} = (await (await house().vault.public.request('/keys')).json()) as CardKeys;
  for (const key of keys) assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('a key opens for one more hour after its successor, then it is destroyed', async () => {
  const one = house();
  const [old] = await kids(one);
  const {keys} = (await (await one.vault.public.request('/keys')).json()) as CardKeys;
  assert.equal(keys[0]!.kid, old);
  const encrypt = await sealer(one);
  await one.pass(25 * hour - 1_000);
  assert.equal((await one.post('/cards', {jwe: await encrypt(), grant: one.grant()})).status, 201);
  assert.ok(one.store.keys.list().includes(`enc-${old}`));
  await one.pass(1_000);
  assert.deepEqual(await problem(await one.post('/cards', {jwe: await encrypt(), grant: one.grant()})), [
    409,
    'key_unknown',
    null,
  ]);
  assert.ok(!one.store.keys.list().includes(`enc-${old}`));
});

test('keys survive a restart: what was encrypted before it is opened after it', async () => {
  const one = house();
  const before = await kids(one);
  const jwe = await one.encrypt();
  one.restart();
  assert.deepEqual(await kids(one), before);
  assert.equal((await one.post('/cards', {jwe, grant: one.grant()})).status, 201);
});

test('after three days of standstill there are a current and a next key again', async () => {
  const one = house();
  const before = await kids(one);
  await one.vault.stop();
  await one.pass(72 * hour);
  one.restart();
  const after = await kids(one);
  assert.equal(after.length, 2);
  assert.ok(!after.some((kid) => before.includes(kid)));
  await one.pass(24 * hour);
  assert.equal((await kids(one))[0], after[1]);
});

test('the key of a day is destroyed once that day is 48 hours old', async () => {
  const one = house();
  await one.enter();
  const days = () => one.store.keys.list().filter((name) => name.startsWith('kek-'));
  const [day] = days();
  assert.ok(day);
  // The house begins at 10 o'clock: 38 hours later the day's start is 48 hours ago.
  await one.pass(38 * hour - 2_000);
  assert.deepEqual(days(), [day]);
  await one.pass(62_000);
  assert.deepEqual(days(), []);
});

test('another root key does not start on the kept keys', async () => {
  const one = house();
  await one.enter();
  assert.throws(() => house({store: one.store, rootKey: new Uint8Array(32).fill(8)}), /root key/);
});

/** Encrypts for the key that is current now, whatever is current when it is called. */
async function sealer(one: House) {
  const [kid] = await kids(one);
  const {keys} = (await (await one.vault.public.request('/keys')).json()) as CardKeys;
  const frozen = keys.find((key) => key.kid === kid)!;
  const {CompactEncrypt, importJWK} = await import('jose');
  let count = 0;
  return async () => {
    const header = {alg: 'ECDH-ES', enc: 'A256GCM', kid: frozen.kid, sid: 'cs_one'};
    const jti = Buffer.alloc(16, `sealer ${count++}`).toString('base64url');
    return new CompactEncrypt(Buffer.from(JSON.stringify(visa)))
      .setProtectedHeader({...header, iat: Math.floor(one.world.clock.now() / 1000), jti})
      .encrypt(await importJWK({...frozen}, 'ECDH-ES'));
  };
}
