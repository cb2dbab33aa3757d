import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, test} from 'node:test';
import type {Standing} from '../../../server/providers/standing.ts';
import type {Verdict} from '../../../server/providers/verdict.ts';
import {refusalOfStripe} from '../../../server/providers/stripe/declines.ts';
import {verify} from '../../../server/providers/stripe/signature.ts';
import {refundStandingOf, standingOf, type StripeIntent} from '../../../server/providers/stripe/states.ts';
import {isNeutral, tampered, walksCodes} from './golden.ts';

const secret = 'whsec_test_secret';
const t = 1_767_225_600;
const now = t * 1000;
const body = Buffer.from('{"id":"evt_1","object":"event","type":"payment_intent.succeeded"}');
const v1 = '74727dd0303ed4b68616e5ed81df57347b21e1772ff1638d2d3ee45f68007316';
const header = `t=${t},v1=${v1}`;

describe('a notification of Stripe', () => {
  test('is valid: the two vectors of the sheet, made with stripe 23.1.0', () => {
    assert.equal(verify(body, header, secret, now), 'valid');
    const utf8 = Buffer.from('{"id":"evt_2","n":"é€"}');
    const signed = `t=${t},v1=023b5835d1a487c18fccf2cfcf285d4148ce5dfc7d1eb4b8803d37f3fc80048f`;
    assert.equal(verify(utf8, signed, secret, now), 'valid');
  });

  test('is signed as bytes: a body that is no UTF-8 is not its replacement', () => {
    const bytes = new Uint8Array([0xff, 0xfe]);
    const signed = `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(bytes).digest('hex')}`;
    assert.equal(verify(bytes, signed, secret, now), 'valid');
    assert.deepEqual(verify(Buffer.from('\ufffd\ufffd'), signed, secret, now), {invalid: 'no_match'});
  });

  const cases: readonly [string, () => Verdict, Verdict][] = [
    ['a turned bit in the body', () => verify(tampered(body), header, secret, now), {invalid: 'no_match'}],
    ['an empty body', () => verify(new Uint8Array(), header, secret, now), {invalid: 'no_match'}],
    ['another secret', () => verify(body, header, 'whsec_other', now), {invalid: 'no_match'}],
    ['the secret without its beginning', () => verify(body, header, 'test_secret', now), {invalid: 'no_match'}],
    ['no secret, signed with none', () => verify(body, emptyKeyed(), '', now), {invalid: 'no_key'}],
    ['another instant', () => verify(body, header.replace(`${t}`, `${t + 1}`), secret, now), {invalid: 'no_match'}],
    ['301 s old', () => verify(body, header, secret, now + 301_000), {invalid: 'too_old'}],
    ['300 s old', () => verify(body, header, secret, now + 300_000), 'valid'],
    ['300 s early', () => verify(body, header, secret, now - 300_000), 'valid'],
    ['301 s early', () => verify(body, header, secret, now - 301_000), {invalid: 'too_new'}],
    ['no header', () => verify(body, undefined, secret, now), {invalid: 'missing'}],
    ['an empty header', () => verify(body, '', secret, now), {invalid: 'missing'}],
    ['no v1', () => verify(body, `t=${t},v0=${v1}`, secret, now), {invalid: 'missing'}],
    ['no instant', () => verify(body, `v1=${v1}`, secret, now), {invalid: 'malformed'}],
    ['an instant that only begins as one', () => verify(body, `t=${t}x,v1=${v1}`, secret, now), {invalid: 'malformed'}],
    ['the header sent twice', () => verify(body, `${header}, ${header}`, secret, now), {invalid: 'malformed'}],
    ['a signature cut short', () => verify(body, header.slice(0, -2), secret, now), {invalid: 'no_match'}],
    ['more after the signature', () => verify(body, `${header}zz`, secret, now), {invalid: 'no_match'}],
    [
      'two signatures, while a secret is rolled',
      () => verify(body, `t=${t},v1=${'0'.repeat(64)},v1=${v1}`, secret, now),
      'valid',
    ],
    [
      'a seventeenth signature',
      () => verify(body, `t=${t}${`,v1=${'0'.repeat(64)}`.repeat(16)},v1=${v1}`, secret, now),
      {invalid: 'no_match'},
    ],
  ];
  for (const [name, check, verdict] of cases)
    test(`with ${name}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(check(), verdict));

  function emptyKeyed(): string {
    return `t=${t},v1=${createHmac('sha256', '').update(`${t}.`).update(body).digest('hex')}`;
  }
});

describe('a refusal of Stripe', () => {
  walksCodes('stripe', (code) => refusalOfStripe({decline_code: code}));

  test('is told by its decline_code, and by its code where it has none', () => {
    const told = (refusal: Parameters<typeof refusalOfStripe>[0]) => {
      const read = refusalOfStripe(refusal);
      return read.kind === 'declined' ? read.decline.providerCode : assert.fail();
    };
    assert.equal(told({code: 'card_declined', decline_code: 'lost_card'}), 'stripe:lost_card');
    assert.equal(told({code: 'expired_card', decline_code: null}), 'stripe:expired_card');
    // A new decline_code is counted, although its code is known.
    isNeutral(refusalOfStripe({code: 'card_declined', decline_code: 'brand_new'}), 'stripe:brand_new');
  });

  const advices: readonly [string, string, string][] = [
    ['do_not_honor', 'try_again_later', 'retry_later'],
    ['do_not_honor', 'confirm_card_data', 'fix_field'],
    ['processing_error', 'do_not_try_again', 'other_card'],
    ['call_issuer', 'do_not_try_again', 'contact_bank'],
    ['processing_error', 'something_new', 'retry_now'],
  ];
  for (const [reason, advice, expected] of advices) {
    test(`${reason} with the advice ${advice}: ${expected}`, () => {
      const refusal = refusalOfStripe({decline_code: reason, advice_code: advice});
      assert.equal(refusal.kind === 'declined' && refusal.decline.advice, expected);
    });
  }

  test('that leaves the outcome open stays open, whatever the advice', () => {
    const refusal = refusalOfStripe({decline_code: 'duplicate_transaction', advice_code: 'try_again_later'});
    assert.equal(refusal.kind, 'unknown');
  });
});

describe('a PaymentIntent', () => {
  const intent: StripeIntent = {status: '', amount_received: 0, cancellation_reason: null, last_payment_error: null};
  const states: readonly [Partial<StripeIntent>, Standing][] = [
    [{status: 'requires_payment_method'}, {kind: 'action_required'}],
    [{status: 'requires_payment_method', last_payment_error: {}}, {kind: 'declined'}],
    [{status: 'requires_confirmation'}, {kind: 'action_required'}],
    [{status: 'requires_action'}, {kind: 'action_required'}],
    [{status: 'processing'}, {kind: 'pending'}],
    [{status: 'requires_capture'}, {kind: 'authorized'}],
    [
      {status: 'requires_capture', amount_received: 500},
      {kind: 'captured', total: 500, final: false},
    ],
    [
      {status: 'succeeded', amount_received: 1000},
      {kind: 'captured', total: 1000, final: true},
    ],
    [{status: 'succeeded', amount_received: 0}, {kind: 'unknown'}],
    [{status: 'succeeded', amount_received: 10.5}, {kind: 'unknown'}],
    [{status: 'succeeded', amount_received: NaN}, {kind: 'unknown'}],
    [{status: 'requires_capture', amount_received: NaN}, {kind: 'unknown'}],
    ...['requested_by_customer', 'duplicate', 'fraudulent', 'abandoned', 'something_new'].map(
      (reason): [Partial<StripeIntent>, Standing] => [
        {status: 'canceled', cancellation_reason: reason},
        {kind: 'voided', lapsed: false},
      ],
    ),
    [
      {status: 'canceled', cancellation_reason: 'automatic'},
      {kind: 'voided', lapsed: true},
    ],
    [
      {status: 'canceled', cancellation_reason: 'expired'},
      {kind: 'voided', lapsed: true},
    ],
    [
      {status: 'canceled', amount_received: 500},
      {kind: 'captured', total: 500, final: true},
    ],
    [{status: 'brand_new', amount_received: 1000}, {kind: 'unknown'}],
    [{status: '', amount_received: 1000}, {kind: 'unknown'}],
  ];
  for (const [facts, standing] of states)
    test(`${JSON.stringify(facts)} stands at ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOf({...intent, ...facts}), standing));
});

for (const [status, kind] of Object.entries({
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'refunded',
  failed: 'declined',
  canceled: 'declined',
  brand_new: 'unknown',
  constructor: 'unknown',
}))
  test(`a Refund ${status} is ${kind}`, () => assert.equal(refundStandingOf({status}), kind));
