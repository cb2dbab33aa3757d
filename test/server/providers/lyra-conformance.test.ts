import {createHmac} from 'node:crypto';
import {lyra} from '../../../server/providers/lyra/definition.ts';
import {sign} from '../../../server/providers/lyra/signature.ts';
import type {Town} from '../../town.ts';
import {conforms, type Candidate, type Json, type Standing, type Word} from './conformance.ts';

const formKey = 'lyraDoubleTestKey';
const password = 'testpassword_lyraDouble';
const settings = {
  platform: 'payzen',
  mode: 'test',
  site_id: '12345678',
  form_key: formKey,
  rest_password: password,
};

async function book(town: Town): Promise<readonly Standing[]> {
  const headers = {authorization: 'Bearer bank_test_key'};
  return (await town.call('bank', '/doubles/lyra/book', {headers})).json();
}

const fields = {
  vads_amount: '12990',
  vads_ctx_mode: 'TEST',
  vads_currency: '978',
  vads_operation_type: 'DEBIT',
  vads_result: '00',
  vads_site_id: '12345678',
  vads_trans_date: '20261124090000',
  vads_trans_id: '324000',
  vads_trans_status: 'AUTHORISED',
  vads_url_check_src: 'PAY',
};
const formed = (given: Readonly<Record<string, string>>, signature = sign(Object.entries(given), formKey)) => ({
  headers: {'content-type': 'application/x-www-form-urlencoded'},
  body: new URLSearchParams({...given, signature}).toString(),
});
const word = (reference: string) => formed({...fields, vads_order_id: reference});

interface Order extends Json {
  readonly orderDetails: Json;
  readonly transactions: readonly Json[];
}

/** An answer to `Order/Get` with another order in it. */
const order =
  (change: (order: Order) => Json) =>
  (envelope: Json): Json => ({...envelope, answer: change(envelope['answer'] as Order)});
const debit = (change: Json) =>
  order((given) => ({...given, transactions: given.transactions.map((one) => ({...one, ...change}))}));

const atItsPage: Candidate = {
  definition: {
    ...lyra,
    demo: (url) => {
      const {public_key: _key, static_url: _static, ...rest} = Object(lyra.demo?.(url));
      return rest;
    },
  },
  badSettings: [
    ['without a key', {...settings, form_key: ''}],
    ['of a brand that nobody knows', {...settings, platform: 'paylib'}],
    ['with a password of the other mode', {...settings, rest_password: 'prodpassword_lyraDouble'}],
    ['in live mode with a test password', {...settings, mode: 'live'}],
    ['with a site of another shape', {...settings, site_id: '1234'}],
    ['with addresses of their own for a known brand', {...settings, form_url: 'https://secure.payzen.example/'}],
    ['of another brand without an address', {...settings, platform: 'other'}],
    [
      'with a plain address for live payments',
      {
        ...settings,
        platform: 'other',
        mode: 'live',
        rest_password: 'prodpassword_x1234567',
        form_url: 'http://a.example/',
        rest_url: 'http://a.example/',
      },
    ],
    ['with instalments and no word on them', {...settings, methods: ['card', 'instalments']}],
    ['with a name that it does not know', {...settings, hmac: 'x'}],
  ],
  calls: {
    authorize: null,
    capture: {method: 'POST', path: '/V4/Transaction/Validate'},
    void: {method: 'POST', path: '/V4/Transaction/CancelOrRefund'},
    close: null,
    // On the day itself a part is given back by making the payment smaller; `lyra-deeds.test.ts` has the days after.
    refund: {method: 'POST', path: '/V4/Transaction/Update'},
    look: {method: 'POST', path: '/V4/Order/Get'},
  },
  closesItself: [24, 31],
  book,
  acts: {
    pay: 'pay',
    refuse: [
      ['cb_51', 'insufficient_funds', 'cb:51'],
      ['cb_05', 'generic_decline', 'cb:05'],
      ['cb_57', 'transaction_not_allowed', 'cb:57'],
      ['cb_39', 'authentication_failed', 'lyra3ds:39'],
    ],
    cancel: 'cancel',
    expire: null,
  },
  lies: [
    ['a payment in another mode', (envelope) => ({...envelope, mode: 'PRODUCTION'})],
    [
      'an order in another mode',
      order((given) => ({...given, orderDetails: {...given.orderDetails, mode: 'PRODUCTION'}})),
    ],
    ['another order', order((given) => ({...given, orderDetails: {...given.orderDetails, orderId: 'another'}}))],
    ['another currency', debit({currency: 'USD'})],
    ['another amount', debit({amount: 1})],
    ['a word that nobody has heard', debit({detailedStatus: 'PERHAPS'})],
    ['a card that was only looked at', debit({operationType: 'VERIFICATION'})],
    ['two debits', order((given) => ({...given, transactions: [...given.transactions, ...given.transactions]}))],
    ['no amount', debit({amount: null})],
    ['an error of any kind', () => ({status: 'ERROR', mode: 'TEST', answer: {errorCode: 'PSP_999'}})],
    ['a text', () => ({status: 'CAPTURED'})],
  ],
  withPage: (answer) => answer,
  badPages: [],
  word,
  badWords: [
    ['nothing', {body: ''}],
    ['no signature', {body: new URLSearchParams({...fields, vads_order_id: 'a'}).toString()}],
    ['the signature of another', formed({...fields, vads_order_id: 'a'}, sign(Object.entries(fields), 'another key'))],
    ['a changed amount', {body: word('a').body.replace('12990', '12991')}],
    ['a field twice', {body: `${word('a').body}&vads_amount=12990`}],
    ['another shop', formed({...fields, vads_order_id: 'a', vads_site_id: '87654321'})],
    ['a live payment', formed({...fields, vads_order_id: 'a', vads_ctx_mode: 'PRODUCTION'})],
    ['no order', formed(fields)],
  ],
  secrets: [formKey, password, '497010XXXXXX0055'],
};

