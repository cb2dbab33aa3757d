import assert from 'node:assert/strict';
import {test} from 'node:test';
import {declineOfCb, wordsOfCb} from '../../../server/providers/cb.ts';

test('a code that is in no table, or that is the name of something else, is a neutral refusal', () => {
  for (const code of ['00000', 'ZZ', '', 'constructor', '__proto__', 'toString']) {
    assert.deepEqual(declineOfCb(code), {
      code: 'generic_decline',
      advice: 'other_card',
      providerCode: `cb:${code}`,
      sensitive: false,
      unlisted: true,
    });
    assert.equal(wordsOfCb(code).field, null);
  }
});
