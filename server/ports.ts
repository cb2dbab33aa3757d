/**
 * The ways in which the server touches the world, handed in by each process's entry.
 *
 * Nothing else may call `Date.now`, `Math.random`, `setTimeout` or `fetch`: that is what lets a whole
 * payment world run simulated, from a seed.
 */

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

export interface Random {
  /** Bytes that nobody can guess. */
  bytes(length: number): Uint8Array;
}

export interface Timer {
  /** Runs once after that many milliseconds. A rejected promise is logged, never thrown. */
  after(ms: number, run: () => void | Promise<void>): Scheduled;
}

export interface Scheduled {
  cancel(): void;
}

export interface Net {
  /**
   * One request, one whole answer. Redirects are not followed.
   * @throws NetError when no readable answer came.
   */
  fetch(request: NetRequest): Promise<NetResponse>;
}

export interface NetRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs: number;
  /** The answer's largest size in bytes; 64 kB when not given. */
  readonly bytesMax?: number;
  /** The answer is no UTF-8: each byte becomes the character of that number. */
  readonly charset?: 'latin1';
  /** Who we are, to a server that wants to know (mutual TLS): PEM. `authority`: who may answer, where it is not the system's list. */
  readonly identity?: {readonly certificate: string; readonly key: string; readonly authority?: string};
  /** Connect to this address whatever the name resolves to now (webhooks: no second look-up). */
  readonly address?: string;
}

export interface NetResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * `not_sent`: the connection was never made, so the other side certainly did nothing.
 * `no_answer`: it was sent, and only the other side knows what became of it.
 */
export class NetError extends Error {
  readonly kind: 'not_sent' | 'no_answer';

  constructor(kind: 'not_sent' | 'no_answer', cause?: unknown) {
    super(kind, {cause});
    this.kind = kind;
  }
}

/**
 * One line of the log. The event is a fixed word, the values are ids, enums, numbers: no free text from outside, ever.
 */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;

/** Everything that a process is given of the world. */
export interface World {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly net: Net;
}
