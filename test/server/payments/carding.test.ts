import assert from 'node:assert/strict';
import {afterEach, describe, test} from 'node:test';
import {
  cardingLimits as limits,
  countsAgainstCard,
  judgeTry,
  type Tries,
  type Verdict,
} from '../../../server/payments/carding.ts';
import type {Try} from '../../../server/store/tables.ts';
import {networkMarks} from '../../../server/network-marks.ts';
import {generateKeyPairSync} from 'node:crypto';
import {shopperIn} from '../../shopper.ts';
import {openTown, type Town} from '../../town.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = 100 * hour;

/** So many tries, the newest now and the others evenly before it. */
function tries(count: number, everyMs: number, change: (index: number) => Partial<Try> = () => ({})): readonly Try[] {
  return Array.from({length: count}, (_, index) => ({
    merchant: 'mer_1',
    card: 'a',
    counted: true,
    declined: false,
    at: now - index * everyMs,
    expires: now,
    ...change(index),
  }));
}

const none: Tries = {address: [], card: [], range: [], merchant: []};
const each = (index: number) => ({card: `card ${index}`});
const declined = () => ({declined: true});
const pass: Verdict = {kind: 'pass'};
const byAddress: Verdict = {kind: 'refused', limit: 'address'};
const byCard: Verdict = {kind: 'refused', limit: 'card'};
const byRange: Verdict = {kind: 'challenge', limit: 'range'};
const byMerchant: Verdict = {kind: 'challenge', limit: 'merchant'};

describe('card testing: the last that passes and the first that does not', () => {
  const rows: Readonly<Record<string, readonly [Partial<Tries>, Verdict]>> = {
    'nothing before': [{}, pass],
    'ten tries in ten minutes': [{address: tries(10, minute)}, pass],
    'eleven tries in ten minutes': [{address: tries(11, 59_000)}, byAddress],
    'eleven tries, the first ten minutes ago': [{address: tries(11, minute)}, pass],
    'thirty tries in an hour': [{address: tries(30, 2 * minute)}, pass],
    'thirty-one tries in an hour': [{address: tries(31, 1.9 * minute)}, byAddress],
    'four cards in an hour': [{address: tries(4, 10 * minute, each)}, pass],
    'five cards in an hour': [{address: tries(5, 14 * minute, each)}, byAddress],
    'five cards, the first an hour ago': [{address: tries(5, 15 * minute, each)}, pass],
    'four declines of a card in a day': [{card: tries(4, hour, declined)}, pass],
    'five declines of a card in a day': [{card: tries(5, hour, declined)}, byCard],
    'five declines, the first a day ago': [{card: tries(5, 6 * hour, declined)}, pass],
    'many approvals of a card': [{card: tries(50, minute)}, pass],
    'twenty cards of a range in ten minutes': [{range: tries(20, 10_000, each)}, pass],
    'twenty-one cards of a range in ten minutes': [{range: tries(21, 10_000, each)}, byRange],
    'twenty-one cards of a range in an hour': [{range: tries(21, 2 * minute, each)}, pass],
    'twenty-one cards of a range, almost an hour ago': [
      {range: tries(21, 1000, each).map((one) => ({...one, at: one.at - hour + minute}))},
      byRange,
    ],
    'twenty-one cards of a range, an hour ago': [
      {range: tries(21, 1000, each).map((one) => ({...one, at: one.at - hour}))},
      pass,
    ],
    'one card of a range again and again': [{range: tries(60, 1000)}, pass],
    '30 of the last 50 declined': [{merchant: tries(50, 10_000, (i) => ({declined: i % 5 < 3}))}, pass],
    '31 of the last 50 declined': [{merchant: tries(50, 10_000, (i) => ({declined: i < 31}))}, byMerchant],
    '31 of the last 50 declined, over an hour': [{merchant: tries(50, minute, (i) => ({declined: i < 31}))}, pass],
    '49 declined, and no more': [{merchant: tries(49, 1000, declined)}, pass],
    'a network that is too busy, and a range': [{address: tries(11, 1000), range: tries(21, 10_000, each)}, byAddress],
  };
  for (const [name, [change, verdict]] of Object.entries(rows)) {
    test(`${name}: ${verdict.kind}`, () => assert.deepEqual(judgeTry({...none, ...change}, now, limits), verdict));
  }
});

test('only what an issuer says of a card counts against it', () => {
  for (const [code, providerCode, counts] of [
    ['insufficient_funds', 'cb:51', true],
    ['incorrect_cvc', 'cb:82', true],
    ['suspected_fraud', '3ds:R/11', true],
    ['authentication_failed', '3ds:N/01', true],
    ['provider_unavailable', 'cb:91', false],
    ['incorrect_data', 'guichet:card_gone', false],
    ['too_many_attempts', 'guichet:limit_card', false],
    ['canceled_by_shopper', '3ds:N/', false],
  ] as const) {
    assert.equal(countsAgainstCard({code, providerCode, advice: 'none', sensitive: false}), counts, providerCode);
  }
});

test('a network is told by a keyed hash; a private address, or none, tells nothing', () => {
  const [key, other] = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ed25519').privateKey];
  const mark = networkMarks(key);
  assert.match(mark('9.9.9.9') ?? '', /^[\w-]{22}$/);
  assert.equal(mark('9.9.9.9'), networkMarks(key)('9.9.9.9'));
  assert.notEqual(mark('9.9.9.9'), networkMarks(other)('9.9.9.9'));
  assert.notEqual(mark('9.9.9.9'), mark('9.9.9.10'));
  assert.equal(mark('2a01:cb00:1:2::1'), mark('2a01:cb00:1:2:ffff::9'), 'a /64 is one subscriber');
  assert.notEqual(mark('2a01:cb00:1:2::1'), mark('2a01:cb00:1:3::1'));
  for (const nobody of ['127.0.0.1', '10.0.0.1', '::1', 'fe80::1', 'x', undefined])
    assert.equal(mark(nobody), undefined);
});

