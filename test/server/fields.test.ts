import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {NetError} from '../../server/ports.ts';
import type {ShopSettings} from '../../server/shop-settings.ts';
import {fieldsProvider, secretOf, type FieldsProvider} from '../fields-provider.ts';
import {shopperIn} from '../shopper.ts';
import {addresses, openTown} from '../town.ts';

/**
 * A provider that draws fields or a button into our page, from the session's view to the capture: what is told to whom,
 * who takes the payment when its script does not come, and that a hint of the page's moves nothing by itself.
 */
let keys = 0;
const withKey = () => `key-${++keys}`;

interface Given {
  readonly providers?: readonly Partial<FieldsProvider>[];
  readonly change?: object;
  readonly shop?: Partial<ShopSettings>;
}

async function open({providers = [{}], change = {}, shop = {}}: Given = {}) {
  const town = await openTown(shop, undefined, {
    providers: providers.map((one) => fieldsProvider({bankUrl: addresses.bank, ...one})),
  });
  const session = await town.session({payment_methods: ['card', 'paypal'], ...change});
  const post = (verb: string, body: object = {}, key = withKey()) =>
    town.api('POST', `/v1/checkout_sessions/${session.id}/${verb}`, {token: session.token, key, body});
  const view = async () => (await shopperIn(town).view(session)) as View;
  const methodIn = async (type: string) => (await view()).payment_methods.find((method) => method.type === type);
  /** What the provider's script does: the shopper decides there, whatever our page says. */
  const decide = async (reference: string, action: string) => {
    const answer = await town.call('bank', `/wallet/${reference}`, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({action}).toString(),
    });
    assert.ok(answer.status < 400, `${answer.status}`);
  };
  return {town, session, post, view, methodIn, decide};
}

interface View {
  readonly status: string;
  readonly payment_methods: readonly {
    readonly type: string;
    readonly course: string;
    readonly frame_url: string | null;
    readonly fields: object | null;
    readonly fallback: object | null;
  }[];
  readonly payment_intent: {
    readonly status: string;
    readonly next_action: {
      readonly type: string;
      readonly provider: string;
      readonly data: Record<string, string>;
      readonly url: string | null;
    } | null;
  };
}

const both = ['card', 'paypal'] as const;

describe('what the page is told', () => {
  test('who draws, what its script needs, and who takes over without it', async () => {
    const {town, methodIn} = await open();
    const paypal = await methodIn('paypal');
    assert.deepEqual(
      [paypal?.course, paypal?.fields, paypal?.fallback],
      [
        'fields',
        {provider: 'test_fields', settings: {key: 'pk_public'}},
        {provider: 'test_paypal', course: 'redirect'},
      ],
    );
    const card = await methodIn('card');
    assert.deepEqual([card?.course, card?.fields, card?.fallback], ['card', null, null]);
    await town.stop();
  });

  test('the vault’s form stands by where a card falls back on it', async () => {
    const {town, methodIn} = await open({providers: [{methods: both}]});
    const card = await methodIn('card');
    assert.deepEqual([card?.course, card?.fallback], ['fields', {provider: 'bank', course: 'card'}]);
    assert.match(card?.frame_url ?? '', /^http:\/\/localhost:4243\/frame/);
    await town.stop();
  });

  test('a provider that is alone falls back on its own page, or on nobody', async () => {
    const shop = {routes: {paypal: ['test_fields']}};
    for (const [fields, fallback] of [
      [{}, null],
      [{ownPage: ['card']}, null],
      [{ownPage: ['paypal']}, {provider: 'test_fields', course: 'redirect'}],
    ] as const) {
      const {town, methodIn} = await open({shop, providers: [{fields}]});
      assert.deepEqual((await methodIn('paypal'))?.fallback, fallback);
      await town.stop();
    }
  });

  test('a second provider with a script is no way out of a script that does not come', async () => {
    const shop = {routes: {paypal: ['test_fields', 'more_fields']}};
    const {town, methodIn} = await open({shop, providers: [{}, {name: 'more_fields'}]});
    assert.equal((await methodIn('paypal'))?.fallback, null);
    await town.stop();
  });

  test('nor does it stand in the way of a third one that needs no script, nor of a page of one’s own', async () => {
    for (const [route, fields, fallback] of [
      [['test_fields', 'more_fields', 'test_paypal'], {}, {provider: 'test_paypal', course: 'redirect'}],
      [['test_fields', 'more_fields'], {ownPage: ['paypal']}, {provider: 'test_fields', course: 'redirect'}],
    ] as const) {
      const shop = {routes: {paypal: [...route]}};
      const providers = [{fields}, {name: 'more_fields'}];
      const {town, session, post, methodIn} = await open({shop, providers});
      assert.deepEqual((await methodIn('paypal'))?.fallback, fallback);
      await post('confirm', {method: 'paypal', without: ['test_fields']});
      const {json: intent} = await town.api('GET', `/v1/payment_intents/${session.intent}`);
      assert.equal(intent.attempts[0].provider, fallback.provider);
      await town.stop();
    }
  });

  test('who can only take at once stands behind who can wait for shipment', async () => {
    const change = {
      capabilities: {deferredCapture: 'none', collects: 'we_take', settleWindowMs: 1, cards: 'none', idempotent: true},
    } as const;
    for (const [capture_method, course] of [
      ['manual', 'redirect'],
      ['automatic', 'fields'],
    ]) {
      const {town, methodIn} = await open({providers: [{change}], change: {capture_method}});
      assert.equal((await methodIn('paypal'))?.course, course);
      await town.stop();
    }
  });
});

