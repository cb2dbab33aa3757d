import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../../shopper.ts';
import {openTown, type Town} from '../../town.ts';

const good = '4000000000000010';
let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.stop());

async function paid(change: object = {}) {
  const session = await town.session(change);
  const shopper = shopperIn(town);
  const confirmed = await shopper.confirm(session, await town.card(session, good));
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  return session;
}

describe('what the desk reads', () => {
  test('the events of one payment, newest first, page by page, and no other’s', async () => {
    const mine = await paid();
    await paid();
    await town.api('POST', `/v1/payment_intents/${mine.intent}/capture`, {key: 'desk-1', body: {}});
    const all = await town.api('GET', `/v1/events?payment_intent=${mine.intent}&limit=100`);
    assert.equal(all.status, 200, all.text);
    const ids: string[] = all.json.data.map(({id}: {id: string}) => id);
    assert.ok(ids.length >= 3);
    assert.equal(all.json.data[0].type, 'payment_intent.succeeded');
    const ofIt = (object: {id: string; payment_intent?: string}) => [object.id, object.payment_intent];
    for (const {data} of all.json.data) assert.ok(ofIt(data.object).includes(mine.intent), JSON.stringify(data.object));

    const first = await town.api('GET', `/v1/events?payment_intent=${mine.intent}&limit=1`);
    assert.deepEqual([first.json.data[0].id, first.json.has_more], [ids[0], true]);
    const rest = await town.api('GET', `/v1/events?payment_intent=${mine.intent}&limit=100&starting_after=${ids[0]}`);
    assert.deepEqual(
      rest.json.data.map(({id}: {id: string}) => id),
      ids.slice(1),
    );
  });

  test('of a payment that nobody knows: nothing', async () => {
    const {status, json} = await town.api('GET', '/v1/events?payment_intent=pi_nobody');
    assert.deepEqual([status, json.data], [200, []]);
  });

  test('what was asked of the bank after the authorization, and how it went', async () => {
    const {intent} = await paid();
    const shipped = new Date(town.clock.now()).toISOString();
    await town.api('POST', `/v1/payment_intents/${intent}/capture`, {key: 'desk-2', body: {}});
    await town.advance(60_000);
    await town.api('POST', '/v1/refunds', {key: 'desk-3', body: {payment_intent: intent, amount: 1000}});
    const {json} = await town.api('GET', `/v1/payment_intents/${intent}`);
    assert.deepEqual(
      json.operations.map(({type, amount, status}: Record<string, unknown>) => [type, amount, status]),
      [
        ['capture', 12_990, 'succeeded'],
        ['refund', 1000, 'succeeded'],
      ],
    );
    assert.equal(json.operations[0].created, shipped);
    assert.equal(Date.parse(json.operations[1].created), Date.parse(shipped) + 60_000);
    const receipt = await town.api('GET', `/v1/receipts/${json.receipt}`);
    assert.deepEqual([receipt.status, receipt.json.payment_intent], [200, intent]);
    assert.ok(!/"key"|"request"/.test(JSON.stringify(json)));
  });

  test('an operation whose answer was lost is pending', async () => {
    const {intent} = await paid();
    town.cut(async ({url}, deliver) => {
      const answer = await deliver();
      return url.includes('/acquirer/') ? new Response('', {status: 502}) : answer;
    });
    await town.api('POST', `/v1/payment_intents/${intent}/capture`, {key: 'desk-4', body: {}});
    const {json} = await town.api('GET', `/v1/payment_intents/${intent}`);
    town.mend();
    assert.equal(json.operations.at(-1).status, 'pending');
  });

  test('money that came, as it was told', async () => {
    const session = await town.session({capture_method: 'automatic'});
    await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'desk-5',
      body: {method: 'bank_transfer'},
    });
    const told = await town.api('POST', `/v1/payment_intents/${session.intent}/mark_received`, {
      key: 'desk-6',
      body: {amount: 2990, received_on: '2026-11-24', reference: 'VIR 1'},
    });
    assert.equal(told.status, 200, told.text);
    const [{created: _created, ...line}] = told.json.received;
    assert.deepEqual(line, {amount: 2990, received_on: '2026-11-24', reference: 'VIR 1', cheque: null});
  });
});

describe('the page of the desk', () => {
  const open = async (town: Town, path = '/desk', language = 'fr') =>
    town.call('pay', path, {headers: {'accept-language': language}});
  const assets = {
    version: '0.0.0',
    files: new Map(),
    page: {script: '/v1/page.js', preloads: []},
    desk: {script: '/v1/chunks/desk-1.js'},
    receipt: {script: '/v1/receipt.js', preloads: []},
    bridge: {text: ''},
  };

  test('runs our script and nothing else, speaks to our origin alone, and is framed by nobody', async () => {
    const built = await openTown({}, undefined, {assets});
    const page = await open(built);
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ])
      assert.ok(policy.includes(part), `${part} in ${policy}`);
    assert.ok(!policy.includes('unsafe'));
    assert.equal(page.headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    const html = await page.text();
    assert.match(html, /<html lang="fr">/);
    assert.match(html, /src="\/v1\/chunks\/desk-1\.js"/);
    assert.match(await (await open(built, '/desk', 'en')).text(), /<html lang="en">/);
    assert.match(await (await open(built, '/desk?lang=en')).text(), /<html lang="en">/);
    await built.stop();
  });

  test('is not there where it was not built', async () => {
    assert.equal((await open(town)).status, 404);
  });
});

describe('what a shop tells of paying', () => {
  const facts = async (of: Town) => (await of.api('GET', '/v1/payment_methods?merchant=mer_lumen')).json;

  test('is what is set', async () => {
    const {data, shop} = await facts(town);
    assert.deepEqual(shop, {
      name: 'Maison Lumen',
      livemode: false,
      failed_authentications: 3,
      card_block: {payments: 3, days: 30},
      card_kept_minutes: 30,
      review: false,
      markup_percent: null,
    });
    const days = Object.fromEntries(
      data.map(({type, days_to_pay: count}: {type: string; days_to_pay: number | null}) => [type, count]),
    );
    assert.deepEqual([days.card, days.bank_transfer, days.cheque, days.net_30], [null, 7, 14, 30]);
    assert.deepEqual(data.find(({type}: {type: string}) => type === 'instalments').parts, [3]);
    assert.equal(data.find(({type}: {type: string}) => type === 'cheque').payee, 'Maison Lumen');
  });

  test('changes with the settings', async () => {
    const other = await openTown({
      methods: ['card', 'cheque'],
      review: {countryMismatch: true},
      markupBasisPoints: 250,
      cheque: {payee: 'Atelier Lumen', address: ['Atelier Lumen', '69001 Lyon']},
    });
    const {data, shop} = await facts(other);
    assert.deepEqual(
      data.map(({type}: {type: string}) => type),
      ['card', 'cheque'],
    );
    assert.equal(data[1].payee, 'Atelier Lumen');
    assert.deepEqual([shop.review, shop.markup_percent], [true, '2.50']);
    await other.stop();
  });
});
