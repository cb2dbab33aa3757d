import type {Chance} from './chance.ts';
import type {Timeline} from './timeline.ts';
import type {Trace} from './trace.ts';

/** One life of a process: from its start to its crash. What it waits for when it dies never comes. */
export interface Life {
  readonly name: ProcessName;
  readonly ordinal: number;
  alive(): boolean;
  /** To be called at each use of a port. False: it is dead, perhaps since this very moment. */
  touch(): boolean;
  /** Dies here and now. */
  crash(why: string): void;
  /** Told of its death, once. */
  onCrash(hear: () => void): void;
}

export type ProcessName = 'pay' | 'vault' | 'bank';

export interface Lives {
  readonly timeline: Timeline;
  readonly trace: Trace;
  /** Decides when it dies; absent for a process that never does. */
  readonly mortal?: Chance;
}

export function beginLife(name: ProcessName, ordinal: number, {trace, mortal}: Lives): Life {
  const ears: (() => void)[] = [];
  let dead = false;
  // At any use of a port: early ones more often, so that restarts themselves are hit too.
  let left = mortal?.odds(0.5) ? Math.ceil(mortal.real() ** 2 * (name === 'vault' ? 60 : 400)) : Infinity;

  function crash(why: string): void {
    if (dead) return;
    dead = true;
    trace.fault(name === 'vault' ? 'crash_vault' : 'crash_pay');
    trace.line(name, `CRASH (life ${ordinal}) ${why}`);
    for (const hear of ears) hear();
  }

  return {
    name,
    ordinal,
    alive: () => !dead,
    touch() {
      if (dead) return false;
      if (--left <= 0) crash('at a port');
      return !dead;
    },
    crash,
    onCrash: (hear) => void ears.push(hear),
  };
}

/** The answer that a dead process gets. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
