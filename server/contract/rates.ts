import {weekdaysBetween, type IsoDate} from './calendar.ts';
import {amountMax, currencies, type Currency, type Money} from './money.ts';

/**
 * Changing money at the reference rates of the European Central Bank, with a mark-up that the shopper is shown.
 *
 * Exact: fractions of whole numbers, rounded once at the end, half away from zero.
 */

/** The rates of one day. A rate is what one euro buys, as a decimal text; that of the euro itself is 1. */
export interface Rates {
  readonly source: 'ECB';
  /** The day that the bank set them. */
  readonly date: IsoDate;
  /** The file that ships inside: for the test mode only, and shown as a sample. */
  readonly sample: boolean;
  readonly perEuro: Readonly<Record<Exclude<Currency, 'EUR'>, string>>;
}

/** Two digits after a point at the least are no rule of the bank's: yen have two, most have four. */
export function isRate(text: string): boolean {
  return /^\d{1,6}(\.\d{1,8})?$/.test(text) && /[1-9]/.test(text);
}

/** Friday's rates hold until the fourth business day after: Thursday. */
const ageMaxWeekdays = 4;

/**
 * Whether these rates may be offered on that day: not older than four business days (Monday to Friday; the longest
 * closing of TARGET, Good Friday to Easter Monday, takes two of them), and not of a day that has yet to come.
 */
export function areRatesFresh(
  {date, sample}: Rates,
  today: IsoDate,
  {livemode}: {readonly livemode: boolean},
): boolean {
  if (sample) return !livemode;
  return date <= today && weekdaysBetween(date, today) <= ageMaxWeekdays;
}

/** The largest mark-up that a merchant may set, in hundredths of a percent: 10 %. */
export const markupMax = 1_000;

/**
 * What a shopper is told before, and keeps after, a conversion (Regulation (EU) 2021/1230, articles 4 and 5, and by
 * choice everywhere): both amounts, the rate, its source and day, and the mark-up over it.
 */
export interface Conversion {
  /** The merchant's price. */
  readonly base: Money;
  /** What is charged instead. */
  readonly presentment: Money;
  /** One unit of the base in the other currency, mark-up within, with four decimals: `1.1696`. To be read only. */
  readonly rate: string;
  /** The same without mark-up: `1.1355`. */
  readonly referenceRate: string;
  readonly source: 'ECB';
  readonly sourceDate: IsoDate;
  readonly sample: boolean;
  /** As set by the merchant, in hundredths of a percent. */
  readonly markupBasisPoints: number;
  /** As it is on the rounded amount: what is shown, `3,00 %`. On small amounts rounding makes it differ, even below 0. */
  readonly effectiveMarkupBasisPoints: number;
}

/**
 * A price in another currency; nothing when it would come to less than one minor unit or to more than a payment may be.
 *
 * @param markupBasisPoints 300 is 3 %, 0 to `markupMax`.
 * @throws RangeError on a mark-up or amount that is none.
 */
export function convert(base: Money, to: Currency, rates: Rates, markupBasisPoints: number): Conversion | undefined {
  if (!Number.isInteger(markupBasisPoints) || markupBasisPoints < 0 || markupBasisPoints > markupMax) {
    throw new RangeError(`not a mark-up: ${markupBasisPoints}`);
  }
  if (!Number.isSafeInteger(base.amount) || base.amount < 1) throw new RangeError(`not a price: ${base.amount}`);
  const from = rateOf(base.currency, rates);
  const target = rateOf(to, rates);
  const [fromExponent, toExponent] = [currencies[base.currency].exponent, currencies[to].exponent];
  const amount = convertMinor({minor: base.amount, from, target, fromExponent, toExponent, markupBasisPoints});
  if (amount < 1 || amount > amountMax) return undefined;

  const fair = exchange({minor: base.amount, from, target, fromExponent, toExponent, markupBasisPoints: 0});
  // (charged / fair − 1) in hundredths of a percent.
  const effective = roundedDivision((BigInt(amount) * fair.over - fair.of) * 10_000n, fair.of);
  return {
    base,
    presentment: {amount, currency: to},
    rate: unitRate(from, target, markupBasisPoints),
    referenceRate: unitRate(from, target, 0),
    source: rates.source,
    sourceDate: rates.date,
    sample: rates.sample,
    markupBasisPoints,
    effectiveMarkupBasisPoints: Number(effective),
  };
}

export interface Exchange {
  readonly minor: number;
  /** What one euro buys of either currency. */
  readonly from: string;
  readonly target: string;
  readonly fromExponent: number;
  readonly toExponent: number;
  readonly markupBasisPoints: number;
}

/** Minor units of any currency in minor units of any other. @throws RangeError on a rate that is none. */
export function convertMinor(given: Exchange): number {
  const {of, over} = exchange(given);
  const amount = Number(roundedDivision(of, over));
  if (!Number.isSafeInteger(amount)) throw new RangeError('beyond what a number holds');
  return amount;
}

interface Fraction {
  readonly of: bigint;
  readonly over: bigint;
}

function exchange({minor, from, target, fromExponent, toExponent, markupBasisPoints}: Exchange): Fraction {
  const [base, quote] = [fractionOf(from), fractionOf(target)];
  return {
    of: BigInt(minor) * quote.of * base.over * BigInt(10_000 + markupBasisPoints) * 10n ** BigInt(toExponent),
    over: quote.over * base.of * 10_000n * 10n ** BigInt(fromExponent),
  };
}

function unitRate(from: string, target: string, markupBasisPoints: number): string {
  const tenThousandths = convertMinor({minor: 1, from, target, fromExponent: 0, toExponent: 4, markupBasisPoints});
  const digits = String(tenThousandths).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function rateOf(currency: Currency, {perEuro}: Rates): string {
  return currency === 'EUR' ? '1' : perEuro[currency];
}

function fractionOf(rate: string): Fraction {
  if (!isRate(rate)) throw new RangeError(`not a rate: ${rate}`);
  const [whole = '', decimals = ''] = rate.split('.');
  return {of: BigInt(whole + decimals), over: 10n ** BigInt(decimals.length)};
}

/** Half away from zero, the commercial rule. @param over positive. */
function roundedDivision(of: bigint, over: bigint): bigint {
  const sign = of < 0n ? -1n : 1n;
  return (sign * (2n * sign * of + over)) / (2n * over);
}
