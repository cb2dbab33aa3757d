import {NetError, type NetRequest, type NetResponse} from '../../../server/ports.ts';
import type {Chance} from './chance.ts';
import type {Timeline} from './timeline.ts';
import type {Trace} from './trace.ts';

/** A server on the wire. Undefined while it is down. */
export interface Place {
  readonly name: string;
  up(): Door | undefined;
}

export interface Door {
  handle(request: Request): Promise<Response>;
  /** Told when it dies with calls in its hands. */
  onCrash(hear: () => void): void;
}

/** How bad the network is: each a share of all messages. */
export interface Weather {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly slow: number;
  readonly duplicated: number;
  readonly refused: number;
  readonly wire5xx: number;
}

/**
 * One way takes no longer than this: an acquirer's promise to find what it was sent, 30 s after, rests on it
 * (`Capabilities.settleWindowMs`).
 */
export const legMaxMs = 8_000;

export interface Wire {
  send(from: string, request: NetRequest): Promise<Heard>;
}

/** `at`: when the answer was made, which may be a while before it is heard. */
export interface Heard extends NetResponse {
  readonly at: number;
}

export interface WireParts {
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly places: ReadonlyMap<string, Place>;
  /** Sees each message as it arrives, before it is handled. */
  readonly watch: (from: string, to: string, request: Message) => void;
}

/** A request as it went onto the wire. */
export type Message = Omit<NetRequest, 'body'> & {readonly body?: string};

export function createWire({timeline, trace, chance, weather, places, watch}: WireParts): Wire {
  let calls = 0;

  function leg(): number {
    if (!chance.odds(weather.slow)) return chance.between(2, 120);
    trace.fault('delayed');
    return chance.between(500, legMaxMs);
  }

  return {
    send: (from, sent) =>
      new Promise((resolve, reject) => {
        // Copied now: who sends a card wipes it as soon as it no longer listens, and the message may still be under way.
        const {body, ...head} = sent;
        const request: Message = {...head, ...(body !== undefined && {body: textOf(body)})};
        const call = ++calls;
        const url = new URL(request.url);
        const place = places.get(url.origin);
        if (!place) throw new Error(`nobody at ${url.origin}`);
        const label = `#${call} ${from}>${place.name} ${request.method} ${url.pathname}`;
        const say = (what: string) => trace.line('wire', `${label} ${what}`);
        let open = true;
        const fail = (kind: 'not_sent' | 'no_answer', why: string): void => {
          if (!open) return;
          open = false;
          say(`${kind} (${why})`);
          reject(new NetError(kind));
        };
        const hear = (answer: NetResponse, at: number): void => {
          if (!open) return;
          open = false;
          say(`heard ${answer.status}`);
          resolve({...answer, at});
        };

        timeline.after(request.timeoutMs, () => fail('no_answer', 'timeout'));
        if (chance.odds(weather.refused)) {
          trace.fault('refused');
          timeline.after(chance.between(1, 30), () => fail('not_sent', 'refused'));
          return;
        }
        const broken = chance.odds(weather.wire5xx) ? chance.pick(['before', 'after'] as const) : undefined;
        if (broken) trace.fault('wire_5xx');
        const proxy = (): void =>
          hear({status: 502, headers: {'content-type': 'text/html'}, body: '<h1>Bad Gateway</h1>'}, timeline.now());
        if (broken === 'before') {
          timeline.after(leg(), proxy);
          return;
        }

        const arrive = (copy: number, lost: boolean): void => {
          const door = place.up();
          if (!door) return fail('not_sent', 'down');
          say(`arrives${copy > 1 ? ' again' : ''}`);
          watch(from, place.name, request);
          door.onCrash(() => void timeline.after(chance.between(1, 50), () => fail('no_answer', 'reset')));
          void handled(door, request).then((answer) => {
            const at = timeline.now();
            if (lost) return say(`answered ${answer.status}, lost`);
            timeline.after(leg(), () => (broken ? proxy() : hear(answer, at)));
          });
        };

        if (chance.odds(weather.requestLost)) {
          trace.fault('request_lost');
          say('lost');
          return;
        }
        const answerLost = chance.odds(weather.answerLost);
        if (answerLost) trace.fault('answer_lost');
        timeline.after(leg(), () => arrive(1, answerLost));
        if (chance.odds(weather.duplicated)) {
          trace.fault('duplicated');
          // What resends it, a proxy, hears the second answer and may have dropped the first.
          timeline.after(Math.min(legMaxMs, leg() + chance.between(0, 1000)), () => arrive(2, chance.odds(0.5)));
        }
      }),
  };
}

async function handled(door: Door, {method, url, headers, body}: Message): Promise<NetResponse> {
  const response = await door.handle(
    new Request(url, {method, ...(headers && {headers: {...headers}}), ...(body !== undefined && {body})}),
  );
  return {status: response.status, headers: Object.fromEntries(response.headers), body: await response.text()};
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
