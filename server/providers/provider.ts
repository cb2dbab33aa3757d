import type {SendAnswer} from '#contract/vault.ts';
import type {Decline} from '#contract/declines.ts';
import type {AgreedPlan, LenderAnswer} from '#contract/instalments.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Locale} from '#contract/locale.ts';
import type {Network} from '#contract/cards.ts';
import type {Authentication} from '../payments/authentication.ts';

/**
 * The one door to any acquirer, wallet, or instalment lender.
 *
 * A provider translates; it does not decide. It keeps no state, reads no clock, writes no store.
 * A verb that a provider cannot do is absent, so callers ask `provider.capture` before offering it.
 */
export interface Provider {
  readonly name: string;
  readonly methods: readonly MethodType[];
  readonly currencies: readonly Currency[];
  /** Those of its methods that are taken in fewer. */
  readonly currenciesBy?: Readonly<Partial<Record<MethodType, readonly Currency[]>>>;
  readonly capabilities: Capabilities;
  /** What it draws into our own page, and what that needs. Absent: nothing. */
  readonly fields?: Fields;

  /**
   * What a lender offers for an amount. It never throws: a lender that does not answer is `unreachable`. Absent: it lends
   * nothing, and no plan belongs to its payments.
   */
  plans?(request: PlansRequest): Promise<LenderAnswer>;

  authorize(request: AuthorizeRequest): Promise<Outcome>;
  /**
   * Takes what the shopper has approved at a provider that moves nothing until we say so (`approved`): at once, or only
   * reserved. Twice under one key is once.
   */
  take?(request: TakeRequest): Promise<Outcome>;
  capture?(request: CaptureRequest): Promise<Outcome>;
  void?(request: ReferencedRequest): Promise<Outcome>;
  /**
   * Closes the provider's own page, so that nobody can pay there any more. `declined`: somebody had decided before; that
   * stands, and a look-up tells it.
   */
  close?(request: ReferencedRequest): Promise<Outcome>;
  refund?(request: CaptureRequest): Promise<Outcome>;

  /**
   * How much this very account takes, instead of what is published (`Capabilities.limits`). It never throws; undefined: it did
   * not answer. Absent: no call of it tells.
   */
  limits?(): Promise<AmountLimits | undefined>;

  /**
   * What its books say of a payment: all that was taken and given back, by us or at its own desk. Asked where no operation of ours
   * is under way. It never throws; undefined: it did not answer, or cannot be understood. Absent: it cannot tell.
   */
  tell?(request: TellRequest): Promise<Told | undefined>;

  /** Asks where an operation stands, by its key. Settles an `unknown` and makes up for a lost answer. */
  sync(request: SyncRequest): Promise<Outcome | NotFound>;
}

/** Fields or a button of the provider's, drawn by its script into our page (`components/providers/`). */
export interface Fields {
  /** Which of its methods go that way. */
  readonly methods: readonly MethodType[];
  /** What our page must let in for it, and for no other session. */
  readonly hosts: Hosts;
  /** What its script is told. Public: anybody with the address of the page reads it. */
  readonly settings: Readonly<Record<string, string>>;
  /** By these its `action_required` bears the address of its own page too: the way for whoever blocks its script. */
  readonly ownPage?: readonly MethodType[];
}

/** A host as a policy has it: `https://js.stripe.com`, `https://*.paypal.com`; a double's, on http. */
export type Host = `https://${string}` | `http://${string}`;

/** By directive of the policy: `script-src`, `frame-src`… */
export interface Hosts {
  readonly script: readonly Host[];
  readonly frame: readonly Host[];
  readonly connect: readonly Host[];
  readonly img: readonly Host[];
  readonly style?: readonly Host[];
}

