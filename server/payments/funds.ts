import type {MethodType} from '#contract/statuses.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * How long money that the shopper sends is waited for: a week for a transfer, two for a cheque, reminded at half-time
 * (`offline-methods.md` 8, 9). On 30-day terms it is due on the thirtieth day, reminded a week before, and waited for
 * two weeks longer: late is not gone (Code de commerce, L441-10).
 */
const terms: Readonly<Partial<Record<MethodType, {readonly days: number; readonly remindAfter: number}>>> = {
  bank_transfer: {days: 7, remindAfter: 3.5},
  cheque: {days: 14, remindAfter: 7},
  net_30: {days: 44, remindAfter: 23},
};

/** Until when the money is awaited, and when the shopper is reminded. Milliseconds since 1970. */
export function fundsTerms(method: MethodType, from: number): {readonly until: number; readonly remindAt: number} {
  const {days, remindAfter} = terms[method] ?? {days: 7, remindAfter: 3.5};
  return {until: from + days * day, remindAt: from + remindAfter * day};
}

/** On 30-day terms, the day on which the money is due. */
export function dueDate(from: number): number {
  return from + 30 * day;
}

/** In how many days the shopper is asked to send the money; null where nothing is sent. What the shop's pages say. */
export function daysToPay(method: MethodType): number | null {
  return method === 'net_30' ? 30 : (terms[method]?.days ?? null);
}
