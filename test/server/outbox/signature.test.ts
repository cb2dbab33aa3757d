import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {Webhook} from 'standardwebhooks';
import {sign, verify, type Verdict} from '../../../server/outbox/signature.ts';

interface Vector {
  readonly name: string;
  readonly secret?: string;
  readonly publicKey?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly now: number;
  readonly valid: boolean;
  readonly reason?: string;
}

const golden: {
  readonly symmetric: {readonly vectors: readonly Vector[]};
  readonly asymmetric: {readonly secretKeySeed: string; readonly vectors: readonly Vector[]};
} = JSON.parse(readFileSync(new URL('../../golden/standard-webhooks.json', import.meta.url), 'utf8'));

/** The reference library's words, and ours. */
const reasons: Readonly<Record<string, Verdict>> = {
  'Message timestamp too old': 'too_old',
  'Message timestamp too new': 'too_new',
  'No matching signature found': 'no_match',
  'Missing required headers': 'headers_missing',
  'Invalid Signature Headers': 'headers_invalid',
};

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const older = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const timestamp = 1_767_225_600;
const now = timestamp * 1000;

function headersOf(body: string | Uint8Array, secrets = [secret], id = 'evt_1') {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign({id, timestamp, body}, secrets),
  };
}

describe('the golden file', () => {
  for (const {name, secret: key = '', headers, payload, now: seconds, valid, reason = ''} of golden.symmetric.vectors) {
    test(name, () => {
      assert.equal(verify(headers, payload, [key], seconds * 1000), valid ? 'ok' : reasons[reason]);
    });
  }

  for (const {name, publicKey = '', headers, payload, now: seconds, valid} of golden.asymmetric.vectors) {
    test(name, () => assert.equal(verify(headers, payload, [publicKey], seconds * 1000), valid ? 'ok' : 'no_match'));
  }

  test('has the ed25519 signature that we make', () => {
    const [{headers, payload} = assert.fail()] = golden.asymmetric.vectors;
    const parts = {id: headers['webhook-id']!, timestamp: Number(headers['webhook-timestamp']), body: payload};
    assert.equal(sign(parts, [golden.asymmetric.secretKeySeed]), headers['webhook-signature']);
  });
});

const bodies: readonly [string, string][] = [
  ['an object', '{"a":1}'],
  ['line ends of Windows', '{\r\n"a":1}\r\n'],
  ['a byte order mark', '\ufeff{}'],
  ['accents', '{"nom":"Zoë, 5 €"}'],
  ['300 kB', 'x'.repeat(300_000)],
];
for (const [name, body] of bodies) {
  test(`the reference library accepts what we sign: ${name}`, (t) => {
    t.mock.timers.enable({apis: ['Date'], now});
    const headers = headersOf(body);
    new Webhook(secret).verify(body, headers, {jsonParse: false} as never);
    assert.equal(verify(headers, body, [secret], now), 'ok');
    assert.equal(new Webhook(secret).sign('evt_1', new Date(now), body), headers['webhook-signature']);
  });
}

test('a body of 0 bytes and one that is no UTF-8 are signed as bytes', () => {
  for (const body of [new Uint8Array(), new Uint8Array([0xff, 0xfe, 0])]) {
    assert.equal(verify(headersOf(body), body, [secret], now), 'ok');
    assert.equal(verify(headersOf(body), new Uint8Array([0xef, 0xbf, 0xbd]), [secret], now), 'no_match');
  }
});

test('a secret is changed without a pause: who has either one is served', () => {
  const headers = headersOf('{}', [secret, older]);
  assert.equal(headers['webhook-signature'].split(' ').length, 2);
  for (const known of [secret, older]) assert.equal(verify(headers, '{}', [known], now), 'ok');
  assert.equal(verify(headersOf('{}', [secret]), '{}', [older, secret], now), 'ok');
  assert.equal(verify(headersOf('{}', [secret]), '{}', [older], now), 'no_match');
});

const headerForms: readonly [string, (headers: Record<string, string>) => Record<string, string>, Verdict][] = [
  ['in upper case', (h) => Object.fromEntries(Object.entries(h).map(([k, v]) => [k.toUpperCase(), v])), 'ok'],
  [
    'with two spaces between signatures',
    (h) => ({...h, 'webhook-signature': `v1,AAAA  ${h['webhook-signature']}`}),
    'ok',
  ],
  [
    'with ten signatures',
    (h) => ({...h, 'webhook-signature': `${'v1,AAAA '.repeat(9)}${h['webhook-signature']}`}),
    'ok',
  ],
  [
    'with a signature header sent twice',
    (h) => ({...h, 'webhook-signature': `v1,AAAA, ${h['webhook-signature']}`}),
    'ok',
  ],
  ['with an id sent twice', (h) => ({...h, 'webhook-id': 'evt_1, evt_1'}), 'no_match'],
  [
    'with a timestamp that only begins as a number',
    (h) => ({...h, 'webhook-timestamp': `${timestamp}abc`}),
    'headers_invalid',
  ],
  [
    'with the ed25519 label on an HMAC',
    (h) => ({...h, 'webhook-signature': h['webhook-signature']!.replace('v1,', 'v1a,')}),
    'no_match',
  ],
  ['with nothing after the label', (h) => ({...h, 'webhook-signature': 'v1,'}), 'no_match'],
];
for (const [name, change, verdict] of headerForms) {
  test(`headers ${name}: ${verdict}`, () =>
    assert.equal(verify(change(headersOf('{}')), '{}', [secret], now), verdict));
}

for (const [seconds, verdict] of [
  [-301, 'too_new'],
  [-300, 'ok'],
  [300, 'ok'],
  [301, 'too_old'],
] as const) {
  test(`a clock ${seconds} s away: ${verdict}`, () => {
    assert.equal(verify(headersOf('{}'), '{}', [secret], now + seconds * 1000), verdict);
  });
}
