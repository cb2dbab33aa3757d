import {createHmac} from 'node:crypto';
import {formOf} from '../form.ts';
import {fits, fromHex, invalid, type Verdict} from '../verdict.ts';

/**
 * Whether a notification names a payment that Alma signed: `GET <ipn_callback_url>?pid=payment_…`.
 *
 * The signature covers the id alone, and is the same for ever: it proves no state. It keeps noise away from our
 * look-up, which decides. The newer notifications carry a JWT under the same header name; they are not read here, and
 * which of the two an account sends is a setting, never guessed from the value.
 *
 * @param query - The raw query, without the question mark.
 * @param header - `X-Alma-Signature`: HMAC-SHA-256 of the id, in hex.
 * @param apiKey - The account's secret key, of the same mode as the route.
 */
export function verify(query: string, header: string | undefined, apiKey: string): Verdict {
  if (apiKey === '') return invalid('no_key');
  if (!header) return invalid('missing');
  const fields = formOf(query);
  if (!fields) return invalid('malformed');
  const pid = fields.get('pid');
  if (!pid) return invalid('missing');
  const offered = fromHex(header);
  if (offered?.length !== 32) return invalid('malformed');
  return fits(offered, createHmac('sha256', apiKey).update(pid).digest()) ? 'valid' : invalid('no_match');
}

/** The payment that a notification or a return names. A hint: compare it with the id kept for the session. */
export function paymentNamed(query: string): string | undefined {
  return formOf(query)?.get('pid') || undefined;
}

/**
 * Whether a query of Alma's capability webhooks is signed with their secret: fields in order of name, percent-encoded,
 * HMAC-SHA-256 in base64url without padding. They carry no payment.
 */
export function verifyCapabilities(
  fields: Readonly<Record<string, string>>,
  signature: string | undefined,
  secret: string,
): Verdict {
  if (secret === '') return invalid('no_key');
  if (!signature) return invalid('missing');
  const message = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .join('&');
  const offered = Buffer.from(signature, 'base64url');
  if (offered.toString('base64url') !== signature) return invalid('malformed');
  return fits(offered, createHmac('sha256', secret).update(message).digest()) ? 'valid' : invalid('no_match');
}

/** RFC 3986: `encodeURIComponent` leaves five signs that must be encoded. */
function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