/** What a contract can do, as data: the desk, the picker and the documents read it. */
export interface Capabilities {
  readonly deferredCapture: 'none' | 'full' | 'partial';
  /** Who sets the money in motion: us, or the shopper with instructions. */
  readonly collects: 'we_take' | 'shopper_sends';
  /** How long after sending a look-up may still miss what was sent; "not found" counts only after that. */
  readonly settleWindowMs: number;
  /** Card numbers pass through our vault, and we run 3-D Secure ourselves. `none`: no cards. */
  readonly cards: 'vault' | 'provider' | 'none';
  /**
   * The same key again is the same operation. Where it is not, a capture, void or refund whose answer was lost is sent
   * again only once the settle window is over and a look-up still misses it, and by one caller only.
   */
  readonly idempotent: boolean;
  /**
   * `once_notified`: it can say nothing of a try before its own first word about it. One that stays silent ends with its
   * page, and leaves the merchant a task (`toCheck`). Absent: it can be asked at any moment.
   */
  readonly lookup?: 'once_notified';
  /** Methods whose money it takes at once, whatever was asked: they do not wait for shipment. */
  readonly takesAtOnce?: readonly MethodType[];
  /** How much it takes, as it publishes that for every contract. Absent: any amount, as far as is published. */
  readonly limits?: AmountLimits;
}

/** The smallest and the largest amount that is taken, in minor units, by currency. */
export type AmountLimits = Readonly<Partial<Record<Currency, {readonly from?: number; readonly upTo?: number}>>>;

export interface PlansRequest {
  readonly money: Money;
  /** Taken at once; else only at shipment, which not every plan allows. */
  readonly capture: boolean;
  /** ISO 3166-1 alpha-2, of the billing address. */
  readonly country?: string;
}

export interface AuthorizeRequest {
  readonly money: Money;
  readonly merchant: string;
  readonly orderReference: string;
  readonly capture: boolean;
  readonly key: string;
  readonly payer: Payer;
}

/** How the shopper pays. */
export type Payer =
  | {
      readonly kind: 'card';
      readonly network: Network;
      readonly authentication?: Authentication;
      /** A handle on the card, never the card: each use of it is visible here. */
      readonly card: CardHandle;
    }
  /** At the provider's own page. */
  | (AtProvider & {readonly kind: 'redirect'})
  /** In the provider's fields, or by its button, in our page. */
  | (AtProvider & {readonly kind: 'fields'})
  /** By bank or by post, with instructions. */
  | {readonly kind: 'offline'; readonly method: MethodType};

export interface AtProvider {
  readonly method: MethodType;
  /** Where the shopper comes back to; a hint, and no more. */
  readonly returnUrl: string;
  /** The same for one who gives up there. */
  readonly cancelUrl: string;
  /** Where the provider may say that something happened; a hint too. */
  readonly notifyUrl: string;
  readonly locale: Locale;
  /** The lender's plan that was chosen, by its id. */
  readonly plan?: string;
  readonly customer: Customer;
}

/** Who pays, as far as the shop told us: never made up, never in a log. */
export interface Customer {
  readonly email?: string;
  /** As the shop wrote it, in one piece. */
  readonly name?: string;
  /** ISO 3166-1 alpha-2, of the billing address. */
  readonly country?: string;
  readonly address?: PostalAddress;
  /** How many things are bought; absent: the shop did not say. */
  readonly quantity?: number;
}

/** As the shop wrote it. The country stands beside it. */
export interface PostalAddress {
  readonly line1: string;
  readonly line2?: string;
  readonly postal_code: string;
  readonly city: string;
}

/** Sends a message with the card's data filled in, by way of the vault. */
export interface CardHandle {
  send(message: CardMessage): Promise<SendAnswer>;
}

export interface CardMessage {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly key: string;
}

export interface ReferencedRequest {
  readonly reference: string;
  readonly key: string;
}

export interface TakeRequest extends ReferencedRequest {
  /** As it was asked of `authorize`, with the key of then: an answer about anything else is `unknown`. */
  readonly authorizeKey: string;
  readonly money: Money;
  readonly capture: boolean;
}

export interface CaptureRequest extends ReferencedRequest {
  readonly amount: number;
  readonly books?: Books;
  /** Nothing more will be captured: release the rest. */
  readonly final: boolean;
}

/**
 * What we know to have been taken and given back before an operation, in the currency that was charged. A provider that
 * keeps no key of ours tells by the totals whether the operation was done.
 */
