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

/** How the currency is written: `$US`, `USD`, `dollars des États-Unis` (for screen readers). */
export type MoneyDisplay = 'symbol' | 'code' | 'name';

/**
 * An amount as its reader writes it: `129,90 €` in French, `€129.90` in English.
 *
 * @param locale a BCP 47 tag, such as those of `intlLocales`.
 */
export function formatMoney({amount, currency}: Money, locale: string, display: MoneyDisplay = 'symbol'): string {
  return formatMinor(amount, currencies[currency].exponent, currency, locale, display);
}

/** One formatter is slow to make (a few tenths of a millisecond) and never changes. */
const formatters = new Map<string, Intl.NumberFormat>();

/**
 * The same for any ISO 4217 code, given its exponent.
 *
 * The exponent is ours, never that of `Intl`: V8 takes CLDR's, SpiderMonkey ISO's, and they differ (HUF, IQD…).
 */
export function formatMinor(
  minor: number,
  exponent: number,
  code: string,
  locale: string,
  display: MoneyDisplay = 'symbol',
): string {
  const key = `${locale} ${code} ${display} ${exponent}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: code,
      currencyDisplay: display,
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(decimal(minor, exponent));
}

/** `12990` with two decimals is `129.90`, as text: a division would go through a float. @throws RangeError on a fraction. */
function decimal(minor: number, exponent: number): `${number}` {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  const text = `${minor < 0 ? '-' : ''}${whole}${fraction && '.'}${fraction}`;
  if (!isDecimal(text)) throw new RangeError(`not an amount in minor units: ${minor}`);
  return text;
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}
