import type {DatabaseSyncInstance} from '@photostructure/sqlite';
import {shelves, tableNames} from './shelves.ts';
import {StoreUnavailable} from './store.ts';
import type {Table} from './tables.ts';

interface Migration {
  readonly version: number;
  run(db: DatabaseSyncInstance): void;
}

/**
 * Changes of the documents themselves, oldest first; add at the end, never alter. Tables and columns need none: columns
 * are computed from the documents, so `reconcile` adds, fills and indexes what is missing.
 *
 * Names come from `tables.ts`, never from data.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    run(db) {
      for (const table of tableNames) {
        const {columns} = shelves[table];
        const indexColumns = columns.map((column) => `, "by_${column}" ANY`).join('');
        db.exec(
          `CREATE TABLE "${table}" (id TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL${indexColumns}) STRICT, WITHOUT ROWID`,
        );
        for (const column of columns) db.exec(indexOf(table, column));
      }
    },
  },
  {
    // Payments know what came in by transfer or cheque: nothing, so far.
    version: 2,
    run(db) {
      db.exec(`UPDATE intents SET doc = json_set(doc, '$.received', json('[]')) WHERE doc ->> '$.received' IS NULL`);
    },
  },
];

/**
 * Brings a file to the schema of this version, all or nothing.
 * @throws StoreUnavailable `newer_schema`: it was written by a later version, which we do not understand.
 */
export function migrate(db: DatabaseSyncInstance, list: readonly Migration[] = migrations): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT');
    const current = Number(db.prepare('SELECT max(version) AS version FROM schema_version').get()?.['version'] ?? 0);
    const newest = list.at(-1)?.version ?? 0;
    if (current > newest) throw new StoreUnavailable('newer_schema');

    const insert = db.prepare('INSERT INTO schema_version VALUES (?)');
    for (const migration of list) {
      if (migration.version <= current) continue;
      migration.run(db);
      insert.run(migration.version);
    }
    for (const table of tableNames) reconcile(db, table);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Adds a table that is not there yet, and the columns that it does not have yet, computed from its documents. */
function reconcile(db: DatabaseSyncInstance, table: Table): void {
  const shelf = shelves[table];
  db.exec(
    `CREATE TABLE IF NOT EXISTS "${table}" (id TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  );
  const present = new Set(
    db
      .prepare(`PRAGMA table_info("${table}")`)
      .all()
      .map((column) => String(column['name'])),
  );
  const missing = shelf.columns.filter((column) => !present.has(`by_${column}`));
  if (missing.length === 0) return;

  for (const column of missing) {
    db.exec(`ALTER TABLE "${table}" ADD COLUMN "by_${column}" ANY`);
    db.exec(indexOf(table, column));
  }
  const fill = db.prepare(
    `UPDATE "${table}" SET ${shelf.columns.map((column) => `"by_${column}" = ?`).join(', ')} WHERE id = ?`,
  );
  for (const row of db.prepare(`SELECT id, doc FROM "${table}"`).all()) {
    fill.run(...shelf.write(shelf.read(String(row['doc']))).values, String(row['id']));
  }
}

function indexOf(table: Table, column: string): string {
  return `CREATE INDEX "${table}_by_${column}" ON "${table}" ("by_${column}", id) WHERE "by_${column}" IS NOT NULL`;
}
