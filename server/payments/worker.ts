import type {Scheduled} from '../ports.ts';
import {advance} from './advance.ts';
import type {Deps} from './deps.ts';

/** Without being told we look again after this: another copy of us may have left something. */
const lookAgainMs = 60_000;
/** A payment that wants to be looked at all the time is looked at this often. */
const restMs = 200;
/** How many to take up at once. */
const batch = 50;
/** One that failed rests for so long: were there many, nobody else would have a turn. */
const restAfterFailureMs = 10_000;
/** The most that the store gives at once. */
const limitMax = 1000;

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
  /** Those that failed, and until when they rest. */
  const resting = new Map<string, number>();

  /** One payment at a time is enough: a second call while the first runs waits for it, then looks again. */
  function take(id: string): Promise<void> {
    const running = inFlight.get(id);
    if (running) return running;
    const run = advance(deps, id)
      .then(() => void resting.delete(id))
      .catch((error: unknown) => {
        resting.set(id, world.clock.now() + restAfterFailureMs);
        world.log('payment_worker_failed', {intent: id, error: error instanceof Error ? error.name : 'unknown'});
      })
      .finally(() => inFlight.delete(id));
    inFlight.set(id, run);
    return run;
  }

  async function round(): Promise<void> {
    const now = world.clock.now();
    for (const [id, until] of resting) if (until <= now) resting.delete(id);
    const due = await store.find('intents', {by: 'due', from: 0, to: now, limit: roomFor(batch)});
    const rows = due.filter(({id}) => !resting.has(id)).slice(0, batch);
    await Promise.all(rows.map(({id}) => take(id)));
    const soon = await store.find('intents', {by: 'due', from: 0, limit: roomFor(1)});
    const next = soon.find(({id}) => !resting.has(id))?.doc.due ?? Infinity;
    wake(Math.max(Math.min(next, ...resting.values()), world.clock.now() + restMs));
  }

  /** So many, past those that rest. */
  function roomFor(count: number): number {
    return Math.min(count + resting.size, limitMax);
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
