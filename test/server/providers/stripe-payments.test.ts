import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {IntentSchema} from '../../../server/providers/stripe/api.ts';
import {stripe} from '../../../server/providers/stripe/definition.ts';
import {outcomeOf} from '../../../server/providers/stripe/intent.ts';
import type {AtProvider, Payer} from '../../../server/providers/provider.ts';
import {addresses, openTown, type Town} from '../../town.ts';

/** What is Stripe's own: one PaymentIntent for each try, and never two that can be paid. */

const home = '/doubles/stripe';
const money = {amount: 12_990, currency: 'EUR'} as const;

const form = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST',
  headers: {'content-type': 'application/x-www-form-urlencoded'},
  body: new URLSearchParams(fields).toString(),
});

/** Types a card at the fields, as Stripe's script sends it. */
function typeCard(town: Town, secret: string, number: string, more: Readonly<Record<string, string>> = {}) {
  return town.call(
    'bank',
    `${home}/js/confirm`,
    form({
      key: 'pk_test_stripe_double',
      client_secret: secret,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '123',
      ...more,
    }),
  );
}

async function oneTry({capture = false, method = 'card' as AtProvider['method']} = {}) {
  const town = await openTown();
  const settings = stripe.demo?.(`${addresses.bank}${home}`);
  assert.ok(settings);
  const {provider} = stripe.read(settings).open(town.world);
  const payer: Payer = {
    kind: 'fields',
    method,
    returnUrl: `${addresses.pay}/return/cs_1/h_1`,
    cancelUrl: `${addresses.pay}/return/cs_1/h_1?canceled`,
    notifyUrl: `${addresses.pay}/notify/stripe/h_1`,
    locale: 'fr',
    customer: {},
  };
  const asked = await provider.authorize({
    money,
    merchant: 'Maison Lumen',
    orderReference: 'ML-1',
    capture,
    key: 'att_1',
    payer,
  });
  assert.ok(asked.kind === 'action_required' && asked.fields);
  const {reference, fields} = asked;
  const look = () => provider.sync({kind: 'authorize', key: 'att_1', reference, money});
  return {town, provider, reference, fields, secret: fields['client_secret'] ?? '', look};
}

describe('stripe: a try that was refused', () => {
  test('cannot be paid any more once it is said to be refused', async () => {
    const {town, secret, look} = await oneTry();
    assert.equal((await typeCard(town, secret, '4000000000009995')).status, 402);
    const said = await look();
    assert.ok(said.kind === 'declined');
    assert.equal(said.decline.code, 'insufficient_funds');
    assert.equal((await typeCard(town, secret, '4242424242424242')).status, 400);
    assert.deepEqual(await look(), said, 'and it is said again as before');
    await town.stop();
  });

  test('is not said to be refused while it cannot be closed', async () => {
    const {town, secret, look} = await oneTry();
    await typeCard(town, secret, '4000000000009995');
    town.cut(async (request, deliver) => {
      if (request.url.endsWith('/cancel')) return new Response('', {status: 502});
      return deliver();
    });
    assert.deepEqual(await look(), {kind: 'unknown'});
    town.cut((_request, deliver) => deliver());
    assert.equal((await look()).kind, 'declined');
    await town.stop();
  });

  for (const [capture, paid] of [
    [false, 'canceled'],
    [true, 'succeeded'],
  ] as const) {
    test(`paid between our look and our closing it: ${paid}, and we say so`, async () => {
      const {town, secret, reference, look} = await oneTry({capture});
      await typeCard(town, secret, '4000000000009995');
      town.cut(async (request, deliver) => {
        if (request.url.endsWith('/cancel')) await typeCard(town, secret, '4242424242424242');
        return deliver();
      });
      const said = await look();
      // A reservation is released by the closing; what is taken cannot be closed.
      if (capture) assert.deepEqual(said, {kind: 'captured', reference, total: money.amount, final: true});
      else assert.equal(said.kind, 'declined');
      await town.stop();
    });
  }

  test('an issuer’s challenge that failed is no lesser refusal', async () => {
    const {town, secret, look} = await oneTry();
    const asked = await (await typeCard(town, secret, '4000002760003184')).json();
    assert.deepEqual([asked.status, asked.next_action.type], ['requires_action', 'use_stripe_sdk']);
    assert.equal((await look()).kind, 'action_required');
    await town.call('bank', `${home}/js/acted`, form({client_secret: secret, action: 'fail'}));
    const said = await look();
    assert.ok(said.kind === 'declined' && said.decline.code === 'authentication_failed');
    await town.stop();
  });
});

