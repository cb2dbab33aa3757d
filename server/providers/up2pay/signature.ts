import {constants, createHmac, createPublicKey, verify as verifyBytes, type KeyObject} from 'node:crypto';
import {fromBase64, invalid, type Verdict} from '../verdict.ts';

/**
 * The platform's public key, as the bank's own module carries it: RSA, 1024 bits. Replaceable by a setting. Weak as it
 * is, with SHA-1: `docs/decisions/19-provider-signatures.md`.
 */
export const platformKey = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDe+hkicNP7ROHUssGNtHwiT2Ew
HFrSk/qwrcq8v5metRtTTFPE/nmzSkRnTs3GMpi57rBdxBBJW5W9cpNyGUh0jNXc
VrOSClpD5Ri2hER/GcNrxVRP7RlWOqB1C03q4QYmwjHZ+zlM4OUhCCAtSWflB4wC
Ka1g88CjFwRw/PB9kwIDAQAB
-----END PUBLIC KEY-----
`;

export type Fields = readonly (readonly [name: string, value: string])[];

/**
 * `PBX_HMAC` of the hosted page and `HMAC` of a server-to-server call: HMAC-SHA-512 over `name=value` joined by `&`, in
 * the order in which the fields are sent, the values as they are. In upper-case hex.
 *
 * @param key - The contract's key: 128 hex digits.
 * @throws RangeError for another key, or for a field that holds an ampersand: the signature would fit the form cut
 * differently as well, and it is the shopper's browser that sends it.
 */
export function sign(fields: Fields, key: string): string {
  if (!/^[0-9A-F]{128}$/i.test(key)) throw new RangeError('an Up2pay key has 128 hex digits');
  if (fields.some(([name, value]) => `${name}${value}`.includes('&')))
    throw new RangeError('a signed Up2pay field holds no ampersand');
  const message = fields.map(([name, value]) => `${name}=${value}`).join('&');
  return createHmac('sha512', Buffer.from(key, 'hex')).update(message).digest('hex').toUpperCase();
}

/**
 * Whether a notification is from the platform: `K`, RSA with SHA-1, over everything before it as it came. It tells
 * nothing of the time, so the same one may come again, whenever.
 *
 * Parameters of our own in the notification's address would be signed as well or not, so that address has none.
 *
 * @param raw - The raw query or body, without a question mark.
 * @param publicKey - PEM.
 */
export function verify(raw: string | Uint8Array, publicKey: string): Verdict {
  const key = keyOf(publicKey);
  if (!key) return invalid('no_key');
  // Byte for byte, whatever the charset.
  const text = Buffer.from(raw).toString('latin1');
  const [message = '', encoded, third] = text.split('&K=');
  if (message === '' || !encoded) return invalid('missing');
  if (third !== undefined) return invalid('malformed');
  const signature = fromBase64(decoded(encoded) ?? '');
  if (!signature) return invalid('malformed');

  // On the way a space may change its spelling (card type "Visa Electron"): the value stays the same.
  const spellings = new Set([message, message.replaceAll('+', '%20'), message.replaceAll('%20', '+')]);
  const padding = constants.RSA_PKCS1_PADDING;
  try {
    const fitting = [...spellings].some((spelling) =>
      verifyBytes('RSA-SHA1', Buffer.from(spelling, 'latin1'), {key, padding}, signature),
    );
    return fitting ? 'valid' : invalid('no_match');
  } catch {
    // Some systems switch SHA-1 off. That is no forgery, and the operator must hear of it.
    return invalid('algorithm_unavailable');
  }
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
