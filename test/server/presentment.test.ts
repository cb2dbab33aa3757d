import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import fc from 'fast-check';
import {chargedPart, ownTotal, quotesOf} from '../../server/payments/quote.ts';
import {paperOf} from '../../server/receipts/paper.ts';
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

  test('captured in part, the rest of which lapses: what was taken stays, and the ticket adds up', async () => {
    const own = await openTown();
    const shop = shopperIn(own);
    const session = await own.session({presentment: {prices: {USD: 10_001}}});
    const confirmed = await own.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'pay',
      body: {method: 'card', card_token: await own.card(session, good), currency: 'USD'},
    });
    await shop.bridge(confirmed.json.payment_intent.next_action.url);
    // USD 33.33, which come to 43.29 on the way back.
    const body = {amount: 4330, final: false};
    const part = await own.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'part', body});
    assert.equal(part.json.presentment.amount_captured, 3333);
    await own.sleep(Date.parse(part.json.capture_before) - own.clock.now() + 3_600_000);
    const {status, amount_captured: taken} = await shop.intent(session);
    assert.deepEqual([status, taken], ['succeeded', 4330]);
    const {document} = (await own.api('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`)).json;
    assert.deepEqual([document.amount_captured, document.amount_released], [4330, 8660]);
    await own.stop();
  });

  test('of which a part would come to nothing is neither captured nor given back, and nothing is in the way of the rest', async () => {
    const {session} = await paidIn('GBP', {order_reference: 'P-5', presentment: {prices: {GBP: 6000}}});
    const capture = (amount: number, key: string) =>
      town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key, body: {amount, final: false}});
    const refund = (amount: number, key: string) =>
      town.api('POST', '/v1/refunds', {key, body: {payment_intent: session.intent, amount}});
    const told = ({status, json}: Awaited<ReturnType<typeof capture>>) => [status, json.code, json.errors];
    // 60.00 × 0.01 / 129.90 is less than a penny: no provider takes an amount of 0.
    const nothing = [400, 'validation_failed', [{path: '/amount', code: 'amount_too_small'}]];
    assert.deepEqual(told(await capture(1, 'p5-1')), nothing);
    assert.equal((await capture(12_990, 'p5-2')).json.status, 'succeeded');
    assert.deepEqual(told(await refund(2, 'p5-3')), nothing);
    // All but a cent, then the cent, with the penny that was rounded off before.
    assert.equal((await refund(12_989, 'p5-4')).json.presentment.amount, 5999);
    assert.equal((await refund(1, 'p5-5')).json.status, 'succeeded');
    assert.equal((await inTheBook('P-5')).amount_refunded, 6000);
  });

  test('given back but for a cent that is none in it: nothing is left to give', async () => {
    const {session} = await paidIn('GBP', {order_reference: 'P-6', presentment: {prices: {GBP: 10_927}}});
    await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'p6-1', body: {amount: 10_000}});
    const refund = (amount: number, key: string) =>
      town.api('POST', '/v1/refunds', {key, body: {payment_intent: session.intent, amount}});
    // 109.27 × 99.99 / 129.90 is 84.11, and so is 109.27 × 100.00 / 129.90.
    assert.equal((await refund(9999, 'p6-2')).json.presentment.amount, 8411);
    const {status, json} = await refund(1, 'p6-3');
    assert.deepEqual([status, json.errors], [400, [{path: '/amount', code: 'amount_too_small'}]]);
    assert.equal((await inTheBook('P-6')).amount_refunded, 8411);
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

  test('stands on the ticket as it was charged, with the order’s own amount, rate, source, day and mark-up', async () => {
    const {session} = await paidIn('USD', {order_reference: 'P-3', presentment: {currencies: ['USD']}});
    const read = async () => (await town.api('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`)).json;
    const facts = {source: 'ECB', rate: '1.1696', source_date: '2026-11-20', markup_percent: '3.00', sample: true};
    const {document: reserved} = await read();
    assert.deepEqual([reserved.amount, reserved.currency], [12_990, 'EUR']);
    const {quoted_at, ...presentment} = reserved.presentment;
    assert.match(quoted_at, /^2026-11-24T/);
    const whole = {currency: 'USD', amount: 15_193};
    assert.deepEqual(presentment, {...whole, amount_captured: 0, amount_released: 0, amount_refunded: 0, ...facts});
    const {receipt: before} = await shopper.view(session);
    assert.deepEqual(
      [before.amount, before.currency, before.conversion],
      [15_193, 'USD', {amount: 12_990, currency: 'EUR', ...facts}],
    );

    await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'p3-1', body: {amount: 10_000}});
    const refund = await town.api('POST', '/v1/refunds', {
      key: 'p3-2',
      body: {payment_intent: session.intent, amount: 2500},
    });
    // 151.93 × 100.00 / 129.90 = 116.95…; × 25.00 / 129.90 = 29.23…
    assert.deepEqual(refund.json.presentment, {amount: 2923, currency: 'USD'});
    const {document, seal} = await read();
    assert.deepEqual(
      document.entries.map(({type, amount, charged}: Record<string, unknown>) => [type, amount, charged]),
      [
        ['authorization', 12_990, 15_193],
        ['debit', 10_000, 11_695],
        ['release', 2990, 3498],
        ['credit', 2500, 2923],
      ],
    );
    const {amount_captured, amount_released, amount_refunded} = document.presentment;
    assert.deepEqual([amount_captured, amount_released, amount_refunded], [11_695, 3498, 2923]);
    const sealed = JSON.parse(Buffer.from(seal.split('.')[1], 'base64url').toString());
    assert.deepEqual(sealed.p, {c: 'USD', a: 15_193, d: 11_695, r: 2923});

    const booked = await inTheBook('P-3');
    assert.deepEqual([booked.amount_captured, booked.amount_refunded], [11_695, 2923]);
    const {receipt} = await shopper.view(session);
    assert.deepEqual([receipt.amount, receipt.currency, receipt.amount_refunded], [11_695, 'USD', 2923]);
    assert.equal(receipt.conversion.amount, 10_000);
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.presentment.amount_captured, intent.presentment.amount_refunded], [11_695, 2923]);
  });

  test('is told by letters and webhooks as it was charged', async () => {
    const {session} = await paidIn('CHF', {
      order_reference: 'P-4',
      capture_method: 'automatic',
      presentment: {currencies: ['CHF']},
    });
    const {json} = await town.api('GET', '/v1/events?limit=100');
    const paid = json.data.find(
      ({type, data}: {type: string; data: {object: {id: string}}}) =>
        type === 'payment_intent.succeeded' && data.object.id === session.intent,
    );
    const {amount, amount_captured, currency, rate, source, source_date} = paid.data.object.presentment;
    assert.deepEqual([amount, amount_captured, currency], [12_444, 12_444, 'CHF']);
    assert.deepEqual([rate, source, source_date], ['0.9580', 'ECB', '2026-11-20']);
  });

  test('on the paper stands large as charged, and the order’s amount beside the rate', async () => {
    const {session} = await paidIn('USD', {presentment: {currencies: ['USD']}});
    const {document} = (await town.api('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`)).json;
    const paper = paperOf({document, duplicateOf: undefined, locale: 'en'});
    assert.equal(paper.amount, 'US$151.93');
    const values = new Map(paper.rows.map(({label, value}) => [label, value.replaceAll('\u00a0', ' ')]));
    assert.deepEqual(
      ['Amount', 'Amount of the order', 'Exchange rate', 'Source of the rate', 'Mark-up over the ECB rate'].map(
        (label) => values.get(label),
      ),
      ['USD 151.93', 'EUR 129.90', '1 EUR = 1.1696 USD', 'ECB sample, 20 November 2026', '3.00%'],
    );
    assert.deepEqual(
      paper.parts.at(-1)?.rows.map(({value}) => value.replaceAll('\u00a0', ' ')),
      ['USD 151.93'],
    );
  });

  test('names the methods that take it', async () => {
    const session = await town.session({presentment: {currencies: ['USD']}});
    const [usd] = (await shopper.view(session)).quotes;
    const taking = usd.payment_methods.map(({type}: {type: string}) => type);
    assert.ok(taking.includes('card') && !taking.includes('wero') && !taking.includes('instalments'));
    // Money that the shopper sends is awaited in the order's own currency.
    assert.ok(!taking.includes('bank_transfer'));
    const sent = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: `c-${++calls}`,
      body: {method: 'bank_transfer', currency: 'USD'},
    });
    assert.deepEqual([sent.status, sent.json.code, sent.json.detail], [422, 'method_not_offered', 'currency']);
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
