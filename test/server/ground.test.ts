import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {Hono} from 'hono';
import {Webhook} from 'standardwebhooks';
import {addressReader} from '../../server/addresses.ts';
import {signedHeaders} from '../../server/cli/listen.ts';
import {pageDifferences} from '../../server/cli/watch.ts';
import {readPaySettings} from '../../server/config.ts';
import {listen} from '../../server/listen.ts';
import {cardNumbersCaught, createLog} from '../../server/log.ts';
import {NetError} from '../../server/ports.ts';
import {dataFolder, SettingError, type Env} from '../../server/settings.ts';
import {realWorld} from '../../server/world.ts';
import {isGenuine} from '../../demo/shop/guichet.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-test-'));
const read = (env: Env) => readPaySettings({GUICHET_DATA: folder, ...env});

/** Each of these stops the start, with a line that names the setting to change. */
const wrong: readonly [Env, RegExp][] = [
  [{PAY_PORT: 'abc'}, /^PAY_PORT /],
  [{PAY_PORT: '0'}, /^PAY_PORT /],
  [{CARD_PORT: '65536'}, /^CARD_PORT /],
  [{PAY_URL: 'pay.example'}, /^PAY_URL /],
  [{CARD_URL: 'https://card.example/path'}, /^CARD_URL /],
  [{BANK_URL: 'ftp://bank.example'}, /^BANK_URL /],
  [{GUICHET_MODE: 'prod'}, /^GUICHET_MODE /],
  [{GUICHET_SECRET_KEY: 'sk_live_0123456789'}, /^GUICHET_SECRET_KEY /],
  [{GUICHET_SECRET_KEY: 'sk_test_x'}, /^GUICHET_SECRET_KEY /],
  [{GUICHET_MODE: 'live'}, /^PAY_URL /],
  [{GUICHET_MODE: 'live', PAY_URL: 'https://pay.example'}, /^DIRECTORY_KEY must be set/],
  [{GUICHET_MODE: 'live', ALLOW_PRIVATE_WEBHOOKS: '1'}, /^ALLOW_PRIVATE_WEBHOOKS /],
  [{ALLOW_PRIVATE_WEBHOOKS: 'perhaps'}, /^ALLOW_PRIVATE_WEBHOOKS /],
  [{GUICHET_MERCHANT_ID: 'Lumen'}, /^GUICHET_MERCHANT_ID /],
  [{GUICHET_MERCHANT_NAME: 'two\nlines'}, /^GUICHET_MERCHANT_NAME /],
  [{GUICHET_MERCHANT_ORIGINS: 'https://shop.example/path'}, /^GUICHET_MERCHANT_ORIGINS /],
  [{GUICHET_MERCHANT_NAM: 'x'}, /^GUICHET_MERCHANT_NAM /],
  [{DATABASE_URL: 'mysql://x'}, /^DATABASE_URL /],
  [{DATABASE_URL: 'postgres://x'}, /^DATABASE_URL/],
  [{TRUSTED_PROXIES: 'proxy.example'}, /^TRUSTED_PROXIES /],
  [{TRUSTED_PROXIES: 'abc'}, /^TRUSTED_PROXIES /],
  [{TRUSTED_PROXIES: '10.0.0.0/33'}, /^TRUSTED_PROXIES /],
  [{GUICHET_MERCHANT_SIRET: '12345'}, /^GUICHET_MERCHANT_SIRET /],
  [{BANK_KEY: 'short'}, /^BANK_KEY /],
  [{GUICHET_DATA: '/dev/null/x'}, /GUICHET_DATA/],
  [{GUICHET_DATA: '/proc/guichet'}, /GUICHET_DATA/],
];

describe('the settings of pay', () => {
  for (const [env, line] of wrong) {
    test(`refuse ${JSON.stringify(env)} in one line`, () => {
      assert.throws(
        () => read(env),
        (error) => error instanceof SettingError && line.test(error.message) && !error.message.includes('\n'),
      );
    });
  }

  test('start from nothing, and keep the keys that they made for their owner only', () => {
    const [first, second] = [read({}), read({})];
    assert.equal(first.merchant.secretKeyHash, second.merchant.secretKeyHash);
    assert.equal(statSync(join(folder, 'pay', 'signing.pem')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'test-secret-key')).mode & 0o777, 0o600);
    const published = JSON.parse(readFileSync(join(folder, 'pay.public.jwk'), 'utf8'));
    assert.deepEqual([published.crv, published.d], ['Ed25519', undefined]);
  });

  test('follow a port into its address', () => {
    const {payUrl, cardPrivateUrl, merchant} = read({PAY_PORT: '5000', CARD_PRIVATE_PORT: '5001', SHOP_PORT: '5002'});
    assert.deepEqual(
      [payUrl, cardPrivateUrl, merchant.origins],
      ['http://localhost:5000', 'http://127.0.0.1:5001', ['http://localhost:5002']],
    );
  });

  test('make a folder within folders that are not there yet', () => {
    assert.ok(statSync(dataFolder({GUICHET_DATA: join(folder, 'a', 'b')}, 'c')).isDirectory());
  });
});

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog(
    'test',
    () => 0,
    (line) => lines.push(line),
  );
  const line = (fields: Record<string, string | number | boolean>): string => {
    log('event', fields);
    return lines.at(-1) ?? '';
  };

  test('writes ids, words and numbers', () => {
    assert.equal(
      line({id: 'pi_x', count: 2}),
      '{"at":"1970-01-01T00:00:00.000Z","process":"test","event":"event","id":"pi_x","count":2}\n',
    );
  });

  test('writes no free text, and no line break', () => {
    assert.ok(line({text: 'a\nb'}).includes('"text":"[text]"'));
  });

  test('leaves out what is named like a secret', () => {
    assert.ok(!line({cvc: '123', number: 1, authorization: 'x'}).match(/123|authorization|number/));
  });

  const before = cardNumbersCaught();
  for (const number of ['4242424242424242', '4242-4242-4242-4242', '378282246310005', '12-4242-4242-4242-4242']) {
    test(`catches ${number}`, () => assert.ok(!/4242|37828/.test(line({x: number}))));
  }

  test('counts what it caught, and lets instants and other long numbers pass', () => {
    assert.equal(cardNumbersCaught() - before, 4);
    assert.ok(line({x: '4242424242424243', at_ms: 1_764_000_000_003}).includes('4242424242424243'));
    assert.equal(cardNumbersCaught() - before, 4);
  });
});

