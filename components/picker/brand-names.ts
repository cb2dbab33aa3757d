import type {Brand} from '#contract/cards.ts';

/** Proper names, the same in every language. */
export const brandNames: Readonly<Record<Brand | 'cb', string>> = {
  cb: 'CB',
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
};
