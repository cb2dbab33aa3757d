import type {Hono} from 'hono';
import type {Clock} from '../../ports.ts';
import type {Ended} from '../pages/double.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {hostedPages} from './hosted-page.ts';
import type {News} from './news.ts';
import {decide, lapse, payplugFailures, type PayplugEntry} from './payplug-book.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: News<PayplugEntry>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly all: () => readonly PayplugEntry[];
}

/** PayPlug's hosted page. */
export function payplugPages({home, store, news, silence, clock, all}: PagesDeps): Hono {
  const seconds = () => Math.floor(clock.now() / 1000);
  return hostedPages({
    home,
    clock,
    silence,
    news,
    find: (page) => all().find((entry) => entry.page === page),
    decide: (entry, choice) => decide(entry, choice, seconds()),
    save: (entry) => store.saveDouble('payplug', entry.id, entry),
    endOf: (entry) => endOf(lapse(entry, seconds())),
    failuresOf: () => payplugFailures,
    failureOf: (code) => (code === '51' ? 'insufficient_funds' : 'card_declined'),
    viewOf: ({amount, deferred, description}) => ({
      provider: 'payplug',
      order: description ?? '',
      amount,
      currency: 'EUR',
      deferred,
    }),
  });
}

function endOf({phase}: PayplugEntry): Ended | undefined {
  if (phase.name === 'open') return undefined;
  if (phase.name !== 'failed') return 'approved';
  return phase.code === 'aborted' ? 'canceled' : phase.code === 'timeout' ? 'expired' : 'refused';
}
