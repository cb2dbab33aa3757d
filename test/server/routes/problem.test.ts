import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {preferredLocale} from '../../../server/accept-language.ts';
import {problemTexts} from '../../../server/routes/problem-answers.ts';
import {Problem, problems, type FieldProblem} from '../../../server/routes/problem.ts';
import {StoreUnavailable} from '../../../server/store/store.ts';
import {openApi, otherKey, payUrl, secretKey, token} from './api.ts';

const path = '/v1/things/t1/act';

describe('a refusal', () => {
  test('is a problem document with its code, its page and the request', async () => {
    const {call, deed} = await openApi();
    deed.run = async () => {
      throw new Problem('operation_refused', {detail: 'cb:57'});
    };
    const {status, headers, body} = await call('POST', path, {
      json: {amount: 1},
      key: 'k',
      headers: {'accept-language': 'en'},
    });
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(
      [status, body],
      [
        409,
        {
          type: `${payUrl}/problems/operation_refused`,
          title: problemTexts.en.operation_refused.title,
          status: 409,
          code: 'operation_refused',
          detail: 'cb:57',
          request_id: headers.get('request-id'),
        },
      ],
    );
    assert.match(body.request_id, /^req_[\w-]{22}$/);
  });

  test('of ours tells nothing of the inside', async () => {
    const {call, deed, lines} = await openApi();
    for (const [error, code, status] of [
      [new Error('SELECT password FROM x'), 'internal', 500],
      [new StoreUnavailable('disk_full'), 'store_unavailable', 503],
    ] as const) {
      deed.run = async () => {
        throw error;
      };
      const answer = await call('POST', path, {json: {amount: 1}, key: code});
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.doesNotMatch(answer.text + lines.join(''), /SELECT|password|disk_full| at /);
    }
    assert.equal(lines.filter((line) => line.includes('request_failed')).length, 2);
  });

  test('speaks the language that is asked for, French first', async () => {
    for (const [header, locale] of [
      [undefined, 'fr'],
      ['*', 'fr'],
      ['en', 'en'],
      ['en-GB,fr;q=0.5', 'en'],
      ['de,en;q=0.2,fr;q=0.9', 'fr'],
      ['fr;q=0,en;q=0.1', 'en'],
      ['de', 'fr'],
    ] as const) {
      assert.equal(preferredLocale(header), locale, header ?? 'none');
    }
    const {call} = await openApi();
    assert.equal((await call('GET', '/nowhere', {headers: {'accept-language': 'en'}})).body.title, 'Unknown address');
    assert.equal((await call('GET', '/nowhere')).body.title, 'Adresse inconnue');
  });

  test('has its page in both languages, which runs nothing', async () => {
    const {call} = await openApi();
    for (const code of Object.keys(problems)) {
      const page = await call('GET', `/problems/${code}`, {headers: {'accept-language': 'en'}});
      assert.equal(page.status, 200);
      assert.ok(page.text.includes(`<code>${code}</code>`) && page.text.includes('lang="en"'), code);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    }
    assert.ok((await call('GET', '/problems/session_expired')).text.includes('Session expirée'), 'in French');
    assert.equal((await call('GET', '/problems/%3Cscript%3E')).status, 404);
  });
});

type BodyCase = readonly [
  what: string,
  raw: string,
  status: number,
  code: string | undefined,
  errors?: readonly FieldProblem[],
];

/** Bodies, what becomes of them, and where the fault is said to be. */
const bodies: readonly BodyCase[] = [
  ['of the right shape', '{"amount":1}', 200, undefined],
  ['with a field missing', '{}', 400, 'validation_failed', [{path: '/amount', code: 'required'}]],
  ['that is empty', '', 400, 'validation_failed', [{path: '/amount', code: 'required'}]],
  [
    'with a field of another type',
    '{"amount":"1"}',
    400,
    'validation_failed',
    [{path: '/amount', code: 'invalid_type'}],
  ],
  ['with a float', '{"amount":1.5}', 400, 'validation_failed', [{path: '/amount', code: 'invalid_type'}]],
  ['with too little', '{"amount":0}', 400, 'validation_failed', [{path: '/amount', code: 'too_small'}]],
  [
    'wrong inside',
    '{"amount":1,"items":[{"n":1},{"n":"x"}]}',
    400,
    'validation_failed',
    [{path: '/items/1/n', code: 'invalid_type'}],
  ],
  [
    'with a field that nobody knows',
    '{"amount":1,"a/b~c":2}',
    400,
    'unknown_field',
    [{path: '/a~1b~0c', code: 'unknown_field'}],
  ],
  ['that is no JSON', '{"amount":1', 400, 'malformed_json'],
  ['of another kind of JSON', '"text"', 400, 'validation_failed', [{path: '', code: 'invalid_type'}]],
  ['of 8 levels', `{"amount":1,"metadata":${'{"a":'.repeat(6)}{}${'}'.repeat(6)}}`, 200, undefined],
  ['of 9 levels', `{"amount":1,"metadata":${'{"a":'.repeat(7)}{}${'}'.repeat(7)}}`, 400, 'body_too_deep'],
  ['with __proto__', '{"amount":1,"metadata":{"__proto__":{"x":1}}}', 400, 'forbidden_key'],
  ['with constructor', '{"amount":1,"constructor":{}}', 400, 'forbidden_key'],
  [
    'of 32 kB',
    JSON.stringify({amount: 1, metadata: {a: 'x'.repeat(32 * 1024 - 32)}}).padEnd(32 * 1024),
    200,
    undefined,
  ],
  ['of 32 kB and one byte', JSON.stringify({amount: 1}).padEnd(32 * 1024 + 1), 413, 'body_too_large'],
];

