/**
 * Virtual time. Everything that waits, waits here; between two moments all that can go on without waiting goes on.
 *
 * Two kinds of timers need not be punctual, and that is what lets eight days pass in a blink: a `poll` only looks whether
 * work is due, and comes once it is; a `sweep` only tidies up, and comes before the next thing that happens. A timer that
 * is late is one of the faults that we look for anyway.
 */
export interface Timeline {
  now(): number;
  at(time: number, run: () => void, kind?: Kind): {cancel(): void};
  after(ms: number, run: () => void, kind?: Kind): {cancel(): void};
  sleep(ms: number): Promise<void>;
  /** Lets time pass until then, or until nothing is left that could happen. */
  run(until: number): Promise<void>;
  /** How many moments there were. */
  moments(): number;
}

export type Kind = 'exact' | 'poll' | 'sweep';

interface Moment {
  at: number;
  readonly order: number;
  readonly run: () => void;
  gone: boolean;
}

/** @param nextDue - When the earliest work that a poll would find is due; Infinity when there is none. */
export function createTimeline(start: number, nextDue: () => number): Timeline {
  let now = start;
  let order = 0;
  let count = 0;
  const heaps = {exact: createHeap(), poll: createHeap(), sweep: createHeap()};

  function at(time: number, run: () => void, kind: Kind = 'exact'): {cancel(): void} {
    const moment = {at: Math.max(time, now), order: order++, run, gone: false};
    heaps[kind].push(moment);
    return {cancel: () => void (moment.gone = true)};
  }

  /** The next moment, if it comes by then. */
  function next(until: number): Moment | undefined {
    const event = heaps.exact.peek();
    const poll = heaps.poll.peek();
    const sweep = heaps.sweep.peek();
    const eventAt = event?.at ?? Infinity;
    const pollAt = poll ? Math.max(poll.at, nextDue()) : Infinity;
    const time = Math.min(eventAt, pollAt);
    if (time > until || time === Infinity) return undefined;
    if (sweep && sweep.at <= time) return late(heaps.sweep.pop(), time);
    return eventAt <= pollAt ? heaps.exact.pop() : late(heaps.poll.pop(), time);
  }

  return {
    now: () => now,
    at,
    after: (ms, run, kind) => at(now + Math.max(0, ms), run, kind),
    sleep: (ms) => new Promise((resolve) => void at(now + ms, resolve)),
    moments: () => count,

    async run(until) {
      for (;;) {
        await settle();
        const moment = next(until);
        if (!moment) return;
        now = Math.max(now, moment.at);
        count++;
        moment.run();
      }
    },
  };
}

function late(moment: Moment | undefined, time: number): Moment | undefined {
  if (moment) moment.at = Math.max(moment.at, time);
  return moment;
}

/** Until all that can go on without waiting has gone on: promises are done before the loop turns. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Earliest first; of one instant, first come first. */
function createHeap() {
  const heap: Moment[] = [];
  const before = (a: Moment, b: Moment) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
      if (least === index) return;
      [heap[index], heap[least]] = [heap[least]!, heap[index]!];
      index = least;
    }
  }

  function pop(): Moment | undefined {
    skip();
    return take();
  }

  function take(): Moment | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top && last && top !== last) {
      heap[0] = last;
      sink();
    }
    return top;
  }

  function skip(): void {
    while (heap[0]?.gone) take();
  }

  return {
    push(moment: Moment): void {
      let index = heap.push(moment) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!before(heap[index]!, heap[parent]!)) return;
        [heap[index], heap[parent]] = [heap[parent]!, heap[index]!];
        index = parent;
      }
    },
    peek(): Moment | undefined {
      skip();
      return heap[0];
    },
    pop,
  };
}
