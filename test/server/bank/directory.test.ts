import assert from 'node:assert/strict';
import {test} from 'node:test';
import {areqOf, config, TestBank} from './bank.ts';

/** What the ARes says of each card that needs no challenge. */
const answers: readonly [number: string, expected: Record<string, unknown>][] = [
  ['4000000000000010', {transStatus: 'Y', eci: '05'}],
  ['4000002500001001', {transStatus: 'Y', eci: '05'}],
  ['5555552500001001', {transStatus: 'Y', eci: '02'}],
  ['4242424242424242', {transStatus: 'Y', eci: '05'}],
  ['5555555555554444', {transStatus: 'Y', eci: '02'}],
  ['2223003122003222', {transStatus: 'Y', eci: '02'}],
  ['6759649826438453', {transStatus: 'Y', eci: '02'}],
  ['378282246310005', {transStatus: 'Y', eci: '05'}],
  ['3566002020360505', {transStatus: 'Y', eci: '05'}],
  ['4000000000020513', {transStatus: 'Y', eci: '05'}],
  ['4000000000009995', {transStatus: 'Y', eci: '05'}],
  ['4000000000001018', {transStatus: 'Y', eci: '05'}],
  ['4000000000001109', {transStatus: 'Y', eci: '05'}],
  ['4000000000000846', {transStatus: 'Y', eci: '05'}],
  ['4000000000000853', {transStatus: 'Y', eci: '05'}],
  ['4000000000000309', {transStatus: 'A', eci: '06'}],
  ['4000000000000713', {transStatus: 'I', eci: '07'}],
  ['4000000000000408', {transStatus: 'N', transStatusReason: '12', eci: '07'}],
  ['4000000000000507', {transStatus: 'R', transStatusReason: '11', eci: '07'}],
  ['4000000000000606', {transStatus: 'U', transStatusReason: '22', eci: '07'}],
  ['4111111111111111', {transStatus: 'N', transStatusReason: '08', eci: '07'}],
];

for (const [number, expected] of answers) {
  test(`${number.slice(-4)} is answered ${expected['transStatus']}${expected['transStatusReason'] ?? ''} at once`, async () => {
    const bank = new TestBank();
    const ares = await bank.areq(number);
    for (const [name, value] of Object.entries(expected)) assert.equal(ares[name], value, name);
    const proven = ['Y', 'A'].includes(ares.transStatus);
    assert.equal(Buffer.from(ares.authenticationValue ?? '', 'base64').length, proven ? 20 : 0);
    assert.equal('transStatusReason' in ares, ['N', 'U', 'R'].includes(ares.transStatus));
    assert.equal('acsURL' in ares, false);
    await bank.pass(3_600_000);
    assert.deepEqual(bank.sent, [], 'no result follows');
  });
}

/** What the ARes says of each card that is challenged. */
const challenges: readonly [number: string, authenticationType: string][] = [
  ['4000000000000101', '02'],
  ['5200000000000106', '02'],
  ['4000000100000100', '02'],
  ['4000000000003220', '02'],
  ['4000000000000200', '02'],
  ['4000000000000721', '02'],
  ['4000000000000804', '02'],
  ['4000000000000812', '02'],
  ['4000000000000820', '02'],
  ['4000000000000838', '02'],
  ['4000000000000861', '02'],
  ['4000000000000135', '01'],
  ['4000000000000143', '01'],
  ['4000000000000150', '03'],
];

for (const [number, authenticationType] of challenges) {
  test(`${number.slice(-4)} is challenged`, async () => {
    const ares = await new TestBank().areq(number);
    assert.deepEqual(
      [ares.transStatus, ares.acsURL, ares.acsChallengeMandated, ares.authenticationType],
      ['C', 'https://bank.example.test/acs/challenge', 'Y', authenticationType],
    );
    assert.equal('authenticationValue' in ares || 'eci' in ares, false, 'nothing is proven yet');
  });
}

test('0705 is decoupled, with a word for the shopper in their language', async () => {
  const bank = new TestBank();
  const ares = await bank.areq('4000000000000705');
  assert.deepEqual(
    [ares.transStatus, ares.acsDecConInd, ares.acsChallengeMandated, ares.authenticationType],
    ['D', 'Y', 'Y', '04'],
  );
  assert.match(ares.cardholderInfo, /application de votre banque/);
  const english = await bank.areq('4000000000000705', {browserLanguage: 'en-GB'});
  assert.match(english.cardholderInfo, /your banking app/);
});

test('a mandate turns a silent yes into a challenge, and a no stays a no', async () => {
  const bank = new TestBank();
  const status = async (number: string): Promise<string> =>
    (await bank.areq(number, {threeDSRequestorChallengeInd: '04'})).transStatus;
  assert.deepEqual(await Promise.all(['4000000000000010', '4000000000000408', '4000000000000507'].map(status)), [
    'C',
    'N',
    'R',
  ]);
});

test('an expired card is not authenticated', async () => {
  const ares = await new TestBank().areq('4000000000000010', {cardExpiryDate: '2512'});
  assert.deepEqual([ares.transStatus, ares.transStatusReason], ['N', '05']);
});

