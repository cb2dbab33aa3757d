import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, test} from 'node:test';
import type {AcquirerPayment} from '#contract/acquirer.ts';
import {walletKinds, type WalletKind, type WalletPayment} from '#contract/wallet.ts';
import {NetError} from '../../server/ports.ts';
import type {ShopSettings} from '../../server/shop-settings.ts';
import {paperOf} from '../../server/receipts/paper.ts';
import {shopperIn, type Session} from '../shopper.ts';
import {addresses, openTown, type Town, type Wire} from '../town.ts';

/**
 * Paying at a page of the test bank, from the confirmation to the refund, with everything that may go wrong on the way
 * there and back. At the end of each, the bank's books and ours are one story.
 */
const minute = 60_000;
const day = 86_400_000;

const partly: readonly WalletKind[] = ['paypal', 'apple_pay', 'google_pay'];
const deferring: readonly WalletKind[] = [...partly, 'wero', 'instalments'];

let orders = 0;

/** A shopper who has chosen a wallet and stands before its page. */
async function away(
  kind: WalletKind,
  {change = {}, shop = {}, cut}: {change?: object; shop?: Partial<ShopSettings>; cut?: Wire} = {},
) {
  const town = await openTown(shop);
  const shopper = shopperIn(town);
  const order = `ML-${++orders}`;
  const session = await town.session({order_reference: order, ...change});
  if (cut) town.cut(cut);
  const confirm = (key = `confirm-${++orders}`, method: WalletKind = kind) =>
    town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key,
      body: {method, ...(method === 'instalments' && {plan: 'instalments_3'})},
    });
  const confirmed = await confirm();
  const url = confirmed.json.payment_intent?.next_action?.url ?? '';
  return {town, shopper, session, order, confirm, confirmed, ...pressing(town, url)};
}

type Away = Awaited<ReturnType<typeof away>>;

function pressing(town: Town, url: string) {
  const page = url === '' ? '' : new URL(url).pathname;
  const press = (action: string, more: Record<string, string> = {}) =>
    town.call('bank', page, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({action, ...more}).toString(),
    });
  return {page, press};
}

/** Follows the way back as a browser does, and lets happen what it sets off. */
async function comeBack(town: Town, response: Response): Promise<Response> {
  const location = response.headers.get('location') ?? '';
  assert.ok(location.startsWith(`${addresses.pay}/return/`), `sent back to ${location}`);
  const back = await town.call('pay', new URL(location).pathname);
  assert.equal(back.status, 303);
  assert.match(back.headers.get('location') ?? '', /\/pay\/cs_/);
  await town.advance(1);
  return back;
}

async function bookOf(town: Town, order: string): Promise<readonly WalletPayment[]> {
  const book = await (
    await town.call('bank', '/wallets/book', {headers: {authorization: 'Bearer bank_test_key'}})
  ).json();
  return book.payments.filter((one: WalletPayment) => one.order_reference === order);
}

/** Nothing double, nothing lost: what the bank holds or has taken is what we say, and the ledger adds up. */
async function agree({town, session, order, shopper}: Away): Promise<void> {
  const acquirer = await (
    await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}})
  ).json();
  const all: readonly (WalletPayment | AcquirerPayment)[] = [
    ...(await bookOf(town, order)),
    ...acquirer.payments.filter((one: AcquirerPayment) => one.order_reference === order),
  ];
  const held = all.filter(({status}) => status === 'approved');
  const intent = await shopper.intent(session);
  const paid = intent.status === 'requires_capture' || intent.status === 'succeeded' || intent.status === 'in_review';
  assert.equal(held.length, paid ? 1 : 0, `${intent.status}, held ${held.length} times`);
  const sum = (name: 'amount_captured' | 'amount_refunded') => all.reduce((total, one) => total + one[name], 0);
  assert.equal(sum('amount_captured'), intent.amount_captured);
  assert.equal(sum('amount_refunded'), intent.amount_refunded);
  const lines = (await town.store.find('ledger', {by: 'intent', equals: session.intent, limit: 100})).map(
    ({doc}) => doc,
  );
  const total = (kind: string) =>
    lines.reduce((amount, line) => (line.kind === kind ? amount + line.amount : amount), 0);
  assert.equal(total('captured'), intent.amount_captured);
  assert.equal(total('refunded'), intent.amount_refunded);
  const isHeld = intent.status === 'requires_capture' || intent.status === 'in_review';
  assert.equal(total('authorized') - total('captured') - total('voided') > 0, isHeld);
  await town.stop();
}

