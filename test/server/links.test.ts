import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

const good = '4000000000000010';
const hour = 60 * 60 * 1000;
let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

let calls = 0;
async function link(body: object) {
  const {status, json} = await town.api('POST', '/v1/payment_links', {key: `l-${++calls}`, body});
  assert.equal(status, 201, JSON.stringify(json));
  const [, id = '', token = ''] = /\/l\/(pl_[\w-]+)#(cst_[\w-]+)$/.exec(json.url) ?? [];
  return {id, token};
}
const open = async ({id, token}: {id: string; token: string}) =>
  town.api('POST', `/v1/payment_links/${id}/open`, {token, body: {}});
async function sessionOf(opened: Awaited<ReturnType<typeof open>>, token: string) {
  assert.equal(opened.json.status, 'open', opened.text);
  const id = String(opened.json.path).slice('/pay/'.length);
  const view = await town.api('GET', `/v1/checkout_sessions/${id}`, {token});
  return {id, token, intent: String(view.json.payment_intent.id)};
}
async function pay(session: {id: string; token: string; intent: string}) {
  const confirmed = await shopper.confirm(session, await town.card(session, good));
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
}

describe('a payment link', () => {
  test('opens an order, again and again the same session, and says when it is paid', async () => {
    const its = await link(town.order);
    const first = await sessionOf(await open(its), its.token);
    const second = await sessionOf(await open(its), its.token);
    assert.equal(second.id, first.id);
    await pay(first);
    assert.deepEqual((await open(its)).json, {status: 'paid', path: null});
  });

  test('opens a new session when the last one ran out, for as long as it lasts', async () => {
    const its = await link({...town.order, expires_in: 86_400});
    const first = await sessionOf(await open(its), its.token);
    await town.advance(hour);
    const second = await sessionOf(await open(its), its.token);
    assert.notEqual(second.id, first.id);
    await town.advance(24 * hour);
    assert.equal((await open(its)).json.status, 'expired');
  });

  test('is told to the visits that it opens, to go on with another device, and to nobody else', async () => {
    const its = await link(town.order);
    const visit = await sessionOf(await open(its), its.token);
    const view = await town.api('GET', `/v1/checkout_sessions/${visit.id}`, {token: its.token});
    assert.equal(view.json.payment_link, its.id);
    const page = await (await town.call('pay', `/pay/${visit.id}`)).text();
    assert.ok(!page.includes(its.id), 'its address alone does not tell');

    const own = await town.session();
    const shops = await town.api('GET', `/v1/checkout_sessions/${own.id}`, {token: own.token});
    assert.equal(shops.json.payment_link, null);
  });

  test('to a payment that failed opens the same order; the first page can then no longer pay', async () => {
    const first = await town.session();
    const its = await link({payment_intent: first.intent});
    const second = await sessionOf(await open(its), its.token);
    assert.notEqual(second.id, first.id);
    const late = await shopper.confirm(first, await town.card(second, good));
    assert.equal(late.json.code, 'payment_canceled');
    await pay(second);
    assert.equal((await open(its)).json.status, 'paid');
  });

  test('to a payment that was made says so, and opens nothing', async () => {
    const first = await town.session();
    await pay(first);
    const its = await link({payment_intent: first.intent});
    assert.deepEqual((await open(its)).json, {status: 'paid', path: null});
  });

  test('to a payment that is under way elsewhere says so', async () => {
    const first = await town.session();
    const confirmed = await shopper.confirm(first, await town.card(first, '4000000000000101'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    const its = await link({payment_intent: first.intent});
    assert.equal((await open(its)).json.status, 'in_progress');
  });

  test('never calls paid what is only awaited: it leads to the instructions, or says that it is under way', async () => {
    const ordered = async (session: {id: string; token: string}) =>
      town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
        token: session.token,
        key: `t-${++calls}`,
        body: {method: 'bank_transfer'},
      });
    const its = await link(town.order);
    const ours = await sessionOf(await open(its), its.token);
    assert.equal((await ordered(ours)).json.payment_intent.status, 'awaiting_funds');
    assert.deepEqual((await open(its)).json, {status: 'open', path: `/pay/${ours.id}`});

    const first = await town.session();
    await ordered(first);
    const later = await link({payment_intent: first.intent});
    assert.equal((await open(later)).json.status, 'in_progress');
  });

  test('to what the merchant released stays closed', async () => {
    const first = await town.session();
    await pay(first);
    await town.api('POST', `/v1/payment_intents/${first.intent}/void`, {key: 'released', body: {}});
    const its = await link({payment_intent: first.intent});
    assert.equal((await open(its)).json.status, 'canceled');
  });

  test('opened in two tabs at once makes one session', async () => {
    const its = await link(town.order);
    const [left, right] = await Promise.all([open(its), open(its)]);
    assert.equal(left?.json.path, right?.json.path);
  });

  const bad: readonly (readonly [string, (its: {id: string; token: string}) => {id: string; token: string}])[] = [
    ['an altered key', ({id, token}) => ({id, token: `${token.slice(0, -2)}AA`})],
    ['another link’s id', ({token}) => ({id: `pl_${'A'.repeat(22)}`, token})],
    ['no key', ({id}) => ({id, token: 'cst_'})],
  ];
  for (const [what, alter] of bad) {
    test(`with ${what} is not found`, async () => {
      const answer = await open(alter(await link(town.order)));
      assert.deepEqual([answer.status, answer.json.code], [404, 'link_not_found']);
    });
  }

  test('is made once for one key', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => town.api('POST', '/v1/payment_links', {key: 'one', body: town.order})),
    );
    const made = twice.filter(({status}) => status === 201).map(({json}) => json.id);
    assert.equal(new Set(made).size, 1);
  });
});
