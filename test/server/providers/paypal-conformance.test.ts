import {sign} from 'node:crypto';
import {crc32} from 'node:zlib';
import {certificateName, privateKey} from '../../../server/bank/doubles/paypal-certificate.ts';
import {paypal} from '../../../server/providers/paypal/definition.ts';
import {addresses, type Town} from '../../town.ts';
import {conforms, type Candidate, type Json, type Standing, type Word} from './conformance.ts';

const clientId = 'paypal-double-client';
const secret = 'paypal-double-secret';
const home = `${addresses.bank}/doubles/paypal`;
const keys = {environment: 'sandbox', client_id: clientId, client_secret: secret};
const bankKey = {authorization: 'Bearer bank_test_key'};

async function book(town: Town): Promise<readonly Standing[]> {
  const {data} = await (await town.call('bank', '/doubles/paypal/book', {headers: bankKey})).json();
  return data.map(({id: reference, ...totals}: Omit<Standing, 'reference'> & {id: string}) => ({reference, ...totals}));
}

/** The order's one purchase unit, changed. */
const unit = (answer: Json, change: (one: Json) => Json): Json => ({
  ...answer,
  purchase_units: [change((answer['purchase_units'] as Json[])[0] ?? {})],
});
const captured = (answer: Json, change: (one: Json) => Json): Json =>
  unit(answer, (one) => {
    const {captures = []} = one['payments'] as {captures?: Json[]};
    return {...one, payments: {captures: captures.map(change)}};
  });
const withPage = (answer: Json, url: string): Json => ({
  ...answer,
  links: [{href: url, rel: 'payer-action', method: 'GET'}],
});

/** When towns begin. */
const time = '2026-11-24T09:00:00Z';