async function newsOf(town: Town, {intent}: Session): Promise<readonly string[]> {
  const {json} = await town.api('GET', '/v1/events?limit=100');
  return json.data
    .filter((event: {data: {object: {id: string}}}) => event.data.object.id === intent)
    .toSorted((a: {sequence: number}, b: {sequence: number}) => a.sequence - b.sequence)
    .map((event: {type: string}) => event.type);
}

const statusOf = async ({shopper, session}: Away): Promise<string> => (await shopper.intent(session)).status;
const capture = ({town, session}: Away, body: object, key = `capture-${++orders}`) =>
  town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key, body});
const refund = ({town, session}: Away, amount: number, key = `refund-${++orders}`) =>
  town.api('POST', '/v1/refunds', {key, body: {payment_intent: session.intent, amount}});

describe('a payment at a wallet', () => {
  for (const kind of deferring) {
    test(`${kind}: reserved, captured at shipment, refunded`, async () => {
      const one = await away(kind);
      const {town, confirmed, press, shopper, session} = one;
      assert.equal(confirmed.status, 200, confirmed.text);
      assert.deepEqual(confirmed.json.payment_intent.next_action.type, 'redirect');
      assert.match(confirmed.json.payment_intent.next_action.url, /^http:\/\/localhost:4244\/wallet\/wp_[0-9a-f]{32}$/);
      assert.equal(await statusOf(one), 'requires_action');

      await comeBack(town, await press('pay'));
      const view = await shopper.view(session);
      assert.deepEqual([view.status, view.payment_intent.status], ['complete', 'requires_capture']);
      assert.ok(view.receipt);

      const part = await capture(one, {amount: 5_000, final: false});
      if (partly.includes(kind)) {
        assert.deepEqual([part.status, part.json.amount_captured], [200, 5_000]);
      } else {
        assert.deepEqual([part.status, part.json.code], [422, 'partial_capture_unsupported']);
      }
      const rest = await capture(one, {});
      assert.deepEqual([rest.json.status, rest.json.amount_captured], ['succeeded', 12_990]);
      assert.equal((await refund(one, 2_990)).status, 201);
      assert.equal((await refund(one, 10_001)).json.code, 'amount_too_large');
      assert.equal((await refund(one, 10_000)).status, 201);
      assert.equal((await shopper.intent(session)).amount_refunded, 12_990);
      await agree(one);
    });

    test(`${kind}: reserved, and released`, async () => {
      const one = await away(kind);
      await comeBack(one.town, await one.press('pay'));
      const voided = await one.town.api('POST', `/v1/payment_intents/${one.session.intent}/void`, {key: 'v', body: {}});
      assert.deepEqual([voided.json.status, voided.json.cancellation_reason], ['canceled', 'voided']);
      await agree(one);
    });
  }

  for (const kind of walletKinds) {
    test(`${kind}: taken at once, refunded`, async () => {
      const one = await away(kind, {change: {capture_method: 'automatic'}});
      await comeBack(one.town, await one.press('pay'));
      assert.equal(await statusOf(one), 'succeeded');
      assert.equal((await refund(one, 12_990)).status, 201);
      assert.equal((await refund(one, 1)).json.code, 'intent_not_refundable');
      await agree(one);
    });

    test(`${kind}: refused, and paid by card after that`, async () => {
      const one = await away(kind, {change: {capture_method: 'automatic'}});
      const {town, press, shopper, session} = one;
      await comeBack(town, await press(kind === 'instalments' ? 'lender_declined' : 'insufficient_funds'));
      const {payment_intent: intent, status} = await shopper.view(session);
      assert.deepEqual([status, intent.status], ['open', 'requires_payment_method']);
      assert.equal(intent.last_decline.code, kind === 'instalments' ? 'generic_decline' : 'insufficient_funds');
      await byCard(one);
    });

    test(`${kind}: canceled by the shopper, and paid by card after that`, async () => {
      const one = await away(kind, {change: {capture_method: 'automatic'}});
      await comeBack(one.town, await one.press('cancel'));
      const {payment_intent: intent, status} = await one.shopper.view(one.session);
      assert.deepEqual([status, intent.status, intent.last_decline], ['open', 'requires_payment_method', null]);
      await byCard(one);
    });
  }

  test('the lender’s plan: shown before the choice, named in it, and kept with the payment', async () => {
    const town = await openTown();
    const session = await town.session({capture_method: 'automatic', order_reference: `ML-${++orders}`});
    const read = async () =>
      (await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token})).json;
    const view = await read();
    const shown = view.payment_methods.find(({type}: {type: string}) => type === 'instalments').plans;
    assert.deepEqual(shown, [
      {
        id: 'instalments_3',
        currency: 'EUR',
        purchase: 12_990,
        cost: 0,
        total: 12_990,
        annual_rate_basis_points: 0,
        instalments: [
          {due_on: '2026-11-24', amount: 4_330, fee: 0},
          {due_on: '2026-12-24', amount: 4_330, fee: 0},
          {due_on: '2027-01-24', amount: 4_330, fee: 0},
        ],
      },
    ]);
    const confirm = (body: object) =>
      town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
        token: session.token,
        key: `confirm-${++orders}`,
        body,
      });
    for (const wrong of [
      {method: 'instalments'},
      {method: 'instalments', plan: 'instalments_4'},
      {method: 'paypal', plan: 'instalments_3'},
    ])
      assert.equal((await confirm(wrong)).json.code, 'plan_mismatch', JSON.stringify(wrong));
    const confirmed = await confirm({method: 'instalments', plan: 'instalments_3'});
    const {url} = confirmed.json.payment_intent.next_action;
    await comeBack(town, await pressing(town, url).press('pay'));
    const intent = await shopperIn(town).intent(session);
    assert.deepEqual([intent.status, intent.method.instalments, intent.method.plan], ['succeeded', 3, shown[0]]);
    assert.deepEqual((await read()).receipt.plan, shown[0]);
    const {document} = (await town.api('GET', `/v1/receipts/${intent.receipt}`)).json;
    assert.deepEqual(document.plan, shown[0]);
    const paper = paperOf({document, duplicateOf: undefined, locale: 'fr'});
    assert.deepEqual(
      paper.parts.find(({title}) => title === 'Échéancier')?.rows.slice(0, 4),
      [
        ['24 novembre 2026', '43,30\u00a0EUR'],
        ['24 décembre 2026', '43,30\u00a0EUR'],
        ['24 janvier 2027', '43,30\u00a0EUR'],
        ['Coût total du crédit', '0,00\u00a0EUR'],
      ].map(([label, value]) => ({label, value})),
    );
    await town.stop();
  });

  test('a lender takes no more than it says', async () => {
    const town = await openTown();
    const hidden = async (amount: number) => {
      const session = await town.session({amount, line_items: [], order_reference: `ML-${++orders}`});
      const {json} = await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token});
      return json.hidden_methods.find(({type}: {type: string}) => type === 'instalments');
    };
    assert.equal(await hidden(300_000), undefined);
    assert.deepEqual(await hidden(300_001), {type: 'instalments', reason: 'amount_too_large', from: null});
    assert.deepEqual(await hidden(9_999), {type: 'instalments', reason: 'amount_too_small', from: 10_000});
    await town.stop();
  });

  test('Alipay is not offered for shipment later', async () => {
    const {confirmed, town} = await away('alipay');
    assert.deepEqual([confirmed.status, confirmed.json.code], [422, 'method_not_offered']);
    await town.stop();
  });

  test('PayPal with a card and without an account', async () => {
    const one = await away('paypal');
    await comeBack(one.town, await one.press('card', {number: '4242424242424242', expiry: '12/30', cvc: '123'}));
    assert.equal(await statusOf(one), 'requires_capture');
    await agree(one);
  });

  test('a reservation that nobody captures lapses, and the merchant was told a day before', async () => {
    const one = await away('paypal');
    await comeBack(one.town, await one.press('pay'));
    await one.town.advance(6 * day - minute);
    assert.ok(!(await newsOf(one.town, one.session)).includes('payment_intent.authorization_expiring'));
    await one.town.advance(2 * minute);
    assert.ok((await newsOf(one.town, one.session)).includes('payment_intent.authorization_expiring'));
    await one.town.advance(day + 5 * minute);
    const intent = await one.shopper.intent(one.session);
    assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'authorization_expired']);
    await agree(one);
  });
});

