import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {payplug} from '../../server/providers/payplug/definition.ts';
import type {Routes} from '../../server/payments/routing.ts';
import {addresses, openTown, type Town} from '../town.ts';

/** How much a contract takes: as the account at the double of PayPlug says, and as PayPlug publishes while it is silent. */

const home = `${addresses.bank}/doubles/payplug/v1`;
const settings = {secret_key: 'sk_test_payplug_double', base_url: home};

let orders = 0;

/** @param account - Answers instead of the account; `silent` never does. */
async function townWith(routes: Routes, account?: 'silent' | (() => object)): Promise<Town> {
  return openTown({routes}, undefined, {
    providers: [
      (world) =>
        payplug.read(settings).open({
          ...world,
          net: {
            fetch: (request) => {
              if (account === undefined || request.url !== `${home}/account`) return world.net.fetch(request);
              if (account === 'silent') return new Promise(() => undefined);
              return Promise.resolve({status: 200, headers: {}, body: JSON.stringify(account())});
            },
          },
        }),
    ],
  });
}

async function visit(town: Town, amount: number) {
  const session = await town.session({amount, order_reference: `ML-L${++orders}`, line_items: []});
  const {json} = await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token});
  const isCard = ({type}: {type: string}) => type === 'card';
  const {course} = json.payment_methods.find(isCard) ?? {};
  const {reason, from} = json.hidden_methods.find(isCard) ?? {};
  return {session, course, reason, from};
}

const accountFrom = (least: number) => () => ({configuration: {min_amounts: {EUR: least}}});

describe('how much a contract takes', () => {
  test('a cent less or more than it takes is hidden, with the amount from which it would be offered', async () => {
    const town = await townWith({card: ['payplug']});
    const told = async (amount: number) => {
      const {course, reason, from} = await visit(town, amount);
      return [course, reason, from];
    };
    assert.deepEqual(await told(98), [undefined, 'amount_too_small', 99]);
    assert.deepEqual(await told(99), ['redirect', undefined, undefined]);
    assert.deepEqual(await told(2_000_000), ['redirect', undefined, undefined]);
    assert.deepEqual(await told(2_000_001), [undefined, 'amount_too_large', null]);
    await town.stop();
  });

  test('what is hidden cannot be confirmed, and nothing is sent', async () => {
    const town = await townWith({card: ['payplug']});
    const {session} = await visit(town, 98);
    const {json} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'too-small',
      body: {method: 'card'},
    });
    assert.deepEqual([json.code, json.detail], ['method_not_offered', 'amount_too_small']);
    const headers = {
      authorization: `Bearer ${settings.secret_key}`,
      'payplug-version': '2019-08-06',
      accept: 'application/json',
    };
    assert.deepEqual((await (await town.call('bank', '/doubles/payplug/v1/payments', {headers})).json()).data, []);
    await town.stop();
  });

  test('an amount that the first choice does not take goes to the next one', async () => {
    const town = await townWith({card: ['payplug', 'bank']});
    assert.equal((await visit(town, 99)).course, 'redirect');
    assert.equal((await visit(town, 98)).course, 'card');
    assert.equal((await visit(town, 2_000_001)).course, 'card');
    await town.stop();
  });

  test('the account’s own limits count instead of those that are published; asked anew after ten minutes', async () => {
    let least = 500;
    const town = await townWith({card: ['payplug']}, () => accountFrom(least)());
    await town.settle();
    assert.deepEqual((await visit(town, 499)).from, 500);
    assert.equal((await visit(town, 2_000_001)).reason, 'amount_too_large', 'what it does not say stays as published');

    least = 300;
    await town.advance(9 * 60_000);
    assert.deepEqual((await visit(town, 299)).from, 500);
    await town.advance(2 * 60_000);
    await visit(town, 299);
    await town.settle();
    assert.deepEqual((await visit(town, 299)).from, 300);
    await town.stop();
  });

  test('nobody waits for an account that does not answer: what is published stands in', async () => {
    const town = await townWith({card: ['payplug']}, 'silent');
    assert.deepEqual((await visit(town, 98)).from, 99);
    assert.equal((await visit(town, 99)).course, 'redirect');
    await town.stop();
  });

  test('the shop’s own page is told as well, and in which currencies', async () => {
    const told = async (routes: Routes) => {
      const town = await townWith(routes);
      const {json} = await town.api('GET', '/v1/payment_methods?merchant=mer_lumen');
      await town.stop();
      const {currencies, from, up_to: upTo} = json.data.find(({type}: {type: string}) => type === 'card');
      return {currencies, from, upTo};
    };
    assert.deepEqual(await told({card: ['payplug']}), {
      currencies: ['EUR'],
      from: {EUR: 99},
      upTo: {EUR: 2_000_000},
    });
    assert.deepEqual(await told({card: ['payplug', 'bank']}), {
      currencies: ['EUR', 'USD', 'GBP', 'CHF'],
      from: {},
      upTo: {},
    });
  });
});
