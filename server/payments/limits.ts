import type {OutsideLimits} from '#contract/methods.ts';
import type {Money} from '#contract/money.ts';
import type {Clock} from '../ports.ts';
import type {AmountLimits, Provider} from '../providers/provider.ts';

/** A contract changes seldom. */
const keptMs = 10 * 60_000;
/** Who did not answer is left alone for a moment. */
const silentMs = 60_000;

/** How much a provider takes, by currency. */
export interface LimitBook {
  /** What is known now; nobody waits for it. Asked anew behind the page's back when it is old. */
  of(provider: Provider): AmountLimits;
}

/** Remembers what each account says of amounts. Until it has spoken, what its provider publishes stands in. */
export function createLimitBook(clock: Clock): LimitBook {
  const said = new Map<string, AmountLimits>();
  const askAgain = new Map<string, number>();

  async function ask(provider: Provider, limits: NonNullable<Provider['limits']>): Promise<void> {
    askAgain.set(provider.name, Infinity);
    const answer = await limits().catch(() => undefined);
    if (answer) said.set(provider.name, answer);
    askAgain.set(provider.name, clock.now() + (answer ? keptMs : silentMs));
  }

  return {
    of(provider) {
      const {name, capabilities, limits} = provider;
      if (limits && clock.now() >= (askAgain.get(name) ?? 0)) void ask(provider, limits);
      return said.get(name) ?? capabilities.limits ?? {};
    },
  };
}

export function fitsLimits(limits: AmountLimits, {amount, currency}: Money): boolean {
  const {from = 0, upTo = Infinity} = limits[currency] ?? {};
  return from <= amount && amount <= upTo;
}

/** Why none of them takes that amount: the next larger one that one of them would take, or there is none. Pure. */
export function outsideLimits(all: readonly AmountLimits[], money: Money): OutsideLimits | undefined {
  if (all.length === 0 || all.some((limits) => fitsLimits(limits, money))) return undefined;
  const {amount, currency} = money;
  const next = Math.min(...all.map((limits) => limits[currency]?.from ?? 0).filter((from) => from > amount));
  return Number.isFinite(next)
    ? {reason: 'amount_too_small', from: {amount: next, currency}}
    : {reason: 'amount_too_large'};
}
