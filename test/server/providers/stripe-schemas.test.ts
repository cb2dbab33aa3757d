import assert from 'node:assert/strict';
import {after, describe, test} from 'node:test';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import {Stripe} from 'stripe';
import {nested} from '../../../server/bank/doubles/stripe-form.ts';
import {stripe} from '../../../server/providers/stripe/definition.ts';
import type {Payer} from '../../../server/providers/provider.ts';
import {addresses, openTown, type Town} from '../../town.ts';
import {golden} from './golden.ts';

/**
 * What the adapter sends, held against the shapes that Stripe's own package types; and what the double says, held against
 * the same, and read by that package. (The shapes are published; Stripe itself was never asked.)
 */

interface Operation {
  readonly query: object;
  readonly body?: object;
  readonly answer: object;
}

const document = golden<{
  readonly version: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly event: object;
  readonly error: object;
  readonly $defs: object;
}>('stripe-openapi');

/** A form holds texts only, so numbers are read out of them; an answer is taken as it is. */
const readers = {
  form: new Ajv2020({strict: false, allErrors: true, coerceTypes: true, validateFormats: false}),
  json: new Ajv2020({strict: false, allErrors: true, validateFormats: false}),
};
const compiled = new Map<object, ValidateFunction>();

function faultsIn(kind: keyof typeof readers, schema: object, value: unknown): readonly string[] {
  const check = compiled.get(schema) ?? readers[kind].compile({...schema, $defs: document.$defs});
  compiled.set(schema, check);
  check(value);
  return (check.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

const home = '/doubles/stripe';

/** @param call - `POST /v1/refunds` */
function operationOf(call: string): Operation | undefined {
  const entries = Object.entries(document.operations);
  return entries.find(([name]) => new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`).test(call))?.[1];
}

/** A town whose every call to the double is held against the shapes, both ways. */
async function watchedTown() {
  const seen: string[] = [];
  const faults: string[] = [];
  const events: {readonly body: string; readonly signature: string}[] = [];
  const town = await openTown();
  town.cut(async (request, deliver) => {
    const {pathname, search} = new URL(request.url);
    const headers = request.headers ?? {};
    if (pathname === '/notify/stripe') {
      events.push({body: String(request.body), signature: headers['stripe-signature'] ?? ''});
      return deliver();
    }
    const name = `${request.method} ${pathname.replace(home, '')}`;
    const operation = operationOf(name);
    const note = (what: string, found: readonly string[]) =>
      faults.push(...found.map((one) => `${name}, ${what}: ${one}`));
    seen.push(name.replace(/pi_\w+/, '*'));
    if (!operation) note('path', ['no operation of Stripe’s']);
    note('query', faultsIn('form', operation?.query ?? {}, nested(new URLSearchParams(search))));
    if (headers['stripe-version'] !== document.version) note('version', ['another']);
    if (request.method === 'POST') {
      if (!/^.{1,255}$/.test(headers['idempotency-key'] ?? '')) note('key', ['none']);
      note('body', faultsIn('form', operation?.body ?? {}, nested(new URLSearchParams(String(request.body)))));
    }
    const response = await deliver();
    const answer: unknown = await response.clone().json();
    note('answer', faultsIn('json', response.ok ? (operation?.answer ?? {}) : document.error, answer));
    return response;
  });
  return {town, seen, faults, events};
}

const payer = {
  kind: 'fields',
  method: 'card',
  returnUrl: `${addresses.pay}/return/cs_1/h_1`,
  cancelUrl: `${addresses.pay}/return/cs_1/h_1?canceled`,
  notifyUrl: `${addresses.pay}/notify/stripe/h_1`,
  locale: 'fr',
  customer: {email: 'elodie.martin@example.org'},
} as const satisfies Payer;

function connectionIn(town: Town) {
  const settings = stripe.demo?.(`${addresses.bank}${home}`);
  assert.ok(settings);
  return stripe.read(settings).open(town.world);
}

/** A payment of 129.90 €, and what a shopper does with it. */
async function payment(town: Town, {key = 'att_1', capture = false, method = 'card', act = 'pay'} = {}) {
  const {provider} = connectionIn(town);
  const asked = await provider.authorize({
    money: {amount: 12_990, currency: 'EUR'},
    merchant: 'Maison Lumen',
    orderReference: 'ML-1',
    capture,
    key,
    payer: {...payer, method: method === 'alipay' ? 'alipay' : 'card'},
  });
  assert.ok(asked.kind === 'action_required' && asked.fields, asked.kind);
  if (act !== '') {
    await town.call('bank', `${home}/js/shopper`, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({client_secret: asked.fields['client_secret'] ?? '', action: act}).toString(),
    });
  }
  return {provider, reference: asked.reference, key};
}

describe('stripe: every request that the adapter makes is one that Stripe types', () => {
  test('through a whole life of a payment, and the double’s answers too', async () => {
    const {town, seen, faults, events} = await watchedTown();
    const connection = connectionIn(town);
    assert.equal((await connection.check()).kind, 'well');

    const {provider, reference, key} = await payment(town);
    assert.equal((await provider.sync({kind: 'authorize', key, reference})).kind, 'authorized');
    assert.equal((await provider.sync({kind: 'authorize', key, sentAt: town.clock.now()})).kind, 'authorized');
    const part = {reference, amount: 5_000, final: false, key: 'c-1'};
    assert.deepEqual(await provider.capture?.(part), {kind: 'captured', reference, total: 5_000, final: false});
    const rest = {reference, amount: 3_000, final: true, key: 'c-2'};
    assert.deepEqual(await provider.capture?.(rest), {kind: 'captured', reference, total: 8_000, final: true});
    const back = {reference, amount: 1_000, final: false, key: 'r-1'};
    assert.deepEqual(await provider.refund?.(back), {kind: 'refunded', reference, total: 1_000});
    assert.equal((await provider.refund?.({...back, amount: 9_000, key: 'r-2'}))?.kind, 'declined');

    const held = await payment(town, {key: 'att_2'});
    assert.equal((await provider.void?.({reference: held.reference, key: 'v-1'}))?.kind, 'voided');
    assert.equal((await provider.capture?.({...part, reference: held.reference, key: 'c-3'}))?.kind, 'declined');
    const refused = await payment(town, {key: 'att_3', act: 'insufficient_funds'});
    assert.equal((await provider.sync({...refused, kind: 'authorize'})).kind, 'declined');
    const taken = await payment(town, {key: 'att_4', method: 'alipay', capture: true, act: ''});
    assert.equal((await provider.close?.({reference: taken.reference, key: 'l-1'}))?.kind, 'voided');

    await town.advance(1_000);
    assert.ok(events.length > 5);
    for (const {body} of events) assert.deepEqual(faultsIn('json', document.event, JSON.parse(body)), []);
    assert.deepEqual(faults, []);
    // Nothing that we ever ask was left out.
    const all = Object.keys(document.operations).map((name) => name.replace('/{intent}', '/*'));
    assert.deepEqual([...new Set(seen)].toSorted(), all.toSorted());
    await town.stop();
  });

  for (const [what, change] of [
    ['an amount with a fraction', {amount: '129.9'}],
    ['the name that Stripe took away in September 2026', {payment_method_types: ['card']}],
    ['a wallet as a means of its own', {allowed_payment_method_types: ['apple_pay']}],
    ['a name in the metadata that is too long', {metadata: {['x'.repeat(41)]: '1'}}],
    ['a way to capture that there is not', {capture_method: 'later'}],
  ] as const) {
    test(`the shapes refuse ${what}`, () => {
      const body = operationOf('POST /v1/payment_intents')?.body ?? {};
      assert.deepEqual(faultsIn('form', body, {amount: '1299', currency: 'eur'}), []);
      assert.notDeepEqual(faultsIn('form', body, {amount: '1299', currency: 'eur', ...change}), []);
    });
  }
});

describe('stripe: the double, read by Stripe’s own package', async () => {
  const town = await openTown();
  const events: {readonly body: string; readonly signature: string}[] = [];
  town.cut(async (request, deliver) => {
    if (new URL(request.url).pathname === '/notify/stripe')
      events.push({body: String(request.body), signature: request.headers?.['stripe-signature'] ?? ''});
    return deliver();
  });
  after(() => town.stop());

  /** The package's own client, with its calls led to the double. */
  const client = new Stripe('sk_test_stripe_double', {
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((url: string | URL | Request, init?: RequestInit) => {
      const {pathname, search} = new URL(url instanceof Request ? url.url : url);
      return town.call('bank', `${home}${pathname}${search}`, {...init});
    }),
  });

  test('speaks the version that we speak', () => {
    assert.equal(document.version, '2026-10-28.endive');
    assert.equal(Stripe.API_VERSION, document.version);
  });

  test('a payment, its charge, its refunds and the lists of them', async () => {
    const {reference, provider} = await payment(town, {key: 'sdk_1', capture: true});
    await provider.refund?.({reference, amount: 1_000, final: false, key: 'r-1'});
    const intent = await client.paymentIntents.retrieve(reference, {expand: ['latest_charge']});
    assert.deepEqual(
      [intent.status, intent.amount_received, intent.metadata['attempt']],
      ['succeeded', 12_990, 'sdk_1'],
    );
    assert.ok(typeof intent.latest_charge === 'object' && intent.latest_charge?.amount_captured === 12_990);
    const refunds = await client.refunds.list({payment_intent: reference, limit: 10});
    assert.deepEqual(
      refunds.data.map(({amount, status}) => [amount, status]),
      [[1_000, 'succeeded']],
    );
    const found: string[] = [];
    for await (const {id} of client.paymentIntents.list({limit: 1})) found.push(id);
    assert.ok(found.includes(reference));
  });

  test('makes one itself, captures it in part and cannot capture it again', async () => {
    const made = await client.paymentIntents.create({
      amount: 2_000,
      currency: 'eur',
      capture_method: 'manual',
      allowed_payment_method_types: ['card'],
      metadata: {return_url: `${addresses.pay}/return/cs_1/h_1`},
    });
    await town.call('bank', `${home}/js/shopper`, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({client_secret: made.client_secret ?? '', action: 'pay'}).toString(),
    });
    const captured = await client.paymentIntents.capture(made.id, {amount_to_capture: 500});
    assert.deepEqual([captured.status, captured.amount_received, captured.amount_capturable], ['succeeded', 500, 0]);
    await assert.rejects(
      client.paymentIntents.capture(made.id),
      (error) =>
        error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state',
    );
  });

  test('its errors are the errors of the package', async () => {
    await assert.rejects(client.paymentIntents.retrieve('pi_nobody'), Stripe.errors.StripeInvalidRequestError);
    const order = {amount: 1_000, currency: 'eur', allowed_payment_method_types: ['card' as const]};
    await client.paymentIntents.create(order, {idempotencyKey: 'same'});
    await assert.rejects(
      client.paymentIntents.create({...order, amount: 2_000}, {idempotencyKey: 'same'}),
      Stripe.errors.StripeIdempotencyError,
    );
    const stranger = new Stripe('sk_test_of_nobody', {
      maxNetworkRetries: 0,
      httpClient: Stripe.createFetchHttpClient((url: string | URL | Request, init?: RequestInit) =>
        town.call('bank', `${home}${new URL(url instanceof Request ? url.url : url).pathname}`, {...init}),
      ),
    });
    await assert.rejects(stranger.paymentIntents.retrieve('pi_nobody'), Stripe.errors.StripeAuthenticationError);
  });

  test('the same key again is the first answer again', async () => {
    const order = {amount: 1_000, currency: 'eur', allowed_payment_method_types: ['card' as const]};
    const [first, second] = [
      await client.paymentIntents.create(order, {idempotencyKey: 'twice'}),
      await client.paymentIntents.create(order, {idempotencyKey: 'twice'}),
    ];
    assert.equal(first.id, second.id);
    await town.advance(25 * 60 * 60_000);
    const later = await client.paymentIntents.create(order, {idempotencyKey: 'twice'});
    assert.notEqual(later.id, first.id);
  });

  test('its events bear a signature that the package takes', async () => {
    events.length = 0;
    await payment(town, {key: 'sdk_2'});
    await town.advance(1_000);
    const [{body, signature} = {body: '', signature: ''}] = events;
    // The package asks the real clock; the town's is another.
    const event = client.webhooks.constructEvent(
      body,
      signature,
      'whsec_stripe_double',
      300,
      undefined,
      Math.floor(town.clock.now() / 1000),
    );
    assert.equal(event.type, 'payment_intent.amount_capturable_updated');
    assert.throws(
      () => client.webhooks.constructEvent(body, signature, 'whsec_another', 300),
      Stripe.errors.StripeSignatureVerificationError,
    );
  });
});
