import type {PaymentIntent} from './intent.ts';
import {chargedPart, type Quote} from './quote.ts';

/** What moved in the currency that was charged, where that is not the order's. Minor units. */
export interface ChargedTotals {
  readonly quote: Quote;
  readonly captured: number;
  readonly refunded: number;
}

type Facts = Pick<PaymentIntent, 'attempts' | 'money' | 'amountCaptured' | 'amountRefunded' | 'charged'>;

/** Nothing where the order's own currency was charged. As the provider counted; pro rata where it never told. Pure. */
export function chargedTotals({
  attempts,
  money,
  amountCaptured,
  amountRefunded,
  charged,
}: Facts): ChargedTotals | undefined {
  const quote = attempts.at(-1)?.quote;
  if (!quote) return undefined;
  if (charged) return {quote, ...charged};
  return {
    quote,
    captured: chargedPart(money, quote.charged, 0, amountCaptured),
    refunded: chargedPart(money, quote.charged, 0, amountRefunded),
  };
}
