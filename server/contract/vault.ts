import type {Brand, Network} from './cards.ts';

/**
 * What `pay` and the vault say to each other. Both sides keep to this file and import nothing of the other.
 *
 * Two listeners. The public one (`CARD_PORT`) serves browsers: `GET /frame`, `GET /keys`, `POST /networks`,
 * `POST /cards`. The private one (`CARD_PRIVATE_PORT`, loopback) serves `pay`: `POST /describe`, `POST /send`,
 * `POST /erase`, each signed.
 */

/** A card's life in the vault, from its entry: whatever becomes of the payment, it is erased then. */
export const cardLifeMs = 30 * 60_000;

/** A card token: `card_` and 32 random bytes in base64url. Of use only to a signed caller, for one session. */
export type CardToken = `card_${string}`;

/**
 * Signature of a call from `pay`, in the header `guichet-signature`: `t=<ms>,n=<nonce>,s=<base64url>`.
 * Ed25519 over `<METHOD>\n<path>\n<t>\n<n>\n<sha256 of the body, hex>`. The vault refuses a clock more than 60 s
 * away and a nonce that it has seen.
 */
export const signatureHeader = 'guichet-signature';

/** The bytes under that signature. `bodyHash` is lower-case hex; `n` is 16 to 64 characters of base64url. */
export function signedText(method: string, path: string, t: number, n: string, bodyHash: string): string {
  return `${method}\n${path}\n${t}\n${n}\n${bodyHash}`;
}

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

/**
 * The bytes under a grant's signature. The first line keeps it apart from a signed call: both are made with the
 * same key.
 */
export function grantSigned(payload: string): string {
  return `guichet-grant\n${payload}`;
}

/** `GET /keys`: the key to encrypt with now comes first, the next one second. A JWK set (RFC 7517). */
export interface CardKeys {
  readonly keys: readonly CardKey[];
}

export interface CardKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'enc';
  readonly alg: 'ECDH-ES';
}

/** `POST /networks`: the first eight digits; the grant, so that the limit is counted per session. */
export interface NetworksRequest {
  readonly bin8: string;
  readonly grant?: string;
}

/** 200 of `POST /networks`. What the card can be sent under: `cb` first when co-badged; empty when unknown. */
export interface NetworksAnswer {
  readonly networks: readonly Network[];
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

/**
 * Every way in which the public listener says no, with its status, as `application/problem+json` `CardProblem`.
 * `key_unknown`: read `GET /keys` again and encrypt anew. `number_not_test`: a real number in a test environment.
 */
export const cardProblems = {
  body_unreadable: 400,
  jwe_unreadable: 400,
  clock_skewed: 400,
  grant_invalid: 403,
  grant_expired: 403,
  origin_refused: 403,
  session_mismatch: 403,
  key_unknown: 409,
  card_replayed: 409,
  body_too_large: 413,
  content_type_refused: 415,
  number_invalid: 422,
  number_not_test: 422,
  brand_not_accepted: 422,
  expiry_invalid: 422,
  cvc_invalid: 422,
  too_often: 429,
  pay_key_unknown: 503,
} as const;

export type CardProblemCode = keyof typeof cardProblems;

export interface CardProblem {
  readonly type: 'about:blank';
  readonly status: number;
  readonly code: CardProblemCode;
  /** The field to mend, where there is one. */
  readonly field: 'number' | 'expiry' | 'cvc' | null;
}

/** 201 of `POST /cards`. `networks`: of this card and accepted by the merchant, `cb` first. */
export interface CardCreated {
  readonly token: CardToken;
  readonly brand: Brand;
  readonly networks: readonly Network[];
  readonly last4: string;
}

/** `POST /describe` and `POST /erase`. Describing a card that is gone is 404 `card_gone`; erasing is always 204. */
export interface CardReference {
  readonly token: CardToken;
  readonly session: string;
}

/** `POST /describe` → what the outside may know of a card. */
export interface CardDescription {
  readonly brand: Brand;
  readonly networks: readonly Network[];
  readonly first6: string;
  readonly last4: string;
  /** Keyed hash of merchant and number, 16 bytes base64url: recognizes a card for the three-strikes rule. */
  readonly fingerprint: string;
  /** The same of merchant and the number's first eight digits: recognizes cards of one issuer tried in a row. */
  readonly range?: string;
}

/** Where the vault may send a card: names only; the addresses stand in the vault's own settings. */
export type Destination = 'acquirer' | 'directory';

/**
 * `POST /send`: the vault fills the placeholders `{{card.number}}`, `{{card.expiry}}` (YYMM) and `{{card.cvc}}` in
 * `body` and posts it to the destination's base address plus `path`, as JSON. A placeholder is the whole of a string
 * value, under a name that may hold it (`placeholderNames`), once. 200 `SendAnswer`; the card's number is never in it.
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
  /** Milliseconds since 1970: not to be sent after that, however late this call arrives (`not_sent`, `too_late`). */
  readonly deadline: number;
}

export type SendAnswer =
  | {readonly kind: 'answered'; readonly status: number; readonly body: string}
  /** It certainly never left: the connection was refused, or the card is gone. */
  | {
      readonly kind: 'not_sent';
      readonly reason: 'unreachable' | 'card_gone' | 'cvc_gone' | 'uses_exceeded' | 'destination_unknown' | 'too_late';
    }
  /** It left, and nothing readable came back. */
  | {readonly kind: 'no_answer'};

export const placeholders = {
  number: '{{card.number}}',
  expiry: '{{card.expiry}}',
  cvc: '{{card.cvc}}',
} as const;

/** The JSON names under which a placeholder may stand: elsewhere, a body could make the other side show the card. */
export const placeholderNames: Readonly<Record<keyof typeof placeholders, readonly string[]>> = {
  number: ['number', 'acctNumber'],
  expiry: ['expiry', 'cardExpiryDate'],
  cvc: ['cvc'],
};
