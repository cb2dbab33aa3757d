import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {letterKinds} from '#contract/letters.ts';
import type {LetterConfig} from '../../server/letter-desk.ts';
import type {Message} from '../../server/letters/mail.ts';
import {newsOf as lettersNews, toldOf} from '../../server/letters/news.ts';
import {paypal} from '../../server/providers/paypal/definition.ts';
import {NetError} from '../../server/ports.ts';
import {stripe} from '../../server/providers/stripe/definition.ts';
import {shopperIn} from '../shopper.ts';
import {addresses, openTown, type Town} from '../town.ts';

/** What happens at a provider without us, where the conformance suite has no place for it. */

const stripeKey = {authorization: 'Bearer sk_test_stripe_double', 'stripe-version': '2026-10-28.endive'};
const bankKey = {authorization: 'Bearer bank_test_key'};
const formType = {'content-type': 'application/x-www-form-urlencoded'};
let count = 0;

const form = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  headers: {...formType, ...headers},
  body: new URLSearchParams(fields).toString(),
});

/** A card paid in Stripe’s fields, or an order at PayPal’s page. */
async function paidAt(
  name: 'stripe' | 'paypal',
  {
    currency,
    ...change
  }: {
    readonly currency?: string;
    readonly presentment?: object;
    readonly customer?: object;
    readonly capture_method?: 'manual';
  } = {},
  letters?: LetterConfig,
) {
  const definition = name === 'stripe' ? stripe : paypal;
  const settings = definition.demo?.(`${addresses.bank}/doubles/${name}`);
  const method = name === 'stripe' ? 'card' : 'paypal';
  const town = await openTown({routes: {[method]: [name]}}, letters, {providers: [definition.read(settings).open]});
  const shopper = shopperIn(town);
  const session = await town.session({order_reference: `ML-B${++count}`, capture_method: 'automatic', ...change});
  const {json} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
    token: session.token,
    key: `confirm-${count}`,
    body: {method, ...(currency !== undefined && {currency})},
  });
  const {data} = json.payment_intent.next_action;
  const back =
    name === 'stripe'
      ? await town.call('bank', '/doubles/stripe/js/shopper', form({client_secret: data.client_secret, action: 'pay'}))
      : await town.call('bank', `/doubles/paypal/p/${data.order_id}`, form({action: 'pay'}));
  const {pathname, search} = new URL(back.headers.get('location') ?? '');
  await town.call('pay', pathname + search);
  await town.advance(10_000);
  const intent = () => shopper.intent(session);
  assert.equal((await intent()).status, change.capture_method === 'manual' ? 'requires_capture' : 'succeeded');
  const doc = await town.store.get('intents', session.intent);
  assert.ok(doc && 'reference' in doc.doc && doc.doc.reference !== undefined);
  return {town, session, intent, reference: doc.doc.reference};
}

const refund = (town: Town, session: {intent: string}, amount: number) =>
  town.api('POST', '/v1/refunds', {key: `refund-${++count}`, body: {payment_intent: session.intent, amount}});

