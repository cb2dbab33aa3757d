import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Connection} from '../../../server/providers/connection.ts';
import type {Form, Outcome, Payer} from '../../../server/providers/provider.ts';
import {lyra} from '../../../server/providers/lyra/definition.ts';
import {sign} from '../../../server/providers/lyra/signature.ts';
import {shopperIn} from '../../shopper.ts';
import {addresses, openTown, type Town} from '../../town.ts';

/** What is Lyra's own, beside what every provider promises: the night, the page that takes another card, forms only. */

const amount = 12_990;
const day = 86_400_000;
const demo = lyra.demo?.(`${addresses.bank}/doubles/lyra`) as Record<string, unknown>;
const {rest_password: _, public_key: _key, ...formsOnly} = demo;
const formKey = 'lyraDoubleTestKey';

const post = (town: Town, url: string, fields: Readonly<Record<string, string>>) =>
  town.call('bank', new URL(url, addresses.bank).pathname, {
    method: 'POST',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    body: new URLSearchParams(fields).toString(),
  });

function formOf(outcome: Outcome): Form {
  assert.ok(outcome.kind === 'action_required' && 'form' in outcome && outcome.form);
  return outcome.form;
}

let count = 0;
async function alone(settings: object = demo) {
  const town = await openTown();
  const {provider} = lyra.read(settings).open(town.world);
  const key = `deed-${++count}`;
  const payer: Extract<Payer, {kind: 'redirect'}> = {
    kind: 'redirect',
    method: 'card',
    returnUrl: `${addresses.pay}/return/cs_1/h_1`,
    cancelUrl: `${addresses.pay}/return/cs_1/h_1?canceled`,
    notifyUrl: `${addresses.pay}/notify/lyra/h_1`,
    locale: 'fr',
    customer: {email: 'elodie.martin@example.org', name: 'Élodie <Martin>', country: 'FR'},
  };
  const money = {amount, currency: 'EUR'} as const;
  const authorize = (change: Partial<typeof payer> = {}, capture = true) =>
    provider.authorize({
      money,
      merchant: 'Maison Lumen',
      orderReference: 'ML-2026/0412',
      capture,
      key,
      payer: {...payer, ...change},
    });
  async function atPage(capture: boolean, method: 'card' | 'wero' | 'paypal' | 'instalments' = 'card') {
    const plan = method === 'instalments' ? {plan: 'ALMA_3X'} : {};
    const outcome = await authorize({method, ...plan}, capture);
    const entered = await post(town, '/doubles/lyra/vads-payment/', formOf(outcome));
    assert.equal(entered.status, 303);
    assert.ok(outcome.kind === 'action_required');
    return {reference: outcome.reference, page: entered.headers.get('location') ?? ''};
  }
  async function paid(capture = true, method: 'card' | 'wero' | 'paypal' = 'card') {
    const {reference, page} = await atPage(capture, method);
    await post(town, page, {action: 'pay'});
    return reference;
  }
  const sync = (reference: string) => provider.sync({kind: 'authorize', key, money, reference});
  return {town, provider, authorize, atPage, paid, sync};
}

