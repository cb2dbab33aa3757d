import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import fc from 'fast-check';
import {chargedPart, ownTotal, quotesOf} from '../../server/payments/quote.ts';
import {sampleRates} from '../../server/rates/sample.ts';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

const good = '4000000000000010';
let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown({markupBasisPoints: 300});
  shopper = shopperIn(town);
});
after(() => town.stop());

let calls = 0;
async function paidIn(currency: string, change: object) {
  const session = await town.session(change);
  const token = await town.card(session, good);
  const confirmed = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
    token: session.token,
    key: `c-${++calls}`,
    body: {method: 'card', card_token: token, currency},
  });
  if (confirmed.status === 200) await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  return {session, confirmed};
}
async function inTheBook(order: string) {
  const response = await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}});
  const {payments} = await response.json();
  return payments.find((payment: {order_reference: string}) => payment.order_reference === order);
}

describe('a price in another currency', () => {
  test('is quoted once, with rate, day, source and mark-up, and charged as quoted', async () => {
    const {session} = await paidIn('USD', {order_reference: 'P-1', presentment: {currencies: ['USD', 'CHF', 'EUR']}});
    const view = await shopper.view(session);
    assert.deepEqual(
      view.quotes.map(({currency, source, sample}: {currency: string; source: string; sample: boolean}) => [
        currency,
        source,
        sample,
      ]),
      [
        ['USD', 'ECB', true],
        ['CHF', 'ECB', true],
      ],
    );
    const [usd] = view.quotes;
    // 129.90 × 1.1355 × 1.03 = 151.927…
    assert.deepEqual(
      [usd.amount, usd.rate, usd.source_date, usd.markup_percent],
      [15_193, '1.1696', '2026-11-20', '3.00'],
    );

    const intent = await shopper.intent(session);
    assert.deepEqual([intent.amount, intent.currency], [12_990, 'EUR']);
    assert.deepEqual([intent.presentment.amount, intent.presentment.currency], [15_193, 'USD']);
    const booked = await inTheBook('P-1');
    assert.deepEqual([booked.amount, booked.currency], [15_193, 'USD']);
  });

  test('is captured and given back pro rata, the last part with the rest', async () => {
    const {session} = await paidIn('USD', {order_reference: 'P-2', presentment: {prices: {USD: 10_001}}});
    const capture = (amount: number, final: boolean, key: string) =>
      town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key, body: {amount, final}});
    const first = await capture(4330, false, 'p2-1');
    assert.deepEqual([first.json.status, first.json.amount_captured], ['requires_capture', 4330]);
    // 100.01 × 4330 / 12990 = 33.3366…
    assert.equal((await inTheBook('P-2')).amount_captured, 3333);
    const rest = await capture(8660, true, 'p2-2');
    assert.deepEqual([rest.json.status, rest.json.amount_captured], ['succeeded', 12_990]);
    assert.equal((await inTheBook('P-2')).amount_captured, 10_001);

    const back = (amount: number, key: string) =>
      town.api('POST', '/v1/refunds', {key, body: {payment_intent: session.intent, amount}});
    assert.equal((await back(1000, 'p2-3')).json.status, 'succeeded');
    assert.equal((await back(11_990, 'p2-4')).json.status, 'succeeded');
    assert.equal((await shopper.intent(session)).amount_refunded, 12_990);
    assert.equal((await inTheBook('P-2')).amount_refunded, 10_001);
  });

  test('that is taken at once counts as the whole order', async () => {
    const {session} = await paidIn('GBP', {capture_method: 'automatic', presentment: {currencies: ['GBP']}});
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.amount_captured, intent.presentment.source], ['succeeded', 12_990, 'ECB']);
  });

  test('is refused in a currency that the session does not offer', async () => {
    const {confirmed} = await paidIn('CHF', {presentment: {currencies: ['USD']}});
    assert.deepEqual([confirmed.status, confirmed.json.code], [422, 'currency_mismatch']);
  });

  test('names the methods that take it', async () => {
    const session = await town.session({presentment: {currencies: ['USD']}});
    const [usd] = (await shopper.view(session)).quotes;
    assert.ok(usd.methods.includes('card') && !usd.methods.includes('wero') && !usd.methods.includes('instalments'));
  });

  test('is not converted at rates that are too old', () => {
    const base = {amount: 12_990, currency: 'EUR'} as const;
    const wanted = {currencies: ['USD'] as const};
    assert.equal(quotesOf(base, wanted, {rates: sampleRates, markupBasisPoints: 0, now: 0}).length, 1);
    assert.deepEqual(quotesOf(base, wanted, {rates: undefined, markupBasisPoints: 0, now: 0}), []);
    // The merchant's own prices need no rate.
    assert.equal(quotesOf(base, {prices: {USD: 1}}, {rates: undefined, markupBasisPoints: 0, now: 0}).length, 1);
  });
});

test('parts of a charge add up to it, whatever they are', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 99_999_999}),
      fc.integer({min: 1, max: 99_999_999}),
      fc.array(fc.integer({min: 1, max: 1_000_000}), {maxLength: 8}),
      (amount, charge, wanted) => {
        const [whole, charged] = [{amount, currency: 'EUR'} as const, {amount: charge, currency: 'USD'} as const];
        let before = 0;
        let sum = 0;
        for (const part of [...wanted, amount]) {
          const taken = Math.min(part, amount - before);
          sum += chargedPart(whole, charged, before, taken);
          before += taken;
          assert.ok(sum <= charge);
        }
        assert.equal(sum, charge);
        assert.equal(ownTotal(whole, charged, charge), amount);
      },
    ),
  );
});
