import {join} from 'node:path';
import {memoryKeyFiles, openKeyFiles} from './key-files.ts';
import {openCards} from './sqlite-cards.ts';
import type {VaultStore} from './store.ts';

/** The vault's own folder: `cards.db` and, apart from it, `keys/`. Leave both out of backups. */
export function openVaultStore(folder: string): VaultStore {
  return {cards: openCards(join(folder, 'cards.db')), keys: openKeyFiles(join(folder, 'keys'))};
}

/** Outlives a vault that is thrown away and made again (a simulated crash), not the process. */
export function memoryVaultStore(): VaultStore {
  return {cards: openCards(':memory:'), keys: memoryKeyFiles()};
}