describe('the form', () => {
  test('says what the platform asks for, and nothing of the shopper where nobody can be asked', async () => {
    const one = await alone();
    const form = formOf(await one.authorize());
    assert.equal(form['vads_trans_date'], '20261124090000');
    assert.equal(form['vads_trans_id'], '324000');
    assert.equal(form['vads_validation_mode'], '0');
    assert.match(form['vads_order_id'] ?? '', /^ML20260412x[0-9a-f]{24}$/);
    assert.equal(form['vads_cust_last_name'], 'Martin');
    const {signature, ...fields} = form;
    assert.equal(signature, sign(Object.entries(fields), formKey));
    assert.ok(Object.values(form).every((value) => !/[<>\r\n]/.test(value)));
    assert.equal(formOf(await one.authorize({}, false))['vads_validation_mode'], '1');
    await one.town.stop();

    const bare = await alone(formsOnly);
    const names = Object.keys(formOf(await bare.authorize()));
    assert.deepEqual(
      names.filter((name) => name.startsWith('vads_cust')),
      [],
    );
    await bare.town.stop();
  });

  test('two at the same moment have two numbers, and the day turns at midnight UTC', async () => {
    const {town, authorize} = await alone();
    const ids = [formOf(await authorize()), formOf(await authorize())].map((form) => form['vads_trans_id']);
    assert.deepEqual(ids, ['324000', '324001']);
    await town.advance(15 * 3_600_000 - 100);
    assert.equal(formOf(await authorize())['vads_trans_id'], '863999');
    await town.advance(100);
    const next = formOf(await authorize());
    assert.deepEqual([next['vads_trans_id'], next['vads_trans_date']], ['000000', '20261125000000']);
    await town.stop();
  });

  test('posted twice is an error at the platform, and no second payment', async () => {
    const {town, authorize} = await alone();
    const form = formOf(await authorize());
    assert.equal((await post(town, '/doubles/lyra/vads-payment/', form)).status, 303);
    const again = await post(town, '/doubles/lyra/vads-payment/', form);
    assert.deepEqual([again.status, await again.text()], [400, 'vads_result=30 vads_extra_result=03']);
    await town.stop();
  });

  test('a changed amount is refused by the platform', async () => {
    const {town, authorize} = await alone();
    const answer = await post(town, '/doubles/lyra/vads-payment/', {...formOf(await authorize()), vads_amount: '1'});
    assert.deepEqual([answer.status, await answer.text()], [400, 'vads_result=30 vads_extra_result=00']);
    await town.stop();
  });

  for (const [method, codes] of [
    ['card', 'CB;VISA;MASTERCARD'],
    ['wero', 'WERO'],
    ['paypal', 'PAYPAL_SB'],
  ] as const) {
    test(`${method} shows ${codes}`, async () => {
      const {town, authorize} = await alone();
      assert.equal(formOf(await authorize({method}))['vads_payment_cards'], codes);
      await town.stop();
    });
  }
});

describe('three instalments by Alma', () => {
  test('are offered within the bounds of the contract, at no cost, and paid at once', async () => {
    const {town, provider, authorize, atPage, sync} = await alone();
    const offer = async (price: number) => provider.plans?.({money: {amount: price, currency: 'EUR'}, capture: true});
    const offered = await offer(amount);
    assert.ok(offered?.offered);
    const [plan, ...more] = offered.plans;
    assert.deepEqual([plan?.id, plan?.cost, more.length], ['ALMA_3X', 0, 0]);
    assert.deepEqual(
      plan?.instalments.map((one) => one.amount),
      [4_330, 4_330, 4_330],
    );
    assert.equal((await offer(9_999))?.offered, false);
    assert.equal((await offer(200_001))?.offered, false);
    assert.equal((await authorize({method: 'instalments'})).kind, 'declined');
    const {reference, page} = await atPage(true, 'instalments');
    await post(town, page, {action: 'pay'});
    assert.equal((await sync(reference)).kind, 'captured');
    await town.stop();
  });
});

