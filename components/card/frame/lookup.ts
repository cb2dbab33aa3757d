import type {Network} from '#contract/cards.ts';
import type {Vault} from './vault.ts';

const binDigits = 8;
const settleMs = 80;
const budgetMs = 500;

/** Asks what a card can be sent under, as soon as eight digits tell; forgets it when they change. */
export interface Lookup {
  /** The networks of the digits of the moment; null when they are not known. */
  readonly found: readonly Network[] | null;
  /** To be told of every change of the number. */
  digits(digits: string): void;
  /** Resolves when nothing is under way any more: at once, or within the budget. */
  settled(): Promise<void>;
}

export function createLookup(vault: Pick<Vault, 'networks'>, changed: () => void): Lookup {
  let bin = '';
  let found: readonly Network[] | null = null;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function ask(asked: string, {signal}: AbortController): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    if (signal.aborted) return;
    const request = new AbortController();
    const giveUp = () => request.abort();
    signal.addEventListener('abort', giveUp);
    const timer = setTimeout(giveUp, budgetMs);
    const answer = await vault.networks(asked, request.signal);
    clearTimeout(timer);
    // The latest question wins: an answer that was overtaken says nothing about the digits of now.
    if (signal.aborted) return;
    if (answer?.length) found = answer;
    // Without an answer the public brand stands, and the next change of the number asks again.
    else if (!answer) bin = '';
    changed();
  }

  return {
    get found() {
      return found;
    },
    digits(digits) {
      const next = digits.length < binDigits ? '' : digits.slice(0, binDigits);
      if (next === bin) return;
      bin = next;
      stop.abort();
      stop = new AbortController();
      found = null;
      if (next !== '') running = ask(next, stop);
    },
    settled: () => running,
  };
}
