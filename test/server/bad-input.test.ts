import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

const create = (change: unknown) => town.api('POST', '/v1/checkout_sessions', {body: change});

describe('a session that cannot be', () => {
  const big = 'x'.repeat(40_000);
  /** What is sent in place of a good order; status, code, and the first pointer where there is one. */
  const rows: readonly (readonly [string, () => unknown, number, string, string?])[] = [
    ['an amount of 0', () => ({...town.order, amount: 0}), 400, 'validation_failed', '/amount'],
    ['a negative amount', () => ({...town.order, amount: -1}), 400, 'validation_failed', '/amount'],
    ['a float', () => ({...town.order, amount: 129.9}), 400, 'validation_failed', '/amount'],
    ['a string', () => ({...town.order, amount: '12990'}), 400, 'validation_failed', '/amount'],
    ['an amount above the limit', () => ({...town.order, amount: 100_000_000}), 400, 'validation_failed', '/amount'],
    [
      'an amount that its items do not add up to',
      () => ({...town.order, amount: 12_991}),
      422,
      'items_mismatch',
      '/line_items',
    ],
    [
      'items in another currency',
      () => ({...town.order, amount: 100, line_items: [{name: 'a', quantity: 1, amount: 100, currency: 'USD'}]}),
      422,
      'currency_mismatch',
      '/line_items/0/currency',
    ],
    ['an unknown currency', () => ({...town.order, currency: 'XTS'}), 400, 'validation_failed', '/currency'],
    [
      'a label of its own for the button',
      () => ({...town.order, submit_label: ''}),
      400,
      'unknown_field',
      '/submit_label',
    ],
    ['a fee for a means of payment', () => ({...town.order, surcharge: 50}), 400, 'unknown_field', '/surcharge'],
    ['an unknown field', () => ({...town.order, capture_metod: 'manual'}), 400, 'unknown_field', '/capture_metod'],
    [
      'a missing field',
      () => ({...town.order, order_reference: undefined}),
      400,
      'validation_failed',
      '/order_reference',
    ],
    [
      'a return address elsewhere',
      () => ({...town.order, return_url: 'https://evil.example/'}),
      422,
      'return_url_not_allowed',
      '/return_url',
    ],
    [
      'a return address that is a script',
      () => ({...town.order, return_url: 'javascript:alert(1)'}),
      422,
      'return_url_not_allowed',
      '/return_url',
    ],
    [
      'a return address with a user',
      () => ({...town.order, return_url: 'http://me@localhost:4240/'}),
      422,
      'return_url_not_allowed',
      '/return_url',
    ],
    [
      'a cancel address elsewhere',
      () => ({...town.order, cancel_url: 'http://localhost:9999/'}),
      422,
      'return_url_not_allowed',
      '/cancel_url',
    ],
    ['a body that is too large', () => ({...town.order, order_reference: big}), 413, 'body_too_large'],
    ['malformed JSON', () => '{"amount": 12990,', 400, 'malformed_json'],
    ['JSON that is too deep', () => '['.repeat(20) + ']'.repeat(20), 400, 'body_too_deep'],
    ['a key that reaches the prototype', () => '{"__proto__": {"amount": 1}}', 400, 'forbidden_key'],
    ['a card number', () => ({...town.order, metadata: {note: '4242 4242 4242 4242'}}), 400, 'card_data_refused'],
    [
      'a session that lives too long',
      () => ({...town.order, expires_in: 86_401}),
      400,
      'validation_failed',
      '/expires_in',
    ],
  ];
  for (const [name, body, status, code, path] of rows) {
    test(`${name} is refused as ${code}`, async () => {
      const answer = await create(body());
      assert.deepEqual([answer.status, answer.json.code], [status, code], answer.text);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      if (path !== undefined) assert.equal(answer.json.errors[0].path, path);
    });
  }

  test('nothing of a card that was posted by mistake is logged or stored', async () => {
    await create({...town.order, metadata: {card: '4242424242424242'}});
    assert.doesNotMatch(town.logged.join('\n'), /4242424242424242/);
  });

  test('the border of each amount holds', async () => {
    for (const amount of [1, 99_999_999])
      assert.equal((await create({...town.order, amount, line_items: []})).status, 201);
  });

  test('markup stays text, and what turns text around is taken out of names', async () => {
    const session = await town.session({
      amount: 100,
      line_items: [{name: '<img src=x onerror=alert(1)>\u202Eevil\u200B', quantity: 1, amount: 100}],
    });
    const {line_items: items} = await shopper.view(session);
    assert.equal(items[0].name, '<img src=x onerror=alert(1)>evil');
    const page = await (await town.call('pay', `/pay/${session.id}`)).text();
    assert.doesNotMatch(page, /<img src=x/);
  });
});

