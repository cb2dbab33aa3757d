import type {z} from 'zod';
import type {World} from '../ports.ts';
import type {Provider} from './provider.ts';
import {slipsIn} from './slips.ts';

/**
 * What one provider's folder gives: how its part of the settings looks, and what is made of it. A line of `registry.ts`
 * names it; nobody else knows that it exists.
 */
export interface Definition {
  /** As the settings and the address of its notifications have it. */
  readonly name: string;
  /**
   * @param given - Its part of the settings, with secrets read from where they are.
   * @returns what its keys are for, as keys of the one mode never meet payments of the other; and what opens it.
   * @throws SettingsRefused when it is not as it should be.
   */
  read(given: unknown): {readonly mode: 'test' | 'live'; readonly open: (world: World) => Connection};
  /** The part of the settings that leads to its double (`server/bank/doubles/`). Absent: it has none. */
  demo?(doubleUrl: string): object;
}

/** A provider under a merchant's own contract. */
export interface Connection {
  readonly provider: Provider;
  /**
   * Reads what somebody posted to its address, signature first. A valid word is a reason to look, and no more; an invalid
   * one is not even that.
   */
  hear(notification: Notification): Heard | Promise<Heard>;
  /**
   * Reads what came along with a shopper who comes back from its page, where it signs that as well. Absent: it is not read.
   */
  hearReturn?(notification: Notification): Heard | Promise<Heard>;
  /** A call that changes nothing and proves the keys. */
  check(): Promise<Checked>;
}

export interface Notification {
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** What stands after the question mark, as it came: some sign that. */
  readonly rawQuery: string;
  /** As it came: signatures are over bytes. At most 256 kB. */
  readonly raw: Uint8Array;
  /** In milliseconds since 1970, UTC. */
  readonly now: number;
}

/**
 * `handle`: the try that the word is about, where the address does not say it already. `reference`: the provider's number
 * of the payment; a word about another one than that try's costs no call. `word`: what is needed to look, or stands in for
 * looking where nobody can be asked; kept with the try while it is under way, and given to `sync`. At most 8 kB, verified.
 * `taken`: the word says that money was taken or held, under that number: should the try be over by then, a person must see it.
 * `order`: our order's reference, by which the payment is found when its last try is another one.
 * `dispute`: the payment under `reference` is disputed, or that is over. `due`: until when the provider takes an answer.
 */
export type Heard =
  | {
      readonly kind: 'look';
      readonly handle?: string;
      readonly reference?: string;
      readonly word?: string;
      readonly taken?: string;
      readonly order?: string;
      readonly dispute?: {readonly id: string; readonly closed: boolean; readonly due?: number};
    }
  /** Well signed, and nothing of ours. */
  | {readonly kind: 'nothing'}
  | {readonly kind: 'refused'; readonly reason: string};

export type Checked =
  /** `unproven`: this contract has no call that would tell a good key from a bad one. */
  | {readonly kind: 'well'; readonly can: readonly string[]; readonly unproven?: true}
  | {readonly kind: 'refused'; readonly reason: string}
  | {readonly kind: 'unreachable'};

/** A provider's part of the settings is not as it should be. The message names the place, never the value. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';

  static of(error: z.ZodError): SettingsRefused {
    return new SettingsRefused(slipsIn(error));
  }
}
