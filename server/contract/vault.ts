import type {Brand, Network} from './cards.ts';

/**
 * What `pay` and the vault say to each other. Both sides keep to this file and import nothing of the other.
 *
 * Two listeners. The public one (`CARD_PORT`) serves browsers: `GET /frame`, `GET /keys`, `POST /networks`,
 * `POST /cards`. The private one (`CARD_PRIVATE_PORT`, loopback) serves `pay`: `POST /describe`, `POST /send`,
 * `POST /erase`, each signed.
 */

/** A card token: `card_` and 32 random bytes in base64url. Of use only to a signed caller, for one session. */
export type CardToken = `card_${string}`;

/**
 * Signature of a call from `pay`, in the header `guichet-signature`: `t=<ms>,n=<nonce>,s=<base64url>`.
 * Ed25519 over `<METHOD>\n<path>\n<t>\n<n>\n<sha256 of the body, hex>`. The vault refuses a clock more than 60 s
 * away and a nonce that it has seen.
 */
export const signatureHeader = 'guichet-signature';

/**
 * A grant lets a browser show the card form for one session. `pay` signs it; the vault believes nothing else about
 * a session. It is no secret: it only says who may frame the form. `<base64url JSON>.<base64url Ed25519>`.
 */
export interface CardGrant {
  readonly v: 1;
  /** `cs_…` */
  readonly session: string;
  readonly merchant: string;
  readonly merchant_name: string;
  readonly livemode: boolean;
  /** Origins that may be the parent or any other ancestor of the frame: pay's own, then the merchant's. */
  readonly origins: readonly string[];
  /** Accepted brands; `cb` among them when the merchant takes it. */
  readonly brands: readonly (Brand | 'cb')[];
  /** The network that the merchant prefers on a co-badged card. */
  readonly prefers: 'cb' | 'brand';
  /** Milliseconds since 1970: when the session expires. */
  readonly exp: number;
}

/** `POST /cards`: the card, encrypted for the vault (JWE compact, ECDH-ES P-256, A256GCM). */
export interface CardsRequest {
  readonly jwe: string;
  readonly grant: string;
}

/** Protected header of that JWE; all of it is authenticated. */
export interface CardJweHeader {
  readonly alg: 'ECDH-ES';
  readonly enc: 'A256GCM';
  readonly kid: string;
  readonly epk: {readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string};
  /** The session, as in the grant. */
  readonly sid: string;
  /** Seconds since 1970; refused when more than 5 minutes away. */
  readonly iat: number;
  /** 128 random bits, base64url; refused when seen before. */
  readonly jti: string;
}

/** Its plaintext. `expiry` is `YYMM`. */
export interface CardPlaintext {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
  readonly name?: string;
}

/** 201 of `POST /cards`. */
export interface CardCreated {
  readonly token: CardToken;
  readonly brand: Brand;
  readonly networks: readonly Network[];
  readonly last4: string;
}

/** `POST /describe` `{token, session}` → what the outside may know of a card. */
export interface CardDescription {
  readonly brand: Brand;
  readonly networks: readonly Network[];
  readonly first6: string;
  readonly last4: string;
  /** Keyed hash of merchant and number, 16 bytes base64url: recognizes a card for the three-strikes rule. */
  readonly fingerprint: string;
}

/** Where the vault may send a card: names only; the addresses stand in the vault's own settings. */
export type Destination = 'acquirer' | 'directory';

/**
 * `POST /send`: the vault fills the placeholders `{{card.number}}`, `{{card.expiry}}` (YYMM) and `{{card.cvc}}` in
 * `body` and posts it to the destination's base address plus `path`, as JSON.
 */
export interface SendRequest {
  readonly token: CardToken;
  readonly session: string;
  readonly destination: Destination;
  /** Begins with a slash; no dots, no query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON text with placeholders. */
  readonly body: string;
  /** The provider's idempotency key. The same key again is not counted as another use of the card. */
  readonly key: string;
}

export type SendAnswer =
  | {readonly kind: 'answered'; readonly status: number; readonly body: string}
  /** It certainly never left: the connection was refused, or the card is gone. */
  | {readonly kind: 'not_sent'; readonly reason: 'unreachable' | 'card_gone' | 'cvc_gone' | 'uses_exceeded' | 'destination_unknown'}
  /** It left, and nothing readable came back. */
  | {readonly kind: 'no_answer'};

export const placeholders = {
  number: '{{card.number}}',
  expiry: '{{card.expiry}}',
  cvc: '{{card.cvc}}',
} as const;
