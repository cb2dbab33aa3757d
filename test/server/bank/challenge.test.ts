import assert from 'node:assert/strict';
import {test} from 'node:test';
import {lapse} from '../../../server/bank/authentication.ts';
import {carried, config, encode, isOpen, TestBank} from './bank.ts';

const code = '4000000000000101';
const second = 1_000;
const minute = 60_000;

/** A challenge on the screen. */
async function shown(number = code, differences: object = {}): Promise<{bank: TestBank; ares: any; page: string}> {
  const bank = new TestBank();
  const ares = await bank.areq(number, differences);
  const page = await (await bank.creq(ares)).text();
  return {bank, ares, page};
}

const result = (bank: TestBank, index = 0): any => {
  const {transStatus, transStatusReason, challengeCancel, interactionCounter, authenticationType, eci} =
    bank.sent[index]?.message ?? ({} as any);
  return [transStatus, transStatusReason, challengeCancel, interactionCounter, authenticationType, eci];
};

/** Cards, what is answered in turn, the result, and what the browser is told. */
const rows: readonly [number: string, answers: readonly string[], rreq: readonly unknown[], cres: string][] = [
  [code, ['123456'], ['Y', undefined, undefined, '00', '02', '05'], 'Y'],
  [code, ['123 456'], ['Y', undefined, undefined, '00', '02', '05'], 'Y'],
  [code, ['000000', '123456'], ['Y', undefined, undefined, '01', '02', '05'], 'Y'],
  [code, ['000000', '111111', '123456'], ['Y', undefined, undefined, '02', '02', '05'], 'Y'],
  [code, ['000000', '111111', '222222'], ['N', '19', undefined, '03', '02', '07'], 'N'],
  [code, ['', '000000', '', '111111', '123456'], ['Y', undefined, undefined, '02', '02', '05'], 'Y'],
  ['5200000000000106', ['123456'], ['Y', undefined, undefined, '00', '02', '02'], 'Y'],
  ['5200000000000106', ['1', '2', '3'], ['N', '19', undefined, '03', '02', '00'], 'N'],
  ['4000000100000100', ['123456'], ['Y', undefined, undefined, '00', '02', '05'], 'Y'],
  ['4000000000003220', ['123456'], ['Y', undefined, undefined, '00', '02', '05'], 'Y'],
  ['4000000000000721', ['123456'], ['Y', undefined, undefined, '00', '02', '05'], 'Y'],
  ['4000000000000200', ['123456'], ['N', '01', undefined, '01', '02', '07'], 'N'],
  ['4000000000000861', ['123456'], ['N', '01', undefined, '00', '02', '07'], 'Y'],
  ['4000000000000135', ['01/02/1980'], ['Y', undefined, undefined, '00', '01', '05'], 'Y'],
  ['4000000000000135', ['1-2-1980'], ['Y', undefined, undefined, '00', '01', '05'], 'Y'],
  ['4000000000000135', ['02/01/1980', '01021980'], ['Y', undefined, undefined, '01', '01', '05'], 'Y'],
  ['4000000000000143', [' Félix '], ['Y', undefined, undefined, '00', '01', '05'], 'Y'],
  ['4000000000000143', ['rex', 'médor', 'minou'], ['N', '19', undefined, '03', '01', '07'], 'N'],
];

for (const [number, answers, rreq, cres] of rows) {
  test(`${number.slice(-4)} answered ${answers.join(', ')}: ${rreq.slice(0, 2).join('')}`, async () => {
    const {bank, ares} = await shown(number);
    let page = '';
    for (const answer of answers) {
      assert.deepEqual(bank.sent, [], 'nothing is sent before the end');
      page = await (await bank.answer(ares, answer)).text();
    }
    assert.deepEqual(result(bank), rreq);
    assert.equal(carried(page).cres.transStatus, cres);
    await bank.pass(20 * minute);
    assert.equal(bank.sent.length, 1, 'exactly one result');
  });
}

