import type {Row} from '../refusal.ts';
import type {Card} from './api.ts';

/** When PayPal asks the cardholder's bank: where the law wants it, or each time. Its own words. */
export const verifications = ['SCA_WHEN_REQUIRED', 'SCA_ALWAYS'] as const;
export type Verification = (typeof verifications)[number];

/**
 * What 3-D Secure came to, and whether what was approved may be taken.
 *
 * `open`: the bank is still asking. `again`: nobody knows who typed it, and the shopper may try once more. `unheard_of`: words
 * that are in no table of PayPal's, so it is not taken.
 */
export type Proof = 'proven' | 'open' | 'failed' | 'again' | 'unheard_of';

/** How a card's order stands before it is taken, by "3D Secure response parameters" of PayPal's documentation. Pure. */
export function proofOf(card: Card | undefined, approved: boolean, verification: Verification): Proof {
  const result = card?.authentication_result;
  if (!result) {
    if (!approved) return 'open';
    // Nobody was asked: well, where only the law has to ask for it.
    return verification === 'SCA_ALWAYS' ? 'again' : 'proven';
  }
  const enrolled = result.three_d_secure?.enrollment_status ?? '';
  const status = result.three_d_secure?.authentication_status ?? '';
  // The bank's question is on the screen; PayPal calls the order approved only after it.
  if (!approved && (status === 'C' || status === 'D')) return 'open';
  switch (result.liability_shift) {
    case 'POSSIBLE':
    case 'YES':
      return 'proven';
    case 'UNKNOWN':
      return 'again';
    case 'NO':
      if (status === 'N' || status === 'R') return 'failed';
      if (status === 'U' || status === 'C') return 'again';
      if (status !== '') return 'unheard_of';
      // The bank, or the card, has no such thing: no fault of the shopper's. The merchant bears it.
      return unasked.has(enrolled) ? 'proven' : 'again';
    default:
      return 'unheard_of';
  }
}

/** Not enrolled, not to be reached, bypassed. */
const unasked: ReadonlySet<string> = new Set(['N', 'U', 'B']);

export const proofRows: Readonly<Record<'failed' | 'again', Row>> = {
  failed: {code: 'authentication_failed', advice: 'other_card'},
  again: {code: 'authentication_required', advice: 'authenticate'},
};

/** PayPal's words for the merchant: `3ds_NO_Y_N` is liability, enrolment, status. */
export function proofCode(card: Card | undefined): string {
  const {liability_shift: liability, three_d_secure: secure} = card?.authentication_result ?? {};
  const words = [liability, secure?.enrollment_status, secure?.authentication_status];
  return ['3ds', ...words.map((word) => (word && /^[A-Z0-9_]{1,20}$/.test(word) ? word : '-'))].join('_');
}
