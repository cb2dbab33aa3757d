import {createHmac} from 'node:crypto';
import {stripe} from '../../../server/providers/stripe/definition.ts';
import type {Town} from '../../town.ts';
import {conforms, type Json, type Standing} from './conformance.ts';

const secretKey = 'sk_test_stripe_double';
const webhookSecret = 'whsec_stripe_double';
const settings = {
  secret_key: secretKey,
  publishable_key: 'pk_test_stripe_double',
  webhook_secret: webhookSecret,
};
const live = {...settings, secret_key: 'sk_live_stripe_double', publishable_key: 'pk_live_stripe_double'};
const double = {base_url: 'https://stripe.example/v1', script_url: 'https://stripe.example/stripe.js'};

interface Intent {
  readonly id: string;
  readonly status: string;
  readonly amount_capturable: number;
  readonly amount_received: number;
}

async function book(town: Town): Promise<readonly Standing[]> {
  const headers = {authorization: `Bearer ${secretKey}`, 'stripe-version': '2026-10-28.endive'};
  const get = async (path: string) => (await town.call('bank', `/doubles/stripe/v1${path}`, {headers})).json();
  const {data} = await get('/payment_intents?limit=100');
  return Promise.all(
    data.toReversed().map(async (intent: Intent): Promise<Standing> => {
      const refunds = await get(`/refunds?payment_intent=${intent.id}&limit=100`);
      return {
        reference: intent.id,
        open: intent.status.startsWith('requires_') && intent.status !== 'requires_capture',
        held: intent.amount_capturable,
        captured: intent.amount_received,
        refunded: refunds.data.reduce((sum: number, {amount}: {amount: number}) => sum + amount, 0),
      };
    }),
  );
}

/** When the town's clock begins, in seconds. */
const t = Date.UTC(2026, 10, 24, 9) / 1000;

function signed(body: string, {at = t, secret = webhookSecret} = {}) {
  const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return {headers: {'stripe-signature': `t=${at},v1=${v1}`}, body};
}

const event = (id: string, change: object = {}) =>
  JSON.stringify({
    id: 'evt_1',
    object: 'event',
    livemode: false,
    type: 'payment_intent.succeeded',
    data: {object: {object: 'payment_intent', id}},
    ...change,
  });

conforms({
  definition: stripe,
  badSettings: [
    ['without a key', {}],
    ['without the secret of its notifications', {...settings, webhook_secret: undefined}],
    ['with its keys in each other’s place', {...settings, secret_key: settings.publishable_key}],
    ['with keys of two modes', {...settings, publishable_key: live.publishable_key}],
    ['with a name that it does not know', {...settings, api_version: '2020-08-27'}],
    ['with another address for live keys', {...live, ...double}],
    ['with a script of another place', {...settings, ...double, script_url: 'https://elsewhere.example/stripe.js'}],
    ['with a script of another place, and Stripe’s own address', {...settings, script_url: double.script_url}],
  ],
  calls: {
    authorize: {method: 'POST', path: '/payment_intents'},
    capture: {method: 'POST', path: '/payment_intents/*/capture'},
    void: {method: 'POST', path: '/payment_intents/*/cancel'},
    close: {method: 'POST', path: '/payment_intents/*/cancel'},
    refund: {method: 'POST', path: '/refunds'},
    look: {method: 'GET', path: '/payment_intents/*'},
  },
  book,
  inFields: (town, data, action) =>
    town.call('bank', '/doubles/stripe/js/shopper', {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams({client_secret: data['client_secret'] ?? '', action}).toString(),
    }),
  acts: {
    pay: 'pay',
    refuse: [
      ['insufficient_funds', 'insufficient_funds', 'stripe:insufficient_funds'],
      ['generic_decline', 'generic_decline', 'stripe:generic_decline'],
      ['lost_card', 'lost_or_stolen', 'stripe:lost_card'],
      ['expired_card', 'expired_card', 'stripe:expired_card'],
      ['fail_3ds', 'authentication_failed', 'stripe:payment_intent_authentication_failure'],
    ],
    cancel: 'cancel',
    expire: 'expire',
  },
  lies: [
    ['a payment in another mode', (answer) => ({...answer, livemode: true})],
    ['another currency', (answer) => ({...answer, currency: 'usd'})],
    ['another amount', (answer) => ({...answer, amount: 1})],
    ['another amount taken', (answer) => ({...answer, amount_received: 1})],
    ['nothing taken', (answer) => ({...answer, amount_received: 0})],
    ['another payment', (answer) => ({...answer, id: 'pi_ofSomebodyElse'})],
    ['another try’s payment', (answer) => ({...answer, metadata: {attempt: 'another'}})],
    ['a payment of nobody', (answer) => ({...answer, metadata: {}})],
    ['a status that nobody knows', (answer) => ({...answer, status: 'perhaps'})],
    ['a charge’s word', (answer) => ({...answer, object: 'charge'})],
    ['nothing that says how it stands', ({status: _, ...answer}) => answer],
  ],
  withPage: (answer: Json, secret) => ({...answer, client_secret: secret}),
  badPages: ['', 'pi_ofSomebodyElse_secret_0', 'secret'],
  word: (id) => signed(event(id)),
  badWords: [
    ['nothing', {body: ''}],
    ['no signature', {body: event('pi_abc')}],
    ['a signature of another secret', signed(event('pi_abc'), {secret: 'whsec_another'})],
    ['a signature of yesterday', signed(event('pi_abc'), {at: t - 86_400})],
    ['a signature of tomorrow', signed(event('pi_abc'), {at: t + 86_400})],
    ['no JSON', signed('pi_abc')],
    ['an event of another mode', signed(event('pi_abc', {livemode: true}))],
    ['no event', signed(event('pi_abc', {object: 'payment_intent'}))],
  ],
  secrets: [secretKey, webhookSecret, live.secret_key, '_secret_'],
});
