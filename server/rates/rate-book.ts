import type {IsoDate} from '#contract/calendar.ts';
import {areRatesFresh, type Rates} from '#contract/rates.ts';
import type {World} from '../ports.ts';
import {parseEcb} from './parse-ecb.ts';

export const ecbUrl = 'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml';

/** Where the last good rates outlive the process. */
export interface RateShelf {
  load(): Promise<Rates | undefined>;
  save(rates: Rates): Promise<void>;
}

export interface RateBookConfig {
  readonly livemode: boolean;
  /** Where fresh rates are; without it nothing is ever fetched. */
  readonly url?: string;
  readonly sample: Rates;
}

export interface RateBook {
  /** The rates to convert with on that day; nothing when they are too old: then no conversion is offered. */
  offered(today: IsoDate): Rates | undefined;
  /** Takes up what the shelf holds. Once, at the start. */
  load(): Promise<void>;
  /** Asks for fresh rates. Never throws: whatever happens, the last good ones stay. */
  refresh(): Promise<'fresh' | 'same' | 'failed'>;
}

/** The rates in use. When to refresh is the caller's: the bank writes them around 16:00 on working days. */
export function createRateBook(
  config: RateBookConfig,
  {net, log}: Pick<World, 'net' | 'log'>,
  shelf?: RateShelf,
): RateBook {
  let current = config.sample;

  /** Real rates replace the sample, and newer ones older ones; nothing goes back. */
  function take(rates: Rates | undefined): boolean {
    if (!rates || rates.sample || (!current.sample && rates.date <= current.date)) return false;
    current = rates;
    return true;
  }

  return {
    offered: (today) => {
      if (areRatesFresh(current, today, config)) return current;
      // In the test mode the sample is always at hand.
      return areRatesFresh(config.sample, today, config) ? config.sample : undefined;
    },

    load: async () => {
      try {
        take(await shelf?.load());
      } catch {
        log('rates_unreadable');
      }
    },

    refresh: async () => {
      if (config.url === undefined) return 'failed';
      try {
        const {status, body} = await net.fetch({
          method: 'GET',
          url: config.url,
          headers: {accept: 'application/xml, text/xml'},
          timeoutMs: 10_000,
          bytesMax: 64 * 1024,
        });
        const rates = status === 200 ? parseEcb(body) : undefined;
        if (!rates) {
          log('rates_refused', {status});
          return 'failed';
        }
        if (!take(rates)) return 'same';
        log('rates_fresh', {date: rates.date});
        await shelf?.save(rates);
        return 'fresh';
      } catch {
        log('rates_unreachable');
        return 'failed';
      }
    },
  };
}