describe('a try in a provider’s fields', () => {
  test('its data are for the session’s own token: not in the page’s document, no webhook, no log', async () => {
    const {town, session, post} = await open();
    await town.api('POST', '/v1/webhook_endpoints', {key: withKey(), body: {url: `${addresses.shop}/hooks`}});
    const {json} = await post('confirm', {method: 'paypal'});
    const {type, provider, data, url} = json.payment_intent.next_action;
    assert.deepEqual([type, provider, url], ['fields', 'test_fields', null]);
    assert.equal(data.secret, secretOf(data.order));

    const stranger = await (await town.call('pay', `/pay/${session.id}`)).text();
    assert.match(stranger, /"type":"fields"/);
    const merchant = [
      await town.api('GET', `/v1/checkout_sessions/${session.id}`),
      await town.api('GET', `/v1/payment_intents/${session.intent}`),
    ].map(({text}) => text);
    await post('cancel', {attempt: true});
    await post('cancel');
    await town.advance(60_000);
    const events = (await town.api('GET', '/v1/events?limit=100')).text;
    assert.match(events, /payment_intent\.canceled/);
    assert.notEqual(town.heard.length, 0);
    const out = [stranger, ...merchant, events, ...town.heard.map(({body}) => body), ...town.logged];
    for (const text of out) assert.doesNotMatch(text, /secret_of_/);
    await town.stop();
  });

  test('a look finds what was decided there; before that it finds nothing new', async () => {
    const {town, post, view, decide} = await open();
    const {json} = await post('confirm', {method: 'paypal'});
    const {order} = json.payment_intent.next_action.data;
    assert.equal((await post('look')).json.payment_intent.status, 'requires_action');
    await decide(order, 'pay');
    assert.equal((await view()).payment_intent.status, 'requires_action');
    const {json: after, status} = await post('look');
    assert.deepEqual([status, after.status, after.payment_intent.status], [200, 'complete', 'requires_capture']);
    await town.stop();
  });

  test('a look asks nobody when no try is in a provider’s hands, and is for the session’s token', async () => {
    const {town, session, post} = await open();
    let calls = 0;
    town.cut((_request, deliver) => {
      calls += 1;
      return deliver();
    });
    const {status, json} = await post('look');
    assert.deepEqual([status, json.payment_intent.status, calls], [200, 'requires_payment_method', 0]);
    const path = `/v1/checkout_sessions/${session.id}/look`;
    assert.equal((await town.api('POST', path, {token: 'cst_wrong', key: withKey(), body: {}})).status, 403);
    assert.equal((await town.api('POST', path, {key: withKey(), body: {}})).status, 403);
    await town.stop();
  });

  test('given up, it is closed there, and the page may pay otherwise; paid meanwhile, it stays paid', async () => {
    for (const [isPaid, expected] of [
      [false, 'requires_payment_method'],
      [true, 'requires_capture'],
    ] as const) {
      const {town, post, view, decide} = await open();
      const {json} = await post('confirm', {method: 'paypal'});
      if (isPaid) await decide(json.payment_intent.next_action.data.order, 'pay');
      await post('cancel', {attempt: true});
      const {payment_intent: intent} = await view();
      assert.deepEqual([intent.status, intent.next_action], [expected, null]);
      await town.stop();
    }
  });

  test('refused there, it is a refusal here', async () => {
    const {town, post, decide} = await open();
    const {json} = await post('confirm', {method: 'paypal'});
    await decide(json.payment_intent.next_action.data.order, 'insufficient_funds');
    const {json: after} = await post('look');
    assert.equal(after.payment_intent.last_decline.code, 'insufficient_funds');
    await town.stop();
  });

  test('the provider’s own page stands beside its fields, where it has one', async () => {
    const {town, post} = await open({providers: [{fields: {ownPage: ['paypal']}}]});
    const {json} = await post('confirm', {method: 'paypal'});
    assert.match(json.payment_intent.next_action.url, /^http:\/\/localhost:4244\/wallet\//);
    await town.stop();
  });
});

describe('without a provider whose script did not come', () => {
  const nextOf = (json: {payment_intent: {next_action: {type: string}}}) => json.payment_intent.next_action.type;

  test('the next one of the route takes it', async () => {
    const {town, session, post} = await open();
    const {json} = await post('confirm', {method: 'paypal', without: ['test_fields']});
    assert.equal(nextOf(json), 'redirect');
    const {json: intent} = await town.api('GET', `/v1/payment_intents/${session.intent}`);
    assert.equal(intent.attempts[0].provider, 'test_paypal');
    await town.stop();
  });

  for (const [what, without] of [
    ['everybody is named', ['test_fields', 'test_paypal']],
    ['nobody of the route is named', ['bank', 'nobody']],
    ['nobody is named', []],
  ] as const) {
    test(`${what}: it means nothing`, async () => {
      const {town, post} = await open();
      assert.equal(nextOf((await post('confirm', {method: 'paypal', without})).json), 'fields');
      await town.stop();
    });
  }

  test('never while a try is under way', async () => {
    const {town, post} = await open();
    await post('confirm', {method: 'paypal'});
    const {status, json} = await post('confirm', {method: 'paypal', without: ['test_fields']});
    assert.deepEqual([status, json.code], [409, 'payment_in_progress']);
    await town.stop();
  });

  test('never while an answer is lost', async () => {
    const {town, post, view} = await open();
    town.cut(async () => {
      throw new NetError('no_answer');
    });
    await post('confirm', {method: 'paypal'});
    town.mend();
    assert.equal((await view()).payment_intent.status, 'processing');
    const {status, json} = await post('confirm', {method: 'paypal', without: ['test_fields']});
    assert.deepEqual([status, json.code], [409, 'payment_in_progress']);
    await town.stop();
  });

  for (const without of ['test_fields', ['Test Fields'], ['x'.repeat(41)], Array.from({length: 11}, () => 'a'), [1]]) {
    test(`${JSON.stringify(without).slice(0, 40)} is no list of providers`, async () => {
      const {town, post} = await open();
      const {status, json} = await post('confirm', {method: 'paypal', without});
      assert.deepEqual([status, json.errors[0].path.startsWith('/without')], [400, true]);
      await town.stop();
    });
  }
});

describe('a provider that was not reached', () => {
  type Town = Awaited<ReturnType<typeof open>>['town'];
  const isOpening = (url: string, method: string) => method === 'POST' && url.endsWith('/wallets/payments');
  /** Until it is mended, no wallet of the test bank can be asked to open a page; `fate` says what becomes of the message. */
  const cutOpenings = (town: Town, fate: 'not_sent' | 'no_answer') =>
    town.cut(async (request, deliver) => {
      if (isOpening(request.url, request.method)) throw new NetError(fate);
      return deliver();
    });
  const declineOf = (json: {payment_intent: {last_decline: object}}) => json.payment_intent.last_decline;
  const next = {provider: 'test_paypal', course: 'redirect'};

  test('with nothing sent: the page is told who takes the next try, and that one does', async () => {
    const {town, session, post} = await open();
    cutOpenings(town, 'not_sent');
    const {json} = await post('confirm', {method: 'paypal'});
    assert.deepEqual(
      {...declineOf(json), message: 0},
      {
        code: 'provider_unavailable',
        advice: 'retry_now',
        field: null,
        other_provider: next,
        message: 0,
      },
    );
    const paypal = json.payment_methods.find(({type}: {type: string}) => type === 'paypal');
    assert.deepEqual([paypal.course, paypal.fields], ['redirect', null]);
    town.mend();
    assert.equal((await post('confirm', {method: 'paypal'})).json.payment_intent.next_action.type, 'redirect');
    const {json: intent} = await town.api('GET', `/v1/payment_intents/${session.intent}`);
    assert.deepEqual(
      intent.attempts.map(({provider}: {provider: string}) => provider),
      ['test_fields', 'test_paypal'],
    );
    await town.stop();
  });

  test('to a provider that draws, too, which the page is then let in', async () => {
    const shop = {routes: {paypal: ['test_paypal', 'test_fields']}};
    const one = await open({shop});
    const policy = async () =>
      (await one.town.call('pay', `/pay/${one.session.id}`)).headers.get('content-security-policy') ?? '';
    assert.doesNotMatch(await policy(), /fields\.example/);
    cutOpenings(one.town, 'not_sent');
    const {json} = await one.post('confirm', {method: 'paypal'});
    assert.deepEqual(Reflect.get(declineOf(json), 'other_provider'), {provider: 'test_fields', course: 'fields'});
    assert.match(await policy(), /fields\.example/);
    await one.town.stop();
  });

  test('with nobody else to take it: the page promises nobody', async () => {
    const {town, post} = await open({shop: {routes: {paypal: ['test_fields']}}});
    cutOpenings(town, 'not_sent');
    const {json} = await post('confirm', {method: 'paypal'});
    assert.equal(Reflect.get(declineOf(json), 'other_provider'), null);
    await town.stop();
  });

  test('after something was sent, never: not while nobody knows, and not once it is known that it did not arrive', async () => {
    const {town, session, post, view} = await open();
    cutOpenings(town, 'no_answer');
    const {json} = await post('confirm', {method: 'paypal'});
    assert.deepEqual([json.payment_intent.status, declineOf(json)], ['processing', null]);
    await town.advance(60_000);
    town.mend();
    const {payment_intent: intent} = await view();
    assert.equal(intent.status, 'requires_payment_method');
    assert.equal(Reflect.get(Reflect.get(intent, 'last_decline'), 'other_provider'), null);
    await post('confirm', {method: 'paypal'});
    const {json: after} = await town.api('GET', `/v1/payment_intents/${session.intent}`);
    assert.deepEqual(
      after.attempts.map(({provider}: {provider: string}) => provider),
      ['test_fields', 'test_fields'],
    );
    await town.stop();
  });

  test('a refusal is no reason for another provider', async () => {
    const {town, post, decide} = await open();
    const {json} = await post('confirm', {method: 'paypal'});
    await decide(json.payment_intent.next_action.data.order, 'insufficient_funds');
    const {json: after} = await post('look');
    assert.deepEqual([Reflect.get(declineOf(after), 'other_provider'), declineOf(after) !== null], [null, true]);
    await town.stop();
  });

  test('and a try that followed it and was given up: the way to it is no longer told', async () => {
    const {town, post} = await open();
    cutOpenings(town, 'not_sent');
    await post('confirm', {method: 'paypal'});
    town.mend();
    await post('confirm', {method: 'paypal'});
    const {json} = await post('cancel', {attempt: true});
    assert.equal(Reflect.get(declineOf(json), 'other_provider'), null);
    await town.stop();
  });
});

describe('the policy of the page', () => {
  const policyOf = async ({town, session}: Awaited<ReturnType<typeof open>>, place = 'pay') => {
    const answer = await town.call('pay', `/${place}/${session.id}`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    return Object.fromEntries(
      policy.split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
  };
  const guest = /fields\.example|wallets\.example/;

  for (const place of ['pay', 'embed']) {
    test(`/${place}: the hosts of the provider that draws there, each in its directive, and no word that loosens it`, async () => {
      const one = await open();
      const policy = await policyOf(one, place);
      assert.deepEqual(policy['script-src'], ["'self'", 'https://js.fields.example']);
      assert.deepEqual(policy['frame-src'], ["'self'", addresses.card, 'https://*.fields.example']);
      assert.deepEqual(policy['connect-src'], ["'self'", 'https://api.fields.example']);
      assert.deepEqual(policy['img-src'], ["'self'"]);
      assert.deepEqual(policy['default-src'], ["'none'"]);
      assert.deepEqual(policy['frame-ancestors'], place === 'embed' ? [addresses.shop] : ["'none'"]);
      assert.ok(!('require-trusted-types-for' in policy) && !('trusted-types' in policy));
      assert.doesNotMatch(JSON.stringify(policy), /unsafe-|data:|blob:|nonce-/);
      await one.town.stop();
    });

    test(`/${place}: nobody's, with Trusted Types, where no third party draws`, async () => {
      const one = await open({change: {payment_methods: ['card']}});
      const policy = await policyOf(one, place);
      assert.doesNotMatch(JSON.stringify(policy), guest);
      assert.deepEqual(policy['script-src'], ["'self'"]);
      assert.deepEqual(policy['require-trusted-types-for'], ["'script'"]);
      assert.deepEqual(policy['trusted-types'], ['lit-html']);
      await one.town.stop();
    });
  }

  test('those of the methods that are offered, and no other provider’s', async () => {
    const hosts = {
      script: ['https://*.wallets.example'],
      frame: [],
      connect: [],
      img: ['https://*.wallets.example'],
    } as const;
    const providers = [{methods: ['card'] as const}, {name: 'wallets', fields: {hosts}}];
    for (const [payment_methods, scripts] of [
      [['card'], ['https://js.fields.example']],
      [['paypal'], ['https://*.wallets.example']],
      [
        ['card', 'paypal'],
        ['https://js.fields.example', 'https://*.wallets.example'],
      ],
      [['bank_transfer'], []],
    ]) {
      const one = await open({providers, change: {payment_methods}});
      const policy = await policyOf(one);
      assert.deepEqual(policy['script-src'], ["'self'", ...(scripts ?? [])]);
      assert.equal(policy['frame-src']?.includes(addresses.card), payment_methods?.includes('card'), 'the vault');
      await one.town.stop();
    }
    const one = await open({
      providers,
      change: {payment_methods: ['card']},
      shop: {routes: {card: ['test_fields']}},
    });
    assert.ok(!(await policyOf(one))['frame-src']?.includes(addresses.card), 'no card is typed in the vault’s form');
    await one.town.stop();
  });

  test('also in a currency that may be chosen, and not in one that may not', async () => {
    const providers = [{change: {currencies: ['USD']}}] as const;
    for (const [presentment, isThere] of [
      [undefined, false],
      [{currencies: ['GBP']}, false],
      [{currencies: ['USD']}, true],
    ] as const) {
      const one = await open({providers, change: {...(presentment && {presentment})}});
      assert.equal(guest.test(JSON.stringify(await policyOf(one))), isThere, JSON.stringify(presentment));
      await one.town.stop();
    }
  });

  test('while a try is in its hands, and no longer once the session is over', async () => {
    const one = await open();
    const {json} = await one.post('confirm', {method: 'paypal'});
    assert.match(JSON.stringify(await policyOf(one)), guest);
    await one.decide(json.payment_intent.next_action.data.order, 'pay');
    await one.post('look');
    const policy = await policyOf(one);
    assert.doesNotMatch(JSON.stringify(policy), guest);
    assert.ok('require-trusted-types-for' in policy);
    await one.town.stop();
  });

  for (const host of [
    "https://x.example; script-src 'unsafe-inline'",
    'https://*',
    'https://*.example',
    'https://x.example/path',
    'https://',
  ] as const) {
    test(`${host} is no host`, async () => {
      const hosts = {script: [host], frame: [], connect: [], img: []};
      const one = await open({providers: [{fields: {hosts}}]});
      assert.deepEqual((await policyOf(one))['script-src'], ["'self'"]);
      await one.town.stop();
    });
  }
});
