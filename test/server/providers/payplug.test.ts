import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {basic} from '../../../server/providers/basic.ts';
import type {Standing} from '../../../server/providers/standing.ts';
import {refusalOfPayplug} from '../../../server/providers/payplug/declines.ts';
import {challengeOf, noticeOf} from '../../../server/providers/payplug/signature.ts';
import {standingOf, type PayplugPayment} from '../../../server/providers/payplug/states.ts';
import {eachVector, walksCodes} from './golden.ts';

eachVector('payplug', {
  'payplug.oauth.pkce': ({message, expected}) => assert.equal(challengeOf(message), expected),
  'payplug.oauth.basic': ({message, expected}) => {
    const [user = '', password = ''] = message.split(':');
    assert.equal(basic(user, password), expected);
  },
});

test('a colon ends a user name, so it can hold none', () => assert.throws(() => basic('a:b', 'c'), RangeError));

describe('a notification of PayPlug', () => {
  const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

  test('names an object, and nothing else of it is read', () => {
    const payment = {object: 'payment', id: 'pay_5iHMDxy4ABR4YBVW4UscIn', is_paid: true, amount: 1};
    assert.deepEqual(noticeOf(bytes(payment)), {object: 'payment', id: 'pay_5iHMDxy4ABR4YBVW4UscIn'});
    assert.deepEqual(noticeOf(bytes({object: 'refund', id: 're_1'})), {object: 'refund', id: 're_1'});
    const plan = {object: 'installment_plan', id: 'inst_1'};
    assert.deepEqual(noticeOf(bytes(plan)), plan);
  });

  const refused: readonly [string, Uint8Array, string][] = [
    ['an empty body', new Uint8Array(), 'missing'],
    ['no JSON', Buffer.from('id=pay_1'), 'malformed'],
    ['no id', bytes({object: 'payment'}), 'malformed'],
    ['an id that is a path', bytes({object: 'payment', id: 'pay_1/../account'}), 'malformed'],
    ['an id with a line end', bytes({object: 'payment', id: 'pay_1\n'}), 'malformed'],
    ['two ids', bytes({object: 'payment', id: ['pay_1', 'pay_2']}), 'malformed'],
    ['an id of another kind of object', bytes({object: 'payment', id: 're_1'}), 'malformed'],
    ['an unheard-of object', bytes({object: 'account', id: 'pay_1'}), 'malformed'],
    ['more than 64 kB', bytes({object: 'payment', id: 'pay_1', x: 'x'.repeat(65_536)}), 'malformed'],
  ];
  for (const [name, body, reason] of refused)
    test(`with ${name} is ${reason}`, () => assert.deepEqual(noticeOf(body), {invalid: reason}));
});

describe('a failure at PayPlug', () => walksCodes('payplug', refusalOfPayplug));

describe('a payment at PayPlug', () => {
  const now = 1_554_900_000_000;
  const payment: PayplugPayment = {
    amount: 12_990,
    amount_refunded: 0,
    is_paid: false,
    is_refunded: false,
    failure: null,
    authorization: null,
    payment_method: null,
  };
  const taken: Standing = {kind: 'captured', total: 12_990, final: true};
  const held = {authorized_at: 1_554_896_133, expires_at: 1_555_459_200};
  const states: readonly [string, Partial<PayplugPayment>, Standing][] = [
    ['nothing yet', {}, {kind: 'action_required'}],
    ['paid', {is_paid: true}, taken],
    ['paid, by a means of no amount', {is_paid: true, amount: 0}, {kind: 'unknown'}],
    ['given back in part', {is_paid: true, amount_refunded: 1}, taken],
    ['given back', {is_paid: true, is_refunded: true, amount_refunded: 12_990}, taken],
    ['given back, and no longer called paid', {is_refunded: true}, taken],
    ['aborted', {failure: {code: 'aborted'}}, {kind: 'voided', lapsed: false}],
    [
      'aborted after an authorization',
      {failure: {code: 'aborted'}, authorization: held},
      {kind: 'voided', lapsed: false},
    ],
    ['timed out', {failure: {code: 'timeout'}}, {kind: 'voided', lapsed: true}],
    ['refused', {failure: {code: 'card_declined'}}, {kind: 'declined'}],
    ['failed in an unheard-of way', {failure: {code: 'brand_new'}}, {kind: 'declined'}],
    ['failed under the name of what objects inherit', {failure: {code: 'constructor'}}, {kind: 'declined'}],
    ['held', {authorization: held}, {kind: 'authorized'}],
    ['held until now', {authorization: {...held, expires_at: now / 1000}}, {kind: 'voided', lapsed: true}],
    ['held, nobody says until when', {authorization: {...held, expires_at: null}}, {kind: 'unknown'}],
    ['to be held', {authorization: {authorized_at: null, expires_at: null}}, {kind: 'action_required'}],
    ['waiting for the partner', {payment_method: {is_pending: true}}, {kind: 'pending'}],
    ['no longer waiting', {payment_method: {is_pending: false}}, {kind: 'action_required'}],
  ];
  for (const [name, facts, standing] of states)
    test(`${name}: ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOf({...payment, ...facts}, now), standing));
});