export interface Books {
  readonly captured: number;
  readonly refunded: number;
}

export interface TellRequest {
  readonly reference: string;
  /** What we know of it: where a provider makes a payment smaller instead of giving a part back, only both together tell. */
  readonly books: Books;
}

/** The books of a provider, in the currency that was charged. */
export interface Told extends Books {
  /** What was not taken: still held, let go by somebody, or over by time. */
  readonly rest: 'held' | 'released' | 'lapsed';
  /** Refunds by our key, or by the provider's number of those that are not ours. Empty where only the total is told. */
  readonly refunds: readonly {readonly key: string; readonly amount: number; readonly failed: boolean}[];
}

export interface SyncRequest {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  /** The provider's number, when we have it. */
  readonly reference?: string;
  readonly key: string;
  /** What was asked for, of an authorization: an answer about another amount is `unknown`. */
  readonly money?: Money;
  /** When it was sent, in milliseconds since 1970: whoever looks through a list needs not look further back. */
  readonly sentAt?: number;
  /** Of a capture or refund: how much. */
  readonly amount?: number;
  readonly books?: Books;
  /** Of a shopper who was sent with a form: what stood in it. */
  readonly form?: Form;
  /** What the provider said of it since (`Heard.word`), oldest first. */
  readonly words?: readonly string[];
}

/** What a browser posts to a provider's page: names and values, in the order in which they are sent. */
export type Form = Readonly<Record<string, string>>;

/** Nobody there knows that key. Certain only after the settle window. */
export interface NotFound {
  readonly kind: 'not_found';
}

/**
 * Everything that can come back. `unknown` means: sent, no answer; do not retry blind, `sync`. `toCheck`: a person must look
 * at the provider's own desk: the shopper paid more than once there; or its page is over without a word, nobody can be asked,
 * and as far as anyone knows nothing was taken.
 */
export type Outcome =
  | {
      readonly kind: 'authorized';
      readonly reference: string;
      readonly authorizationCode?: string;
      readonly captureBefore?: number;
      readonly plan?: AgreedPlan;
      readonly toCheck?: true;
    }
  /** `total`: all that has been captured so far, in minor units. `plan`: how the lender is paid back, as it says now. */
  | {
      readonly kind: 'captured';
      readonly reference: string;
      readonly total: number;
      readonly final: boolean;
      readonly authorizationCode?: string;
      readonly plan?: AgreedPlan;
      readonly toCheck?: true;
    }
  | {readonly kind: 'voided'; readonly reference: string; readonly lapsed: boolean; readonly toCheck?: true}
  /** `total`: all that has been refunded so far. */
  | {readonly kind: 'refunded'; readonly reference: string; readonly total: number}
  | {readonly kind: 'pending'; readonly reference: string}
  | ActionRequired
  /** The shopper has said yes there, and nothing moves until we take it. */
  | {readonly kind: 'approved'; readonly reference: string}
  /** Nothing to ask anybody: the shopper sends the money under this reference. */
  | {readonly kind: 'awaiting_funds'; readonly reference: string}
  | {readonly kind: 'declined'; readonly decline: Decline}
  /**
   * No effect, for certain: it never left. `card_gone`: the shopper must enter the card again. `never_arrived`: it was sent, and
   * is nowhere to be found after the settle window; for `payments/` to say, not for a provider.
   */
  | {readonly kind: 'not_sent'; readonly reason: 'unreachable' | 'card_gone' | 'never_arrived'}
  | {readonly kind: 'unknown'};

/**
 * The shopper must go on, until when: at `url`, in the provider's fields in our page, or in either. `form`: `url` is reached
 * by posting that to it, from a document of ours.
 */
export type ActionRequired = {
  readonly kind: 'action_required';
  readonly reference: string;
  readonly until: number;
} & (
  | {readonly url: string; readonly form?: Form; readonly fields?: FieldsData}
  | {readonly url?: string; readonly fields: FieldsData}
);

/** What the provider's script needs for one try: a client secret, an order's number. For the session's own token only. */
export type FieldsData = Readonly<Record<string, string>>;
