import {createHash} from 'node:crypto';

/**
 * The provider's idempotency key of one operation: always the same for the same operation, so that asking again after
 * a time-out or a crash has no second effect. A new ordinal is taken only after a known, final refusal.
 */
export function providerKey(subject: string, operation: string, ordinal: number): string {
  const hex = createHash('sha256').update(`${subject}:${operation}:${ordinal}`).digest('hex');
  // In the shape of a UUID, version 8 (RFC 9562, 5.8): some providers accept nothing else.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * A caller's Idempotency-Key is of one kind of operation: a merchant may well ship and refund an order under its number.
 * No key holds a space.
 */
export function keyOfOperation(kind: 'capture' | 'void' | 'refund', idempotencyKey: string): string {
  return `${kind} ${idempotencyKey}`;
}

/** What we keep of a caller's Idempotency-Key. */
export function requestHash(scope: string, idempotencyKey: string): string {
  return createHash('sha256').update(`${scope}\n${idempotencyKey}`).digest('hex');
}
