import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {join, resolve} from 'node:path';
import {ecbUrl} from './rates/rate-book.ts';
import {walletKinds} from '#contract/wallet.ts';
import {readContracts, type Contract} from './provider-settings.ts';
import {readShopSettings, type ApplePayFiles, type ShopSettings} from './shop-settings.ts';
import {cardingLimits, type CardingLimits} from './payments/carding.ts';
import {receiptKeysIn} from './receipt-keys.ts';
import type {ReceiptKeys} from './receipts/sign.ts';
import {
  dataFolder,
  flagSetting,
  originSetting,
  portSetting,
  SettingError,
  textSetting,
  wordSetting,
  writePrivately,
  type Env,
} from './settings.ts';

/** Everything that `pay` is told, read once from the environment and the data folder. */
export interface PaySettings {
  readonly mode: 'test' | 'live';
  readonly port: number;
  readonly payUrl: string;
  readonly cardUrl: string;
  readonly cardPrivateUrl: string;
  readonly bankUrl: string;
  /** Absent in live mode: there is no bank then. */
  readonly bankKey?: string;
  readonly directoryKey: string;
  readonly merchant: MerchantSettings;
  readonly shop: ShopSettings;
  readonly applePay?: ApplePayFiles;
  readonly providers: readonly Contract['open'][];
  /** Where fresh exchange rates are; a sandbox has a sample of its own and asks nobody. */
  readonly ratesUrl?: string;
  /** SHA-256 of the bearer token for `/metrics`, hex. */
  readonly metricsTokenHash?: string;
  /** The file of the store. */
  readonly databasePath: string;
  /** Ed25519: signs what `pay` says to the vault. */
  readonly signingKey: KeyObject;
  /** The secrets of payment links are made from it. */
  readonly linkKey: Uint8Array;
  readonly receiptKeys: ReceiptKeys;
  readonly allowPrivateWebhooks: boolean;
  /** Absent: the usual limits in live mode, none in a sandbox. */
  readonly carding?: CardingLimits;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

export interface MerchantSettings {
  readonly id: string;
  readonly name: string;
  /** Origins that may frame the page and be returned to. */
  readonly origins: readonly string[];
  readonly address: string | null;
  readonly siret: string | null;
  readonly contractId: string | null;
  /** SHA-256 of the secret key, hex: the key itself is not kept. */
  readonly secretKeyHash: string;
}

/** The settings whose names begin with ours. Any other such name is a slip of the pen. */
const ownNames = new Set([
  'GUICHET_DATA',
  'GUICHET_MODE',
  'GUICHET_SECRET_KEY',
  'GUICHET_MERCHANT_ID',
  'GUICHET_MERCHANT_NAME',
  'GUICHET_MERCHANT_ORIGINS',
  'GUICHET_MERCHANT_ADDRESS',
  'GUICHET_MERCHANT_SIRET',
  'GUICHET_MERCHANT_CONTRACT',
  'GUICHET_MERCHANT_EMAIL',
  'GUICHET_LETTERS',
  'GUICHET_CARD_LIMITS',
  'GUICHET_NO_BUILD',
  'GUICHET_SETTINGS',
  'GUICHET_DEMO_PROVIDERS',
]);

/** What routes may name besides contracts. */
const sandboxProviders = ['bank', 'offline', ...walletKinds.map((kind) => `test_${kind}`)];

/** @throws SettingError, one line for the operator, at the first setting that we cannot start with. */
export function readPaySettings(env: Env): PaySettings {
  refuseUnknown(env);
  const mode = wordSetting(env, 'GUICHET_MODE', ['test', 'live'], 'test');
  const port = portSetting(env, 'PAY_PORT', 4242);
  const allowPrivateWebhooks =
    env['ALLOW_PRIVATE_WEBHOOKS'] === undefined ? mode === 'test' : flagSetting(env, 'ALLOW_PRIVATE_WEBHOOKS');
  if (mode === 'live' && allowPrivateWebhooks) {
    throw new SettingError('ALLOW_PRIVATE_WEBHOOKS is for tests only. Leave it out in live mode.');
  }
  const folder = dataFolder(env, 'pay');
  const signingKey = signingKeyIn(env);
  const bankUrl = originSetting(env, 'BANK_URL', `http://localhost:${portSetting(env, 'BANK_PORT', 4244)}`);
  const payUrl = originSetting(env, 'PAY_URL', `http://localhost:${port}`);
  // Shoppers, providers and letters are sent there: a forgotten one would be noticed by the first who pays.
  if (mode === 'live' && !payUrl.startsWith('https:'))
    throw new SettingError('PAY_URL must be the https address of the payment page in live mode.');
  const shop = readShopSettings(env, mode);
  const contracts = readContracts(shop.providers, {env, mode, path: shop.path, bankUrl});
  refuseUnknownRoutes(shop, contracts);
  return Object.freeze({
    mode,
    port,
    payUrl,
    cardUrl: originSetting(env, 'CARD_URL', `http://localhost:${portSetting(env, 'CARD_PORT', 4243)}`),
    cardPrivateUrl: originSetting(
      env,
      'CARD_PRIVATE_URL',
      `http://127.0.0.1:${portSetting(env, 'CARD_PRIVATE_PORT', 4253)}`,
    ),
    bankUrl,
    ...(mode === 'test' && {bankKey: keySetting(env, 'BANK_KEY', mode)}),
    directoryKey: keySetting(env, 'DIRECTORY_KEY', mode),
    merchant: merchantOf(env, mode),
    shop,
    ...(shop.applePay && {applePay: shop.applePay}),
    providers: contracts.map(({open}) => open),
    ...(mode === 'live' && {ratesUrl: ecbUrl}),
    ...metricsTokenOf(env),
    databasePath: databasePathOf(env, folder),
    signingKey,
    linkKey: linkKeyOf(signingKey),
    receiptKeys: receiptKeysIn(env),
    allowPrivateWebhooks,
    // In live mode they are always on: no setting of a hurried evening opens a shop to card testing.
    ...(mode === 'test' && flagSetting(env, 'GUICHET_CARD_LIMITS') && {carding: cardingLimits}),
    trustedProxies: listOf(env, 'TRUSTED_PROXIES', isProxy, 'addresses such as 10.0.0.1 or 10.0.0.0/8'),
  });
}

/** One address, or a network of them: what `addressReader` can compare with. */
function isProxy(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
  return family > 0 && fits && more.length === 0;
}

/** A route to a provider that nobody has a contract with would hide the method in silence. */
function refuseUnknownRoutes({path, routes}: ShopSettings, contracts: readonly Contract[]): void {
  const known = [...contracts.map(({name}) => name), ...sandboxProviders];
  for (const [method, names] of Object.entries(routes)) {
    const stranger = names.find((name) => !known.includes(name));
    if (stranger) throw new SettingError(`${path}: routes.${method} names "${stranger}", which is not in providers.`);
  }
}

/** Kept as a hash, like every key that others hold. */
function metricsTokenOf(env: Env): {readonly metricsTokenHash?: string} {
  const token = textSetting(env, 'METRICS_TOKEN', '', 200);
  if (token && token.length < 16) throw new SettingError('METRICS_TOKEN must have at least 16 characters.');
  return token ? {metricsTokenHash: createHash('sha256').update(token).digest('hex')} : {};
}

/** The one secret key of a sandbox: given, or made on the first start and kept for the next. */
export function testSecretKey(env: Env): string {
  const given = env['GUICHET_SECRET_KEY']?.trim();
  if (given) return checkedKey(given, 'test');
  const path = join(dataFolder(env), 'test-secret-key');
  if (!existsSync(path)) writePrivately(path, newSecretKey('test'));
  return checkedKey(readFileSync(path, 'utf8').trim(), 'test');
}

/** A new secret key, 256 bits. */
export function newSecretKey(mode: 'test' | 'live'): string {
  return `sk_${mode}_${randomBytes(32).toString('base64url')}`;
}

/** Replaces the sandbox's secret key. */
export function replaceTestSecretKey(env: Env): string {
  const key = newSecretKey('test');
  writePrivately(join(dataFolder(env), 'test-secret-key'), key);
  return key;
}

/** The key that `pay` signs with, and its public half beside it for the vault to read. Made on the first start. */
export function signingKeyIn(env: Env): KeyObject {
  const path = join(dataFolder(env, 'pay'), 'signing.pem');
  if (!existsSync(path)) {
    const {privateKey} = generateKeyPairSync('ed25519');
    writePrivately(path, String(privateKey.export({type: 'pkcs8', format: 'pem'})));
  }
  const key = readSigningKey(path);
  const jwk = createPublicKey(key).export({format: 'jwk'});
  writePrivately(
    join(dataFolder(env), 'pay.public.jwk'),
    JSON.stringify({...jwk, use: 'sig', alg: 'EdDSA'}) + '\n',
    0o644,
  );
  return key;
}

/** The secrets of payment links come of the signing key, so that there is one file to keep. RFC 5869. */
function linkKeyOf(signingKey: KeyObject): Uint8Array {
  const secret = signingKey.export({type: 'pkcs8', format: 'der'});
  return new Uint8Array(hkdfSync('sha256', secret, '', 'guichet payment links', 32));
}

function readSigningKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without the text of the file.
  }
  throw new SettingError(`${path} is not a readable Ed25519 key. Restore it, or remove it to have a new one made.`);
}

