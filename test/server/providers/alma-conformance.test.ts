import {createHmac} from 'node:crypto';
import {alma} from '../../../server/providers/alma/definition.ts';
import type {Town} from '../../town.ts';
import {conforms, type Json, type Standing} from './conformance.ts';

const key = 'sk_test_alma_double';
const headers = {authorization: `Alma-Auth ${key}`};

interface Payment {
  readonly id: string;
  readonly state: string;
  readonly purchase_amount: number;
  readonly deferred_trigger: boolean;
  readonly deferred_trigger_applied: number | null;
  readonly expired_at: number | null;
  readonly refunds: readonly {readonly amount: number; readonly from_payment_cancellation: boolean}[];
}

async function book(town: Town): Promise<readonly Standing[]> {
  const get = async (path: string) => (await town.call('bank', `/doubles/alma${path}`, {headers})).json();
  const {data} = await get('/v1/orders?limit=100');
  return Promise.all(
    data.toReversed().map(async ({payment: id}: {payment: string}): Promise<Standing> => {
      const payment: Payment = await get(`/v1/payments/${id}`);
      const {purchase_amount: amount, refunds} = payment;
      const isAgreed = payment.state === 'in_progress' || payment.state === 'paid';
      const waits = payment.deferred_trigger && payment.deferred_trigger_applied === null;
      const isCanceled = refunds.some(({from_payment_cancellation: is}) => is);
      return {
        reference: id,
        open: payment.state === 'not_started' && payment.expired_at === null,
        held: isAgreed && waits && !isCanceled ? amount : 0,
        captured: isAgreed && !waits ? amount : 0,
        refunded: isCanceled ? 0 : refunds.reduce((sum, refund) => sum + refund.amount, 0),
      };
    }),
  );
}

const signatureOf = (pid: string, secret = key) => createHmac('sha256', secret).update(pid).digest('hex');
const word = (pid: string, signature = signatureOf(pid)) =>
  ({method: 'GET', query: `pid=${pid}`, headers: {'x-alma-signature': signature}, body: ''}) as const;

conforms({
  definition: alma,
  badSettings: [
    ['without a key', {}],
    ['with a key of another shape', {api_key: 'pk_test_0123456789'}],
    ['with a name that it does not know', {api_key: key, url: 'https://api.getalma.eu'}],
    ['with another address for a live key', {api_key: 'sk_live_alma_double', base_url: 'https://pay.example'}],
  ],
  calls: {
    authorize: {method: 'POST', path: '/v1/payments'},
    capture: {method: 'POST', path: '/payments/*/trigger'},
    void: {method: 'PUT', path: '/payments/*/cancel'},
    close: {method: 'PUT', path: '/payments/*/cancel'},
    refund: {method: 'POST', path: '/payments/*/refund'},
    look: {method: 'GET', path: '/payments/*'},
  },
  book,
  plan: 'general_3_0_0',
  routes: {instalments: ['alma']},
  gaveUp: {canceled: 'action_required'},
  lost: 'harmless',
  neverLapses: true,
  acts: {
    pay: 'pay',
    refuse: [['scored_no', 'method_declined', 'alma:scored_no']],
    cancel: 'cancel',
    expire: 'expire',
  },
  lies: [
    ['another amount', (answer) => ({...answer, purchase_amount: 1})],
    ['another try’s payment', (answer) => ({...answer, custom_data: {attempt: 'another'}})],
    ['a payment of nobody', (answer) => ({...answer, custom_data: null})],
    ['a state that nobody has heard of', (answer) => ({...answer, state: 'perhaps'})],
    ['no word on what was given back', ({refunds: _, ...answer}) => answer],
    ['a word where there should be a list', (answer) => ({...answer, refunds: 'none'})],
    ['a text', () => ({error_code: 'unavailable', message: 'in_progress'})],
  ],
  withPage: (answer: Json, url: string): Json => ({...answer, url}),
  badPages: [
    'http://pay.getalma.eu/p/1',
    'https://getalma.eu.evil.example/p/1',
    'https://evilgetalma.eu/p/1',
    'https://notalmapay.com/p/1',
    'https://someone@pay.getalma.eu/p/1',
    'https://pay.getalma.eu:8443/p/1',
    'javascript:alert(1)',
    '',
  ],
  word,
  badWords: [
    ['nothing', {method: 'GET', query: '', body: ''}],
    ['no signature', {method: 'GET', query: 'pid=payment_abc', body: ''}],
    ['the signature of another payment', word('payment_abc', signatureOf('payment_other'))],
    ['the signature of another key', word('payment_abc', signatureOf('payment_abc', 'sk_live_alma_double'))],
    ['two ids, one of them signed', {...word('payment_abc'), query: 'pid=payment_other&pid=payment_abc'}],
    ['a JWT, as the newer ones carry', word('payment_abc', 'eyJhbGciOiJIUzI1NiJ9.e30.x')],
  ],
  secrets: [key, 'sk_live_alma_double', 'pk_test_0123456789'],
});
