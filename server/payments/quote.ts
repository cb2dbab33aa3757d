import {z} from 'zod';
import type {Currency, Money} from '#contract/money.ts';
import {convert, type Rates} from '#contract/rates.ts';
import {MoneySchema} from './money.ts';

/** What the shopper may be charged instead of the session's own amount: fixed when the session is made. */
export const QuoteSchema = z
  .object({
    charged: MoneySchema,
    /** The merchant's own price, or converted at the central bank's rate of a day. */
    source: z.enum(['merchant', 'ECB']),
    /** One unit of the session's currency in this one, mark-up within, four decimals; only where it was converted. */
    rate: z.string().exactOptional(),
    referenceRate: z.string().exactOptional(),
    /** The day of the rate. */
    sourceDate: z.string().exactOptional(),
    /** Over the reference rate, in hundredths of a percent, as it is on the rounded amount. */
    markupBasisPoints: z.int().exactOptional(),
    /** A sample's rate, for tests. */
    sample: z.boolean().exactOptional(),
    quotedAt: z.int(),
  })
  .readonly();

export type Quote = z.infer<typeof QuoteSchema>;

/** What is told of a quote beside its amount, before and after: in the session, the intent and the receipt. */
export function factsOf({charged, source, rate, sourceDate, markupBasisPoints, sample = false}: Quote) {
  return {
    currency: charged.currency,
    source,
    rate: rate ?? null,
    source_date: sourceDate ?? null,
    markup_percent: markupBasisPoints === undefined ? null : percent(markupBasisPoints),
    sample,
  };
}

/** Hundredths of a percent as a decimal text: `3.00`. */
function percent(basisPoints: number): string {
  const sign = basisPoints < 0 ? '-' : '';
  const digits = String(Math.abs(basisPoints)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What a merchant asks for: conversion into these, or own prices. */
export type Presentment =
  {readonly currencies: readonly Currency[]} | {readonly prices: Readonly<Partial<Record<Currency, number>>>};

/** Quotes for a session. Without rates that are fresh enough, none is converted. Pure. */
export function quotesOf(
  base: Money,
  wanted: Presentment | undefined,
  {rates, markupBasisPoints, now}: {rates: Rates | undefined; markupBasisPoints: number; now: number},
): readonly Quote[] {
  if (!wanted) return [];
  if ('prices' in wanted) {
    return currenciesOf(wanted.prices).flatMap(([currency, amount]) =>
      currency === base.currency ? [] : [{charged: {amount, currency}, source: 'merchant' as const, quotedAt: now}],
    );
  }
  if (!rates) return [];
  return wanted.currencies.flatMap((currency) => {
    const found = currency === base.currency ? undefined : convert(base, currency, rates, markupBasisPoints);
    if (!found) return [];
    const {presentment: charged, rate, referenceRate, sourceDate, effectiveMarkupBasisPoints, sample} = found;
    return [
      {
        charged,
        source: 'ECB' as const,
        rate,
        referenceRate,
        sourceDate,
        markupBasisPoints: effectiveMarkupBasisPoints,
        ...(sample && {sample}),
        quotedAt: now,
      },
    ];
  });
}

function currenciesOf(prices: Readonly<Partial<Record<Currency, number>>>): readonly (readonly [Currency, number])[] {
  return (['EUR', 'USD', 'GBP', 'CHF'] as const).flatMap((currency) => {
    const amount = prices[currency];
    return amount === undefined ? [] : [[currency, amount] as const];
  });
}

/**
 * The part of what was charged that belongs to a part of the order's amount, after `before` of it: pro rata, so that
 * all parts add up to the whole and the last one takes the rest. Minor units.
 */
export function chargedPart(whole: Money, charged: Money, before: number, part: number): number {
  return share(whole, charged, before + part) - share(whole, charged, before);
}

/** Rounded down, so that no part takes more than its due before the last one. */
function share(whole: Money, charged: Money, upTo: number): number {
  return Number((BigInt(charged.amount) * BigInt(upTo)) / BigInt(whole.amount));
}

/** How much of the order's amount a provider's total in the charged currency stands for, where no operation tells. */
export function ownTotal(whole: Money, charged: Money, total: number): number {
  if (total >= charged.amount) return whole.amount;
  return Number((BigInt(whole.amount) * BigInt(total)) / BigInt(charged.amount));
}
