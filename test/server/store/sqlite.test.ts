import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, describe, test} from 'node:test';
import {DatabaseSync} from '@photostructure/sqlite';
import {openSqlite} from '../../../server/store/sqlite.ts';
import {migrate, migrations} from '../../../server/store/sqlite-schema.ts';
import {StoreUnavailable, type Store, type Write} from '../../../server/store/store.ts';
import {feedOwner, rangeOf} from '../../../server/store/tables.ts';
import {endpoint, event, strike, strikeRow} from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-store-'));
after(() => rmSync(folder, {recursive: true}));
let files = 0;
const newPath = () => join(folder, `${++files}.db`);

async function withStore(run: (store: Store) => Promise<void>): Promise<void> {
  const store = openSqlite({path: ':memory:'});
  await run(store);
  await store.close();
}

const fault = (code: string) => (error: unknown) => error instanceof StoreUnavailable && error.code === code;

describe('a commit', () => {
  test('writes all or nothing', () =>
    withStore(async (store) => {
      await store.commit([strikeRow('a', 1)]);
      const writes: Write[] = [
        strikeRow('b', 1),
        {op: 'update', table: 'strikes', id: 'a', doc: strike(2), expecting: 9},
        strikeRow('c', 1),
      ];
      assert.equal(await store.commit(writes), 'conflict');
      assert.equal(await store.get('strikes', 'b'), undefined);
      assert.equal(await store.get('strikes', 'c'), undefined);
      assert.deepEqual(await store.get('strikes', 'a'), {id: 'a', version: 1, doc: strike(1)});
    }));

  test('changes a row only from the version that was seen', () =>
    withStore(async (store) => {
      await store.commit([strikeRow('a', 1)]);
      const update: Write = {op: 'update', table: 'strikes', id: 'a', doc: strike(2), expecting: 1};
      assert.deepEqual(await Promise.all([store.commit([update]), store.commit([update])]), ['committed', 'conflict']);
      assert.deepEqual(await store.get('strikes', 'a'), {id: 'a', version: 2, doc: strike(2)});
    }));

  const conflicts: readonly [string, Write][] = [
    ['inserts what is there', strikeRow('a', 2)],
    ['updates what is not there', {op: 'update', table: 'strikes', id: 'x', doc: strike(2), expecting: 1}],
    ['deletes another version', {op: 'delete', table: 'strikes', id: 'a', expecting: 2}],
    ['deletes, expecting a version, what is not there', {op: 'delete', table: 'strikes', id: 'x', expecting: 1}],
  ];
  for (const [what, write] of conflicts) {
    test(`that ${what} is a conflict`, () =>
      withStore(async (store) => {
        await store.commit([strikeRow('a', 1)]);
        assert.equal(await store.commit([write]), 'conflict');
        assert.deepEqual((await store.get('strikes', 'a'))?.doc, strike(1));
      }));
  }

  test('shares its transaction with others of the turn, and not their fate', () =>
    withStore(async (store) => {
      const results = await Promise.all([
        store.commit([strikeRow('a', 1), strikeRow('b', 1)]),
        store.commit([strikeRow('c', 1), strikeRow('a', 2)]),
        store.commit([strikeRow('d', 1)]),
      ]);
      assert.deepEqual(results, ['committed', 'conflict', 'committed']);
      assert.equal(await store.get('strikes', 'c'), undefined);
      assert.equal((await store.get('strikes', 'd'))?.version, 1);
    }));

  test('of a document of another shape is refused before anything is written', () =>
    withStore(async (store) => {
      await assert.rejects(store.commit([strikeRow('a', 1), strikeRow('b', -1)]), {name: 'ZodError'});
      assert.equal(await store.get('strikes', 'a'), undefined);
    }));

  test('of a document under an id that is not its own is refused', () =>
    withStore((store) =>
      assert.rejects(store.commit([{op: 'insert', table: 'events', id: 'evt_2', doc: event('1')}]), TypeError),
    ));

  test('keeps what only looks like SQL as it came', () =>
    withStore(async (store) => {
      const id = `'; DROP TABLE strikes; --`;
      await store.commit([strikeRow(id, 3)]);
      assert.equal((await store.get('strikes', id))?.doc.count, 3);
      assert.equal((await store.find('strikes', {by: 'merchant', equals: `mer_1' OR '1'='1`, limit: 5})).length, 0);
    }));

  test('waits for the end of the turn, once for many', async () => {
    let turns = 0;
    const waiting: (() => void)[] = [];
    const store = openSqlite({path: ':memory:', soon: (run) => (turns++, waiting.push(run))});
    const commits = Promise.all(Array.from({length: 50}, (_, i) => store.commit([strikeRow(`r${i}`, 1)])));
    await Promise.resolve();
    assert.equal(await store.get('strikes', 'r0'), undefined);
    assert.equal(turns, 1);
    waiting.pop()?.();
    assert.deepEqual(new Set(await commits), new Set(['committed']));
    await store.close();
  });
});