/** Another try in the same session, by card. */
async function byCard(one: Away): Promise<void> {
  const {town, shopper, session} = one;
  const token = await town.card(session, '4000000000000010');
  const confirmed = await shopper.confirm(session, token);
  assert.equal(confirmed.status, 200, confirmed.text);
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  await town.advance(1);
  assert.equal(await statusOf(one), 'succeeded');
  await agree(one);
}

describe('the ways back', () => {
  test('only the notification', async () => {
    const one = await away('paypal');
    await one.press('stay');
    await one.town.advance(1);
    assert.equal(await statusOf(one), 'requires_capture');
    await agree(one);
  });

  test('neither notification nor return: found by asking', async () => {
    const one = await away('paypal');
    await one.press('vanish');
    await one.town.advance(minute);
    assert.equal(await statusOf(one), 'requires_capture');
    await agree(one);
  });

  test('twice: nothing happens twice, and nothing is told early', async () => {
    const one = await away('paypal');
    const page = await (await one.press('twice')).text();
    const [first, second] = [...page.matchAll(/href="([^"]*\/return\/[^"]*)"/g)].map(([, href]) => href ?? '');
    for (const href of [first, second, second]) {
      assert.equal((await one.town.call('pay', new URL(href ?? '').pathname)).status, 303);
      await one.town.advance(1);
    }
    assert.deepEqual(await newsOf(one.town, one.session), ['payment_intent.authorized']);
    await agree(one);
  });

  test('before the notification', async () => {
    const one = await away('wero', {change: {capture_method: 'automatic'}});
    await comeBack(one.town, await one.press('early'));
    assert.equal(await statusOf(one), 'succeeded');
    await one.town.advance(10_000);
    await agree(one);
  });

  test('the page is closed, and expires', async () => {
    const one = await away('paypal');
    await one.town.advance(14 * minute);
    assert.equal(await statusOf(one), 'requires_action');
    await one.town.advance(2 * minute);
    assert.equal(await statusOf(one), 'requires_payment_method');
    await agree(one);
  });

  test('a return before anything was decided changes nothing', async () => {
    const one = await away('paypal');
    const {doc} = (await one.town.store.get('intents', one.session.intent))!;
    const handle = doc.attempts.at(-1)?.handle ?? '';
    await one.town.call('pay', `/return/${one.session.id}/${handle}`);
    await one.town.advance(1);
    assert.equal(await statusOf(one), 'requires_action');
    await one.press('pay');
    await one.town.advance(minute);
    await agree(one);
  });

  test('a notification of an earlier try changes nothing of the next one', async () => {
    const one = await away('paypal');
    await comeBack(one.town, await one.press('declined'));
    const {doc} = (await one.town.store.get('intents', one.session.intent))!;
    const next = pressing(one.town, (await one.confirm()).json.payment_intent.next_action.url);
    await one.town.call(
      'pay',
      `/notify/test_paypal/${doc.attempts.at(-1)?.handle ?? ''}`,
      signed('bank_test_key', one.town),
    );
    await one.town.advance(1);
    assert.equal(await statusOf(one), 'requires_action');
    await comeBack(one.town, await next.press('pay'));
    await agree(one);
  });
});

