import type {Definition} from '../connection.ts';
import {checkAlma} from './check.ts';
import {hearAlma} from './hear.ts';
import {alma as provider} from './provider.ts';
import {configOf} from './settings.ts';

/** Alma: payment in 2, 3 or 4 times, or later, at its page, in euros. Built from published facts, never run against Alma. */
export const alma: Definition = {
  name: 'alma',
  read(given) {
    const config = configOf(given);
    return {
      mode: config.live ? 'live' : 'test',
      open: (world) => ({
        provider: provider(config, world),
        hear: (notification) => hearAlma(config.apiKey, notification),
        check: () => checkAlma(config, world.net),
      }),
    };
  },
  // The one key that the double knows.
  demo: (doubleUrl) => ({api_key: 'sk_test_alma_double', at_shipment: true, base_url: doubleUrl}),
};
