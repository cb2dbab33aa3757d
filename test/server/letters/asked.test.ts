import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {customer, minute, townWithMail} from './post-office.ts';

const hour = 60 * minute;
type Office = Awaited<ReturnType<typeof townWithMail>>;

const lettersOf = async ({town}: Office, intent: string) =>
  (await town.api('GET', `/v1/letters?payment_intent=${intent}`)).json.data;
const resend = ({town}: Office, id: string, key?: string) =>
  town.api('POST', `/v1/letters/${id}/resend`, {body: {}, ...(key !== undefined && {key})});
async function link({town}: Office, body: object) {
  const answer = await town.api('POST', '/v1/payment_links', {body});
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}
const send = ({town}: Office, id: string, body: object = {}, key?: string) =>
  town.api('POST', `/v1/payment_links/${id}/send`, {body, ...(key !== undefined && {key})});

describe('a payment link by letter', () => {
  test('goes to the address of the order, in its language, and opens the order', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    const {id, url} = await link(office, {...town.order, locale: 'en', customer});
    const {status, json} = await send(office, id);
    assert.deepEqual([status, json.object, json.kind, json.payment_link], [202, 'letter', 'payment_link', id]);
    await town.advance(1_000);
    assert.deepEqual(post.sent[0]?.to, {name: customer.name, address: customer.email});
    assert.ok(post.sent[0]?.text.split('\n').includes(url), post.sent[0]?.text);
    assert.match(post.sent[0]?.subject ?? '', /pay for order ML-2026-0412/);
    await town.stop();
  });

  test('goes to an address that is given, which then is that of the order', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    const {id, url} = await link(office, town.order);
    assert.deepEqual((await send(office, id)).json.code, 'email_missing');
    assert.equal((await send(office, id, {email: 'nouvelle@example.test'})).status, 202);
    await town.advance(1_000);
    assert.equal(post.sent[0]?.to.address, 'nouvelle@example.test');

    const token = url.split('#')[1];
    const {json} = await town.api('POST', `/v1/payment_links/${id}/open`, {token, body: {}});
    const opened = await town.store.get('sessions', json.path.slice('/pay/'.length));
    assert.equal(opened?.doc.customer?.email, 'nouvelle@example.test');
    await town.stop();
  });

  test('is sent once for one Idempotency-Key, and not with another body', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    const {id} = await link(office, {...town.order, customer});
    const [first, again] = [await send(office, id, {}, 'k'), await send(office, id, {}, 'k')];
    assert.equal(again.text, first.text);
    assert.equal((await send(office, id, {email: 'x@example.test'}, 'k')).json.code, 'idempotency_key_reused');
    await town.advance(1_000);
    assert.equal(post.sent.length, 1);
    await town.stop();
  });

  test('cannot flood an inbox: three in an hour, even all at once, and five to one address', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    const order = {...town.order, customer, expires_in: 86_400};
    const first = await link(office, order);
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => send(office, first.id)));
    assert.equal(answers.filter(({status}) => status === 202).length, 3);
    const refused = await send(office, first.id);
    assert.deepEqual([refused.status, refused.json.code], [429, 'rate_limited']);
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 3600, String(wait));

    for (let made = 0; made < 2; made++) {
      const {id} = await link(office, order);
      assert.equal((await send(office, id)).status, 202);
    }
    const {id} = await link(office, order);
    assert.equal((await send(office, id)).json.code, 'rate_limited');
    await town.advance(hour + 1_000);
    assert.equal(post.sent.length, 5);
    assert.equal((await send(office, id)).status, 202);
    await town.stop();
  });

  test('is not sent where there is nothing to pay', async () => {
    const office = await townWithMail();
    const {town, pay, order} = office;
    const paid = await link(office, {payment_intent: (await pay()).intent});
    assert.deepEqual((await send(office, paid.id)).json.detail, 'paid');
    const awaited = await link(office, {payment_intent: (await order('bank_transfer')).intent});
    const refused = await send(office, awaited.id);
    assert.deepEqual([refused.status, refused.json.code, refused.json.detail], [409, 'link_closed', 'in_progress']);
    const old = await link(office, {...town.order, customer});
    await town.advance(2 * hour);
    const late = await send(office, old.id);
    assert.deepEqual([late.status, late.json.code], [410, 'link_expired']);
    assert.equal((await send(office, `pl_${'A'.repeat(22)}`)).json.code, 'link_not_found');
    await town.stop();
  });

  test('whose order is placed before the letter leaves is not sent', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    const session = await town.session({customer});
    const {id} = await link(office, {payment_intent: session.intent});
    await send(office, id);
    await town.advance(1_000);
    // The first visit, still open, orders by transfer.
    await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'meanwhile',
      body: {method: 'bank_transfer'},
    });
    post.answers(async () => ({kind: 'sent'}));
    await town.advance(hour);
    assert.equal(post.kinds().includes('payment_link'), false);
    const dropped = await town.store.find('letters', {by: 'asked', from: 0, limit: 5});
    assert.deepEqual(
      dropped.map(({doc}) => [doc.state, doc.lastCode]),
      [['given_up', 'moot']],
    );
    await town.stop();
  });

  const bad: readonly [string, string][] = [
    ['a line break', 'camille@example.test\r\nBcc: all@example.test'],
    ['two addresses', 'camille@example.test, all@example.test'],
    ['a name', 'Camille <camille@example.test>'],
    ['nothing', ''],
  ];
  for (const [what, email] of bad) {
    test(`does not go to ${what}`, async () => {
      const office = await townWithMail();
      const {id} = await link(office, office.town.order);
      const {status, json} = await send(office, id, {email});
      assert.deepEqual([status, json.code, json.errors?.[0]?.path], [400, 'validation_failed', '/email']);
      await office.town.stop();
    });
  }

  test('is for the merchant’s server alone', async () => {
    const office = await townWithMail();
    const {id, url} = await link(office, {...office.town.order, customer});
    const answer = await office.town.api('POST', `/v1/payment_links/${id}/send`, {token: url.split('#')[1], body: {}});
    assert.deepEqual([answer.status, answer.json.code], [403, 'forbidden']);
    await office.town.stop();
  });
});

