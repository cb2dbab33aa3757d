/** Commits for ever, several at once, and says the name of each commit that was answered. Killed by `sqlite.test.ts`. */
import {writeSync} from 'node:fs';
import {openSqlite} from '../../../server/store/sqlite.ts';
import {strikeRow} from './samples.ts';

const store = openSqlite({path: process.argv[2]!});

await Promise.all(
  [0, 1, 2, 3].map(async (lane) => {
    for (let turn = 0; ; turn++) {
      const id = `${lane}-${turn}-`;
      const result = await store.commit([strikeRow(`${id}a`, 7), strikeRow(`${id}b`, 7)]);
      if (result === 'committed') writeSync(1, `${id}\n`);
    }
  }),
);
