import {createHmac} from 'node:crypto';
import type {World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import {createNews} from './news.ts';
import type {StripeEntry} from './stripe-book.ts';
import {intentOf, refundResourceOf, stripeVersion} from './stripe-resources.ts';

/** The secret of the one endpoint that the double posts to; its other half is in `providers/stripe/definition.ts`. */
export const webhookSecret = 'whsec_stripe_double';

/** Posts events, signed as Stripe signs, to the account's endpoint. */
export interface StripeNews {
  /** @param snapshot - The payment as the event shows it: an old one comes out of order. */
  tell(id: string, snapshot?: StripeEntry): Promise<void>;
  tellLater(id: string, ms: number, snapshot?: StripeEntry): void;
  /** A refund was made, the newest; or one came back. */
  tellRefund(id: string, failed?: string): void;
  /** The shopper's bank disputes the payment, or that is over. */
  tellDispute(id: string, closed: boolean): void;
  stop(): void;
}

export function createStripeNews(endpoint: string, pagesUrl: string, world: World, store: BankStore): StripeNews {
  const seconds = () => Math.floor(world.clock.now() / 1000);
  const news = createNews('stripe', world, (event: object) => {
    const body = JSON.stringify(event);
    const t = seconds();
    const v1 = createHmac('sha256', webhookSecret).update(`${t}.${body}`).digest('hex');
    const headers = {'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${t},v1=${v1}`};
    return {method: 'POST', url: endpoint, headers, body};
  });

  function eventOf(type: string, object: object) {
    return {
      id: `evt_${Buffer.from(world.random.bytes(12)).toString('hex')}`,
      object: 'event',
      api_version: stripeVersion,
      created: seconds(),
      data: {object},
      livemode: false,
      pending_webhooks: 1,
      request: {id: null, idempotency_key: null},
      type,
    };
  }

  function wordOf(id: string, snapshot: StripeEntry | undefined): object | undefined {
    const entry = snapshot ?? store.double<StripeEntry>('stripe', id);
    return entry && eventOf(typeOf(entry), intentOf(entry, seconds(), false, pagesUrl));
  }

  return {
    async tell(id, snapshot) {
      const event = wordOf(id, snapshot);
      if (event) await news.tell(event);
    },
    tellLater(id, ms, snapshot) {
      const event = wordOf(id, snapshot);
      if (event) news.tellLater(event, ms);
    },
    tellRefund(id, failed) {
      const entry = store.double<StripeEntry>('stripe', id);
      const refund = failed === undefined ? entry?.refunds.at(-1) : entry?.refunds.find((one) => one.id === failed);
      const type = failed === undefined ? 'refund.created' : 'refund.failed';
      if (entry && refund) news.tellLater(eventOf(type, refundResourceOf(entry, refund)), 0);
    },
    tellDispute(id, closed) {
      const entry = store.double<StripeEntry>('stripe', id);
      if (!entry) return;
      const object = {
        id: `du_${id.slice(3)}`,
        object: 'dispute',
        amount: entry.amount,
        currency: entry.currency,
        charge: `ch_${id.slice(3)}`,
        payment_intent: id,
        reason: 'fraudulent',
        status: closed ? 'lost' : 'needs_response',
        is_charge_refundable: false,
        livemode: false,
        metadata: {},
        evidence_details: {due_by: seconds() + 864_000, has_evidence: false, past_due: false, submission_count: 0},
      };
      news.tellLater(eventOf(closed ? 'charge.dispute.closed' : 'charge.dispute.created', object), 0);
    },
    stop: () => news.stop(),
  };
}

function typeOf({phase}: StripeEntry): string {
  switch (phase.name) {
    case 'open':
      return phase.error ? 'payment_intent.payment_failed' : 'payment_intent.created';
    case 'acting':
      return 'payment_intent.requires_action';
    case 'held':
      return 'payment_intent.amount_capturable_updated';
    case 'taken':
      return 'payment_intent.succeeded';
    case 'canceled':
      return 'payment_intent.canceled';
  }
}
