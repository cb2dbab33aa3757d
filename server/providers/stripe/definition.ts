import type {Definition} from '../connection.ts';
import {checkStripe} from './check.ts';
import {hearStripe} from './hear.ts';
import {stripe as provider} from './provider.ts';
import {configOf} from './settings.ts';

/**
 * Stripe: card, Apple Pay, Google Pay and Alipay, in fields of Stripe's in our page. Built from published facts, never run
 * against Stripe.
 */
export const stripe: Definition = {
  name: 'stripe',
  read(given) {
    const config = configOf(given);
    return {
      mode: config.live ? 'live' : 'test',
      open: (world) => ({
        provider: provider(config, world),
        hear: (notification) => hearStripe(config, notification),
        check: () => checkStripe(config, world.net),
      }),
    };
  },
  // The keys that the double knows.
  demo: (doubleUrl) => ({
    secret_key: 'sk_test_stripe_double',
    publishable_key: 'pk_test_stripe_double',
    webhook_secret: 'whsec_stripe_double',
    base_url: `${doubleUrl}/v1`,
    script_url: `${doubleUrl}/js/stripe.js`,
  }),
};