describe('a caller who is nobody, or somebody else', () => {
  test('no key, a wrong key, and the wrong kind of key', async () => {
    assert.equal((await town.api('GET', '/v1/payment_intents', {token: 'nothing'})).status, 401);
    assert.equal((await town.api('GET', '/v1/payment_intents', {token: 'sk_test_ffffffffffffffff'})).status, 401);
    const session = await town.session();
    assert.equal((await town.api('GET', '/v1/payment_intents', {token: session.token})).status, 403);
    assert.equal(
      (await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {key: 'k', body: {method: 'card'}}))
        .status,
      403,
    );
  });

  test('the token of another session', async () => {
    const [mine, other] = [await town.session(), await town.session()];
    const answer = await town.api('GET', `/v1/checkout_sessions/${mine.id}`, {token: other.token});
    assert.deepEqual([answer.status, answer.json.code], [403, 'wrong_session']);
  });

  test('a card token of another session is no card here', async () => {
    const [mine, other] = [await town.session(), await town.session()];
    const answer = await shopper.confirm(mine, await town.card(other, '4000000000000010'));
    assert.deepEqual([answer.status, answer.json.code], [422, 'card_token_invalid']);
  });

  test('a client token stands nowhere in the store', async () => {
    const session = await town.session();
    const row = await town.store.get('sessions', session.id);
    assert.ok(row && !JSON.stringify(row).includes(session.token));
  });
});

describe('a session whose time is over', () => {
  test('cannot be paid any more, and says so', async () => {
    const session = await town.session({expires_in: 300});
    const card = await town.card(session, '4000000000000010');
    await town.advance(301_000);
    assert.equal((await shopper.view(session)).status, 'expired');
    assert.equal((await shopper.confirm(session, card)).status, 410);
  });

  test('waits for the end of a challenge that runs', async () => {
    const session = await town.session({expires_in: 300});
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000101'));
    const step = await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    await shopper.challenge(step, []);
    await town.advance(310_000);
    assert.equal((await shopper.view(session)).status, 'open');
    await shopper.challenge(step, [{action: 'answer', answer: '123456'}]);
    await town.advance(2000);
    assert.equal((await shopper.intent(session)).status, 'requires_capture');
  });
});

describe('what a browser claims about the bank', () => {
  async function challenged(card = '4000000000000101') {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, card));
    const {url} = confirmed.json.payment_intent.next_action;
    const step = await shopper.bridge(url);
    return {session, step, handle: new URL(url).pathname.split('/').at(-1) ?? ''};
  }

  test('a forged cres that says Y pays nothing', async () => {
    const {session, step, handle} = await challenged();
    await shopper.cres(handle, step, 'Y');
    await town.advance(2000);
    assert.equal((await shopper.intent(session)).status, 'requires_action');
    await town.advance(70_000);
    const intent = await shopper.intent(session);
    assert.deepEqual(
      [intent.status, intent.authentication.status],
      ['requires_payment_method', 'timed_out'],
      'the bank never saw the shopper',
    );
  });

  test('a forged RReq, without the directory’s key, is nobody’s word', async () => {
    const {session, step} = await challenged();
    const rreq = {
      messageType: 'RReq',
      messageVersion: '2.2.0',
      messageCategory: '01',
      threeDSServerTransID: step.transId,
      acsTransID: step.acsTransId,
      dsTransID: crypto.randomUUID(),
      transStatus: 'Y',
      eci: '05',
    };
    const post = (headers: Record<string, string>) =>
      town.call('pay', '/3ds/results', {
        method: 'POST',
        headers: {'content-type': 'application/json', ...headers},
        body: JSON.stringify(rreq),
      });
    assert.equal((await post({})).status, 401);
    assert.equal((await post({authorization: 'Bearer wrong'})).status, 401);
    // With the key, but for another transaction of the directory.
    const erro = await (await post({authorization: 'Bearer directory_test_key'})).json();
    assert.deepEqual([erro.messageType, erro.errorCode], ['Erro', '301']);
    assert.equal((await shopper.intent(session)).status, 'requires_action');
  });

  test('a result that comes after the shopper gave up moves nothing', async () => {
    const {session, step} = await challenged();
    assert.equal(
      (await shopper.cancel(session, {attempt: true})).json.payment_intent.status,
      'requires_payment_method',
    );
    await shopper.challenge(step, [{action: 'answer', answer: '123456'}]);
    await town.advance(5000);
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.attempts[0].status], ['requires_payment_method', 'abandoned']);
  });

  test('a reload in the middle of a challenge meets the same challenge', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000101'));
    const {url} = confirmed.json.payment_intent.next_action;
    assert.deepEqual(await shopper.bridge(url), await shopper.bridge(url));
  });

  test('an unreadable or oversized cres is no news', async () => {
    const {session, handle} = await challenged();
    for (const cres of ['%%%', 'e30', 'A'.repeat(20_000)]) {
      await town.call('pay', `/3ds/done/${handle}`, {
        method: 'POST',
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        body: new URLSearchParams({cres}).toString(),
      });
    }
    assert.equal((await shopper.view(session)).payment_intent.next_action.step, 'challenge');
  });
});

