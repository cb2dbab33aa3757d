import type {Currency} from '#contract/money.ts';
import type {Choice, Hosted} from './hosted-page.ts';

/** What the double of the Lyra platform can be made to refuse with: codes of CB, and 39 of 3-D Secure. `again`: 51, at a page that stays. */
export const lyraRefusals = ['cb_05', 'cb_51', 'cb_57', 'cb_39', 'again'] as const;
export type LyraRefusal = (typeof lyraRefusals)[number];

/** An order in the double's book. Instants are milliseconds, amounts minor units. */
export interface LyraEntry extends Hosted {
  /** As `Order/Get` knows it. */
  readonly id: string;
  /** The secret part of the page's address. */
  readonly page: string;
  /** The `vads_` fields as they were posted. */
  readonly form: Readonly<Record<string, string>>;
  readonly currency: Currency;
  readonly openedAt: number;
  /** The shopper can do nothing at the page any more. */
  readonly isClosed: boolean;
  readonly tries: readonly LyraTry[];
  /** Of an order that is paid in the shop's page: what its script pays with. */
  readonly token?: string;
  /** Where an order with a token is told about, and what the shop wrote beside it. */
  readonly ipnUrl?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One transaction. `status`: as it was left by the last deed; time moves it on (`statusOf`). */
export interface LyraTry {
  readonly uuid: string;
  readonly brand: string;
  readonly at: number;
  readonly status: Status;
  /** The issuer's code, or that of 3-D Secure. */
  readonly refusal?: string;
  readonly amount: number;
  /** What it was when it was validated: what a later smaller amount is held against. */
  readonly taken: number;
  /** When it was validated, by itself or by the merchant. */
  readonly validatedAt?: number;
  readonly credits: readonly {readonly uuid: string; readonly amount: number; readonly at: number}[];
}

type Status = 'AUTHORISED' | 'AUTHORISED_TO_VALIDATE' | 'CAPTURED' | 'REFUSED' | 'ABANDONED' | 'CANCELLED' | 'EXPIRED';

const day = 86_400_000;
/** Published: a page is open for 10 minutes from its form's arrival, a token is good for 15. */
const pageMs = 10 * 60_000;
const tokenMs = 15 * 60_000;
/** Methods whose money is taken at once, as far as is known. */
const atOnce = ['WERO', 'ALMA_3X'];

/** Orders of exactly these amounts are refused when they are paid, whatever the card. */
export const refusedAmounts: Readonly<Record<number, string>> = {
  10_005: '05',
  10_051: '51',
  10_057: '57',
  10_039: '39',
};

export function isOpen({isClosed, openedAt, token}: LyraEntry, now: number): boolean {
  return !isClosed && now < openedAt + (token === undefined ? pageMs : tokenMs);
}

export function decide(entry: LyraEntry, choice: Choice<LyraRefusal>, uuid: string, now: number): LyraEntry {
  if (!isOpen(entry, now)) return entry;
  const amount = Number(entry.form['vads_amount']);
  const [brand = ''] = (entry.form['vads_payment_cards'] ?? '').split(';');
  const made = {uuid, brand, at: now, amount, taken: amount, credits: []};
  const ended = (next: LyraTry, isClosed = true): LyraEntry => ({...entry, isClosed, tries: [...entry.tries, next]});
  switch (choice.kind) {
    case 'cancel':
      // Left in the shop's page: the token is as good as before, and the platform knows of nothing.
      if (entry.token !== undefined) return entry;
      return ended({...made, status: 'ABANDONED'});
    case 'expire':
      // Nothing came of it: the platform knows of no transaction.
      return {...entry, isClosed: true};
    case 'fail': {
      const stays = choice.code === 'again';
      return ended({...made, status: 'REFUSED', refusal: stays ? '51' : choice.code.slice(3)}, !stays);
    }
    case 'pay': {
      const refusal = refusedAmounts[amount];
      if (refusal !== undefined) return ended({...made, status: 'REFUSED', refusal});
      if (atOnce.includes(brand)) return ended({...made, status: 'CAPTURED', validatedAt: now});
      return entry.form['vads_validation_mode'] === '1'
        ? ended({...made, status: 'AUTHORISED_TO_VALIDATE'})
        : ended({...made, status: 'AUTHORISED', validatedAt: now});
    }
  }
}

/** What time does: what is validated is taken in the night, what is not is lost after a week. */
export function statusOf({status, at, brand, validatedAt}: LyraTry, now: number): Status {
  if (status === 'AUTHORISED' && validatedAt !== undefined && now >= nightAfter(validatedAt)) return 'CAPTURED';
  if (status === 'AUTHORISED_TO_VALIDATE' && now >= at + (brand.startsWith('PAYPAL') ? 3 : 7) * day) return 'EXPIRED';
  return status;
}

/** Two in the morning, UTC. */
function nightAfter(at: number): number {
  return Math.floor(at / day) * day + day + 2 * 3_600_000;
}

/** What was moved, or that the platform would refuse it. */
export type Moved = {readonly next: LyraTry; readonly credit?: LyraTry['credits'][number]} | {readonly refused: string};

/** Not in this state. The platform's own number for it is not published. */
const notInThisState = {refused: 'PSP_033'};
const badInput = {refused: 'INT_902'};

export function validate(one: LyraTry, now: number): Moved {
  if (statusOf(one, now) !== 'AUTHORISED_TO_VALIDATE') return notInThisState;
  return {next: {...one, status: 'AUTHORISED', validatedAt: now, taken: one.amount}};
}

/** Only ever lower, and only before it is taken. */
export function lower(one: LyraTry, amount: number, now: number): Moved {
  const status = statusOf(one, now);
  if (status !== 'AUTHORISED' && status !== 'AUTHORISED_TO_VALIDATE') return notInThisState;
  return amount < one.amount ? {next: {...one, amount}} : badInput;
}

export function cancelOrRefund(
  one: LyraTry,
  {amount, mode, uuid}: {readonly amount: number; readonly mode: string; readonly uuid: string},
  now: number,
): Moved {
  const status = statusOf(one, now);
  const isTaken = status === 'CAPTURED';
  if (mode === 'AUTO' ? isTaken : mode === 'REFUND_ONLY') {
    if (!isTaken) return notInThisState;
    if (amount > one.amount - creditedOf(one)) return badInput;
    const credit = {uuid, amount, at: now};
    return {next: {...one, credits: [...one.credits, credit]}, credit};
  }
  if (status !== 'AUTHORISED' && status !== 'AUTHORISED_TO_VALIDATE') return notInThisState;
  return amount === one.amount ? {next: {...one, status: 'CANCELLED'}} : badInput;
}

export function creditedOf({credits}: LyraTry): number {
  return credits.reduce((sum, {amount}) => sum + amount, 0);
}
