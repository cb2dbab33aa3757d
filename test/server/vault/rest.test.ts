import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import fs, {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import test, {type TestContext} from 'node:test';
import {DatabaseSync} from '@photostructure/sqlite';
import {openVaultStore} from '../../../server/vault/open-store.ts';
import {house, session, visa} from './house.ts';

/** A vault on real files, and a look at every byte of them. */
function onDisk(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  const store = openVaultStore(folder);
  t.after(() => rmSync(folder, {recursive: true}));
  const files = () =>
    readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  return {
    folder,
    store,
    files,
    bytes: () => Buffer.concat(files().map((file) => readFileSync(file))),
  };
}

/** A text in the forms in which it could lie about. Base64 at its three alignments, without the characters at the seams. */
function forms(text: string): readonly Buffer[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(
      Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
        .toString('base64')
        .slice(Math.ceil((shift * 4) / 3))
        .replace(/=+$/, '')
        .slice(0, -1),
    ),
  );
  const hex = Buffer.from(text).toString('hex');
  return [Buffer.from(text), ...base64, Buffer.from(hex), Buffer.from(hex.toUpperCase()), Buffer.from(text, 'utf16le')];
}

const amex = {number: '378282246310005', expiry: '2912'};

test('the sieve finds what it looks for', () => {
  for (const [index, shape] of forms(visa.number).entries()) {
    const hay = Buffer.concat([Buffer.from('xx'), shape, Buffer.from('yy')]);
    assert.ok(hay.includes(forms(visa.number)[index]!));
  }
  for (const shift of [0, 1, 2]) {
    const hay = Buffer.from(Buffer.from('z'.repeat(shift) + visa.number + 'zz').toString('base64'));
    assert.ok(
      forms(visa.number).some((shape) => hay.includes(shape)),
      `base64 at ${shift}`,
    );
  }
});

test('no number and no token is on disk in clear, while the card is kept and after', async (t) => {
  const {store, bytes} = onDisk(t);
  const one = house({store});
  const {token} = await one.enter();
  await one.send(token);
  const looked = () => {
    const all = bytes();
    for (const secret of [visa.number, visa.number.slice(4), `${visa.number}${visa.expiry}`, token, token.slice(5)]) {
      for (const shape of forms(secret)) assert.ok(!all.includes(shape), 'found on disk');
    }
  };
  looked();
  await one.client.erase(token, session);
  looked();
});

test('a CVC is never on disk: all that is written is the same, whatever the CVC', async (t) => {
  // Three digits are found in any random bytes. So the same world runs twice, with two codes: a code that were
  // written, sealed or not, would make a difference. Closed first: a log that is in use has a salt of SQLite's own.
  const written = async (cvc: string) => {
    const {folder, store, files, bytes} = onDisk(t);
    const one = house({store});
    const {token} = await one.enter({...amex, cvc});
    await one.send(token);
    for (const near of [`"${cvc}"`, amex.number + cvc, amex.expiry + cvc, cvc + amex.number]) {
      for (const shape of forms(near)) assert.ok(!bytes().includes(shape), 'found on disk');
    }
    store.cards.close();
    // `-shm` is SQLite's index of the log: page numbers.
    const contents = files()
      .filter((file) => !file.endsWith('-shm'))
      .map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]);
    assert.equal(one.sent.length, 1, 'the code was in use');
    return Object.fromEntries(contents) as Record<string, string>;
  };
  const first = await written('7391');
  assert.ok(Object.keys(first).length >= 4);
  assert.deepEqual(await written('1937'), first);
});

test('an erased card leaves not even its ciphertext, in the file or in the log', async (t) => {
  const {store, bytes} = onDisk(t);
  const one = house({store});
  const {token} = await one.enter();
  const hash = createHash('sha256').update(token).digest('base64url');
  const {sealed, wrappedKey} = store.cards.read(hash)!;
  const traces = [sealed, wrappedKey, Buffer.from(hash)].map((trace) => Buffer.from(trace));
  for (const trace of traces) assert.ok(bytes().includes(trace), 'it was there');
  await one.client.erase(token, session);
  for (const trace of traces) assert.ok(!bytes().includes(trace), 'still there');
});

test('a card that is swept after 30 minutes leaves nothing either', async (t) => {
  const {store, bytes} = onDisk(t);
  const one = house({store});
  const {token} = await one.enter();
  const {sealed} = store.cards.read(createHash('sha256').update(token).digest('base64url'))!;
  assert.ok(bytes().includes(Buffer.from(sealed)), 'it was there');
  await one.pass(31 * 60_000);
  assert.ok(!bytes().includes(Buffer.from(sealed)), 'still there');
});

