import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {World} from '../../../server/ports.ts';
import {alma} from '../../../server/providers/alma/definition.ts';

/** Answers of Alma's that do not fit what was asked: none of them is taken for the deed. */
const reference = 'payment_abc';
const now = 1_795_342_500_000;
const day = 86_400;
const part = (amount: number) => ({
  due_date: now / 1000,
  purchase_amount: amount,
  customer_fee: 0,
  customer_interest: 0,
});
const payment = {
  id: reference,
  state: 'in_progress',
  url: 'https://pay.getalma.eu/p/1',
  created: now / 1000 - day,
  purchase_amount: 12_990,
  installments_count: 3,
  deferred_days: 0,
  deferred_months: 0,
  payment_plan: [part(4_330), part(4_330), part(4_330)],
  refunds: [] as object[],
  custom_data: {attempt: 'key'},
};
const held = {...payment, deferred_trigger: true, deferred_trigger_applied: null};
const open = {...payment, state: 'not_started'};
const refund = (amount: number, key: string | null) => ({
  id: 'refund_1',
  amount,
  merchant_reference: key,
  from_payment_cancellation: false,
  created: now / 1000,
});

/** @param answers - Each look gets the next of them, the last one for ever. */
function withAlma(answers: readonly object[], deed: object = {}) {
  const asked: string[] = [];
  let looks = 0;
  const world: World = {
    clock: {now: () => now},
    timer: {after: () => ({cancel: () => undefined})},
    random: {bytes: (length) => new Uint8Array(length)},
    net: {
      async fetch({method, url}) {
        const {pathname} = new URL(url);
        if (method !== 'GET') asked.push(`${method} ${pathname}`);
        const isLook = method === 'GET' && pathname === `/v1/payments/${reference}`;
        const body = isLook ? answers[Math.min(looks++, answers.length - 1)] : method === 'GET' ? [] : deed;
        return {status: 200, headers: {}, body: JSON.stringify(body)};
      },
    },
    log: () => undefined,
  };
  const {provider} = alma.read({api_key: 'sk_test_0123456789', at_shipment: true}).open(world);
  assert.ok(provider.capture && provider.void && provider.close && provider.refund);
  const {capture, void: release, close, refund: giveBack, sync} = provider;
  return {capture, release, close, giveBack, sync, asked};
}

const declined = (why: string) => ({
  kind: 'declined',
  decline: {code: 'operation_refused', advice: 'none', providerCode: `guichet:alma_${why}`, sensitive: false},
});
const books = {captured: 12_990, refunded: 0};

describe('a deed at Alma', () => {
  test('what is taken already, and was to be taken in another amount, is not called done', async () => {
    const {capture, asked} = withAlma([payment]);
    assert.deepEqual(await capture({reference, key: 'c', amount: 5_000, final: true}), declined('amount'));
    assert.equal((await capture({reference, key: 'c', amount: 12_990, final: true})).kind, 'captured');
    assert.deepEqual(asked, []);
  });

  for (const [what, before, after] of [
    ['accepted meanwhile', open, held],
    ['accepted and begun meanwhile', open, payment],
    ['held as before', held, held],
  ] as const)
    test(`canceled, says Alma, and a look finds it ${what}: nobody says that it is over`, async () => {
      const {release, asked} = withAlma([before, after]);
      assert.deepEqual(await release({reference, key: 'v'}), {kind: 'unknown'});
      assert.deepEqual(asked, [`PUT /v1/payments/${reference}/cancel`]);
    });

  test('canceled, and still open to the eye: Alma has said so, and nobody had accepted', async () => {
    const {close} = withAlma([open, open]);
    assert.deepEqual(await close({reference, key: 'l'}), {kind: 'voided', reference, lapsed: false});
  });

  test('more than what is left is not even asked for, whoever gave the rest back', async () => {
    const {giveBack, asked} = withAlma([{...payment, refunds: [refund(10_000, null)]}]);
    const wanted = {reference, key: 'r', amount: 2_991, final: false, books};
    assert.deepEqual(await giveBack(wanted), declined('amount'));
    assert.deepEqual(asked, []);
  });

  for (const [what, answer] of Object.entries({
    'another payment': {...payment, id: 'payment_other', refunds: [refund(4_000, 'r')]},
    'no refund': payment,
    'a refund that is not ours': {...payment, refunds: [refund(4_000, 'another')]},
  }))
    test(`a refund that is answered with ${what}: unknown`, async () => {
      const {giveBack, asked} = withAlma([payment], answer);
      assert.deepEqual(await giveBack({reference, key: 'r', amount: 4_000, final: false, books}), {kind: 'unknown'});
      assert.deepEqual(asked, [`POST /v1/payments/${reference}/refund`]);
    });
});

describe('a look at Alma', () => {
  const look = (answer: object, currency: 'EUR' | 'CHF' = 'EUR') =>
    withAlma([answer]).sync({kind: 'authorize', reference, key: 'key', money: {amount: 12_990, currency}});

  test('euros are what it lends: another currency is another payment', async () => {
    assert.equal((await look(payment)).kind, 'captured');
    assert.deepEqual(await look(payment, 'CHF'), {kind: 'unknown'});
  });

  test('tells the plan as it was agreed, and none once a refund has moved its parts', async () => {
    const agreed = await look(payment);
    assert.ok(agreed.kind === 'captured' && agreed.plan?.instalments.length === 3);
    const moved = await look({...payment, refunds: [refund(4_000, 'r')]});
    assert.ok(moved.kind === 'captured' && moved.plan === undefined);
  });
});
