import {sign as signBytes} from 'node:crypto';
import {doublePrivateKey} from '../../../server/bank/doubles/up2pay-key.ts';
import {up2pay} from '../../../server/providers/up2pay/definition.ts';
import type {Town} from '../../town.ts';
import {conforms, type Json, type Standing, type Word} from './conformance.ts';

const key = '0123456789ABCDEF'.repeat(8);
const settings = {mode: 'test', site: '1999888', rank: '43', identifier: '107975626', hmac_key: key, direct: true};

async function book(town: Town): Promise<readonly Standing[]> {
  const headers = {authorization: 'Bearer bank_test_key'};
  return (await town.call('bank', '/doubles/up2pay/book', {headers})).json();
}

const headers = {'content-type': 'application/x-www-form-urlencoded'};
const signed = (text: string): Word => {
  const signature = signBytes('RSA-SHA1', Buffer.from(text), doublePrivateKey).toString('base64');
  return {headers, body: `${text}&K=${encodeURIComponent(signature)}`};
};
const fields = (reference: string) => `M=12990&R=${encodeURIComponent(reference)}&T=4711&A=XXXXXX&C=CB&E=00000&S=4712`;
const word = (reference: string) => signed(fields(reference));

const reading = {
  read: (text: string): Json => Object.fromEntries(text.split('&').map((pair) => pair.split('='))),
  write: (answer: Json) =>
    new Uint8Array(
      Buffer.from(
        Object.entries(answer)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join('&'),
        'latin1',
      ),
    ),
};

const direct = (type: string) => ({method: 'POST', path: '/PPPS.php', says: `TYPE=${type}`}) as const;

conforms({
  definition: up2pay,
  badSettings: [
    ['without a key', {...settings, hmac_key: ''}],
    ['with a key of another shape', {...settings, hmac_key: key.slice(2)}],
    ['with a site of another shape', {...settings, site: '199988'}],
    ['of the public test account in live mode', {...settings, mode: 'live'}],
    ['with the public key in live mode', {...settings, mode: 'live', site: '7654321'}],
    [
      'with a double in live mode',
      {...settings, mode: 'live', site: '7654321', hmac_key: 'A'.repeat(128), double_url: 'https://a.example'},
    ],
    ['that do not say whether there is a direct interface', {...settings, direct: undefined}],
    ['with a public key that is none', {...settings, public_key: 'PEM'}],
    ['with a name that it does not know', {...settings, password: '1999888I'}],
  ],
  calls: {
    authorize: null,
    close: null,
    capture: direct('00002'),
    void: direct('00005'),
    refund: direct('00014'),
    look: direct('00017'),
  },
  probesPage: true,
  lapsesUnseen: true,
  refundsUnseen: true,
  book,
  acts: {
    pay: 'pay',
    refuse: [
      ['cb_51', 'insufficient_funds', 'cb:51'],
      ['cb_05', 'generic_decline', 'cb:05'],
      ['cb_57', 'transaction_not_allowed', 'cb:57'],
      ['3ds_declined', 'suspected_fraud', 'up2pay:00040'],
    ],
    cancel: 'cancel',
    expire: 'expire',
  },
  reading,
  shut: (answer) => ({...answer, CODEREPONSE: '00006'}),
  lies: [
    ['another shop', (answer) => ({...answer, SITE: '7654321'})],
    ['another question', (answer) => ({...answer, NUMQUESTION: '1'})],
    ['another call', (answer) => ({...answer, NUMAPPEL: '1'})],
    ['another transaction', (answer) => ({...answer, NUMTRANS: '1'})],
    ['a refusal', (answer) => ({...answer, STATUS: 'Refus\u00e9'})],
    ['a word that nobody has heard', (answer) => ({...answer, STATUS: 'Captur\u00e9e peut-\u00eatre'})],
    ['no word', ({STATUS: _, ...answer}) => answer],
    ['a transaction that is not found', (answer) => ({...answer, CODEREPONSE: '00018'})],
    ['a code that nobody has heard', (answer) => ({...answer, CODEREPONSE: '0000'})],
    ['no code', ({CODEREPONSE: _, ...answer}) => answer],
    ['a text', () => ({html: 'STATUS'})],
  ],
  withPage: (answer) => answer,
  badPages: [],
  word,
  badWords: [
    ['nothing', {body: ''}],
    ['no signature', {headers, body: fields('a')}],
    ['a changed amount', {headers, body: word('a').body.replace('12990', '12991')}],
    ['a field more', {headers, body: `${word('a').body}&M=1`}],
    ['a field twice', signed(`${fields('a')}&M=12990`)],
    ['no order', signed('M=12990&T=4711&A=XXXXXX&E=00000&S=4712')],
    ['no amount', signed('M=0&R=a&T=4711&A=XXXXXX&E=00000&S=4712')],
    ['no result', signed('M=12990&R=a&T=4711&A=XXXXXX&S=4712')],
    ['a number that is none', signed('M=12990&R=a&T=..%2F&A=XXXXXX&E=00000&S=4712')],
  ],
  secrets: [key, 'Saint-Etienne'],
});