test('the result goes to the 3DS server under the directory key before the browser hears of it', async () => {
  const {bank, ares} = await shown();
  bank.behaviors = ['says nothing', 'answers'];
  const page = await (await bank.answer(ares, '123456')).text();
  const [{request, message}] = bank.sent as any;
  assert.equal(request.url, 'https://pay.example.test/3ds/results');
  assert.equal(request.headers.authorization, `Bearer ${config.directoryKey}`);
  assert.equal(request.timeoutMs, 5_000);
  assert.equal(bank.sent.length, 2);
  const {authenticationValue, ...rest} = message;
  assert.equal(Buffer.from(authenticationValue, 'base64').length, 20);
  assert.deepEqual(rest, {
    messageType: 'RReq',
    messageVersion: '2.2.0',
    messageCategory: '01',
    threeDSServerTransID: ares.threeDSServerTransID,
    acsTransID: ares.acsTransID,
    dsTransID: ares.dsTransID,
    transStatus: 'Y',
    eci: '05',
    authenticationType: '02',
    interactionCounter: '00',
  });
  const {address, cres, sessionData} = carried(page);
  assert.equal(address, 'https://pay.example.test/3ds/done/9kQ2');
  assert.equal(sessionData, 'cmhfN0hxMm1WMHhTMWNCOWRUNA', 'untouched');
  assert.deepEqual(cres, {
    messageType: 'CRes',
    messageVersion: '2.2.0',
    threeDSServerTransID: ares.threeDSServerTransID,
    acsTransID: ares.acsTransID,
    transStatus: 'Y',
  });
});

test('without session data none comes back', async () => {
  const bank = new TestBank();
  const ares = await bank.areq(code);
  await bank.creq(ares, {}, null);
  assert.equal(carried(await (await bank.answer(ares, '123456')).text()).sessionData, undefined);
});

test('a result that does not arrive is sent again at once, then every ten seconds, with the same words', async () => {
  const {bank, ares} = await shown();
  bank.behaviors = ['refuses connection', 'fails', 'says nothing', 'fails', 'answers'];
  const start = bank.now;
  const page = await (await bank.answer(ares, '123456')).text();
  assert.equal(carried(page).cres.transStatus, 'Y', 'the browser goes back after the second try');
  await bank.pass(10 * minute);
  assert.deepEqual(
    bank.sent.map(({at}) => at - start),
    [0, 0, 10_000, 20_000, 30_000],
  );
  assert.equal(new Set(bank.sent.map(({message}) => JSON.stringify(message))).size, 1);
});

test('it is given up after ten minutes', async () => {
  const {bank, ares} = await shown();
  bank.behaviors = Array(200).fill('fails');
  await bank.answer(ares, '123456');
  await bank.pass(60 * minute);
  assert.equal(bank.sent.length, 61);
  assert.equal(bank.timersLeft, 0);
});

test('an Erro is an answer: it is not sent again', async () => {
  const {bank, ares} = await shown();
  bank.behaviors = ['answers Erro'];
  await bank.answer(ares, '123456');
  await bank.pass(10 * minute);
  assert.equal(bank.sent.length, 1);
});

test('a bank that crashes before the result arrived sends it when it is back', async () => {
  const {bank, ares} = await shown();
  bank.behaviors = ['fails', 'fails'];
  await bank.answer(ares, '123456');
  await bank.crash();
  await bank.pass(10 * second);
  assert.deepEqual(
    bank.sent.map(({message}) => message.transStatus),
    ['Y', 'Y', 'Y'],
  );
  await bank.crash();
  await bank.pass(10 * minute);
  assert.equal(bank.sent.length, 3);
});

test('two answers at once make one result', async () => {
  const {bank, ares} = await shown();
  const pages = await Promise.all([1, 2].map(async () => (await bank.answer(ares, '123456')).text()));
  assert.deepEqual(
    pages.map((page) => carried(page).cres.transStatus),
    ['Y', 'Y'],
  );
  await bank.pass(minute);
  assert.equal(bank.sent.length, 1);
});

test('Cancel is no failure: N, 19, challengeCancel 01, and the wrong entries so far', async () => {
  const {bank, ares} = await shown();
  await bank.answer(ares, '000000');
  const page = await (await bank.answer(ares, '', 'cancel')).text();
  assert.deepEqual(result(bank), ['N', '19', '01', '01', '02', '07']);
  assert.equal(carried(page).cres.transStatus, 'N');
});

test('no CReq in 30 seconds: N, 14, challengeCancel 05', async () => {
  const bank = new TestBank();
  const ares = await bank.areq(code);
  await bank.pass(30 * second - 1);
  assert.deepEqual(bank.sent, []);
  await bank.pass(1);
  assert.deepEqual(result(bank), ['N', '14', '05', '00', '02', '07']);
  const late = await (await bank.creq(ares)).text();
  assert.equal(carried(late).cres.transStatus, 'N', 'a CReq after that only closes the window');
  assert.equal(bank.sent.length, 1);
});