function signed(key: string, town: Town, {age = 0, body = '{"id":"wp_1"}'} = {}): RequestInit {
  const seconds = Math.floor(town.clock.now() / 1000) - age;
  const mac = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
  return {method: 'POST', headers: {'bank-signature': `t=${seconds},v1=${mac}`}, body};
}

describe('a notification', () => {
  const rows: readonly [what: string, init: (town: Town) => RequestInit, status: number][] = [
    ['signed by the bank', (town) => signed('bank_test_key', town), 200],
    ['of five minutes ago', (town) => signed('bank_test_key', town, {age: 300}), 200],
    ['older than that', (town) => signed('bank_test_key', town, {age: 301}), 401],
    ['under another key', (town) => signed('another_key', town), 401],
    ['without a signature', () => ({method: 'POST', body: '{"id":"wp_1"}'}), 401],
    ['with another body', (town) => ({...signed('bank_test_key', town), body: '{"id":"wp_2"}'}), 401],
  ];
  for (const [what, init, status] of rows) {
    test(`${what}: ${status}${status === 401 ? ', and nobody looks' : ''}`, async () => {
      const one = await away('paypal');
      const {doc} = (await one.town.store.get('intents', one.session.intent))!;
      await one.press('vanish');
      let asked = 0;
      one.town.cut((request, deliver) => {
        if (request.url.includes('/wallets/payments')) asked++;
        return deliver();
      });
      const handle = doc.attempts.at(-1)?.handle ?? '';
      assert.equal((await one.town.call('pay', `/notify/test_paypal/${handle}`, init(one.town))).status, status);
      await one.town.advance(1);
      assert.equal(asked > 0, status === 200);
      assert.equal(await statusOf(one), status === 200 ? 'requires_capture' : 'requires_action');
      await one.town.advance(minute);
      await agree(one);
    });
  }
});

