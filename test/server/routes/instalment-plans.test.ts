import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {alma} from '../../../server/providers/alma/definition.ts';
import {addresses, openTown, type Town} from '../../town.ts';

/** What a product page is told: what the account at the double of Alma offers for a price, and never more than that. */
const account = {api_key: 'sk_test_alma_double', base_url: `${addresses.bank}/doubles/alma`};

async function townWith(settings: object = account): Promise<{town: Town; asked: () => number}> {
  const town = await openTown({routes: {instalments: ['alma']}}, undefined, {providers: [alma.read(settings).open]});
  let count = 0;
  town.cut((request, deliver) => {
    if (new URL(request.url).pathname.endsWith('/eligibility')) count += 1;
    return deliver();
  });
  return {town, asked: () => count};
}

const ask = async (town: Town, query: string) => {
  const answer = await town.api('GET', `/v1/instalment_plans?${query}`);
  const {plans = [], reason, from, code} = answer.json;
  return {answer, ids: plans.map(({id}: {id: string}) => id), reason, from, code};
};

describe('GET /v1/instalment_plans', () => {
  test('tells everybody the plans of the account, to the cent and the day, and asks once for all who ask', async () => {
    const {town, asked} = await townWith();
    const {answer, ids, reason} = await ask(town, 'amount=12990&currency=EUR');
    assert.deepEqual(ids, ['general_2_0_0', 'general_3_0_0', 'general_4_0_0', 'general_1_15_0']);
    assert.deepEqual([answer.status, reason, answer.json.livemode], [200, null, false]);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60');
    const session = await town.session({capture_method: 'automatic', line_items: []});
    const view = (await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token})).json;
    const offered = view.payment_methods.find(({type}: {type: string}) => type === 'instalments');
    assert.deepEqual(answer.json.plans, offered.plans);
    await Promise.all(Array.from({length: 20}, () => ask(town, 'amount=12990&currency=EUR')));
    assert.equal(asked(), 1);
    await town.sleep(61_000);
    await ask(town, 'amount=12990&currency=EUR');
    assert.equal(asked(), 2);
    // Nothing of the account, the merchant or an order.
    assert.deepEqual(Object.keys(answer.json).toSorted(), [
      'amount',
      'currency',
      'from',
      'livemode',
      'object',
      'plans',
      'reason',
    ]);
    await town.stop();
  });

  test('says why there is none, without a lender where none is needed for that', async () => {
    const {town, asked} = await townWith();
    const small = await ask(town, 'amount=9999&currency=EUR');
    assert.deepEqual([small.ids, small.reason, small.from], [[], 'amount_too_small', 10_000]);
    assert.equal((await ask(town, 'amount=12990&currency=CHF')).reason, 'currency');
    assert.equal(asked(), 0);
    assert.equal((await ask(town, 'amount=200001&currency=EUR')).reason, 'amount_too_large');
    await town.stop();
  });

  test('of a shop that is debited at shipment: only what can begin then', async () => {
    const {town} = await townWith({...account, at_shipment: true});
    const now = await ask(town, 'amount=12990&currency=EUR');
    const then = await ask(town, 'amount=12990&currency=EUR&capture_method=manual');
    assert.ok(then.ids.length > 0 && then.ids.length < now.ids.length, `${now.ids} ${then.ids}`);
    const {town: other} = await townWith();
    assert.deepEqual((await ask(other, 'amount=12990&currency=EUR&capture_method=manual')).ids, []);
    await town.stop();
    await other.stop();
  });

  test('a lender that does not answer is nobody’s offer, and is asked again soon', async () => {
    const {town} = await townWith();
    town.cut(async (request, deliver) =>
      new URL(request.url).pathname.startsWith('/doubles/alma') ? new Response('', {status: 500}) : deliver(),
    );
    const {answer, ids, reason} = await ask(town, 'amount=12990&currency=EUR');
    assert.deepEqual([answer.status, ids, reason], [200, [], 'unreachable']);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    await town.stop();
  });

  test('a shop without a lender offers nothing', async () => {
    const town = await openTown({methods: ['card']});
    assert.deepEqual((await ask(town, 'amount=12990&currency=EUR')).reason, 'not_enabled');
    await town.stop();
  });

  for (const query of [
    '',
    'currency=EUR',
    'amount=12990',
    'amount=&currency=EUR',
    'amount=0&currency=EUR',
    'amount=-1&currency=EUR',
    'amount=129.90&currency=EUR',
    'amount=1e4&currency=EUR',
    'amount=999999999&currency=EUR',
    'amount=12990&currency=eur',
    'amount=12990&currency=XXX',
    'amount=12990&currency=EUR&capture_method=later',
  ]) {
    test(`bad input has a code: "${query}"`, async () => {
      const town = await openTown();
      const {answer, code} = await ask(town, query);
      assert.deepEqual([answer.status, code], [400, 'validation_failed']);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      await town.stop();
    });
  }

  test('whoever tries out all prices has to wait; prices that are known are told all the same', async () => {
    const {town, asked} = await townWith();
    await ask(town, 'amount=12990&currency=EUR');
    let refused = 0;
    for (let amount = 10_000; refused === 0 && amount < 11_000; amount += 1) {
      const {answer, code} = await ask(town, `amount=${amount}&currency=EUR`);
      if (answer.status === 200) continue;
      assert.deepEqual([answer.status, code, answer.headers.get('retry-after')], [429, 'rate_limited', '1']);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      refused = amount;
    }
    assert.ok(refused > 10_000 && asked() <= 301, `${refused} ${asked()}`);
    assert.equal((await ask(town, 'amount=12990&currency=EUR')).answer.status, 200);
    await town.sleep(2_000);
    assert.equal((await ask(town, `amount=${refused}&currency=EUR`)).answer.status, 200);
    await town.stop();
  });
});
