import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import type {KeyFiles} from './store.ts';

const suffix = '.key';
/** One that is being destroyed bears another name: half of it must not be taken for a key, whatever ends us meanwhile. */
const goneSuffix = '.gone';

/** Key files in a folder that only the vault's user may enter. */
export function openKeyFiles(folder: string): KeyFiles {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const path = (name: string): string => join(folder, checked(name) + suffix);
  for (const file of readdirSync(folder)) if (file.endsWith(goneSuffix)) wipe(join(folder, file));

  return {
    list: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith(suffix))
        .map((file) => file.slice(0, -suffix.length))
        .sort(),

    read(name) {
      try {
        return readFileSync(path(name));
      } catch (error) {
        // Only a file that is not there is "no key": one that cannot be read must not be made anew.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },

    write(name, bytes) {
      // Beside, synced, then renamed: after a crash there is the old file or the new one, never half of it.
      const beside = path(name) + '.new';
      writeThrough(beside, 'w', bytes);
      renameSync(beside, path(name));
      const directory = openSync(folder, 'r');
      try {
        fsyncSync(directory);
      } finally {
        closeSync(directory);
      }
    },

    destroy(name) {
      if (!this.read(name)) return;
      const gone = path(name) + goneSuffix;
      renameSync(path(name), gone);
      wipe(gone);
    },
  };
}

/** Best effort: a disk may keep the old block. What is in it is sealed under the root key in any case. */
function wipe(path: string): void {
  writeThrough(path, 'r+', new Uint8Array(statSync(path).size));
  rmSync(path, {force: true});
}

function writeThrough(path: string, flags: string, bytes: Uint8Array): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Key files in memory, for tests and simulations: they outlive a vault, not the process. */
export function memoryKeyFiles(): KeyFiles {
  const files = new Map<string, Uint8Array>();
  return {
    list: () => [...files.keys()].sort(),
    read: (name) => files.get(checked(name)),
    write: (name, bytes) => void files.set(checked(name), Uint8Array.from(bytes)),
    destroy: (name) => void files.delete(checked(name)),
  };
}

function checked(name: string): string {
  if (!/^[a-z0-9-]{1,80}$/.test(name)) throw new Error('not a key file name');
  return name;
}
