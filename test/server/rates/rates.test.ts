import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Rates} from '#contract/rates.ts';
import {NetError, type Net, type NetRequest, type NetResponse} from '../../../server/ports.ts';
import {parseEcb} from '../../../server/rates/parse-ecb.ts';
import {createRateBook, ecbUrl, type RateShelf} from '../../../server/rates/rate-book.ts';
import {sampleRates} from '../../../server/rates/sample.ts';

/** One day of the file, with what the bank writes around it. */
const day = (date: string, usd = '1.1402'): string =>
  `<Cube time='${date}'><Cube currency='USD' rate='${usd}'/><Cube currency='JPY' rate='162.12'/>` +
  `<Cube currency='GBP' rate='0.8420'/><Cube currency='CHF' rate='0.9310'/></Cube>`;

const file = (days: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube>${days}</Cube></gesmes:Envelope>`;

const read: Rates = {
  source: 'ECB',
  date: '2026-11-23',
  sample: false,
  perEuro: {USD: '1.1402', GBP: '0.8420', CHF: '0.9310'},
};

describe('a file of the ECB', () => {
  test('gives its day and our rates, as they are written', () => {
    assert.deepEqual(parseEcb(file(day('2026-11-23'))), read);
    assert.deepEqual(parseEcb(file(day('2026-11-23')).replaceAll("'", '"')), read);
  });

  test('of many days gives the newest, wherever it stands', () => {
    assert.deepEqual(parseEcb(file(day('2026-11-20', '1') + day('2026-11-23') + day('2026-11-19', '2'))), read);
  });

  const wrong: Readonly<Record<string, string>> = {
    nothing: '',
    'a web page': '<html><body>404</body></html>',
    'half a file': file(day('2026-11-23')).slice(0, 300),
    'no day': file(''),
    'a day that does not exist': file(day('2026-02-30')),
    'a currency that is missing': file(day('2026-11-23').replace('CHF', 'BGN')),
    'a currency that is there twice': file(day('2026-11-23').replace('JPY', 'USD')),
    'a rate of zero': file(day('2026-11-23', '0')),
    'a rate with a comma': file(day('2026-11-23', '1,14')),
    'a rate below zero': file(day('2026-11-23', '-1.14')),
    'a rate in words of a machine': file(day('2026-11-23', '1e3')),
    'a document type': file(day('2026-11-23')).replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>'),
    'more than it may be': file(day('2026-11-23')) + ' '.repeat(600_000),
  };
  for (const [what, text] of Object.entries(wrong)) {
    test(`is refused: ${what}`, () => assert.equal(parseEcb(text), undefined));
  }
});

/** A network that gives one answer after another, and remembers what was asked. */
function netOf(...answers: (Partial<NetResponse> | NetError)[]): Net & {readonly asked: NetRequest[]} {
  const asked: NetRequest[] = [];
  return {
    asked,
    fetch: async (request) => {
      asked.push(request);
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new NetError('not_sent');
      return {status: 200, headers: {}, body: '', ...answer};
    },
  };
}

const live = {livemode: true, url: ecbUrl, sample: sampleRates};
const log = (): void => undefined;

describe('the rate book', () => {
  test('offers nothing in live mode before it has real rates, the sample in test mode', () => {
    assert.equal(createRateBook(live, {net: netOf(), log}).offered('2026-11-23'), undefined);
    assert.equal(createRateBook({...live, livemode: false}, {net: netOf(), log}).offered('2030-01-01'), sampleRates);
  });

  test('fetches fresh rates in bounds, offers them, and keeps them', async () => {
    const saved: Rates[] = [];
    const net = netOf({body: file(day('2026-11-23'))});
    const shelf: RateShelf = {load: async () => undefined, save: async (rates) => void saved.push(rates)};
    const book = createRateBook(live, {net, log}, shelf);
    assert.equal(await book.refresh(), 'fresh');
    assert.deepEqual([book.offered('2026-11-24'), saved], [read, [read]]);
    const [{url, timeoutMs, bytesMax} = {} as NetRequest] = net.asked;
    assert.deepEqual([url, timeoutMs, bytesMax], [ecbUrl, 10_000, 65_536]);
  });

  test('keeps the last good rates whatever comes, until they are too old', async () => {
    const bad = [
      new NetError('no_answer'),
      {status: 500},
      {status: 302, body: file(day('2026-11-24'))},
      {body: 'not the file'},
      {body: file(day('2026-11-24').replace('GBP', 'XXX'))},
    ];
    const book = createRateBook(live, {net: netOf({body: file(day('2026-11-23'))}, ...bad), log});
    await book.refresh();
    for (const _ of bad) {
      assert.equal(await book.refresh(), 'failed');
      assert.deepEqual(book.offered('2026-11-27'), read);
    }
    assert.equal(book.offered('2026-11-30'), undefined);
  });

  test('never goes back to an older day', async () => {
    const net = netOf(
      {body: file(day('2026-11-23'))},
      {body: file(day('2026-11-20', '9'))},
      {body: file(day('2026-11-23', '9'))},
    );
    const book = createRateBook(live, {net, log});
    assert.deepEqual([await book.refresh(), await book.refresh(), await book.refresh()], ['fresh', 'same', 'same']);
    assert.deepEqual(book.offered('2026-11-24'), read);
  });

  test('takes up what another process kept, unless it has newer', async () => {
    const shelf = (rates: Rates): RateShelf => ({load: async () => rates, save: async () => undefined});
    const book = createRateBook(live, {net: netOf({body: file(day('2026-11-24', '1.2'))}), log}, shelf(read));
    await book.load();
    assert.deepEqual(book.offered('2026-11-24'), read);
    await book.refresh();
    await book.load();
    assert.equal(book.offered('2026-11-24')?.date, '2026-11-24');
  });

  test('takes no sample from the shelf, and survives a shelf that breaks', async () => {
    const sampled = createRateBook(
      live,
      {net: netOf(), log},
      {load: async () => sampleRates, save: async () => undefined},
    );
    await sampled.load();
    assert.equal(sampled.offered('2026-11-20'), undefined);
    const broken = (): Promise<never> => Promise.reject(new Error('disk'));
    const book = createRateBook(live, {net: netOf({body: file(day('2026-11-23'))}), log}, {load: broken, save: broken});
    await book.load();
    await book.refresh();
    assert.deepEqual(book.offered('2026-11-24'), read);
  });

  test('without an address asks nobody', async () => {
    const net = netOf();
    const book = createRateBook({livemode: false, sample: sampleRates}, {net, log});
    assert.equal(await book.refresh(), 'failed');
    assert.equal(net.asked.length, 0);
  });

  test('in test mode falls back on the sample when the real rates are too old', async () => {
    const book = createRateBook({...live, livemode: false}, {net: netOf({body: file(day('2026-11-23'))}), log});
    await book.refresh();
    assert.deepEqual([book.offered('2026-11-24')?.sample, book.offered('2027-01-01')?.sample], [false, true]);
  });
});
