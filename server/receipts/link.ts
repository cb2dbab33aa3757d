import {createHmac, timingSafeEqual} from 'node:crypto';

/**
 * The token of a receipt's link, `rc_` and 256 bits: an HMAC of its id, so that every letter and every page can name the
 * same link, and nothing that opens a receipt is stored.
 */
export function linkToken(linkKey: Uint8Array, receiptId: string): string {
  return `rc_${createHmac('sha256', linkKey).update(receiptId).digest('base64url')}`;
}

/** Takes the same time whatever is wrong. */
export function opens(linkKey: Uint8Array, receiptId: string, token: string): boolean {
  const digest = (text: string) => createHmac('sha256', linkKey).update(text).digest();
  return timingSafeEqual(digest(token), digest(linkToken(linkKey, receiptId)));
}

/**
 * How long after its last movement a link leads to the receipt: card schemes ask for 120 days at least
 * (`facts/receipts-and-law.md` 4.2); a shopper may dispute a debit for 13 months, so may want it for as long.
 */
export const linkLifeMs = 400 * 24 * 60 * 60 * 1000;
