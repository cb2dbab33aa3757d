import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {packageRoot, readAssets} from '../assets.ts';
import type {Command} from '../cli.ts';

/** Why a script is on a payment page (PCI DSS 6.4.3 asks for a written reason). The first pattern that fits. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^guichet\.js$/, 'merchant’s page: opens the frame of the payment page, relays size, theme, events'],
  [/^elements\.js$/, 'merchant’s page, when it composes the elements itself'],
  [/^bridge\.js$/, 'bridge page: frames the bank’s 3-D Secure page'],
  [/^chunks\/page-/, 'payment page: takes over what the server drew'],
  [/^chunks\//, 'payment page and composed elements: a part that is loaded when it is needed'],
  [/^card\/frame\.js$/, 'card form, on the vault’s origin: checks and encrypts the card'],
];

export interface ScriptEntry {
  readonly file: string;
  readonly bytes: number;
  readonly integrity: string;
  readonly reason: string;
}

/** All scripts of the build. It helps to meet PCI DSS 6.4.3; the decision to allow them stays the operator's. */
export function inventory(root = packageRoot()): readonly ScriptEntry[] {
  const card = join(root, 'dist', 'card', 'frame.js');
  const entries = [...readAssets(root).files.values()]
    .filter(({path}) => path.endsWith('.js'))
    .map(({path, bytes, integrity}) => ({file: path, bytes: bytes.length, integrity}));
  if (existsSync(card)) {
    const content = readFileSync(card);
    const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`;
    entries.push({file: 'card/frame.js', bytes: content.length, integrity});
  }
  return entries.map((entry) => ({...entry, reason: reasons.find(([pattern]) => pattern.test(entry.file))?.[1] ?? ''}));
}

/** `guichet scripts [--json]`. */
export const scripts: Command = async (args) => {
  const entries = inventory();
  if (args.includes('--json')) console.log(JSON.stringify({scripts: entries}));
  else
    for (const {file, bytes, integrity, reason} of entries)
      console.log(`${file}\n  ${reason}\n  ${bytes} bytes, ${integrity}`);
  return 0;
};
