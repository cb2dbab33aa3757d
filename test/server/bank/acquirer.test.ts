import assert from 'node:assert/strict';
import {test} from 'node:test';
import {authorization, isOpen, proofOf, TestBank} from './bank.ts';

const plain = '4242424242424242';
const day = 86_400_000;

async function pay(bank: TestBank, differences: object = {}, number = plain): Promise<any> {
  return (await bank.post('/acquirer/payments', authorization(number, differences))).json();
}

test('an approval holds the money for seven days, under a code of six characters', async () => {
  const bank = new TestBank();
  const response = await bank.post('/acquirer/payments', authorization(plain, {reference: 'r1'}));
  const payment: any = await response.json();
  assert.equal(response.status, 201);
  assert.match(payment.authorization_code, /^[2-9A-Z]{6}$/);
  assert.equal(payment.capture_before, '2026-01-21T09:30:05.000Z');
  const {id, authorization_code, capture_before, ...rest} = payment;
  assert.deepEqual(rest, {
    reference: 'r1',
    order_reference: 'ML-2026-0412',
    status: 'approved',
    amount: 4990,
    currency: 'EUR',
    amount_captured: 0,
    amount_refunded: 0,
    final: false,
    response_code: '00',
    operations: [],
  });
  assert.deepEqual(await (await bank.get(`/acquirer/payments/${id}`)).json(), payment);
  assert.deepEqual(await (await bank.get('/acquirer/payments?reference=r1')).json(), payment);
  assert.deepEqual(await (await bank.get('/acquirer/book')).json(), {payments: [payment]});
});

test('capture at once takes everything, and nothing is left to hold', async () => {
  const payment = await pay(new TestBank(), {capture: true, reference: 'r1'});
  assert.deepEqual(
    [payment.amount_captured, payment.final, payment.capture_before, payment.operations],
    [4990, true, null, [{reference: 'r1', kind: 'capture', amount: 4990}]],
  );
});

test('nobody without the key gets in', async () => {
  const bank = new TestBank();
  for (const path of ['/acquirer/book', '/acquirer/payments?reference=x', '/acquirer/payments/x']) {
    assert.equal((await bank.app.request(path)).status, 401);
  }
  assert.equal((await bank.post('/acquirer/payments', authorization(plain), 'bank_test_kez')).status, 401);
  assert.deepEqual(await (await bank.get('/acquirer/book')).json(), {payments: []});
});

test('the same reference again gives the first answer and has no second effect', async () => {
  const bank = new TestBank();
  const request = authorization(plain);
  const first = await (await bank.post('/acquirer/payments', request)).text();
  bank.now += day;
  assert.equal(await (await bank.post('/acquirer/payments', request)).text(), first);
  assert.equal((await (await bank.get('/acquirer/book')).json()).payments.length, 1);

  const {id} = JSON.parse(first);
  const order = {reference: 'c1', amount: 1000, final: false};
  const captured = await (await bank.post(`/acquirer/payments/${id}/captures`, order)).text();
  assert.equal(await (await bank.post(`/acquirer/payments/${id}/captures`, order)).text(), captured);
  assert.equal((await (await bank.get(`/acquirer/payments/${id}`)).json()).amount_captured, 1000);
});

test('two that arrive together are one', async () => {
  const bank = new TestBank();
  const request = authorization(plain);
  const texts = await Promise.all([1, 2, 3].map(async () => (await bank.post('/acquirer/payments', request)).text()));
  assert.equal(new Set(texts).size, 1);
  assert.equal((await (await bank.get('/acquirer/book')).json()).payments.length, 1);
});

test('the same reference with another question is refused', async () => {
  const bank = new TestBank();
  const {id} = await pay(bank, {reference: 'r1'});
  for (const differences of [
    {amount: 4991},
    {capture: true},
    {card: {number: '4000000000000010', expiry: '3012', cvc: '123'}},
  ]) {
    const response = await bank.post('/acquirer/payments', authorization(plain, {reference: 'r1', ...differences}));
    assert.deepEqual([response.status, await response.json()], [422, {code: 'reference_reused'}]);
  }
  assert.equal((await bank.post(`/acquirer/payments/${id}/voids`, {reference: 'r1'})).status, 422);
});

