import type {Hono} from 'hono';
import {dateAt} from '#contract/calendar.ts';
import type {Clock} from '../../ports.ts';
import type {Ended} from '../pages/double.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {decide, lapse, planFrom, type AlmaEntry} from './alma-book.ts';
import {hostedPages} from './hosted-page.ts';
import type {News} from './news.ts';

interface PagesDeps {
  /** The path under which the pages are. */
  readonly home: string;
  readonly store: BankStore;
  readonly news: News<AlmaEntry>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly all: () => readonly AlmaEntry[];
}

/** Alma's hosted page. */
export function almaPages({home, store, news, silence, clock, all}: PagesDeps): Hono {
  const seconds = () => Math.floor(clock.now() / 1000);
  return hostedPages<AlmaEntry, 'scored_no'>({
    home,
    clock,
    silence,
    news,
    find: (page) => all().find((entry) => entry.page === page),
    decide: (entry, {kind}) => {
      // Whoever gave up may come back.
      if (kind === 'cancel') return entry;
      return decide(entry, kind === 'fail' ? 'scored_no' : kind, seconds());
    },
    save: (entry) => store.saveDouble('alma', entry.id, entry),
    endOf: (entry) => endOf(lapse(entry, seconds())),
    failuresOf: () => ['scored_no'],
    failureOf: () => 'scored_no',
    wayBack: ({id, returnUrl, cancelUrl}, {kind}) => {
      if (kind === 'cancel') return cancelUrl;
      const back = new URL(returnUrl);
      back.searchParams.set('pid', id);
      return back.href;
    },
    // Only acceptance is notified.
    isNews: (_before, {state}) => state === 'in_progress',
    viewOf: (entry) => ({
      provider: 'alma',
      order: entry.orderReference,
      amount: entry.amount,
      currency: 'EUR',
      deferred: entry.trigger,
      plan: planFrom(entry, entry.amount, dateAt(entry.createdAt * 1000)),
    }),
  });
}

function endOf({state, expiredAt}: AlmaEntry): Ended | undefined {
  if (state === 'in_progress') return 'approved';
  if (state === 'scored_no') return 'refused';
  return expiredAt === null ? undefined : 'expired';
}
