import {judge} from './judge.ts';
import {chanceOf} from './chance.ts';
import {buildCity, dawn} from './city.ts';
import {shopServer, type Asked, type Opened} from './merchant.ts';
import {person} from './person.ts';
import {planOf} from './plan.ts';
import {shop, type Seen} from './shopper.ts';
import type {Fault} from './trace.ts';
import {createWatchman, type Violation} from './watchman.ts';

export interface History {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly faults: Readonly<Record<Fault, number>>;
  readonly hash: string;
  readonly lines: readonly string[];
  readonly moments: number;
  /** How each payment ended, for the figures. */
  readonly endings: readonly string[];
}

const day = 86_400_000;
/** Authorizations lapse after seven days, webhooks are given up after three more. */
const endMs = 25 * day;
/** Nobody needs so many; more means that something never comes to rest. */
const momentsMax = 60_000;

/** One history, whole, from its seed: what is planned, what the world does to it, and what is left of it. */
export async function tell(seed: number): Promise<History> {
  const chance = chanceOf(`history ${seed}`);
  const plan = planOf(chance.fork('plan'));
  const watchman = createWatchman();
  const city = buildCity(chance, plan, watchman);
  const {timeline, trace, wire} = city;
  trace.line('plan', JSON.stringify(plan));

  const people = (name: string) => person(name, {timeline, trace, wire, chance: chance.fork(name)});
  const asked: Asked[] = [];
  const seen: Seen[] = [];
  const opened: Opened[] = [];
  let listening = Infinity;
  let running = 0;
  const failures: unknown[] = [];

  function begin(work: Promise<unknown>): Promise<void> {
    running++;
    return work.then(
      () => void running--,
      (error: unknown) => void (running--, failures.push(error)),
    );
  }

  async function scene(): Promise<void> {
    const shopKeeper = shopServer(people('shop'), (one) => void asked.push(one));
    if (await shopKeeper.listen()) listening = timeline.now();
    const visits: Promise<void>[] = [];
    for (const [index, wanted] of plan.sessions.entries()) {
      const made = await shopKeeper.open(wanted);
      if (!made) continue;
      opened.push(made);
      const visit = shop(people(`shopper${index + 1}`), {
        session: made.session,
        token: made.token,
        plan: wanted.shopper,
        seen: (one) => void seen.push(one),
        entered: watchman.cardEntered,
      });
      const tended = shopServer(people(`shop${index + 1}`), (one) => void asked.push(one)).tend(
        made,
        wanted.operations,
      );
      visits.push(begin(visit), begin(tended));
      if (plan.inTurn) await visit.catch(() => undefined);
    }
    await Promise.all(visits);
  }

  void begin(scene());
  await timeline.run(dawn + day);
  // The world's faults end; what they have left undone must come right by itself.
  city.calm();
  await timeline.run(dawn + endMs);

  for (const error of failures)
    watchman.violate('simulation', error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (running > 0) watchman.violate('simulation', `${running} people wait for ever`);
  if (timeline.moments() > momentsMax) watchman.violate('everything_ends', `${timeline.moments()} moments`);
  const endings = await judge({city, watchman, asked, seen, opened, listening});
  await city.close();
  return {
    seed,
    violations: watchman.violations,
    faults: trace.faults,
    hash: trace.hash(),
    lines: trace.lines,
    moments: timeline.moments(),
    endings,
  };
}
