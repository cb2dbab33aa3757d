import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {spawn} from 'node:child_process';
import {describe, test} from 'node:test';
import {createAdaptorServer} from '@hono/node-server';
import {createBank} from '../../../server/bank/app.ts';
import {readPaySettings} from '../../../server/config.ts';
import {SettingError} from '../../../server/settings.ts';
import {realWorld} from '../../../server/world.ts';

const testEnv = {GUICHET_SECRET_KEY: 'sk_test_0123456789abcdef'};
const liveEnv = {
  GUICHET_MODE: 'live',
  GUICHET_SECRET_KEY: `sk_live_${'0123456789'.repeat(5)}`,
  DIRECTORY_KEY: 'not of the sandbox',
  PAY_URL: 'https://pay.example',
};

/** Runs `guichet check` in a folder of its own. */
async function check(env: Readonly<Record<string, string>>, settings: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-check-'));
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(settings));
  const cli = spawn(process.execPath, ['--import', 'tsx', 'server/cli.ts', 'check'], {
    env: {
      PATH: process.env['PATH'],
      GUICHET_DATA: join(folder, 'data'),
      ...testEnv,
      GUICHET_SETTINGS: join(folder, 'shop.json'),
      ...env,
    },
  });
  let said = '';
  for (const stream of [cli.stdout, cli.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => cli.once('close', resolve));
  rmSync(folder, {recursive: true, force: true});
  return {said, code};
}

/** What `pay` and `check` say alike, before anything is opened. */
function slipIn(env: Readonly<Record<string, string>>, settings: object): SettingError {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-check-'));
  const path = join(folder, 'shop.json');
  writeFileSync(path, JSON.stringify(settings));
  try {
    readPaySettings({...testEnv, GUICHET_DATA: join(folder, 'data'), GUICHET_SETTINGS: path, ...env});
  } catch (error) {
    assert.ok(error instanceof SettingError, String(error));
    return error;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  return assert.fail('nothing is refused');
}

/** The test bank, on a port of its own. */
async function withBank(run: (url: string) => Promise<void>): Promise<void> {
  const config = {payUrl: 'http://localhost:4242', bankKey: 'bank_test_key', directoryKey: 'directory_test_key'};
  const bank = createBank({...config, url: 'http://localhost:4244'}, {...realWorld('bank'), log: () => undefined});
  const server = createAdaptorServer({fetch: bank.app.fetch});
  await new Promise<void>((resolve) => void server.listen(0, () => resolve()));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  try {
    await run(`http://localhost:${address.port}`);
  } finally {
    await bank.stop();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('guichet check', () => {
  test('says that nothing is configured', async () => {
    const {said, code} = await check({});
    assert.deepEqual([code, /No provider is configured/.test(said)], [0, true]);
  });

  test('proves the keys, and says what they allow', () =>
    withBank(async (url) => {
      const {said, code} = await check({BANK_URL: url, GUICHET_DEMO_PROVIDERS: 'payplug'});
      assert.equal(code, 0, said);
      assert.match(said, /payplug: the keys are good\n {2}card at its own page, EUR/);
    }));

  test('fails at a wrong key, and never repeats it', () =>
    withBank(async (url) => {
      const settings = {
        providers: {payplug: {secret_key: {env: 'PAYPLUG_KEY'}, base_url: `${url}/doubles/payplug/v1`}},
      };
      const {said, code} = await check({PAYPLUG_KEY: 'sk_test_of_somebody_else'}, settings);
      assert.equal(code, 1, said);
      assert.match(said, /^payplug: refused \(http_401\): .*change them in the settings\n$/);
    }));

  test('says no good of a key that no call of the contract could prove', async () => {
    const lyra = {platform: 'systempay', mode: 'test', site_id: '12345678', form_key: 'abcdefgh12345678'};
    const {said, code} = await check({}, {providers: {lyra}});
    assert.equal(code, 0, said);
    assert.match(said, /^lyra: nothing speaks against the keys\n[^]*cannot be proven without a payment$/m);
  });

  test('fails where nobody answers', async () => {
    const {said, code} = await check({BANK_URL: 'http://localhost:9', GUICHET_DEMO_PROVIDERS: 'payplug'});
    assert.deepEqual([code, said.trim()], [1, 'payplug: no answer that could be read']);
  });

  test('fails at a route to a provider that does not take the method', async () => {
    const {said, code} = await check(
      {BANK_URL: 'http://localhost:9', GUICHET_DEMO_PROVIDERS: 'payplug'},
      {routes: {wero: ['payplug']}},
    );
    assert.equal(code, 1, said);
    assert.match(said, /routes\.wero names "payplug", which takes card only\.\n$/);
  });

  test('fails in live mode at a way to pay that no contract takes', async () => {
    const {said, code} = await check(liveEnv, {methods: ['wero', 'bank_transfer']});
    assert.equal(code, 1, said);
    assert.match(said, /^wero: no provider takes it, so nobody is offered it$/m);
    assert.doesNotMatch(said, /bank_transfer/);
  });

  const secret = 'S3cret-of-the-shop-0123456789';
  const payplug = {secret_key: 'sk_test_0123456789'};
  const stripe = {secret_key: secret, publishible_key: 'pk_test_0123456789'};
  const lyra = {platform: 'clic&pay', mode: 'test', site_id: 12345678, form_key: secret};
  const slips: readonly (readonly [settings: object, said: RegExp])[] = [
    [
      {providers: {stripe}},
      /providers\.stripe: there is no setting publishible_key; secret_key does not look as it should/,
    ],
    [{providers: {lyra}}, /platform must be one of: clicandpay, payzen, .*; site_id is missing, or is no text/],
    [{providers: {payplug: {}}}, /providers\.payplug: secret_key is missing/],
    [{providers: {payplug: secret}}, /providers\.payplug: it is missing, or is no object/],
    [{providers: {payplug: {...payplug, [secret]: 1}}}, /there is no setting of that name/],
    [{providers: {strpe: stripe}}, /providers\.strpe: no such provider/],
    [{metods: ['card']}, /there is no setting metods/],
    [{methods: ['card', 'bitcoin']}, /methods\.1 must be one of: card, /],
    [{methods: ['card', 'card']}, /methods names something twice/],
    [{providers: {payplug}, routes: {carte: ['payplug']}}, /there is no setting routes\.carte/],
    [{providers: {payplug}, routes: {card: ['payplug', 'payplug']}}, /routes\.card names something twice/],
    [{providers: {payplug}, routes: {card: []}}, /routes\.card is too small or too short \(from 1\)/],
  ];
  for (const [settings, said] of slips)
    test(`a slip is one line, what to change and never what stands there: ${said.source}`, () => {
      const {message} = slipIn({}, settings);
      assert.match(message, said);
      assert.deepEqual([message.split('\n').length, message.includes(secret)], [1, false], message);
    });

  test('refuses live mode without an https address for shoppers and providers', () => {
    const {message} = slipIn({...liveEnv, PAY_URL: 'http://pay.example'}, {});
    assert.equal(message, 'PAY_URL must be the https address of the payment page in live mode.');
  });

  test('refuses the same provider twice', () => {
    const {message} = slipIn({GUICHET_DEMO_PROVIDERS: 'payplug,payplug'}, {});
    assert.equal(message, 'GUICHET_DEMO_PROVIDERS: payplug is there already. Leave it out.');
  });
});