test('a refused operation is remembered as well', async () => {
  const bank = new TestBank();
  const {id} = await pay(bank);
  const order = {reference: 'f1', amount: 10};
  assert.deepEqual(await (await bank.post(`/acquirer/payments/${id}/refunds`, order)).json(), {code: 'not_refundable'});
  await bank.post(`/acquirer/payments/${id}/captures`, {reference: 'c1', amount: 4990, final: true});
  assert.deepEqual(await (await bank.post(`/acquirer/payments/${id}/refunds`, order)).json(), {code: 'not_refundable'});
});

/** Orders on one payment of 49.90, and what the last one answers: amounts captured and refunded, status, final; or a code. */
const stories: readonly [story: string, steps: readonly string[], end: unknown][] = [
  ['a part, then the rest', ['capture 1000', 'capture 3990'], [4990, 0, 'approved', true]],
  ['a part, and no more', ['capture 1000 final'], [1000, 0, 'approved', true]],
  ['nothing after a final part', ['capture 1000 final', 'capture 10'], 'not_capturable'],
  ['not a cent too much', ['capture 1000', 'capture 3991'], 'amount_too_large'],
  ['not once more when all is taken', ['capture 4990', 'capture 1'], 'not_capturable'],
  ['released', ['void'], [0, 0, 'voided', true]],
  ['released only once', ['void', 'void'], 'not_voidable'],
  ['not taken once released', ['void', 'capture 10'], 'not_capturable'],
  ['the rest released', ['capture 1000', 'void'], [1000, 0, 'approved', true]],
  ['nothing left to release', ['capture 4990', 'void'], 'not_voidable'],
  ['given back in parts', ['capture 4990', 'refund 990', 'refund 4000'], [4990, 4990, 'approved', true]],
  ['not more given back than taken', ['capture 1000', 'refund 1001'], 'amount_too_large'],
  ['not more in sum', ['capture 1000', 'refund 999', 'refund 2'], 'amount_too_large'],
  ['nothing given back before it is taken', ['refund 1'], 'not_refundable'],
  ['nothing given back twice', ['capture 1000', 'refund 1000', 'refund 1'], 'not_refundable'],
  ['taken in the last moment', ['wait -1', 'capture 4990'], [4990, 0, 'approved', true]],
  ['too late to take', ['wait 0', 'capture 10'], 'authorization_expired'],
  ['too late to release', ['wait 0', 'void'], 'authorization_expired'],
  ['a part, then too late', ['capture 1000', 'wait 0', 'capture 10'], 'authorization_expired'],
  ['given back after it lapsed', ['capture 1000', 'wait 0', 'refund 400'], [1000, 400, 'approved', true]],
];

for (const [story, steps, end] of stories) {
  test(`an authorization: ${story}`, async () => {
    const bank = new TestBank();
    const {id} = await pay(bank);
    const granted = bank.now;
    let answer: any;
    for (const [index, step] of steps.entries()) {
      const [verb, amount, final] = step.split(' ');
      const reference = `op${index}`;
      if (verb === 'wait') bank.now = granted + 7 * day + Number(amount);
      if (verb === 'capture')
        answer = await bank.post(`/acquirer/payments/${id}/captures`, {
          reference,
          amount: Number(amount),
          final: final === 'final',
        });
      if (verb === 'void') answer = await bank.post(`/acquirer/payments/${id}/voids`, {reference});
      if (verb === 'refund')
        answer = await bank.post(`/acquirer/payments/${id}/refunds`, {reference, amount: Number(amount)});
    }
    const body = await answer.json();
    const seen =
      answer.status === 201 ? [body.amount_captured, body.amount_refunded, body.status, body.final] : body.code;
    assert.deepEqual(seen, end);
  });
}

test('an authorization that nobody took expires by itself', async () => {
  const bank = new TestBank();
  const {id} = await pay(bank);
  bank.now += 7 * day - 1;
  assert.equal((await (await bank.get(`/acquirer/payments/${id}`)).json()).status, 'approved');
  bank.now += 1;
  const {status, final} = await (await bank.get(`/acquirer/payments/${id}`)).json();
  assert.deepEqual([status, final], ['expired', true]);
});

