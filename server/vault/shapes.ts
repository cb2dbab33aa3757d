import {z} from 'zod';
import {brands} from '#contract/cards.ts';
import type {CardGrant, CardReference, CardToken, CardsRequest, NetworksRequest, SendRequest} from '#contract/vault.ts';

/**
 * What the vault takes, as schemas of the contract's types. All are strict: a field that we do not know is refused.
 * No id holds a dot: dots separate the ids in what is authenticated beside a stored card.
 */
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** An origin goes into a header, so it is matched, not parsed: a URL's host may hold a semicolon. */
const origin = z.string().regex(/^https?:\/\/(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/);

const token = z.custom<CardToken>((value) => typeof value === 'string' && /^card_[A-Za-z0-9_-]{43}$/.test(value));

export const grantShape: z.ZodType<CardGrant> = z.strictObject({
  v: z.literal(1),
  session: id,
  merchant: id,
  merchant_name: z.string().max(200),
  livemode: z.boolean(),
  origins: z.array(origin).min(1).max(20),
  brands: z.array(z.enum([...brands, 'cb'])).max(20),
  prefers: z.enum(['cb', 'brand']),
  exp: z.int().positive(),
});

export const cardsShape: z.ZodType<CardsRequest> = z.strictObject({
  jwe: z.string().max(8192),
  grant: z.string().max(8192),
});

const networksFields = z.strictObject({
  bin8: z.string().regex(/^\d{8}$/),
  grant: z.string().max(8192).optional(),
});

export function parseNetworks(value: unknown): NetworksRequest | undefined {
  const parsed = networksFields.safeParse(value).data;
  return parsed && {bin8: parsed.bin8, ...(parsed.grant !== undefined && {grant: parsed.grant})};
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** `CardJweHeader`, exactly: no `zip`, no `crit`, no `apu`. */
export const jweHeaderShape = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  kid: id,
  epk: z.strictObject({kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate}),
  sid: id,
  iat: z.int().positive(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
});

export const referenceShape: z.ZodType<CardReference> = z.strictObject({token, session: id});

/** Header names that the connection itself owns, or that would change what the other side reads. */
const headersRefused = /^(?:host|connection|content-length|content-type|transfer-encoding|upgrade|te|expect|trailer)$/;

export const sendShape: z.ZodType<SendRequest> = z.strictObject({
  token,
  session: id,
  // Any word: a destination that is not on our list is an answer (`destination_unknown`), not a malformed call.
  destination: z.custom<SendRequest['destination']>((value) => typeof value === 'string' && value.length <= 64),
  path: z.string().max(256),
  headers: z.record(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/)
      .refine((name) => !headersRefused.test(name)),
    z.string().regex(/^[\x20-\x7e]{0,1024}$/),
  ),
  body: z.string().max(65_536),
  key: z.string().min(1).max(255),
  deadline: z.int().positive(),
});
