import type {DeskRequest, Payment, Proposal} from './desk-api.ts';

/** What becomes of one credit of a statement: a payment, or nothing for now. */
export type Choice = string | undefined;

/** Kinds whose credit may be booked to a payment that the statement names or suggests. */
const bookable: readonly Proposal['kind'][] = ['certain', 'partial', 'over', 'possible', 'ambiguous'];

/** Only what is certain is chosen beforehand: everything else is for a person to say. Pure. */
export function firstChoice({kind, payment_intents: ids}: Proposal): Choice {
  return kind === 'certain' && ids.length === 1 ? ids[0] : undefined;
}

/** The payments that a credit may be booked to. */
export function optionsOf({kind, payment_intents: ids}: Proposal): readonly string[] {
  return bookable.includes(kind) ? ids : [];
}

/** The booking, under a key that is the bank's own id of the line: whoever imports the file again books nothing twice. */
export function bookingRequest({booking}: Proposal, payment: string): DeskRequest {
  const {bank_id: bankId, amount, currency, booked_on: on, reference} = booking;
  return {
    method: 'POST',
    path: `/v1/payment_intents/${encodeURIComponent(payment)}/mark_received`,
    body: {
      amount,
      currency,
      received_on: on,
      bank_id: bankId,
      ...(reference.trim() && {reference: reference.trim().slice(0, 140)}),
    },
    // A header takes visible ASCII only.
    key: `stmt_${encodeURIComponent(bankId)}`,
  };
}

/** What the chosen credits come to, by currency. */
export function totalsOf(chosen: readonly Proposal[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const {booking} of chosen) totals.set(booking.currency, (totals.get(booking.currency) ?? 0) + booking.amount);
  return totals;
}

/** Every payment that the proposals speak of, once. */
export function mentioned(proposals: readonly Proposal[]): readonly string[] {
  return [...new Set(proposals.flatMap(({payment_intents: ids}) => ids))];
}

export type Known = ReadonlyMap<string, Payment>;
