import {isIsoDate, type IsoDate} from '#contract/calendar.ts';
import {currencies, type Currency} from '#contract/money.ts';

/** An amount of XML, `129.9` or `129.90000`: digits and a point. Nothing when it is anything else, or nothing. */
export function xmlAmount(text: string, currency: Currency): number | undefined {
  const [, whole, fraction = ''] = /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : minorOf(whole, fraction, currency);
}

export interface Figure {
  /** Minor units, with its sign. */
  readonly amount: number;
  /** What stands before the cents, where there are any. */
  readonly mark: ',' | '.' | undefined;
}

/**
 * An amount as a bank's CSV has it: `1 234,56`, `1.234,56`, `1,234.56`, `-12`, `+12,5`.
 *
 * What can be read in two ways (`1.234`) is not read at all.
 */
export function csvAmount(text: string, currency: Currency): Figure | undefined {
  const plain = text.replace(/[\s'\u2019]/g, '').replace(/\u2212/g, '-');
  const [, sign, digits = ''] = /^([+-]?)(\d[\d.,]*)$/.exec(plain) ?? [];
  const shape =
    /^(?<whole>\d+)(?:(?<mark>[.,])(?<fraction>\d{1,2}))?$/.exec(digits) ??
    /^(?<whole>\d{1,3}(?:\.\d{3})+)(?<mark>,)(?<fraction>\d{1,2})$/.exec(digits) ??
    /^(?<whole>\d{1,3}(?:,\d{3})+)(?<mark>\.)(?<fraction>\d{1,2})$/.exec(digits);
  const {whole, mark, fraction = ''} = shape?.groups ?? {};
  if (whole === undefined) return undefined;
  const amount = minorOf(whole.replace(/[.,]/g, ''), fraction, currency);
  if (amount === undefined) return undefined;
  return {amount: sign === '-' ? -amount : amount, mark: mark === ',' || mark === '.' ? mark : undefined};
}

/** A fraction finer than the currency is refused, unless it is of zeros. */
function minorOf(whole: string, fraction: string, currency: Currency): number | undefined {
  const {exponent} = currencies[currency];
  const rest = fraction.slice(exponent);
  if (/[^0]/.test(rest)) return undefined;
  const amount = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}

/** A day as a French bank writes it: `24/11/2026`, `24/11/26`, `24-11-2026`, `24.11.2026`; or `2026-11-24`. */
export function csvDate(text: string): IsoDate | undefined {
  const written = text.trim().replace(/[ T]\d{2}:\d{2}.*$/, '');
  const [, day, month, year] = /^(\d{2})[/.-](\d{2})[/.-](\d{4}|\d{2})$/.exec(written) ?? [];
  const date = day === undefined ? written : `${(year ?? '').padStart(4, '20')}-${month}-${day}`;
  return isIsoDate(date) ? date : undefined;
}
