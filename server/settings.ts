import {accessSync, constants, existsSync, mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

/** What the environment holds. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * A setting that we cannot start with. Its message is one line for the operator: what is wrong and what to change.
 * The value itself is never in it, as it may be a secret.
 */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** A TCP port. */
export function portSetting(env: Env, name: string, fallback: number): number {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new SettingError(`${name} must be a port between 1 and 65535. Change it, or leave it out for ${fallback}.`);
  }
  return port;
}

/** An http(s) address without a path, query or final slash, such as `https://pay.example`. */
export function originSetting(env: Env, name: string, fallback: string): string {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new SettingError(`${name} must be an address such as https://pay.example, without a path.`);
  }
  return url.origin;
}

/** `1`, `true` or `yes` against `0`, `false`, `no` or nothing. */
export function flagSetting(env: Env, name: string): boolean {
  const text = env[name]?.trim().toLowerCase() ?? '';
  if (['1', 'true', 'yes'].includes(text)) return true;
  if (['', '0', 'false', 'no'].includes(text)) return false;
  throw new SettingError(`${name} must be 1 or 0.`);
}

/** One word of a list. */
export function wordSetting<Word extends string>(env: Env, name: string, words: readonly Word[], fallback: Word): Word {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const word = words.find((known) => known === text);
  if (!word) throw new SettingError(`${name} must be one of: ${words.join(', ')}.`);
  return word;
}

/** A free text, in one line. */
export function textSetting(env: Env, name: string, fallback: string, lengthMax = 200): string {
  const text = env[name]?.trim();
  if (!text) return fallback;
  if (text.length > lengthMax || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new SettingError(`${name} must be one line of at most ${lengthMax} characters.`);
  }
  return text;
}

/** The folder of everything that we keep, `GUICHET_DATA`, or one inside it. Made when absent, readable by its owner only. */
export function dataFolder(env: Env, ...inside: readonly string[]): string {
  const folder = resolve(env['GUICHET_DATA']?.trim() || '.guichet', ...inside);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new SettingError(
      `Cannot write to the folder ${folder}. Set GUICHET_DATA to a folder that this user may write to.`,
    );
  }
  return folder;
}

/** Not `recursive`: under a folder that forgets what was made, such as /proc, Node 20 then never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, {mode: 0o700});
  } catch (error) {
    // Another of our processes may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

/** Whole or not at all, and for its owner's eyes only unless it is public. */
export function writePrivately(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, {mode});
    renameSync(draft, path);
  } catch {
    throw new SettingError(`Cannot write ${path}. Set GUICHET_DATA to a folder that this user may write to.`);
  }
}
