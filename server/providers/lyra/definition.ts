import type {Definition} from '../connection.ts';
import {checkLyra} from './check.ts';
import {hearLyra} from './hear.ts';
import {lyra as provider} from './provider.ts';
import {configOf} from './settings.ts';

/**
 * The Lyra platform under the names of the banks: Clic&Pay, Systempay, PayZen, Sogecommerce… Built from published facts,
 * never run against any of them.
 */
export const lyra: Definition = {
  name: 'lyra',
  read(given) {
    const config = configOf(given);
    return {
      mode: config.live ? 'live' : 'test',
      open: (world) => ({
        provider: provider(config, world),
        hear: (notification) => hearLyra(config, notification),
        check: () => checkLyra(config, world.net),
      }),
    };
  },
  // The one shop that the double knows.
  demo: (doubleUrl) => ({
    platform: 'other',
    mode: 'test',
    site_id: '12345678',
    form_key: 'lyraDoubleTestKey',
    rest_password: 'testpassword_lyraDouble',
    public_key: '12345678:testpublickey_lyraDouble',
    methods: ['card', 'wero', 'paypal', 'instalments'],
    alma_3x: {from: 10_000, up_to: 200_000},
    form_url: `${doubleUrl}/vads-payment/`,
    rest_url: `${doubleUrl}/api-payment/`,
    static_url: `${doubleUrl}/static/`,
  }),
};