describe('leaving the page', () => {
  test('closes it: nobody can pay there any more, and another way is open', async () => {
    const one = await away('paypal', {change: {capture_method: 'automatic'}});
    const left = await one.shopper.cancel(one.session, {attempt: true});
    assert.deepEqual([left.status, left.json.payment_intent.status], [200, 'requires_payment_method']);
    const late = await one.press('pay');
    assert.match(late.headers.get('location') ?? '', /^\/wallet\//);
    assert.doesNotMatch(await (await one.town.call('bank', one.page)).text(), /<button/);
    assert.equal((await bookOf(one.town, one.order))[0]?.status, 'canceled');
    await byCard(one);
  });

  test('for good closes page and payment', async () => {
    const one = await away('paypal');
    assert.equal((await one.shopper.cancel(one.session)).status, 200);
    await one.press('pay');
    const intent = await one.shopper.intent(one.session);
    assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'abandoned']);
    await agree(one);
  });

  for (const method of ['manual', 'automatic'] as const) {
    for (const body of [{attempt: true}, {}]) {
      test(`in the moment of paying (${method}, ${JSON.stringify(body)}): the payment stands`, async () => {
        const one = await away('paypal', {change: {capture_method: method}});
        one.town.cut(async (request, deliver) => {
          if (request.url.endsWith('/voids')) await one.press('vanish');
          return deliver();
        });
        const left = await one.shopper.cancel(one.session, body);
        assert.deepEqual([left.status, left.json.code], [409, 'session_complete']);
        assert.equal(await statusOf(one), method === 'manual' ? 'requires_capture' : 'succeeded');
        await agree(one);
      });
    }
  }

  test('while the bank cannot be reached: nothing is said to be closed that may still be paid', async () => {
    const one = await away('paypal');
    one.town.cut(async (request, deliver) => {
      if (request.url.startsWith(addresses.bank)) throw new NetError('not_sent');
      return deliver();
    });
    const left = await one.shopper.cancel(one.session, {attempt: true});
    assert.deepEqual([left.status, left.json.code], [409, 'payment_in_progress']);
    one.town.mend();
    await comeBack(one.town, await one.press('pay'));
    await agree(one);
  });

  test('the answer to it is lost: closed all the same, and known to be', async () => {
    const one = await away('paypal');
    one.town.cut(async (request, deliver) => {
      const answer = await deliver();
      if (request.url.endsWith('/voids')) throw new NetError('no_answer');
      return answer;
    });
    const left = await one.shopper.cancel(one.session, {attempt: true});
    assert.deepEqual([left.status, left.json.payment_intent.status], [200, 'requires_payment_method']);
    await agree(one);
  });

  test('the session’s time is over while the shopper is away: what is paid there stands', async () => {
    const one = await away('paypal', {change: {expires_in: 300}});
    await one.town.advance(6 * minute);
    assert.equal(await statusOf(one), 'requires_action');
    await comeBack(one.town, await one.press('pay'));
    assert.equal(await statusOf(one), 'requires_capture');
    await agree(one);
  });

  test('the session’s time is over while the shopper is away, who never pays: it expires with the page', async () => {
    const one = await away('paypal', {change: {expires_in: 300}});
    await one.town.advance(20 * minute);
    const intent = await one.shopper.intent(one.session);
    assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'session_expired']);
    await one.press('pay');
    await agree(one);
  });

  test('the merchant cannot close a session while its shopper may be paying', async () => {
    const one = await away('paypal');
    const closed = await one.town.api('POST', `/v1/checkout_sessions/${one.session.id}/expire`, {key: 'x', body: {}});
    assert.deepEqual([closed.status, closed.json.code], [409, 'payment_in_progress']);
    await comeBack(one.town, await one.press('pay'));
    await agree(one);
  });
});

