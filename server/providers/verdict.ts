import {timingSafeEqual} from 'node:crypto';

/** What checking a notification came to. The reason is for our log, never for whoever sent it. */
export type Verdict = 'valid' | {readonly invalid: InvalidReason};

export type InvalidReason =
  /** Nothing is configured to check it with. */
  | 'no_key'
  /** A header or field that must be there is not. */
  | 'missing'
  /** Sent twice, or of another shape: not what the provider sends. */
  | 'malformed'
  /** It names another algorithm, or another key than the route it came by. */
  | 'wrong_channel'
  | 'no_match'
  | 'too_old'
  | 'too_new'
  /** Rightly signed, but about another payment, account or mode than ours. */
  | 'not_ours'
  /** The address of the certificate is not the provider's. */
  | 'address_refused'
  | 'certificate_unavailable'
  | 'certificate_invalid'
  /** This system's OpenSSL refuses the algorithm by policy. */
  | 'algorithm_unavailable';

export function invalid(reason: InvalidReason): Verdict {
  return {invalid: reason};
}

/** Digests are compared as bytes, in constant time; another length never fits. */
export function fits(offered: Uint8Array | undefined, expected: Uint8Array): boolean {
  return offered?.length === expected.length && timingSafeEqual(offered, expected);
}

/** Strict: Node's own decoder stops at the first character that it does not know. */
export function fromHex(text: string): Buffer | undefined {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Strict, with padding: Node's own decoder skips what it does not know. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined;
}

/** How far a signed instant may be from our clock. @param at - Milliseconds since 1970, like `now`. */
export function timely(at: number, now: number, olderMaxMs: number, newerMaxMs: number): Verdict {
  if (now - at > olderMaxMs) return invalid('too_old');
  return at - now > newerMaxMs ? invalid('too_new') : 'valid';
}
