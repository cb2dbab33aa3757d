import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, test} from 'node:test';
import {walletKinds, type WalletKind, type WalletPayment} from '#contract/wallet.ts';
import {newsPausesMs} from '../../../server/bank/wallet-news.ts';
import {config, isOpen, TestBank} from './bank.ts';

const minute = 60_000;
const day = 86_400_000;

let serial = 0;

function opening(kind: WalletKind, differences: object = {}): Record<string, unknown> {
  serial += 1;
  return {
    reference: `wallet_${serial}`,
    kind,
    merchant: 'Maison Lumen',
    order_reference: 'ML-2026-0412',
    amount: 12_990,
    currency: 'EUR',
    capture: kind === 'alipay',
    return_url: `${config.payUrl}/return/cs_1/h_1`,
    notify_url: `${config.payUrl}/notify/h_1`,
    locale: 'fr',
    ...(kind === 'instalments' && {instalments: 3}),
    ...differences,
  };
}

/** A bank with one open page, and what one can do there. */
async function opened(kind: WalletKind = 'paypal', differences: object = {}) {
  const bank = new TestBank();
  const request = opening(kind, differences);
  const response = await bank.post('/wallets/payments', request);
  assert.equal(response.status, 201);
  const payment = (await response.json()) as WalletPayment;
  const at = `/wallets/payments/${payment.id}`;
  return {
    bank,
    request,
    payment,
    press: (action: string, more: Record<string, string> = {}) => bank.form(`/wallet/${payment.id}`, {action, ...more}),
    page: async () => (await bank.get(`/wallet/${payment.id}`)).text(),
    read: async () => (await (await bank.get(at)).json()) as WalletPayment,
    capture: (reference: string, amount: number, final = true) =>
      bank.post(`${at}/captures`, {reference, amount, final}),
    void: (reference: string, more: object = {}) => bank.post(`${at}/voids`, {reference, ...more}),
    refund: (reference: string, amount: number) => bank.post(`${at}/refunds`, {reference, amount}),
  };
}

async function code(response: Response | Promise<Response>): Promise<string> {
  const answer = await response;
  const {code: word} = (await answer.json()) as {code?: string};
  return `${answer.status} ${word ?? ''}`.trim();
}

describe('a request', () => {
  test('opens a page: nothing is reserved, and the address cannot be guessed', async () => {
    const {bank, payment, request} = await opened();
    assert.deepEqual(payment, {
      id: payment.id,
      reference: request['reference'],
      kind: 'paypal',
      order_reference: 'ML-2026-0412',
      status: 'open',
      amount: 12_990,
      currency: 'EUR',
      amount_captured: 0,
      amount_refunded: 0,
      final: false,
      url: `${config.url}/wallet/${payment.id}`,
      expires_at: new Date(bank.now + 15 * minute).toISOString(),
      refusal: null,
      capture_before: null,
      operations: [],
    });
    assert.match(payment.id, /^wp_[0-9a-f]{32}$/);
    assert.ok(!bank.logged.join().includes(payment.id), 'the key to the page stands in no log');
  });

  test('twice under one reference opens one page; with another body it is refused', async () => {
    const {bank, payment, request} = await opened();
    assert.equal(((await (await bank.post('/wallets/payments', request)).json()) as WalletPayment).id, payment.id);
    assert.equal(await code(bank.post('/wallets/payments', {...request, amount: 12_991})), '422 reference_reused');
    const book = (await (await bank.get('/wallets/book')).json()) as {payments: WalletPayment[]};
    assert.deepEqual(
      book.payments.map(({id}) => id),
      [payment.id],
    );
    const found = await bank.get(`/wallets/payments?reference=${String(request['reference'])}`);
    assert.equal(((await found.json()) as WalletPayment).id, payment.id);
  });

  test('nobody without the key is answered', async () => {
    const {bank, payment} = await opened();
    assert.equal(await code(bank.post('/wallets/payments', opening('paypal'), 'another_key')), '401 unauthorized');
    assert.equal((await bank.app.request('/wallets/book')).status, 401);
    assert.equal((await bank.app.request(`/wallets/payments/${payment.id}`)).status, 401);
  });

  const taken: readonly [WalletKind, object][] = [
    ['paypal', {currency: 'CHF'}],
    ['alipay', {currency: 'USD'}],
    ['apple_pay', {currency: 'GBP'}],
    ['google_pay', {capture: true}],
    ['wero', {amount: 1}],
    ['instalments', {amount: 10_000}],
    ['instalments', {amount: 300_000}],
  ];
  for (const [kind, differences] of taken) {
    test(`${kind} takes ${JSON.stringify(differences)}`, async () => {
      assert.equal((await new TestBank().post('/wallets/payments', opening(kind, differences))).status, 201);
    });
  }

  const refused: readonly [WalletKind, object, string][] = [
    ['wero', {currency: 'USD'}, 'currency'],
    ['instalments', {currency: 'GBP'}, 'currency'],
    ['paypal', {currency: 'JPY'}, 'currency'],
    ['alipay', {capture: false}, 'capture'],
    ['instalments', {amount: 9999}, 'amount'],
    ['instalments', {amount: 300_001}, 'amount'],
    ['instalments', {instalments: 4}, 'instalments'],
    ['instalments', {instalments: undefined}, 'instalments'],
    ['paypal', {instalments: 3}, 'instalments'],
    ['paypal', {amount: 0}, 'amount'],
    ['paypal', {return_url: 'https://evil.example.test/x'}, 'return_url'],
    ['paypal', {notify_url: 'https://pay.example.test.evil.example/x'}, 'notify_url'],
    ['paypal', {locale: 'de'}, 'locale'],
  ];
  for (const [kind, differences, detail] of refused) {
    test(`${kind} does not take ${JSON.stringify(differences)}`, async () => {
      const response = await new TestBank().post('/wallets/payments', opening(kind, differences));
      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), {code: 'bad_request', detail});
    });
  }

  test('a payment that nobody opened is not found', async () => {
    const bank = new TestBank();
    assert.equal(await code(bank.get('/wallets/payments?reference=nobody')), '404 not_found');
    assert.equal(await code(bank.get('/wallets/payments/wp_0')), '404 not_found');
    assert.equal(await code(bank.post('/wallets/payments/wp_0/voids', {reference: 'v'})), '404 not_found');
  });
});