describe('messages are lost', () => {
  const isOpening: (url: string, method: string) => boolean = (url, method) =>
    method === 'POST' && url.endsWith('/wallets/payments');

  test('the answer to the opening: the page is found by asking', async () => {
    const one = await away('paypal', {
      cut: async (request, deliver) => {
        const answer = await deliver();
        if (isOpening(request.url, request.method)) throw new NetError('no_answer');
        return answer;
      },
    });
    const {payment_intent: intent} = one.confirmed.json;
    assert.deepEqual([intent.status, intent.uncertain, intent.next_action], ['processing', true, null]);
    await one.town.advance(5_000);
    const {next_action: next} = (await one.shopper.view(one.session)).payment_intent;
    assert.equal(next.type, 'redirect');
    await comeBack(one.town, await pressing(one.town, next.url).press('pay'));
    assert.equal((await bookOf(one.town, one.order)).length, 1);
    await agree(one);
  });

  test('the opening itself: after the settle window certainly not paid, and another try is open', async () => {
    const one = await away('paypal', {
      change: {capture_method: 'automatic'},
      cut: async (request, deliver) => {
        if (isOpening(request.url, request.method)) throw new NetError('no_answer');
        return deliver();
      },
    });
    await one.town.advance(29_000);
    assert.equal(await statusOf(one), 'processing');
    await one.town.advance(31_000);
    const {payment_intent: intent} = await one.shopper.view(one.session);
    assert.deepEqual([intent.status, intent.last_decline.code], ['requires_payment_method', 'provider_unavailable']);
    assert.equal((await bookOf(one.town, one.order)).length, 0);
    one.town.mend();
    await byCard(one);
  });

  test('the bank is down when it begins: told at once', async () => {
    const one = await away('paypal', {
      cut: async (request, deliver) => {
        if (request.url.startsWith(addresses.bank)) throw new NetError('not_sent');
        return deliver();
      },
    });
    const {payment_intent: intent} = one.confirmed.json;
    assert.deepEqual([intent.status, intent.last_decline.code], ['requires_payment_method', 'provider_unavailable']);
    await agree(one);
  });

  test('an answer that cannot be read is no answer', async () => {
    let first = true;
    const one = await away('paypal', {
      cut: async (request, deliver) => {
        const answer = await deliver();
        if (!isOpening(request.url, request.method) || !first) return answer;
        first = false;
        return new Response('<h1>Bad Gateway</h1>', {status: 502});
      },
    });
    assert.equal(one.confirmed.json.payment_intent.uncertain, true);
    await one.town.advance(5_000);
    assert.equal(await statusOf(one), 'requires_action');
    await one.town.advance(20 * minute);
    await agree(one);
  });

  for (const what of ['captures', 'voids', 'refunds'] as const) {
    for (const lost of ['request', 'answer'] as const) {
      test(`the ${lost} of ${what}: done once, in the end`, async () => {
        const one = await away('paypal');
        await comeBack(one.town, await one.press('pay'));
        if (what === 'refunds') await capture(one, {});
        let times = 0;
        one.town.cut(async (request, deliver) => {
          if (!request.url.endsWith(`/${what}`) || ++times > 1) return deliver();
          if (lost === 'answer') await deliver();
          throw new NetError('no_answer');
        });
        if (what === 'captures') await capture(one, {amount: 5_000, final: false}, 'op');
        if (what === 'refunds') await refund(one, 5_000, 'op');
        if (what === 'voids')
          await one.town.api('POST', `/v1/payment_intents/${one.session.intent}/void`, {key: 'op', body: {}});
        await one.town.advance(minute);
        const intent = await one.shopper.intent(one.session);
        if (what === 'captures') assert.equal(intent.amount_captured, 5_000);
        if (what === 'refunds') assert.equal(intent.amount_refunded, 5_000);
        if (what === 'voids') assert.equal(intent.cancellation_reason, 'voided');
        const [entry] = await bookOf(one.town, one.order);
        assert.equal(entry?.operations.length, what === 'refunds' ? 2 : 1);
        await agree(one);
      });
    }
  }

  test('the notification: repeated until heard', async () => {
    let times = 0;
    const one = await away('paypal', {change: {capture_method: 'automatic'}});
    one.town.cut(async (request, deliver) => {
      if (request.url.includes('/notify/') && ++times < 3) throw new NetError('not_sent');
      return deliver();
    });
    await one.press('stay');
    await one.town.advance(15_000);
    assert.equal(times, 3);
    assert.equal(await statusOf(one), 'succeeded');
    await agree(one);
  });

  test('a double click on the page of ours opens one page of theirs', async () => {
    const one = await away('paypal');
    const [again] = await Promise.all([one.confirm('other'), one.confirm('another')]);
    assert.equal(again.json.code, 'payment_in_progress');
    assert.equal((await bookOf(one.town, one.order)).length, 1);
    await comeBack(one.town, await one.press('pay'));
    await agree(one);
  });
});

describe('an order that the merchant looks at', () => {
  const shop = {review: {amountFrom: {EUR: 1}}} as const;

  test('is only reserved at a wallet, and taken when approved', async () => {
    const one = await away('paypal', {shop, change: {capture_method: 'automatic'}});
    await comeBack(one.town, await one.press('pay'));
    assert.equal(await statusOf(one), 'in_review');
    assert.equal((await bookOf(one.town, one.order))[0]?.amount_captured, 0);
    const approved = await one.town.api('POST', `/v1/payment_intents/${one.session.intent}/review`, {
      key: 'r',
      body: {decision: 'approve'},
    });
    assert.equal(approved.json.status, 'succeeded', approved.text);
    await agree(one);
  });

  test('cannot be only reserved where the wallet takes at once: it is taken, and not said to be under review', async () => {
    const one = await away('alipay', {shop, change: {capture_method: 'automatic'}});
    assert.equal(one.confirmed.json.payment_intent.status, 'requires_action');
    await comeBack(one.town, await one.press('pay'));
    assert.equal(await statusOf(one), 'succeeded');
    await agree(one);
  });
});
