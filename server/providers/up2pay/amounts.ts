import {currencies, type Currency, type Money} from '#contract/money.ts';

/** `PBX_TOTAL`: cents in 3 to 10 digits, `099` for 0.99. @throws RangeError on an amount that it cannot say. */
export function totalOf(money: Money): string {
  return digitsOf(money).padStart(3, '0');
}

/** `MONTANT` of a server-to-server call: cents in 10 digits. @throws RangeError on an amount that it cannot say. */
export function montantOf(money: Money): string {
  return digitsOf(money).padStart(10, '0');
}

/** `PBX_DEVISE` and `DEVISE`: ISO 4217, numeric. */
export function deviseOf(currency: Currency): string {
  return currencies[currency].numeric;
}

/** `M` of a notification, in cents; undefined when it is no amount. */
export function amountOf(digits: string): number | undefined {
  return /^\d{1,10}$/.test(digits) && Number(digits) > 0 ? Number(digits) : undefined;
}

function digitsOf({amount}: Money): string {
  if (!Number.isSafeInteger(amount) || amount <= 0 || amount > 9_999_999_999)
    throw new RangeError(`not an amount in cents: ${amount}`);
  return String(amount);
}
