import {queueOf, rangeOf} from '../store/tables.ts';
import {deliver, type DeliverParts} from './deliver.ts';
import {dispatch, type LettersFor} from './dispatch.ts';
import {createRounds} from './rounds.ts';

export interface Outbox {
  /** Takes up what is left from before, and goes on until stopped. */
  start(): void;
  /** Begins nothing new and waits for the tries in flight: 15 s at most. */
  stop(): Promise<void>;
  /** Something was committed that may be waiting: to be called after each such commit. Never throws. */
  kick(): void;
}

/** Tries in flight at once: in all, and to one endpoint, so that a slow one cannot hold up the others. */
const inFlightMax = 8;
const perEndpointMax = 2;

/** Without being kicked we look again after this: another copy may have died and left something. */
const lookAgainMs = 5 * 60_000;

/** More endpoints with news waiting are looked at in the next round. */
const endpointsAtOnce = 1000;

/**
 * The outbox: announcements become deliveries, and deliveries leave when they are due. All of it is in the store, so a
 * restart loses nothing; what is kept here only says how fast to go.
 */
export function createOutbox(
  parts: DeliverParts,
  letters?: {readonly lettersFor: LettersFor; readonly kick: () => void},
): Outbox {
  const {store, world} = parts;
  /** Endpoint of each try in flight, by delivery. */
  const inFlight = new Map<string, {readonly endpoint: string; readonly work: Promise<void>}>();
  const resting = new Map<string, number>();
  const rounds = createRounds(world, 'outbox_failed', look);
  /** The endpoint served last: the next round begins after it. */
  let last = '';

  async function look(): Promise<number> {
    await dispatch(store, world.clock, letters?.lettersFor);
    letters?.kick();
    return launch();
  }

  /** Begins what is due, as far as there is room. @returns when to look again. */
  async function launch(): Promise<number> {
    const now = world.clock.now();
    let next = now + lookAgainMs;
    for (const [endpoint, until] of resting) if (until <= now) resting.delete(endpoint);

    for (const {endpoint, due} of await waiting()) {
      const from = Math.max(due, resting.get(endpoint) ?? 0);
      if (from > now) {
        next = Math.min(next, from);
        continue;
      }
      const busy = [...inFlight.values()].filter((one) => one.endpoint === endpoint).length;
      const room = Math.min(perEndpointMax - busy, inFlightMax - inFlight.size);
      // A try that ends will have us look again.
      if (room <= 0 || !rounds.isRunning()) continue;

      const range = {from: rangeOf(endpoint).from, to: queueOf(endpoint, now)};
      const rows = await store.find('deliveries', {by: 'queue', ...range, limit: perEndpointMax + busy});
      for (const row of rows.filter(({id}) => !inFlight.has(id)).slice(0, room)) {
        last = endpoint;
        inFlight.set(row.id, {endpoint, work: attempt(row.id, endpoint, () => deliver(row, parts))});
      }
    }
    return next;
  }

  /** The endpoints that something waits for, with when; those after the last one served first. */
  async function waiting(): Promise<readonly {readonly endpoint: string; readonly due: number}[]> {
    const found: {readonly endpoint: string; readonly due: number}[] = [];
    let from = '';
    while (found.length < endpointsAtOnce) {
      const [row] = await store.find('deliveries', {by: 'queue', from, limit: 1});
      if (row?.doc.due === undefined) break;
      found.push({endpoint: row.doc.endpoint, due: row.doc.due});
      from = rangeOf(row.doc.endpoint).to;
    }
    const start = found.findIndex(({endpoint}) => endpoint === last) + 1;
    return [...found.slice(start), ...found.slice(0, start)];
  }

  async function attempt(id: string, endpoint: string, run: () => Promise<number>): Promise<void> {
    try {
      const rest = await run();
      if (rest > 0) resting.set(endpoint, world.clock.now() + rest);
    } catch (error) {
      // Its lease runs out, and it is tried again.
      world.log('delivery_failed', {error: error instanceof Error ? error.name : 'unknown'});
    } finally {
      inFlight.delete(id);
      rounds.kick();
    }
  }

  return {
    start: rounds.start,

    async stop() {
      await rounds.stop();
      await Promise.all([...inFlight.values()].map(({work}) => work));
    },

    kick: rounds.kick,
  };
}
