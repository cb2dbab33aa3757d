import {payplug} from '../../../server/providers/payplug/definition.ts';
import type {Town} from '../../town.ts';
import {conforms, type Json, type Standing} from './conformance.ts';

const key = 'sk_test_payplug_double';
const headers = {
  authorization: `Bearer ${key}`,
  'payplug-version': '2019-08-06',
  accept: 'application/json',
};

interface Payment {
  readonly id: string;
  readonly amount: number;
  readonly amount_refunded: number;
  readonly is_paid: boolean;
  readonly failure: object | null;
  readonly authorization: {readonly authorized_at: number | null} | null;
}

async function book(town: Town): Promise<readonly Standing[]> {
  const list = await (await town.call('bank', '/doubles/payplug/v1/payments?per_page=100', {headers})).json();
  return list.data.toReversed().map((payment: Payment): Standing => {
    const {id: reference, amount, amount_refunded: refunded, is_paid: isPaid, failure, authorization} = payment;
    const isHeld = !isPaid && failure === null && authorization !== null && authorization.authorized_at !== null;
    return {
      reference,
      open: !isPaid && !isHeld && failure === null,
      held: isHeld ? amount : 0,
      captured: isPaid ? amount : 0,
      refunded,
    };
  });
}

const withPage = (answer: Json, url: string): Json => ({...answer, hosted_payment: {payment_url: url}});
const word = (id: string) => ({body: JSON.stringify({object: 'payment', id, is_live: false})});

conforms({
  definition: payplug,
  badSettings: [
    ['without a key', {}],
    ['with a key of another shape', {secret_key: 'pk_test_0123456789'}],
    ['with a name that it does not know', {secret_key: key, url: 'https://api.payplug.com'}],
    ['with another address for a live key', {secret_key: 'sk_live_payplug_double', base_url: 'https://pay.example/v1'}],
  ],
  calls: {
    authorize: {method: 'POST', path: '/payments'},
    capture: {method: 'PATCH', path: '/payments/*'},
    void: {method: 'PATCH', path: '/payments/*'},
    close: {method: 'PATCH', path: '/payments/*'},
    refund: {method: 'POST', path: '/payments/*/refunds'},
    look: {method: 'GET', path: '/payments/*'},
  },
  book,
  acts: {
    pay: 'pay',
    refuse: [
      ['insufficient_funds', 'insufficient_funds', 'payplug:insufficient_funds'],
      ['card_declined', 'generic_decline', 'payplug:card_declined'],
      ['3ds_declined', 'authentication_failed', 'payplug:3ds_declined'],
      ['fraud_suspected', 'suspected_fraud', 'payplug:fraud_suspected'],
    ],
    cancel: 'cancel',
    expire: 'expire',
  },
  lies: [
    ['a payment in another mode', (answer) => ({...answer, is_live: true})],
    ['another currency', (answer) => ({...answer, currency: 'USD'})],
    ['another amount', (answer) => ({...answer, amount: 1})],
    ['another try’s payment', (answer) => ({...answer, metadata: {attempt: 'another'}})],
    ['a payment of nobody', (answer) => ({...answer, metadata: null})],
    ['a word where there should be yes or no', (answer) => ({...answer, is_paid: 'perhaps'})],
    ['nothing that says whether it was paid', ({is_paid: _, ...answer}) => answer],
    ['a text', () => ({object: 'error', message: 'is_paid'})],
  ],
  withPage,
  badPages: [
    'http://www.payplug.com/p/1',
    'https://payplug.com.evil.example/p/1',
    'https://evilpayplug.com/p/1',
    'https://someone@www.payplug.com/p/1',
    'https://www.payplug.com:8443/p/1',
    'javascript:alert(1)',
    '',
  ],
  word,
  badWords: [
    ['nothing', {body: ''}],
    ['no JSON', {body: 'pay_abc'}],
    ['an id of another shape', {body: JSON.stringify({object: 'payment', id: '../account'})}],
    ['a refund’s id for a payment', {body: JSON.stringify({object: 'payment', id: 're_abc'})}],
    ['a live payment', {body: JSON.stringify({object: 'payment', id: 'pay_abc', is_live: true})}],
    ['more than PayPlug ever sends', {body: JSON.stringify({object: 'payment', id: 'pay_abc', x: 'x'.repeat(70_000)})}],
  ],
  secrets: [key, 'sk_live_payplug_double', 'pk_test_0123456789'],
});
