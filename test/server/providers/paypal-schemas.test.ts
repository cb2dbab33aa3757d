import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {
  CheckoutPaymentIntent,
  Client,
  Environment,
  LiabilityShiftIndicator,
  OrdersCardVerificationMethod,
  OrdersController,
  PaymentsController,
} from '@paypal/paypal-server-sdk';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import type {Payer, Provider} from '../../../server/providers/provider.ts';
import {paypal} from '../../../server/providers/paypal/definition.ts';
import {addresses, openTown, type Town} from '../../town.ts';
import {golden} from './golden.ts';

/**
 * What the adapter sends, held against the schemas that PayPal publishes; and what the double says, held against the same,
 * and read by PayPal's own package. (PayPal itself was never asked.)
 */

interface Operation {
  readonly body?: object;
  readonly answer?: object;
}

const document = golden<{readonly operations: Readonly<Record<string, Operation>>; readonly $defs: object}>(
  'paypal-openapi',
);
const ajv = new Ajv2020({strict: false, allErrors: true, validateFormats: false});
const compiled = new Map<object, ValidateFunction>();

function faultsIn(schema: object, value: unknown): readonly string[] {
  const check = compiled.get(schema) ?? ajv.compile({...schema, $defs: document.$defs});
  compiled.set(schema, check);
  check(value);
  return (check.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

/** @param call - `POST /v2/checkout/orders` */
function operationOf(call: string): Operation | undefined {
  const entries = Object.entries(document.operations);
  return entries.find(([name]) => new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`).test(call))?.[1];
}

const home = '/doubles/paypal';
const money = {amount: 12_990, currency: 'EUR'} as const;
const payer = {
  kind: 'redirect',
  method: 'paypal',
  returnUrl: `${addresses.pay}/return/cs_1/h_1`,
  cancelUrl: `${addresses.pay}/return/cs_1/h_1?canceled`,
  notifyUrl: `${addresses.pay}/notify/paypal/h_1`,
  locale: 'fr',
  customer: {email: 'elodie.martin@example.org', name: 'Élodie Martin', country: 'FR'},
} as const satisfies Payer;

/** A town whose every call to the double is held against the schemas, both ways. */
async function watchedTown() {
  const seen = new Set<string>();
  const faults: string[] = [];
  const town = await openTown();
  town.cut(async (request, deliver) => {
    const {pathname} = new URL(request.url);
    if (!pathname.startsWith(home)) return deliver();
    const path = pathname.replace(home, '');
    const name = `${request.method} ${path}`;
    const operation = operationOf(name);
    const note = (what: string, found: readonly string[]) =>
      faults.push(...found.map((one) => `${name}, ${what}: ${one}`));
    seen.add(`${request.method} ${path.replace(/\b[0-9A-F]{17}\b/, '*')}`);
    if (!operation) note('path', ['no operation of PayPal’s']);
    const isToken = path === '/v1/oauth2/token';
    if (request.method === 'POST' && !isToken && !/^[\w-]{1,108}$/.test(request.headers?.['paypal-request-id'] ?? ''))
      note('request id', ['none']);
    const text = String(request.body ?? '');
    const body: unknown = isToken
      ? Object.fromEntries(new URLSearchParams(text))
      : text === ''
        ? null
        : JSON.parse(text);
    if (operation?.body) note('body', faultsIn(operation.body, body));
    else if (body !== null) note('body', ['there is none to send']);
    const response = await deliver();
    if (response.ok) note('answer', faultsIn(operation?.answer ?? {}, await response.clone().json()));
    return response;
  });
  return {town, seen, faults};
}

function providerIn(town: Town): Provider {
  const settings = paypal.demo?.(`${addresses.bank}${home}`);
  assert.ok(settings);
  return paypal.read(settings).open(town.world).provider;
}

async function approved(town: Town, provider: Provider, key: string, capture: boolean): Promise<string> {
  const merchant = 'Maison Lumen';
  const asked = await provider.authorize({money, merchant, orderReference: 'ML-2026-0412', capture, key, payer});
  assert.ok(asked.kind === 'action_required' && asked.url !== undefined, asked.kind);
  await town.call('bank', new URL(asked.url).pathname, {
    method: 'POST',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    body: 'action=vanish',
  });
  const taken = await provider.take?.({reference: asked.reference, key: `${key}-t`, authorizeKey: key, money, capture});
  assert.equal(taken?.kind, capture ? 'captured' : 'authorized');
  return asked.reference;
}

const day = 86_400_000;

interface Typed {
  readonly number: string;
  readonly expiry?: string;
  readonly cvv?: string;
  readonly name?: string;
  readonly client_id?: string;
}

async function post(town: Town, path: string, form: Readonly<Record<string, string>>): Promise<object> {
  const response = await town.call('bank', home + path, {
    method: 'POST',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    body: new URLSearchParams(form).toString(),
  });
  return response.json();
}

/** What the frames of the fields send. */
function type(town: Town, reference: string, typed: Typed): Promise<object> {
  const form = {client_id: 'paypal-double-client', order_id: reference, expiry: '12 / 34', cvv: '123', name: ''};
  return post(town, '/sdk/cards', {...form, ...typed});
}

describe('paypal: every request that the adapter makes is one that PayPal publishes', () => {
  test('through whole lives of payments, and the double’s answers too', async () => {
    const {town, seen, faults} = await watchedTown();
    const provider = providerIn(town);
    const reference = await approved(town, provider, 'k-1', false);
    // After the days in which the money is certain, it is renewed first.
    await town.sleep(4 * day);
    const part = {reference, amount: 5_000, final: false, key: 'c-1'};
    assert.deepEqual(await provider.capture?.(part), {kind: 'captured', reference, total: 5_000, final: false});
    const rest = {reference, amount: 3_000, final: true, key: 'c-2'};
    assert.deepEqual(await provider.capture?.(rest), {kind: 'captured', reference, total: 8_000, final: true});
    assert.deepEqual(await provider.refund?.({reference, amount: 4_000, final: false, key: 'r-1'}), {
      kind: 'refunded',
      reference,
      total: 4_000,
    });
    // No capture holds so much any more, and PayPal gives back by capture.
    const much = await provider.refund?.({reference, amount: 4_000, final: true, key: 'r-2'});
    assert.ok(much?.kind === 'declined' && much.decline.providerCode === 'guichet:paypal_captures');
    assert.deepEqual(await provider.sync({kind: 'capture', reference, key: 'c-1'}), {
      kind: 'captured',
      reference,
      total: 8_000,
      final: false,
    });

    const whole = await approved(town, provider, 'k-2', true);
    assert.equal(
      (await provider.refund?.({reference: whole, amount: 12_990, final: true, key: 'r-3'}))?.kind,
      'refunded',
    );
    const held = await approved(town, provider, 'k-3', false);
    assert.equal((await provider.void?.({reference: held, key: 'v-1'}))?.kind, 'voided');

    assert.deepEqual(faults, []);
    assert.deepEqual([...seen].toSorted(), [
      'GET /v2/checkout/orders/*',
      'POST /v1/oauth2/token',
      'POST /v2/checkout/orders',
      'POST /v2/checkout/orders/*/authorize',
      'POST /v2/checkout/orders/*/capture',
      'POST /v2/payments/authorizations/*/capture',
      'POST /v2/payments/authorizations/*/reauthorize',
      'POST /v2/payments/authorizations/*/void',
      'POST /v2/payments/captures/*/refund',
    ]);
    await town.stop();
  });

  test('and for a card in its fields: proven, reserved and captured without being renewed; refused; not proven', async () => {
    const {town, seen, faults} = await watchedTown();
    const provider = providerIn(town);
    const asked = async (key: string, typed: Typed, answer?: string) => {
      const request = {money, merchant: 'Maison Lumen', orderReference: 'ML-1', capture: false, key};
      const outcome = await provider.authorize({...request, payer: {...payer, kind: 'fields', method: 'card'}});
      assert.ok(outcome.kind === 'action_required' && outcome.url === undefined, outcome.kind);
      const {reference} = outcome;
      assert.deepEqual(outcome.fields, {order_id: reference});
      const take = () => provider.take?.({reference, key: `${key}-t`, authorizeKey: key, money, capture: false});
      // Nobody has typed anything: nothing to take.
      assert.equal((await take())?.kind, 'declined');
      await type(town, reference, typed);
      if (answer !== undefined) {
        assert.equal((await provider.sync({kind: 'authorize', reference, key, money}))?.kind, 'action_required');
        await post(town, '/sdk/challenge', {order_id: reference, action: answer});
      }
      return {reference, take, look: () => provider.sync({kind: 'authorize', reference, key, money})};
    };

    const proven = await asked('c-1', {number: '4868719460707704'}, 'pass');
    assert.equal((await proven.look()).kind, 'approved');
    assert.equal((await proven.take())?.kind, 'authorized');
    await town.sleep(4 * day);
    const {reference} = proven;
    const captured = await provider.capture?.({reference, amount: 12_990, final: true, key: 'c-c'});
    assert.equal(captured?.kind, 'captured');
    assert.equal((await provider.refund?.({reference, amount: 90, final: false, key: 'c-r'}))?.kind, 'refunded');

    const refused = await asked('c-2', {number: '4012888888881881', name: 'CCREJECT-IF'});
    assert.equal((await refused.look()).kind, 'approved');
    const no = await refused.take();
    assert.ok(no?.kind === 'declined' && no.decline.code === 'insufficient_funds');
    assert.deepEqual(await refused.look(), no);

    for (const [key, typed, answer, code] of [
      ['c-3', {number: '4868719460707704'}, 'fail', 'authentication_failed'],
      ['c-4', {number: '4868719796782421'}, undefined, 'authentication_failed'],
      ['c-5', {number: '4868719115514992'}, undefined, 'authentication_required'],
      ['c-6', {number: '4868719494697210'}, undefined, 'authentication_required'],
    ] as const) {
      const outcome = await (await asked(key, typed, answer)).look();
      assert.ok(outcome.kind === 'declined' && outcome.decline.code === code, key);
    }
    const attempted = await asked('c-7', {number: '4868719041085422'});
    assert.equal((await attempted.look()).kind, 'approved');

    assert.deepEqual(faults, []);
    assert.ok(![...seen].some((call) => call.includes('reauthorize')));
    await town.stop();
  });

  test('the fields’ double refuses what is no card, or not for a card', async () => {
    const town = await openTown();
    const provider = providerIn(town);
    const order = async (key: string, method: 'card' | 'paypal') => {
      const request = {money, merchant: 'Maison Lumen', orderReference: 'ML-1', capture: true, key};
      const outcome = await provider.authorize({...request, payer: {...payer, kind: 'fields', method}});
      assert.ok(outcome.kind === 'action_required');
      return outcome.reference;
    };
    const card = await order('n-1', 'card');
    for (const typed of [
      {number: '4242424242424242'},
      {number: '4012888888881881', expiry: '10/26'},
      {number: '4012888888881881', expiry: '13/34'},
      {number: '4012888888881881', cvv: '12'},
      {number: '371449635398431', cvv: '123'},
      {number: '4012888888881881', client_id: 'another-client'},
    ])
      assert.deepEqual(await type(town, card, typed), {state: 'failed'}, JSON.stringify(typed));
    assert.deepEqual(await type(town, await order('n-2', 'paypal'), {number: '4012888888881881'}), {state: 'failed'});
    assert.deepEqual(await type(town, card, {number: '4012888888881881'}), {state: 'succeeded'});
    await town.stop();
  });

  const order = {intent: 'AUTHORIZE', purchase_units: [{amount: {currency_code: 'EUR', value: '129.90'}}]};
  for (const [what, body] of [
    ['a number for an amount', {...order, purchase_units: [{amount: {currency_code: 'EUR', value: 129.9}}]}],
    ['a comma', {...order, purchase_units: [{amount: {currency_code: 'EUR', value: '129,90'}}]}],
    ['another word for the intent', {...order, intent: 'AUTHORISE'}],
    ['a field that does not exist', {...order, notify_url: 'https://pay.example/notify'}],
    ['no purchase', {intent: 'CAPTURE'}],
    [
      'a verification that does not exist',
      {...order, payment_source: {card: {attributes: {verification: {method: 'SCA_NEVER'}}}}},
    ],
  ] as const) {
    test(`the eye is open: ${what} is seen`, () => {
      const {body: schema} = operationOf('POST /v2/checkout/orders') ?? {};
      assert.ok(schema);
      assert.deepEqual(faultsIn(schema, order), []);
      assert.notDeepEqual(faultsIn(schema, body), []);
    });
  }
});

describe('paypal: its own package reads the double', () => {
  test('an order, its authorization, capture, refund and a no', async () => {
    const {town, orders, payments} = await withSdk();
    const prefer = 'return=representation';
    const created = await orders.createOrder({
      paypalRequestId: 'sdk-1',
      prefer,
      body: {
        intent: CheckoutPaymentIntent.Authorize,
        purchaseUnits: [{amount: {currencyCode: 'EUR', value: '129.90'}, customId: 'h_1.k-1', invoiceId: 'ML-1-1'}],
        paymentSource: {
          paypal: {experienceContext: {returnUrl: payer.returnUrl, cancelUrl: payer.cancelUrl}},
        },
      },
    });
    const {id = ''} = created.result;
    assert.equal(created.result.status, 'PAYER_ACTION_REQUIRED');
    const page = created.result.links?.find(({rel}) => rel === 'payer-action')?.href ?? '';
    await assert.rejects(orders.authorizeOrder({id, paypalRequestId: 'sdk-2', prefer}), {statusCode: 422});
    await town.call('bank', new URL(page).pathname, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: 'action=vanish',
    });
    assert.equal((await orders.getOrder({id})).result.status, 'APPROVED');

    const {result} = await orders.authorizeOrder({id, paypalRequestId: 'sdk-2', prefer, body: {}});
    const held = result.purchaseUnits?.[0]?.payments?.authorizations?.[0];
    assert.deepEqual([held?.status, held?.amount?.value, held?.customId], ['CREATED', '129.90', 'h_1.k-1']);
    const authorizationId = held?.id ?? '';
    assert.ok(Date.parse((await payments.getAuthorizedPayment({authorizationId})).result.expirationTime ?? '') > 0);

    const captured = await payments.captureAuthorizedPayment({
      authorizationId,
      paypalRequestId: 'sdk-3',
      prefer,
      body: {amount: {currencyCode: 'EUR', value: '100.00'}, finalCapture: true},
    });
    assert.deepEqual([captured.result.status, captured.result.finalCapture], ['COMPLETED', true]);
    const captureId = captured.result.id ?? '';
    const refunded = await payments.refundCapturedPayment({
      captureId,
      paypalRequestId: 'sdk-4',
      prefer,
      body: {amount: {currencyCode: 'EUR', value: '40.00'}},
    });
    assert.deepEqual([refunded.result.status, refunded.result.amount?.value], ['COMPLETED', '40.00']);
    assert.equal((await payments.getCapturedPayment({captureId})).result.status, 'PARTIALLY_REFUNDED');
    await town.stop();
  });

  test('a card’s order, what 3-D Secure came to, and its bank’s no', async () => {
    const {town, orders} = await withSdk();
    const prefer = 'return=representation';
    const urls = {returnUrl: payer.returnUrl, cancelUrl: payer.cancelUrl};
    const created = await orders.createOrder({
      paypalRequestId: 'sdk-5',
      prefer,
      body: {
        intent: CheckoutPaymentIntent.Capture,
        purchaseUnits: [{amount: {currencyCode: 'EUR', value: '129.90'}}],
        paymentSource: {
          card: {
            attributes: {verification: {method: OrdersCardVerificationMethod.ScaAlways}},
            experienceContext: urls,
          },
        },
      },
    });
    const {id = ''} = created.result;
    assert.equal(created.result.status, 'CREATED');
    await type(town, id, {number: '4012888888881881', name: 'CCREJECT-LS'});
    const {card} = (await orders.getOrder({id})).result.paymentSource ?? {};
    assert.deepEqual(
      [card?.lastDigits, card?.authenticationResult?.liabilityShift],
      ['1881', LiabilityShiftIndicator.Possible],
    );
    const {result} = await orders.captureOrder({id, paypalRequestId: 'sdk-6', prefer, body: {}});
    const [capture] = result.purchaseUnits?.[0]?.payments?.captures ?? [];
    assert.deepEqual([result.status, capture?.status], ['COMPLETED', 'DECLINED']);
    assert.equal(capture?.processorResponse?.responseCode, '9520');
    await town.stop();
  });
});

/** PayPal's package, speaking to the double. */
async function withSdk() {
  const town = await openTown();
  const client = new Client({
    environment: Environment.Sandbox,
    clientCredentialsAuthCredentials: {
      oAuthClientId: 'paypal-double-client',
      oAuthClientSecret: 'paypal-double-secret',
    },
    unstable_httpClientOptions: {adapter: (request: Request) => send(town, request)},
  });
  const orders = new OrdersController(client);
  const payments = new PaymentsController(client);
  return {town, orders, payments};
}

/** What axios gives to whoever carries a request. */
interface Request {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: object;
  readonly data?: unknown;
}

/** The package knows two hosts and no other: what it sends there goes to the double. */
async function send(town: Town, config: Request) {
  const {pathname, search} = new URL(config.url ?? '');
  const headers = Object.fromEntries(
    Object.entries({...config.headers}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  const response = await town.call('bank', home + pathname + search, {
    method: (config.method ?? 'GET').toUpperCase(),
    headers,
    ...(config.data !== undefined && {body: String(config.data)}),
  });
  return {
    data: await response.text(),
    status: response.status,
    statusText: '',
    headers: Object.fromEntries(response.headers),
    config,
  };
}
