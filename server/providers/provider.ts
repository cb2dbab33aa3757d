import type {SendAnswer} from '#contract/vault.ts';
import type {Decline} from '#contract/declines.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';
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
  readonly capabilities: Capabilities;

  authorize(request: AuthorizeRequest): Promise<Outcome>;
  capture?(request: CaptureRequest): Promise<Outcome>;
  void?(request: ReferencedRequest): Promise<Outcome>;
  refund?(request: CaptureRequest): Promise<Outcome>;

  /** Asks where an operation stands, by its key. Settles an `unknown` and makes up for a lost answer. */
  sync(request: SyncRequest): Promise<Outcome | NotFound>;
}

/** What a contract can do, as data: the desk, the picker and the documents read it. */
export interface Capabilities {
  readonly deferredCapture: 'none' | 'full' | 'partial';
  /** How long after sending a look-up may still miss what was sent; "not found" counts only after that. */
  readonly settleWindowMs: number;
  /** Card numbers pass through our vault, and we run 3-D Secure ourselves. */
  readonly cards: 'vault' | 'provider';
}

export interface AuthorizeRequest {
  readonly money: Money;
  readonly merchant: string;
  readonly orderReference: string;
  readonly capture: boolean;
  readonly network: Network;
  readonly authentication?: Authentication;
  /** A handle on the card, never the card: each use of it is visible here. */
  readonly card: CardHandle;
  readonly key: string;
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

export interface CaptureRequest extends ReferencedRequest {
  readonly amount: number;
  /** Nothing more will be captured: release the rest. */
  readonly final: boolean;
}

export interface SyncRequest {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  /** The provider's number, when we have it. */
  readonly reference?: string;
  readonly key: string;
}

/** Nobody there knows that key. Certain only after the settle window. */
export interface NotFound {
  readonly kind: 'not_found';
}

/** Everything that can come back. `unknown` means: sent, no answer; do not retry blind, `sync`. */
export type Outcome =
  | {
      readonly kind: 'authorized';
      readonly reference: string;
      readonly authorizationCode?: string;
      readonly captureBefore?: number;
    }
  /** `total`: all that has been captured so far, in minor units. */
  | {
      readonly kind: 'captured';
      readonly reference: string;
      readonly total: number;
      readonly final: boolean;
      readonly authorizationCode?: string;
    }
  | {readonly kind: 'voided'; readonly reference: string; readonly lapsed: boolean}
  /** `total`: all that has been refunded so far. */
  | {readonly kind: 'refunded'; readonly reference: string; readonly total: number}
  | {readonly kind: 'pending'; readonly reference: string}
  | {readonly kind: 'declined'; readonly decline: Decline}
  /** It never left: certainly no effect. `card_gone`: the shopper must enter the card again. */
  | {readonly kind: 'not_sent'; readonly reason: 'unreachable' | 'card_gone'}
  | {readonly kind: 'unknown'};
