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
}

export function createLenders(clock: Clock): Lenders {
  const kept = new Map<string, Kept>();

  async function heard(key: string, asked: Promise<LenderAnswer>): Promise<void> {
    const answer = await asked;
    const ms = !answer.offered && answer.reason === 'unreachable' ? silentMs : keptMs;
    kept.set(key, {until: clock.now() + ms, answer: asked});
  }

  return {
    async ask(provider, request) {
      if (!provider.plans) return undefined;
      const {money, capture, country = ''} = request;
      const key = `${provider.name} ${money.amount} ${money.currency} ${capture} ${country}`;
      const now = clock.now();
      const known = kept.get(key);
      if (known && now < known.until) return known.answer;
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
