import type {Random} from '../ports.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long after a failed try the next one comes; three days and a bit in all. Example schedule of Standard Webhooks. */
export const waitsMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** A merchant cannot put us off for longer than this. */
export const retryAfterMaxMs = 24 * hour;

/** Added at most, so that what failed together does not come back together. */
const jitter = 0.1;

/**
 * How long to wait before the next try.
 *
 * @param attempts - Tries so far, 1 after the first.
 * @param retryAfterMs - What the receiver asked for, where it did.
 * @returns undefined when there is no next try.
 */
export function waitAfter(attempts: number, retryAfterMs: number | undefined, random: Random): number | undefined {
  const wait = waitsMs[attempts - 1];
  if (wait === undefined) return undefined;
  const [high = 0, low = 0] = random.bytes(2);
  const spread = Math.floor(wait * jitter * ((high * 256 + low) / 65_536));
  return Math.max(wait + spread, Math.min(retryAfterMs ?? 0, retryAfterMaxMs));
}

/** `Retry-After` in milliseconds from now: seconds or a date (RFC 9110, 10.2.3). Unreadable: undefined. */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * second;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
