import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {keepWord, paidAfterAll} from '../../../server/payments/moves.ts';
import {NetError, type World} from '../../../server/ports.ts';
import {up2pay} from '../../../server/providers/up2pay/definition.ts';
import {wordOf, type Notice} from '../../../server/providers/up2pay/notice.ts';
import {openTown} from '../../town.ts';

/** A contract without the direct interface: what the platform said and signed is all there is. */
const minute = 60_000;
let now = 0;
const world: World = {
  clock: {now: () => now},
  timer: {after: () => ({cancel: () => undefined})},
  random: {bytes: (length) => new Uint8Array(length)},
  net: {fetch: () => Promise.reject(new NetError('no_answer'))},
  log: () => undefined,
};
const settings = {mode: 'test', site: '1999888', rank: '43', identifier: '2', hmac_key: '0'.repeat(128), direct: false};
const {provider} = up2pay.read(settings).open(world);

const command = 'ML-1_key';
const paid: Notice = {
  result: '00000',
  authorization: 'XXXXXX',
  amount: 12_990,
  command,
  call: '1',
  transaction: '2',
  left: false,
  canceled: false,
};
const refused: Notice = {...paid, result: '00151', authorization: '', transaction: '3'};

async function standing(notices: readonly Notice[], at = minute) {
  now = at;
  const money = {amount: 12_990, currency: 'EUR'} as const;
  const words = notices.map(wordOf);
  return provider.sync({kind: 'authorize', key: 'key', reference: command, money, sentAt: 0, words});
}

describe('what Up2pay said, where nobody can be asked', () => {
  test('no verb that the contract does not have', () => {
    const {capture, void: release, refund, capabilities} = provider;
    assert.deepEqual([capture, release, refund], [undefined, undefined, undefined]);
    assert.equal(capabilities.deferredCapture, 'none');
  });

  for (const [what, notices] of [
    ['paid', [paid]],
    ['told twice', [paid, paid]],
    ['refused, then paid', [refused, paid]],
    ['paid, and the refusal before comes late', [paid, refused]],
    ['paid, and left', [paid, {...paid, left: true}]],
  ] as const)
    test(`${what}: taken, once`, async () => {
      const [reference, code] = [`1.2.12990.${command}`, 'XXXXXX'];
      const taken = {kind: 'captured', reference, total: 12_990, final: true, authorizationCode: code};
      assert.deepEqual(await standing(notices), taken);
    });

  test('paid twice: taken once, and a person must look', async () => {
    const outcome = await standing([paid, {...paid, call: '8', transaction: '9'}]);
    assert.ok(outcome.kind === 'captured' && outcome.toCheck && outcome.reference.startsWith('1.2.'));
  });

  for (const [what, notice] of [
    ['another amount', {...paid, amount: 1}],
    ['no number of the issuer', {...paid, authorization: ''}],
    ['no number of the transaction', {...paid, transaction: ''}],
  ] as const)
    test(`${what}: never a success`, async () => assert.deepEqual(await standing([notice]), {kind: 'unknown'}));

  test('a word about another payment is none', async () =>
    assert.equal((await standing([{...paid, command: 'ML-2_key'}])).kind, 'pending'));

  test('refused: the page stays open, so nothing is said before its time is over', async () => {
    assert.equal((await standing([refused], 34 * minute)).kind, 'pending');
    const outcome = await standing([refused], 35 * minute);
    assert.ok(outcome.kind === 'declined' && outcome.decline.providerCode === 'cb:51');
  });

  test('silent: over in time, and a person must look', async () => {
    assert.equal((await standing([], 34 * minute)).kind, 'pending');
    const over = {kind: 'voided', reference: command, lapsed: true, toCheck: true};
    assert.deepEqual(await standing([], 35 * minute), over);
  });

  test('the issuer still thinks: neither paid nor over', async () =>
    assert.equal((await standing([{...paid, result: '99999'}], 35 * minute)).kind, 'unknown'));
});

describe('a try that is paid after all', () => {
  test('is a task for the merchant, unless it is the payment that we know', async () => {
    const town = await openTown();
    const session = await town.session();
    const row = await town.store.get('intents', session.intent);
    assert.ok(row);
    const attempt = {
      id: 'att_1',
      ordinal: 1,
      method: 'card',
      provider: 'up2pay',
      opened: 0,
      request: 'r',
      handle: 'h_1',
      step: {name: 'abandoned'},
    } as const;
    const over = {...row.doc, attempts: [attempt]};
    assert.equal(paidAfterAll(over, 'h_1', '1.2.3.x')?.attempts[0]?.task, 'check_back_office');
    const settled = {
      task: 'check_back_office',
      seen: 'refunded',
      by: 'desk',
      at: 1,
      request: 'r',
      taken: '1.2.3.x',
    } as const;
    const done = {...over, attempts: [{...attempt, settled: [settled]}]};
    assert.equal(paidAfterAll(done, 'h_1', '1.2.3.x'), undefined, 'the same money again');
    assert.equal(paidAfterAll(done, 'h_1', '1.2.4.x')?.attempts[0]?.taken, '1.2.4.x');
    const open = {...over, attempts: [{...attempt, task: 'check_back_office'}]} as const;
    assert.equal(paidAfterAll(open, 'h_1', '1.2.3.x'), undefined, 'a person looks already');
    const disputed = {...over, attempts: [{...attempt, task: 'dispute'}]} as const;
    assert.deepEqual(paidAfterAll(disputed, 'h_1', '1.2.3.x')?.attempts[0]?.waiting, ['check_back_office']);
    assert.equal(paidAfterAll(over, 'h_2', '1.2.3.x'), undefined);
    assert.equal(keepWord(over, 'h_1', 'word'), undefined);
    const taken = {
      ...over,
      attempts: [{...attempt, step: {name: 'authorized'}}],
      status: 'succeeded',
      reference: '1.2.3.x',
    } as const;
    assert.equal(paidAfterAll(taken, 'h_1', '1.2.3.x'), undefined);
    assert.equal(paidAfterAll(taken, 'h_1', '8.9.3.x')?.attempts[0]?.task, 'check_back_office');
    await town.stop();
  });
});
