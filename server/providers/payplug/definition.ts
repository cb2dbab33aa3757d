import type {Definition} from '../connection.ts';
import {checkPayplug} from './check.ts';
import {hearPayplug} from './hear.ts';
import {payplug as provider} from './provider.ts';
import {configOf} from './settings.ts';

/** PayPlug (Groupe BPCE): cards at its hosted page, in euros. Built from published facts, never run against PayPlug. */
export const payplug: Definition = {
  name: 'payplug',
  read(given) {
    const config = configOf(given);
    return {
      mode: config.live ? 'live' : 'test',
      open: (world) => ({
        provider: provider(config, world),
        hear: (notification) => hearPayplug(config.live, notification),
        check: () => checkPayplug(config, world.net),
      }),
    };
  },
  // The one key that the double knows.
  demo: (doubleUrl) => ({secret_key: 'sk_test_payplug_double', base_url: `${doubleUrl}/v1`}),
};
