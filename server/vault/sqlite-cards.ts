import {DatabaseSync} from '@photostructure/sqlite';
import type {CardRow, CardTable} from './store.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS cards (
    token_hash TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    merchant TEXT NOT NULL,
    kek_id TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'used')),
    uses INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS cards_created ON cards (created);
  CREATE TABLE IF NOT EXISTS uses (
    token_hash TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    PRIMARY KEY (token_hash, key_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS seen_until ON seen (until);
`;

/** The cards in an SQLite file of the vault's own, or in `:memory:`. */
export function openCards(file: string): CardTable {
  const db = new DatabaseSync(file);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;',
  );
  db.exec(schema);

  const insertCard = db.prepare('INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)');
  const readCard = db.prepare('SELECT * FROM cards WHERE token_hash = ?');
  const deleteCard = db.prepare('DELETE FROM cards WHERE token_hash = ?');
  const useCard = db.prepare(
    `UPDATE cards SET state = 'used', uses = uses + 1 WHERE token_hash = ? AND state IN ('new', 'used') AND uses < ?`,
  );
  const cardsBefore = db.prepare('SELECT token_hash FROM cards WHERE created <= ?');
  const readUse = db.prepare('SELECT 1 AS found FROM uses WHERE token_hash = ? AND key_hash = ?');
  const insertUse = db.prepare('INSERT INTO uses VALUES (?, ?)');
  const deleteUses = db.prepare('DELETE FROM uses WHERE token_hash = ?');
  const insertSeen = db.prepare('INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING');
  const deleteSeen = db.prepare('DELETE FROM seen WHERE until < ?');

  function transaction<T>(run: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }

  const see = (id: string, until: number): boolean => insertSeen.run(id, until).changes === 1;

  function remove(tokenHash: string): boolean {
    deleteUses.run(tokenHash);
    return deleteCard.run(tokenHash).changes === 1;
  }

  /** The deleted ciphertext also stands in the write-ahead log: copy that into the file and cut it to nothing. */
  const overwriteLog = (): void => db.exec('PRAGMA wal_checkpoint(TRUNCATE)');

  return {
    see,

    insert: (row, jti, until) =>
      transaction(() => {
        if (!see(`jti:${jti}`, until)) return 'replayed';
        const {tokenHash, session, merchant, kekId, wrappedKey, sealed, state, created} = row;
        insertCard.run(tokenHash, session, merchant, kekId, wrappedKey, sealed, state, created);
        return 'inserted';
      }),

    read: (tokenHash) => cardRow(readCard.get(tokenHash)),

    use: (tokenHash, keyHash, usesMax) =>
      transaction(() => {
        if (!readCard.get(tokenHash)) return 'gone';
        if (readUse.get(tokenHash, keyHash)) return 'counted';
        if (useCard.run(tokenHash, usesMax).changes !== 1) return 'exceeded';
        insertUse.run(tokenHash, keyHash);
        return 'counted';
      }),

    erase(tokenHash) {
      const erased = transaction(() => remove(tokenHash));
      if (erased) overwriteLog();
      return erased;
    },

    sweep(before, seenBefore) {
      const erased = transaction(() => {
        deleteSeen.run(seenBefore);
        const old = cardsBefore.all(before).map((row) => String(row['token_hash']));
        for (const tokenHash of old) remove(tokenHash);
        return old;
      });
      if (erased.length > 0) overwriteLog();
      return erased;
    },

    close() {
      overwriteLog();
      db.close();
    },
  };
}

function cardRow(row: Readonly<Record<string, unknown>> | undefined): CardRow | undefined {
  if (!row) return undefined;
  const {wrapped_key: wrappedKey, sealed, created} = row;
  // A row that is not of our making reads as no card, never as half a one.
  if (!(wrappedKey instanceof Uint8Array) || !(sealed instanceof Uint8Array)) return undefined;
  return {
    tokenHash: String(row['token_hash']),
    session: String(row['session']),
    merchant: String(row['merchant']),
    kekId: String(row['kek_id']),
    wrappedKey,
    sealed,
    state: row['state'] === 'used' ? 'used' : 'new',
    created: Number(created),
  };
}