function word(reference: string, {webhookId = 'WHDOUBLE', type = 'CHECKOUT.ORDER.APPROVED'} = {}): Word {
  const body = JSON.stringify({id: 'WH-1', event_type: type, resource: {id: reference, note: 'é'}});
  const message = `T1|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  return {
    body,
    headers: {
      'paypal-transmission-id': 'T1',
      'paypal-transmission-time': time,
      'paypal-transmission-sig': sign('RSA-SHA256', Buffer.from(message), privateKey).toString('base64'),
      'paypal-cert-url': `${home}/v1/notifications/certs/${certificateName}`,
      'paypal-auth-algo': 'SHA256withRSA',
    },
  };
}
const good = word('5O190127TN364715T');
const withHeader = (name: string, value: string): Word => ({...good, headers: {...good.headers, [name]: value}});

const wallet: Candidate = {
  definition: paypal,
  badSettings: [
    ['without keys', {environment: 'sandbox'}],
    ['without an environment', {client_id: clientId, client_secret: secret}],
    ['with a key of another shape', {...keys, client_secret: 'a b'}],
    ['with a name that it does not know', {...keys, url: 'https://api-m.paypal.com'}],
    ['with another address for the live environment', {...keys, environment: 'live', base_url: home}],
    ['with a webhook of another shape', {...keys, webhook_id: 'WH|1'}],
    ['with card fields of its own fancy', {...keys, card_fields: true}],
  ],
  calls: {
    authorize: {method: 'POST', path: '/v2/checkout/orders'},
    capture: {method: 'POST', path: '/v2/payments/authorizations/*/capture'},
    void: {method: 'POST', path: '/v2/payments/authorizations/*/void'},
    // It has no call that closes: we look, and promise not to take.
    close: {method: 'GET', path: '/v2/checkout/orders/*'},
    refund: {method: 'POST', path: '/v2/payments/captures/*/refund'},
    look: {method: 'GET', path: '/v2/checkout/orders/*'},
  },
  take: {method: 'POST', path: '/v2/checkout/orders/*/authorize'},
  lost: 'harmless',
  routes: {paypal: ['paypal']},
  gaveUp: {canceled: 'action_required', expired: 'not_found'},
  asksForCertificate: true,
  book,
  // By its button in our page, or at its own: the same order, and the same window.
  inFields: (town, {order_id: id = ''}, action) =>
    town.call('bank', `/doubles/paypal/p/${id}`, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({action}).toString(),
    }),
  acts: {
    pay: 'pay',
    refuse: [
      ['INSTRUMENT_DECLINED', 'method_declined', 'paypal:INSTRUMENT_DECLINED'],
      ['PAYER_ACCOUNT_RESTRICTED', 'method_declined', 'paypal:PAYER_ACCOUNT_RESTRICTED'],
      ['TRANSACTION_REFUSED', 'method_declined', 'paypal:TRANSACTION_REFUSED'],
      ['TRANSACTION_LIMIT_EXCEEDED', 'limit_exceeded', 'paypal:TRANSACTION_LIMIT_EXCEEDED'],
    ],
    cancel: 'cancel',
    expire: 'expire',
  },
  lies: [
    ['another order', (answer) => ({...answer, id: '0AB00000CD000000E'})],
    ['another amount', (answer) => unit(answer, (one) => ({...one, amount: {currency_code: 'EUR', value: '0.01'}}))],
    [
      'another currency',
      (answer) => unit(answer, (one) => ({...one, amount: {currency_code: 'USD', value: '129.90'}})),
    ],
    [
      'a capture of another amount',
      (answer) => captured(answer, (one) => ({...one, amount: {currency_code: 'EUR', value: '1.00'}})),
    ],
    [
      'a capture in another currency',
      (answer) => captured(answer, (one) => ({...one, amount: {currency_code: 'USD', value: '129.90'}})),
    ],
    [
      'a capture of no amount',
      (answer) => captured(answer, (one) => ({...one, amount: {currency_code: 'EUR', value: '129,90'}})),
    ],
    ['another try’s order', (answer) => unit(answer, (one) => ({...one, custom_id: 'h_1.another'}))],
    ['an order of nobody', (answer) => unit(answer, ({custom_id: _, ...one}) => one)],
    ['two orders in one', (answer) => ({...answer, purchase_units: [...(answer['purchase_units'] as Json[]), {}]})],
    ['completed, and nothing to be seen', (answer) => unit(answer, ({payments: _, ...one}) => one)],
    ['a state that is unheard of', (answer) => ({...answer, status: 'PERHAPS'})],
    ['a capture whose state is unheard of', (answer) => captured(answer, (one) => ({...one, status: 'PERHAPS'}))],
    ['a text', () => ({name: 'COMPLETED', message: 'COMPLETED'})],
  ],
  withPage,
  badPages: [
    'http://www.sandbox.paypal.com/checkoutnow?token=1',
    // Where the double stands for PayPal, PayPal itself is somebody else.
    'https://www.paypal.com/checkoutnow?token=1',
    'https://paypal.com.evil.example/checkoutnow',
    'https://someone@www.paypal.com/checkoutnow',
    'javascript:alert(1)',
    '',
  ],
  word,
  badWords: [
    ['nothing', {body: ''}],
    ['unsigned', {body: good.body}],
    ['changed after it was signed', {...good, body: good.body.replace('APPROVED', 'VOIDED')}],
    ['written again by a parser', {...good, body: good.body.replace('é', '\\u00e9')}],
    ['for another webhook', word('5O190127TN364715T', {webhookId: 'WHOTHER'})],
    [
      'with a certificate from elsewhere',
      withHeader('paypal-cert-url', 'https://evil.example/v1/notifications/certs/C1'),
    ],
    [
      'with a certificate of the real one',
      withHeader('paypal-cert-url', 'https://api.paypal.com/v1/notifications/certs/C1'),
    ],
    ['under another algorithm', withHeader('paypal-auth-algo', 'SHA1withRSA')],
    ['a week old', withHeader('paypal-transmission-time', '2026-11-17T09:00:00Z')],
  ],
  secrets: [secret, Buffer.from(`${clientId}:${secret}`).toString('base64'), 'A21AA', 'Bearer'],
};

conforms(wallet);

// Typed in its fields: another order, another yes, and more ways to say no.
conforms({
  ...wallet,
  way: 'card',
  method: 'card',
  routes: {card: ['paypal']},
  badSettings: [],
  acts: {
    ...wallet.acts,
    refuse: [
      ['5120', 'insufficient_funds', 'paypal:5120'],
      ['9520', 'lost_or_stolen', 'paypal:9520'],
      ['5400', 'expired_card', 'paypal:5400'],
      ['unproven', 'authentication_failed', 'paypal:3ds_NO_Y_N'],
    ],
  },
  // It has no page to be sent to.
  badPages: [],
});