/** Cards, and the code that the issuer answers without any authentication. */
const codes: readonly [number: string, code: string][] = [
  ['4000000000000002', '05'],
  ['4000000000009995', '51'],
  ['4000000000009987', '41'],
  ['4000000000009979', '43'],
  ['4000000000000069', '54'],
  ['4000000000000127', '82'],
  ['4000000000000119', '96'],
  ['4000000000020059', '05'],
  ['4000000000020513', '51'],
  ['4000000000020547', '54'],
  ['4000000000020570', '57'],
  ['4000000000020596', '59'],
  ['4000000000020752', '75'],
  ['4000000000020828', '82'],
  ['4000000000020919', '91'],
  ['4000000000001018', '51'],
  ['4000000000000903', '1A'],
  ['5200000000000908', '65'],
  ['4000000000000507', '59'],
  ['4000000000000010', '00'],
  ['378282246310005', '00'],
  ['4929000000006', '14'],
  ['4111111111111111', '14'],
];

for (const [number, code] of codes) {
  test(`the card ending in ${number.slice(-4)} is answered ${code}`, async () => {
    const payment = await pay(new TestBank(), {}, number);
    assert.equal(payment.response_code, code);
    assert.equal(payment.status, code === '00' ? 'approved' : 'declined');
    assert.equal(payment.authorization_code === null, code !== '00');
  });
}

test('an expired card is refused, one in its last month is not', async () => {
  const bank = new TestBank();
  const card = (expiry: string): object => ({card: {number: plain, expiry, cvc: '123'}});
  assert.equal((await pay(bank, card('2512'))).response_code, '54');
  assert.equal((await pay(bank, card('2601'))).response_code, '00');
});

test('what is not a request is refused by the names of its fields, never by their values', async () => {
  const bank = new TestBank();
  const wrong: readonly [object, string][] = [
    [{amount: 0}, 'amount'],
    [{amount: 10.5}, 'amount'],
    [{amount: '4990'}, 'amount'],
    [{amount: 100_000_000}, 'amount'],
    [{currency: 'JPY'}, 'currency'],
    [{reference: 'a b'}, 'reference'],
    [{card: {number: '4242-4242', expiry: '3012', cvc: '123'}}, 'card.number'],
    [{card: {number: plain, expiry: '3013', cvc: '12'}}, 'card.expiry,card.cvc'],
  ];
  for (const [differences, detail] of wrong) {
    const response = await bank.post('/acquirer/payments', authorization(plain, differences));
    assert.deepEqual([response.status, await response.json()], [400, {code: 'bad_request', detail}]);
  }
  assert.equal((await bank.post('/acquirer/payments', [])).status, 400);
  assert.equal((await bank.post('/acquirer/payments', {pad: 'x'.repeat(40_000)})).status, 413);
});

test('1109: the money is taken, the answer never comes, and asking by reference finds it', async () => {
  const bank = new TestBank();
  const request = authorization('4000000000001109', {reference: 'lost', capture: true});
  const call = bank.post('/acquirer/payments', request);
  assert.ok(await isOpen(call));
  const found: any = await (await bank.get('/acquirer/payments?reference=lost')).json();
  assert.deepEqual([found.status, found.amount_captured], ['approved', 4990]);
  assert.deepEqual(
    await (await bank.post('/acquirer/payments', request)).json(),
    found,
    'a retry has the first answer',
  );
  await bank.pass(59_999);
  assert.ok(await isOpen(call));
  await bank.pass(1);
  assert.equal((await call).status, 504);
  assert.equal((await (await bank.get('/acquirer/book')).json()).payments.length, 1);
});

test('1117: nothing is taken, and the answer never comes', async () => {
  const bank = new TestBank();
  const call = bank.post('/acquirer/payments', authorization('4000000000001117', {reference: 'silent'}));
  assert.ok(await isOpen(call));
  assert.equal((await bank.get('/acquirer/payments?reference=silent')).status, 404);
  await bank.stop();
  assert.equal((await call).status, 504, 'a bank that stops lets go of it');
});

