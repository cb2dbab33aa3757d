import assert from 'node:assert/strict';
import {after, beforeEach, describe, test} from 'node:test';
import {shopperIn, type Session} from '../../shopper.ts';
import {openTown, type Town} from '../../town.ts';

const card = '4000000000000101';
const wrong = Array.from({length: 3}, () => ({action: 'answer', answer: '000000'}));

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
beforeEach(async () => {
  await town?.stop();
  town = await openTown();
  shopper = shopperIn(town);
});
after(() => town.stop());

/** A challenge on the screen, the code not yet entered. */
async function challenged() {
  const session = await town.session();
  const confirmed = await shopper.confirm(session, await town.card(session, card));
  assert.equal(confirmed.status, 200, confirmed.text);
  return {session, step: await shopper.bridge(confirmed.json.payment_intent.next_action.url)};
}

async function failed(session: Session): Promise<void> {
  const {status, cancellation_reason: reason} = await shopper.intent(session);
  assert.deepEqual([status, reason], ['canceled', 'authentication_failed']);
}

async function nextTry() {
  const session = await town.session();
  const {json} = await shopper.confirm(session, await town.card(session, card));
  const {last_decline: decline} = await shopper.intent(session);
  return {status: json.payment_intent.status, decline: decline?.provider_code ?? null};
}

const blocks = async () => (await town.api('GET', '/v1/card_blocks')).json.data.length;

describe('three payments canceled after three failed authentications', () => {
  test('block the card, whatever the vault says at those moments', async () => {
    for (const payment of [1, 2, 3]) {
      const {session, step} = await challenged();
      town.cut((request, deliver) =>
        new URL(request.url).pathname === '/describe' ? Promise.reject(new Error('silence')) : deliver(),
      );
      await shopper.challenge(step, wrong);
      await town.advance(3000);
      town.mend();
      await failed(session);
      assert.equal(await blocks(), payment === 3 ? 1 : 0);
    }
    assert.deepEqual(await nextTry(), {status: 'requires_payment_method', decline: 'guichet:blocked'});
    const blocked = (await town.api('GET', '/v1/events?limit=50')).json.data.filter(
      ({type}: {type: string}) => type === 'card.blocked',
    );
    assert.equal(blocked.length, 1);
  });

  test('block it too when they end at the same moment', async () => {
    const three = [await challenged(), await challenged(), await challenged()];
    await Promise.all(three.map(({step}) => shopper.challenge(step, wrong)));
    await town.advance(5000);
    for (const {session} of three) await failed(session);
    assert.equal(await blocks(), 1);
  });

  test('two of them do not, nor does a third that is paid', async () => {
    for (const answers of [wrong, wrong, [{action: 'answer', answer: '123456'}]]) {
      const {step} = await challenged();
      await shopper.challenge(step, answers);
      await town.advance(3000);
    }
    assert.equal(await blocks(), 0);
    assert.equal((await nextTry()).status, 'requires_action');
  });

  test('leave nothing that leads from a payment to the card’s fingerprint', async () => {
    const {step} = await challenged();
    const open = await town.store.find('tries', {by: 'expires', from: 0, limit: 10});
    assert.equal(open.length, 1);
    assert.match(JSON.stringify(open), /"attempt":"att_/);
    await shopper.challenge(step, wrong);
    await town.advance(3000);
    const [strike] = await town.store.find('strikes', {by: 'expires', from: 0, limit: 10});
    assert.equal(strike?.doc.count, 1);
    assert.deepEqual(await town.store.find('tries', {by: 'attempt', from: '', limit: 10}), []);
  });
});
