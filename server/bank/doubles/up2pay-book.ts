import type {Hosted} from './hosted-page.ts';

/** One visit to the page: the form as it was posted, and each try with a card. */
export interface Up2payEntry extends Hosted {
  /** The secret part of the page's address. */
  readonly page: string;
  readonly form: Readonly<Record<string, string>>;
  /** In milliseconds since 1970, as every instant here. */
  readonly openedAt: number;
  readonly isClosed: boolean;
  readonly tries: readonly Up2payTry[];
}

/** Both numbers are the platform's. Amounts in cents. */
export interface Up2payTry {
  readonly call: string;
  readonly transaction: string;
  /** `E`. */
  readonly code: string;
  readonly state: 'held' | 'taken' | 'canceled' | 'refused';
  readonly captured: number;
  readonly refunded: number;
}

/** What the buttons of its page refuse with. */
export const up2payRefusals = {cb_05: '00105', cb_51: '00151', cb_57: '00157', '3ds_declined': '00040'} as const;
export type Up2payRefusal = keyof typeof up2payRefusals;

export function amountOf({form}: Up2payEntry): number {
  return Number(form['PBX_TOTAL']);
}

export function isOpen({openedAt, isClosed, form}: Up2payEntry, now: number): boolean {
  return !isClosed && now < openedAt + Number(form['PBX_DISPLAY'] ?? 900) * 1000;
}

export type Choice =
  | {readonly kind: 'pay'}
  /** `again`: the shopper stays on the page. */
  | {readonly kind: 'refuse'; readonly code: string; readonly again: boolean}
  | {readonly kind: 'cancel' | 'expire'};

/** Orders of exactly these amounts are refused when they are paid, whatever the card. */
const refusedAmounts: Readonly<Record<number, string>> = {10_005: '00105', 10_051: '00151', 10_040: '00040'};

/** @param numbers - Of this try. */
export function decide(
  entry: Up2payEntry,
  choice: Choice,
  numbers: Pick<Up2payTry, 'call' | 'transaction'>,
): Up2payEntry {
  const refused = (code: string, isClosed: boolean): Up2payEntry => {
    const made: Up2payTry = {...numbers, code, state: 'refused', captured: 0, refunded: 0};
    return {...entry, isClosed, tries: [...entry.tries, made]};
  };
  switch (choice.kind) {
    case 'cancel':
    case 'expire':
      return {...entry, isClosed: true};
    case 'refuse':
      return refused(choice.code, !choice.again);
    case 'pay': {
      const refusal = refusedAmounts[amountOf(entry)];
      if (refusal !== undefined) return refused(refusal, true);
      const isHeld = entry.form['PBX_AUTOSEULE'] === 'O';
      const paid: Up2payTry = {
        ...numbers,
        code: '00000',
        state: isHeld ? 'held' : 'taken',
        captured: isHeld ? 0 : amountOf(entry),
        refunded: 0,
      };
      return {...entry, isClosed: true, tries: [...entry.tries, paid]};
    }
  }
}

/** A try that was moved, or the code that it is refused with. Which one the platform would say is not published in detail. */
export type Moved = Up2payTry | {readonly refused: string};

export function capture(one: Up2payTry, amount: number, authorized: number): Moved {
  if (one.state === 'taken') return {refused: '00015'};
  if (one.state !== 'held') return {refused: '00005'};
  return amount > authorized ? {refused: '00011'} : {...one, state: 'taken', captured: amount};
}

export function cancel(one: Up2payTry): Moved {
  return one.state === 'held' ? {...one, state: 'canceled'} : {refused: '00005'};
}

export function refund(one: Up2payTry, amount: number): Moved {
  if (one.state !== 'taken') return {refused: '00005'};
  return amount > one.captured - one.refunded ? {refused: '00011'} : {...one, refunded: one.refunded + amount};
}

/** The end of each of these words, in ISO-8859-1. */
const ending = String.fromCharCode(0xe9);
const stems = {held: 'Autoris', taken: 'Captur', canceled: 'Annul', refused: 'Refus'};

/** `STATUS` of an inquiry. */
export function statusOf({state, refunded}: Up2payTry): string {
  return (refunded > 0 ? 'Rembours' : stems[state]) + ending;
}
