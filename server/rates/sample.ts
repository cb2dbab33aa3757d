import type {Rates} from '#contract/rates.ts';

/**
 * The rates that ship inside, so that the test mode converts without a network. Invented figures of a plausible size
 * under a fixed day: never offered in live mode, and marked as a sample wherever they are shown.
 */
export const sampleRates: Rates = {
  source: 'ECB',
  date: '2026-11-20',
  sample: true,
  perEuro: {USD: '1.1355', GBP: '0.8412', CHF: '0.9301'},
};
