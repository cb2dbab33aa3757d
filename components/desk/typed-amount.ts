import {amountMax, currencies, type Currency} from '#contract/money.ts';

export type TypedAmount =
  | {readonly ok: true; readonly amount: number}
  /** Keys of `desk.amount_errors`. */
  | {readonly ok: false; readonly error: 'missing' | 'malformed' | 'decimals' | 'zero' | 'above'};

/**
 * An amount as a merchant types it, `1 234,50` or `1234.50`, in minor units (`facts/money.md` 4). Spaces and apostrophes
 * group; one comma or point is the decimal mark, in either language. `1.234` is refused rather than guessed: it could be
 * either of two amounts.
 *
 * @param most - In minor units: what is left to capture or to give back.
 */
export function typedAmount(text: string, currency: Currency, most = amountMax): TypedAmount {
  const bare = text.replace(/[\u202f\u00a0\u2009 '\u2019]/g, '');
  if (!bare) return {ok: false, error: 'missing'};
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(bare) ?? [];
  if (whole === undefined) return {ok: false, error: 'malformed'};
  const {exponent} = currencies[currency];
  if (fraction.length > exponent) return {ok: false, error: 'decimals'};
  const amount = Number(whole + fraction.padEnd(exponent, '0'));
  if (amount === 0) return {ok: false, error: 'zero'};
  return amount > Math.min(most, amountMax) ? {ok: false, error: 'above'} : {ok: true, amount};
}

/** The same amount as one would type it, for a field that begins filled: `129,90` in French. */
export function amountToType(amount: number, currency: Currency, mark: ',' | '.'): string {
  const {exponent} = currencies[currency];
  const digits = String(amount).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}${mark}${digits.slice(-exponent)}`;
}
