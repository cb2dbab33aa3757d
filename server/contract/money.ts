/** The currencies that a session may be in. The exponent is ISO 4217's, never asked of `Intl`. */
export const currencies = {
  EUR: {numeric: '978', exponent: 2},
  USD: {numeric: '840', exponent: 2},
  GBP: {numeric: '826', exponent: 2},
  CHF: {numeric: '756', exponent: 2},
} as const;

export type Currency = keyof typeof currencies;

/** An amount in minor units (cents, pence, centimes) and its currency. Always an integer. */
export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

/** The largest amount of one payment, in minor units. */
export const amountMax = 99_999_999;

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(currencies, value);
}
