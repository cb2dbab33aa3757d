import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {hooks} from '../../../server/letters/hooks.ts';
import type {Message} from '../../../server/letters/mail.ts';
import {shopperIn} from '../../shopper.ts';
import {customer, minute, townWithMail} from './post-office.ts';

describe('a letter follows its event', () => {
  test('and tells what was charged, in the currency in which it was', async () => {
    const {town, post, operate} = await townWithMail();
    const session = await town.session({customer, presentment: {prices: {CHF: 12_000}}});
    const {json} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: crypto.randomUUID(),
      body: {method: 'card', card_token: await town.card(session, '4000000000000010'), currency: 'CHF'},
    });
    void shopperIn(town).bridge(json.payment_intent.next_action.url);
    await town.advance(2_000);
    await operate(session.intent, 'capture', {amount: 6_495});
    const refund = {payment_intent: session.intent, amount: 1_299};
    await town.api('POST', '/v1/refunds', {body: refund, key: crypto.randomUUID()});
    await town.advance(2_000);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited', 'refunded']);
    const [reserved, debited, refunded] = post.sent.map(({subject, text}) => subject + text);
    assert.match(reserved ?? '', /120,00\u00a0CHF/);
    assert.match(debited ?? '', /débit de 60,00\u00a0CHF/);
    assert.match(refunded ?? '', /12,00\u00a0CHF/);
    assert.doesNotMatch(`${debited} ${refunded}`, /64,95|12,99\u00a0€/);
    await town.stop();
  });

  test('reserved, then debited, then refunded: one letter each', async () => {
    const {town, post, pay, operate, letters} = await townWithMail();
    const {intent} = await pay();
    assert.deepEqual(post.kinds(), ['order_confirmed']);
    assert.match(post.sent[0]!.text, /réservé, pas encore débité/);
    assert.match(post.sent[0]!.text, /Bonjour Camille Ōé,/);
    assert.deepEqual(post.sent[0]!.to, {name: customer.name, address: customer.email});

    await operate(intent, 'capture', {amount: 11_900});
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited']);
    assert.match(post.sent[1]!.subject, /débit de 119,00/);
    assert.match(post.sent[1]!.text, /Le reste ne sera pas débité/);

    const refund = {payment_intent: intent, amount: 1_000};
    const {status} = await town.api('POST', '/v1/refunds', {body: refund, key: crypto.randomUUID()});
    assert.equal(status, 201);
    await town.advance(2_000);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited', 'refunded']);
    assert.match(post.sent[2]!.text, /10,00\u00a0€/);
    assert.match(post.sent[2]!.text, /se terminant par 0010/);

    await town.advance(60 * minute);
    assert.equal(post.sent.length, 3);
    assert.deepEqual(
      (await letters()).map(({doc}) => doc.state),
      ['sent', 'sent', 'sent'],
    );
    // The canary: of the card no more than its last four digits, in no part of any letter.
    assert.doesNotMatch(JSON.stringify(post.sent), /4000000000000010|4000 0000 0000 0010|\b400000\b/);
    await town.stop();
  });

  test('captured at once: one letter, which says paid; in the language of the session', async () => {
    const {town, post, pay} = await townWithMail();
    await pay({capture_method: 'automatic', locale: 'en'});
    assert.deepEqual(post.kinds(), ['order_confirmed']);
    assert.match(post.sent[0]!.text, /Your payment was accepted/);
    await town.stop();
  });

  test('released: what was reserved will not be debited', async () => {
    const {town, post, pay, operate} = await townWithMail();
    const {intent} = await pay();
    await operate(intent, 'void');
    assert.deepEqual(post.kinds(), ['order_confirmed', 'released']);
    await town.stop();
  });

  test('refused: none while the shopper is at the page, one once the session is over, with a way back', async () => {
    const {town, post, pay} = await townWithMail();
    await pay({cancel_url: 'http://localhost:4240/panier'}, '4000000000000408');
    const before = post.kinds();
    await town.advance(31 * minute);
    assert.deepEqual([before, post.kinds()], [[], ['payment_failed']]);
    const [letter] = post.sent;
    assert.match(letter!.text, /Aucun montant n’a été débité/);
    assert.match(letter!.text, /^Reprendre le paiement\nhttp:\/\/localhost:4242\/l\/pl_[\w-]+#cst_[\w-]{43}$/m);
    assert.match(letter!.text, /Ce lien vaut jusqu’au 1 décembre 2026/);
    await town.stop();
  });

  test('never tried: a debt is reminded of, an order that was not placed is not', async () => {
    const {town, post} = await townWithMail();
    await town.session({customer, submit_type: 'pay'});
    await town.session({customer, submit_type: 'order'});
    await town.advance(31 * minute);
    assert.deepEqual(post.kinds(), ['payment_failed']);
    await town.stop();
  });

  test('a doubt that the page promised to write about is resolved by letter, at once', async () => {
    const {town, post, pay} = await townWithMail();
    const {intent} = await pay({}, '4000000000001117');
    assert.deepEqual(post.kinds(), []);
    await town.advance(100_000);
    const {json} = await town.api('GET', `/v1/payment_intents/${intent}`);
    assert.deepEqual([json.status, post.kinds()], ['requires_payment_method', ['payment_failed']]);
    assert.match(post.sent[0]!.text, /n’a pas pu traiter le paiement\. Aucun montant n’a été débité/);
    await town.stop();
  });

  test('what was not paid, and is ordered otherwise before the letter leaves, is not called unpaid', async () => {
    const {town, post, pay} = await townWithMail();
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    const {id, token} = await pay({}, '4000000000001117');
    await town.advance(100_000);
    const body = {method: 'bank_transfer'};
    const {status} = await town.api('POST', `/v1/checkout_sessions/${id}/confirm`, {token, key: 'otherwise', body});
    assert.equal(status, 200);
    post.answers(async () => ({kind: 'sent'}));
    await town.advance(60 * minute);
    assert.deepEqual(post.kinds(), ['transfer_instructions']);
    await town.stop();
  });

  test('a doubt that ends well is resolved by letter, too', async () => {
    const {town, post, pay} = await townWithMail();
    await pay({}, '4000000000001109');
    await town.advance(100_000);
    assert.deepEqual(post.kinds(), ['order_confirmed']);
    await town.stop();
  });

  test('the shopper gave up: none', async () => {
    const {town, post} = await townWithMail();
    const {id, token} = await town.session({customer});
    await town.api('POST', `/v1/checkout_sessions/${id}/cancel`, {body: {}, token});
    await town.advance(60 * minute);
    assert.deepEqual(post.kinds(), []);
    await town.stop();
  });

  test('no address, no letter', async () => {
    const {town, pay, letters} = await townWithMail();
    await pay({customer: {name: 'Camille'}});
    assert.deepEqual(await letters(), []);
    await town.stop();
  });

  test('a kind that the merchant does not want is not written', async () => {
    const {town, post, pay, operate} = await townWithMail(['debited']);
    const {intent} = await pay();
    await operate(intent, 'capture');
    assert.deepEqual(post.kinds(), ['debited']);
    await town.stop();
  });
});