describe('an order has one link', () => {
  test('whoever asks: the letter, the desk, and after a visit by it', async () => {
    const office = await townWithMail();
    const {town, post} = office;
    const session = await town.session({customer});
    await town.advance(31 * minute);
    const inLetter = /\/l\/(pl_[\w-]+)/.exec(post.sent[0]?.text ?? '')?.[1];
    const asked = await link(office, {payment_intent: session.intent});
    assert.equal(asked.id, inLetter);

    const token = asked.url.split('#')[1];
    const {json} = await town.api('POST', `/v1/payment_links/${asked.id}/open`, {token, body: {}});
    const visit = await town.store.get('sessions', json.path.slice('/pay/'.length));
    const later = await link(office, {payment_intent: visit?.doc.intent});
    assert.equal(later.id, asked.id);
    await town.stop();
  });
});

describe('a letter, sent again', () => {
  test('is a letter of its own, to the same address', async () => {
    const office = await townWithMail();
    const {town, post, pay} = office;
    const {intent} = await pay();
    const [first] = await lettersOf(office, intent);
    assert.deepEqual([first.kind, first.status, first.resendable], ['order_confirmed', 'sent', true]);
    assert.doesNotMatch(JSON.stringify(first), /camille/i);
    const {status, json} = await resend(office, first.id);
    assert.deepEqual([status, json.kind, json.asked_for], [202, 'order_confirmed', true]);
    await town.advance(1_000);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'order_confirmed']);
    assert.equal(post.sent[1]?.text, post.sent[0]?.text);
    assert.notEqual(post.sent[1]?.id, post.sent[0]?.id);
    assert.deepEqual(post.sent[1]?.to, post.sent[0]?.to);
    await town.stop();
  });

  test('not when it would say what is no longer true', async () => {
    const office = await townWithMail();
    const {pay, operate} = office;
    const {intent} = await pay();
    await operate(intent, 'capture');
    const confirmed = (await lettersOf(office, intent)).find(({kind}: {kind: string}) => kind === 'order_confirmed');
    assert.equal(confirmed.resendable, false);
    const {status, json} = await resend(office, confirmed.id);
    assert.deepEqual([status, json.code], [409, 'letter_outdated']);
    await office.town.stop();
  });

  test('not when that has ceased to be true by the time it leaves', async () => {
    const office = await townWithMail();
    const {town, post, pay, operate} = office;
    const {intent} = await pay();
    const [{id}] = await lettersOf(office, intent);
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    assert.equal((await resend(office, id)).status, 202);
    await operate(intent, 'capture');
    post.answers(async () => ({kind: 'sent'}));
    await town.advance(hour);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited']);
    await town.stop();
  });

  test('not while it is on its way, not for another’s, not without end', async () => {
    const office = await townWithMail();
    const {town, post, pay} = office;
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    const {intent} = await pay();
    const [waiting] = await lettersOf(office, intent);
    assert.equal((await resend(office, waiting.id)).json.code, 'letter_waiting');
    post.answers(async () => ({kind: 'sent'}));
    await town.advance(hour);
    const codes: unknown[] = [];
    for (let again = 0; again < 4; again++) codes.push((await resend(office, waiting.id)).json.code);
    assert.deepEqual(codes, [undefined, undefined, undefined, 'rate_limited']);
    assert.equal((await resend(office, 'evt_none.receipt')).json.code, 'letter_not_found');
    assert.equal((await town.api('GET', '/v1/letters?payment_intent=pi_none')).json.code, 'intent_not_found');
    assert.equal((await town.api('GET', '/v1/letters')).json.code, 'validation_failed');
    await town.stop();
  });

  test('under one Idempotency-Key, once', async () => {
    const office = await townWithMail();
    const {town, post, pay} = office;
    const {intent} = await pay();
    const [{id}] = await lettersOf(office, intent);
    const [first, again] = [await resend(office, id, 'k'), await resend(office, id, 'k')];
    assert.equal(first.text, again.text);
    await town.advance(1_000);
    assert.equal(post.sent.length, 2);
    await town.stop();
  });
});

