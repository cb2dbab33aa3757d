import type {StatementRefusal} from '../statements/statement.ts';
import {readStatement} from '../statements/read-statement.ts';
import {proposeMatches, proposeReturns, type Awaiting, type Match} from '../statements/match.ts';
import type {Booking, RejectedRow} from '../statements/statement.ts';
import type {Currency} from '#contract/money.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';

/** What a line of the statement is about: a proposal, or one that was booked at an earlier import. */
export type Proposal = Match | {readonly credit: Booking; readonly kind: 'already'; readonly id: string};

export type ReadStatement =
  | {
      readonly kind: 'read';
      readonly format: 'camt' | 'csv';
      readonly proposals: readonly Proposal[];
      readonly returns: readonly {readonly debit: Booking; readonly ids: readonly string[]}[];
      readonly rejected: readonly RejectedRow[];
    }
  | {readonly kind: 'refused'; readonly code: StatementRefusal};

/** Payments looked at; a shop with more that wait at once books by the API. */
const awaitingMax = 5000;
const pageSize = 500;

/** Reads a bank statement and proposes what each credit pays. Books nothing: whoever looks at it does (`mark_received`). */
export async function readBankStatement(
  deps: Deps,
  merchant: string,
  file: Uint8Array,
  currency: Currency,
): Promise<ReadStatement> {
  const statement = readStatement(file, {currency});
  if (statement.kind === 'refused') return statement;
  const {format, credits, debits, rejected} = statement;

  const booked = new Map<string, string>();
  for (const {bankId} of credits) {
    const row = await deps.store.get('bookings', bookingId(merchant, bankId));
    if (row) booked.set(bankId, row.doc.intent);
  }
  const fresh = credits.filter(({bankId}) => !booked.has(bankId));
  const already = credits.flatMap((credit): Proposal[] => {
    const id = booked.get(credit.bankId);
    return id === undefined ? [] : [{credit, kind: 'already', id}];
  });
  const proposals = [...already, ...proposeMatches(fresh, await waiting(deps, merchant, 'awaiting_funds'))];
  const returns = proposeReturns(debits, await waiting(deps, merchant, 'succeeded'));
  return {kind: 'read', format, proposals, returns, rejected};
}

/** The key of a bank's line among all merchants'. */
export function bookingId(merchant: string, bankId: string): string {
  return `${merchant}.${bankId}`;
}

async function waiting(
  {store}: Deps,
  merchant: string,
  status: 'awaiting_funds' | 'succeeded',
): Promise<readonly Awaiting[]> {
  const found: Awaiting[] = [];
  let after: string | undefined;
  while (found.length < awaitingMax) {
    const rows = await store.find('intents', {
      by: 'status',
      equals: status,
      limit: pageSize,
      ...(after !== undefined && {after}),
    });
    for (const {doc} of rows) {
      const isSent = doc.attempts.at(-1)?.step.name === 'instructed';
      if (doc.merchant !== merchant || !isSent) continue;
      const session = await store.get('sessions', doc.session);
      found.push(awaitingOf(doc, [session?.doc.customer?.name, session?.doc.customer?.company]));
    }
    if (rows.length < pageSize) break;
    after = rows.at(-1)?.id;
  }
  return found;
}

function awaitingOf(intent: PaymentIntent, names: readonly (string | undefined)[]): Awaiting {
  const {id, money, amountCaptured, orderReference} = intent;
  const reference = 'reference' in intent ? intent.reference : undefined;
  return {
    id,
    due: {amount: money.amount - amountCaptured, currency: money.currency},
    // The RF reference, and the code within it, as payers shorten it.
    references: reference === undefined ? [] : [reference, reference.slice(4)],
    orderReference,
    names: names.filter((name): name is string => name !== undefined),
  };
}
