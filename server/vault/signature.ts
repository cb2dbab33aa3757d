import {createHash, verify, type KeyObject} from 'node:crypto';
import {signedText} from '#contract/vault.ts';
import {fromBase64url} from './base64url.ts';

/** How far the caller's clock may be from ours. */
export const skewMaxMs = 60_000;

const headerShape = /^t=(\d{1,15}),n=([A-Za-z0-9_-]{16,64}),s=([A-Za-z0-9_-]{86})$/;

/**
 * Whether this call is from `pay`, and fresh. The nonce is left to the caller: it counts as seen only once the
 * signature stands.
 * @returns the nonce, or what is wrong.
 */
export function checkSignature(
  call: {readonly method: string; readonly path: string; readonly header: string; readonly body: Uint8Array},
  payKey: KeyObject,
  now: number,
): {readonly nonce: string} | {readonly refused: 'signature_invalid' | 'clock_skewed'} {
  const [, t, nonce, signature] = headerShape.exec(call.header) ?? [];
  const signed = signature === undefined ? undefined : fromBase64url(signature);
  if (t === undefined || nonce === undefined || !signed) return {refused: 'signature_invalid'};

  const bodyHash = createHash('sha256').update(call.body).digest('hex');
  const text = signedText(call.method, call.path, Number(t), nonce, bodyHash);
  if (!verify(null, Buffer.from(text), payKey, signed)) return {refused: 'signature_invalid'};
  if (Math.abs(now - Number(t)) > skewMaxMs) return {refused: 'clock_skewed'};
  return {nonce};
}
