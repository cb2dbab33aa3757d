import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {NetError, type NetRequest, type World} from '../../../server/ports.ts';
import {checkUp2pay} from '../../../server/providers/up2pay/check.ts';
import {askerOf, type Ask} from '../../../server/providers/up2pay/direct.ts';
import {openPage} from '../../../server/providers/up2pay/page.ts';
import {configOf} from '../../../server/providers/up2pay/settings.ts';

/** The platform has two houses. The second one is asked where the first certainly got nothing, and never after. */
const settings = {mode: 'live', site: '1234567', rank: '01', identifier: '2', hmac_key: '1'.repeat(128), direct: true};
const config = configOf(settings);
const numbers = {call: '11', transaction: '12', amount: 12_990, command: 'ML-1_key'};

type House = (request: NetRequest) => {readonly status: number; readonly body: string};

const answers =
  (code: string, change: Readonly<Record<string, string>> = {}): House =>
  ({body}) => {
    const asked = Object.fromEntries(new URLSearchParams(String(body)));
    const {SITE = '', RANG = '', NUMQUESTION = '', NUMAPPEL = '', NUMTRANS = ''} = asked;
    const fields = {SITE, RANG, NUMQUESTION, NUMAPPEL, NUMTRANS, CODEREPONSE: code, STATUS: 'Autorisé', ...change};
    return {status: 200, body: new URLSearchParams(fields).toString()};
  };
const shut: House = () => {
  throw new NetError('not_sent');
};
const silent: House = () => {
  throw new NetError('no_answer');
};
const broken: House = () => ({status: 502, body: ''});
const page =
  (says: string): House =>
  () => ({status: 200, body: `<html><body><div id="server_status">${says}</div></body></html>`});

function worldOf(...houses: readonly House[]) {
  const asked: string[] = [];
  const hosts: string[] = [];
  const world: World = {
    clock: {now: () => 1_800_000_000_000},
    timer: {after: () => ({cancel: () => undefined})},
    random: {bytes: (length) => new Uint8Array(length)},
    net: {
      async fetch(request) {
        const {host} = new URL(request.url);
        if (!hosts.includes(host)) hosts.push(host);
        asked.push(`${request.method} ${host}`);
        const house = houses[hosts.indexOf(host)];
        assert.ok(house, `nobody was to ask ${host}`);
        return {...house(request), headers: {}};
      },
    },
    log: () => undefined,
  };
  return {world, asked};
}

const both = ['POST ppps.e-transactions.fr', 'POST ppps1.e-transactions.fr'];

async function ask(question: Parameters<Ask>[0], ...houses: readonly House[]) {
  const {world, asked} = worldOf(...houses);
  let number = 0;
  const answer = await askerOf(config, world, () => ++number)(question, numbers, numbers.amount);
  return {answer, asked};
}

describe('a deed at Up2pay', () => {
  for (const question of ['capture', 'void', 'refund'] as const) {
    test(`${question}: the second house where the first certainly got nothing`, async () => {
      const {answer, asked} = await ask(question, shut, answers('00000'));
      assert.deepEqual([answer.kind, asked], ['answer', both]);
      assert.deepEqual((await ask(question, shut, shut)).answer, {kind: 'not_sent'});
      assert.deepEqual((await ask(question, shut, silent)).answer, {kind: 'unknown'});
    });

    for (const [what, first, kind] of [
      ['no answer', silent, 'unknown'],
      ['an error', broken, 'unknown'],
      ['an answer to another question', answers('00000', {NUMQUESTION: '99'}), 'unknown'],
      ['its line was cut on the way (00097)', answers('00097'), 'answer'],
      ['its line was cut on the way (00098)', answers('00098'), 'answer'],
      ['the centre was not reached (00001)', answers('00001'), 'answer'],
      ['a refusal', answers('00015'), 'answer'],
      ['done', answers('00000'), 'answer'],
    ] as const)
      test(`${question}, ${what}: it may have been done, so the second house is never asked`, async () => {
        const {answer, asked} = await ask(question, first);
        assert.deepEqual([answer.kind, asked], [kind, both.slice(0, 1)]);
      });
  }

  for (const [what, first] of Object.entries({
    'no line': shut,
    'no answer': silent,
    'an error': broken,
    '00001': answers('00001'),
    '00097': answers('00097'),
    '00098': answers('00098'),
  }))
    test(`an inquiry changes nothing: with ${what} the second house is asked`, async () => {
      const {answer, asked} = await ask('inquiry', first, answers('00000'));
      assert.deepEqual([answer.kind, asked], ['answer', both]);
    });

  test('an inquiry that was answered is not asked again', async () =>
    assert.deepEqual((await ask('inquiry', answers('00018'))).asked, both.slice(0, 1)));
});

describe('the page of Up2pay', () => {
  for (const [what, first] of Object.entries({
    'no line': shut,
    'no answer': silent,
    'an error': broken,
    'not OK': page('KO'),
  }))
    test(`with ${what} the shopper goes to the second house, which says that it works`, async () => {
      const {world} = worldOf(first, page('OK'));
      assert.equal(await openPage(config, world.net), 'https://tpeweb1.e-transactions.fr/php/');
    });

  test('where neither says that it works, nobody is sent anywhere', async () =>
    assert.equal(await openPage(config, worldOf(page('KO'), shut).world.net), undefined));
});

describe('`npx guichet check`, without the direct interface', () => {
  const alone = configOf({...settings, direct: false});

  test('says that the page is there, that no call could prove the keys, and what is left to the back office', async () => {
    const {world, asked} = worldOf(page('OK'));
    const checked = await checkUp2pay(alone, world);
    assert.ok(checked.kind === 'well');
    assert.match(checked.can.join('; '), /no direct interface.*back office.*keys: not proven/);
    assert.deepEqual(asked, ['GET tpeweb.e-transactions.fr']);
  });

  test('says that nobody is there', async () =>
    assert.equal((await checkUp2pay(alone, worldOf(shut, page('KO')).world)).kind, 'unreachable'));
});
