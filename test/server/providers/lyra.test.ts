import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, test} from 'node:test';
import {basic} from '../../../server/providers/basic.ts';
import {declineOfCb} from '../../../server/providers/cb.ts';
import type {RefundStanding, Standing} from '../../../server/providers/standing.ts';
import type {Verdict} from '../../../server/providers/verdict.ts';
import {refusalOfLyra} from '../../../server/providers/lyra/declines.ts';
import {
  krAnswerOf,
  sign,
  verifyAnswer,
  verifyForm,
  type Channel,
  type KrAnswer,
} from '../../../server/providers/lyra/signature.ts';
import {isGuaranteed, refundStandingOf, standingOf} from '../../../server/providers/lyra/states.ts';
import {codeRows, eachVector, isNeutral, tampered, vectorOf, walksCodes} from './golden.ts';

const formed = (fields: Readonly<Record<string, string>>, signature?: string): string =>
  new URLSearchParams({...fields, ...(signature !== undefined && {signature})}).toString();

const browserKey = vectorOf('lyra.kr.browser').key;
const password = vectorOf('lyra.kr.ipn').key;
const krOf = (answer: string, hash: string, hashKey: string): KrAnswer => ({
  answer,
  hash,
  hashKey,
  hashAlgorithm: 'sha256_hmac',
});

eachVector('lyra', {
  'lyra.vads': ({fields, key, expected}) => {
    assert.equal(sign(Object.entries(fields), key), expected);
    assert.equal(verifyForm(formed(fields, String(expected)), key, {}), 'valid');
  },
  'lyra.vads.request.guide.sha1': ({fields, key, expected}) => {
    assert.equal(sign(Object.entries(fields), key, 'sha1'), expected);
    assert.equal(verifyForm(formed(fields, String(expected)), key, {}, 'sha1'), 'valid');
  },
  'lyra.kr.browser': ({message, key, expected}) =>
    assert.equal(verifyAnswer(krOf(message, String(expected), 'sha256_hmac'), 'browser', key), 'valid'),
  'lyra.kr.ipn': ({message, key, expected}) =>
    assert.equal(verifyAnswer(krOf(message, String(expected), 'password'), 'notification', key), 'valid'),
  'lyra.kr.escaped-slashes': ({received, key, expected}) =>
    assert.equal(verifyAnswer(krOf(received, String(expected), 'sha256_hmac'), 'browser', key), 'valid'),
  'lyra.rest.basic': ({message, expected}) => {
    const [user = '', secret = ''] = message.split(':');
    assert.equal(basic(user, secret), expected);
  },
});

