import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {alma} from '../../../server/providers/alma/definition.ts';
import {NetError} from '../../../server/ports.ts';
import {shopperIn} from '../../shopper.ts';
import {addresses, openTown, type Town, type Wire} from '../../town.ts';

/** What the account at the double of Alma offers, as the shopper meets it; and the little that the suite has no place for. */
const demo = {api_key: 'sk_test_alma_double', base_url: `${addresses.bank}/doubles/alma`};
const later = {...demo, at_shipment: true};
const minute = 60_000;

let orders = 0;

async function townWith(settings: object = demo): Promise<Town> {
  return openTown({routes: {instalments: ['alma']}}, undefined, {providers: [alma.read(settings).open]});
}

async function visit(town: Town, change: object = {}) {
  const session = await town.session({
    order_reference: `ML-${++orders}`,
    capture_method: 'automatic',
    line_items: [],
    ...change,
  });
  const view = async () => (await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token})).json;
  const shown = async () => {
    const {payment_methods: methods, hidden_methods: hidden} = await view();
    const {plans = []} = methods.find(({type}: {type: string}) => type === 'instalments') ?? {};
    const {reason, from} = hidden.find(({type}: {type: string}) => type === 'instalments') ?? {};
    return {plans, ids: plans.map(({id}: {id: string}) => id), reason, from};
  };
  const confirm = (plan: string, key = `confirm-${++orders}`) =>
    town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key,
      body: {method: 'instalments', plan},
    });
  return {session, view, shown, confirm};
}

/** Counts what goes to Alma, by path. */
function counting(town: Town, calls: string[], act: Wire = (_request, deliver) => deliver()): void {
  town.cut((request, deliver) => {
    const {origin, pathname} = new URL(request.url);
    if (origin === addresses.bank && pathname.startsWith('/doubles/alma')) {
      calls.push(`${request.method} ${pathname.slice('/doubles/alma'.length)}`);
      return act(request, deliver);
    }
    return deliver();
  });
}

