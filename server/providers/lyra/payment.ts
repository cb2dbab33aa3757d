import type {Money} from '#contract/money.ts';
import type {Outcome} from '../provider.ts';
import type {Standing} from '../standing.ts';
import type {Order, Transaction} from './api.ts';
import {isOrderOf} from './create.ts';
import {refusalOfLyra, type LyraRefusal} from './declines.ts';
import {modeOf, type LyraConfig} from './settings.ts';
import {standingOf, type LyraTransaction} from './states.ts';

/** What the payment must be, or we are not talking of the same one. Absent: not known to whoever asks. */
export interface Expected {
  readonly reference: string;
  readonly key?: string;
  readonly money?: Money;
}

/** The one debit that counts for an order, and where it stands. */
export interface Debit {
  readonly transaction: Transaction;
  readonly standing: Standing;
}

/**
 * Of all tries at the page: the one that came to something, else the last. `waiting`: none is known, or none that ends it.
 * `unknown`: it is not our order, or two came to something, and a person must look.
 */
export function debitOf(order: Order, expected: Expected, config: LyraConfig): Debit | 'waiting' | 'unknown' {
  const {orderId, mode} = order.orderDetails;
  if (orderId !== expected.reference || mode !== modeOf(config)) return 'unknown';
  if (expected.key !== undefined && !isOrderOf(orderId, expected.key)) return 'unknown';
  const debits = order.transactions
    // A credit belongs to a refund.
    .filter(({operationType}) => operationType !== 'CREDIT')
    .map((transaction) => ({transaction, standing: promised(factsOf(transaction))}))
    .toSorted((a, b) => instantOf(b.transaction) - instantOf(a.transaction));
  const alive = debits.filter(({standing}) => standing.kind !== 'declined' && standing.kind !== 'voided');
  if (alive.length > 1) return 'unknown';
  const [debit = debits[0]] = alive;
  if (!debit) return 'waiting';
  // Refused, and still at the page: the next card may be taken.
  if (alive.length === 0 && order.orderCycle !== 'CLOSED') return 'waiting';
  return debit;
}

/**
 * Where it stands for a shop. `AUTHORISED` is what we ask to be taken tonight, or have validated: nobody has to do anything
 * more, the platform itself counts it as paid. What is authorized only later is no promise yet.
 */
export function promised(transaction: LyraTransaction): Standing {
  const standing = standingOf(transaction);
  if (standing.kind !== 'authorized') return standing;
  switch (transaction.status) {
    case 'AUTHORISED':
      return {kind: 'captured', total: transaction.amount, final: true};
    case 'AUTHORISED_TO_VALIDATE':
      return standing;
    default:
      return {kind: 'pending'};
  }
}

/** An order as an outcome. Another number, mode, currency or amount than ours: not a word of it is believed. */
export function outcomeOf(debit: Debit, {reference, money}: Expected): Outcome {
  const {transaction, standing} = debit;
  const unknown: Outcome = {kind: 'unknown'};
  if (money && (transaction.currency !== money.currency || transaction.amount !== money.amount)) return unknown;
  switch (standing.kind) {
    case 'captured':
    case 'voided':
      return {...standing, reference};
    case 'authorized':
      return {kind: 'authorized', reference, captureBefore: instantOf(transaction) + holdMs(transaction)};
    case 'declined':
      return declinedBy({issuer: issuerOf(transaction)});
    case 'pending':
    case 'action_required':
      return {kind: 'pending', reference};
    case 'unknown':
      return unknown;
  }
}

export function declinedBy(why: LyraRefusal): Outcome {
  const refusal = refusalOfLyra(why);
  return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : {kind: 'unknown'};
}

/** What is still with the merchant: taken or to be taken tonight, less what went back. Undefined where that is not known. */
export function remainsOf({transaction, standing}: Debit): number | undefined {
  if (standing.kind === 'voided') return 0;
  const back = transaction.transactionDetails?.cardDetails?.captureResponse?.refundAmount ?? 0;
  return standing.kind === 'captured' ? standing.total - back : undefined;
}

export function factsOf({detailedStatus, operationType, amount}: Transaction): LyraTransaction {
  return {status: detailedStatus, operation: operationType, amount};
}

function issuerOf({detailedErrorCode, transactionDetails}: Transaction): string {
  return transactionDetails?.cardDetails?.authorizationResponse?.authorizationResult ?? detailedErrorCode ?? '';
}

function instantOf({creationDate}: Transaction): number {
  return Date.parse(creationDate);
}

const day = 86_400_000;

/** How long an authorization lasts: of cards the shortest term, of PayPal through Lyra three days. */
function holdMs({transactionDetails}: Transaction): number {
  return transactionDetails?.cardDetails?.effectiveBrand?.startsWith('PAYPAL') === true ? 3 * day : 7 * day;
}
