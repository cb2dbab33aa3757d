import type {MethodType} from '#contract/statuses.ts';
import type {PaymentIntent} from './intent.ts';

const day = 24 * 60 * 60 * 1000;

/** The ways to pay in which the shopper sends the money. */
export const sentMethods = ['bank_transfer', 'cheque', 'net_30'] as const;
export type SentMethod = (typeof sentMethods)[number];

/**
 * How long money that the shopper sends is waited for: a week for a transfer, two for a cheque (`offline-methods.md` 8,
 * 9). On 30-day terms it is due on the thirtieth day and waited for two weeks longer: late is not gone (Code de commerce,
 * L441-10).
 */
const terms: Readonly<Record<SentMethod, {readonly dueAfter: number; readonly days: number}>> = {
  bank_transfer: {dueAfter: 7, days: 7},
  cheque: {dueAfter: 14, days: 14},
  net_30: {dueAfter: 30, days: 44},
};

/** When the shopper is reminded, by method: days from the due date, those before it negative. None: never. */
export type Reminders = Readonly<Record<SentMethod, readonly number[]>>;

/** At half-time; on 30-day terms a week before the due date, and again three days after it. */
export const usualReminders: Reminders = {bank_transfer: [-3.5], cheque: [-7], net_30: [-7, 3]};

/** Whether a reminder falls between the order and the end of the wait. */
export function isWithinTerms(method: SentMethod, fromDue: number): boolean {
  const {dueAfter, days} = terms[method];
  return fromDue > -dueAfter && fromDue < days - dueAfter;
}

/** Until when the money is awaited. Milliseconds since 1970. */
export function fundsUntil(method: MethodType, from: number): number {
  return from + terms[isSent(method) ? method : 'bank_transfer'].days * day;
}

/**
 * A payment with the reminder that comes next: the first one when the money begins to be awaited, another after each.
 * What was missed while we were down is made up for by one, not by all. Pure.
 */
export function withNextReminder(
  before: PaymentIntent,
  after: PaymentIntent,
  reminders: Reminders,
  now: number,
): PaymentIntent {
  if (after.status !== 'awaiting_funds') return after;
  const begins = before.status !== 'awaiting_funds';
  if (!begins && !(after.reminded && !before.reminded)) return after;
  const attempt = after.attempts.at(-1);
  if (!attempt || !isSent(attempt.method)) return {...after, reminded: true};
  const due = attempt.method === 'net_30' ? dueDate(attempt.opened) : after.fundsUntil;
  const next = Math.min(...reminders[attempt.method].map((days) => due + days * day).filter((at) => at > now));
  return Number.isFinite(next) ? {...after, remindAt: next, reminded: false} : {...after, reminded: true};
}

function isSent(method: MethodType): method is SentMethod {
  return Object.hasOwn(terms, method);
}

/** On 30-day terms, the day on which the money is due. */
export function dueDate(from: number): number {
  return from + 30 * day;
}

/** In how many days the shopper is asked to send the money; null where nothing is sent. What the shop's pages say. */
export function daysToPay(method: MethodType): number | null {
  return isSent(method) ? terms[method].dueAfter : null;
}