describe('what Alma offers', () => {
  test('its own plans for this amount, with its dates, amounts, cost and yearly rate', async () => {
    const town = await townWith();
    const {plans, ids} = await (await visit(town)).shown();
    assert.deepEqual(ids, ['general_2_0_0', 'general_3_0_0', 'general_4_0_0', 'general_1_15_0']);
    assert.deepEqual(plans[1], {
      id: 'general_3_0_0',
      currency: 'EUR',
      purchase: 12_990,
      cost: 0,
      total: 12_990,
      annual_rate_basis_points: 0,
      instalments: [
        {due_on: '2026-11-24', amount: 4_330, fee: 0},
        {due_on: '2026-12-24', amount: 4_330, fee: 0},
        {due_on: '2027-01-24', amount: 4_330, fee: 0},
      ],
    });
    const [, , four, once] = plans;
    assert.deepEqual([four.cost, four.total, four.instalments[0].fee], [195, 13_185, 195]);
    assert.ok(four.annual_rate_basis_points > 0);
    assert.deepEqual(once.instalments, [{due_on: '2026-12-09', amount: 12_990, fee: 0}]);
    await town.stop();
  });

  for (const [amount, ids, reason, from] of [
    [10_000, 4, undefined, undefined],
    [200_000, 4, undefined, undefined],
    [200_001, 0, 'amount_too_large', null],
    [9_999, 0, 'amount_too_small', 10_000],
  ] as const) {
    test(`${amount} cents: ${reason ?? `${ids} plans`}`, async () => {
      const town = await townWith();
      const shown = await (await visit(town, {amount})).shown();
      assert.deepEqual([shown.ids.length, shown.reason, shown.from], [ids, reason, from]);
      await town.stop();
    });
  }

  test('from which amount on, when the account asks for more than we do', async () => {
    const town = await townWith();
    town.cut(async (request, deliver) => {
      const {pathname} = new URL(request.url);
      if (pathname.endsWith('/eligibility')) return Response.json([]);
      const response = await deliver();
      if (!pathname.endsWith('/fee-plans')) return response;
      const plans: {min_purchase_amount: number}[] = await response.json();
      return Response.json(plans.map((plan) => ({...plan, min_purchase_amount: 15_000})));
    });
    const {reason, from} = await (await visit(town)).shown();
    assert.deepEqual([reason, from], ['amount_too_small', 15_000]);
    const info = await town.api('GET', '/v1/payment_methods?merchant=mer_lumen');
    const told = info.json.data.find(({type}: {type: string}) => type === 'instalments');
    assert.deepEqual([told.from, told.parts], [{EUR: 15_000}, []]);
    await town.stop();
  });

  test('the shop’s page of facts says in how many parts, as the account does', async () => {
    const town = await townWith();
    const {json} = await town.api('GET', '/v1/payment_methods?merchant=mer_lumen');
    const {parts, capture} = json.data.find(({type}: {type: string}) => type === 'instalments');
    assert.deepEqual([parts, capture], [[2, 3, 4], 'none']);
    await town.stop();
  });

  test('at shipment: only where the account has it, and only the plans that can wait', async () => {
    const never = await townWith();
    assert.equal((await (await visit(never, {capture_method: 'manual'})).shown()).reason, 'capture');
    await never.stop();
    const town = await townWith(later);
    const {ids} = await (await visit(town, {capture_method: 'manual'})).shown();
    assert.deepEqual(ids, ['general_2_0_0', 'general_3_0_0', 'general_4_0_0']);
    assert.equal((await (await visit(town)).shown()).ids.length, 4);
    await town.stop();
  });

  test('asked once a minute, however many look; and no more once the choice is made', async () => {
    const town = await townWith();
    const calls: string[] = [];
    counting(town, calls);
    const {shown, confirm} = await visit(town);
    await Promise.all([shown(), shown(), shown()]);
    assert.deepEqual(calls.toSorted(), ['GET /v1/me/fee-plans', 'POST /v2/payments/eligibility']);
    await town.advance(minute + 1);
    await shown();
    assert.equal(calls.length, 4);
    await confirm('general_3_0_0');
    assert.deepEqual(calls.slice(4), ['POST /v1/payments']);
    assert.deepEqual((await shown()).ids, ['general_3_0_0']);
    assert.equal(calls.length, 5);
    await town.stop();
  });

  const silences: readonly (readonly [string, Wire])[] = [
    ['cannot be reached', () => Promise.reject(new NetError('not_sent'))],
    ['does not answer', () => new Promise<Response>(() => undefined)],
    ['says 500', async () => new Response('', {status: 500})],
    ['says that we ask too often', async () => Response.json({error_code: 'too_many_request'}, {status: 429})],
    ['says something else', async () => Response.json({object: 'something'})],
  ];
  for (const [what, wire] of silences) {
    test(`not offered, with the reason, when Alma ${what}; the other ways are there, and so is it once Alma is back`, async () => {
      const town = await townWith();
      const calls: string[] = [];
      counting(town, calls, wire);
      const {view, shown, confirm} = await visit(town);
      const asked = shown();
      await town.advance(5_000);
      assert.deepEqual(await asked, {plans: [], ids: [], reason: 'unreachable', from: null});
      assert.ok((await view()).payment_methods.some(({type}: {type: string}) => type === 'card'));
      const count = calls.length;
      assert.equal((await confirm('general_3_0_0')).json.code, 'method_not_offered');
      assert.equal(calls.length, count, 'it is left alone for a moment');
      town.mend();
      await town.advance(15_001);
      assert.equal((await shown()).ids.length, 4);
      await town.stop();
    });
  }

  const odd: readonly (readonly [string, (plan: Json) => Json])[] = [
    ['a part is missing', (plan) => ({...plan, payment_plan: plan.payment_plan.slice(1)})],
    ['the parts are not the price', (plan) => ({...plan, payment_plan: plan.payment_plan.map(halved)})],
    ['the cost is not that of the parts', (plan) => ({...plan, customer_total_cost_amount: 1})],
    ['it is for another price', (plan) => ({...plan, purchase_amount: 1})],
    [
      'it is for another price, and adds up to that',
      (plan) => {
        const payment_plan = plan.payment_plan.map(halved);
        return {
          ...plan,
          payment_plan,
          purchase_amount: payment_plan.reduce((sum, one) => sum + one.purchase_amount, 0),
        };
      },
    ],
    ['it is not eligible', (plan) => ({...plan, eligible: false})],
    [
      'an amount is not a whole number',
      (plan) => ({...plan, payment_plan: [{...plan.payment_plan[0], purchase_amount: 0.5}]}),
    ],
  ];
  for (const [what, change] of odd) {
    test(`a plan that does not add up is shown to nobody: ${what}`, async () => {
      const town = await townWith();
      town.cut(async (request, deliver) => {
        const response = await deliver();
        if (!request.url.endsWith('/eligibility')) return response;
        const plans: Json[] = await response.json();
        return Response.json(plans.map((plan) => (plan.installments_count === 3 ? change(plan) : plan)));
      });
      assert.deepEqual((await (await visit(town)).shown()).ids, ['general_2_0_0', 'general_4_0_0', 'general_1_15_0']);
      await town.stop();
    });
  }

  test('a cost without a yearly rate may not be shown', async () => {
    const town = await townWith();
    town.cut(async (request, deliver) => {
      const response = await deliver();
      if (!request.url.endsWith('/eligibility')) return response;
      const plans: Json[] = await response.json();
      return Response.json(plans.map(({annual_interest_rate: _, ...plan}) => plan));
    });
    assert.ok(!(await (await visit(town)).shown()).ids.includes('general_4_0_0'));
    await town.stop();
  });
});

