import {createHash, createHmac} from 'node:crypto';
import {formOf} from '../form.ts';
import {fits, fromBase64, fromHex, invalid, type Verdict} from '../verdict.ts';

/** `sha1` is for old shops only, by a setting: it is no HMAC, and forgeable by who can lengthen a message. */
export type FormScheme = 'hmac_sha256' | 'sha1';

type FormFields = Iterable<readonly [name: string, value: string]>;

/**
 * `signature` of the form interface, request and answer alike: the values of the `vads_` fields, the empty ones too, in
 * the order of their names, joined by `+`, then `+` and the key.
 *
 * @param key - That of the mode, test or production.
 * @returns base64, or hex with `sha1`.
 */
export function sign(fields: FormFields, key: string, scheme: FormScheme = 'hmac_sha256'): string {
  return digestOf(fields, key, scheme).toString(scheme === 'sha1' ? 'hex' : 'base64');
}

/**
 * Whether a notification or a return of the form interface is from the platform, and about this payment.
 *
 * The names are not signed, only the order of the values: who may choose some of the values can have them signed, and
 * then send them under other names. So every field that we know must come back as we know it.
 *
 * @param raw - The body as it came, or the raw query.
 * @param expected - `vads_site_id`, `vads_ctx_mode`, `vads_order_id`, `vads_amount`, `vads_currency`, `vads_trans_id`,
 * `vads_trans_date` as we sent them, and every text that the shopper chose and we sent.
 */
export function verifyForm(
  raw: string | Uint8Array,
  key: string,
  expected: Readonly<Record<string, string>>,
  scheme: FormScheme = 'hmac_sha256',
): Verdict {
  if (key === '') return invalid('no_key');
  const fields = formOf(raw);
  if (!fields) return invalid('malformed');
  const signature = fields.get('signature');
  if (!signature) return invalid('missing');
  const offered = scheme === 'sha1' ? fromHex(signature) : fromBase64(signature);
  if (!offered) return invalid('malformed');
  if (!fits(offered, digestOf(fields, key, scheme))) return invalid('no_match');
  return Object.entries(expected).every(([name, value]) => fields.get(name) === value) ? 'valid' : invalid('not_ours');
}

function digestOf(fields: FormFields, key: string, scheme: FormScheme): Buffer {
  if (key === '') throw new RangeError('a Lyra key is not empty');
  const values = [...fields]
    .filter(([name]) => name.startsWith('vads_'))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([, value]) => value);
  const message = [...values, key].join('+');
  return scheme === 'sha1'
    ? createHash('sha1').update(message).digest()
    : createHmac('sha256', key).update(message).digest();
}

/** Who brings an answer of the REST interface, and the name of the key that it is signed with. */
const channels = {
  /** The shop's HMAC key. */
  browser: 'sha256_hmac',
  /** The REST password. */
  notification: 'password',
} as const;

export type Channel = keyof typeof channels;

/** The `kr-…` fields of an answer, as they came. */
export interface KrAnswer {
  /** `kr-answer`: JSON as text, never parsed and written again. */
  readonly answer: string;
  readonly hash: string;
  readonly hashKey: string;
  readonly hashAlgorithm: string;
}

/**
 * The fields of a browser's return or of a notification.
 * @returns undefined when one is missing or comes twice.
 */
export function krAnswerOf(raw: string | Uint8Array): KrAnswer | undefined {
  const fields = formOf(raw);
  const answer = fields?.get('kr-answer');
  const hash = fields?.get('kr-hash');
  const hashKey = fields?.get('kr-hash-key');
  const hashAlgorithm = fields?.get('kr-hash-algorithm');
  return answer && hash && hashKey && hashAlgorithm ? {answer, hash, hashKey, hashAlgorithm} : undefined;
}

/**
 * Whether an answer of the REST interface is from the platform: `kr-hash`, HMAC-SHA-256 in hex.
 *
 * @param channel - By the route that it came by. The answer says which key it is signed with; it must say the same, but
 * it does not choose: else the browser would pick the secret that its own message is tried against.
 * @param key - That of the channel, as text.
 */
export function verifyAnswer({answer, hash, hashKey, hashAlgorithm}: KrAnswer, channel: Channel, key: string): Verdict {
  if (key === '') return invalid('no_key');
  if (answer === '' || hash === '') return invalid('missing');
  if (hashKey !== channels[channel] || hashAlgorithm !== 'sha256_hmac') return invalid('wrong_channel');
  const offered = fromHex(hash);
  if (offered?.length !== 32) return invalid('malformed');
  // Some servers escape slashes on the way; JSON reads both alike.
  const spellings = new Set([answer, answer.replaceAll('\\/', '/')]);
  const fitting = [...spellings].some((text) => fits(offered, createHmac('sha256', key).update(text).digest()));
  return fitting ? 'valid' : invalid('no_match');
}
