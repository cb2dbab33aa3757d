import {createHash} from 'node:crypto';

/** Chance from a seed: the same seed draws the same, on every machine. */
export interface Chance {
  /** 0 up to, but not, 1. */
  real(): number;
  /** 0 up to, but not, `n`. */
  below(n: number): number;
  /** Both ends included. */
  between(low: number, high: number): number;
  /** True so often. */
  odds(p: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A row by its weight. */
  weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): T;
  bytes(length: number): Uint8Array;
  /** Chance of its own: what is drawn from it does not move what is drawn here. */
  fork(name: string): Chance;
}

/** sfc32, seeded with SHA-256 of the text. */
export function chanceOf(seed: string): Chance {
  const state = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [state.readInt32LE(0), state.readInt32LE(4), state.readInt32LE(8), 1];

  function word(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  }
  for (let round = 0; round < 12; round++) word();

  const self: Chance = {
    real: () => word() / 2 ** 32,
    below: (n) => Math.floor(self.real() * n),
    between: (low, high) => low + self.below(high - low + 1),
    odds: (p) => self.real() < p,
    pick: (list) => list[self.below(list.length)]!,
    weighted(rows) {
      let left = self.real() * rows.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of rows) if ((left -= weight) < 0) return value;
      return rows.at(-1)![1];
    },
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at++) bytes[at] = word() & 0xff;
      return bytes;
    },
    fork: (name) => chanceOf(`${seed}/${name}`),
  };
  return self;
}
