import type {Scheduled, Timer} from '../ports.ts';

/** Longer than any caller waits, and yet it ends. */
const silenceMs = 60_000;

/** Answers that never come. Each ends after a minute, when nobody listens any more, or when the bank stops. */
export interface Silence {
  wait(): Promise<void>;
  end(): void;
}

export function createSilence(timer: Timer): Silence {
  const waiting = new Map<Scheduled, () => void>();
  return {
    wait: () =>
      new Promise((resolve) => {
        const scheduled = timer.after(silenceMs, () => {
          waiting.delete(scheduled);
          resolve();
        });
        waiting.set(scheduled, resolve);
      }),
    end() {
      for (const [scheduled, resolve] of waiting) {
        scheduled.cancel();
        resolve();
      }
      waiting.clear();
    },
  };
}