describe('what the shopper decides', () => {
  for (const kind of walletKinds) {
    test(`${kind}: paid, and sent back after pay was told`, async () => {
      const {bank, press, read, request} = await opened(kind);
      const response = await press('pay');
      assert.equal(response.status, 303);
      assert.equal(response.headers.get('location'), request['return_url']);
      assert.equal(bank.sent.length, 1);
      const payment = await read();
      assert.equal(payment.status, 'approved');
      assert.equal(payment.amount_captured, kind === 'alipay' ? 12_990 : 0);
      assert.equal(payment.final, kind === 'alipay');
      assert.equal(payment.capture_before, kind === 'alipay' ? null : new Date(bank.now + 7 * day).toISOString());
    });
  }

  const no: readonly [WalletKind, string][] = [
    ['paypal', 'insufficient_funds'],
    ['wero', 'declined'],
    ['alipay', 'declined'],
    ['instalments', 'lender_declined'],
  ];
  for (const [kind, refusal] of no) {
    test(`${kind}: refused (${refusal}) is final`, async () => {
      const {press, read, capture} = await opened(kind);
      assert.equal((await press(refusal)).status, 303);
      const {status, refusal: told, final} = await read();
      assert.deepEqual([status, told, final], ['refused', refusal, true]);
      await press('pay');
      assert.equal((await read()).status, 'refused', 'paying afterwards does nothing');
      assert.match(
        await code(capture('c', 12_990)),
        kind === 'alipay' ? /409 capture_unsupported/ : /409 not_capturable/,
      );
    });
  }

  test('a wallet refuses nothing for the reason of another', async () => {
    const {press, read} = await opened('paypal');
    await press('lender_declined');
    await press('nonsense');
    assert.equal((await read()).status, 'open');
  });

  test('canceled is final, and pay is told', async () => {
    const {bank, press, read} = await opened();
    assert.equal((await press('cancel')).status, 303);
    assert.equal(bank.sent.length, 1);
    const again = await press('pay');
    assert.match(again.headers.get('location') ?? '', /^\/wallet\//);
    assert.equal((await read()).status, 'canceled');
  });

  test('a second click pays once and is sent back as well', async () => {
    const {bank, press, read, request} = await opened('alipay');
    const answers = await Promise.all([press('pay'), press('pay'), press('pay')]);
    for (const answer of answers) assert.equal(answer.headers.get('location'), request['return_url']);
    assert.deepEqual((await read()).operations, [{reference: request['reference'], kind: 'capture', amount: 12_990}]);
    assert.equal(bank.sent.length, 1);
  });

  test('nobody pays a page that has expired, and anybody does a moment before', async () => {
    for (const [waits, expected] of [
      [15 * minute - 1, 'approved'],
      [15 * minute, 'expired'],
    ] as const) {
      const {bank, press, read} = await opened();
      bank.now += waits;
      await press('pay');
      assert.equal((await read()).status, expected);
    }
  });

  test('a page to which nobody came expires, and pay is told', async () => {
    const {bank, read} = await opened();
    await bank.pass(15 * minute - 1);
    assert.equal(bank.sent.length, 0);
    await bank.pass(1);
    assert.equal(bank.sent.length, 1);
    assert.equal((await read()).status, 'expired');
    assert.equal(bank.timersLeft, 0);
  });
});

describe('a notification', () => {
  test('says only which payment, under a signature of the bank', async () => {
    const {bank, press, payment, request} = await opened();
    await press('pay');
    const {request: sent} = bank.sent[0]!;
    assert.equal(sent.url, request['notify_url']);
    assert.deepEqual(JSON.parse(String(sent.body)), {id: payment.id});
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(sent.headers?.['bank-signature'] ?? '') ?? [];
    assert.equal(Number(t), Math.floor(bank.now / 1000));
    assert.equal(
      v1,
      createHmac('sha256', config.bankKey)
        .update(`${t}.${String(sent.body)}`)
        .digest('hex'),
    );
  });

  test('is repeated with pauses until it is heard', async () => {
    const {bank, press} = await opened();
    bank.behaviors = ['fails', 'refuses connection', 'says nothing'];
    await press('pay');
    const start = bank.now;
    await bank.pass(day);
    assert.deepEqual(
      bank.sent.map(({at}) => at - start),
      [0, 2_000, 12_000, 72_000],
    );
    assert.equal(bank.timersLeft, 0);
  });

  test('is given up after the last pause', async () => {
    const {bank, press} = await opened();
    bank.behaviors = Array.from({length: 50}, () => 'fails' as const);
    await press('pay');
    await bank.pass(7 * day);
    assert.equal(bank.sent.length, newsPausesMs.length + 1);
    assert.equal(bank.timersLeft, 0);
  });

  test('is taken up again after a crash, and so is the end of a page', async () => {
    const {bank, press} = await opened();
    bank.behaviors = ['fails'];
    await press('pay');
    await bank.crash();
    await bank.pass(2_000);
    assert.equal(bank.sent.length, 2);

    const other = await opened();
    await other.bank.crash();
    await other.bank.pass(15 * minute);
    assert.equal(other.bank.sent.length, 1);
  });
});

describe('the mishaps', () => {
  test('back before the notification, which comes five seconds later', async () => {
    const {bank, press, request} = await opened();
    assert.equal((await press('early')).headers.get('location'), request['return_url']);
    await bank.pass(4_999);
    assert.equal(bank.sent.length, 0);
    await bank.pass(1);
    assert.equal(bank.sent.length, 1);
  });

  test('back twice: two links to the same address', async () => {
    const {bank, press, request} = await opened();
    const page = await (await press('twice')).text();
    assert.equal(page.split(`href="${String(request['return_url'])}"`).length - 1, 2);
    assert.equal(bank.sent.length, 1);
  });

  test('notified and never back; neither notified nor back', async () => {
    for (const [action, told] of [
      ['stay', 1],
      ['vanish', 0],
    ] as const) {
      const {bank, press, read, request} = await opened();
      const response = await press(action);
      assert.equal(response.status, 200);
      assert.ok(!(await response.text()).includes(String(request['return_url'])));
      await bank.pass(day);
      assert.equal(bank.sent.length, told);
      assert.equal((await read()).status, 'approved');
    }
  });

  test('nothing for a minute: then the page is still open', async () => {
    const {bank, press, read, payment} = await opened();
    const response = press('wait');
    assert.ok(await isOpen(response));
    await bank.pass(minute - 1);
    assert.ok(await isOpen(response));
    await bank.pass(1);
    assert.equal((await response).headers.get('location'), `/wallet/${payment.id}?lang=fr`);
    assert.equal((await read()).status, 'open');
  });
});

describe('captures, voids and refunds', () => {
  async function approved(kind: WalletKind = 'paypal', differences: object = {}) {
    const one = await opened(kind, differences);
    await one.press('pay');
    return one;
  }

  test('PayPal is captured in parts, and no more than was reserved', async () => {
    const {capture, read} = await approved();
    assert.equal(await code(capture('c0', 12_991)), '409 amount_too_large');
    assert.equal(await code(capture('c1', 5_000, false)), '201');
    assert.equal((await read()).final, false);
    assert.equal(await code(capture('c2', 7_991)), '409 amount_too_large');
    assert.equal(await code(capture('c3', 7_990, false)), '201');
    assert.equal(await code(capture('c4', 1)), '409 not_capturable');
    const {amount_captured: total, final, operations} = await read();
    assert.deepEqual([total, final, operations.length], [12_990, true, 2]);
  });

  for (const kind of ['wero', 'instalments'] as const) {
    test(`${kind} is captured whole or not at all`, async () => {
      const {capture, read} = await approved(kind);
      assert.equal(await code(capture('c1', 12_989)), '409 partial_capture_unsupported');
      assert.equal(await code(capture('c2', 12_990)), '201');
      assert.equal((await read()).amount_captured, 12_990);
    });
  }

  test('Alipay takes at once and captures nothing later', async () => {
    const {capture, read} = await approved('alipay');
    assert.equal(await code(capture('c1', 12_990)), '409 capture_unsupported');
    assert.equal((await read()).amount_captured, 12_990);
  });

  test('nothing is captured before anybody has paid', async () => {
    const {capture, refund} = await opened();
    assert.equal(await code(capture('c1', 12_990)), '409 not_capturable');
    assert.equal(await code(refund('r1', 1)), '409 not_refundable');
  });

  test('the same capture twice is one; another under its reference is refused', async () => {
    const {capture, read} = await approved();
    await capture('c1', 5_000, false);
    assert.equal(await code(capture('c1', 5_000, false)), '201');
    assert.equal(await code(capture('c1', 5_001, false)), '422 reference_reused');
    assert.equal((await read()).amount_captured, 5_000);
  });

  test('a refusal is remembered under its reference', async () => {
    const {capture, press} = await opened();
    assert.equal(await code(capture('c1', 12_990)), '409 not_capturable');
    await press('pay');
    assert.equal(await code(capture('c1', 12_990)), '409 not_capturable');
  });

  test('a reservation lapses after seven days', async () => {
    for (const [waits, expected] of [
      [7 * day - 1, '201'],
      [7 * day, '409 not_capturable'],
    ] as const) {
      const {bank, capture} = await approved();
      bank.now += waits;
      assert.equal(await code(capture('c1', 12_990)), expected);
    }
    const {bank, read, void: release} = await approved();
    bank.now += 7 * day;
    assert.deepEqual([(await read()).status, (await read()).final], ['expired', true]);
    assert.equal(await code(release('v1')), '409 not_voidable');
  });

  test('after a part was captured, only the rest lapses', async () => {
    const {bank, capture, read} = await approved();
    await capture('c1', 5_000, false);
    bank.now += 7 * day;
    const {status, final, amount_captured: total} = await read();
    assert.deepEqual([status, final, total], ['approved', true, 5_000]);
  });

  test('a void releases what is held, once', async () => {
    const {void: release, read, capture} = await approved();
    assert.equal(await code(release('v1')), '201');
    assert.equal(await code(release('v1')), '201');
    assert.equal(await code(release('v2')), '409 not_voidable');
    assert.equal(await code(capture('c1', 12_990)), '409 not_capturable');
    const {status, operations} = await read();
    assert.equal(status, 'voided');
    assert.deepEqual(operations, [{reference: 'v1', kind: 'void', amount: 12_990}]);
  });

  test('a void closes an open page for good', async () => {
    const {void: release, press, read, page} = await opened();
    assert.equal(await code(release('v1', {only_open: true})), '201');
    await press('pay');
    assert.equal((await read()).status, 'canceled');
    assert.doesNotMatch(await page(), /<button/);
  });

  test('what was paid meanwhile stands against a void of open pages only', async () => {
    const {void: release, read} = await approved();
    assert.equal(await code(release('v1', {only_open: true})), '409 not_voidable');
    assert.equal((await read()).status, 'approved');
  });

  test('no more is refunded than was captured', async () => {
    const {capture, refund, read} = await approved();
    await capture('c1', 5_000);
    assert.equal(await code(refund('r1', 5_001)), '409 amount_too_large');
    assert.equal(await code(refund('r2', 2_000)), '201');
    assert.equal(await code(refund('r2', 2_000)), '201');
    assert.equal(await code(refund('r3', 3_001)), '409 amount_too_large');
    assert.equal(await code(refund('r4', 3_000)), '201');
    assert.equal(await code(refund('r5', 1)), '409 not_refundable');
    assert.equal((await read()).amount_refunded, 5_000);
  });
});

describe('the page', () => {
  for (const kind of walletKinds) {
    test(`${kind}: amount, merchant, order, and that it is a test, in both languages, without script`, async () => {
      const {bank, payment, page} = await opened(kind);
      const french = await page();
      const english = await (await bank.get(`/wallet/${payment.id}?lang=en`)).text();
      for (const text of ['129,90\u00a0€', 'Maison Lumen', 'ML-2026-0412', 'Page de test'])
        assert.ok(french.includes(text), text);
      for (const text of ['€129.90', 'Maison Lumen', 'ML-2026-0412', 'Test page'])
        assert.ok(english.includes(text), text);
      assert.match(french, /<html lang="fr"/);
      assert.match(english, /<html lang="en"/);
      for (const text of [french, english]) {
        assert.doesNotMatch(text, /<script|undefined|\[object|>wallet\.|\{\{/);
        assert.match(text, /value="pay"/);
      }
    });
  }

  test('markup of a merchant is text', async () => {
    const {page} = await opened('paypal', {merchant: '<img src=x>', order_reference: '"><script>'});
    assert.doesNotMatch(await page(), /<img|<script/);
  });

  test('forms go to the bank and back to pay, and nowhere else', async () => {
    const {bank, payment} = await opened();
    const policy = (await bank.get(`/wallet/${payment.id}`)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self' https:\/\/pay\.example\.test;/);
    assert.match(policy, /frame-ancestors 'none';/);
    assert.doesNotMatch(policy, /script-src|unsafe/);
  });

  test('of a payment that does not exist says so', async () => {
    const bank = new TestBank();
    assert.equal((await bank.get(`/wallet/wp_${'0'.repeat(32)}`)).status, 400);
    assert.equal((await bank.form('/wallet/wp_0', {action: 'pay'})).status, 400);
  });

  test('the lender shows each date and amount, cost, rate and total, and twice the words of the law', async () => {
    const {page} = await opened('instalments', {amount: 10_001});
    const text = (await page()).replace(/(<[^>]*>|\s)+/g, ' ');
    for (const line of [
      'Échéance 1 sur 3 14 janvier 2026 33,34 €',
      'Échéance 2 sur 3 14 février 2026 33,34 €',
      'Échéance 3 sur 3 14 mars 2026 33,33 €',
      'Coût du crédit 0,00 €',
      'Montant total dû 100,01 €',
    ])
      assert.ok(text.includes(line), line);
    assert.match(text, /TAEG 0,00\s%/);
    assert.equal(text.split('Un crédit coûte de l’argent et doit être remboursé').length - 1, 2);
  });

  test('the bank’s front page lists every wallet', async () => {
    const page = await (await new TestBank().get('/?lang=fr')).text();
    for (const name of ['PayPal de test', 'Wero de test', 'Alipay de test', 'Apple Pay de test', 'Prêteur de test'])
      assert.ok(page.includes(name), name);
  });
});

describe('PayPal by card, without an account', () => {
  const card = {number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123'};
  const rows: readonly [what: string, differences: object, status: string, refusal?: string][] = [
    ['a card that is good', {}, 'approved'],
    ['one with four digits of year', {expiry: '12/2030'}, 'approved'],
    ['the last month', {expiry: '01/26'}, 'approved'],
    ['an expired one', {expiry: '12/25'}, 'open'],
    ['no month', {expiry: '13/30'}, 'open'],
    ['one that this bank never issued', {number: '4242 4242 4242 4243'}, 'open'],
    ['no code', {cvc: ''}, 'open'],
    ['one without funds', {number: '4000000000009995'}, 'refused', 'insufficient_funds'],
    ['one that is declined', {number: '4000000000000002'}, 'refused', 'declined'],
  ];
  for (const [what, differences, status, refusal] of rows) {
    test(`${what}: ${status}`, async () => {
      const {bank, press, read} = await opened();
      const form = {...card, ...differences};
      const response = await press('card', form);
      const payment = await read();
      assert.deepEqual([payment.status, payment.refusal], [status, refusal ?? null]);
      const page = await response.text();
      if (status === 'open') assert.match(page, /<details open>[\s\S]*role="alert"/);
      const digits = form.number.replace(/ /g, '');
      assert.ok(!(page + bank.logged.join()).replace(/\s/g, '').includes(digits), 'the number comes back nowhere');
      assert.ok(!JSON.stringify(bank.store.wallets()).includes(digits));
    });
  }

  test('no other wallet takes a card', async () => {
    const {press, read} = await opened('wero');
    await press('card', card);
    assert.equal((await read()).status, 'open');
  });
});