describe('in a shop', () => {
  let town: Town;
  let address = '9.9.9.9';
  afterEach(() => town.stop());
  const open = async (change: Parameters<typeof openTown>[2] = {carding: limits}) => {
    address = '9.9.9.9';
    town = await openTown({}, undefined, {addressOf: () => address, ...change});
    return shopperIn(town);
  };
  const funds = '4000000000001018';

  /** One try of a card, to its end. */
  async function tryCard(shopper: ReturnType<typeof shopperIn>, card: string) {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, card));
    assert.equal(confirmed.status, 200, confirmed.text);
    const {next_action: next} = confirmed.json.payment_intent;
    if (next) await shopper.bridge(next.url);
    return {session, intent: await shopper.intent(session), view: await shopper.view(session)};
  }

  test('a card that was declined five times in a day is not asked about again until the day is over', async () => {
    const shopper = await open();
    for (let i = 0; i < 5; i++) {
      const {intent} = await tryCard(shopper, funds);
      assert.equal(intent.last_decline.provider_code, 'cb:51');
      await town.advance(7 * minute);
    }
    const asked = async () =>
      (await (await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}})).json())
        .payments.length;
    const before = await asked();
    const {intent, view, session} = await tryCard(shopper, funds);
    assert.equal(await asked(), before, 'nobody was asked');
    assert.deepEqual(
      [intent.status, intent.last_decline.code, intent.last_decline.provider_code],
      ['requires_payment_method', 'too_many_attempts', 'guichet:limit_card'],
    );
    assert.match(
      view.payment_intent.last_decline.message.fr,
      /Trop de tentatives avec cette carte\. Aucun montant n’a été débité\./,
    );

    // The session is open to another card, whose refusal then tells nothing of it.
    await town.advance(7 * minute);
    const other = await shopper.confirm(session, await town.card(session, '4000000000000127'));
    await shopper.bridge(other.json.payment_intent.next_action.url);
    const {last_decline: told} = (await shopper.view(session)).payment_intent;
    assert.equal(told.field, null);
    assert.doesNotMatch(told.message.fr, /ryptogramme/);

    await town.advance(24 * hour);
    assert.equal((await tryCard(shopper, funds)).intent.last_decline.provider_code, 'cb:51');
  });

  test('many tries at the same moment from one network do not all find room; others pass', async () => {
    const shopper = await open();
    const ready = [];
    for (let i = 0; i < 14; i++) {
      const session = await town.session();
      ready.push({session, card: await town.card(session, '4000000000000101')});
    }
    const answers = await Promise.all(ready.map(({session, card}) => shopper.confirm(session, card)));
    const codes = await Promise.all(ready.map(async ({session}) => (await shopper.intent(session)).last_decline));
    assert.ok(answers.every(({status}) => status === 200));
    const refused = codes.filter((decline) => decline?.provider_code === 'guichet:limit_address');
    assert.equal(refused.length, 4);
    assert.match(refused[0].message.en, /Too many attempts from this connection\. You have not been charged\./);

    address = '9.9.9.10';
    assert.equal((await tryCard(shopper, '4000000000000010')).intent.status, 'requires_capture');
  });

  test('what is under way, or taken, is not touched', async () => {
    const shopper = await open();
    const paid = await tryCard(shopper, '4000000000000010');
    const running = await town.session();
    const confirmed = await shopper.confirm(running, await town.card(running, '4000000000000101'));
    const step = await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    for (let i = 0; i < 8; i++) await tryCard(shopper, i < 5 ? funds : '4000000000000002');
    assert.equal(
      (await tryCard(shopper, '4000000000000010')).intent.last_decline?.provider_code,
      'guichet:limit_address',
    );

    await shopper.challenge(step, [{action: 'answer', answer: '123456'}]);
    await town.advance(3000);
    assert.equal((await shopper.intent(running)).status, 'requires_capture');
    for (const {intent} of [paid.session, running]) {
      const captured = await town.api('POST', `/v1/payment_intents/${intent}/capture`, {body: {}, key: intent});
      assert.deepEqual([captured.status, captured.json.status], [200, 'succeeded']);
    }
    const refunded = await town.api('POST', '/v1/refunds', {body: {payment_intent: running.intent}, key: 'back'});
    assert.equal(refunded.status, 201);
  });

  test('once most tries of a shop are declined, each further one is challenged', async () => {
    const shopper = await open({carding: {...limits, declineRatio: {...limits.declineRatio, of: 4}}});
    for (let i = 0; i < 3; i++) await tryCard(shopper, funds);
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    // Frictionless else: the bank was told that it must ask (threeDSRequestorChallengeInd 04).
    assert.equal((await shopper.bridge(confirmed.json.payment_intent.next_action.url)).step, 'challenge');
    assert.ok(town.logged.some((line) => line.includes('carding_limit') && line.includes('merchant')));
  });

  test('in a sandbox nothing is counted: its numbers are made to be refused over and over', async () => {
    const shopper = await open({});
    for (let i = 0; i < 12; i++)
      assert.equal((await tryCard(shopper, funds)).intent.last_decline.provider_code, 'cb:51');
    assert.deepEqual(await town.store.find('tries', {by: 'expires', from: 0, limit: 10}), []);
  });
});