describe('after the night', () => {
  const books = (refunded: number) => ({captured: amount, refunded});

  test('what was taken goes back as a credit, in parts, once each', async () => {
    const {town, provider, paid, sync} = await alone();
    const reference = await paid();
    await town.advance(day);
    assert.equal((await sync(reference)).kind, 'captured');
    const refund = (part: number, before: number) =>
      provider.refund?.({reference, amount: part, final: false, key: 'r', books: books(before)});
    for (let twice = 0; twice < 2; twice++)
      assert.deepEqual(await refund(2_990, 0), {kind: 'refunded', reference, total: 2_990});
    assert.deepEqual(await refund(10_000, 2_990), {kind: 'refunded', reference, total: amount});
    assert.equal((await refund(1, amount))?.kind, 'declined');
    await town.stop();
  });

  test('a part before the night and the rest after it come to the whole', async () => {
    const {town, provider, paid} = await alone();
    const reference = await paid();
    const refund = (part: number, before: number) =>
      provider.refund?.({reference, amount: part, final: false, key: 'r', books: books(before)});
    assert.deepEqual(await refund(990, 0), {kind: 'refunded', reference, total: 990});
    await town.advance(day);
    assert.deepEqual(await refund(12_000, 990), {kind: 'refunded', reference, total: amount});
    await town.stop();
  });

  for (const what of ['silent_after', 'error_before'] as const) {
    test(`a credit whose answer is lost (${what}) is told by the totals`, async () => {
      const {town, provider, paid} = await alone();
      const reference = await paid();
      await town.advance(day);
      await town.call('bank', '/doubles/lyra/faults', {
        method: 'POST',
        headers: {authorization: 'Bearer bank_test_key', 'content-type': 'application/json'},
        body: JSON.stringify({method: 'POST', path: '/V4/Transaction/CancelOrRefund', fault: what}),
      });
      const order = {reference, amount: 4_000, final: false, key: 'r', books: books(0)};
      const [answer] = await Promise.all([provider.refund?.(order), town.advance(20_000)]);
      assert.deepEqual(answer, {kind: 'unknown'});
      const found = await provider.sync({kind: 'refund', ...order});
      assert.equal(found.kind, what === 'silent_after' ? 'refunded' : 'not_found');
      assert.deepEqual(await provider.refund?.(order), {kind: 'refunded', reference, total: 4_000});
      await town.stop();
    });
  }
});

describe('at the page', () => {
  test('a card refused while the page stays open is no refusal yet: the next card may be taken', async () => {
    const {town, atPage, sync} = await alone();
    const {reference, page} = await atPage(true);
    await post(town, page, {action: 'again'});
    assert.deepEqual(await sync(reference), {kind: 'pending', reference});
    await post(town, page, {action: 'pay'});
    assert.equal((await sync(reference)).kind, 'captured');
    await town.stop();
  });

  test('a card’s page is over after half an hour; one of another means may still be open', async () => {
    for (const [method, kind] of [
      ['card', 'voided'],
      ['paypal', 'pending'],
      ['wero', 'pending'],
    ] as const) {
      const {town, provider, authorize} = await alone();
      const outcome = await authorize({method});
      const form = formOf(outcome);
      assert.ok(outcome.kind === 'action_required');
      const {reference} = outcome;
      const sentAt = town.clock.now();
      await town.sleep(31 * 60_000);
      const key = `deed-${count}`;
      assert.equal((await provider.sync({kind: 'authorize', reference, key, sentAt, form})).kind, kind, method);
      await town.sleep(30 * 60_000);
      assert.equal((await provider.sync({kind: 'authorize', reference, key, sentAt, form})).kind, 'voided', method);
      await town.stop();
    }
  });

  test('PayPal holds for three days, and Wero takes at once whatever was asked', async () => {
    const one = await alone();
    const held = await one.sync(await one.paid(false, 'paypal'));
    assert.ok(held.kind === 'authorized');
    assert.equal(held.captureBefore, one.town.clock.now() + 3 * day);
    await one.town.stop();
    const other = await alone();
    assert.equal((await other.sync(await other.paid(false, 'wero'))).kind, 'captured');
    await other.town.stop();
  });

  test('an order that is not ours is neither captured, released nor refunded', async () => {
    const {town, provider, paid} = await alone();
    const reference = await paid(false);
    town.cut(async (_request, deliver) => {
      const answer = await (await deliver()).json();
      return Response.json({...answer, answer: {...answer.answer, orderDetails: {orderId: 'another', mode: 'TEST'}}});
    });
    const order = {reference, amount, final: true, key: 'c', books: {captured: amount, refunded: 0}};
    assert.deepEqual(await provider.capture?.(order), {kind: 'unknown'});
    assert.deepEqual(await provider.void?.(order), {kind: 'unknown'});
    assert.deepEqual(await provider.refund?.(order), {kind: 'unknown'});
    await town.stop();
  });

  test('Wero is not offered where the money is to wait for shipment', async () => {
    const town = await openTown({}, undefined, {providers: [(world) => lyra.read(demo).open(world)]});
    const goesTo = async (capture_method: string) => {
      const session = await town.session({capture_method, payment_methods: ['wero', 'bank_transfer']});
      const confirmed = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
        token: session.token,
        key: `wero-${capture_method}`,
        body: {method: 'wero'},
      });
      return new URL(confirmed.json.payment_intent.next_action.url);
    };
    assert.ok((await goesTo('automatic')).href.startsWith(`${addresses.pay}/away/`));
    // The test bank's own Wero stands behind it, and can wait.
    assert.equal((await goesTo('manual')).origin, addresses.bank);
    await town.stop();
  });

  test('a part is captured, and what is left is released', async () => {
    const {town, provider, paid} = await alone();
    const reference = await paid(false);
    const capture = (part: number) => provider.capture?.({reference, amount: part, final: false, key: 'c'});
    assert.deepEqual(await capture(5_000), {kind: 'captured', reference, total: 5_000, final: true});
    assert.equal((await capture(2_000))?.kind, 'declined');
    await town.stop();
  });
});