describe('the receipt', () => {
  test('by letter, when it is asked for, with its link', async () => {
    const office = await townWithMail();
    const {town, post, pay} = office;
    const {intent} = await pay();
    const {json} = await town.api('GET', `/v1/payment_intents/${intent}`);
    const {status} = await town.api('POST', `/v1/receipts/${json.receipt}/send`, {body: {}});
    assert.equal(status, 202);
    await town.advance(1_000);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'receipt']);
    assert.match(
      post.sent[1]?.text ?? '',
      /^Voir le ticket\nhttp:\/\/localhost:4242\/receipt\/rcpt_[\w-]+#rc_[\w-]{43}$/m,
    );
    await town.stop();
  });

  test('is led to by what tells of money, in both parts', async () => {
    const office = await townWithMail();
    const {town, post, pay, operate} = office;
    const {intent} = await pay();
    await operate(intent, 'capture');
    await town.api('POST', '/v1/refunds', {body: {payment_intent: intent, amount: 100}, key: 'r'});
    await town.advance(2_000);
    assert.deepEqual(post.kinds(), ['order_confirmed', 'debited', 'refunded']);
    for (const {kind, text, html} of post.sent) {
      const [, url = 'none'] = /^Voir le ticket.*\n(http:\/\/localhost:4242\/receipt\/\S+)$/m.exec(text) ?? [];
      assert.ok(html.includes(`href="${url}"`), kind);
    }
    await town.stop();
  });
});
