import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign as signBytes,
  timingSafeEqual,
  verify as verifyBytes,
} from 'node:crypto';

/** How far a sender's clock may be from ours, in both directions. */
const toleranceSeconds = 300;

/** Signatures looked at in one header; a receiver with more secrets than that is not one of ours. */
const signaturesMax = 16;

export interface Signed {
  /** `webhook-id`: the same for every try of one event. */
  readonly id: string;
  /** Unix seconds of this try. */
  readonly timestamp: number;
  readonly body: string | Uint8Array;
}

/**
 * One signature per secret, joined by spaces: a receiver takes any that fits, which is how secrets change without a
 * pause (Standard Webhooks 1.0.0).
 *
 * @param secrets - `whsec_` and base64 of 24 to 64 bytes (HMAC-SHA256, `v1`), or `whsk_` and base64 of an ed25519 seed
 * (`v1a`).
 */
export function sign({id, timestamp, body}: Signed, secrets: readonly string[]): string {
  const content = contentOf(id, String(timestamp), body);
  return secrets
    .map((secret) =>
      secret.startsWith('whsk_')
        ? `v1a,${signBytes(null, content, privateKey(secret)).toString('base64')}`
        : `v1,${hmac(content, secret).toString('base64')}`,
    )
    .join(' ');
}

export type Verdict = 'ok' | 'headers_missing' | 'headers_invalid' | 'too_old' | 'too_new' | 'no_match';

/**
 * The receiver's side: for incoming notifications, and for shops to copy.
 *
 * @param headers - Names in any case.
 * @param body - The bytes as they came, before any parser.
 * @param secrets - `whsec_…` (or its base64 alone) and `whpk_…`.
 * @param now - Milliseconds since 1970.
 */
export function verify(
  headers: Readonly<Record<string, string | undefined>>,
  body: string | Uint8Array,
  secrets: readonly string[],
  now: number,
): Verdict {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const id = named.get('webhook-id');
  const timestamp = named.get('webhook-timestamp');
  const signatures = named.get('webhook-signature');
  if (!id || !timestamp || !signatures) return 'headers_missing';
  if (!/^\d{1,12}$/.test(timestamp)) return 'headers_invalid';

  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > toleranceSeconds) return 'too_old';
  if (age < -toleranceSeconds) return 'too_new';

  const content = contentOf(id, timestamp, body);
  // A header that was sent twice arrives joined by a comma and a space.
  const offered = signatures.split(/,? +/).filter(Boolean).slice(0, signaturesMax);
  return offered.some((signature) => secrets.some((secret) => fits(signature, secret, content))) ? 'ok' : 'no_match';
}

function fits(signature: string, secret: string, content: Uint8Array): boolean {
  const comma = signature.indexOf(',');
  const version = signature.slice(0, comma);
  const offered = Buffer.from(signature.slice(comma + 1), 'base64');
  if (secret.startsWith('whpk_'))
    return version === 'v1a' && offered.length === 64 && verifyBytes(null, content, publicKey(secret), offered);
  if (version !== 'v1') return false;
  const expected = hmac(content, secret);
  return offered.length === expected.length && timingSafeEqual(offered, expected);
}

function contentOf(id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), typeof body === 'string' ? Buffer.from(body) : body]);
}

function hmac(content: Uint8Array, secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < 24 || key.length > 64) throw new RangeError('a webhook secret has 24 to 64 bytes');
  return createHmac('sha256', key).update(content).digest();
}

/** DER before the 32 bytes of an ed25519 key (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');

function privateKey(secret: string) {
  const seed = Buffer.from(secret.slice('whsk_'.length), 'base64');
  return createPrivateKey({key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8'});
}

function publicKey(secret: string) {
  const point = Buffer.from(secret.slice('whpk_'.length), 'base64');
  return createPublicKey({key: Buffer.concat([spki, point]), format: 'der', type: 'spki'});
}