describe('a search', () => {
  const ids = async (store: Store, query: Parameters<Store['find']>[1]) =>
    (await store.find('strikes', query as never)).map(({id}) => id);

  test('goes by column and id, in both directions, page by page, within its bounds', () =>
    withStore(async (store) => {
      await store.commit([
        strikeRow('d', 1, 20),
        strikeRow('a', 1, 10),
        strikeRow('c', 1, 10),
        strikeRow('b', 1, 20),
        strikeRow('e', 1, 30),
      ]);
      assert.deepEqual(await ids(store, {by: 'expires', limit: 9} as never), ['a', 'c', 'b', 'd', 'e']);
      assert.deepEqual(await ids(store, {by: 'expires', limit: 9, descending: true} as never), [
        'e',
        'd',
        'b',
        'c',
        'a',
      ]);
      assert.deepEqual(await ids(store, {by: 'expires', limit: 2, after: 'c'} as never), ['b', 'd']);
      assert.deepEqual(await ids(store, {by: 'expires', limit: 2, after: 'b', descending: true} as never), ['c', 'a']);
      assert.deepEqual(await ids(store, {by: 'expires', from: 10, to: 20, limit: 9} as never), ['a', 'c', 'b', 'd']);
      assert.deepEqual(await ids(store, {by: 'expires', from: 11, to: 19, limit: 9} as never), []);
      assert.deepEqual(await ids(store, {by: 'merchant', equals: 'mer_1', limit: 3} as never), ['a', 'b', 'c']);
      assert.deepEqual(await ids(store, {by: 'merchant', equals: 'mer_2', limit: 3} as never), []);
    }));

  test('never meets a row whose column is null', () =>
    withStore(async (store) => {
      const {undispatched: _gone, ...done} = event('2');
      await store.commit([
        {op: 'insert', table: 'events', id: 'evt_1', doc: event('1')},
        {op: 'insert', table: 'events', id: 'evt_2', doc: done},
      ]);
      for (const bounds of [{}, {from: 0}, {to: 1e15}]) {
        const rows = await store.find('events', {by: 'undispatched', limit: 9, ...bounds});
        assert.deepEqual(
          rows.map(({id}) => id),
          ['evt_1'],
        );
      }
    }));

  test("keeps one merchant's feed apart from another's, and test from live", () =>
    withStore(async (store) => {
      const variants = [
        event('1'),
        event('2', {livemode: true}),
        event('3', {merchant: 'mer_12'}),
        event('4', {created: 5}),
      ];
      await store.commit(variants.map((doc) => ({op: 'insert' as const, table: 'events' as const, id: doc.id, doc})));
      const rows = await store.find('events', {
        by: 'feed',
        ...rangeOf(feedOwner('mer_1', false)),
        descending: true,
        limit: 9,
      });
      assert.deepEqual(
        rows.map(({id}) => id),
        ['evt_1', 'evt_4'],
      );
    }));

  test('by anything but an index, or without a sane limit, is refused', () =>
    withStore(async (store) => {
      await assert.rejects(store.find('strikes', {by: 'count"; --' as never, limit: 1}), TypeError);
      for (const limit of [0, -1, 1.5, 1001, Number.NaN])
        await assert.rejects(store.find('strikes', {by: 'expires', limit}), RangeError);
    }));
});

