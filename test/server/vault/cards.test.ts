import assert from 'node:assert/strict';
import test from 'node:test';
import {generateKeyPairSync} from 'node:crypto';
import {vaultClient} from '../../../server/vault-client.ts';
import {house, payKeys, problem, session, start, visa, type House} from './house.ts';

test('a card encrypted by another library is taken', async () => {
  const one = house();
  const answer = await one.post('/cards', {jwe: await one.encrypt(), grant: one.grant()});
  assert.equal(answer.status, 201);
  const {token, ...rest} = (await answer.json()) as {token: string};
  assert.match(token, /^card_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(rest, {brand: 'visa', networks: ['visa'], last4: '0101'});
});

test('a co-badged card says so, CB first, and only what the merchant takes', async () => {
  const one = house();
  const card = {...visa, number: '4000002500001001'};
  assert.deepEqual((await one.enter(card)).networks, ['cb', 'visa']);
  await one.pass(1_000);
  const answer = await one.post('/cards', {jwe: await one.encrypt(card), grant: one.grant({brands: ['visa']})});
  assert.deepEqual(((await answer.json()) as {networks: unknown}).networks, ['visa']);
});

test('a name is allowed, escapes and all', async () => {
  await house().enter({...visa, name: 'Élise "Lise" d’Août\\'});
});

const other = generateKeyPairSync('ed25519');

/** What is refused, how, and which field the form points at. Each differs from the accepted card in one thing. */
const refusals: readonly [string, (one: House) => Promise<Response>, number, string, string | null][] = [
  ['a number that is no test card', entering({...visa, number: '4111111111111111'}), 422, 'number_not_test', 'number'],
  [
    'a test number with a wrong check digit',
    entering({...visa, number: '4000000000000102'}),
    422,
    'number_invalid',
    'number',
  ],
  ['a number with letters', entering({...visa, number: '40000000000001O1'}), 422, 'number_invalid', 'number'],
  ['a number cut short', entering({...visa, number: '400000000000'}), 422, 'number_invalid', 'number'],
  [
    'a brand that the merchant does not take',
    entering({...visa, number: '6011111111111117'}),
    422,
    'brand_not_accepted',
    'number',
  ],
  ['a thirteenth month', entering({...visa, expiry: '2913'}), 422, 'expiry_invalid', 'expiry'],
  ['month zero', entering({...visa, expiry: '2900'}), 422, 'expiry_invalid', 'expiry'],
  ['an expiry of six digits', entering({...visa, expiry: '202912'}), 422, 'expiry_invalid', 'expiry'],
  ['two digits of CVC', entering({...visa, cvc: '73'}), 422, 'cvc_invalid', 'cvc'],
  ['four digits of CVC on a Visa', entering({...visa, cvc: '7391'}), 422, 'cvc_invalid', 'cvc'],
  ['three digits of CVC on an Amex', entering({...visa, number: '378282246310005'}), 422, 'cvc_invalid', 'cvc'],
  ['a plaintext without CVC', entering({number: visa.number, expiry: visa.expiry}), 400, 'jwe_unreadable', null],
  ['a plaintext with one more field', entering({...visa, pin: '1'}), 400, 'jwe_unreadable', null],
  [
    'a field given twice',
    entering(`{"number":"${visa.number}",${JSON.stringify(visa).slice(1)}`),
    400,
    'jwe_unreadable',
    null,
  ],
  ['a number that is no text', entering({...visa, number: 4000000000000101}), 400, 'jwe_unreadable', null],
  ['a key that is not ours', entering(visa, {kid: 'abcdef'}), 409, 'key_unknown', null],
  ['an iat 301 s old', entering(visa, {iat: start / 1000 - 301}), 400, 'clock_skewed', null],
  ['an iat 301 s ahead', entering(visa, {iat: start / 1000 + 301}), 400, 'clock_skewed', null],
  ['another session in the JWE', entering(visa, {sid: 'cs_two'}), 403, 'session_mismatch', null],
  ['a header with one more word', entering(visa, {typ: 'JWE'}), 400, 'jwe_unreadable', null],
  ['a jti of 64 bits', entering(visa, {jti: 'AAAAAAAAAAA'}), 400, 'jwe_unreadable', null],
  ['a tag changed by one bit', async (one) => posting(one, await one.encrypt(), flip(4)), 400, 'jwe_unreadable', null],
  [
    'a ciphertext changed by one bit',
    async (one) => posting(one, await one.encrypt(), flip(3)),
    400,
    'jwe_unreadable',
    null,
  ],
  ['a padded part', async (one) => posting(one, await one.encrypt(), (jwe) => jwe + '='), 400, 'jwe_unreadable', null],
  ['a grant for a live session', granted({livemode: true}), 403, 'grant_invalid', null],
  ['a grant that is over', granted({exp: start}), 403, 'grant_expired', null],
  [
    'a grant with an origin that ends the policy',
    granted({origins: ['https://a;script-src']}),
    403,
    'grant_invalid',
    null,
  ],
  [
    'a grant signed by another',
    async (one) => {
      const {grant} = vaultClient({privateUrl: 'http://vault.test', signingKey: other.privateKey}, one.world);
      return one.post('/cards', {jwe: await one.encrypt(), grant: grant(JSON.parse(payloadOf(one.grant())))});
    },
    403,
    'grant_invalid',
    null,
  ],
  [
    'a grant changed after signing',
    async (one) => {
      const [, signature] = one.grant().split('.');
      const changed = Buffer.from(payloadOf(one.grant()).replace('mer_one', 'mer_two')).toString('base64url');
      return one.post('/cards', {jwe: await one.encrypt(), grant: `${changed}.${signature}`});
    },
    403,
    'grant_invalid',
    null,
  ],
  ['a body that is no JSON', (one) => one.post('/cards', '{'), 400, 'body_unreadable', null],
  [
    'a body with one more field',
    async (one) => one.post('/cards', {jwe: await one.encrypt(), grant: one.grant(), x: 1}),
    400,
    'body_unreadable',
    null,
  ],
  ['a body above 32 kB', (one) => one.post('/cards', ' '.repeat(32_769)), 413, 'body_too_large', null],
  ['a form', (one) => one.post('/cards', 'a=b', {'content-type': 'text/plain'}), 415, 'content_type_refused', null],
  ['the shop’s page', async (one) => fromOrigin(one, 'https://shop.test'), 403, 'origin_refused', null],
  ['no origin at all', async (one) => fromOrigin(one, undefined), 403, 'origin_refused', null],
];

for (const [what, attempt, status, code, field] of refusals) {
  test(`refused: ${what}`, async () => {
    const one = house();
    assert.deepEqual(await problem(await attempt(one)), [status, code, field]);
    assert.deepEqual(one.store.cards.sweep(Infinity, 0), [], 'a refused card is not kept');
  });
}

function entering(card: object | string, header = {}) {
  return async (one: House) => posting(one, await one.encrypt(card as object, header));
}

function posting(one: House, jwe: string, change = (text: string) => text) {
  return one.post('/cards', {jwe: change(jwe), grant: one.grant()});
}

function granted(change: object) {
  return async (one: House) => one.post('/cards', {jwe: await one.encrypt(), grant: one.grant(change)});
}

async function fromOrigin(one: House, origin: string | undefined) {
  const body = JSON.stringify({jwe: await one.encrypt(), grant: one.grant()});
  const headers = {'content-type': 'application/json', ...(origin !== undefined && {origin})};
  return one.vault.public.request('/cards', {method: 'POST', headers, body});
}

function flip(part: number) {
  return (jwe: string) => {
    const parts = jwe.split('.');
    const bytes = Buffer.from(parts[part]!, 'base64url');
    bytes[0]! ^= 1;
    return parts.with(part, bytes.toString('base64url')).join('.');
  };
}

function payloadOf(grant: string): string {
  return Buffer.from(grant.split('.')[0]!, 'base64url').toString('utf8');
}

test('iat may be 300 s away, on both sides', async () => {
  for (const away of [-300, 300]) {
    assert.equal((await entering(visa, {iat: start / 1000 + away})(house())).status, 201);
  }
});

test('the same JWE is taken once, and not again after a restart', async () => {
  const one = house();
  const body = {jwe: await one.encrypt(), grant: one.grant()};
  assert.equal((await one.post('/cards', body)).status, 201);
  await one.pass(1_000);
  assert.deepEqual(await problem(await one.post('/cards', body)), [409, 'card_replayed', null]);
  one.restart();
  assert.deepEqual(await problem(await one.post('/cards', body)), [409, 'card_replayed', null]);
});

test('a session enters one card per second; another session is not held up', async () => {
  const one = house();
  const post = async (name = session) =>
    one.post('/cards', {jwe: await one.encrypt(visa, {sid: name}), grant: one.grant({session: name})});
  assert.equal((await post()).status, 201);
  const second = await post();
  assert.deepEqual([second.status, second.headers.get('retry-after')], [429, '1']);
  assert.equal((await post('cs_two')).status, 201);
  await one.pass(999);
  assert.equal((await post()).status, 429);
  await one.pass(1);
  assert.equal((await post()).status, 201);
});

test('a form that encrypted for an old key may encrypt anew and try again at once', async () => {
  const one = house();
  assert.equal((await entering(visa, {kid: 'abcdef'})(one)).status, 409);
  assert.equal((await entering(visa, {iat: start / 1000 - 301})(one)).status, 400);
  assert.equal((await entering(visa)(one)).status, 201);
});

test('until the key of pay is known, the vault says so, and knows it as soon as it is there', async () => {
  let there = false;
  const one = house({payKey: () => (there ? payKeys.publicKey : undefined)});
  const attempt = async () => one.post('/cards', {jwe: await one.encrypt(), grant: one.grant()});
  assert.deepEqual(await problem(await attempt()), [503, 'pay_key_unknown', null]);
  assert.equal((await one.vault.public.request('/readyz')).status, 503);
  there = true;
  assert.equal((await attempt()).status, 201);
  assert.equal((await one.vault.public.request('/readyz')).status, 200);
});

test('an acknowledged live vault takes real numbers for live sessions only', async () => {
  const one = house({mode: 'live', liveAcknowledged: true});
  const real = {...visa, number: '4111111111111111'};
  const post = async (livemode: boolean) =>
    one.post('/cards', {jwe: await one.encrypt(real), grant: one.grant({livemode})});
  assert.equal((await post(true)).status, 201);
  await one.pass(1_000);
  assert.deepEqual(await problem(await post(false)), [422, 'number_not_test', 'number']);
  assert.throws(() => house({mode: 'live'}));
});

test('networks are told for eight digits, a few times per second', async () => {
  const one = house();
  const ask = (bin8: string) => one.post('/networks', {bin8, grant: one.grant()});
  const told = async (bin8: string) => (await ask(bin8)).json();
  assert.deepEqual(await told('40000025'), {networks: ['cb', 'visa']});
  assert.deepEqual(await told('55555525'), {networks: ['cb', 'mastercard']});
  assert.deepEqual(await told('37828224'), {networks: ['amex']});
  assert.deepEqual(await told('99999999'), {networks: []});
  assert.deepEqual(await problem(await ask('4000002500001001')), [400, 'body_unreadable', null]);
  await ask('40000025');
  assert.deepEqual(await problem(await ask('40000025')), [429, 'too_often', null]);
  const elsewhere = await one.post('/networks', {bin8: '40000025'}, {origin: 'https://shop.test'});
  assert.deepEqual(await problem(elsewhere), [403, 'origin_refused', null]);
});