describe('a contract with forms only', () => {
  async function away(change: object = {capture_method: 'automatic'}) {
    const contacts: string[] = [];
    const town = await openTown({}, undefined, {
      providers: [
        (world): Connection =>
          lyra.read(formsOnly).open({
            ...world,
            net: {
              fetch(request) {
                contacts.push(request.url);
                return world.net.fetch(request);
              },
            },
          }),
      ],
    });
    const session = await town.session({order_reference: `ML-F${++count}`, ...change});
    const shopper = shopperIn(town);
    const confirm = (key = `confirm-${++count}`) =>
      town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
        token: session.token,
        key,
        body: {method: 'card'},
      });
    const step = async () => {
      const row = await town.store.get('intents', session.intent);
      const last = row?.doc.attempts.at(-1)?.step;
      assert.ok(last?.name === 'away' && last.form);
      return {handle: last.handle, form: last.form};
    };
    const status = async () => (await shopper.intent(session)).status as string;
    /** @returns the status of the answer. */
    async function say(handle: string, fields: Readonly<Record<string, string>>) {
      const body = new URLSearchParams({...fields, signature: sign(Object.entries(fields), formKey)}).toString();
      const headers = {'content-type': 'application/x-www-form-urlencoded'};
      const answer = await town.call('pay', `/notify/lyra/${handle}`, {method: 'POST', headers, body});
      await town.advance(1);
      return answer.status;
    }
    return {town, session, shopper, confirm, contacts, step, status, say};
  }
  const word = (form: Form, change: Readonly<Record<string, string>> = {}) => {
    const {signature: _signature, ...fields} = form;
    return {
      ...fields,
      vads_trans_status: 'AUTHORISED',
      vads_operation_type: 'DEBIT',
      vads_result: '00',
      vads_auth_result: '00',
      vads_card_number: '497010XXXXXX0055',
      ...change,
    };
  };

  test('cannot do later what it cannot do, and says so', async () => {
    const {town} = await alone(formsOnly);
    const connection = lyra.read(formsOnly).open(town.world);
    const {provider} = connection;
    assert.deepEqual([provider.capture, provider.void, provider.refund], [undefined, undefined, undefined]);
    assert.equal(provider.capabilities.deferredCapture, 'none');
    const checked = await connection.check();
    assert.ok(checked.kind === 'well' && checked.can.some((line) => line.includes('back office')));
    await town.stop();
  });

  test('is paid by the notification, and nobody is asked', async () => {
    const {town, session, confirm, contacts, step, status} = await away();
    assert.equal((await confirm()).status, 200);
    const {form} = await step();
    const entered = await post(town, '/doubles/lyra/vads-payment/', form);
    await post(town, entered.headers.get('location') ?? '', {action: 'pay'});
    await town.advance(1);
    assert.equal(await status(), 'succeeded');
    assert.deepEqual(contacts, []);
    // What tells the card is not kept.
    const row = await town.store.get('intents', session.intent);
    assert.ok(!JSON.stringify(row).includes('497010'));
    const refund = await town.api('POST', '/v1/refunds', {key: 'r-1', body: {payment_intent: session.intent}});
    assert.equal(refund.json.code, 'refund_unsupported');
    await town.stop();
  });

  for (const [what, change] of [
    ['another amount', {vads_amount: '1'}],
    ['another currency', {vads_currency: '840'}],
    ['another number', {vads_trans_id: '000001'}],
    ['another day', {vads_trans_date: '20261123090000'}],
    ['a status that nobody has heard', {vads_trans_status: 'PERHAPS'}],
    ['a result that says something else', {vads_result: '05'}],
    ['a card that was only looked at', {vads_operation_type: 'VERIFICATION'}],
    ['a credit', {vads_operation_type: 'CREDIT'}],
  ] as const) {
    test(`rightly signed, with ${what}: not paid`, async () => {
      const {town, confirm, step, status, say} = await away();
      await confirm();
      const {handle, form} = await step();
      assert.equal(await say(handle, word(form, change)), 200);
      assert.equal(await status(), 'requires_action');
      assert.equal(await say(handle, word(form)), 200);
      assert.equal(await status(), 'succeeded');
      await town.stop();
    });
  }

  test('a refusal is said, and the next try is paid; the word of the first means nothing for it', async () => {
    const {town, shopper, session, confirm, step, status, say} = await away();
    await confirm();
    const first = await step();
    const refused = {vads_trans_status: 'REFUSED', vads_result: '05', vads_auth_result: '51'};
    await say(first.handle, word(first.form, refused));
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.last_decline.code], ['requires_payment_method', 'insufficient_funds']);
    await confirm();
    const second = await step();
    await say(second.handle, word(first.form));
    assert.equal(await status(), 'requires_action');
    await say(second.handle, word(second.form));
    assert.equal(await status(), 'succeeded');
    await town.stop();
  });

  test('given up at the page: no refusal', async () => {
    const {town, shopper, session, confirm, step, say} = await away();
    await confirm();
    const {handle, form} = await step();
    await say(handle, word(form, {vads_trans_status: 'ABANDONED', vads_result: '17'}));
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.last_decline], ['requires_payment_method', null]);
    await town.stop();
  });

  test('without a word it waits for every repetition; then the merchant is to look, also when one comes late', async () => {
    const {town, session, confirm, step, status, say} = await away();
    await confirm();
    const {handle, form} = await step();
    await town.advance(100 * 60_000);
    assert.equal(await status(), 'requires_action');
    await town.advance(2 * 3_600_000);
    // Its session is over by then.
    assert.equal(await status(), 'canceled');
    const task = async () => (await town.api('GET', `/v1/payment_intents/${session.intent}`)).json.attempts[0].task;
    assert.equal(await task(), 'check_back_office');
    assert.equal(await say(handle, word(form)), 200);
    assert.equal(await status(), 'canceled');
    await town.stop();
  });

  test('paid after all, for a try that was refused: the merchant is to look', async () => {
    const {town, session, confirm, step, status, say} = await away();
    await confirm();
    const {handle, form} = await step();
    await say(handle, word(form, {vads_trans_status: 'REFUSED', vads_result: '05', vads_auth_result: '51'}));
    const task = async () => (await town.api('GET', `/v1/payment_intents/${session.intent}`)).json.attempts[0].task;
    assert.equal(await task(), null);
    await say(handle, word(form));
    assert.deepEqual([await status(), await task()], ['requires_payment_method', 'check_back_office']);
    assert.ok(town.logged.join('').includes('paid_after_all'));
    await town.stop();
  });

  test('a payment that is told again, or taken in the night, is no task', async () => {
    const {town, session, confirm, step, say} = await away();
    await confirm();
    const {handle, form} = await step();
    await say(handle, word(form));
    await say(handle, word(form));
    await say(handle, word(form, {vads_trans_status: 'CAPTURED', vads_url_check_src: 'BATCH_AUTO'}));
    const {json} = await town.api('GET', `/v1/payment_intents/${session.intent}`);
    assert.deepEqual([json.status, json.attempts[0].task], ['succeeded', null]);
    await town.stop();
  });

  test('is not offered where the money is to wait for shipment', async () => {
    const {town, confirm} = await away({capture_method: 'manual', payment_methods: ['card']});
    const answer = await confirm();
    assert.notEqual(answer.json.payment_intent?.next_action?.type, 'redirect');
    await town.stop();
  });
});
