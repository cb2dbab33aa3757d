import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Connection} from '../../../server/providers/connection.ts';
import {lyra} from '../../../server/providers/lyra/definition.ts';
import {shopperIn} from '../../shopper.ts';
import {addresses, openTown, type Town} from '../../town.ts';

/** What is Lyra's own of the card fields in our page, beside what every provider promises. */

const demo = lyra.demo?.(`${addresses.bank}/doubles/lyra`) ?? {};

let count = 0;
async function shop({
  settings = demo,
  change = {},
  routes = ['lyra'],
}: {settings?: object; change?: object; routes?: string[]} = {}) {
  const asked: {service: string; body: Record<string, unknown>}[] = [];
  const town = await openTown({routes: {card: routes}}, undefined, {
    providers: [
      (world): Connection =>
        lyra.read(settings).open({
          ...world,
          net: {
            fetch(request) {
              const service = request.url.split('/V4/')[1] ?? '';
              asked.push({service, body: JSON.parse(String(request.body ?? '{}'))});
              return world.net.fetch(request);
            },
          },
        }),
    ],
  });
  const session = await town.session({
    order_reference: `ML/${++count}`,
    customer: {
      email: 'elodie.martin@example.org',
      name: 'Élodie <Martin>',
      billing_country: 'FR',
      billing_address: {line1: '12, rue de l’Œuf', postal_code: '69003', city: 'Lyon'},
    },
    ...change,
  });
  const shopper = shopperIn(town);
  const confirm = (body: object = {}) =>
    town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: `confirm-${++count}`,
      body: {method: 'card', ...body},
    });
  const action = async () => (await shopper.view(session)).payment_intent.next_action;
  const creations = () => asked.filter(({service}) => service === 'Charge/CreatePayment').map(({body}) => body);
  return {town, session, shopper, confirm, action, creations};
}

const charge = (town: Town, fields: Readonly<Record<string, string>>) =>
  town
    .call('bank', '/doubles/lyra/static/charge', {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({public_key: '12345678:testpublickey_lyraDouble', ...fields}).toString(),
    })
    .then((response) => response.json());

const paid = '4970100000000055';
const refused = '4970110000000401';

