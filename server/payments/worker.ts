import type {Scheduled} from '../ports.ts';
import {advance} from './advance.ts';
import type {Deps} from './deps.ts';

/** Without being told we look again after this: another copy of us may have left something. */
const lookAgainMs = 60_000;
/** A payment that wants to be looked at all the time is looked at this often. */
const restMs = 200;
/** How many to take up at once. */
const batch = 50;

/**
 * Takes up every payment whose time has come: lost answers, results to follow, sessions that expire, authorizations that
 * lapse. What a crash interrupted is found here too: it is due.
 */
export function paymentWorker(deps: Deps) {
  const {world, store} = deps;
  let next: Scheduled | undefined;
  let plannedFor = 0;
  let stopped = false;
  const inFlight = new Map<string, Promise<void>>();

  /** One payment at a time is enough: a second call while the first runs waits for it, then looks again. */
  function take(id: string): Promise<void> {
    const running = inFlight.get(id);
    if (running) return running;
    const run = advance(deps, id)
      .catch((error: unknown) =>
        world.log('payment_worker_failed', {intent: id, error: error instanceof Error ? error.name : 'unknown'}),
      )
      .finally(() => inFlight.delete(id));
    inFlight.set(id, run);
    return run;
  }

  async function round(): Promise<void> {
    const rows = await store.find('intents', {by: 'due', from: 0, to: world.clock.now(), limit: batch});
    await Promise.all(rows.map(({id}) => take(id)));
    const [first] = await store.find('intents', {by: 'due', from: 0, limit: 1});
    wake(Math.max(first?.doc.due ?? Infinity, world.clock.now() + restMs));
  }

  /** Looks at that moment, unless an earlier look is planned. */
  function wake(at: number): void {
    const moment = Math.min(at, world.clock.now() + lookAgainMs);
    if (stopped || (next && plannedFor <= moment)) return;
    next?.cancel();
    plannedFor = moment;
    next = world.timer.after(Math.max(0, moment - world.clock.now()), async () => {
      next = undefined;
      try {
        await round();
      } catch (error) {
        world.log('payment_worker_failed', {error: error instanceof Error ? error.name : 'unknown'});
        wake(world.clock.now() + lookAgainMs);
      }
    });
  }

  return {
    start: () => wake(world.clock.now()),
    /** Something was committed that wants to be looked at then. */
    wake,
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
