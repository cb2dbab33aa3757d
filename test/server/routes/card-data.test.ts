import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {openApi} from './api.ts';

const path = '/v1/things/t1/act';

const refused: readonly [string, unknown][] = [
  ['a number', '4242424242424242'],
  ['a number in groups', '4242 4242 4242 4242'],
  ['a number with dashes', '4242-4242-4242-4242'],
  ['a number in a sentence', 'paid with 4242 4242 4242 4242, thanks'],
  ['a number after another', '12 4242424242424242'],
  ['a number without quotes', 4242424242424242],
  ['15 digits', '378282246310005'],
  ['13 digits', '4222222222222'],
  ['14 digits of Diners', '36227206271667'],
  ['full-width digits', '４２４２４２４２４２４２４２４２'],
  ['a list', [1, ['4242424242424242']]],
  ['a name of a field', {'4242424242424242': 1}],
  ['a code', {cvc: '123'}],
  ['a code as a number', {card: {security_code: 123}}],
  ['an expiry date', {expiry: '12/30'}],
  ['an expiry month', {exp_month: 12}],
  ['digits under the name of a card number, whatever they are', {card_number: '1234567890123'}],
];

const welcome: readonly [string, unknown][] = [
  ['a number with a wrong digit', '4242424242424243'],
  ['an instant', 1_767_225_600_000],
  ['an EAN that passes Luhn', '4006381000093'],
  ['a SIRET', '38012986600048'],
  ['a SIRET in groups', '732 829 320 00074'],
  ['an IBAN', 'FR76 3000 6000 0112 3456 7890 189'],
  ['a UUID of digits', '11111111-1111-4111-8111-111111111117'],
  ['a hash', 'a4242424242424242b'],
  ['an order', 'ML-2026-0412'],
  ['a telephone number', '+33 6 12 34 56 78'],
  ['a short number', {number: '12'}],
  // Not in a year, were every pair of ends looked at: the server stood still for anybody who posted this.
  ['a page of digits, one by one', '1 '.repeat(16_000)],
];

describe('card data sent to pay by mistake', () => {
  for (const [what, value] of refused) {
    test(`${what} is refused, and nothing of it is kept`, async () => {
      const {call, deed, lines, store} = await openApi();
      let ran = false;
      deed.run = async () => (ran = true);
      const {status, body, text} = await call('POST', path, {json: {amount: 1, metadata: {value}}, key: 'k'});
      assert.deepEqual([status, body.code, ran], [400, 'card_data_refused', false]);
      assert.doesNotMatch(text + lines.join(''), /4242|12\/30|"123"/);
      assert.deepEqual(await store.find('idempotency', {by: 'expires', from: 0, limit: 5}), []);
    });
  }

  test('19 digits without quotes are found although JSON rounds them', async () => {
    const {call} = await openApi();
    assert.equal(
      (await call('POST', path, {raw: '{"amount":1,"metadata":{"a":4000000000000000006}}', key: 'k'})).body.code,
      'card_data_refused',
    );
  });

  for (const [what, value] of welcome) {
    test(`${what} is none`, async () => {
      const {call} = await openApi();
      const {status, body} = await call('POST', path, {json: {amount: 1, metadata: {value}}, key: 'k'});
      assert.equal(status, 200, body?.code);
    });
  }
});
