import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {NetError} from '../../server/ports.ts';
import {openTown, type Town} from '../town.ts';

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

describe('a payment by card', () => {
  test('frictionless: authorized, announced, captured at shipment, refunded in part', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    assert.equal(confirmed.status, 200, confirmed.text);
    assert.equal(confirmed.json.payment_intent.status, 'requires_action');
    assert.deepEqual(await shopper.bridge(confirmed.json.payment_intent.next_action.url), {step: 'ended'});

    const seen = await shopper.view(session);
    assert.deepEqual(
      [seen.status, seen.payment_intent.status, seen.receipt?.type],
      ['complete', 'requires_capture', 'authorization'],
    );

    const captured = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'ship-1', body: {}});
    assert.deepEqual(
      [captured.status, captured.json.status, captured.json.amount_captured],
      [200, 'succeeded', 12_990],
    );
    const again = await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'ship-1', body: {}});
    assert.equal(again.text, captured.text);

    const refund = await town.api('POST', '/v1/refunds', {
      key: 'refund-1',
      body: {payment_intent: session.intent, amount: 1090},
    });
    assert.deepEqual([refund.status, refund.json.status], [201, 'succeeded']);
    assert.equal((await shopper.intent(session)).amount_refunded, 1090);

    const {json: events} = await town.api('GET', '/v1/events?limit=50');
    const mine = events.data.filter(
      (event: {data: {object: {id: string; payment_intent?: string}}}) =>
        [session.id, session.intent].includes(event.data.object.id) ||
        event.data.object.payment_intent === session.intent,
    );
    const inOrder = mine.toSorted((a: {sequence: number}, b: {sequence: number}) => a.sequence - b.sequence);
    assert.deepEqual(
      inOrder.map((event: {type: string}) => event.type),
      ['payment_intent.authorized', 'checkout_session.completed', 'payment_intent.succeeded', 'refund.succeeded'],
    );
  });

  test('given back in more than a hundred parts: the last one ends as the first', async () => {
    const session = await town.session({capture_method: 'automatic'});
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    // They sort before any that is made now.
    const earlier = Array.from({length: 100}, (_, at) => `re_---${at + 100}` as const);
    const intent = session.intent as `pi_${string}`;
    const doc = {intent, amount: 1, currency: 'EUR' as const, status: 'succeeded' as const, created: 0};
    await town.store.commit(earlier.map((id) => ({op: 'insert', table: 'refunds', id, doc: {...doc, id}})));
    const refund = await town.api('POST', '/v1/refunds', {
      key: 'refund-101',
      body: {payment_intent: session.intent, amount: 1090},
    });
    assert.deepEqual([refund.status, refund.json.status], [201, 'succeeded']);
  });

  test('not found is no answer while what was sent may still be on its way: only then may the shopper pay again', async () => {
    const own = await openTown();
    const shop = shopperIn(own);
    const session = await own.session();
    const confirmed = await shop.confirm(session, await own.card(session, '4000000000000010'));
    own.cut(async (request, deliver) => {
      if (request.url.endsWith('/acquirer/payments')) throw new NetError('no_answer');
      return deliver();
    });
    await shop.bridge(confirmed.json.payment_intent.next_action.url);
    await own.advance(29_000);
    const {payment_intent: doubted} = await shop.view(session);
    assert.deepEqual([doubted.status, doubted.uncertain, doubted.last_decline], ['processing', true, null]);
    const again = await shop.confirm(session, await own.card(session, '4000000000000010'));
    assert.equal(again.json.code, 'payment_in_progress');
    await own.advance(30_000);
    const {status, last_decline: why} = await shop.intent(session);
    assert.deepEqual([status, why.provider_code], ['requires_payment_method', 'guichet:never_arrived']);
    await own.stop();
  });

  for (const [what, cutOff] of [
    ['an authorization', /\/acquirer\/payments/],
    ['a refund', /\/refunds$|\/acquirer\/payments\/[^/]+$/],
  ] as const) {
    test(`${what} of which nobody can tell for a day is a task for the merchant, once, and is asked for all the same`, async () => {
      const own = await openTown();
      const shop = shopperIn(own);
      const session = await own.session({capture_method: 'automatic'});
      const confirmed = await shop.confirm(session, await own.card(session, '4000000000000010'));
      const cut = () =>
        own.cut(async (request, deliver) => {
          const answer = await deliver();
          if (cutOff.test(request.url)) throw new NetError('no_answer');
          return answer;
        });
      if (what === 'an authorization') cut();
      await shop.bridge(confirmed.json.payment_intent.next_action.url);
      if (what === 'a refund') {
        cut();
        await own.api('POST', '/v1/refunds', {key: 'back', body: {payment_intent: session.intent}});
      }
      const opened = async () =>
        (await own.api('GET', '/v1/events?limit=100')).json.data.filter(
          ({type}: {type: string}) => type === 'payment_intent.task_opened',
        ).length;
      await own.sleep(23 * 3_600_000);
      assert.equal(await opened(), 0);
      await own.sleep(3 * 3_600_000);
      await own.sleep(3 * 3_600_000);
      assert.equal(await opened(), 1);
      const {id: attempt, task} = (await shop.intent(session)).attempts.at(-1);
      assert.equal(task, 'check_back_office');
      const settled = await own.api('POST', `/v1/payment_intents/${session.intent}/settle_task`, {
        key: 'seen',
        body: {attempt, task, seen: 'other'},
      });
      assert.equal(settled.status, 200);
      await own.sleep(26 * 3_600_000);
      assert.equal(await opened(), 1);
      own.mend();
      await own.sleep(3 * 3_600_000);
      const {status, amount_refunded: back} = await shop.intent(session);
      assert.deepEqual([status, back], ['succeeded', what === 'a refund' ? 12_990 : 0]);
      await own.stop();
    });
  }

  test('behind sixty that nobody can look up, as their provider left the settings, a lost answer is still asked for', async () => {
    const own = await openTown();
    const shop = shopperIn(own);
    const session = await own.session();
    const confirmed = await shop.confirm(session, await own.card(session, '4000000000000010'));
    own.cut(async (request, deliver) => {
      const answer = await deliver();
      if (request.url.endsWith('/acquirer/payments')) throw new NetError('no_answer');
      return answer;
    });
    await shop.bridge(confirmed.json.payment_intent.next_action.url);
    own.mend();
    const row = await own.store.get('intents', session.intent);
    const [attempt] = row?.doc.attempts ?? [];
    assert.ok(row && attempt?.step.name === 'authorizing' && attempt.step.lost);
    const {key, sentAt} = attempt.step;
    const gone = Array.from({length: 60}, (_, at) => `pi_gone${at}` as const);
    const step = {name: 'authorizing', mandated: true, key, sentAt, lost: true} as const;
    const attempts = [{...attempt, provider: 'gone', step}];
    await own.store.commit(
      gone.map((id) => ({op: 'insert', table: 'intents', id, doc: {...row.doc, id, attempts, due: sentAt}})),
    );
    await own.advance(60_000);
    assert.equal((await shop.intent(session)).status, 'requires_capture');
    await own.stop();
  });

  test('one that waits for its shipment is listed behind thousands that do not, and so is the one behind it', async () => {
    const own = await openTown();
    const shop = shopperIn(own);
    const waiting = [];
    for (let count = 0; count < 3; count++) {
      const session = await own.session();
      const confirmed = await shop.confirm(session, await own.card(session, '4000000000000010'));
      await shop.bridge(confirmed.json.payment_intent.next_action.url);
      waiting.unshift(session.intent);
      await own.advance(1_000);
    }
    const row = await own.store.get('intents', waiting[0] ?? '');
    assert.ok(row?.doc.status === 'requires_capture');
    const {due: _never, captureBefore: _none, lapseAnnounced: _nor, ...doc} = row.doc;
    const later = {...doc, status: 'succeeded' as const, created: own.clock.now()};
    const others = Array.from({length: 2_100}, (_, at) => `pi_other${at}` as const);
    await own.store.commit(others.map((id) => ({op: 'insert', table: 'intents', id, doc: {...later, id}})));
    const list = async (query: string) => {
      const {json} = await own.api('GET', `/v1/payment_intents?status=requires_capture&limit=1${query}`);
      return [json.data.map(({id}: {id: string}) => id), json.has_more];
    };
    assert.deepEqual(await list(''), [[waiting[0]], true]);
    // Shipped while the list is read: what follows it is still told.
    await own.api('POST', `/v1/payment_intents/${waiting[0]}/capture`, {key: 'ship', body: {}});
    assert.deepEqual(await list(`&starting_after=${waiting[0]}`), [[waiting[1]], true]);
    assert.deepEqual(await list(`&starting_after=${waiting[1]}`), [[waiting[2]], false]);
    assert.deepEqual(await list('&starting_after=pi_nobody'), [[], false]);
    const {json} = await own.api('GET', `/v1/payment_intents?order_reference=${own.order.order_reference}&limit=1`);
    assert.equal(json.has_more, true);
    await own.stop();
  });

  test('a session whose time is over is not paid, also before anybody has closed it', async () => {
    const own = await openTown();
    const session = await own.session({expires_in: 300, payment_methods: ['bank_transfer']});
    await own.pay.stop();
    await own.advance(300_000);
    const body = {method: 'bank_transfer'};
    const late = await own.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'late',
      body,
    });
    assert.deepEqual([late.status, late.json.code], [410, 'session_expired']);
    assert.deepEqual((await shopperIn(own).intent(session)).attempts, []);
    await own.stop();
  });

  test('many tries at the same moment are no more than a session may have', async () => {
    const session = await town.session();
    const tokens = [];
    for (let count = 0; count < 8; count++) {
      tokens.push(await town.card(session, '4000000000009979'));
    }
    const [first = '', ...others] = tokens;
    const confirmed = await shopper.confirm(session, first);
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    // The issuer said that it is stolen: from now on it is refused here, without a question to anybody.
    const answers = await Promise.all(others.map((token) => shopper.confirm(session, token)));
    assert.equal((await shopper.intent(session)).attempts.length, 5);
    assert.equal(answers.filter(({json}) => json.code === 'too_many_attempts').length, 3);
  });

  test('challenged: the right code pays, and only the RReq decides', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000101'));
    const step = await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    assert.equal(step.step, 'challenge');
    assert.equal((await shopper.view(session)).payment_intent.next_action.step, 'challenge');
    await shopper.challenge(step, [{action: 'answer', answer: '123456'}]);
    await town.advance(3000);
    assert.equal((await shopper.intent(session)).status, 'requires_capture');
  });
});
