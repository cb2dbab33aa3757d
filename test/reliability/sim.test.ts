import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {mutants} from './planted-bugs.ts';
import {tell} from './sim/history.ts';

/** A taste: `npm test` tells 5,000 in a step of their own. */
const histories = 10;

test(`${histories} payment histories keep every promise`, async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= histories; seed++) {
    const {violations} = await tell(seed);
    broken.push(...violations.map(({rule, detail}) => `seed ${seed}: ${rule}: ${detail}`));
  }
  assert.deepEqual(broken, []);
});

test('a seed tells the same history, line for line, every time', async () => {
  for (const seed of [3, 17, 91, 1003]) {
    const first = await tell(seed);
    await tell(seed + 1);
    const again = await tell(seed);
    assert.equal(again.hash, first.hash, `seed ${seed}`);
  }
});

test('every planted bug still fits the code that it spoils', () => {
  for (const {name, patches} of mutants) {
    for (const {file, find} of patches) {
      const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      assert.equal(text.split(find).length - 1, 1, `${name}: ${file}`);
    }
  }
});