/** What somebody with the file could try: give one row what belongs to another. */
const moves: readonly [string, string][] = [
  [
    'the ciphertext of another card',
    'UPDATE cards SET sealed = (SELECT sealed FROM cards WHERE token_hash = :from) WHERE token_hash = :to',
  ],
  [
    'ciphertext and key of another card',
    'UPDATE cards SET (sealed, wrapped_key) = (SELECT sealed, wrapped_key FROM cards WHERE token_hash = :from) WHERE token_hash = :to',
  ],
  ['another session', `UPDATE cards SET session = 'cs_two' WHERE token_hash = :to OR token_hash = :from`],
  ['another merchant', `UPDATE cards SET merchant = 'mer_two' WHERE token_hash = :to OR token_hash = :from`],
  ['another day', `UPDATE cards SET kek_id = 'x' WHERE token_hash = :to OR token_hash = :from`],
];

for (const [what, sql] of moves) {
  test(`a row that is given ${what} reads as no card`, async (t) => {
    const {folder, store} = onDisk(t);
    const one = house({store});
    const from = await one.enter({...visa, number: '4242424242424242'});
    const to = await one.enter();
    const hash = (token: string) => createHash('sha256').update(token).digest('base64url');
    const db = new DatabaseSync(join(folder, 'cards.db'));
    db.prepare(sql).run(sql.includes(':from') ? {from: hash(from.token), to: hash(to.token)} : {to: hash(to.token)});
    db.close();
    for (const name of [session, 'cs_two']) {
      assert.equal(await one.client.describe(to.token, name), undefined);
      assert.deepEqual(await one.send(to.token, {session: name}), {kind: 'not_sent', reason: 'card_gone'});
    }
    assert.deepEqual(one.sent, []);
    assert.ok(one.lines.some((line) => line.includes('card_unreadable')));
  });
}

test('a row renamed to another token reads as no card under it', async (t) => {
  const {folder, store} = onDisk(t);
  const one = house({store});
  const {token} = await one.enter();
  const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
  const mine: `card_${string}` = `card_${'A'.repeat(43)}`;
  const db = new DatabaseSync(join(folder, 'cards.db'));
  db.prepare('UPDATE cards SET token_hash = ? WHERE token_hash = ?').run(hash(mine), hash(token));
  db.close();
  assert.equal(await one.client.describe(mine, session), undefined);
  assert.ok(one.lines.some((line) => line.includes('card_unreadable')));
});

test('key files are for their owner only, and hold no key in clear', async (t) => {
  const {files, store} = onDisk(t);
  const one = house({store});
  await one.enter();
  const keys = files().filter((file) => file.endsWith('.key'));
  assert.ok(keys.length >= 3);
  for (const file of keys) {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!readFileSync(file).includes(Buffer.alloc(32, 7)));
  }
});

test('a vault that dies while it destroys a key starts again without it', async (t) => {
  const {folder, store, files} = onDisk(t);
  const one = house({store});
  await one.enter();
  const before = files().filter((file) => file.includes('enc-')).length;
  t.mock.method(fs, 'rmSync', () => {
    throw new Error('power cut');
  });
  syncBuiltinESMExports();
  await assert.rejects(async () => one.pass(26 * 3_600_000), /power cut/);
  t.mock.restoreAll();
  syncBuiltinESMExports();
  assert.ok(files().filter((file) => file.includes('enc-')).length > before);

  const again = openVaultStore(folder);
  t.after(() => again.cards.close());
  const two = house({store: again});
  assert.equal((await two.vault.public.request('/keys')).status, 200);
  assert.deepEqual(
    files().filter((file) => file.endsWith('.gone')),
    [],
  );
});

test('a store that is closed and opened again has its cards and keys', async (t) => {
  const {folder, store} = onDisk(t);
  const one = house({store});
  const {token} = await one.enter();
  const again = openVaultStore(folder);
  t.after(() => again.cards.close());
  const two = house({store: again});
  await two.pass(2_000);
  // Nonces come from the same seed in both houses; the first draws of the second are spent elsewhere.
  for (let draw = 0; draw < 50; draw++) two.world.random.bytes(16);
  assert.equal((await two.client.describe(token, session))?.last4, '0101');
});

test('no line of the log holds a digit of a card', async () => {
  const one = house();
  const {token} = await one.enter();
  await one.send(token);
  one.bank = () => {
    throw new TypeError(`cannot send ${visa.number}`);
  };
  await one.send(token, {key: 'att_two'});
  await one.post('/cards', {jwe: await one.encrypt({...visa, cvc: '1'}), grant: one.grant()});
  await one.pass(1_000);
  await one.post('/cards', {jwe: await one.encrypt({...visa, number: '4111111111111111'}), grant: one.grant()});
  await one.client.erase(token, session);
  assert.ok(one.lines.length > 5);
  for (const line of one.lines) {
    assert.doesNotMatch(line, /\d/);
    assert.ok(!line.includes(token));
  }
});

test('what is handed to the network is wiped once it has left', async () => {
  const one = house();
  const {token} = await one.enter();
  let body: Uint8Array | undefined;
  const {fetch} = one.world.net;
  one.world.net.fetch = async (request) => {
    if (request.url.includes('bank')) body = request.body as Uint8Array;
    return fetch(request);
  };
  assert.equal((await one.send(token)).kind, 'answered');
  assert.ok(body && body.byteLength > 0 && body.every((byte) => byte === 0));
});
