import type {ChosenBy, Network} from './cards.ts';
import type {Locale} from './locale.ts';
import type {MethodType} from './statuses.ts';

/**
 * What our frames say to each other. One handshake serves all of them: the child, who knows its parent's origin and a
 * nonce from its own address, posts `{type: 'guichet:hello', nonce}` to exactly that origin; the parent checks origin,
 * source and nonce (used once) and posts `{type: 'guichet:port', nonce}` back with a `MessagePort`. Everything later
 * goes over the port, as one of the unions below, at most 2 kB, unknown types dropped.
 */
export const messageBytesMax = 2048;

export interface Hello {
  readonly type: 'guichet:hello';
  readonly nonce: string;
}

export interface PortOffer {
  readonly type: 'guichet:port';
  readonly nonce: string;
}

/** Merchant's document → our page. */
export type ToPage =
  /** `scheme`: `color-scheme` as it computes on the element. A frame does not inherit it. */
  | {readonly type: 'theme'; readonly tokens: Readonly<Record<string, string>>; readonly scheme: string}
  | {readonly type: 'locale'; readonly locale: Locale}
  | {readonly type: 'teardown'};

/** Our page → merchant's document. */
export type FromPage =
  | {readonly type: 'ready'}
  | {readonly type: 'resize'; readonly height: number}
  | {readonly type: 'viewport'; readonly mode: 'full' | 'inline'}
  | {readonly type: 'method'; readonly name: MethodType}
  | {readonly type: 'submitting'}
  /** Nothing is left to pay. The ticket is on show; the shopper has not asked to leave yet. */
  | {readonly type: 'complete'; readonly status: string; readonly session: string}
  /** The shopper asks to go back to the shop. */
  | {readonly type: 'return'; readonly return_url: string}
  | {readonly type: 'cancel'; readonly cancel_url: string | null}
  | {readonly type: 'error'; readonly code: string};

/** Our page (or the element on a merchant's page) → the card form in the vault's frame. */
export type ToCard =
  /** `scheme`: the one that the page around is drawn in. */
  | {readonly type: 'theme'; readonly tokens: Readonly<Record<string, string>>; readonly scheme?: 'light' | 'dark'}
  | {readonly type: 'locale'; readonly locale: Locale}
  /** Check, encrypt, send to the vault; answered by `token`, `invalid` or `failed` with the same id. */
  | {readonly type: 'submit'; readonly id: number}
  | {readonly type: 'focus'}
  /** After a refusal: forget the CVC, keep the rest, and point at a field when the bank did. */
  | {readonly type: 'refused'; readonly field: CardField | null}
  | {readonly type: 'busy'; readonly busy: boolean};

/** The card form → whoever frames it. Never a digit beyond the last four. */
export type FromCard =
  | {readonly type: 'ready'}
  /** `width`: that at which the form is so tall (px). */
  | {readonly type: 'resize'; readonly height: number; readonly width: number}
  | {
      readonly type: 'change';
      readonly complete: boolean;
      readonly empty: boolean;
      readonly brand: string | null;
      readonly networks: readonly Network[];
    }
  | {
      readonly type: 'token';
      readonly id: number;
      readonly token: string;
      readonly network: Network;
      readonly chosen_by: ChosenBy;
      readonly last4: string;
    }
  /** The form shows what is wrong and has moved the focus to the first such field. */
  | {readonly type: 'invalid'; readonly id: number; readonly fields: readonly CardField[]}
  | {readonly type: 'failed'; readonly id: number; readonly code: string}
  /** Enter was pressed in a field: the shopper means to pay. */
  | {readonly type: 'enter'};

export type CardField = 'number' | 'expiry' | 'cvc' | 'name' | 'network';

/** Whoever frames the bridge → the bridge page. */
export type ToBridge =
  /** The room for the challenge, chosen once, when the bridge says that there will be one. */
  {readonly type: 'open'; readonly size: '01' | '02' | '03' | '04' | '05'};

/** The bridge page → whoever frames it. */
export type FromBridge =
  /** The bank asks: show me, and answer with `open`. */
  | {readonly type: 'challenge'}
  /** Nothing more to see here; the result is to be read from the server. */
  | {readonly type: 'ended'}
  | {readonly type: 'failed'; readonly code: string};
