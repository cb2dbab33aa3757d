import {createPublicKey, type KeyObject} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Random} from '../ports.ts';
import {dataFolder, originSetting, portSetting, SettingError, wordSetting, type Env} from '../settings.ts';
import type {VaultConfig} from './app.ts';
import {parseJson} from './body.ts';

export interface VaultSettings {
  readonly port: number;
  /** Listens on the loopback address only. */
  readonly privatePort: number;
  /** The vault's own folder. */
  readonly folder: string;
  readonly config: VaultConfig;
}

const acknowledgement = 'I_AM_IN_SCOPE_OF_PCI_DSS';

/**
 * @param asset - The text of a file of the build: the card form's script and style.
 * @throws SettingError with what to change.
 */
export function readSettings(
  env: Env,
  execArgv: readonly string[],
  random: Random,
  asset: (name: string) => string = builtAsset,
): VaultSettings {
  refuseInspection(env, execArgv);
  const port = portSetting(env, 'CARD_PORT', 4243);
  const bank = originSetting(env, 'BANK_URL', 'http://localhost:4244');
  const folder = dataFolder(env, 'card');
  const mode = wordSetting(env, 'VAULT_MODE', ['test', 'live'], 'test');
  const liveAcknowledged = env['VAULT_LIVE_ACKNOWLEDGED'] === acknowledgement;

  if (mode === 'live' && !liveAcknowledged) {
    throw new SettingError(
      `VAULT_MODE=live means that real card numbers reach this machine. Set VAULT_LIVE_ACKNOWLEDGED=${acknowledgement} if you mean it.`,
    );
  }
  if (mode === 'live' && !env['VAULT_ROOT_KEY']) {
    throw new SettingError(
      'VAULT_MODE=live needs a VAULT_ROOT_KEY of your own: 32 bytes in base64url, kept off this disk.',
    );
  }

  return {
    port,
    privatePort: portSetting(env, 'CARD_PRIVATE_PORT', 4253),
    folder,
    config: Object.freeze<VaultConfig>({
      publicUrl: originSetting(env, 'CARD_URL', `http://localhost:${port}`),
      mode,
      liveAcknowledged,
      rootKey: rootKey(env, folder, random),
      payKey: payKey(env, dataFolder(env)),
      destinations: Object.freeze({acquirer: bank, directory: bank}),
      assets: Object.freeze({script: asset('frame.js'), style: asset('frame.css')}),
    }),
  };
}

/** A process that can be inspected, or that writes its heap to a file, shows the cards in its memory. */
function refuseInspection(env: Env, execArgv: readonly string[]): void {
  const options = [env['NODE_OPTIONS'] ?? '', ...execArgv].join(' ');
  if (/--(?:inspect|heapsnapshot|cpu-prof)/.test(options)) {
    throw new SettingError(
      'The vault does not start under --inspect, --heapsnapshot… or --cpu-prof: they would show cards. Remove them from NODE_OPTIONS.',
    );
  }
}

function rootKey(env: Env, folder: string, random: Random): Uint8Array {
  const given = env['VAULT_ROOT_KEY']?.trim();
  if (given) {
    const bytes = Buffer.from(given, /^[0-9a-f]{64}$/i.test(given) ? 'hex' : 'base64url');
    if (bytes.byteLength !== 32) throw new SettingError('VAULT_ROOT_KEY must be 32 bytes, in base64url or hex.');
    return bytes;
  }
  // Made once for whoever only tries the sandbox; `live` asks for one that is kept elsewhere.
  const file = join(folder, 'root.key');
  if (!existsSync(file)) writeFileSync(file, random.bytes(32), {mode: 0o600, flag: 'wx', flush: true});
  const bytes = readFileSync(file);
  if (bytes.byteLength !== 32)
    throw new SettingError(`The root key in ${file} is damaged. Restore it, or empty that folder.`);
  return bytes;
}

/** From the setting, or from the file that `pay` leaves beside its own folder; read again until it is there. */
function payKey(env: Env, dataRoot: string): () => KeyObject | undefined {
  const given = env['PAY_PUBLIC_KEY']?.trim();
  if (given) {
    const key = publicKeyOf(given);
    if (!key)
      throw new SettingError('PAY_PUBLIC_KEY must be an Ed25519 public key, as a JWK or as its 32 bytes in base64url.');
    return () => key;
  }
  const file = join(dataRoot, 'pay.public.jwk');
  return () => (existsSync(file) ? publicKeyOf(readFileSync(file, 'utf8').trim()) : undefined);
}

/** @returns undefined when it is no Ed25519 public key, or not yet written to its end. */
export function publicKeyOf(text: string): KeyObject | undefined {
  const jwk = text.startsWith('{') ? parseJson(text) : {kty: 'OKP', crv: 'Ed25519', x: text};
  if (typeof jwk !== 'object' || jwk === null || !('x' in jwk) || typeof jwk.x !== 'string') return undefined;
  if (!('crv' in jwk) || jwk.crv !== 'Ed25519') return undefined;
  try {
    return createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x: jwk.x}, format: 'jwk'});
  } catch {
    return undefined;
  }
}

function builtAsset(name: string): string {
  const file = fileURLToPath(new URL(`../../dist/card/${name}`, import.meta.url));
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingError('The card form is not built yet. Run `npm run build` first.');
  }
}
