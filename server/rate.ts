import type {Clock} from './ports.ts';

/** A bucket that holds so many calls and gains one more each interval. */
export interface Rate {
  readonly burst: number;
  readonly everyMs: number;
}

export interface RateLimit {
  /** Takes one call from that bucket; false when it is empty. */
  take(who: string): boolean;
  /** Forgets the buckets that are full again. */
  sweep(): void;
}

export function createRateLimit({burst, everyMs}: Rate, clock: Clock): RateLimit {
  /** When each bucket will be full again: all that needs to be known of it. */
  const fullAt = new Map<string, number>();

  return {
    take(who) {
      const now = clock.now();
      const next = Math.max(fullAt.get(who) ?? now, now) + everyMs;
      if (next - now > burst * everyMs) return false;
      fullAt.set(who, next);
      return true;
    },

    sweep() {
      for (const [who, at] of fullAt) if (at <= clock.now()) fullAt.delete(who);
    },
  };
}