describe('stripe: a card', () => {
  test('is paid by way of its issuer, and held for seven days', async () => {
    const {town, secret, look, reference} = await oneTry();
    await typeCard(town, secret, '4000002760003184');
    await town.call('bank', `${home}/js/acted`, form({client_secret: secret, action: 'pass'}));
    const captureBefore = Math.floor(town.clock.now() / 1000) * 1000 + 7 * 86_400_000;
    assert.deepEqual(await look(), {kind: 'authorized', reference, captureBefore});
    await town.stop();
  });

  test('of Cartes Bancaires is captured once: a part with more to come is refused, and nothing taken', async () => {
    const {town, secret, provider, reference, look} = await oneTry();
    await typeCard(town, secret, '4000002500001001', {'payment_method_options[card][network]': 'cartes_bancaires'});
    const part = await provider.capture?.({reference, amount: 5_000, final: false, key: 'c-1'});
    assert.ok(part?.kind === 'declined' && part.decline.providerCode === 'guichet:stripe_multicapture');
    assert.equal((await look()).kind, 'authorized');
    const last = await provider.capture?.({reference, amount: 5_000, final: true, key: 'c-2'});
    assert.deepEqual(last, {kind: 'captured', reference, total: 5_000, final: true});
    await town.stop();
  });

  test('captured in parts: each is found by its own key, and the rest is released', async () => {
    const {town, secret, provider, reference} = await oneTry();
    await typeCard(town, secret, '4242424242424242');
    await provider.capture?.({reference, amount: 5_000, final: false, key: 'c-1'});
    const capture = (key: string) => provider.sync({kind: 'capture', reference, key});
    assert.deepEqual(await capture('c-1'), {kind: 'captured', reference, total: 5_000, final: false});
    assert.deepEqual(await capture('c-2'), {kind: 'not_found'});
    assert.deepEqual(await provider.void?.({reference, key: 'v-1'}), {kind: 'voided', reference, lapsed: false});
    assert.deepEqual(await provider.sync({kind: 'void', reference, key: 'v-1'}), {
      kind: 'voided',
      reference,
      lapsed: false,
    });
    await town.stop();
  });
});

describe('stripe: the session', () => {
  async function sessionWith(change: object) {
    const settings = stripe.demo?.(`${addresses.bank}${home}`);
    assert.ok(settings);
    const contract = stripe.read(settings);
    const town = await openTown({}, undefined, {providers: [contract.open]});
    const session = await town.session({payment_methods: ['card', 'alipay', 'apple_pay'], ...change});
    const view = async (token?: string) =>
      (await town.api('GET', `/v1/checkout_sessions/${session.id}`, token === undefined ? {} : {token})).json;
    return {town, session, view};
  }

  test('does not offer Alipay of Stripe where the money has to wait, nor in francs', async () => {
    const offered = async (change: object) => {
      const {town, session, view} = await sessionWith(change);
      const {payment_methods: methods} = await view(session.token);
      await town.stop();
      return methods.find(({type}: {type: string}) => type === 'alipay')?.fields?.provider;
    };
    assert.equal(await offered({capture_method: 'automatic'}), 'stripe');
    assert.equal(await offered({capture_method: 'manual'}), undefined);
    assert.notEqual(await offered({capture_method: 'automatic', amount: 12_990, currency: 'CHF'}), 'stripe');
  });

  test('gives the client secret to its own token, and to nobody else', async () => {
    const {town, session, view} = await sessionWith({});
    const confirmed = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: 'confirm-1',
      body: {method: 'card'},
    });
    const {next_action: action} = confirmed.json.payment_intent;
    assert.match(action.data.client_secret, /^pi_\w+_secret_\w+$/);
    const others = JSON.stringify([
      await view(),
      (await town.api('GET', `/v1/payment_intents/${session.intent}`)).json,
      town.logged,
    ]);
    assert.ok(!others.includes('_secret_'));
    await town.stop();
  });
});

describe('a failed authentication at Stripe', () => {
  const failedFor = (reason: string | null) =>
    outcomeOf(
      IntentSchema.parse({
        id: 'pi_1',
        object: 'payment_intent',
        livemode: false,
        amount: 12_990,
        amount_capturable: 0,
        amount_received: 0,
        currency: 'eur',
        status: 'requires_payment_method',
        capture_method: 'manual',
        client_secret: null,
        created: 1_780_000_000,
        cancellation_reason: null,
        metadata: {},
        last_payment_error: {code: 'payment_intent_authentication_failure'},
        latest_charge: reason && {
          id: 'ch_1',
          object: 'charge',
          payment_method_details: {card: {three_d_secure: {result_reason: reason}}},
        },
      }),
      {},
      false,
    );

  for (const reason of [null, 'rejected', 'protocol_error'])
    test(`is a refusal (${reason})`, () => {
      const outcome = failedFor(reason);
      assert.ok(outcome.kind === 'declined' && outcome.decline.code === 'authentication_failed');
    });

  for (const reason of ['abandoned', 'canceled'])
    test(`is none where the shopper left (${reason})`, () => {
      assert.deepEqual(failedFor(reason), {kind: 'voided', reference: 'pi_1', lapsed: false});
    });
});
