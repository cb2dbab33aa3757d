import type {Clock} from '../ports.ts';

/**
 * Security codes, in memory only: never written, encrypted or not (PCI DSS 3.3.1). A restart loses them, and the
 * shopper is asked again.
 */
export interface CvcMemory {
  keep(tokenHash: string, cvc: Buffer): void;
  /** @returns undefined when it is gone. The caller does not change it. */
  read(tokenHash: string): Buffer | undefined;
  forget(tokenHash: string): void;
  forgetOld(): void;
  forgetAll(): void;
}

export function createCvcMemory(clock: Clock, lifeMs: number): CvcMemory {
  const codes = new Map<string, {readonly cvc: Buffer; readonly until: number}>();

  function forget(tokenHash: string): void {
    codes.get(tokenHash)?.cvc.fill(0);
    codes.delete(tokenHash);
  }

  return {
    forget,
    keep: (tokenHash, cvc) => void codes.set(tokenHash, {cvc: Buffer.from(cvc), until: clock.now() + lifeMs}),

    read(tokenHash) {
      const code = codes.get(tokenHash);
      if (code && code.until <= clock.now()) forget(tokenHash);
      return codes.get(tokenHash)?.cvc;
    },

    forgetOld() {
      for (const [tokenHash, {until}] of codes) if (until <= clock.now()) forget(tokenHash);
    },

    forgetAll() {
      for (const tokenHash of [...codes.keys()]) forget(tokenHash);
    },
  };
}
