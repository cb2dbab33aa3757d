import type {Advice, DeclineCode} from './declines.ts';
import type {AuthenticationOutcome} from './challenge.ts';
import type {Brand, Network} from './cards.ts';
import type {ConversionFacts} from './conversion.ts';
import type {IsoDate} from './calendar.ts';
import type {Locale} from './locale.ts';
import type {Course, HiddenReason} from './methods.ts';
import type {Currency} from './money.ts';
import type {ReceiptEntryType} from './receipt.ts';
import type {CancellationReason, CaptureMethod, IntentStatus, MethodType, SessionStatus} from './statuses.ts';

/** What a browser may know of its session: the answer of `GET /v1/checkout_sessions/{id}` to a `cst_` token. */
export interface SessionView {
  readonly id: string;
  readonly object: 'checkout_session';
  readonly status: SessionStatus;
  readonly livemode: boolean;
  readonly locale: Locale;
  readonly merchant: {
    readonly name: string;
    /** The merchant's terms with what they say of withdrawal. */
    readonly terms_url?: string;
  };
  readonly amount: number;
  readonly currency: Currency;
  readonly line_items: readonly LineItemView[];
  readonly order_reference: string;
  readonly capture_method: CaptureMethod;
  /** Which words stand on the button: the order was already placed (`pay`), or this click places it. */
  readonly submit_type: 'pay' | 'order';
  readonly payment_methods: readonly MethodView[];
  readonly hidden_methods: readonly HiddenMethodView[];
  /** What may be chosen instead of `amount` and `currency`; empty when there is no choice. */
  readonly quotes: readonly QuoteView[];
  readonly payment_intent: IntentView;
  /** Where "return to the shop" leads once there is nothing left to do. */
  readonly return_url: string;
  readonly cancel_url: string | null;
  readonly expires_at: string;
  /** The ticket, once there is something to show on it. */
  readonly receipt: ReceiptView | null;
  /** The payment link by which the session was opened, `pl_…`: its secret is the session's token. Told to its browser only. */
  readonly payment_link: string | null;
}

export interface LineItemView {
  readonly name: string;
  readonly quantity: number;
  /** Of the whole line, in minor units of the session's currency. */
  readonly amount: number;
}

/** Another currency, at an amount that is fixed for the session (Regulation (EU) 2021/1230, articles 4 and 5). */
export interface QuoteView extends ConversionFacts {
  readonly currency: Currency;
  readonly amount: number;
  /** The methods that take this amount in this currency, and those that do not. */
  readonly payment_methods: readonly MethodView[];
  readonly hidden_methods: readonly HiddenMethodView[];
}

/** A method that the session asks for and that does not fit, with the reason. */
export interface HiddenMethodView {
  readonly type: MethodType;
  readonly reason: HiddenReason;
  /** The amount from which it would be offered, where that is the reason. */
  readonly from: number | null;
}

/** How the shopper sends the money, in facts: the page, the ticket and the letter find the words. */
export interface InstructionsView {
  readonly type: 'bank_transfer' | 'cheque' | 'net_30';
  /** What is still to come, in minor units of `currency`. */
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: Currency;
  /** ISO 11649 `RF…`; a cheque bears it on its back. */
  readonly reference: string;
  /** Until when the money is awaited; on 30-day terms, when it is due. */
  readonly until: string;
  readonly account: AccountView | null;
  /** Cheque only: to whose order, and where to send it. */
  readonly payee: string | null;
  readonly address: readonly string[];
}

/** The merchant's account for one currency: what a transfer form asks for there. */
export interface AccountView {
  readonly holder: string;
  readonly bank: string | null;
  readonly iban: string | null;
  readonly bic: string | null;
  /** United Kingdom. */
  readonly sort_code: string | null;
  /** United States: ABA. */
  readonly routing_number: string | null;
  readonly account_number: string | null;
  /** Of the holder, by lines: a Swiss QR-bill bears it. */
  readonly address: readonly string[];
}

export interface MethodView {
  readonly type: MethodType;
  /** How it goes with the provider that stands behind it: a card may be typed here, or at the provider's own page. */
  readonly course: Course;
  readonly brands: readonly (Brand | 'cb')[];
  /** Card only: where the vault's form is, also that of the fallback. Add `&p=<parent origin>&n=<nonce>&l=<locale>`. */
  readonly frame_url: string | null;
  /** Who draws fields or a button into our page, and what its script is told; null unless the course is `fields`. */
  readonly fields: FieldsView | null;
  /**
   * Who takes the payment when the script of `fields` does not come: the next provider of the route, or the same one at its
   * own page. Null: nobody does, or nothing can be blocked.
   */
  readonly fallback: FallbackView | null;
  /** `instalments` only: what the lender offers for this amount, fewest parts first. */
  readonly plans?: readonly PlanView[];
}

