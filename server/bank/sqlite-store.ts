import {DatabaseSync} from '@photostructure/sqlite';
import {isPending, type Authentication} from './authentication.ts';
import type {BookPayment} from './book.ts';
import type {BankStore, FirstAnswer} from './store.ts';
import {dueAt, type WalletEntry} from './wallet-book.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS payments (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS wallets (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    pending INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS wallets_pending ON wallets (pending) WHERE pending = 1;
  CREATE TABLE IF NOT EXISTS doubles (
    seq INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    id TEXT NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (provider, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS answers (
    reference TEXT PRIMARY KEY,
    question TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS authentications (
    seq INTEGER PRIMARY KEY,
    acs TEXT NOT NULL UNIQUE,
    server TEXT NOT NULL UNIQUE,
    directory TEXT NOT NULL UNIQUE,
    pending INTEGER NOT NULL,
    on_phone INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS authentications_pending ON authentications (pending) WHERE pending = 1;
  CREATE INDEX IF NOT EXISTS authentications_on_phone ON authentications (seq) WHERE on_phone = 1;
`;

type Row = Readonly<Record<string, unknown>>;

/** The bank's own SQLite file, or `:memory:` for a simulated bank that outlives its crashes. */
export function openBankStore(file: string): BankStore {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.exec(schema);

  const upsertPayment = db.prepare(
    'INSERT INTO payments (id, reference, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc',
  );
  const paymentById = db.prepare('SELECT doc FROM payments WHERE id = ?');
  const paymentByReference = db.prepare('SELECT doc FROM payments WHERE reference = ?');
  const allPayments = db.prepare('SELECT doc FROM payments ORDER BY seq');

  const upsertWallet = db.prepare(`
    INSERT INTO wallets (id, reference, pending, doc) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET pending = excluded.pending, doc = excluded.doc`);
  const walletById = db.prepare('SELECT doc FROM wallets WHERE id = ?');
  const walletByReference = db.prepare('SELECT doc FROM wallets WHERE reference = ?');
  const allWallets = db.prepare('SELECT doc FROM wallets ORDER BY seq');
  const pendingWallets = db.prepare('SELECT doc FROM wallets WHERE pending = 1 ORDER BY seq');

  const upsertDouble = db.prepare(`
    INSERT INTO doubles (provider, id, doc) VALUES (?, ?, ?)
    ON CONFLICT (provider, id) DO UPDATE SET doc = excluded.doc`);
  const doubleById = db.prepare('SELECT doc FROM doubles WHERE provider = ? AND id = ?');
  const allDoubles = db.prepare('SELECT doc FROM doubles WHERE provider = ? ORDER BY seq');

  const readAnswer = db.prepare('SELECT question, status, body FROM answers WHERE reference = ?');
  const insertAnswer = db.prepare('INSERT INTO answers VALUES (?, ?, ?, ?)');

  const upsertAuthentication = db.prepare(`
    INSERT INTO authentications (acs, server, directory, pending, on_phone, doc) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (acs) DO UPDATE SET pending = excluded.pending, on_phone = excluded.on_phone, doc = excluded.doc`);
  const byAcs = db.prepare('SELECT doc FROM authentications WHERE acs = ?');
  const byServer = db.prepare('SELECT doc FROM authentications WHERE server = ?');
  const byDirectory = db.prepare('SELECT doc FROM authentications WHERE directory = ?');
  const pending = db.prepare('SELECT doc FROM authentications WHERE pending = 1 ORDER BY seq');
  const latest = db.prepare('SELECT doc FROM authentications WHERE on_phone = 1 ORDER BY seq DESC LIMIT ?');

  return {
    payment: (id) => read<BookPayment>(paymentById.get(id)),
    paymentByReference: (reference) => read<BookPayment>(paymentByReference.get(reference)),
    payments: () => readAll<BookPayment>(allPayments.all()),
    savePayment(payment) {
      upsertPayment.run(payment.id, payment.reference, JSON.stringify(payment));
    },

    wallet: (id) => read<WalletEntry>(walletById.get(id)),
    walletByReference: (reference) => read<WalletEntry>(walletByReference.get(reference)),
    wallets: () => readAll<WalletEntry>(allWallets.all()),
    pendingWallets: () => readAll<WalletEntry>(pendingWallets.all()),
    saveWallet(entry) {
      upsertWallet.run(entry.id, entry.reference, dueAt(entry) === undefined ? 0 : 1, JSON.stringify(entry));
    },

    double: (provider, id) => read(doubleById.get(provider, id)),
    doubles: (provider) => readAll(allDoubles.all(provider)),
    saveDouble(provider, id, doc) {
      upsertDouble.run(provider, id, JSON.stringify(doc));
    },

    answer(reference) {
      const row: Row | undefined = readAnswer.get(reference);
      if (!row) return undefined;
      const status = Number(row['status']) === 201 ? 201 : 409;
      return {question: String(row['question']), status, body: String(row['body'])};
    },
    saveAnswer(reference, {question, status, body}: FirstAnswer) {
      insertAnswer.run(reference, question, status, body);
    },

    authentication: (id) => read<Authentication>(byAcs.get(id)),
    authenticationByServer: (id) => read<Authentication>(byServer.get(id)),
    authenticationByDirectory: (id) => read<Authentication>(byDirectory.get(id)),
    pendingAuthentications: () => readAll<Authentication>(pending.all()),
    latestAuthentications: (limit) => readAll<Authentication>(latest.all(limit)),
    saveAuthentication(authentication) {
      const {acsTransId, serverTransId, dsTransId, onPhone} = authentication;
      upsertAuthentication.run(
        acsTransId,
        serverTransId,
        dsTransId,
        isPending(authentication) ? 1 : 0,
        onPhone ? 1 : 0,
        JSON.stringify(authentication),
      );
    },

    transaction(run) {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = run();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}

/** The documents are of our own making: nobody else writes this file. */
function read<T>(row: Row | undefined): T | undefined {
  return row === undefined ? undefined : JSON.parse(String(row['doc']));
}

function readAll<T>(rows: readonly Row[]): readonly T[] {
  return rows.map((row) => JSON.parse(String(row['doc'])));
}
