import {paymentCodeLength, readPaymentCode} from '#contract/rf-reference.ts';
import type {Money} from '#contract/money.ts';
import type {Booking} from './statement.ts';

/** A payment that waits for its money. */
export interface Awaiting {
  readonly id: string;
  /** What is still missing. */
  readonly due: Money;
  /** Every form of the reference that the payer was told: code, RF, QR. */
  readonly references: readonly string[];
  readonly orderReference: string;
  /** Whom the money might come from: the name on the order, the company. */
  readonly names: readonly string[];
}

/**
 * What a credit probably pays. Only `certain` may be booked without a person; everything else is a proposal, and
 * `unknown` and `other_currency` go to the suspense list.
 */
export type Match = {readonly credit: Booking} & (
  | {readonly kind: 'certain'; readonly id: string}
  | {readonly kind: 'partial'; readonly id: string; readonly missing: Money}
  | {readonly kind: 'over'; readonly id: string; readonly excess: Money}
  | {readonly kind: 'other_currency'; readonly id: string}
  /** No reference of ours, but the amount and this: for a person to decide, even when there is only one. */
  | {readonly kind: 'possible'; readonly ids: readonly string[]; readonly by: 'order_number' | 'name'}
  /** References of several payments. */
  | {readonly kind: 'ambiguous'; readonly ids: readonly string[]}
  | {readonly kind: 'unknown'}
);

/**
 * Proposes, for each credit, what it pays. Pure.
 *
 * Credits are taken day by day, and each changes what the next finds missing: two halves make a whole, and the same sum
 * twice is one payment and one excess.
 */
export function proposeMatches(credits: readonly Booking[], awaiting: readonly Awaiting[]): readonly Match[] {
  const known = byReference(awaiting);
  const missing = new Map(awaiting.map(({id, due}) => [id, due.amount]));
  const inOrder = [...credits].sort((a, b) => a.bookedOn.localeCompare(b.bookedOn));
  return inOrder.map((credit): Match => {
    const [one, ...others] = referenced(credit, known);
    if (one === undefined) return {credit, ...withoutReference(credit, awaiting, missing)};
    if (others.length > 0) return {credit, kind: 'ambiguous', ids: [one, ...others].map(({id}) => id)};

    const {id, due} = one;
    const {amount, currency} = credit.money;
    if (currency !== due.currency) return {credit, kind: 'other_currency', id};
    const rest = (missing.get(id) ?? 0) - amount;
    missing.set(id, Math.max(0, rest));
    if (rest > 0) return {credit, kind: 'partial', id, missing: {amount: rest, currency}};
    if (rest < 0) return {credit, kind: 'over', id, excess: {amount: -rest, currency}};
    return {credit, kind: 'certain', id};
  });
}

/** Debits that carry the reference of a paid order: money that the bank took back. For a person to look at. */
export function proposeReturns(
  debits: readonly Booking[],
  paid: readonly Awaiting[],
): readonly {readonly debit: Booking; readonly ids: readonly string[]}[] {
  const known = byReference(paid);
  return debits
    .map((debit) => ({debit, ids: referenced(debit, known).map(({id}) => id)}))
    .filter(({ids}) => ids.length > 0);
}

interface Known {
  readonly references: ReadonlyMap<string, ReadonlySet<Awaiting>>;
  /** How long they are: anything longer or shorter need not be looked up. */
  readonly lengths: ReadonlySet<number>;
}

function byReference(awaiting: readonly Awaiting[]): Known {
  const references = new Map<string, Set<Awaiting>>();
  for (const one of awaiting) {
    const order = isTelling(one.orderReference) ? [one.orderReference] : [];
    for (const reference of [...one.references, ...order].map(bare)) {
      references.set(reference, (references.get(reference) ?? new Set()).add(one));
    }
  }
  return {references, lengths: new Set([...references.keys()].map(({length}) => length))};
}

/** An order number that nothing else looks like: `CMD-2026-0042`. `42`, `20261122` might be anything. */
function isTelling(orderReference: string): boolean {
  const text = bare(orderReference);
  return text.length >= 6 && /[A-Z]/.test(text) && /\d/.test(text);
}

/** All payments whose reference stands in a booking: in its own field, or in the text, in one piece or in groups. */
function referenced({reference, text}: Booking, {references, lengths}: Known): readonly Awaiting[] {
  const found = new Set<Awaiting>();
  for (const run of [...runsOf(reference, lengths), ...runsOf(text, lengths)]) {
    const typed = run.length === paymentCodeLength ? readPaymentCode(run) : undefined;
    for (const one of references.get(typed ?? run) ?? []) found.add(one);
  }
  return [...found];
}

/** A reference printed in groups: seven of RF, six of QR, and one to spare. */
const groupsMax = 8;
const referenceMax = 40;

/**
 * Every run of neighbouring words, written together: `RF18 5390 0754 7034` gives RF18539007547034 among others. A run
 * begins and ends where a word does, so that `CMD-10` is not found in `CMD-100`.
 */
function* runsOf(text: string, lengths?: ReadonlySet<number>): Generator<string> {
  const words = wordsOf(text);
  for (let from = 0; from < words.length; from += 1) {
    let run = '';
    for (const word of words.slice(from, from + groupsMax)) {
      run += word;
      if (run.length > referenceMax) break;
      if (!lengths || lengths.has(run.length)) yield run;
    }
  }
}

function withoutReference(
  credit: Booking,
  awaiting: readonly Awaiting[],
  missing: ReadonlyMap<string, number>,
):
  | {readonly kind: 'possible'; readonly ids: readonly string[]; readonly by: 'order_number' | 'name'}
  | {kind: 'unknown'} {
  const same = awaiting.filter(
    ({id, due}) => due.currency === credit.money.currency && missing.get(id) === credit.money.amount,
  );
  const runs = new Set([...runsOf(credit.reference), ...runsOf(credit.text)]);
  const ordered = same.filter(({orderReference}) => runs.has(bare(orderReference)));
  if (ordered.length > 0) return {kind: 'possible', ids: ordered.map(({id}) => id), by: 'order_number'};
  const words = new Set(wordsOf(`${credit.payer} ${credit.text}`));
  const named = same.filter(({names}) => names.some((name) => isNamed(name, words)));
  return named.length > 0 ? {kind: 'possible', ids: named.map(({id}) => id), by: 'name'} : {kind: 'unknown'};
}

/** All words of the name stand among the payer's, in any order: `DUPONT AMELIE` is Amélie Dupont, `M DUPONT` is not. */
function isNamed(name: string, words: ReadonlySet<string>): boolean {
  const own = wordsOf(name).filter((word) => word.length > 1);
  return own.length > 0 && own.join('').length >= 4 && own.every((word) => words.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean);
}

function bare(reference: string): string {
  return wordsOf(reference).join('');
}
