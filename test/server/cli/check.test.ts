import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {spawn} from 'node:child_process';
import {describe, test} from 'node:test';
import {createAdaptorServer} from '@hono/node-server';
import {createBank} from '../../../server/bank/app.ts';
import {realWorld} from '../../../server/world.ts';

/** Runs `guichet check` in a folder of its own. */
async function check(env: Readonly<Record<string, string>>, settings: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-check-'));
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(settings));
  const cli = spawn(process.execPath, ['--import', 'tsx', 'server/cli.ts', 'check'], {
    env: {
      PATH: process.env['PATH'],
      GUICHET_DATA: join(folder, 'data'),
      GUICHET_SECRET_KEY: 'sk_test_0123456789abcdef',
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
      assert.deepEqual([code, said.trim()], [1, 'payplug: refused (http_401)']);
    }));

  test('fails where nobody answers', async () => {
    const {said, code} = await check({BANK_URL: 'http://localhost:9', GUICHET_DEMO_PROVIDERS: 'payplug'});
    assert.deepEqual([code, said.trim()], [1, 'payplug: no answer that could be read']);
  });
});
