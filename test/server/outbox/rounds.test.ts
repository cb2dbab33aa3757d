import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createRounds} from '../../../server/outbox/rounds.ts';

const still = {clock: {now: () => 0}, timer: {after: () => ({cancel() {}})}, log() {}};

test('a kick during a look, or in any step of its end, is followed by one more look', async () => {
  for (let steps = 0; steps < 12; steps++) {
    let looks = 0;
    let ended = (_next: number) => {};
    const rounds = createRounds(still, 'failed', () => {
      looks++;
      return looks > 1 ? Promise.resolve(0) : new Promise((resolve) => (ended = resolve));
    });
    rounds.start();
    ended(0);
    for (let step = 0; step < steps; step++) await undefined;
    rounds.kick();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(looks, 2, `after ${steps} steps`);
    await rounds.stop();
    rounds.kick();
    assert.equal(looks, 2, 'stopped');
  }
});
