import {methodFacts, type Course} from '#contract/methods.ts';
import type {Currency} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {Attempt} from './intent.ts';

/** The merchant's order of preference by method, as provider names; a method that is not named takes them as they come. */
export type Routes = Readonly<Partial<Record<MethodType, readonly string[]>>>;

type Known = Pick<Deps, 'providers' | 'settings'>;

/** The providers that stand behind a method, the merchant's first choice first. */
export function providersOf({providers, settings}: Known, method: MethodType): readonly Provider[] {
  const able = [...providers.values()].filter(({methods}) => methods.includes(method));
  const preferred = settings.routes[method];
  if (!preferred) return able;
  return preferred.flatMap((name) => able.find((provider) => provider.name === name) ?? []);
}

/**
 * Which provider the next try goes to. One that could not be reached in this session, with nothing sent, stands behind
 * the others: the next click goes to the next one. Never while a try is under way: that is for `confirm` to refuse.
 */
export function routeOf(
  deps: Known,
  method: MethodType,
  currency: Currency,
  attempts: readonly Attempt[] = [],
): Provider | undefined {
  const able = providersOf(deps, method).filter(({currencies}) => currencies.includes(currency));
  return able.find(({name}) => !attempts.some((attempt) => attempt.provider === name && neverLeft(attempt))) ?? able[0];
}

/** The try ended before anything was sent to anybody. */
function neverLeft({step}: Attempt): boolean {
  return step.name === 'declined' && step.decline.providerCode === notSentCode;
}

/** What stands in a decline instead of a provider's own code: the request never left the house. */
export const notSentCode = 'guichet:not_sent';

/** How a payment by that method goes with that provider: a card is typed here only where our vault may hold it. */
export function courseOf(method: MethodType, {capabilities}: Pick<Provider, 'capabilities'>): Course {
  const {course} = methodFacts[method];
  return course === 'card' && capabilities.cards !== 'vault' ? 'redirect' : course;
}

/** The same, with the provider that the next try goes to. */
export function courseIn(deps: Known, method: MethodType, currency: Currency, attempts: readonly Attempt[]): Course {
  const provider = routeOf(deps, method, currency, attempts);
  return provider ? courseOf(method, provider) : methodFacts[method].course;
}
