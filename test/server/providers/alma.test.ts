import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, test} from 'node:test';
import type {Standing} from '../../../server/providers/standing.ts';
import type {Verdict} from '../../../server/providers/verdict.ts';
import {refusalOfAlma} from '../../../server/providers/alma/declines.ts';
import {paymentNamed, verify, verifyCapabilities} from '../../../server/providers/alma/signature.ts';
import {refundedTotal, standingOf, type AlmaPayment} from '../../../server/providers/alma/states.ts';
import {eachVector, vectorOf, walksCodes} from './golden.ts';

eachVector('alma', {
  'alma.ipn': ({message, expected, key}) => assert.equal(verify(`pid=${message}`, String(expected), key), 'valid'),
  'alma.webhook.query': ({fields, expected, key}) =>
    assert.equal(verifyCapabilities(fields, String(expected), key), 'valid'),
});

describe('a notification of Alma', () => {
  const {message: pid, key} = vectorOf('alma.ipn.3');
  const signature = String(vectorOf('alma.ipn.3').expected);
  const unkeyed = createHmac('sha256', '').update(pid).digest('hex');

  const cases: readonly [string, () => Verdict, Verdict][] = [
    ['beside a field of our own', () => verify(`h=1&pid=${pid}`, signature, key), 'valid'],
    ['in upper-case hex', () => verify(`pid=${pid}`, signature.toUpperCase(), key), 'valid'],
    ['about another payment', () => verify(`pid=${pid}x`, signature, key), {invalid: 'no_match'}],
    ['with the key of another mode', () => verify(`pid=${pid}`, signature, `${key}0`), {invalid: 'no_match'}],
    ['with no key, signed with none', () => verify(`pid=${pid}`, unkeyed, ''), {invalid: 'no_key'}],
    ['with a turned digit', () => verify(`pid=${pid}`, signature.replace(/^d/, 'c'), key), {invalid: 'no_match'}],
    ['without a signature', () => verify(`pid=${pid}`, undefined, key), {invalid: 'missing'}],
    ['with an empty signature', () => verify(`pid=${pid}`, '', key), {invalid: 'missing'}],
    [
      'with the signature sent twice',
      () => verify(`pid=${pid}`, `${signature}, ${signature}`, key),
      {invalid: 'malformed'},
    ],
    ['with a signature cut short', () => verify(`pid=${pid}`, signature.slice(2), key), {invalid: 'malformed'}],
    [
      'with a JWT, as the newer ones carry',
      () => verify(`pid=${pid}`, 'eyJhbGciOiJIUzI1NiJ9.e30.x', key),
      {invalid: 'malformed'},
    ],
    ['without an id', () => verify('', signature, key), {invalid: 'missing'}],
    ['with two ids', () => verify(`pid=${pid}&pid=payment_other`, signature, key), {invalid: 'malformed'}],
  ];
  for (const [name, check, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(check(), verdict));

  test('names one payment, or none', () => {
    assert.equal(paymentNamed(`pid=${pid}`), pid);
    for (const query of ['', 'pid=', `pid=${pid}&pid=payment_other`]) assert.equal(paymentNamed(query), undefined);
  });
});

describe('a capability webhook', () => {
  const {fields, key, expected} = vectorOf('alma.webhook.query');
  const cases: readonly [string, Readonly<Record<string, string>>, string | undefined, string, Verdict][] = [
    [
      'with its fields in another order',
      Object.fromEntries(Object.entries(fields).reverse()),
      String(expected),
      key,
      'valid',
    ],
    ['with another field', {...fields, merchant_id: 'merchant_124'}, String(expected), key, {invalid: 'no_match'}],
    ['with one field more', {...fields, x: ''}, String(expected), key, {invalid: 'no_match'}],
    ['with another secret', fields, String(expected), 'other', {invalid: 'no_match'}],
    ['without a secret', fields, String(expected), '', {invalid: 'no_key'}],
    ['without a signature', fields, undefined, key, {invalid: 'missing'}],
    ['with padding', fields, `${expected}=`, key, {invalid: 'malformed'}],
    ['with the signature sent twice', fields, `${expected}, ${expected}`, key, {invalid: 'malformed'}],
  ];
  for (const [name, all, signature, secret, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, () =>
      assert.deepEqual(verifyCapabilities(all, signature, secret), verdict));

  test('encodes the five signs that a browser would leave', () => {
    const signature = createHmac('sha256', 'k').update('a=%21%27%28%29%2A~').digest('base64url');
    assert.equal(verifyCapabilities({a: "!'()*~"}, signature, 'k'), 'valid');
  });
});

describe('a refusal of Alma', () => {
  walksCodes('alma', refusalOfAlma);
  test('for a faulty request is one of a family', () => {
    const refusal = refusalOfAlma('validation_error_amount');
    assert.equal(refusal.kind === 'declined' && refusal.decline.code, 'merchant_configuration');
  });
});

describe('a payment at Alma', () => {
  const now = 1_795_342_500_000;
  const payment: AlmaPayment = {
    state: '',
    purchase_amount: 15_000,
    refunds: [],
    deferred_trigger: false,
    deferred_trigger_applied: null,
    expired_at: null,
  };
  const refund = (amount: number, from_payment_cancellation = false) => ({amount, from_payment_cancellation});
  const taken: Standing = {kind: 'captured', total: 15_000, final: true};
  const states: readonly [Partial<AlmaPayment>, Standing][] = [
    [{state: 'not_started'}, {kind: 'action_required'}],
    [{state: 'scored_yes'}, {kind: 'action_required'}],
    [{state: 'scored_maybe'}, {kind: 'action_required'}],
    [{state: 'scored_no'}, {kind: 'declined'}],
    [{state: 'in_progress'}, taken],
    [{state: 'paid'}, taken],
    [
      {state: 'not_started', expired_at: now / 1000},
      {kind: 'voided', lapsed: true},
    ],
    [
      {state: 'scored_yes', expired_at: now / 1000 - 1},
      {kind: 'voided', lapsed: true},
    ],
    // Not over yet: somebody can still accept it.
    [{state: 'not_started', expired_at: now / 1000 + 1}, {kind: 'action_required'}],
    [{state: 'paid', expired_at: now / 1000}, taken],
    // Given back in part or in whole: it had been taken. `paid` says so in both cases.
    [{state: 'in_progress', refunds: [refund(1)]}, taken],
    [{state: 'paid', refunds: [refund(10_000), refund(5_000)]}, taken],
    [{state: 'paid', refunds: [refund(10_000, true), refund(5_000)]}, taken],
    [
      {state: 'paid', refunds: [refund(10_000, true), refund(5_000, true)]},
      {kind: 'voided', lapsed: false},
    ],
    [{state: 'in_progress', refunds: [refund(14_999, true)]}, taken],
    // The schedule waits for our trigger.
    [{state: 'in_progress', deferred_trigger: true}, {kind: 'authorized'}],
    [{state: 'in_progress', deferred_trigger: true, deferred_trigger_applied: 1_795_342_500}, taken],
    [{state: 'in_progress', deferred_trigger: true, refunds: [refund(1)]}, {kind: 'unknown'}],
    [{state: 'in_progress', purchase_amount: 0}, {kind: 'unknown'}],
    [{state: 'in_progress', purchase_amount: 99.5}, {kind: 'unknown'}],
    [{state: 'brand_new'}, {kind: 'unknown'}],
    [{state: 'brand_new', refunds: [refund(1)]}, {kind: 'unknown'}],
    [{state: ''}, {kind: 'unknown'}],
  ];
  for (const [facts, standing] of states)
    test(`${JSON.stringify(facts)} stands at ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOf({...payment, ...facts}, now), standing));

  test('has given back the sum of its refunds', () =>
    assert.equal(refundedTotal({refunds: [refund(10_000), refund(5_000, true)]}), 15_000));
});
