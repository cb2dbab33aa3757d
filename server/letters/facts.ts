import type {Network} from '#contract/cards.ts';
import type {LetterKind} from '#contract/letters.ts';
import type {Money} from '#contract/money.ts';
import type {Sending} from '#contract/sending.ts';
import type {MethodType} from '#contract/statuses.ts';

/** What every letter knows. Instants are milliseconds since 1970. */
export interface CommonFacts {
  readonly merchant: {
    readonly name: string;
    readonly address: string | null;
    /** Where the shopper may write; absent: nowhere is said. */
    readonly email: string | null;
    /** IANA name: dates are told by the merchant's clock. */
    readonly timeZone: string;
  };
  /** Origins that a button may lead to: our own, and the merchant's. */
  readonly origins: readonly string[];
  readonly customerName: string | null;
  readonly orderReference: string;
  readonly livemode: boolean;
  /** When that which the letter announces happened. */
  readonly at: number;
  readonly total: Money;
  /** The whole order as it was, or would be, charged: in the currency that the shopper chose. */
  readonly charged: Money;
  readonly lines: readonly {readonly name: string; readonly quantity: number; readonly amount: number}[];
  readonly method: {
    readonly type: MethodType;
    readonly card: {readonly network: Network; readonly last4: string} | null;
  } | null;
  /** The payment's id; null when nothing was paid. */
  readonly transaction: string | null;
  /** Leads straight to the ticket. */
  readonly receiptUrl: string | null;
  /** Where a consumer withdraws from the contract. */
  readonly withdrawalUrl: string | null;
}

export type FailureReason = 'refused' | 'authentication' | 'unavailable' | 'expired' | 'funds';

interface OwnFacts {
  readonly order_confirmed:
    | {readonly state: 'reserved'; readonly until: number | null}
    | {readonly state: 'paid' | 'received'; readonly paid: Money};
  readonly in_review: object;
  readonly debited: {readonly captured: Money};
  readonly released: {readonly reason: 'voided' | 'lapsed' | 'declined' | 'dropped'};
  readonly payment_failed: {
    readonly reason: FailureReason;
    /** Opens the same order while it is unpaid. */
    readonly payUrl: string | null;
    readonly payUrlUntil: number | null;
    /** The shop, when there is no such link. */
    readonly shopUrl: string | null;
  };
  readonly transfer_instructions: AwaitedFunds;
  readonly cheque_instructions: AwaitedFunds;
  readonly terms_instructions: AwaitedFunds;
  readonly reminder: AwaitedFunds & {readonly now: number};
  readonly refunded: {readonly refunded: Money};
  readonly refund_returned: {readonly refunded: Money};
  readonly receipt: {readonly receiptUrl: string};
  readonly payment_link: {readonly payUrl: string; readonly payUrlUntil: number};
}

/** Money that the shopper sends. */
interface AwaitedFunds {
  readonly due: number;
  readonly received: Money;
  /** Null: the merchant tells where to send it. */
  readonly instructions: Sending | null;
}

/** What a letter of each kind is written from. */
export type LetterFacts = {readonly [Kind in LetterKind]: CommonFacts & OwnFacts[Kind]};
