import {createHmac} from 'node:crypto';
import {fits, fromHex, invalid, timely, type Verdict} from '../verdict.ts';

/** How far Stripe's clock may be from ours, in both directions: its own library lets the future pass. */
const toleranceMs = 300_000;

/** Signatures looked at in one header; a few stand there while a secret is rolled. */
const signaturesMax = 16;

/**
 * Whether a notification is from Stripe, and fresh.
 *
 * @param body - The bytes as they came, before any parser.
 * @param header - `Stripe-Signature`: `t=<unix seconds>,v1=<hex>[,v1=<hex>][,v0=…]`.
 * @param secret - The whole text of the endpoint's secret, `whsec_` included: unlike Standard Webhooks, it is the key
 * as it stands.
 * @param now - Milliseconds since 1970.
 */
export function verify(body: Uint8Array, header: string | undefined, secret: string, now: number): Verdict {
  if (secret === '') return invalid('no_key');
  if (!header) return invalid('missing');
  const parts = header.split(',').map((part) => part.trim().split('='));
  const of = (name: string): string[] => parts.flatMap(([key, ...rest]) => (key === name ? [rest.join('=')] : []));

  // A header that was sent twice arrives joined by a comma, with two instants in it.
  const [timestamp = '', second] = of('t');
  if (second !== undefined || !/^\d{1,12}$/.test(timestamp)) return invalid('malformed');
  const offered = of('v1').slice(0, signaturesMax);
  if (offered.length === 0) return invalid('missing');

  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  if (!offered.some((signature) => fits(fromHex(signature), expected))) return invalid('no_match');
  return timely(Number(timestamp) * 1000, now, toleranceMs, toleranceMs);
}