function merchantOf(env: Env, mode: 'test' | 'live'): MerchantSettings {
  const key = mode === 'test' ? testSecretKey(env) : checkedKey(env['GUICHET_SECRET_KEY']?.trim() ?? '', 'live');
  const shopUrl = originSetting(env, 'SHOP_URL', `http://localhost:${portSetting(env, 'SHOP_PORT', 4240)}`);
  const origins = listOf(env, 'GUICHET_MERCHANT_ORIGINS', isOrigin, 'origins such as https://shop.example');
  const id = textSetting(env, 'GUICHET_MERCHANT_ID', 'mer_lumen', 40);
  if (!/^mer_[a-z0-9]+$/.test(id))
    throw new SettingError('GUICHET_MERCHANT_ID must be mer_ and small letters or digits.');
  return Object.freeze({
    id,
    name: textSetting(env, 'GUICHET_MERCHANT_NAME', 'Maison Lumen', 40),
    origins: origins.length ? origins : [shopUrl],
    address: textSetting(env, 'GUICHET_MERCHANT_ADDRESS', '') || null,
    siret: siretOf(env),
    contractId: textSetting(env, 'GUICHET_MERCHANT_CONTRACT', '', 20) || null,
    secretKeyHash: createHash('sha256').update(key).digest('hex'),
  });
}

