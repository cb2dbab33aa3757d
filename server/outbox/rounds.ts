import type {Scheduled, World} from '../ports.ts';

/** Looks again and again for what is due: one look at a time, and one more after each kick that came during it. */
export interface Rounds {
  start(): void;
  /** Begins no look any more, and waits for the one that runs. */
  stop(): Promise<void>;
  /** There may be something new. Never throws. */
  kick(): void;
  readonly isRunning: () => boolean;
}

/** After the store failed. */
const restMs = 5_000;

/**
 * @param failed - What is logged when a look failed.
 * @param look - @returns when to look again, though nobody kicks.
 */
export function createRounds(
  {clock, timer, log}: Pick<World, 'clock' | 'timer' | 'log'>,
  failed: string,
  look: () => Promise<number>,
): Rounds {
  let state: 'idle' | 'running' | 'stopped' = 'idle';
  let round: Promise<void> | undefined;
  let again = false;
  let wake: Scheduled | undefined;

  function kick(): void {
    if (state !== 'running') return;
    if (round) {
      again = true;
      return;
    }
    round = turn().finally(() => {
      round = undefined;
      // A kick between the end of the look and here would be lost otherwise.
      if (again) kick();
    });
  }

  async function turn(): Promise<void> {
    try {
      let next = 0;
      do {
        again = false;
        next = await look();
      } while (again && state === 'running');
      wakeAfter(next - clock.now());
    } catch (error) {
      log(failed, {error: error instanceof Error ? error.name : 'unknown'});
      wakeAfter(restMs);
    }
  }

  function wakeAfter(ms: number): void {
    wake?.cancel();
    if (state === 'running') wake = timer.after(Math.max(0, ms), kick);
  }

  return {
    start() {
      if (state !== 'idle') return;
      state = 'running';
      kick();
    },

    async stop() {
      state = 'stopped';
      wake?.cancel();
      await round;
    },

    kick,
    isRunning: () => state === 'running',
  };
}