describe('a plan of Alma', () => {
  async function accepted(town: Town, change: object, plan: string) {
    const one = await visit(town, change);
    const {json} = await one.confirm(plan);
    const {pathname} = new URL(json.payment_intent.next_action.url);
    const body = new URLSearchParams({action: 'pay'}).toString();
    const headers = {'content-type': 'application/x-www-form-urlencoded'};
    await town.call('bank', pathname, {method: 'POST', headers, body});
    await town.advance(1);
    return {...one, intent: () => shopperIn(town).intent(one.session)};
  }

  test('with a cost is kept with the payment: what Alma agreed to, and the rate of its offer', async () => {
    const town = await townWith();
    const {intent, view} = await accepted(town, {}, 'general_4_0_0');
    const {status, amount_captured: taken, method} = await intent();
    assert.deepEqual([status, taken, method.instalments], ['succeeded', 12_990, 4]);
    assert.deepEqual([method.plan.cost, method.plan.total], [195, 13_185]);
    assert.ok(method.plan.annual_rate_basis_points > 0);
    assert.deepEqual((await view()).receipt.plan, method.plan);
    await town.stop();
  });

  test('begins at shipment: its days are those of the capture', async () => {
    const town = await townWith(later);
    const {intent, session} = await accepted(town, {capture_method: 'manual'}, 'general_3_0_0');
    const days = async () => (await intent()).method.plan.instalments.map(({due_on: day}: {due_on: string}) => day);
    assert.deepEqual(await days(), ['2026-11-24', '2026-12-24', '2027-01-24']);
    assert.equal((await intent()).capture_before, '2026-12-24T09:00:00.000Z');
    await town.advance(3 * 24 * 60 * minute);
    await town.api('POST', `/v1/payment_intents/${session.intent}/capture`, {key: 'shipped', body: {}});
    assert.equal((await intent()).status, 'succeeded');
    assert.deepEqual(await days(), ['2026-11-27', '2026-12-27', '2027-01-27']);
    await town.stop();
  });

  test('paid later is debited by Alma, and taken for us at once', async () => {
    const town = await townWith();
    const {intent} = await accepted(town, {}, 'general_1_15_0');
    const {status, method} = await intent();
    assert.deepEqual([status, method.instalments, method.plan.instalments[0].due_on], ['succeeded', 1, '2026-12-09']);
    await town.stop();
  });

  test('that the account no longer has is refused before anything is sent', async () => {
    const town = await townWith();
    const {confirm} = await visit(town);
    for (const plan of ['general_10_0_0', 'general_1_0_0', 'general_3_0_1', 'instalments_3'])
      assert.equal((await confirm(plan)).json.code, 'plan_mismatch', plan);
    await town.stop();
  });

  test('another plan in the answer than was asked for is not believed', async () => {
    const town = await townWith();
    town.cut(async (request, deliver) => {
      const response = await deliver();
      if (request.method !== 'POST' || !request.url.endsWith('/v1/payments')) return response;
      return Response.json({...(await response.json()), installments_count: 4}, {status: 201});
    });
    const {confirm} = await visit(town);
    const {json} = await confirm('general_3_0_0');
    assert.deepEqual([json.payment_intent.status, json.payment_intent.uncertain], ['processing', true]);
    await town.stop();
  });
});