describe('twice is once', () => {
  test('two tabs, two clicks: one attempt', async () => {
    const session = await town.session();
    const card = await town.card(session, '4000000000000101');
    const other = await town.card(session, '4000000000000010');
    const answers = await Promise.all([
      shopper.confirm(session, card),
      shopper.confirm(session, other),
      shopper.confirm(session, card),
    ]);
    assert.deepEqual(answers.map(({status}) => status).toSorted(), [200, 409, 409]);
    assert.equal((await shopper.intent(session)).attempts.length, 1);
  });

  test('the same click again, after a lost answer, is the same attempt', async () => {
    const session = await town.session();
    const card = await town.card(session, '4000000000000101');
    const [first, again] = [
      await shopper.confirm(session, card, {key: 'click'}),
      await shopper.confirm(session, card, {key: 'click'}),
    ];
    assert.equal(again.text, first.text);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal((await shopper.intent(session)).attempts.length, 1);
  });

  test('the same key with another body is refused', async () => {
    const session = await town.session();
    const card = await town.card(session, '4000000000000010');
    await shopper.confirm(session, card, {key: 'click-2'});
    const answer = await shopper.confirm(session, card, {key: 'click-2', network: 'visa'});
    assert.deepEqual([answer.status, answer.json.code], [422, 'idempotency_key_reused']);
  });

  test('a session created twice under one key is one session', async () => {
    const [a, b] = [
      await town.api('POST', '/v1/checkout_sessions', {key: 'order-1', body: town.order}),
      await town.api('POST', '/v1/checkout_sessions', {key: 'order-1', body: town.order}),
    ];
    assert.equal(a.text, b.text);
  });

  test('confirm and capture without a key are refused', async () => {
    const session = await town.session();
    const confirm = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      body: {method: 'card'},
    });
    const capture = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {body: {}});
    assert.deepEqual([confirm.json.code, capture.json.code], ['idempotency_key_missing', 'idempotency_key_missing']);
  });
});

describe('money that was authorized', () => {
  async function authorized(change: object = {}) {
    const session = await town.session(change);
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    await town.advance(1000);
    return session;
  }
  const capture = (id: string, key: string, body: object = {}) =>
    town.api('POST', `/v1/payment_intents/${id}/capture`, {key, body});

  test('is captured in parts, never beyond the whole', async () => {
    const {intent} = await authorized();
    assert.deepEqual([(await capture(intent, 'a1', {amount: 13_000})).json.code], ['amount_too_large']);
    const first = await capture(intent, 'a2', {amount: 5000, final: false});
    assert.equal((await capture(intent, 'a2', {amount: 5000, final: false})).json.amount_captured, 5000);
    assert.deepEqual([first.json.status, first.json.amount_captured], ['requires_capture', 5000]);
    assert.equal((await capture(intent, 'a3', {amount: 8000, final: false})).json.code, 'amount_too_large');
    const last = await capture(intent, 'a4', {amount: 2000});
    assert.deepEqual([last.json.status, last.json.amount_captured], ['succeeded', 7000]);
    assert.equal((await capture(intent, 'a5')).json.code, 'intent_not_capturable');
  });

  test('is released once, and then neither captured nor refunded', async () => {
    const {intent} = await authorized();
    const released = await town.api('POST', `/v1/payment_intents/${intent}/void`, {key: 'v1', body: {}});
    assert.deepEqual([released.json.status, released.json.cancellation_reason], ['canceled', 'voided']);
    assert.equal((await capture(intent, 'v2')).json.code, 'intent_not_capturable');
    assert.equal(
      (await town.api('POST', '/v1/refunds', {key: 'v3', body: {payment_intent: intent}})).json.code,
      'intent_not_refundable',
    );
  });

  test('is refunded up to what was captured', async () => {
    const {intent} = await authorized({capture_method: 'automatic'});
    const refund = (key: string, amount: number) =>
      town.api('POST', '/v1/refunds', {key, body: {payment_intent: intent, amount}});
    assert.equal((await refund('r1', 12_991)).json.code, 'amount_too_large');
    assert.equal((await refund('r2', 12_000)).status, 201);
    assert.equal((await refund('r3', 991)).json.code, 'amount_too_large');
    assert.equal((await refund('r4', 990)).status, 201);
    assert.equal((await refund('r5', 1)).json.code, 'intent_not_refundable');
  });

  test('goes back the way it came: a refund has no address of its own', async () => {
    const {intent} = await authorized({capture_method: 'automatic'});
    for (const field of ['card_token', 'iban', 'destination']) {
      const body = {payment_intent: intent, [field]: 'elsewhere'};
      const answer = await town.api('POST', '/v1/refunds', {key: field, body});
      assert.deepEqual(
        [answer.status, answer.json.code, answer.json.errors[0].path],
        [400, 'unknown_field', `/${field}`],
      );
    }
  });

  test('lapses after a week, announced a day before', async () => {
    const session = await authorized();
    await town.advance(7 * 24 * 60 * 60_000 + 120_000);
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'authorization_expired']);
    const {json} = await town.api('GET', '/v1/events?limit=100');
    const types = json.data
      .filter((event: {data: {object: {id: string}}}) => event.data.object.id === session.intent)
      .map(({type}: {type: string}) => type);
    assert.ok(types.includes('payment_intent.authorization_expiring'));
    const late = await capture(session.intent, 'late');
    assert.deepEqual([late.status, late.json.code], [409, 'intent_not_capturable']);
    const released = await town.api('POST', `/v1/payment_intents/${session.intent}/void`, {key: 'late-v', body: {}});
    assert.deepEqual([released.status, released.json.code], [409, 'intent_not_voidable']);
  });

  test('a capture whose answer is lost is asked for again, and taken once', async () => {
    const {intent} = await authorized();
    let lost = 0;
    town.cut(async (request, deliver) => {
      const response = await deliver();
      if (request.url.endsWith('/captures') && lost++ === 0) return new Promise(() => undefined);
      return response;
    });
    const pending = capture(intent, 'ship');
    await town.advance(11_000);
    assert.equal((await pending).json.status, 'requires_capture');
    town.mend();
    await town.advance(60_000);
    const after = (await town.api('GET', `/v1/payment_intents/${intent}`)).json;
    assert.deepEqual([after.status, after.amount_captured], ['succeeded', 12_990]);
    const book = await (
      await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}})
    ).json();
    const mine = book.payments.filter(
      (payment: {operations: readonly {kind: string}[]; amount_captured: number}) => payment.amount_captured === 12_990,
    );
    assert.ok(
      mine.every(
        ({operations}: {operations: readonly {kind: string}[]}) =>
          operations.filter(({kind}) => kind === 'capture').length <= 1,
      ),
    );
  });
});

