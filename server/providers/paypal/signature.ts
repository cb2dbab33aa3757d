import {constants, verify as verifyBytes, X509Certificate} from 'node:crypto';
import {crc32} from 'node:zlib';
import {fromBase64, invalid, timely, type Verdict} from '../verdict.ts';

/** Which PayPal a route speaks for; a sandbox's certificate counts for nothing in live mode. */
const hosts = {live: 'api.paypal.com', sandbox: 'api.sandbox.paypal.com'} as const;

export type PaypalMode = keyof typeof hosts;

/** Notifications are tried again for three days, and nobody says whether with a new instant. */
const olderMaxMs = 3 * 24 * 3_600_000 + 300_000;
const newerMaxMs = 300_000;

export interface PaypalWebhook {
  readonly mode: PaypalMode;
  /** Our webhook's id, from the settings: never from the request. */
  readonly webhookId: string;
  /** Where a double of the sandbox has its API: its certificates count instead of PayPal's. */
  readonly double?: string;
  /**
   * The certificate at an address of PayPal's, in PEM; undefined, or a rejection, when it cannot be had. Called only
   * with such an address, so it may be fetched without more ado, and kept for good: another certificate has another
   * address.
   */
  certificate(url: string): Promise<string | undefined>;
}

/**
 * Whether a notification is from PayPal: RSA-SHA-256 over transmission id, instant, our webhook's id and the CRC-32 of
 * the body.
 *
 * @param headers - Names in lower case.
 * @param body - The bytes as they came, before any parser.
 * @param now - Milliseconds since 1970.
 */
export async function verify(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
  {mode, webhookId, certificate, double}: PaypalWebhook,
  now: number,
): Promise<Verdict> {
  if (!/^[A-Za-z0-9]+$/.test(webhookId)) return invalid('no_key');
  const id = headers['paypal-transmission-id'];
  const time = headers['paypal-transmission-time'];
  const signature = headers['paypal-transmission-sig'];
  const address = headers['paypal-cert-url'];
  const algorithm = headers['paypal-auth-algo'];
  if (!id || !time || !signature || !address || !algorithm) return invalid('missing');

  if (algorithm !== 'SHA256withRSA') return invalid('wrong_channel');
  // A header that was sent twice arrives joined by a comma and a space, and has none of these shapes.
  const offered = fromBase64(signature);
  const at = instants.test(time) ? Date.parse(time) : NaN;
  if (!/^[\w-]{1,100}$/.test(id) || Number.isNaN(at) || !offered) return invalid('malformed');
  const timing = timely(at, now, olderMaxMs, newerMaxMs);
  if (timing !== 'valid') return timing;

  if (!isCertificateAddress(address, mode, double)) return invalid('address_refused');
  const pem = await certificate(address).catch(() => undefined);
  if (pem === undefined) return invalid('certificate_unavailable');
  const key = keyOf(pem, now);
  if (!key) return invalid('certificate_invalid');

  const message = Buffer.from(messageOf(id, time, webhookId, body));
  const fitting = verifyBytes('RSA-SHA256', message, {key, padding: constants.RSA_PKCS1_PADDING}, offered);
  return fitting ? 'valid' : invalid('no_match');
}

/** What PayPal signs: the checksum is written as an unsigned decimal. */
export function messageOf(id: string, time: string, webhookId: string, body: Uint8Array): string {
  return `${id}|${time}|${webhookId}|${crc32(body)}`;
}

/**
 * Whether a certificate may be fetched there. Whoever sends a notification chooses the address: anywhere else they
 * would sign with a certificate of their own, and have our server call where they please.
 */
export function isCertificateAddress(address: string, mode: PaypalMode, double?: string): boolean {
  const start = `${double ?? `https://${hosts[mode]}`}/v1/notifications/certs/`;
  return address.startsWith(start) && /^[\w-]{1,100}$/.test(address.slice(start.length));
}

/** RFC 3339. */
const instants = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The key of PayPal's certificate, while it lasts. Its address and TLS say that it is PayPal's; the name must agree. */
function keyOf(pem: string, now: number) {
  try {
    const {subject, validFrom, validTo, publicKey} = new X509Certificate(pem);
    const named = /^CN=([\w-]+\.)*paypal\.com$/m.test(subject);
    const {asymmetricKeyType: type, asymmetricKeyDetails: details} = publicKey;
    const strong = type === 'rsa' && (details?.modulusLength ?? 0) >= 2048;
    return named && strong && Date.parse(validFrom) <= now && now <= Date.parse(validTo) ? publicKey : undefined;
  } catch {
    return undefined;
  }
}