export interface FieldsView {
  readonly provider: string;
  /** Public, all of them: a publishable key, a client id. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface FallbackView {
  readonly provider: string;
  readonly course: Course;
}

/** A lender's plan, as the lender gives it. Amounts in minor units of `currency`. */
export interface PlanView {
  /** How the lender knows it; goes into the confirmation. */
  readonly id: string;
  readonly currency: Currency;
  /** The price of what is bought. */
  readonly purchase: number;
  /** What is paid above it. */
  readonly cost: number;
  readonly total: number;
  /** TAEG in hundredths of a percent. */
  readonly annual_rate_basis_points: number;
  readonly instalments: readonly {readonly due_on: IsoDate; readonly amount: number; readonly fee: number}[];
}

/** What `GET /v1/instalment_plans` tells everybody of a price. */
export interface LenderOffer {
  readonly livemode: boolean;
  readonly amount: number;
  readonly currency: Currency;
  readonly plans: readonly PlanView[];
  /** Why there is none; null: there are plans. */
  readonly reason: HiddenReason | null;
  /** With `amount_too_small`: from which amount, in minor units. */
  readonly from: number | null;
}

export interface IntentView {
  readonly id: string;
  readonly status: IntentStatus;
  readonly cancellation_reason: CancellationReason | null;
  /** `processing` because an answer was lost: we are asking, and nobody must pay again meanwhile. */
  readonly uncertain: boolean;
  readonly next_action: NextActionView | null;
  /** The method of the attempt that is under way, or of the last one. */
  readonly method: MethodType | null;
  /** The currency of that attempt; null before the first. */
  readonly charged_currency: Currency | null;
  /** While `awaiting_funds`. */
  readonly instructions: InstructionsView | null;
  readonly last_decline: DeclineView | null;
  /** Failed authentications left before the payment is canceled: 3 at first. */
  readonly authentications_left: number;
  /** The card of the attempt that is under way, for "checking … •••• 4242". */
  readonly card: CardView | null;
}

export type NextActionView = ChallengeView | RedirectView | FieldsActionView;

/** The shopper goes to the provider's own page, in the same window or, from a frame, in one of its own. */
export interface RedirectView {
  readonly type: 'redirect';
  readonly url: string;
}

/** The shopper goes on in the provider's fields, or by its button, in our page. */
export interface FieldsActionView {
  readonly type: 'fields';
  readonly provider: string;
  /** What its script needs for this try (a client secret, an order's number). Empty for whoever has not the session's token. */
  readonly data: Readonly<Record<string, string>>;
  /** The provider's own page for the same try, where it has one. */
  readonly url: string | null;
}

export interface ChallengeView {
  readonly type: 'challenge';
  /** The bridge page, to be framed: `<pay>/3ds/bridge/<handle>`. It begins hidden and says when to show it. */
  readonly url: string;
  /** `hidden`: device data are being gathered. `challenge`: the bank asks. `app`: confirm in the bank's app. */
  readonly step: 'hidden' | 'challenge' | 'app';
  /** The issuer's own words for the shopper, to be shown as plain text. */
  readonly cardholder_info: string | null;
}

export interface DeclineView {
  readonly code: DeclineCode;
  readonly advice: Advice;
  /** The field of the card form to mend, when the advice is `fix_field`. */
  readonly field: 'number' | 'expiry' | 'cvc' | null;
  /** Nothing had left the house, and another provider takes the next try: the page says so, and one tap goes there. */
  readonly other_provider: FallbackView | null;
  /** The sentence for the shopper, in both languages, so that a language switch needs no call. */
  readonly message: {readonly fr: string; readonly en: string};
}

export interface CardView {
  readonly brand: Brand | null;
  readonly network: Network | null;
  readonly last4: string;
}

/** What the ticket shows (`facts/receipts-and-law.md` 4.4). The server's data are the source. */
export interface ReceiptView {
  readonly merchant: {
    readonly name: string;
    readonly address: string | null;
    readonly siret: string | null;
    readonly contract_id: string | null;
  };
  readonly created: string;
  readonly order_reference: string;
  /** `release`: nothing was debited, and nothing will be. `awaited`, `dropped`: the shopper is to send it, or no longer. */
  readonly type: Exclude<ReceiptEntryType, 'credit_returned'>;
  /** What was charged, in the currency in which it was. */
  readonly amount: number;
  readonly currency: Currency;
  /** The order's own amount and how it became the other one, where the shopper chose another currency. */
  readonly conversion?: ConversionView;
  /** How it was paid; the words are those of the picker. */
  readonly method?: MethodType;
  readonly card: CardView | null;
  /** How the lender is paid back, where there is one. */
  readonly plan?: PlanView;
  readonly transaction_id: string;
  readonly authorization_code: string | null;
  readonly authentication: AuthenticationOutcome | null;
  readonly amount_refunded: number;
  readonly livemode: boolean;
  /** The signed receipt behind the ticket. */
  readonly proof?: ReceiptProof;
}

/** What a shopper keeps of a change of currency (Regulation (EU) 2021/1230, articles 4 and 5, and everywhere by choice). */
export interface ConversionView extends ConversionFacts {
  /** The part of the order that was charged, in minor units of the order's currency. */
  readonly amount: number;
  readonly currency: Currency;
}

export interface ReceiptProof {
  readonly id: string;
  /** The receipt's own page, with the token that opens it: PDF, letter, invoice. */
  readonly url: string;
  /** What the ticket's QR code holds: anyone can check the signature there. */
  readonly verify_url: string;
  /** The shop's own invoice. */
  readonly invoice_url: string | null;
  /** Where the shopper withdraws from the contract, as the signed receipt says. */
  readonly withdrawal_url?: string;
}
