import type {Currency} from './money.ts';

/**
 * How a change of currency is written, in the page, on the ticket and in the PDF. To be read only: no money is computed
 * from a rate that went through here.
 *
 * @param tag - A BCP 47 tag: `fr-FR`, `en-GB`.
 */

/** `1,1696`, from `1.1696`. */
export function formatRate(rate: string, tag: string): string {
  return new Intl.NumberFormat(tag, {minimumFractionDigits: 4, maximumFractionDigits: 4}).format(Number(rate));
}

/** `3,00 %`, from `3.00`. */
export function formatPercent(percent: string, tag: string): string {
  const format = {style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2} as const;
  return new Intl.NumberFormat(tag, format).format(Number(percent) / 100);
}

/** `20 novembre 2026`: the day of a rate is the same everywhere. */
export function formatDay(day: string, tag: string): string {
  const format = {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'} as const;
  return new Intl.DateTimeFormat(tag, format).format(new Date(`${day}T00:00:00Z`));
}

/** What is told of a quote beside its amounts. */
export interface ConversionFacts {
  /** `merchant`: the shop's own price. `ECB`: converted. */
  readonly source: 'merchant' | 'ECB';
  /** One unit of the order's currency in the other one, mark-up within: `1.1696`. */
  readonly rate: string | null;
  /** The day of the central bank's rate. */
  readonly source_date: string | null;
  /** Over that rate. Two decimals: `3.00`. */
  readonly markup_percent: string | null;
  /** A sample's rate, for tests. */
  readonly sample: boolean;
}

/** The sentences of `currency.…` that a reading of them needs, with what fills them. */
export interface ConversionRead {
  readonly unit: {readonly from: Currency; readonly to: Currency; readonly rate: string};
  readonly date: string;
  readonly markup: string;
}

/** Ready for the sentences of either language; nothing where nothing was converted. */
export function readConversion(
  {source, rate, source_date: day, markup_percent: markup}: ConversionFacts,
  from: Currency,
  to: Currency,
  tag: string,
): ConversionRead | undefined {
  if (source === 'merchant' || rate === null || day === null || markup === null) return undefined;
  return {
    unit: {from, to, rate: formatRate(rate, tag)},
    date: formatDay(day, tag),
    markup: formatPercent(markup, tag),
  };
}