test('ten minutes without a word: N, 14, challengeCancel 04; each page sent begins them anew', async () => {
  const {bank, ares} = await shown();
  await bank.pass(10 * minute - 1);
  await bank.answer(ares, '000000');
  await bank.pass(10 * minute - 1);
  await bank.answer(ares, '', 'resend');
  await bank.pass(10 * minute - 1);
  assert.deepEqual(bank.sent, []);
  await bank.pass(1);
  assert.deepEqual(result(bank), ['N', '14', '04', '01', '02', '07']);
  const page = await (await bank.answer(ares, '123456')).text();
  assert.equal(carried(page).cres.transStatus, 'N', 'the right code comes too late');
  assert.equal(bank.sent.length, 1);
});

test('deadlines outlive the process', async () => {
  const {bank} = await shown();
  await bank.crash();
  await bank.pass(10 * minute);
  assert.deepEqual(result(bank).slice(0, 3), ['N', '14', '04']);
});

test('a second CReq shows an unfinished challenge again, with its wrong entries counted', async () => {
  const {bank, ares} = await shown();
  await bank.answer(ares, '000000');
  const again = await (await bank.creq(ares, {}, 'b3RoZXI')).text();
  assert.match(again, /name="answer"/);
  await bank.answer(ares, '000000');
  const page = await (await bank.answer(ares, '000000')).text();
  assert.deepEqual(result(bank), ['N', '19', undefined, '03', '02', '07']);
  assert.equal(carried(page).sessionData, 'b3RoZXI', 'the session data of the latest form');
  assert.equal(carried(await (await bank.creq(ares)).text()).cres.transStatus, 'N', 'a finished one only ends again');
});

test('0804: the page never comes, and the request lapses', async () => {
  const bank = new TestBank();
  const ares = await bank.areq('4000000000000804');
  const call = bank.creq(ares);
  assert.ok(await isOpen(call));
  await bank.pass(30 * second);
  assert.deepEqual(result(bank).slice(0, 3), ['N', '14', '05']);
  assert.ok(await isOpen(call));
  await bank.pass(30 * second);
  assert.equal((await call).status, 504);
});

test('0812: the result arrives three seconds after the browser', async () => {
  const {bank, ares} = await shown('4000000000000812');
  const page = await (await bank.answer(ares, '123456')).text();
  assert.equal(carried(page).cres.transStatus, 'Y');
  await bank.pass(3 * second - 1);
  assert.deepEqual(bank.sent, []);
  await bank.pass(1);
  assert.equal(result(bank)[0], 'Y');
});

test('0820: the result never arrives', async () => {
  const {bank, ares} = await shown('4000000000000820');
  assert.equal(carried(await (await bank.answer(ares, '123456')).text()).cres.transStatus, 'Y');
  await bank.pass(60 * minute);
  assert.deepEqual(bank.sent, []);
});

test('0838: the result arrives twice, the same', async () => {
  const {bank, ares} = await shown('4000000000000838');
  await bank.answer(ares, '123456');
  await bank.pass(minute);
  assert.equal(bank.sent.length, 2);
  assert.deepEqual(bank.sent[0]?.message, bank.sent[1]?.message);
});

test('0705: approved by itself after eight seconds', async () => {
  const bank = new TestBank();
  await bank.areq('4000000000000705');
  await bank.pass(8 * second - 1);
  assert.deepEqual(bank.sent, []);
  await bank.pass(1);
  assert.deepEqual(result(bank), ['Y', undefined, undefined, '00', '04', '05']);
});

for (const [number, type] of [
  ['4000000000000150', '03'],
  ['4000000000000705', '04'],
] as const) {
  test(`${number.slice(-4)}: the phone approves or refuses, once`, async () => {
    for (const [decision, expected] of [
      ['approve', ['Y', undefined, undefined, '00', type, '05']],
      ['refuse', ['N', '01', undefined, '01', type, '07']],
    ] as const) {
      const bank = new TestBank();
      const ares = await bank.areq(number);
      if (ares.transStatus === 'C') await bank.creq(ares);
      const address = `/phone/approvals/${ares.acsTransID}`;
      assert.equal((await bank.form(address, {decision, lang: 'fr'})).status, 303);
      await bank.form(address, {decision: 'refuse', lang: 'fr'});
      await bank.pass(minute);
      assert.equal(bank.sent.length, 1);
      assert.deepEqual(result(bank), expected);
    }
  });
}

test('the app: the page asks, waits, and goes on once the phone has approved', async () => {
  const {bank, ares, page} = await shown('4000000000000150');
  const address = `/acs/challenge/${ares.acsTransID}/state`;
  assert.match(page, new RegExp(`data-state="${address}"`));
  const state = async (): Promise<any> => (await bank.app.request(address)).json();
  assert.deepEqual(await state(), {state: 'open'});
  assert.match(await (await bank.answer(ares, '', 'continue')).text(), /n’est pas encore approuvé/);
  await bank.form(`/phone/approvals/${ares.acsTransID}`, {decision: 'approve'});
  assert.deepEqual(await state(), {state: 'ended'});
  assert.equal(carried(await (await bank.answer(ares, '', 'continue')).text()).cres.transStatus, 'Y');
});

