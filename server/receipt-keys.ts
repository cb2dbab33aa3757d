import {createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject} from 'node:crypto';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {ReceiptKey} from '#contract/receipt.ts';
import {publicKeyOf, type ReceiptKeys} from './receipts/sign.ts';
import {dataFolder, SettingError, writePrivately, type Env} from './settings.ts';

const names = {signing: 'receipts.pem', published: 'receipt-keys.json', link: 'receipt-links.key'} as const;

/**
 * The keys of receipts, from the data folder; made on the first start. Without its file, a new signing key is made; the
 * public halves of all that ever signed stay in a list, which only grows.
 */
export function receiptKeysIn(env: Env): ReceiptKeys {
  const folder = dataFolder(env, 'pay');
  const paths = {
    signing: join(folder, names.signing),
    published: join(folder, names.published),
    link: join(folder, names.link),
  };
  if (!existsSync(paths.signing)) {
    const {privateKey} = generateKeyPairSync('ed25519');
    writePrivately(paths.signing, String(privateKey.export({type: 'pkcs8', format: 'pem'})));
  }
  if (!existsSync(paths.link)) writePrivately(paths.link, `${randomBytes(32).toString('base64url')}\n`);
  const signing = readSigning(paths.signing);
  const own = publicKeyOf(signing);
  const earlier = existsSync(paths.published) ? readPublished(paths.published) : [];
  const published = [own, ...earlier.filter(({kid}) => kid !== own.kid)];
  if (published.length > earlier.length) writePrivately(paths.published, `${JSON.stringify(published, null, 1)}\n`);
  const linkKey = new Uint8Array(Buffer.from(readFileSync(paths.link, 'utf8').trim(), 'base64url'));
  if (linkKey.byteLength !== 32) throw unreadable(paths.link);
  return Object.freeze({signing, published, linkKey});
}

/** Lets the next start make a new signing key. What the present one signed stays verifiable. */
export function retireReceiptKey(env: Env): ReceiptKey {
  receiptKeysIn(env);
  rmSync(join(dataFolder(env, 'pay'), names.signing));
  return publicKeyOf(receiptKeysIn(env).signing);
}

function readSigning(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without the text of the file.
  }
  throw unreadable(path);
}

function readPublished(path: string): readonly ReceiptKey[] {
  try {
    const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(list) && list.every(isKey)) return list;
  } catch {
    // Said below.
  }
  throw unreadable(path);
}

function isKey(value: unknown): value is ReceiptKey {
  const at = (name: string): unknown => (typeof value === 'object' && value ? Reflect.get(value, name) : undefined);
  const isText = (name: string, pattern: RegExp): boolean => pattern.test(String(at(name)));
  return at('kty') === 'OKP' && at('crv') === 'Ed25519' && isText('x', /^[\w-]{43}$/) && isText('kid', /^[\w-]{43}$/);
}

/** Restoring is better than removing: links and tickets that are out there hang on these files. */
function unreadable(path: string): SettingError {
  return new SettingError(`${path} is not readable. Restore it from a copy of the data folder.`);
}
