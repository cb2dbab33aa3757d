import {DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance} from '@photostructure/sqlite';
import {prepare, shelves, tableNames, type Prepared} from './shelves.ts';
import {migrate} from './sqlite-schema.ts';
import {StoreUnavailable, type Query, type Row, type Store, type StoreFault} from './store.ts';
import type {Table} from './tables.ts';

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** When to write what has gathered. By default at the end of this turn of the event loop. */
  readonly soon?: (run: () => void) => void;
}

interface Pending {
  readonly writes: readonly Prepared[];
  readonly resolve: (result: 'committed' | 'conflict') => void;
  readonly reject: (error: unknown) => void;
}

/** The most rows that one question may ask for. */
const limitMax = 1000;

/**
 * A store in one SQLite file.
 *
 * The commits of one turn of the event loop share one transaction, each under a savepoint of its own, and are answered
 * once that transaction is on the disk (write-ahead log, `synchronous = FULL`): one wait for the disk instead of many.
 *
 * @throws StoreUnavailable
 */
export function openSqlite({path, soon = endOfTurn}: SqliteOptions): Store {
  const db = open(path);
  const statements = new Map<string, StatementSyncInstance>();
  let gathered: Pending[] = [];
  let closed = false;

  /** @param sql - Made of names of `tables.ts` and fixed words only; what comes from outside is bound. */
  function statement(sql: string): StatementSyncInstance {
    const known = statements.get(sql);
    if (known) return known;
    const prepared = db.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  }

  function guarded<T>(run: () => T): T {
    if (closed) throw new StoreUnavailable('closed');
    try {
      return run();
    } catch (error) {
      throw storeError(error);
    }
  }

  function write(prepared: Prepared): boolean {
    const {table, id} = prepared;
    const {columns} = shelves[table];
    switch (prepared.op) {
      case 'insert': {
        const names = columns.map((column) => `, "by_${column}"`).join('');
        const marks = columns.map(() => ', ?').join('');
        const sql = `INSERT INTO "${table}" (id, version, doc${names}) VALUES (?, 1, ?${marks}) ON CONFLICT DO NOTHING`;
        return statement(sql).run(id, prepared.json, ...prepared.values).changes === 1;
      }
      case 'update': {
        const sets = columns.map((column) => `, "by_${column}" = ?`).join('');
        const sql = `UPDATE "${table}" SET version = version + 1, doc = ?${sets} WHERE id = ? AND version = ?`;
        return statement(sql).run(prepared.json, ...prepared.values, id, prepared.expecting).changes === 1;
      }
      case 'delete':
        if (prepared.expecting === undefined) {
          statement(`DELETE FROM "${table}" WHERE id = ?`).run(id);
          return true;
        }
        return (
          statement(`DELETE FROM "${table}" WHERE id = ? AND version = ?`).run(id, prepared.expecting).changes === 1
        );
    }
  }

  /** One commit inside the shared transaction: all of it, or none. */
  function attempt(writes: readonly Prepared[]): 'committed' | 'conflict' {
    statement('SAVEPOINT one').run();
    const done = writes.every(write);
    if (!done) statement('ROLLBACK TO one').run();
    statement('RELEASE one').run();
    return done ? 'committed' : 'conflict';
  }

  function flush(): void {
    const group = gathered;
    gathered = [];
    if (group.length === 0) return;
    try {
      const results = guarded(() => {
        db.exec('BEGIN IMMEDIATE');
        try {
          const answers = group.map(({writes}) => attempt(writes));
          db.exec('COMMIT');
          return answers;
        } catch (error) {
          if (db.isTransaction) db.exec('ROLLBACK');
          throw error;
        }
      });
      for (const [index, pending] of group.entries()) pending.resolve(results[index] ?? 'conflict');
    } catch (error) {
      for (const pending of group) pending.reject(error);
    }
  }

  return {
    async get(table, id) {
      const row = guarded(() => statement(`SELECT id, version, doc FROM "${table}" WHERE id = ?`).get(id));
      return row && rowOf(table, row);
    },

    async find(table, query) {
      const {sql, values} = select(table, query);
      return guarded(() => statement(sql).all(...values)).map((row) => rowOf(table, row));
    },

    async commit(writes) {
      if (closed) throw new StoreUnavailable('closed');
      const prepared = writes.map(prepare);
      return new Promise((resolve, reject) => {
        if (gathered.push({writes: prepared, resolve, reject}) === 1) soon(flush);
      });
    },

    async close() {
      if (closed) return;
      flush();
      closed = true;
      statements.clear();
      db.close();
    },
  };
}

/** All commits that the sockets of this turn brought have gathered by then. */
function endOfTurn(run: () => void): void {
  // eslint-disable-next-line no-restricted-syntax -- It orders, it does not measure time; it runs alike in a simulation.
  setImmediate(run);
}

function open(path: string): DatabaseSyncInstance {
  let db: DatabaseSyncInstance | undefined;
  try {
    db = new DatabaseSync(path);
    // `timeout` first: even the change to a write-ahead log may have to wait for another process.
    db.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
    );
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error);
  }
}

function rowOf<T extends Table>(table: T, row: Readonly<Record<string, unknown>>): Row<T> {
  return {id: String(row['id']), version: Number(row['version']), doc: shelves[table].read(String(row['doc']))};
}

/** The question as SQL. Names are checked against the table, values are bound. */
function select<T extends Table>(
  table: T,
  query: Query<T>,
): {readonly sql: string; readonly values: readonly (string | number)[]} {
  const {by, equals, from, to, after, descending = false, limit} = query;
  if (!tableNames.includes(table) || !shelves[table].columns.includes(by))
    throw new TypeError(`${table} has no index ${by}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) throw new RangeError(`limit must be 1 to ${limitMax}`);

  const column = `"by_${by}"`;
  const conditions = [`${column} IS NOT NULL`];
  const values: (string | number)[] = [];
  const add = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add(`${column} = ?`, equals);
  add(`${column} >= ?`, from);
  add(`${column} <= ?`, to);
  add(`(${column}, id) ${descending ? '<' : '>'} (SELECT ${column}, id FROM "${table}" WHERE id = ?)`, after);

  const order = descending ? 'DESC' : 'ASC';
  const sql = `SELECT id, version, doc FROM "${table}" WHERE ${conditions.join(' AND ')} ORDER BY ${column} ${order}, id ${order} LIMIT ?`;
  return {sql, values: [...values, limit]};
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html), and what they mean for us. */
const faults: Readonly<Record<number, StoreFault>> = {
  5: 'locked',
  6: 'locked',
  8: 'read_only',
  11: 'corrupt',
  13: 'disk_full',
  14: 'cannot_open',
  26: 'corrupt',
};

function storeError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
  // Not from SQLite: a mistake of ours, to be seen as such.
  if (code === undefined) return error;
  return new StoreUnavailable(faults[code & 0xff] ?? 'failed', error);
}
