import type {Advice, Decline, DeclineCode} from '#contract/declines.ts';
import {declineOfCb, wordsOfCb} from './cb.ts';

/** The part of a form that the shopper can mend. */
export type MendableField = 'number' | 'expiry' | 'cvc' | 'address';

/** One row of a provider's list of refusal codes. */
export interface Row {
  readonly code: DeclineCode;
  readonly advice: Advice;
  readonly field?: MendableField;
  /** The shopper reads only the neutral sentence. */
  readonly sensitive?: true;
  /** No refusal at all: whether money moved is open, or the shopper has one more step to take. */
  readonly instead?: 'unknown' | 'action_required';
}

export type Rows = Readonly<Record<string, Row>>;

/**
 * What a refusal code stands for. A code chooses words; whether the payment was refused, its state says (`states.ts`).
 */
export type Refusal =
  | {
      readonly kind: 'declined';
      readonly decline: Decline;
      readonly field: MendableField | null;
      /** False: not in our table. The neutral category stands in, and it is counted (`Decline.unlisted`). */
      readonly known: boolean;
    }
  | {readonly kind: 'unknown' | 'action_required'; readonly why: DeclineCode; readonly providerCode: string};

/** `providerCode` as the merchant sees it: our name for the list, and the code verbatim. */
export function refusalOf(system: string, rows: Rows, own: string): Refusal {
  const providerCode = `${system}:${own}`;
  const known = Object.hasOwn(rows, own);
  const {code, advice, field = null, sensitive = false, instead} = (known && rows[own]) || neutral;
  if (instead) return {kind: instead, why: code, providerCode};
  const decline = {code, advice, providerCode, sensitive, ...(!known && {unlisted: true as const})};
  return {kind: 'declined', decline, field, known};
}

const neutral: Row = {code: 'generic_decline', advice: 'other_card'};

/** The shop's keys, contract or settings are wrong, or we are: the merchant is told. */
export const misconfigured: Row = {code: 'merchant_configuration', advice: 'merchant'};

/** What the issuer's own code stands for, where a platform passes it on. Not for `00`. */
export function refusalOfIssuer(code: string): Refusal {
  const decline = declineOfCb(code);
  if (decline === 'unknown') return {kind: 'unknown', why: 'timeout_unknown', providerCode: `cb:${code}`};
  const {sentence, field} = wordsOfCb(code);
  // Only a code that is not in the table has the neutral sentence.
  return {kind: 'declined', decline, field, known: sentence !== 'neutral'};
}
