import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {expect, test} from './journey.ts';
import {cards, expectStatus, newSession, openPage} from './shopper.ts';
import {street} from './street.ts';
import {filesIn, spellingsOf, sweep, type Canary} from './sweep.ts';

/** Cards with codes that no other test types, so that a hit is ours. */
const canaries: readonly Canary[] = [
  {number: cards.frictionless, cvc: '739'},
  {number: cards.code, cvc: '846'},
  {number: cards.insufficientFunds, cvc: '957'},
  {number: cards.answerLost, cvc: '268'},
  {number: cards.amex, cvc: '7391'},
];

test('no card number and no code is anywhere after a run, in any spelling', async ({page}) => {
  test.slow();
  for (const {number, cvc} of canaries) {
    const session = await newSession({capture_method: 'automatic'});
    const shopper = await openPage(page, session);
    await shopper.payCard(number, {cvc});
    if (number === cards.code) await shopper.answerCode();
    if (number === cards.insufficientFunds) {
      await expect(shopper.alert).toBeVisible();
      continue;
    }
    await expectStatus(session, 'succeeded', 120_000);
  }
  const {data, captures} = street();
  // What this run must have left behind, so that nothing is found because nothing was looked at.
  const names = filesIn(data).map((file) => basename(file));
  expect(names).toEqual(expect.arrayContaining(['pay.db', 'pay.log', 'card.log', 'bank.log', 'shop.log']));
  expect(names.some((name) => name.endsWith('-wal'))).toBe(true);
  const seen = filesIn(captures)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(seen).toContain('payment_intent.succeeded');
  expect(seen).toMatch(/\/confirm\b/);
  expect(seen).toContain('card_token');

  expect(sweep([data, captures], canaries)).toEqual([]);
});

test('the sweep finds what is planted, in every spelling', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-sweep-'));
  try {
    const original = filesIn(street().data).find((file) => basename(file) === 'pay.db')!;
    const victim = join(folder, 'pay.db');
    // The head of the file will do: what is planted stands behind it.
    const clean = readFileSync(original).subarray(0, 64 * 1024);
    writeFileSync(victim, clean);
    expect(sweep([folder], canaries)).toEqual([]);
    for (const canary of canaries) {
      for (const [name, bytes] of spellingsOf(canary)) {
        writeFileSync(victim, Buffer.concat([clean, Buffer.from('\u0000{'), bytes, Buffer.from('}\u0000')]));
        const hits = sweep([folder], [canary]);
        expect(
          hits.map(({spelling}) => spelling),
          name,
        ).toContain(`…${canary.number.slice(-4)}, ${name}`);
      }
    }
    // As real encoders would write it, at each alignment.
    for (const before of ['', 'a', 'ab']) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        writeFileSync(victim, Buffer.from(`${before}{"number":"${cards.code}"}`).toString(encoding));
        expect(sweep([folder], canaries), `${encoding} after "${before}"`).not.toEqual([]);
      }
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});