describe('a body', () => {
  for (const [what, raw, status, code, errors] of bodies) {
    test(`${what}: ${code ?? status}`, async () => {
      const {call} = await openApi();
      const answer = await call('POST', path, {raw, key: 'k'});
      assert.deepEqual([answer.status, answer.body.code, answer.body.errors], [status, code, errors]);
    });
  }

  test('that lies about its length is cut off all the same', async () => {
    const {app} = await openApi();
    const stream = new ReadableStream({pull: (to) => to.enqueue(new Uint8Array(8192).fill(32))});
    const response = await app.request(path, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json', 'idempotency-key': 'k'},
    } as RequestInit);
    assert.equal(response.status, 413);
  });

  test('that is not UTF-8, or not called JSON, is refused', async () => {
    const {call} = await openApi();
    assert.equal(
      (await call('POST', path, {raw: new Uint8Array([0x22, 0xff, 0x22]), key: 'k'})).body.code,
      'malformed_json',
    );
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1']) {
      const answer = await call('POST', path, {raw: '{"amount":1}', key: 'k', headers: {'content-type': type}});
      assert.equal(answer.body.code, 'unsupported_media_type', type);
    }
  });
});

describe('who is calling', () => {
  const calls: readonly [string, string, string, string | null, number, string | undefined][] = [
    ['a merchant', 'GET', '/v1/events', secretKey, 200, undefined],
    ['nobody', 'GET', '/v1/events', null, 401, 'unauthorized'],
    ['an unknown key', 'GET', '/v1/events', `${secretKey}x`, 401, 'unauthorized'],
    ['something else', 'GET', '/v1/events', 'abc', 401, 'unauthorized'],
    ['a browser where only merchants may', 'GET', '/v1/events', token, 403, 'forbidden'],
    ['the browser of the session', 'POST', '/v1/checkout_sessions/cs_1/look', token, 200, undefined],
    ['the browser of another session', 'POST', '/v1/checkout_sessions/cs_2/look', token, 403, 'wrong_session'],
    ['a browser of no session', 'POST', '/v1/checkout_sessions/cs_9/look', token, 403, 'wrong_session'],
    ['a merchant where only the browser may', 'POST', '/v1/checkout_sessions/cs_1/look', secretKey, 403, 'forbidden'],
    [
      'a stranger with the form of a key there',
      'POST',
      '/v1/checkout_sessions/cs_1/look',
      'sk_test_no',
      401,
      'unauthorized',
    ],
  ];
  for (const [who, method, where, as, status, code] of calls) {
    test(`${who}: ${code ?? 'welcome'}`, async () => {
      const {call} = await openApi();
      const answer = await call(method, where, {as});
      assert.deepEqual([answer.status, answer.body?.code], [status, code]);
      assert.equal(answer.headers.get('www-authenticate'), status === 401 ? 'Bearer' : null);
    });
  }

  test('either may read a session', async () => {
    const {call} = await openApi();
    assert.deepEqual(
      [
        (await call('GET', '/v1/checkout_sessions/cs_1')).body.kind,
        (await call('GET', '/v1/checkout_sessions/cs_1', {as: token})).body.kind,
      ],
      ['secret', 'client'],
    );
  });
});

describe('another origin', () => {
  const origins: readonly [string, string, string, string | null][] = [
    ['of the session', '/v1/checkout_sessions/cs_1/look', 'https://shop.example', 'https://shop.example'],
    ['of pay', '/v1/checkout_sessions/cs_1', payUrl, payUrl],
    ['of nobody', '/v1/checkout_sessions/cs_1/look', 'https://evil.example', null],
    ['that only looks like it', '/v1/checkout_sessions/cs_1/look', 'https://shop.example.evil.example', null],
    ['for a session that is not there', '/v1/checkout_sessions/cs_9/look', 'https://shop.example', null],
    ['for the routes of merchants', '/v1/events', 'https://shop.example', null],
  ];
  for (const [what, where, origin, expected] of origins) {
    test(`${what}: ${expected ? 'may' : 'may not'} call`, async () => {
      const {call} = await openApi();
      for (const method of ['OPTIONS', where.endsWith('look') ? 'POST' : 'GET']) {
        const {headers} = await call(method, where, {
          headers: {origin},
          as: where.includes('events') ? otherKey : token,
        });
        assert.equal(headers.get('access-control-allow-origin'), expected);
        assert.equal(headers.get('access-control-allow-credentials'), null);
      }
    });
  }

  test('reads refusals too', async () => {
    const {call} = await openApi();
    const {status, headers} = await call('POST', '/v1/checkout_sessions/cs_1/look', {
      as: 'cst_wrong',
      headers: {origin: 'https://shop.example'},
    });
    assert.deepEqual([status, headers.get('access-control-allow-origin')], [403, 'https://shop.example']);
  });
});