describe('a form of Lyra', () => {
  const {fields, key} = vectorOf('lyra.vads.ipn');
  const signature = String(vectorOf('lyra.vads.ipn').expected);
  const raw = formed(fields, signature);
  const ours = {
    vads_site_id: '12345678',
    vads_ctx_mode: 'TEST',
    vads_order_id: 'CMD-2026-0042',
    vads_amount: '12990',
    vads_currency: '978',
    vads_trans_id: '000042',
    vads_trans_date: '20261122101500',
  };
  const unkeyed = createHmac('sha256', '').update('').digest('base64');

  const cases: readonly [string, () => Verdict, Verdict][] = [
    ['about our payment', () => verifyForm(raw, key, ours), 'valid'],
    ['as bytes', () => verifyForm(Buffer.from(raw), key, ours), 'valid'],
    [
      'with another amount',
      () => verifyForm(formed({...fields, vads_amount: '12991'}, signature), key, ours),
      {invalid: 'no_match'},
    ],
    ['with a turned bit', () => verifyForm(tampered(raw, 13), key, {}), {invalid: 'no_match'}],
    ['with one field more', () => verifyForm(`${raw}&vads_x=`, key, ours), {invalid: 'no_match'}],
    ['with a field of the shop', () => verifyForm(`${raw}&x=1`, key, ours), 'valid'],
    ['with the key of another mode', () => verifyForm(raw, 'guichetTestKey02', ours), {invalid: 'no_match'}],
    ['with no key', () => verifyForm(raw, '', ours), {invalid: 'no_key'}],
    ['empty', () => verifyForm('', key, {}), {invalid: 'missing'}],
    ['empty, signed with no key', () => verifyForm(formed({}, unkeyed), '', {}), {invalid: 'no_key'}],
    ['without a signature', () => verifyForm(formed(fields), key, ours), {invalid: 'missing'}],
    ['with the signature twice', () => verifyForm(`${raw}&signature=x`, key, ours), {invalid: 'malformed'}],
    ['with a field twice', () => verifyForm(`${raw}&vads_trans_status=CAPTURED`, key, ours), {invalid: 'malformed'}],
    [
      'with a signature that is no base64',
      () => verifyForm(formed(fields, `${signature} `), key, ours),
      {invalid: 'malformed'},
    ],
    [
      'with a SHA-1 where HMAC is set',
      () => verifyForm(formed(fields, sign(Object.entries(fields), key, 'sha1')), key, ours),
      {invalid: 'no_match'},
    ],
    ['with an HMAC where SHA-1 is set', () => verifyForm(raw, key, ours, 'sha1'), {invalid: 'malformed'}],
    ...Object.keys(ours).map((name): [string, () => Verdict, Verdict] => [
      `of another ${name}`,
      () => verifyForm(raw, key, {...ours, [name]: 'other'}),
      {invalid: 'not_ours'},
    ]),
    [
      'without a field that we sent',
      () => verifyForm(raw, key, {...ours, vads_cust_email: 'x@example.org'}),
      {invalid: 'not_ours'},
    ],
  ];
  for (const [name, check, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(check(), verdict));

  test('may be signed rightly and lie: a refusal sent under other names is not ours', () => {
    // The shopper called herself CAPTURED, was refused, and sends the same values in the same order under other names.
    const refused = {
      vads_amount: '12990',
      vads_ctx_mode: 'TEST',
      vads_cust_first_name: 'CAPTURED',
      vads_trans_status: 'REFUSED',
    };
    const lie = formed(
      {vads_amount: '12990', vads_ctx_mode: 'TEST', vads_trans_status: 'CAPTURED', vads_x: 'REFUSED'},
      sign(Object.entries(refused), key),
    );
    const known = {vads_amount: '12990', vads_ctx_mode: 'TEST'};
    assert.equal(verifyForm(lie, key, known), 'valid');
    assert.deepEqual(verifyForm(lie, key, {...known, vads_cust_first_name: 'CAPTURED'}), {invalid: 'not_ours'});
  });

  test('is signed in the order of its names, byte by byte, however it is sent', () => {
    const reversed = Object.fromEntries(Object.entries(fields).reverse());
    assert.equal(sign(Object.entries(reversed), key), signature);
    assert.equal(verifyForm(formed({signature, ...reversed}), key, ours), 'valid');
    const message = createHmac('sha256', 'k').update('upper+lower+k').digest('base64');
    const cases = [
      ['vads_ext_info_b', 'lower'],
      ['vads_ext_info_Z', 'upper'],
    ] as const;
    assert.equal(sign(cases, 'k'), message);
  });

  test('is never signed without a key', () => assert.throws(() => sign([['vads_a', '1']], ''), RangeError));
});

describe('an answer of Lyra', () => {
  const {message: answer} = vectorOf('lyra.kr.browser');
  const browserHash = String(vectorOf('lyra.kr.browser').expected);
  const ipnHash = String(vectorOf('lyra.kr.ipn').expected);
  const fromBrowser = krOf(answer, browserHash, 'sha256_hmac');
  const fromServer = krOf(answer, ipnHash, 'password');

  const cases: readonly [string, KrAnswer, Channel, string, Verdict][] = [
    ['of the browser as a notification', fromBrowser, 'notification', password, {invalid: 'wrong_channel'}],
    [
      'of the browser as a notification, with its own key',
      fromBrowser,
      'notification',
      browserKey,
      {invalid: 'wrong_channel'},
    ],
    ['of the server as a browser', fromServer, 'browser', browserKey, {invalid: 'wrong_channel'}],
    [
      'of the browser that calls itself a notification',
      {...fromBrowser, hashKey: 'password'},
      'notification',
      password,
      {invalid: 'no_match'},
    ],
    [
      'under another algorithm',
      {...fromBrowser, hashAlgorithm: 'sha512_hmac'},
      'browser',
      browserKey,
      {invalid: 'wrong_channel'},
    ],
    [
      'with one more cent',
      {...fromBrowser, answer: answer.replace('12990', '12991')},
      'browser',
      browserKey,
      {invalid: 'no_match'},
    ],
    [
      'written again',
      {...fromBrowser, answer: JSON.stringify(JSON.parse(answer), null, 1)},
      'browser',
      browserKey,
      {invalid: 'no_match'},
    ],
    ['with another key', fromBrowser, 'browser', `${browserKey}0`, {invalid: 'no_match'}],
    [
      'with its key read as hex',
      krOf(answer, createHmac('sha256', Buffer.from(browserKey, 'hex')).update(answer).digest('hex'), 'sha256_hmac'),
      'browser',
      browserKey,
      {invalid: 'no_match'},
    ],
    [
      'with no key',
      krOf(answer, createHmac('sha256', '').update(answer).digest('hex'), 'sha256_hmac'),
      'browser',
      '',
      {invalid: 'no_key'},
    ],
    ['empty', {...fromBrowser, answer: ''}, 'browser', browserKey, {invalid: 'missing'}],
    ['without a hash', {...fromBrowser, hash: ''}, 'browser', browserKey, {invalid: 'missing'}],
    [
      'with the hash twice',
      {...fromBrowser, hash: `${browserHash}, ${browserHash}`},
      'browser',
      browserKey,
      {invalid: 'malformed'},
    ],
    [
      'with a hash cut short',
      {...fromBrowser, hash: browserHash.slice(2)},
      'browser',
      browserKey,
      {invalid: 'malformed'},
    ],
  ];
  for (const [name, kr, channel, key, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(verifyAnswer(kr, channel, key), verdict));

  const posted = {
    'kr-answer': answer,
    'kr-hash': ipnHash,
    'kr-hash-key': 'password',
    'kr-hash-algorithm': 'sha256_hmac',
  };

  test('is read from the form as it came', () =>
    assert.deepEqual(krAnswerOf(formed({...posted, 'kr-answer-type': 'V4/Payment'})), fromServer));

  for (const name of Object.keys(posted)) {
    const {[name as keyof typeof posted]: _gone, ...rest} = posted;
    test(`is none without ${name}, or with two`, () => {
      assert.equal(krAnswerOf(formed(rest)), undefined);
      assert.equal(krAnswerOf(`${formed(posted)}&${name}=x`), undefined);
    });
  }
});

describe('a refusal of Lyra', () => {
  walksCodes('lyra', (result) => refusalOfLyra({result}));
  walksIssuer();

  for (const row of codeRows.filter(({system}) => system === 'lyra3ds'))
    test(`the code lyra3ds:${row.code} is ${row.category}, whatever the result`, () => {
      const refusal = refusalOfLyra({result: '05', issuer: row.code});
      assert.deepEqual(refusal, {
        kind: 'declined',
        decline: {
          code: row.category,
          advice: row.advice,
          providerCode: `lyra3ds:${row.code}`,
          sensitive: row.sensitive,
        },
        field: null,
        known: true,
      });
    });

  test('without a code of the issuer is told by the result', () => {
    for (const issuer of ['', '00', '0', undefined]) {
      const refusal = refusalOfLyra({result: '17', ...(issuer !== undefined && {issuer})});
      assert.equal(refusal.kind === 'declined' && refusal.decline.providerCode, 'lyra:17');
    }
  });

  test('of the REST interface may come without its zero', () => {
    const refusal = refusalOfLyra({issuer: '5'});
    assert.deepEqual(refusal.kind === 'declined' && refusal.decline, declineOfCb('05'));
  });

  test('with an issuer code that nobody knows is neutral, and said to be unknown', () =>
    isNeutral(refusalOfLyra({result: '05', issuer: 'ZZ'}), 'cb:ZZ'));

  function walksIssuer(): void {
    for (const {code, final} of codeRows.filter(({system, code}) => system === 'cb' && code !== '00'))
      test(`the issuer's code ${code} goes before the result`, () => {
        const refusal = refusalOfLyra({result: '05', issuer: code});
        if (final) assert.deepEqual(refusal.kind === 'declined' && refusal.decline, declineOfCb(code));
        else assert.equal(refusal.kind, 'unknown');
      });
  }
});

describe('a transaction at Lyra', () => {
  const taken: Standing = {kind: 'captured', total: 12_990, final: true};
  const states: readonly (readonly [string, Standing, RefundStanding])[] = [
    ['INITIAL', {kind: 'action_required'}, 'pending'],
    ['WAITING_FOR_PAYMENT', {kind: 'action_required'}, 'unknown'],
    ['PENDING', {kind: 'pending'}, 'pending'],
    ['UNDER_VERIFICATION', {kind: 'pending'}, 'pending'],
    ['SUSPENDED', {kind: 'pending'}, 'pending'],
    ['PRE_AUTHORISED', {kind: 'pending'}, 'unknown'],
    ['PARTIALLY_AUTHORISED', {kind: 'pending'}, 'unknown'],
    ['WAITING_AUTHORISATION', {kind: 'authorized'}, 'pending'],
    ['WAITING_AUTHORISATION_TO_VALIDATE', {kind: 'authorized'}, 'pending'],
    ['AUTHORISED_TO_VALIDATE', {kind: 'authorized'}, 'pending'],
    ['AUTHORISED', {kind: 'authorized'}, 'refunded'],
    ['CAPTURED', taken, 'refunded'],
    ['CAPTURE_PENDING', taken, 'refunded'],
    ['ACCEPTED', taken, 'refunded'],
    ['CANCELLED', {kind: 'voided', lapsed: false}, 'declined'],
    ['ABANDONED', {kind: 'voided', lapsed: false}, 'declined'],
    ['NOT_CREATED', {kind: 'voided', lapsed: false}, 'declined'],
    ['REFUSED', {kind: 'declined'}, 'declined'],
    ['CAPTURE_FAILED', {kind: 'declined'}, 'declined'],
    ['EXPIRED', {kind: 'voided', lapsed: true}, 'declined'],
    ['REFUND_TO_RETRY', {kind: 'unknown'}, 'pending'],
    ['BRAND_NEW', {kind: 'unknown'}, 'unknown'],
    ['captured', {kind: 'unknown'}, 'unknown'],
    ['constructor', {kind: 'unknown'}, 'unknown'],
    ['', {kind: 'unknown'}, 'unknown'],
  ];
  for (const [status, debit, credit] of states) {
    test(`${status}: ${debit.kind}, as a credit ${credit}`, () => {
      assert.deepEqual(standingOf({status, operation: 'DEBIT', amount: 12_990}), debit);
      assert.equal(refundStandingOf({status, operation: 'CREDIT'}), credit);
    });
    test(`${status} says nothing of a payment as a credit, a verification, or what nobody knows`, () => {
      for (const operation of ['CREDIT', 'VERIFICATION', 'BRAND_NEW', ''])
        assert.deepEqual(standingOf({status, operation, amount: 12_990}), {kind: 'unknown'});
      for (const operation of ['DEBIT', 'VERIFICATION', ''])
        assert.equal(refundStandingOf({status, operation}), 'unknown');
    });
  }

  for (const amount of [0, -1, 0.5, NaN])
    test(`captured with the amount ${amount} is unknown`, () =>
      assert.deepEqual(standingOf({status: 'CAPTURED', operation: 'DEBIT', amount}), {kind: 'unknown'}));

  test('is guaranteed once the bank was asked', () => {
    for (const status of ['AUTHORISED', 'AUTHORISED_TO_VALIDATE']) assert.ok(isGuaranteed({status}));
    for (const status of ['WAITING_AUTHORISATION', 'WAITING_AUTHORISATION_TO_VALIDATE', 'PENDING', 'BRAND_NEW'])
      assert.ok(!isGuaranteed({status}));
  });
});
