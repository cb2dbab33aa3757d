import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {openTown, secretKey, type Town} from '../../town.ts';

let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.stop());

/** As a server gives it to us: a stream that ends at once, and no word of its type. */
const nothing = () => new ReadableStream({start: (stream) => stream.close()});

test('a POST whose body may be left out takes an empty stream without a type', async () => {
  for (const key of [undefined, 'key-of-an-empty-body']) {
    const session = await town.session();
    const answer = await town.call('pay', `/v1/checkout_sessions/${session.id}/expire`, {
      method: 'POST',
      body: nothing(),
      duplex: 'half',
      headers: {authorization: `Bearer ${secretKey}`, ...(key && {'idempotency-key': key})},
    } as RequestInit);
    assert.equal(answer.status, 200, await answer.clone().text());
  }
});