describe('a token of Lyra', () => {
  test('says what the payment is, that one refusal ends it, and where to tell of it', async () => {
    const {town, confirm, creations} = await shop({change: {capture_method: 'manual'}});
    await confirm();
    const [body] = creations();
    assert.ok(body);
    const {orderId, ipnTargetUrl, ...rest} = body;
    assert.match(String(orderId), /^ML\d+x[0-9a-f]{24}$/);
    assert.ok(String(ipnTargetUrl).startsWith(`${addresses.pay}/notify/lyra/h_`));
    assert.deepEqual(rest, {
      amount: 12_990,
      currency: 'EUR',
      formAction: 'PAYMENT',
      paymentMethods: ['CARDS'],
      customer: {
        email: 'elodie.martin@example.org',
        billingDetails: {
          firstName: 'Élodie',
          lastName: 'Martin',
          address: '12, rue de l’Œuf',
          zipCode: '69003',
          city: 'Lyon',
          country: 'FR',
          language: 'FR',
        },
      },
      transactionOptions: {cardOptions: {paymentSource: 'EC', captureDelay: 0, manualValidation: 'YES', retry: 0}},
      metadata: {order: `ML/${String(orderId).slice(2).split('x')[0]}`},
      contrib: 'Guichet',
    });
    await town.stop();
  });

  test('goes to the session’s own page and to nobody else', async () => {
    const {town, session, confirm, action} = await shop();
    await confirm();
    const {data} = await action();
    assert.ok(data.form_token.length > 20);
    const seen = await Promise.all([
      town.api('GET', `/v1/payment_intents/${session.intent}`),
      town.api('GET', `/v1/checkout_sessions/${session.id}`),
      town.api('GET', '/v1/events?limit=100'),
    ]);
    for (const {status, text} of seen) {
      assert.equal(status, 200);
      assert.ok(!text.includes(data.form_token));
    }
    assert.ok(!town.logged.join('\n').includes(data.form_token));
    await town.stop();
  });

  test('is of one try: a refusal ends it, it pays nothing any more, and the next try has another', async () => {
    const {town, session, shopper, confirm, action, creations} = await shop({change: {capture_method: 'automatic'}});
    await confirm();
    const {form_token: first} = (await action()).data;
    assert.equal((await charge(town, {token: first, number: refused})).errorCode, 'ACQ_001');
    await town.advance(1);
    const intent = await shopper.intent(session);
    assert.deepEqual([intent.status, intent.last_decline.code], ['requires_payment_method', 'insufficient_funds']);
    assert.equal((await charge(town, {token: first, number: paid})).errorCode, 'PSP_108');

    await confirm();
    const {form_token: second} = (await action()).data;
    assert.notEqual(second, first);
    assert.equal((await charge(town, {token: second, number: paid})).errorCode, null);
    await town.advance(1);
    assert.equal((await shopper.intent(session)).status, 'succeeded');
    assert.equal(new Set(creations().map(({orderId}) => orderId)).size, 2);
    await town.stop();
  });

  test('should the platform let it take another card after a refusal: no other try is opened beside it', async () => {
    const {town, session, shopper, confirm, action} = await shop({change: {capture_method: 'automatic'}});
    await confirm();
    const {form_token: token} = (await action()).data;
    const act = (what: string) =>
      town.call('bank', '/doubles/lyra/static/shopper', {
        method: 'POST',
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        body: new URLSearchParams({token, action: what}).toString(),
      });
    await act('again');
    await town.advance(1);
    assert.equal((await confirm()).json.code, 'payment_in_progress');
    assert.equal((await action()).data.form_token, token);
    await act('pay');
    await town.advance(1);
    assert.equal((await shopper.intent(session)).status, 'succeeded');
    await town.stop();
  });

  test('pays nothing after its quarter of an hour; the try is over once a bank’s question would be, and the next has a new one', async () => {
    const {town, session, shopper, confirm, action} = await shop({change: {expires_in: 7200}});
    await confirm();
    const {form_token: first} = (await action()).data;
    await town.sleep(16 * 60_000);
    assert.equal((await charge(town, {token: first, number: paid})).errorCode, 'PSP_108');
    assert.equal((await confirm()).json.code, 'payment_in_progress');
    await town.sleep(25 * 60_000);
    assert.equal((await shopper.intent(session)).status, 'requires_payment_method');
    await confirm();
    assert.notEqual((await action()).data.form_token, first);
    await town.stop();
  });

  test('the browser’s word is none: what it was given changes nothing when it is posted as a notification', async () => {
    const {town, session, shopper, confirm, action} = await shop();
    await confirm();
    const {form_token: token} = (await action()).data;
    town.cut(async (request, deliver) =>
      // Nobody is told by the platform.
      request.url.includes('/notify/') ? new Response('', {status: 500}) : deliver(),
    );
    const {answer} = await charge(town, {token, number: paid});
    assert.equal(answer['kr-hash-key'], 'sha256_hmac');
    const row = await town.store.get('intents', session.intent);
    const handle = row?.doc.attempts.at(-1)?.handle ?? '';
    const posted = await town.call('pay', `/notify/lyra/${handle}`, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams(answer).toString(),
    });
    assert.equal(posted.status, 401);
    assert.equal((await shopper.intent(session)).status, 'requires_action');
    await town.stop();
  });

  test('a page that cannot use the script gets a form for the platform’s page, and no token is made', async () => {
    const {town, shopper, session, confirm, action, creations} = await shop();
    const [card] = (await shopper.view(session)).payment_methods;
    assert.deepEqual([card.course, card.fallback], ['fields', {provider: 'lyra', course: 'redirect'}]);
    await confirm({without: ['lyra']});
    const {type, url} = await action();
    assert.equal(type, 'redirect');
    assert.ok(url.startsWith(`${addresses.pay}/away/`));
    assert.deepEqual(creations(), []);
    await town.stop();
  });

  test('a contract without REST rights is said to be that: to the merchant by `check`, and on the try', async () => {
    const {town, session, shopper, confirm} = await shop();
    town.cut(async (request, deliver) =>
      request.url.includes('/V4/')
        ? Response.json({status: 'ERROR', mode: 'TEST', answer: {errorCode: 'PSP_100'}})
        : deliver(),
    );
    await confirm();
    const {status, last_decline: decline, attempts} = await shopper.intent(session);
    assert.deepEqual([status, decline.code], ['requires_payment_method', 'merchant_configuration']);
    assert.equal(attempts.at(-1).decline.provider_code, 'lyra:PSP_100');
    const checked = await lyra.read(demo).open(town.world).check();
    assert.ok(checked.kind === 'refused' && /^PSP_100: .*rest_password and public_key/.test(checked.reason));
    await town.stop();
  });
});

describe('the page lets in', () => {
  const live = {
    platform: 'sogecommerce',
    mode: 'test',
    site_id: '12345678',
    form_key: 'lyraDoubleTestKey',
    rest_password: 'testpassword_lyraDouble',
    public_key: '12345678:testpublickey_lyraDouble',
  };
  async function policyOf(settings: object, change: object = {}) {
    const {town, session} = await shop({settings, change, routes: ['lyra', 'test_card']});
    const response = await town.call('pay', `/pay/${session.id}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    await town.stop();
    return Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]));
  }
  const hosts = (policy: Record<string, string[] | undefined>, name: string) =>
    policy[name]?.filter((source) => source.includes('societegenerale'));

  test('the hosts of the one brand, and each where it is needed', async () => {
    const policy = await policyOf(live);
    const [own, api, page] = [
      'https://static-sogecommerce.societegenerale.eu',
      'https://api-sogecommerce.societegenerale.eu',
      'https://sogecommerce.societegenerale.eu',
    ];
    assert.deepEqual(
      ['script-src', 'style-src', 'img-src', 'connect-src', 'frame-src'].map((name) => hosts(policy, name)),
      [[own], [own], [own], [own, api], [own, api, page]],
    );
    assert.ok(!JSON.stringify(policy).includes('payzen'));
  });

  test('none of them without a public key, or in a session that offers no card', async () => {
    const {public_key: _key, ...atItsPage} = live;
    for (const policy of [await policyOf(atItsPage), await policyOf(live, {payment_methods: ['bank_transfer']})])
      assert.ok(!JSON.stringify(policy).includes('societegenerale'));
  });

  test('the address that the merchant’s back office gives, where that is another', async () => {
    const town = await openTown();
    const {fields} = lyra.read({...live, static_url: 'https://js.bank.example/static'}).open(town.world).provider;
    assert.deepEqual(fields?.hosts.script, ['https://js.bank.example']);
    assert.equal(fields?.settings['static_url'], 'https://js.bank.example/static/');
    await town.stop();
  });
});
