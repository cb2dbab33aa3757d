import {NetError} from '../../../server/ports.ts';
import type {Chance} from './chance.ts';
import type {Timeline} from './timeline.ts';
import type {Trace} from './trace.ts';
import type {Heard, Wire} from './wire.ts';

/** What a shopper's browser or a shop's server is given of the world. */
export interface Person {
  readonly name: string;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly chance: Chance;
  /** Undefined: no answer, or none that can be read. */
  ask(request: Ask): Promise<Told | undefined>;
  say(what: string): void;
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface Told extends Heard {
  /** The body as JSON; undefined when it is none. */

  readonly json: any;
}

export function person(
  name: string,
  parts: {readonly timeline: Timeline; readonly trace: Trace; readonly chance: Chance; readonly wire: Wire},
): Person {
  const {timeline, trace, chance, wire} = parts;
  return {
    name,
    timeline,
    trace,
    chance,
    say: (what) => trace.line(name, what),
    async ask({method, url, headers, json, form, timeoutMs = 25_000}) {
      const body = json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
      const type = json !== undefined ? 'application/json' : form && 'application/x-www-form-urlencoded';
      try {
        const heard = await wire.send(name, {
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          url,
          headers: {...(type && {'content-type': type}), ...headers},
          ...(body !== undefined && {body}),
          timeoutMs,
          bytesMax: 1_000_000,
        });
        return {...heard, json: parsed(heard.body)};
      } catch (error) {
        if (error instanceof NetError) return undefined;
        throw error;
      }
    },
  };
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