/** Proofs that the issuer did not give for this payment: all refused with 63. */
const forgeries: readonly [name: string, change: (proof: any) => object, differences?: object][] = [
  ['made up', (proof) => ({...proof, ds_trans_id: '1c52d8ab-7f0e-4d0b-b8a6-55f0c1f6a9d3'})],
  ['of another value', (proof) => ({...proof, value: 'c2FuZGJveC1jYXZ2LTAwMDAwMDE='})],
  ['without its value', ({value: _, ...proof}) => proof],
  ['of a better ECI', (proof) => ({...proof, eci: '02'})],
  ['of another status', (proof) => ({...proof, trans_status: 'A'})],
  ['of another version', (proof) => ({...proof, version: '2.1.0'})],
  ['for another amount', (proof) => proof, {amount: 4991}],
  ['for a smaller amount', (proof) => proof, {amount: 4989}],
  ['for another currency', (proof) => proof, {currency: 'USD'}],
  ['for another merchant', (proof) => proof, {merchant: 'Maison Ombre'}],
  ['for another card', (proof) => proof, {card: {number: plain, expiry: '3012', cvc: '123'}}],
];

for (const [name, change, differences = {}] of forgeries) {
  test(`a proof ${name} is refused`, async () => {
    const bank = new TestBank();
    const number = '4000000000000010';
    const authentication = change(proofOf(await bank.areq(number)));
    const payment = await pay(bank, {authentication, ...differences}, number);
    assert.deepEqual([payment.status, payment.response_code], ['declined', '63']);
  });
}

test('a genuine proof is good once: for the name or the number of the merchant', async () => {
  const bank = new TestBank();
  const number = '4000000000000010';
  const authentication = proofOf(await bank.areq(number));
  assert.equal((await pay(bank, {authentication, merchant: 'sandbox-0001'}, number)).response_code, '00');
  assert.equal((await pay(bank, {authentication}, number)).response_code, '63');
});

test('a proof that is not finished, failed or rejected buys nothing', async () => {
  const bank = new TestBank();
  const code = '4000000000000101';
  const ares = await bank.areq(code);
  const claim = {version: '2.2.0', trans_status: 'Y', eci: '05', ds_trans_id: ares.dsTransID};
  assert.equal((await pay(bank, {authentication: claim}, code)).response_code, '63');
  await bank.creq(ares);
  await bank.answer(ares, '', 'cancel');
  assert.equal((await pay(bank, {authentication: {...claim, trans_status: 'N', eci: '07'}}, code)).response_code, '63');
});

test('a check that could not be made (U) may be passed on, as the merchant decides', async () => {
  const bank = new TestBank();
  const number = '4000000000000606';
  const authentication = proofOf(await bank.areq(number));
  assert.equal((await pay(bank, {authentication}, number)).response_code, '00');
});

for (const [number, soft, eci] of [
  ['4000000000000903', '1A', '05'],
  ['5200000000000908', '65', '02'],
] as const) {
  test(`${soft}: refused until a mandated challenge proves the cardholder`, async () => {
    const bank = new TestBank();
    const silent = await bank.areq(number);
    assert.equal(silent.transStatus, 'Y');
    assert.equal((await pay(bank, {authentication: proofOf(silent)}, number)).response_code, soft);

    const asked = await bank.areq(number, {threeDSRequestorChallengeInd: '04'});
    assert.equal(asked.transStatus, 'C');
    await bank.creq(asked);
    await bank.answer(asked, '123456');
    const proof = proofOf(asked, bank.sent[0]?.message);
    assert.equal((proof as any).eci, eci);
    assert.equal((await pay(bank, {authentication: proof}, number)).response_code, '00');
  });
}

test('the book outlives the process, and holds no card number', async () => {
  const bank = new TestBank();
  const {id} = await pay(bank, {reference: 'kept'});
  await bank.crash();
  assert.equal((await (await bank.get('/acquirer/payments?reference=kept')).json()).id, id);
  assert.doesNotMatch(JSON.stringify([bank.store.payments(), bank.store.answer('kept')]), /4242/);
  assert.doesNotMatch(bank.logged.join('\n'), /4242|\d{13}/);
});
