import {isCurrency, type Currency, type Money} from '#contract/money.ts';

/** An amount as PayPal writes it. */
export interface PaypalMoney {
  readonly currency_code: string;
  /** Decimal, with as many decimals as the currency has at PayPal: `129.90`. */
  readonly value: string;
}

/** PayPal's own number of decimals. It has none for HUF, JPY and TWD, which are no currencies of ours. */
const decimals: Readonly<Record<Currency, number>> = {EUR: 2, USD: 2, GBP: 2, CHF: 2};

/** @throws RangeError on what is no amount in minor units. */
export function toPaypal({amount, currency}: Money): PaypalMoney {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`not an amount in minor units: ${amount}`);
  const places = decimals[currency];
  const digits = String(amount).padStart(places + 1, '0');
  const value = `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return {currency_code: currency, value};
}

/** Undefined when it is no amount in a currency of ours, to the last decimal: then nobody knows what was paid. */
export function fromPaypal({currency_code: currency, value}: PaypalMoney): Money | undefined {
  if (!isCurrency(currency)) return undefined;
  const [, whole = '', fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === '' || fraction.length > decimals[currency]) return undefined;
  const amount = Number(whole + fraction.padEnd(decimals[currency], '0'));
  return Number.isSafeInteger(amount) ? {amount, currency} : undefined;
}
