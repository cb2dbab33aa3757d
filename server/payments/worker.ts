import type {Scheduled} from '../ports.ts';
import {advance} from './advance.ts';
import type {Deps} from './deps.ts';

/** How often to look for payments whose time has come, and how many to take up at once. */
const everyMs = 1000;
const batch = 50;

/**
 * Takes up every payment whose time has come: lost answers, results to follow, sessions that expire, authorizations that
 * lapse. What a crash interrupted is found here too: it is due.
 */
export function paymentWorker(deps: Deps) {
  const {world, store} = deps;
  let next: Scheduled | undefined;
  let stopped = false;
  const inFlight = new Map<string, Promise<void>>();

  /** One payment at a time is enough: a second call while the first runs waits for it, then looks again. */
  function take(id: string): Promise<void> {
    const running = inFlight.get(id);
    if (running) return running;
    const run = advance(deps, id)
      .catch((error: unknown) => world.log('payment_worker_failed', {intent: id, error: error instanceof Error ? error.name : 'unknown'}))
      .finally(() => inFlight.delete(id));
    inFlight.set(id, run);
    return run;
  }

  async function round(): Promise<void> {
    const rows = await store.find('intents', {by: 'due', from: 0, to: world.clock.now(), limit: batch});
    await Promise.all(rows.map(({id}) => take(id)));
  }

  function schedule(): void {
    if (stopped) return;
    next = world.timer.after(everyMs, async () => {
      try {
        await round();
      } catch (error) {
        world.log('payment_worker_failed', {error: error instanceof Error ? error.name : 'unknown'});
      }
      schedule();
    });
  }

  return {
    start: schedule,
    /** Goes on with one payment now, without waiting for its end. */
    nudge(id: string): void {
      if (!stopped) world.timer.after(0, () => take(id));
    },
    async stop(): Promise<void> {
      stopped = true;
      next?.cancel();
      await Promise.allSettled(inFlight.values());
    },
  };
}