describe('the network', async () => {
  const app = new Hono();
  app.get('/', (c) => c.text('hello'));
  app.get('/away', (c) => c.redirect('/'));
  app.get('/large', (c) => c.text('x'.repeat(1000)));
  app.get('/slow', async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return c.text('late');
  });
  const port = 20_000 + (process.pid % 20_000);
  const {net} = realWorld('test');
  const get = (path: string, more = {}) =>
    net.fetch({method: 'GET', url: `http://localhost:${port}${path}`, timeoutMs: 2_000, ...more});
  const kind = (expected: string) => (error: unknown) => error instanceof NetError && error.kind === expected;

  test('says not_sent when nobody is there', async () => {
    await assert.rejects(get('/'), kind('not_sent'));
    await assert.rejects(net.fetch({method: 'GET', url: 'ftp://localhost/', timeoutMs: 100}), kind('not_sent'));
  });

  test('says no_answer when the answer is late or too large, follows no redirect, goes where it is told', async () => {
    const listening = await listen({fetch: app.fetch, port, name: 'TEST_PORT'});
    try {
      assert.equal((await get('/')).body, 'hello');
      assert.equal((await get('/away')).status, 302);
      await assert.rejects(get('/slow', {timeoutMs: 50}), kind('no_answer'));
      await assert.rejects(get('/large', {bytesMax: 999}), kind('no_answer'));
      assert.equal((await get('/large', {bytesMax: 1000})).body.length, 1000);
      const pinned = {
        method: 'GET',
        url: `http://shop.invalid:${port}/`,
        address: '127.0.0.1',
        timeoutMs: 2_000,
      } as const;
      assert.equal((await net.fetch(pinned)).body, 'hello');
      await assert.rejects(listen({fetch: app.fetch, port, name: 'TEST_PORT'}), /TEST_PORT/);
      const late = get('/slow');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await listening.close();
      assert.equal((await late).body, 'late');
    } finally {
      await listening.close();
    }
  });
});

describe('the address of a shopper', () => {
  const ask = async (peer: string, forwarded: string | undefined, trusted: readonly string[]): Promise<string> => {
    const app = new Hono().get('/', (c) => c.text(addressReader(trusted)(c) ?? 'none'));
    const headers = forwarded === undefined ? {} : {'x-forwarded-for': forwarded};
    return (await app.request('/', {headers}, {incoming: {socket: {remoteAddress: peer}}})).text();
  };

  test('is the socket’s unless a trusted proxy says otherwise', async () => {
    assert.equal(await ask('::ffff:203.0.113.7', '198.51.100.1', []), '203.0.113.7');
    assert.equal(await ask('10.0.0.1', '198.51.100.1', ['10.0.0.0/8']), '198.51.100.1');
    assert.equal(await ask('10.0.0.1', '1.2.3.4, 198.51.100.1, 10.0.0.2', ['10.0.0.0/8']), '198.51.100.1');
    assert.equal(await ask('10.0.0.1', 'nonsense', ['10.0.0.1']), '10.0.0.1');
  });
});

describe('signed copies', () => {
  const secret = Buffer.alloc(32, 7);
  const text = `whsec_${secret.toString('base64')}`;
  const now = Math.floor(Date.now() / 1000);

  test('are accepted by the reference verifier and by the shop', () => {
    const headers = signedHeaders(secret, 'evt_1', now, '{"a":1}');
    assert.deepEqual(new Webhook(text).verify('{"a":1}', headers), {a: 1});
    assert.ok(isGenuine(text, new Headers(headers), '{"a":1}'));
  });

  test('are refused when altered, old, or signed by another', () => {
    const headers = new Headers(signedHeaders(secret, 'evt_1', now, '{}'));
    assert.ok(!isGenuine(text, headers, '{ }'));
    assert.ok(!isGenuine(text, headers, '{}', (now + 301) * 1000));
    assert.ok(!isGenuine(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, '{}'));
    assert.ok(!isGenuine(text, new Headers(), '{}'));
  });
});

test('the watch sees a foreign script, an inline one, and a policy that is too wide', () => {
  const policy = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'";
  const page = (body: string, csp = policy) =>
    pageDifferences(
      {status: 200, headers: {'content-security-policy': csp}, body},
      'https://pay.example',
      new Set(['chunks/page-1.js']),
      '',
      ['https://js.stripe.com'],
    );
  assert.deepEqual(
    page('<script type="module" src="/v1/chunks/page-1.js"></script><script type="application/json">{}</script>'),
    [],
  );
  assert.equal(page('<script src="https://evil.example/x.js"></script>').length, 1);
  assert.equal(page('<script>steal()</script>').length, 1);
  assert.equal(page('', policy.replace("'self'", "'self' 'unsafe-inline'")).length, 1);
  assert.equal(page('', "default-src 'none'; script-src 'self'").length, 1);
  const guest = "default-src 'none'; script-src 'self' https://js.stripe.com";
  assert.deepEqual(page('', guest), []);
  assert.equal(page('', `${guest} https://evil.example`).length, 1);
});
