import {createHash} from 'node:crypto';
import type {MethodType} from '#contract/statuses.ts';
import {paymentCode, paymentCodeBytes, rfReference} from '#contract/rf-reference.ts';
import type {Outcome, Provider} from './provider.ts';

const methods: readonly MethodType[] = ['bank_transfer', 'cheque', 'net_30'];

/**
 * Transfer, cheque, 30-day terms: the shopper sends the money, the merchant says that it came. Nobody is asked, so nothing
 * can be unknown: every answer follows from the key.
 */
export function offline(): Provider {
  const awaiting = (key: string): Outcome => ({kind: 'awaiting_funds', reference: referenceOf(key)});
  return {
    name: 'offline',
    methods,
    currencies: ['EUR', 'USD', 'GBP', 'CHF'],
    capabilities: {
      deferredCapture: 'none',
      collects: 'shopper_sends',
      settleWindowMs: 0,
      cards: 'none',
      idempotent: true,
    },
    authorize: async ({key}) => awaiting(key),
    void: async ({reference}) => ({kind: 'voided', reference, lapsed: false}),
    sync: async ({kind, key, reference = ''}) =>
      kind === 'void' ? {kind: 'voided', reference, lapsed: false} : awaiting(key),
  };
}

/** ISO 11649, from the key of the attempt: 45 bits of it, so that no two payments share one. */
function referenceOf(key: string): string {
  const code = paymentCode(createHash('sha256').update(key).digest().subarray(0, paymentCodeBytes));
  const reference = rfReference(code);
  if (reference === undefined) throw new Error('reference_unmakeable');
  return reference;
}
