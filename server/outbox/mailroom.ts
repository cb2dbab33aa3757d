import type {Scheduled} from '../ports.ts';
import {post, type PostParts} from './post.ts';

export interface Mailroom {
  /** Takes up what is left from before, and goes on until stopped. */
  start(): void;
  /** Begins nothing new and waits for the tries in flight. */
  stop(): Promise<void>;
  /** A letter was committed. Never throws. */
  kick(): void;
}

/** Letters in flight at once. */
const inFlightMax = 4;

/** Without being kicked we look again after this: another copy may have died and left something. */
const lookAgainMs = 5 * 60_000;
/** After the store failed. */
const restMs = 5_000;

/** Letters leave when they are due. All of it is in the store; no payment waits for it, whatever the mail server does. */
export function createMailroom(parts: PostParts): Mailroom {
  const {store, world} = parts;
  const inFlight = new Map<string, Promise<void>>();
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
    round = look().finally(() => {
      round = undefined;
      // A kick between the end of the look and here would be lost otherwise.
      if (again) kick();
    });
  }

  async function look(): Promise<void> {
    try {
      let next = 0;
      do {
        again = false;
        next = await launch();
      } while (again && state === 'running');
      wakeAfter(next - world.clock.now());
    } catch (error) {
      world.log('mailroom_failed', {error: error instanceof Error ? error.name : 'unknown'});
      wakeAfter(restMs);
    }
  }

  function wakeAfter(ms: number): void {
    wake?.cancel();
    if (state === 'running') wake = world.timer.after(Math.max(0, ms), kick);
  }

  /** Begins what is due, as far as there is room. @returns when to look again. */
  async function launch(): Promise<number> {
    const now = world.clock.now();
    const rows = await store.find('letters', {by: 'due', from: 0, limit: inFlightMax + inFlight.size + 1});
    let next = now + lookAgainMs;
    for (const row of rows.filter(({id}) => !inFlight.has(id))) {
      const due = row.doc.due ?? now;
      if (due > now) {
        next = Math.min(next, due);
        continue;
      }
      // A try that ends will have us look again.
      if (inFlight.size >= inFlightMax || state !== 'running') break;
      const work = post(row, parts)
        .catch((error: unknown) => {
          // Its lease runs out, and it is tried again.
          world.log('letter_failed', {error: error instanceof Error ? error.name : 'unknown'});
        })
        .finally(() => {
          inFlight.delete(row.id);
          kick();
        });
      inFlight.set(row.id, work);
    }
    return next;
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
      await Promise.all(inFlight.values());
    },

    kick,
  };
}