conforms(atItsPage);

const publicKey = '12345678:testpublickey_lyraDouble';
const embedded = {...settings, public_key: publicKey};

/** An answer of the REST interface as a notification, signed with the REST password. */
function answered(change: Json = {}, {key = password, hashKey = 'password', reference = 'a'} = {}): Word {
  const answer = JSON.stringify({
    shopId: '12345678',
    orderCycle: 'CLOSED',
    orderDetails: {orderId: reference, mode: 'TEST'},
    transactions: [{amount: 12_990, operationType: 'DEBIT', detailedStatus: 'AUTHORISED', metadata: {order: 'é/'}}],
    ...change,
  });
  return krForm(answer, createHmac('sha256', key).update(answer).digest('hex'), hashKey);
}
function krForm(answer: string, hash: string, hashKey: string): Word {
  return {
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    body: new URLSearchParams({
      'kr-answer': answer,
      'kr-hash': hash,
      'kr-hash-key': hashKey,
      'kr-hash-algorithm': 'sha256_hmac',
      'kr-answer-type': 'V4/Payment',
    }).toString(),
  };
}
/** What the browser was given, signed with the key of browsers. */
const hmacKey = 'lyraDoubleHmacKey';

conforms({
  ...atItsPage,
  definition: lyra,
  way: 'in our page',
  tellsNoWay: true,
  lost: 'harmless',
  gaveUp: {canceled: 'pending'},
  // Its page is the other way.
  routes: {card: ['lyra']},
  badSettings: [
    ['with a public key and no password', {...embedded, rest_password: undefined}],
    ['with the public key of another shop', {...embedded, public_key: '87654321:testpublickey_lyraDouble'}],
    ['with the public key of the other mode', {...embedded, public_key: '12345678:publickey_lyraDouble'}],
    ['with the password in its place', {...embedded, public_key: password}],
    ['with a public key and no cards', {...embedded, methods: ['wero']}],
    [
      'of another brand that gives no address of its script',
      {...embedded, platform: 'other', form_url: 'https://a.example/', rest_url: 'https://a.example/'},
    ],
  ],
  calls: {...atItsPage.calls, authorize: {method: 'POST', path: '/V4/Charge/CreatePayment'}},
  inFields: (town, data, action) =>
    town.call('bank', '/doubles/lyra/static/shopper', {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({token: data['form_token'] ?? '', action}).toString(),
    }),
  withPage: (envelope, formToken) => ({...envelope, answer: {formToken}}),
  badPages: ['', 'too short', `${'a'.repeat(40)} ${'b'.repeat(40)}`],
  word: (reference) => answered({}, {reference}),
  badWords: [
    ['nothing', {body: ''}],
    ['the word of a browser', answered({}, {key: hmacKey, hashKey: 'sha256_hmac'})],
    ['the key of the browser under the name of ours', answered({}, {key: hmacKey})],
    ['our key under the name of the browser’s', answered({}, {hashKey: 'sha256_hmac'})],
    ['a changed amount', {...answered(), body: answered().body.replace('12990', '12991')}],
    ['another shop', answered({shopId: '87654321'})],
    ['a live payment', answered({orderDetails: {orderId: 'a', mode: 'PRODUCTION'}})],
    ['no order', answered({orderDetails: {mode: 'TEST'}})],
    ['no JSON', krForm('a', createHmac('sha256', password).update('a').digest('hex'), 'password')],
  ],
  secrets: [...atItsPage.secrets, 'formToken', 'form_token'],
});
