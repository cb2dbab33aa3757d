import type {Outcome, Told} from './provider.ts';

/**
 * Where a payment stands at a provider: the kinds of `Outcome` that follow from its state alone. The adapter adds what
 * it knows besides: the reference, the address of the page, the decline.
 *
 * Money that was taken and given back was taken: a payment refunded in part or in whole stands at `captured`. Refunds
 * are a question of their own (`RefundStanding`).
 */
export type Standing =
  | {readonly kind: 'action_required' | 'pending' | 'authorized' | 'declined' | 'unknown'}
  | Omit<Extract<Outcome, {kind: 'captured'}>, 'reference' | 'authorizationCode' | 'plan'>
  | Omit<Extract<Outcome, {kind: 'voided'}>, 'reference'>;

/** Where one refund stands. `declined`: it will not happen. */
export type RefundStanding = Extract<Outcome['kind'], 'refunded' | 'pending' | 'declined' | 'unknown'>;

/** Taken: only with an amount that can be one; else nobody knows. */
export function captured(total: number, final: boolean): Standing {
  return Number.isSafeInteger(total) && total > 0 ? {kind: 'captured', total, final} : {kind: 'unknown'};
}

/** What was taken, and what became of the rest; undefined: nothing was made, or nobody knows. */
export function restOf(standing: Standing): Pick<Told, 'captured' | 'rest'> | undefined {
  switch (standing.kind) {
    case 'authorized':
      return {captured: 0, rest: 'held'};
    case 'captured':
      return {captured: standing.total, rest: standing.final ? 'released' : 'held'};
    case 'voided':
      return {captured: 0, rest: standing.lapsed ? 'lapsed' : 'released'};
    case 'action_required':
    case 'pending':
    case 'declined':
    case 'unknown':
      return undefined;
  }
}

/** The word's row; a word that is not in the table is `unknown`. */
export function inTable<Kind extends string>(table: Readonly<Record<string, Kind>>, word: string): Kind | 'unknown' {
  return (Object.hasOwn(table, word) && table[word]) || 'unknown';
}
