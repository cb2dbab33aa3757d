import {createHash} from 'node:crypto';

/** What happened, line by line; the same seed leaves the same lines. Faults are counted by kind. */
export interface Trace {
  line(who: string, what: string): void;
  fault(kind: Fault): void;
  readonly lines: readonly string[];
  readonly faults: Readonly<Record<Fault, number>>;
  hash(): string;
}

export const faultKinds = [
  'request_lost',
  'answer_lost',
  'delayed',
  'duplicated',
  'refused',
  'wire_5xx',
  'outage',
  'crash_pay',
  'crash_vault',
  'crash_before_commit',
  'crash_after_commit',
  'store_slow',
  'store_failed',
  'webhook_refused',
  'letter_failed',
] as const;
export type Fault = (typeof faultKinds)[number];

export function createTrace(now: () => number, start: number): Trace {
  const lines: string[] = [];
  const faults = noFaults();
  return {
    line: (who, what) =>
      void lines.push(`${((now() - start) / 1000).toFixed(3).padStart(12)} ${who.padEnd(9)} ${what}`),
    fault: (kind) => void faults[kind]++,
    lines,
    faults,
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
  };
}

export function noFaults(): Record<Fault, number> {
  return {
    request_lost: 0,
    answer_lost: 0,
    delayed: 0,
    duplicated: 0,
    refused: 0,
    wire_5xx: 0,
    outage: 0,
    crash_pay: 0,
    crash_vault: 0,
    crash_before_commit: 0,
    crash_after_commit: 0,
    store_slow: 0,
    store_failed: 0,
    webhook_refused: 0,
    letter_failed: 0,
  };
}
