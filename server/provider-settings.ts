import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {methodTypes} from '#contract/statuses.ts';
import {SettingsRefused, type Connection, type Definition} from './providers/connection.ts';
import type {Provider} from './providers/provider.ts';
import {registry} from './providers/registry.ts';
import type {ShopSettings} from './shop-settings.ts';
import {SettingError, textSetting, type Env} from './settings.ts';
import type {World} from './ports.ts';

/** One contract of the merchant, read and not yet opened. */
export interface Contract {
  readonly name: string;
  readonly open: (world: World) => Connection;
}

interface Place {
  readonly env: Env;
  readonly mode: 'test' | 'live';
  /** The settings file, for messages and for secrets that lie beside it. */
  readonly path: string;
  /** Where the doubles are: the test bank's address. */
  readonly bankUrl: string;
  readonly known?: readonly Definition[];
}

/**
 * The merchant's contracts, in their order of preference: those that the settings file names, then the doubles that
 * `GUICHET_DEMO_PROVIDERS` asks for, in test mode only. Keys of the other mode are refused, whatever else they are.
 *
 * @throws SettingError, one line for the operator; never with a value in it.
 */
export function readContracts(given: Readonly<Record<string, unknown>>, place: Place): readonly Contract[] {
  const {env, path, known = registry} = place;
  const real = Object.entries(given).map(([name, part]) =>
    contractOf(name, withSecrets(part, name, place), place, `${path}: providers.${name}`, known),
  );
  const demo = textSetting(env, 'GUICHET_DEMO_PROVIDERS', '', 200)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
    .map((name) => demoOf(name, place, known));
  const contracts = [...real, ...demo];
  const twice = contracts.find(({name}, index) => contracts.findIndex((one) => one.name === name) !== index);
  if (twice) throw new SettingError(`GUICHET_DEMO_PROVIDERS: ${twice.name} is there already. Leave it out.`);
  return contracts;
}

function contractOf(name: string, part: unknown, {mode}: Place, where: string, known: readonly Definition[]): Contract {
  const definition = known.find((one) => one.name === name);
  if (!definition) throw new SettingError(`${where}: no such provider. There are: ${namesOf(known)}.`);
  try {
    const contract = definition.read(part);
    if (contract.mode !== mode)
      throw new SettingError(`${where}: a ${contract.mode} key, and GUICHET_MODE is ${mode}. They cannot be mixed.`);
    return {name, open: contract.open};
  } catch (error) {
    if (error instanceof SettingsRefused) throw new SettingError(`${where}: ${error.message}.`);
    throw error;
  }
}

function demoOf(name: string, place: Place, known: readonly Definition[]): Contract {
  if (place.mode === 'live')
    throw new SettingError('GUICHET_DEMO_PROVIDERS is for tests only. Leave it out in live mode.');
  const demo = known.find((one) => one.name === name)?.demo?.(`${place.bankUrl}/doubles/${name}`);
  if (!demo) throw new SettingError(`GUICHET_DEMO_PROVIDERS: no double of "${name}". There are: ${namesOf(known)}.`);
  return contractOf(name, demo, place, `GUICHET_DEMO_PROVIDERS: ${name}`, known);
}

function namesOf(known: readonly Definition[]): string {
  return known.map(({name}) => name).join(', ') || 'none yet';
}

/** `{"env": "NAME"}` and `{"file": "path"}`, wherever they stand, become what is there: secrets are not in the file. */
function withSecrets(part: unknown, where: string, place: Place): unknown {
  if (Array.isArray(part)) return part.map((one) => withSecrets(one, where, place));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part);
  const [only] = entries;
  if (entries.length === 1 && only && typeof only[1] === 'string') {
    if (only[0] === 'env') return secretInEnv(only[1], where, place);
    if (only[0] === 'file') return secretInFile(only[1], where, place);
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, withSecrets(value, `${where}.${key}`, place)]));
}

function secretInEnv(name: string, where: string, {env, path}: Place): string {
  const secret = env[name]?.trim();
  if (!secret) throw new SettingError(`${path}: providers.${where} is to be in ${name}, which is not set.`);
  return secret;
}

function secretInFile(file: string, where: string, {path}: Place): string {
  try {
    return readFileSync(resolve(dirname(path), file), 'utf8').trim();
  } catch {
    throw new SettingError(`${path}: providers.${where} is to be in the file ${file}, which cannot be read.`);
  }
}

/**
 * A route to a provider that does not take the method, by its contract or at all, would be passed over in silence.
 *
 * @throws SettingError
 */
export function refuseIdleRoutes(
  {path, routes}: Pick<ShopSettings, 'path' | 'routes'>,
  providers: readonly Pick<Provider, 'name' | 'methods'>[],
): void {
  for (const method of methodTypes)
    for (const name of routes[method] ?? []) {
      const provider = providers.find((one) => one.name === name);
      if (provider && !provider.methods.includes(method))
        throw new SettingError(
          `${path}: routes.${method} names "${name}", which takes ${provider.methods.join(', ')} only.`,
        );
    }
}
