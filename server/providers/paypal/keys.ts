import {createHash} from 'node:crypto';

/** A request id for one more call of the same operation, always the same: its shape is that of the key. */
export function derivedKey(key: string, use: string): string {
  const hex = createHash('sha256').update(`${key}:${use}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A mark of a key, short enough to stand in an invoice number. */
export function markOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 10);
}