describe('a file', () => {
  test('holds what was committed, for the next to open it', async () => {
    const path = newPath();
    const first = openSqlite({path});
    await first.commit([{op: 'insert', table: 'endpoints', id: 'we_1', doc: endpoint('1')}]);
    await first.close();
    const second = openSqlite({path});
    assert.deepEqual(await second.get('endpoints', 'we_1'), {id: 'we_1', version: 1, doc: endpoint('1')});
    await second.close();
    await assert.rejects(second.get('endpoints', 'we_1'), fault('closed'));
    await assert.rejects(second.commit([strikeRow('a', 1)]), fault('closed'));
  });

  test('is written ahead, and read meanwhile by others', async () => {
    const path = newPath();
    const store = openSqlite({path});
    await store.commit([strikeRow('a', 1)]);
    const other = new DatabaseSync(path);
    assert.equal(other.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
    assert.equal(other.prepare('SELECT count(*) AS n FROM strikes').get()?.['n'], 1);
    other.close();
    await store.close();
  });

  test('answers what was gathered when it is closed', async () => {
    const store = openSqlite({path: newPath()});
    const commit = store.commit([strikeRow('a', 1)]);
    await store.close();
    assert.equal(await commit, 'committed');
  });

  test('of a newer version is left alone', () => {
    const path = newPath();
    const db = new DatabaseSync(path);
    migrate(db);
    db.prepare('INSERT INTO schema_version VALUES (?)').run(migrations.length + 1);
    db.close();
    assert.throws(() => openSqlite({path}), fault('newer_schema'));
  });

  test('of an older version is brought up to date, all or nothing', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db);
    const next = migrations.length + 1;
    const failing = {version: next, run: () => (db.exec('CREATE TABLE half (id TEXT)'), assert.fail('stop'))};
    assert.throws(() => migrate(db, [...migrations, failing]));
    assert.equal(db.prepare(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'half'`).get()?.['n'], 0);
    migrate(db, [...migrations, {version: next, run: () => db.exec('CREATE TABLE whole (id TEXT)')}]);
    assert.equal(db.prepare('SELECT max(version) AS v FROM schema_version').get()?.['v'], next);
    db.close();
  });

  test('that lacks an index of today gets it, filled from its documents', async () => {
    const path = newPath();
    const store = openSqlite({path});
    await store.commit([strikeRow('a', 1, 77)]);
    await store.close();
    const db = new DatabaseSync(path);
    db.exec('DROP INDEX strikes_by_expires; ALTER TABLE strikes DROP COLUMN by_expires');
    db.close();
    const again = openSqlite({path});
    assert.deepEqual(
      (await again.find('strikes', {by: 'expires', equals: 77, limit: 5})).map(({id}) => id),
      ['a'],
    );
    await again.close();
  });

  test('that cannot be had is said so in a word', () => {
    const broken = newPath();
    writeFileSync(broken, 'this is no database'.repeat(500));
    assert.throws(() => openSqlite({path: broken}), fault('corrupt'));
    assert.throws(() => openSqlite({path: join(folder, 'nowhere', 'x.db')}), fault('cannot_open'));
    assert.throws(() => openSqlite({path: folder}), fault('cannot_open'));
  });

  test('whose document we cannot read is said so, not guessed at', async () => {
    const path = newPath();
    const store = openSqlite({path});
    await store.commit([strikeRow('a', 1)]);
    const db = new DatabaseSync(path);
    db.exec(`UPDATE strikes SET doc = '{"merchant":"mer_1"}'`);
    db.close();
    await assert.rejects(store.get('strikes', 'a'), fault('document_unreadable'));
    await store.close();
  });

  test('keeps every commit that was answered through kill -9', {timeout: 60_000}, async () => {
    for (let round = 0; round < 2; round++) {
      const path = newPath();
      const child = spawn(process.execPath, ['--import', 'tsx', new URL('writer.ts', import.meta.url).pathname, path]);
      const answered: string[] = [];
      for await (const line of createInterface({input: child.stdout})) {
        answered.push(line);
        if (answered.length >= 60 + 60 * round) break;
      }
      child.kill('SIGKILL');
      await once(child, 'exit');

      const store = openSqlite({path});
      const missing: string[] = [];
      for (const id of answered) {
        const [a, b] = [await store.get('strikes', `${id}a`), await store.get('strikes', `${id}b`)];
        if (a?.doc.count !== 7 || b?.doc.count !== 7) missing.push(id);
      }
      assert.deepEqual(missing, []);
      assert.ok(answered.length >= 60);
      // What was not answered is there whole or not at all.
      const rows = await store.find('strikes', {by: 'merchant', equals: 'mer_1', limit: 1000});
      const halves = rows.filter(
        ({id}) => !rows.some((row) => row.id === id.replace(/[ab]$/, (end) => (end === 'a' ? 'b' : 'a'))),
      );
      if (rows.length < 1000) assert.deepEqual(halves, []);
      await store.close();
    }
  });
});
