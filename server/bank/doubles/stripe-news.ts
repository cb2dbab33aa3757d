import {createHmac} from 'node:crypto';
import type {Scheduled, World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import {newsPausesMs} from '../wallet-news.ts';
import type {StripeEntry} from './stripe-book.ts';
import {intentOf, refundResourceOf, stripeVersion} from './stripe-resources.ts';

/** The secret of the one endpoint that the double posts to; its other half is in `providers/stripe/definition.ts`. */
export const webhookSecret = 'whsec_stripe_double';

const answerMs = 5_000;

/** Posts events, signed as Stripe signs, to the account's endpoint; again when nobody says 2xx. */
export interface StripeNews {
  /** @param snapshot - The payment as the event shows it: an old one comes out of order. */
  tell(id: string, snapshot?: StripeEntry): Promise<void>;
  tellLater(id: string, ms: number, snapshot?: StripeEntry): void;
  /** A refund was made, the newest. */
  tellRefund(id: string): void;
  stop(): void;
}

export function createStripeNews(
  endpoint: string,
  pagesUrl: string,
  {clock, timer, net, log, random}: World,
  store: BankStore,
): StripeNews {
  const alarms = new Set<Scheduled>();
  let stopped = false;
  const seconds = () => Math.floor(clock.now() / 1000);

  function later(ms: number, run: () => Promise<void>): void {
    if (stopped) return;
    const alarm = timer.after(ms, () => {
      alarms.delete(alarm);
      return run();
    });
    alarms.add(alarm);
  }

  async function post(event: object, tries: number): Promise<void> {
    const body = JSON.stringify(event);
    const t = seconds();
    const v1 = createHmac('sha256', webhookSecret).update(`${t}.${body}`).digest('hex');
    const status = await answerTo(body, `t=${t},v1=${v1}`);
    log('double_notified', {provider: 'stripe', status: status ?? 0});
    const pause = newsPausesMs[tries];
    const heard = status !== null && status >= 200 && status < 300;
    if (!heard && pause !== undefined) later(pause, () => post(event, tries + 1));
  }

  async function answerTo(body: string, signature: string): Promise<number | null> {
    try {
      const headers = {'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature};
      return (await net.fetch({method: 'POST', url: endpoint, headers, body, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  function eventOf(type: string, object: object) {
    return {
      id: `evt_${Buffer.from(random.bytes(12)).toString('hex')}`,
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

  async function tell(id: string, snapshot?: StripeEntry): Promise<void> {
    const entry = snapshot ?? store.double<StripeEntry>('stripe', id);
    if (entry) await post(eventOf(typeOf(entry), intentOf(entry, seconds(), false, pagesUrl)), 0);
  }

  return {
    tell,
    tellLater: (id, ms, snapshot) => later(ms, () => tell(id, snapshot)),
    tellRefund: (id) =>
      later(0, async () => {
        const entry = store.double<StripeEntry>('stripe', id);
        const refund = entry?.refunds.at(-1);
        if (entry && refund) await post(eventOf('refund.created', refundResourceOf(entry, refund)), 0);
      }),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
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