describe('Alma’s verbs', () => {
  async function opened(settings: object = later) {
    const town = await townWith(settings);
    const {provider} = alma.read(settings).open(town.world);
    const outcome = await provider.authorize({
      money: {amount: 12_990, currency: 'EUR'},
      merchant: 'Maison Lumen',
      orderReference: 'ML-1',
      capture: true,
      key: 'key-1',
      payer: {
        kind: 'redirect',
        method: 'instalments',
        returnUrl: `${addresses.pay}/return/cs_1/h_1`,
        cancelUrl: `${addresses.pay}/return/cs_1/h_1?canceled`,
        notifyUrl: `${addresses.pay}/notify/alma/h_1`,
        locale: 'fr',
        plan: 'general_3_0_0',
        customer: {},
      },
    });
    assert.ok(outcome.kind === 'action_required');
    return {town, provider, reference: outcome.reference, url: outcome.url ?? ''};
  }

  test('a cancellation is put, and posted where that is not allowed', async () => {
    const {town, provider, reference} = await opened();
    const calls: string[] = [];
    counting(town, calls, async ({method}, deliver) =>
      method === 'PUT' ? new Response('', {status: 405}) : deliver(),
    );
    assert.equal((await provider.close?.({reference, key: 'l'}))?.kind, 'voided');
    assert.deepEqual(calls, [
      `GET /v1/payments/${reference}`,
      `PUT /v1/payments/${reference}/cancel`,
      `POST /v1/payments/${reference}/cancel`,
      `GET /v1/payments/${reference}`,
    ]);
    await town.stop();
  });

  test('a cancellation that Alma has confirmed closes the page, however the payment looks after it', async () => {
    const {town, provider, reference} = await opened();
    town.cut(async ({method}, deliver) => {
      const response = await deliver();
      if (method === 'PUT') return new Response(null, {status: 204});
      return Response.json({...(await response.json()), expired_at: null});
    });
    assert.deepEqual(await provider.close?.({reference, key: 'l'}), {kind: 'voided', reference, lapsed: false});
    await town.stop();
  });

  test('accepted in the moment of closing: that stands', async () => {
    const {town, provider, reference, url} = await opened();
    town.cut(async ({method}, deliver) => {
      if (method !== 'PUT') return deliver();
      const body = new URLSearchParams({action: 'vanish'}).toString();
      const headers = {'content-type': 'application/x-www-form-urlencoded'};
      await town.call('bank', new URL(url).pathname, {method: 'POST', headers, body});
      return deliver();
    });
    const outcome = await provider.close?.({reference, key: 'l'});
    assert.ok(outcome?.kind === 'declined' && outcome.decline.providerCode === 'alma:payment_already_captured');
    await town.stop();
  });

  test('the double makes a refund twice under one reference, as Alma might; we look first, and do not', async () => {
    const {town, provider, reference, url} = await opened();
    const body = new URLSearchParams({action: 'pay'}).toString();
    const headers = {'content-type': 'application/x-www-form-urlencoded'};
    await town.call('bank', new URL(url).pathname, {method: 'POST', headers, body});
    const refund = () => provider.refund?.({reference, amount: 1_000, final: false, key: 'r-1'});
    assert.deepEqual(await refund(), {kind: 'refunded', reference, total: 1_000});
    assert.deepEqual(await refund(), {kind: 'refunded', reference, total: 1_000});
    const again = await town.call('bank', `/doubles/alma/v1/payments/${reference}/refund`, {
      method: 'POST',
      headers: {authorization: 'Alma-Auth sk_test_alma_double', 'content-type': 'application/json'},
      body: JSON.stringify({amount: 1_000, merchant_reference: 'r-1'}),
    });
    assert.equal((await again.json()).refunds.length, 2);
    await town.stop();
  });

  for (const [status, body, code, providerCode] of [
    [400, {error_code: 'validation_error_purchase_amount'}, 'merchant_configuration', 'alma:validation_error'],
    [
      403,
      {error_code: 'merchant_cant_create_payments'},
      'merchant_configuration',
      'alma:merchant_cant_create_payments',
    ],
    [429, {error_code: 'too_many_request'}, 'provider_unavailable', 'alma:too_many_request'],
    [401, {}, 'merchant_configuration', 'alma:http_401'],
  ] as const) {
    test(`a creation that is refused (${providerCode}) was not made: ${code}`, async () => {
      const town = await townWith();
      const {confirm, session, shown} = await visit(town);
      await shown();
      town.cut(async (request, deliver) =>
        request.url.endsWith('/v1/payments') ? Response.json(body, {status}) : deliver(),
      );
      await confirm('general_3_0_0');
      const {status: stands, last_decline: decline} = await shopperIn(town).intent(session);
      assert.deepEqual([stands, decline.code, decline.provider_code], ['requires_payment_method', code, providerCode]);
      await town.stop();
    });
  }
});

interface Json {
  readonly installments_count: number;
  readonly annual_interest_rate?: number;
  readonly payment_plan: readonly {readonly purchase_amount: number}[];
}

function halved<Part extends {readonly purchase_amount: number}>(part: Part): Part {
  return {...part, purchase_amount: Math.floor(part.purchase_amount / 2)};
}
