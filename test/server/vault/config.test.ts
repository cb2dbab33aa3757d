import assert from 'node:assert/strict';
import {generateKeyPairSync} from 'node:crypto';
import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {readSettings} from '../../../server/vault/config.ts';

const random = {bytes: (length: number) => new Uint8Array(length).fill(9)};
const assets = (name: string) => `built ${name}`;

function folder(t: TestContext): string {
  const data = mkdtempSync(join(tmpdir(), 'vault-'));
  t.after(() => rmSync(data, {recursive: true}));
  return data;
}

const read = (env: Record<string, string>, execArgv: string[] = []) => readSettings(env, execArgv, random, assets);

test('by default: the test mode, the usual ports, a root key made once and kept for the owner', (t) => {
  const GUICHET_DATA = folder(t);
  const {port, privatePort, folder: own, config} = read({GUICHET_DATA});
  assert.deepEqual([port, privatePort, config.mode, config.publicUrl], [4243, 4253, 'test', 'http://localhost:4243']);
  assert.deepEqual(config.destinations, {acquirer: 'http://localhost:4244', directory: 'http://localhost:4244'});
  assert.equal(own, join(GUICHET_DATA, 'card'));
  assert.equal(statSync(join(own, 'root.key')).mode & 0o777, 0o600);
  const again = readSettings({GUICHET_DATA}, [], {bytes: () => new Uint8Array(32)}, assets);
  assert.deepEqual(Buffer.from(again.config.rootKey), Buffer.from(config.rootKey));
});

/** Settings that the vault does not start with. */
const refused: readonly [string, Record<string, string>, string[]?][] = [
  ['inspection', {NODE_OPTIONS: '--inspect'}],
  ['inspection that waits', {NODE_OPTIONS: '--max-old-space-size=99 --inspect-brk=0'}],
  ['heap snapshots', {NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2'}],
  ['a profile', {NODE_OPTIONS: '--cpu-prof'}],
  ['inspection on its command line', {}, ['--inspect=9229']],
  ['live, not acknowledged', {VAULT_MODE: 'live', VAULT_ROOT_KEY: 'a'.repeat(64)}],
  [
    'live, acknowledged with other words',
    {VAULT_MODE: 'live', VAULT_ROOT_KEY: 'a'.repeat(64), VAULT_LIVE_ACKNOWLEDGED: 'yes'},
  ],
  ['live on a root key of our making', {VAULT_MODE: 'live', VAULT_LIVE_ACKNOWLEDGED: 'I_AM_IN_SCOPE_OF_PCI_DSS'}],
  ['a mode that there is not', {VAULT_MODE: 'real'}],
  ['a short root key', {VAULT_ROOT_KEY: 'abcd'}],
  ['a key of pay that is none', {PAY_PUBLIC_KEY: 'abcd'}],
];

for (const [what, env, execArgv] of refused) {
  test(`does not start with ${what}`, (t) => {
    assert.throws(() => read({GUICHET_DATA: folder(t), ...env}, execArgv), {name: 'SettingError'});
  });
}

test('starts live with a root key of its own and the acknowledgement', (t) => {
  const env = {VAULT_MODE: 'live', VAULT_LIVE_ACKNOWLEDGED: 'I_AM_IN_SCOPE_OF_PCI_DSS', VAULT_ROOT_KEY: 'a'.repeat(64)};
  assert.equal(read({GUICHET_DATA: folder(t), ...env}).config.mode, 'live');
});

test('the key of pay: from the setting in both forms, or from the file, as soon as it is whole', (t) => {
  const jwk = generateKeyPairSync('ed25519').publicKey.export({format: 'jwk'});
  const x = (env: Record<string, string>) => read(env).config.payKey()?.export({format: 'jwk'}).x;
  const GUICHET_DATA = folder(t);
  assert.equal(x({GUICHET_DATA, PAY_PUBLIC_KEY: JSON.stringify(jwk)}), jwk.x);
  assert.equal(x({GUICHET_DATA, PAY_PUBLIC_KEY: jwk.x!}), jwk.x);

  const {payKey} = read({GUICHET_DATA}).config;
  assert.equal(payKey(), undefined);
  writeFileSync(join(GUICHET_DATA, 'pay.public.jwk'), JSON.stringify(jwk).slice(0, 20));
  assert.equal(payKey(), undefined);
  writeFileSync(join(GUICHET_DATA, 'pay.public.jwk'), JSON.stringify(jwk));
  assert.equal(payKey()?.export({format: 'jwk'}).x, jwk.x);
});
