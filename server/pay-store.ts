import {SettingError} from './settings.ts';
import {openSqlite} from './store/sqlite.ts';
import type {Store} from './store/store.ts';

/** Opens the store of `pay` and brings it up to date. @throws SettingError when its file cannot be opened. */
export function openPayStore({databasePath}: {readonly databasePath: string}): Store {
  try {
    return openSqlite({path: databasePath});
  } catch {
    throw new SettingError(
      `Cannot open the store ${databasePath}. Check DATABASE_URL, and that this user may write there.`,
    );
  }
}