describe('a letter is sent once', () => {
  test('by two copies of us on one store, too', async () => {
    const {town, post, pay, operate} = await townWithMail();
    town.secondPay();
    const {intent} = await pay();
    await operate(intent, 'capture');
    await town.advance(60 * minute);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited']);
    assert.equal(new Set(post.sent.map(({id}) => id)).size, 2);
    await town.stop();
  });

  test('an event that is announced again makes no second letter', async () => {
    const {town, post, pay} = await townWithMail();
    await pay();
    const {json} = await town.api('GET', '/v1/events');
    for (const {id} of json.data) await town.api('POST', `/v1/events/${id}/resend`, {body: {}});
    await town.advance(60 * minute);
    assert.deepEqual(post.kinds(), ['order_confirmed']);
    await town.stop();
  });

  test('a copy that dies after sending, before writing it down: again, under the same Message-ID', async () => {
    const {town, post, pay, letters} = await townWithMail();
    const taken: Message[] = [];
    post.answers((message) => {
      taken.push(message);
      // The server took it, and we never heard.
      return taken.length === 1 ? new Promise(() => undefined) : Promise.resolve({kind: 'sent'});
    });
    await pay();
    assert.equal(taken.length, 1);
    town.secondPay();
    await town.advance(10 * minute);
    assert.equal(taken.length, 2);
    assert.equal(taken[0]!.id, taken[1]!.id);
    assert.match(taken[0]!.id, /^evt_[\w-]+\.order_confirmed@localhost$/);
    assert.deepEqual(
      (await letters()).map(({doc}) => doc.state),
      ['sent'],
    );
    await town.stop();
  });

  test('a mail server that is down holds up no payment, and loses no letter', async () => {
    const {town, post, pay, operate, letters} = await townWithMail();
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    const {intent} = await pay();
    await operate(intent, 'capture');
    const {json} = await town.api('GET', `/v1/payment_intents/${intent}`);
    assert.equal(json.status, 'succeeded');
    await town.advance(120 * minute);
    assert.deepEqual(post.kinds(), []);
    assert.deepEqual(
      (await letters()).map(({doc}) => [doc.state, doc.lastCode]),
      [
        ['waiting', 'ECONNECTION'],
        ['waiting', 'ECONNECTION'],
      ],
    );

    post.answers(async () => ({kind: 'sent'}));
    await town.advance(600 * minute);
    assert.deepEqual(post.kinds().sort(), ['debited', 'order_confirmed']);
    await town.stop();
  });

  test('after three days of silence it is given up, and the log says so', async () => {
    const {town, post, pay, letters} = await townWithMail();
    let tries = 0;
    post.answers(async () => {
      tries++;
      return {kind: 'failed', code: 'ETIMEDOUT'};
    });
    await pay();
    for (let day = 0; day < 5; day++) await town.advance(24 * 60 * minute);
    const states = (await letters()).filter(({doc}) => doc.kind === 'order_confirmed').map(({doc}) => doc.state);
    assert.deepEqual([states, tries >= 10], [['given_up'], true]);
    assert.ok(town.logged.some((line) => line.includes('letter_given_up')));
    await town.stop();
  });

  test('a recipient that is refused for good is not tried again', async () => {
    const {town, post, pay, letters} = await townWithMail();
    let tries = 0;
    post.answers(async () => {
      tries++;
      return {kind: 'refused', code: 'EENVELOPE:550'};
    });
    await pay();
    await town.advance(24 * 60 * minute);
    assert.equal(tries, 1);
    assert.equal((await letters())[0]!.doc.state, 'given_up');
    await town.stop();
  });

  test('an address is in no line of the log', async () => {
    const {town, pay} = await townWithMail();
    await pay();
    assert.doesNotMatch(town.logged.join('\n'), /camille|example\.test/i);
    await town.stop();
  });
});