/** The capture of an order, and the headers with which PayPal was asked. */
async function captureAt(
  town: Town,
  reference: string,
): Promise<{readonly id: string; readonly headers: Record<string, string>}> {
  const token = await (
    await town.call(
      'bank',
      '/doubles/paypal/v1/oauth2/token',
      form(
        {grant_type: 'client_credentials'},
        {authorization: `Basic ${Buffer.from('paypal-double-client:paypal-double-secret').toString('base64')}`},
      ),
    )
  ).json();
  const headers = {authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json'};
  const order = await (await town.call('bank', `/doubles/paypal/v2/checkout/orders/${reference}`, {headers})).json();
  const [{id}] = order.purchase_units[0].payments.captures;
  return {id, headers};
}

const newsOf = async (town: Town): Promise<readonly string[]> =>
  (await town.api('GET', '/v1/events?limit=100')).json.data.map(({type}: {type: string}) => type).toReversed();

describe('a refund that somebody makes at the provider’s own desk', () => {
  test('at Stripe: its event names the payment only, and bears nothing of ours', async () => {
    const {town, intent, reference} = await paidAt('stripe');
    const made = await town.call(
      'bank',
      '/doubles/stripe/v1/refunds',
      form({payment_intent: reference, amount: '1000'}, stripeKey),
    );
    assert.equal(made.status, 200);
    await town.advance(5_000);
    const {amount_refunded: back, operations} = await intent();
    assert.deepEqual([back, operations.length, operations[0].source], [1_000, 1, 'back_office']);
    await town.stop();
  });

  test('of less than a cent of the order’s own currency is written down, and all of it is all of the order', async () => {
    const {town, session, intent, reference} = await paidAt('stripe', {
      currency: 'USD',
      presentment: {prices: {USD: 30_000}},
    });
    const give = async (amount: string) => {
      const made = await town.call(
        'bank',
        '/doubles/stripe/v1/refunds',
        form({payment_intent: reference, amount}, stripeKey),
      );
      assert.equal(made.status, 200);
      await town.advance(5_000);
      const {amount_refunded: back, presentment, operations} = await intent();
      const {document} = (await town.api('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`)).json;
      return [back, presentment.amount_refunded, operations.length, document.presentment.amount_refunded];
    };
    // A cent of a dollar is 0.43 of a cent here.
    assert.deepEqual(await give('1'), [0, 1, 1, 1]);
    const [{refund: id}] = (await intent()).operations;
    const {amount, presentment} = (await town.api('GET', `/v1/refunds/${id}`)).json;
    assert.deepEqual([amount, presentment], [0, {amount: 1, currency: 'USD'}]);
    assert.deepEqual(await give('29999'), [12_990, 30_000, 2, 30_000]);
    await town.stop();
  });

  test('at PayPal: its event names the capture only, whose order is asked for', async () => {
    const {town, intent, reference} = await paidAt('paypal');
    const {id, headers} = await captureAt(town, reference);
    const made = await town.call('bank', `/doubles/paypal/v2/payments/captures/${id}/refund`, {
      method: 'POST',
      headers: {...headers, 'paypal-request-id': 'desk-1'},
      body: JSON.stringify({amount: {currency_code: 'EUR', value: '10.00'}}),
    });
    assert.equal(made.status, 201, await made.text());
    await town.advance(5_000);
    const {amount_refunded: back, operations} = await intent();
    assert.deepEqual([back, operations.length, operations[0].source], [1_000, 1, 'back_office']);
    await town.stop();
  });
});

test('a capture that never arrived, of what was released at Stripe’s desk meanwhile, is told as refused', async () => {
  const {town, session, intent, reference} = await paidAt('stripe', {capture_method: 'manual'});
  const capture = () => town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'ship', body: {}});
  town.cut(async (request, deliver) => {
    if (request.url.endsWith('/capture')) throw new NetError('no_answer');
    return deliver();
  });
  const [{status}] = (await capture()).json.operations;
  assert.equal(status, 'pending');
  const path = `/doubles/stripe/v1/payment_intents/${reference}/cancel`;
  assert.equal(
    (await town.call('bank', path, form({cancellation_reason: 'requested_by_customer'}, stripeKey))).status,
    200,
  );
  town.mend();
  await town.advance(60_000);
  const after = await intent();
  assert.deepEqual([after.status, after.amount_captured], ['canceled', 0]);
  assert.deepEqual([after.operations[0].status, after.operations[0].provider_code], ['failed', 'guichet:voided']);
  await town.sleep(86_400_000);
  const again = await capture();
  assert.deepEqual([again.status, again.json.code], [409, 'operation_refused']);
  await town.stop();
});

/** The bank says no to the newest refund, after the provider had said yes. */
const fail = async (town: Town, reference: string) => {
  const list = await (
    await town.call('bank', `/doubles/stripe/v1/refunds?payment_intent=${reference}&limit=10`, {headers: stripeKey})
  ).json();
  const path = `/doubles/stripe/refunds/${list.data[0].id}/fail`;
  assert.equal((await town.call('bank', path, {method: 'POST', headers: bankKey})).status, 204);
  await town.advance(5_000);
};

describe('a refund that was made, and comes back', () => {
  for (const [who, make] of [
    ['ours', ({town, session}: Awaited<ReturnType<typeof paidAt>>) => refund(town, session, 3_000)],
    [
      'one of the merchant’s own desk',
      ({town, reference}: Awaited<ReturnType<typeof paidAt>>) =>
        town.call('bank', '/doubles/stripe/v1/refunds', form({payment_intent: reference, amount: '3000'}, stripeKey)),
    ],
  ] as const) {
    test(`${who}: failed, the money is the shop’s again, the ticket says so, and it can be given back anew`, async () => {
      const one = await paidAt('stripe');
      const {town, session, intent, reference} = one;
      await make(one);
      await town.advance(5_000);
      assert.equal((await intent()).amount_refunded, 3_000);

      await fail(town, reference);
      const after = await intent();
      assert.equal(after.amount_refunded, 0);
      assert.equal(after.attempts.at(-1).task, 'refund_failed');
      const [{status, provider_code: code, refund: id}] = after.operations;
      assert.deepEqual([status, code], ['failed', 'stripe:refund_failed']);
      assert.equal((await town.api('GET', `/v1/refunds/${id}`)).json.status, 'failed');
      assert.deepEqual((await newsOf(town)).slice(-2).toSorted(), ['payment_intent.task_opened', 'refund.failed']);
      const {document} = (await town.api('GET', `/v1/receipts/${after.receipt}`)).json;
      assert.equal(document.amount_refunded, 0);
      assert.deepEqual(
        document.entries.map(({type, amount}: {type: string; amount: number}) => [type, amount]),
        [
          ['authorization', 12_990],
          ['debit', 12_990],
          ['credit', 3_000],
          ['credit_returned', 3_000],
        ],
      );
      assert.equal((await refund(town, session, 12_990)).json.status, 'succeeded');
      assert.equal((await intent()).amount_refunded, 12_990);
      await town.stop();
    });
  }
});

test('the shopper is told of a refund that came back, if of the refund; not of one that was refused at once', async () => {
  const sent: Message[] = [];
  const {town, session, reference} = await paidAt(
    'stripe',
    {customer: {email: 'camille@example.test'}},
    {
      mail: {
        async send(message) {
          sent.push(message);
          return {kind: 'sent'};
        },
      },
      from: {name: 'Maison Lumen', address: 'commandes@lumen.example'},
      kinds: letterKinds,
      contact: null,
      timeZone: 'Europe/Paris',
    },
  );
  const kinds = () => sent.map(({kind}) => kind);
  await refund(town, session, 3_000);
  await town.advance(5_000);
  assert.deepEqual(kinds(), ['order_confirmed', 'refunded']);
  await fail(town, reference);
  assert.deepEqual(kinds(), ['order_confirmed', 'refunded', 'refund_returned']);
  assert.match(sent[2]?.subject ?? '', /le remboursement de 30,00\u00a0€ pour la commande ML-B\d+ n’a pas abouti/);
  assert.match(sent[2]?.text ?? '', /revenue chez Maison Lumen/);

  // One that was refused at once had not been made, whatever others were.
  const events = (await town.store.find('events', {by: 'subject', equals: session.intent, limit: 100})).map(
    ({doc}) => doc,
  );
  const failed = events.find(({type}) => type === 'refund.failed');
  const told = failed && toldOf(failed.object);
  const row = await town.store.get('sessions', session.id);
  assert.ok(failed && told?.object === 'refund' && row);
  assert.equal(lettersNews(told, row.doc, failed, events).returned, true);
  assert.equal(lettersNews({...told, id: 're_other'}, row.doc, failed, events).returned, false);
  await town.stop();
});

describe('a dispute', () => {
  for (const name of ['stripe', 'paypal'] as const) {
    test(`at ${name}: a task with its deadline, once; settled, and again when it is over; no amount moves`, async () => {
      const {town, session, intent, reference} = await paidAt(name);
      const of = name === 'stripe' ? `payments/${reference}` : `disputes/${(await captureAt(town, reference)).id}`;
      const tell = async (word: 'dispute' | 'end') => {
        const path = `/doubles/${name}/${of}/${word}`;
        assert.equal((await town.call('bank', path, {method: 'POST', headers: bankKey})).status, 204);
        await town.advance(5_000);
      };
      const opened = async () => (await newsOf(town)).filter((type) => type === 'payment_intent.task_opened').length;
      const settle = async () => {
        const {id} = (await intent()).attempts.at(-1);
        const body = {attempt: id, task: 'dispute', seen: 'other'};
        const path = `/v1/payment_intents/${session.intent}/settle_task`;
        assert.equal((await town.api('POST', path, {key: `settle-${++count}`, body})).status, 200);
      };
      const {attempts: _none, ...money} = await intent();
      const untouched = async () => {
        const {attempts: _some, ...now} = await intent();
        assert.deepEqual(now, money);
      };

      await tell('dispute');
      await tell('dispute');
      const {task, disputes} = (await intent()).attempts.at(-1);
      assert.deepEqual([task, disputes.length, disputes[0].closed, await opened()], ['dispute', 1, false, 1]);
      const left = Date.parse(disputes[0].deadline) - Date.parse(disputes[0].created);
      assert.ok(Math.abs(left - 864_000_000) < 60_000, `${left}`);
      await untouched();
      await settle();
      await tell('dispute');
      assert.deepEqual([(await intent()).attempts.at(-1).task, await opened()], [null, 1]);

      await tell('end');
      const after = (await intent()).attempts.at(-1);
      assert.deepEqual([after.task, after.disputes.at(-1).closed, await opened()], ['dispute', true, 2]);
      assert.equal(after.disputes.at(-1).deadline, null);
      await settle();
      await tell('end');
      await tell('dispute');
      assert.deepEqual([(await intent()).attempts.at(-1).task, await opened()], [null, 2]);
      await untouched();
      await town.stop();
    });
  }
});

describe('two tasks at once', () => {
  test('the dispute comes first, and none is lost', async () => {
    const {town, session, intent, reference} = await paidAt('stripe');
    town.cut(async (request, deliver) => {
      const response = await deliver();
      if (request.method !== 'GET' || !request.url.includes(`/payment_intents/${reference}`)) return response;
      return Response.json({...(await response.json()), amount_received: 5});
    });
    await town.call('bank', '/doubles/stripe/v1/refunds', form({payment_intent: reference, amount: '10'}, stripeKey));
    await town.advance(5_000);
    const open = async () => (await intent()).attempts.at(-1).task;
    assert.equal(await open(), 'check_back_office');
    await town.call('bank', `/doubles/stripe/payments/${reference}/dispute`, {method: 'POST', headers: bankKey});
    await town.advance(5_000);
    const left = [];
    for (let task = await open(); task !== null; task = await open()) {
      left.push(task);
      const body = {attempt: (await intent()).attempts.at(-1).id, task, seen: 'other'};
      const path = `/v1/payment_intents/${session.intent}/settle_task`;
      assert.equal((await town.api('POST', path, {key: `settle-${++count}`, body})).status, 200);
    }
    assert.deepEqual(left, ['dispute', 'check_back_office']);
    assert.equal((await newsOf(town)).filter((type) => type === 'payment_intent.task_opened').length, 3);
    await town.stop();
  });
});

describe('a task of the merchant', () => {
  test('settled: closed, written down, announced; the same totals open none again, others do', async () => {
    const {town, session, intent, reference} = await paidAt('stripe');
    const tell = async (received: number) => {
      town.cut(async (request, deliver) => {
        if (request.method === 'GET' && request.url.includes('/refunds?'))
          return Response.json({object: 'list', has_more: false, data: []});
        const response = await deliver();
        if (request.method !== 'GET' || !request.url.includes(`/payment_intents/${reference}`)) return response;
        return Response.json({...(await response.json()), amount_received: received});
      });
      await town.call('bank', `/doubles/stripe/v1/refunds`, form({payment_intent: reference, amount: '10'}, stripeKey));
      await town.advance(5_000);
    };
    const settle = (key: string, change: object = {}, attempt?: string) =>
      town.api('POST', `/v1/payment_intents/${session.intent}/settle_task`, {
        key,
        body: {attempt, task: 'check_back_office', seen: 'nothing', ...change},
      });
    const count = async (what: string) => (await newsOf(town)).filter((type) => type === what).length;
    const withTasks = async (order = '') =>
      (await town.api('GET', `/v1/payment_intents?task=open&${order}`)).json.data.map(({id}: {id: string}) => id);
    const {id} = (await intent()).attempts.at(-1);
    assert.deepEqual(await withTasks(), []);
    const none = await settle('settle-0', {}, id);
    assert.deepEqual([none.status, none.json.code], [409, 'no_open_task']);

    await tell(5);
    const before = await intent();
    assert.equal(before.attempts.at(-1).task, 'check_back_office');
    assert.deepEqual(await withTasks(), [session.intent]);
    for (const [change, code] of [
      [{task: 'refund_failed'}, 'no_open_task'],
      [{seen: 'all'}, 'validation_failed'],
      [{note: 'x'.repeat(201)}, 'validation_failed'],
      [{amount: 5}, 'unknown_field'],
    ] as const)
      assert.equal((await settle(`settle-${JSON.stringify(change).length}`, change, id)).json.code, code);
    assert.equal((await settle('settle-other', {}, 'att_other')).json.code, 'no_open_task');
    assert.equal((await intent()).attempts.at(-1).task, 'check_back_office');

    const note = 'Vu avec Stripe : rien de plus.';
    const done = await settle('settle-1', {note, by: 'desk'}, id);
    assert.equal(done.status, 200, done.text);
    const {task, settled_tasks: settled} = done.json.attempts.at(-1);
    assert.equal(task, null);
    const [{created, ...facts}] = settled;
    assert.deepEqual(facts, {task: 'check_back_office', seen: 'nothing', note, by: 'desk'});
    assert.ok(Date.parse(created) > 0);
    const {attempts: _were, ...money} = before;
    const {attempts: _are, ...same} = done.json;
    assert.deepEqual(same, money, 'nothing else moved');
    assert.deepEqual((await settle('settle-1', {note, by: 'desk'}, id)).json, done.json);
    const twice = await settle('settle-2', {}, id);
    assert.deepEqual([twice.status, twice.json.code], [409, 'task_already_settled']);
    assert.deepEqual([await withTasks(), await count('payment_intent.task_settled')], [[], 1]);
    assert.deepEqual(await withTasks(`order_reference=${before.order_reference}`), []);

    await tell(5);
    assert.deepEqual([(await intent()).attempts.at(-1).task, await count('payment_intent.task_opened')], [null, 1]);
    await tell(6);
    assert.equal((await intent()).attempts.at(-1).task, 'check_back_office');
    assert.equal(await count('payment_intent.task_opened'), 2);
    // An old call that comes again, when its answer is no longer kept, does not close the new one.
    await town.sleep(50 * 3_600_000);
    assert.equal((await settle('settle-1', {note, by: 'desk'}, id)).status, 200);
    assert.equal((await intent()).attempts.at(-1).task, 'check_back_office');
    assert.equal((await settle('settle-3', {seen: 'other'}, id)).status, 200);
    await tell(5);
    assert.equal((await intent()).attempts.at(-1).task, null, 'settled before the last one');
    await town.stop();
  });
});

describe('books that cannot both be true', () => {
  test('are for a person: nothing is taken over, once for the same totals', async () => {
    const {town, session, intent, reference} = await paidAt('stripe');
    const lie = (received: number) =>
      town.cut(async (request, deliver) => {
        const response = await deliver();
        if (request.method !== 'GET' || !request.url.includes(`/payment_intents/${reference}`)) return response;
        return Response.json({...(await response.json()), amount_received: received});
      });
    const word = async () => {
      await town.call('bank', '/doubles/stripe/v1/refunds', form({payment_intent: reference, amount: '10'}, stripeKey));
      await town.advance(5_000);
    };
    lie(5);
    await word();
    const after = await intent();
    assert.deepEqual([after.amount_captured, after.amount_refunded, after.operations], [12_990, 0, []]);
    assert.equal(after.attempts.at(-1).task, 'check_back_office');
    const opened = async () => (await newsOf(town)).filter((type) => type === 'payment_intent.task_opened').length;
    assert.equal(await opened(), 1);
    // A look at the right books mends what can be.
    town.mend();
    await word();
    assert.equal((await intent()).amount_refunded, 20);
    assert.equal((await refund(town, session, 12_970)).status, 201);
    await town.stop();
  });

  test('just after a deed of ours they may be old: no task', async () => {
    const {town, session, intent, reference} = await paidAt('stripe');
    assert.equal((await refund(town, session, 4_000)).status, 201);
    // The list of refunds is behind.
    town.cut(async (request, deliver) => {
      if (request.method === 'GET' && request.url.includes('/refunds?'))
        return Response.json({object: 'list', has_more: false, data: []});
      return deliver();
    });
    await town.call('bank', '/doubles/stripe/v1/refunds', form({payment_intent: reference, amount: '500'}, stripeKey));
    await town.advance(10_000);
    assert.equal((await intent()).attempts.at(-1).task, null);
    town.mend();
    await town.advance(60_000);
    const after = await intent();
    assert.deepEqual([after.attempts.at(-1).task, after.amount_refunded], [null, 4_500]);
    await town.stop();
  });

  test('read before a deed of ours that was done meanwhile: read again', async () => {
    const {town, session, intent, reference} = await paidAt('stripe');
    const desk = await town.call(
      'bank',
      '/doubles/stripe/v1/refunds',
      form({payment_intent: reference, amount: '500'}, stripeKey),
    );
    assert.equal(desk.status, 200);
    let held = false;
    town.cut(async (request, deliver) => {
      const response = await deliver();
      if (!held && request.method === 'GET' && request.url.includes('/refunds?')) {
        held = true;
        await new Promise<void>((resolve) => town.timer.after(5_000, resolve));
      }
      return response;
    });
    await town.advance(1_000);
    assert.ok(held, 'somebody is looking');
    assert.equal((await refund(town, session, 4_000)).status, 201);
    await town.advance(120_000);
    // Stripe's answer to ours already told the other one's amount with it.
    const {amount_refunded: back, attempts, operations} = await intent();
    assert.equal(back, 4_500);
    assert.equal(operations.length, 1);
    assert.ok(!town.logged.some((line) => line.includes('payment_worker_failed')));
    assert.equal(attempts.at(-1).task, null);
    await town.stop();
  });
});