function checkedKey(key: string, mode: 'test' | 'live'): string {
  if (mode === 'test' && /^sk_test_[\w-]{8,128}$/.test(key)) return key;
  // A live key cannot be short: 32 random bytes in base64url.
  if (mode === 'live' && /^sk_live_[\w-]{43,128}$/.test(key)) return key;
  throw new SettingError(
    mode === 'test'
      ? 'GUICHET_SECRET_KEY must be sk_test_ and at least 8 letters or digits. Leave it out to have one made.'
      : 'GUICHET_SECRET_KEY must be a live key. Make one with "npx guichet keys --live".',
  );
}

/** What the processes of one sandbox share by default; play money only. */
const sandboxKeys = {BANK_KEY: 'bank_test_key', DIRECTORY_KEY: 'directory_test_key'} as const;

/** In live mode there is no default. */
function keySetting(env: Env, name: keyof typeof sandboxKeys, mode: 'test' | 'live'): string {
  const key = textSetting(env, name, mode === 'test' ? sandboxKeys[name] : '');
  if (key.length < 8) throw new SettingError(`${name} must be set, with at least 8 characters.`);
  return key;
}

function databasePathOf(env: Env, folder: string): string {
  const url = textSetting(env, 'DATABASE_URL', `file:${join(folder, 'pay.db')}`, 500);
  if (/^postgres(ql)?:\/\//.test(url)) {
    throw new SettingError('DATABASE_URL: PostgreSQL is not supported yet. Use file:/path/to/pay.db, or leave it out.');
  }
  const path = /^file:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
  if (path === undefined) throw new SettingError('DATABASE_URL must begin with file: and name a file.');
  return resolve(path);
}

/** It stands on every ticket: 14 digits, in groups or not, as they were written. */
function siretOf(env: Env): string | null {
  const siret = textSetting(env, 'GUICHET_MERCHANT_SIRET', '', 17);
  if (siret && !/^\d{14}$/.test(siret.replaceAll(/\s/g, '')))
    throw new SettingError(
      'GUICHET_MERCHANT_SIRET must be 14 digits, such as 123 456 789 00012. Leave it out to have none.',
    );
  return siret || null;
}

function listOf(env: Env, name: string, fits: (item: string) => boolean, what: string): readonly string[] {
  const items = (env[name] ?? '').split(/[\s,]+/).filter(Boolean);
  if (!items.every(fits)) throw new SettingError(`${name} must be a list of ${what}, with commas between them.`);
  return items;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/]+$/.test(text) && new URL(text).origin === text;
}

function refuseUnknown(env: Env): void {
  const unknown = Object.keys(env).find((name) => name.startsWith('GUICHET_') && !ownNames.has(name));
  if (unknown) throw new SettingError(`${unknown} is not a setting of Guichet. Correct its name, or remove it.`);
}
