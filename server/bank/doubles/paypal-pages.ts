import {Hono} from 'hono';
import type {Clock} from '../../ports.ts';
import type {Ended} from '../pages/double.ts';
import {unreadablePage} from '../pages/handover.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {hostedPages, type Choice} from './hosted-page.ts';
import type {News} from './news.ts';
import {
  cardFailures,
  decide,
  isOpen,
  lapse,
  paypalFailures,
  type CardFailure,
  type PaypalEntry,
  type PaypalFailure,
} from './paypal-book.ts';
import type {PaypalEvent} from './paypal-news.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: News<PaypalEvent>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly approvedEvent: (entry: PaypalEntry) => PaypalEvent;
}

type Failure = PaypalFailure | CardFailure;

/** Where an order is approved. Nothing moves here: the shop must take it. */
export function paypalPages({home, store, news, silence, clock, approvedEvent}: PagesDeps): Hono {
  const find = (id: string) => store.double<PaypalEntry>('paypal', id);
  const app = new Hono();

  // A card is typed in the shop's page, and has none here.
  app.get('/:id', (c, next) =>
    find(c.req.param('id'))?.card ? unreadablePage(localeOf(c.req.header('accept-language'))) : next(),
  );

  const pages = hostedPages<PaypalEntry, Failure>({
    home,
    clock,
    silence,
    news: {
      tell: (entry) => news.tell(approvedEvent(entry)),
      tellLater: (entry, ms) => news.tellLater(approvedEvent(entry), ms),
    },
    find,
    decide: (entry, choice) => decide(entry, choice, clock.now()),
    save: (entry) => store.saveDouble('paypal', entry.id, entry),
    endOf: (entry) => endOf(lapse(entry, clock.now())),
    failuresOf: ({card}) => (card ? cardFailures : paypalFailures),
    failureOf: () => 'INSTRUMENT_DECLINED',
    isNews: (_before, {status}) => status === 'APPROVED',
    wayBack,
    viewOf: ({amount, currency, intent, description}) => ({
      provider: 'paypal',
      method: 'paypal',
      order: description ?? '',
      amount,
      currency,
      deferred: intent === 'AUTHORIZE',
    }),
  });
  return app.route('/', pages);
}

/** PayPal adds the order's number and the payer's. */
function wayBack({id, returnUrl, cancelUrl}: PaypalEntry, {kind}: Choice<Failure>): string {
  const url = new URL(kind === 'cancel' ? cancelUrl : returnUrl);
  url.searchParams.set('token', id);
  if (kind !== 'cancel') url.searchParams.set('PayerID', 'DUBLEPAYER234');
  return url.href;
}

function endOf(entry: PaypalEntry): Ended | undefined {
  // In its fields it could be typed again; this way of ending it leads back.
  if (entry.card?.proof?.status === 'N') return 'refused';
  if (isOpen(entry)) return undefined;
  return entry.status === 'EXPIRED' ? 'expired' : 'approved';
}