describe('three strikes', () => {
  test('three payments canceled for failed authentications block the card, until the merchant lifts it', async () => {
    const number = '4000000000000101';
    for (let payment = 1; payment <= 3; payment++) {
      const session = await town.session();
      const confirmed = await shopper.confirm(session, await town.card(session, number));
      const step = await shopper.bridge(confirmed.json.payment_intent.next_action.url);
      await shopper.challenge(
        step,
        Array.from({length: 3}, () => ({action: 'answer', answer: '000000'})),
      );
      await town.advance(2000);
      assert.equal((await shopper.intent(session)).cancellation_reason, 'authentication_failed');
    }
    const blocked = await town.session();
    const refused = await shopper.confirm(blocked, await town.card(blocked, number));
    assert.deepEqual(
      [refused.json.payment_intent.status, refused.json.payment_intent.last_decline.code],
      ['requires_payment_method', 'generic_decline'],
    );

    const {json: list} = await town.api('GET', '/v1/card_blocks');
    assert.equal(list.data.length, 1);
    assert.equal((await town.api('DELETE', `/v1/card_blocks/${list.data[0].id}`)).status, 204);
    const confirmed = await shopper.confirm(blocked, await town.card(blocked, number));
    assert.equal(confirmed.json.payment_intent.status, 'requires_action');

    const {json: events} = await town.api('GET', '/v1/events?limit=100');
    assert.equal(events.data.filter(({type}: {type: string}) => type === 'card.blocked').length, 1);
  });

  test('a sixth card in one session is not tried', async () => {
    const session = await town.session();
    for (let tries = 1; tries <= 5; tries++) {
      const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000002'));
      await shopper.bridge(confirmed.json.payment_intent.next_action.url);
      await town.advance(1000);
    }
    const sixth = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    assert.deepEqual([sixth.status, sixth.json.code], [429, 'too_many_attempts']);
  });

  test('from the fourth card on, a refusal no longer says which part of the card was wrong', async () => {
    const session = await town.session();
    const codes = [];
    for (let tries = 1; tries <= 4; tries++) {
      const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000127'));
      await shopper.bridge(confirmed.json.payment_intent.next_action.url);
      await town.advance(1000);
      const {field, message} = (await shopper.view(session)).payment_intent.last_decline;
      codes.push([field, /CVC|code|Crypto/i.test(message.fr)]);
    }
    assert.deepEqual(codes[0]?.[0], 'cvc');
    assert.deepEqual(codes[3]?.[0], null);
  });
});
