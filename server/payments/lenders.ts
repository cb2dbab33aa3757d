import type {LenderAnswer} from '#contract/instalments.ts';
import type {Clock} from '../ports.ts';
import type {PlansRequest, Provider} from '../providers/provider.ts';

/** What a lender says stays true for a while: so many pages are drawn, so often is it asked. */
const keptMs = 60_000;
/** Who did not answer is left alone for a moment: nobody's page waits for it again and again. */
const silentMs = 15_000;
const keptMax = 500;
const silent: LenderAnswer = {offered: false, reason: 'unreachable'};

interface Kept {
  readonly until: number;
  readonly answer: Promise<LenderAnswer>;
}

/** Asks lenders what they offer, and remembers it for a minute. */
export interface Lenders {
  /** @returns undefined where the provider is no lender. */
  ask(provider: Provider, request: PlansRequest): Promise<LenderAnswer | undefined>;
  /** Whether `ask` knows the answer already. */
  knows(provider: Provider, request: PlansRequest): boolean;
}

export function createLenders(clock: Clock): Lenders {
  const kept = new Map<string, Kept>();

  async function heard(key: string, asked: Promise<LenderAnswer>): Promise<void> {
    const answer = await asked;
    const ms = !answer.offered && answer.reason === 'unreachable' ? silentMs : keptMs;
    kept.set(key, {until: clock.now() + ms, answer: asked});
  }

  function find(key: string): Kept | undefined {
    const known = kept.get(key);
    return known && clock.now() < known.until ? known : undefined;
  }

  return {
    knows: (provider, request) => find(keyOf(provider, request)) !== undefined,

    async ask(provider, request) {
      if (!provider.plans) return undefined;
      const key = keyOf(provider, request);
      const known = find(key);
      if (known) return known.answer;
      // Whoever asks meanwhile waits for the same answer; the oldest are forgotten first.
      const asked = provider.plans(request).catch(() => silent);
      kept.delete(key);
      kept.set(key, {until: Infinity, answer: asked});
      for (const oldest of kept.keys()) if (kept.size > keptMax) kept.delete(oldest);
      await heard(key, asked);
      return asked;
    },
  };
}

function keyOf({name}: Provider, {money, capture, country = ''}: PlansRequest): string {
  return `${name} ${money.amount} ${money.currency} ${capture} ${country}`;
}
