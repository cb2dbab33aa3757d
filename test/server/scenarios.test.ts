import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {openTown} from '../town.ts';

/**
 * Every card of the test bank, from the form to the end of the payment: what the shopper does, what becomes of the
 * payment, of the authentication, and which refusal is told.
 */
const right = [{action: 'answer', answer: '123456'}];
const wrong = Array.from({length: 3}, () => ({action: 'answer', answer: '000000'}));
const cancel = [{action: 'cancel'}];

type Answers = readonly Readonly<Record<string, string>>[];
interface Row {
  readonly card: string;
  readonly does?: Answers;
  /** Moves the clock this far after the shopper is done, in seconds. */
  readonly waits?: number;
  readonly status: string;
  readonly authentication: string | null;
  readonly decline?: string;
}

const rows: Readonly<Record<string, Row>> = {
  frictionless: {card: '4000000000000010', status: 'requires_capture', authentication: 'authenticated'},
  'a code, right': {card: '4000000000000101', does: right, status: 'requires_capture', authentication: 'authenticated'},
  'a code, right, Mastercard': {
    card: '5200000000000106',
    does: right,
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'a code, wrong three times': {
    card: '4000000000000101',
    does: wrong,
    status: 'canceled',
    authentication: 'failed',
    decline: 'too_many_attempts',
  },
  'a code, wrong once, then right': {
    card: '4000000000000101',
    does: [...wrong.slice(0, 1), ...right],
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'the shopper cancels at the bank': {
    card: '4000000000000101',
    does: cancel,
    status: 'requires_payment_method',
    authentication: 'canceled',
  },
  'co-badged': {card: '4000000100000100', does: right, status: 'requires_capture', authentication: 'authenticated'},
  'always failed': {
    card: '4000000000000200',
    does: right,
    status: 'requires_payment_method',
    authentication: 'failed',
    decline: 'authentication_failed',
  },
  attempted: {card: '4000000000000309', status: 'requires_capture', authentication: 'attempted'},
  'not authenticated, not allowed': {
    card: '4000000000000408',
    status: 'requires_payment_method',
    authentication: 'failed',
    decline: 'transaction_not_allowed',
  },
  'rejected by the issuer': {
    card: '4000000000000507',
    status: 'requires_payment_method',
    authentication: 'rejected',
    decline: 'suspected_fraud',
  },
  'authentication unavailable': {
    card: '4000000000000606',
    status: 'requires_payment_method',
    authentication: 'unavailable',
    decline: 'provider_unavailable',
  },
  decoupled: {card: '4000000000000705', waits: 30, status: 'requires_capture', authentication: 'authenticated'},
  informational: {card: '4000000000000713', status: 'requires_capture', authentication: 'unavailable'},
  'payment confirmation, falls back to a challenge': {
    card: '4000000000000721',
    does: right,
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'RReq after the CRes': {
    card: '4000000000000812',
    does: right,
    waits: 30,
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'RReq never': {
    card: '4000000000000820',
    does: right,
    waits: 720,
    status: 'requires_payment_method',
    authentication: 'unknown',
    decline: 'provider_unavailable',
  },
  'RReq twice': {
    card: '4000000000000838',
    does: right,
    waits: 30,
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'no 3DS Method': {card: '4000000000000853', status: 'requires_capture', authentication: 'authenticated'},
  'CRes says Y, RReq says N': {
    card: '4000000000000861',
    does: right,
    status: 'requires_payment_method',
    authentication: 'failed',
    decline: 'authentication_failed',
  },
  'authenticated, then insufficient funds': {
    card: '4000000000001018',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'insufficient_funds',
  },
  'by date of birth': {
    card: '4000000000000135',
    does: [{action: 'answer', answer: '01/02/1980'}],
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'by personal question': {
    card: '4000000000000143',
    does: [{action: 'answer', answer: 'felix'}],
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'authorized, the answer lost': {
    card: '4000000000001109',
    waits: 60,
    status: 'requires_capture',
    authentication: 'authenticated',
  },
  'not authorized, no answer': {
    card: '4000000000001117',
    waits: 90,
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'provider_unavailable',
  },
  'refused without a reason': {
    card: '4000000000000002',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'generic_decline',
  },
  'wrong security code': {
    card: '4000000000000127',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'incorrect_cvc',
  },
  'lost card': {
    card: '4000000000009987',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'lost_or_stolen',
  },
  'expired card': {
    card: '4000000000000069',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'expired_card',
  },
  'issuer unreachable': {
    card: '4000000000020919',
    status: 'requires_payment_method',
    authentication: 'authenticated',
    decline: 'provider_unavailable',
  },
};

describe('each test card', () => {
  for (const [name, row] of Object.entries(rows)) {
    test(`${name} (${row.card.slice(-4)}) ends as ${row.status}`, async () => {
      const town = await openTown();
      try {
        const shopper = shopperIn(town);
        const session = await town.session();
        const confirmed = await shopper.confirm(session, await town.card(session, row.card));
        assert.equal(confirmed.status, 200, confirmed.text);
        const bridging = shopper.bridge(confirmed.json.payment_intent.next_action.url);
        await town.advance((row.does ? 0 : (row.waits ?? 0)) * 1000);
        const step = await bridging;
        if (row.does) {
          assert.equal(step.step, 'challenge');
          await shopper.challenge(step, row.does);
          await town.advance((row.waits ?? 2) * 1000);
        }
        const intent = await shopper.intent(session);
        assert.deepEqual(
          [intent.status, intent.authentication?.status ?? null, intent.last_decline?.code],
          [row.status, row.authentication, row.decline],
        );

        // The bank's own book says the same about the money.
        const book = await (
          await town.call('bank', '/acquirer/book', {headers: {authorization: 'Bearer bank_test_key'}})
        ).json();
        const held = book.payments.filter((payment: {status: string}) => payment.status === 'approved').length;
        assert.equal(held, intent.status === 'requires_capture' ? 1 : 0);
      } finally {
        await town.stop();
      }
    });
  }

  for (const card of ['4000000000000903', '5200000000000908']) {
    test(`a soft decline (${card.slice(-4)}) leads to one mandated challenge, and then to an authorization`, async () => {
      const town = await openTown();
      try {
        const shopper = shopperIn(town);
        const session = await town.session();
        const confirmed = await shopper.confirm(session, await town.card(session, card));
        const first = confirmed.json.payment_intent.next_action.url;
        await shopper.bridge(first);
        await town.advance(2000);
        const again = (await shopper.view(session)).payment_intent;
        assert.equal(again.status, 'requires_action');
        assert.notEqual(again.next_action.url, first);
        assert.equal(again.last_decline, null, 'the shopper sees no refusal');
        const step = await shopper.bridge(again.next_action.url);
        await shopper.challenge(step, right);
        await town.advance(2000);
        const intent = await shopper.intent(session);
        assert.deepEqual([intent.status, intent.attempts.length], ['requires_capture', 1]);
      } finally {
        await town.stop();
      }
    });
  }
});
