import type {Random} from '../ports.ts';
import {seal, unseal} from './seal.ts';
import type {KeyFiles} from './store.ts';

/** Keys at rest: each in its own file, sealed under the root key, bound to its name. */
export interface KeySafe {
  list(prefix: string): readonly string[];
  /** @throws when the file is there and the root key does not open it: starting with another root key is a mistake. */
  read(name: string): Buffer | undefined;
  write(name: string, key: Uint8Array): void;
  destroy(name: string): void;
}

export function createKeySafe(rootKey: Uint8Array, files: KeyFiles, random: Random): KeySafe {
  if (rootKey.byteLength !== 32) throw new Error('the root key must be 32 bytes');
  const about = (name: string): string => `v1.key.${name}`;

  return {
    list: (prefix) => files.list().filter((name) => name.startsWith(prefix)),

    read(name) {
      const sealed = files.read(name);
      if (!sealed) return undefined;
      const key = unseal(rootKey, sealed, about(name));
      if (!key) throw new Error('a key file does not open under this root key');
      return key;
    },

    write: (name, key) => files.write(name, seal(rootKey, key, about(name), random)),

    destroy: (name) => files.destroy(name),
  };
}