test('the ids of an ARes are its own, and the same AReq again has the same ARes', async () => {
  const bank = new TestBank();
  const message = areqOf('4000000000000101');
  const ask = async (differences = {}): Promise<any> =>
    (await bank.post('/ds/areq', {...message, ...differences})).json();
  const first = await ask();
  assert.deepEqual(await ask(), first);
  assert.match(first.acsTransID, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set([first.acsTransID, first.dsTransID, first.threeDSServerTransID]).size, 3);
  const other = await ask({purchaseAmount: '4991'});
  assert.deepEqual([other.messageType, other.errorCode, other.errorDetail], ['Erro', '305', 'threeDSServerTransID']);
});

/** What is wrong with an AReq, and what the Erro says of it. `undefined` leaves the element out. */
const errors: readonly [differences: Record<string, unknown>, code: string, detail: string][] = [
  [{messageType: 'CReq'}, '101', 'messageType'],
  [{messageVersion: '2.3.1'}, '102', '2.3.1'],
  [{messageVersion: '2.1.0'}, '102', '2.1.0'],
  [{messageVersion: '2.2'}, '203', 'messageVersion'],
  [{messageVersion: undefined}, '201', 'messageVersion'],
  [{threeDSServerTransID: undefined, notificationURL: undefined}, '201', 'threeDSServerTransID,notificationURL'],
  [{browserColorDepth: undefined}, '201', 'browserColorDepth'],
  [{acctNumber: undefined}, '201', 'acctNumber'],
  [{browserColorDepth: '30'}, '203', 'browserColorDepth'],
  [{purchaseDate: '20260230093005', browserColorDepth: '30'}, '203', 'purchaseDate,browserColorDepth'],
  [{purchaseDate: '2026-01-14'}, '203', 'purchaseDate'],
  [{browserIP: ''}, '203', 'browserIP'],
  [{email: null}, '203', 'email'],
  [{browserJavascriptEnabled: 'true'}, '203', 'browserJavascriptEnabled'],
  [{purchaseAmount: '49.90'}, '203', 'purchaseAmount'],
  [{purchaseAmount: '0'}, '203', 'purchaseAmount'],
  [{purchaseAmount: 4990}, '203', 'purchaseAmount'],
  [{purchaseExponent: '3'}, '203', 'purchaseExponent'],
  [{merchantName: 'x'.repeat(41)}, '203', 'merchantName'],
  [{threeDSCompInd: 'X'}, '203', 'threeDSCompInd'],
  [{notificationURL: `https://pay.example.test/${'x'.repeat(256)}`}, '203', 'notificationURL'],
  [{notificationURL: 'javascript:alert(1)'}, '203', 'notificationURL'],
  [{notificationURL: "https://pay;script-src'self'.test/"}, '203', 'notificationURL'],
  [{purchaseCurrency: '999'}, '304', 'purchaseCurrency'],
  [{threeDSServerURL: 'https://elsewhere.example.test/3ds/results'}, '303', 'threeDSServerURL'],
];

for (const [differences, code, detail] of errors) {
  test(`an AReq with ${Object.entries(differences)
    .map(([name, value]) => `${name} ${String(value).slice(0, 40)}`)
    .join(', ')} is Erro ${code}`, async () => {
    const erro = await new TestBank().areq('4000000000000010', differences);
    assert.deepEqual(
      [
        erro.messageType,
        erro.errorCode,
        erro.errorDetail,
        erro.errorComponent,
        erro.errorMessageType,
        erro.messageVersion,
      ],
      ['Erro', code, detail, 'D', 'AReq', '2.2.0'],
    );
    assert.equal('threeDSServerTransID' in erro, !('threeDSServerTransID' in differences));
  });
}

test('without JavaScript the conditional elements may be left out; unknown ones are no error', async () => {
  const absent = {
    browserJavaEnabled: undefined,
    browserColorDepth: undefined,
    browserScreenHeight: undefined,
    browserScreenWidth: undefined,
    browserTZ: undefined,
  };
  const ares = await new TestBank().areq('4000000000000010', {
    browserJavascriptEnabled: false,
    ...absent,
    somethingNew: {a: 1},
  });
  assert.equal(ares.transStatus, 'Y');
});

test('what is no JSON is Erro 101', async () => {
  const response = await new TestBank().app.request('/ds/areq', {method: 'POST', body: 'nonsense'});
  assert.equal(((await response.json()) as any).errorCode, '101');
});

test('a range has a 3DS Method, one that stalls, or none', async () => {
  const bank = new TestBank();
  const versions = async (acctNumber: string): Promise<unknown> =>
    (await bank.post('/ds/versions', {acctNumber})).json();
  const method = `${config.url}/acs/method`;
  assert.deepEqual(await versions('4000000000000010'), {versions: ['2.2.0'], threeDSMethodURL: method});
  assert.deepEqual(await versions('4000000000000846'), {versions: ['2.2.0'], threeDSMethodURL: `${method}/stalls`});
  assert.deepEqual(await versions('4000000000000853'), {versions: ['2.2.0']});
  assert.deepEqual(await versions('4111111111111111'), {versions: []});
  assert.equal((await bank.post('/ds/versions', {acctNumber: '12'})).status, 400);
});

test('neither the log nor the store holds a card number', async () => {
  const bank = new TestBank();
  const ares = await bank.areq('4000000000000101');
  await bank.creq(ares);
  await bank.answer(ares, '123456');
  const kept = JSON.stringify(bank.store.authentication(ares.acsTransID));
  assert.match(kept, /•••• 0101/);
  assert.doesNotMatch(kept + bank.logged.join(''), /40000000/);
  assert.equal(bank.logged.length > 0, true);
});
