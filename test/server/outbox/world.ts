import {createHash} from 'node:crypto';
import type {NetRequest, NetResponse, World} from '../../../server/ports.ts';

/** A small world for rooms that need ports: time moves when told, chance is counted, the network is a function. */
export function smallWorld(answer: (request: NetRequest) => Promise<NetResponse> | NetResponse = () => reply(200)) {
  let now = Date.UTC(2026, 10, 24, 9);
  let count = 0;
  const timers = new Map<number, {at: number; run: () => void | Promise<void>}>();
  const sent: (NetRequest & {readonly at: number})[] = [];
  const lines: string[] = [];

  const world: World = {
    log: (event, fields = {}) => lines.push(JSON.stringify({event, ...fields})),
    clock: {now: () => now},
    random: {
      bytes(length) {
        const chunks: Buffer[] = [];
        for (let have = 0; have < length; have += 32)
          chunks.push(createHash('sha256').update(String(count++)).digest());
        return new Uint8Array(Buffer.concat(chunks).subarray(0, length));
      },
    },
    timer: {
      after(ms, run) {
        const id = ++count;
        timers.set(id, {at: now + ms, run});
        return {cancel: () => void timers.delete(id)};
      },
    },
    net: {
      async fetch(request) {
        sent.push({...request, at: now});
        return answer(request);
      },
    },
  };

  /** Lets everything that is ready happen, to the end. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    world,
    sent,
    lines,
    settle,
    async advance(ms: number): Promise<void> {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(([, {at}]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b);
        if (!next) break;
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        void next[1].run();
        await settle();
      }
      now = end;
    },
  };
}

export function reply(status: number, headers: Record<string, string> = {}): NetResponse {
  return {status, headers, body: ''};
}

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
