import type {Scheduled, Timer} from '../ports.ts';
import type {RateBook} from './rate-book.ts';

/** The bank writes its rates once a working day: four looks a day find them soon enough. */
const everyMs = 6 * 60 * 60 * 1000;

/** Asks for fresh rates at the start, and again and again. What fails is asked for next time. */
export function createRateClock(book: Pick<RateBook, 'load' | 'refresh'>, timer: Timer) {
  let next: Scheduled | undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    const found = await book.refresh();
    // Nowhere to ask, or nobody there: no reason to be busy about it.
    if (!isStopped && found !== 'failed') next = timer.after(everyMs, look);
    else if (!isStopped) next = timer.after(everyMs / 6, look);
  }

  return {
    start(): void {
      next = timer.after(0, async () => {
        await book.load();
        await look();
      });
    },
    stop(): void {
      isStopped = true;
      next?.cancel();
    },
  };
}