test('the phone approves nothing that is asked by code', async () => {
  const {bank, ares} = await shown();
  await bank.form(`/phone/approvals/${ares.acsTransID}`, {decision: 'approve'});
  await bank.pass(second);
  assert.deepEqual(bank.sent, []);
});

/** CReqs that are not one, or not of this transaction. */
const unreadable: readonly [name: string, differences: object][] = [
  ['of another version', {messageVersion: '2.1.0'}],
  ['of another 3DS server', {threeDSServerTransID: '6f1d9c52-3b0e-4c9a-9f64-2f0b8f0b7a11'}],
  ['of an unknown transaction', {acsTransID: 'b7a0c3de-0a55-4a0b-8d3c-9d3f5a1e6c20'}],
  ['of another message', {messageType: 'CRes'}],
  ['of a window without size', {challengeWindowSize: '06'}],
];

for (const [name, differences] of unreadable) {
  test(`a CReq ${name} shows nothing`, async () => {
    const bank = new TestBank();
    const response = await bank.creq(await bank.areq(code), differences);
    assert.equal(response.status, 400);
    assert.doesNotMatch(await response.text(), /<form/);
  });
}

test('base64url is read with and without padding and line breaks, and up to 16 kB', async () => {
  const bank = new TestBank();
  const {threeDSServerTransID, acsTransID} = await bank.areq(code);
  const message = {
    threeDSServerTransID,
    acsTransID,
    challengeWindowSize: '01',
    messageType: 'CReq',
    messageVersion: '2.2.0',
  };
  const status = async (creq: string): Promise<number> => (await bank.form('/acs/challenge', {creq})).status;
  const bare = encode({...message, pad: 'x'});
  assert.equal(await status(bare), 200);
  assert.equal(await status(bare.padEnd(Math.ceil(bare.length / 4) * 4, '=')), 200);
  assert.equal(await status(`${bare.slice(0, 60)}\r\n${bare.slice(60)}`), 200);
  assert.equal(await status(encode({...message, pad: 'x'.repeat(11_900)})), 200);
  assert.equal(await status(encode({...message, pad: 'x'.repeat(12_300)})), 400);
  assert.equal(await status('%%%'), 400);
  assert.equal(await status(Buffer.from('[]').toString('base64url')), 400);
  assert.equal((await bank.form('/acs/challenge', {creq: 'x'.repeat(40_000)})).status, 413);
  assert.equal((await bank.form('/acs/challenge', {creq: bare, threeDSSessionData: 'x'.repeat(1025)})).status, 400);
});

test('the 3DS Method sends its own id back, and stalls where it should', async () => {
  const bank = new TestBank();
  const data = {
    threeDSServerTransID: '6f1d9c52-3b0e-4c9a-9f64-2f0b8f0b7a11',
    threeDSMethodNotificationURL: 'https://pay.example.test/3ds/m/9kQ2',
  };
  const response = await bank.form('/acs/method', {threeDSMethodData: encode(data)});
  const page = await response.text();
  assert.match(page, /<form method="post" action="https:\/\/pay\.example\.test\/3ds\/m\/9kQ2"/);
  assert.match(
    page,
    /name="threeDSMethodData" value="eyJ0aHJlZURTU2VydmVyVHJhbnNJRCI6IjZmMWQ5YzUyLTNiMGUtNGM5YS05ZjY0LTJmMGI4ZjBiN2ExMSJ9"/,
  );
  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /form-action 'self' https:\/\/pay\.example\.test;/,
  );
  const stalled = await bank.form('/acs/method/stalls', {threeDSMethodData: encode(data)});
  assert.equal(stalled.status, 200);
  assert.doesNotMatch(await stalled.text(), /<form|<script/);
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    "https://a;script-src'self'/",
    'https://u:p@pay.example.test/',
  ]) {
    const refused = await bank.form('/acs/method', {
      threeDSMethodData: encode({...data, threeDSMethodNotificationURL: url}),
    });
    assert.equal(refused.status, 400, url);
  }
});

test('an alarm that rings early moves nothing', async () => {
  const {bank, ares} = await shown();
  const record = bank.store.authentication(ares.acsTransID)!;
  assert.equal(lapse(record, bank.now + 10 * minute - 1), record);
  assert.equal(lapse(record, bank.now + 10 * minute).phase.name, 'ended');
});
