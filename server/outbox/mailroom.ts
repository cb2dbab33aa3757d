import {post, type PostParts} from './post.ts';
import {createRounds} from './rounds.ts';

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

/** Letters leave when they are due. All of it is in the store; no payment waits for it, whatever the mail server does. */
export function createMailroom(parts: PostParts): Mailroom {
  const {store, world} = parts;
  const inFlight = new Map<string, Promise<void>>();
  const rounds = createRounds(world, 'mailroom_failed', launch);

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
      if (inFlight.size >= inFlightMax || !rounds.isRunning()) break;
      const work = post(row, parts)
        .catch((error: unknown) => {
          // Its lease runs out, and it is tried again.
          world.log('letter_failed', {error: error instanceof Error ? error.name : 'unknown'});
        })
        .finally(() => {
          inFlight.delete(row.id);
          rounds.kick();
        });
      inFlight.set(row.id, work);
    }
    return next;
  }

  return {
    start: rounds.start,

    async stop() {
      await rounds.stop();
      await Promise.all(inFlight.values());
    },

    kick: rounds.kick,
  };
}