describe('header injection', () => {
  for (const [what, bad] of [
    ['an address', {email: 'camille@example.test\r\nBcc: all@example.test'}],
    ['a second address', {email: 'camille@example.test,all@example.test'}],
    ['a name', {email: 'camille@example.test', name: 'Camille\r\nBcc: all@example.test'}],
  ] as const) {
    test(`by ${what} is refused at the door`, async () => {
      const {town} = await townWithMail();
      const body = {...town.order, customer: bad};
      const {status, json} = await town.api('POST', '/v1/checkout_sessions', {body});
      assert.deepEqual([status, json.code], [400, 'validation_failed']);
      await town.stop();
    });
  }
});

describe('the table of hooks', () => {
  const captures = ['manual', 'automatic'] as const;
  const ends = [
    null,
    'voided',
    'authorization_expired',
    'review_declined',
    'authentication_failed',
    'funds_expired',
    'session_expired',
    'abandoned',
  ];
  const methods = ['card', 'bank_transfer', 'cheque', 'net_30', null] as const;

  test('has at most one row for anything that can happen', () => {
    for (const on of new Set(hooks.map((hook) => hook.on)))
      for (const capture of captures)
        for (const ended of ends)
          for (const method of methods)
            for (const tries of [0, 1])
              for (const submit of ['pay', 'order'] as const)
                for (const doubted of [false, true]) {
                  const news = {capture, ended, method, tries, submit, doubted, returned: doubted};
                  const fitting = hooks.filter((hook) => hook.on === on && hook.when(news));
                  assert.ok(fitting.length <= 1, `${on} ${JSON.stringify(news)}`);
                }
  });
});
