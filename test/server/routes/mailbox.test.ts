import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {letterKinds} from '../../../server/contract/letters.ts';
import type {KeptLetter, TestMailbox} from '../../../server/letters/mailbox.ts';
import {openTown} from '../../town.ts';

const kept: KeptLetter = {
  id: 'a'.repeat(32),
  kind: 'refunded',
  to: 'camille@example.test',
  from: 'Maison Lumen <commandes@lumen.example>',
  subject: 'Maison Lumen',
  received: Date.UTC(2026, 10, 24, 9),
  text: 'Bonjour',
  html: '<!doctype html>',
};

const mailbox: TestMailbox = {
  send: async () => ({kind: 'sent'}),
  list: async (limit) => [kept, {...kept, id: 'b'.repeat(32)}].slice(0, limit),
  read: async (id) => (id === kept.id ? kept : undefined),
};

const letters = {
  mail: mailbox,
  from: {name: 'Maison Lumen', address: 'commandes@lumen.example'},
  kinds: letterKinds,
  contact: null,
  timeZone: 'Europe/Paris',
};

describe('the mailbox of tests', () => {
  test('lists letters without their contents, and reads one with both parts', async () => {
    const town = await openTown({}, {...letters, mailbox});
    const list = await town.api('GET', '/v1/test/mailbox?limit=1');
    assert.equal(list.status, 200);
    assert.deepEqual([list.json.data.length, list.json.has_more], [1, true]);
    assert.deepEqual(Object.keys(list.json.data[0]).sort(), [
      'created',
      'from',
      'id',
      'kind',
      'object',
      'subject',
      'to',
    ]);
    const one = await town.api('GET', `/v1/test/mailbox/${kept.id}`);
    assert.deepEqual([one.status, one.json.text, one.json.html], [200, kept.text, kept.html]);
    assert.equal((await town.api('GET', '/v1/test/mailbox/none')).status, 404);
    await town.stop();
  });

  test('is for the secret key only', async () => {
    const town = await openTown({}, {...letters, mailbox});
    const {token} = await town.session();
    assert.equal((await town.api('GET', '/v1/test/mailbox', {token})).status, 403);
    assert.equal((await town.api('GET', '/v1/test/mailbox', {token: 'sk_test_another_key_0123'})).status, 401);
    await town.stop();
  });

  test('is not there when letters are really sent', async () => {
    const town = await openTown({}, letters);
    assert.equal((await town.api('GET', '/v1/test/mailbox')).status, 404);
    await town.stop();
  });
});
