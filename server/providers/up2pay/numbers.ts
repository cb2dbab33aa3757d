import type {Notice} from './notice.ts';

/** What every call about a payment needs to say, in one word: our number of a payment once the platform has spoken of it. */
export interface Numbers {
  readonly call: string;
  readonly transaction: string;
  /** What the shopper agreed to, in cents: no answer says it. */
  readonly amount: number;
  readonly command: string;
}

export function referenceOf({call, transaction, amount, command}: Numbers | Notice): string {
  return `${call}.${transaction}.${amount}.${command}`;
}

/** @returns undefined for what we did not make: the number of a try that nothing was heard of, for one. */
export function numberOf(reference: string): Numbers | undefined {
  const [, call, transaction, amount, command] = /^(\d{1,10})\.(\d{1,10})\.(\d{1,10})\.(.+)$/s.exec(reference) ?? [];
  if (call === undefined || transaction === undefined || command === undefined) return undefined;
  return {call, transaction, amount: Number(amount), command};
}
