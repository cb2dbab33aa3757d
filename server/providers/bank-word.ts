import {createHmac, timingSafeEqual} from 'node:crypto';
import type {Heard, Notification} from './connection.ts';

/** A notification that is older was written down by somebody (`facts/webhooks-and-idempotency.md`). */
const toleranceMs = 5 * 60_000;

/** What the test bank's wallets say: `Bank-Signature: t=<seconds>,v1=<hex>`, HMAC-SHA256 of `<t>.<raw body>`. */
export function hearBank(key: string, {headers, raw, now}: Notification): Heard {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(headers['bank-signature'] ?? '') ?? [];
  const expected = createHmac('sha256', key).update(`${seconds}.`).update(raw).digest();
  const signature = Buffer.from(given, 'hex');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    return {kind: 'refused', reason: 'signature'};
  if (Math.abs(now - Number(seconds) * 1000) > toleranceMs) return {kind: 'refused', reason: 'stale'};
  return {kind: 'look'};
}
