import {methodFacts, type Course} from '#contract/methods.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {FallbackView, MethodView} from '#contract/session.ts';
import type {CaptureMethod, MethodType} from '#contract/statuses.ts';
import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {Attempt} from './intent.ts';
import {fitsLimits} from './limits.ts';
import type {CheckoutSession} from './session.ts';

/** The merchant's order of preference by method, as provider names; a method that is not named takes them as they come. */
export type Routes = Readonly<Partial<Record<MethodType, readonly string[]>>>;

type Known = Pick<Deps, 'providers' | 'settings' | 'limits'>;

/** The providers that stand behind a method, the merchant's first choice first. */
export function providersOf(
  {providers, settings}: Pick<Known, 'providers' | 'settings'>,
  method: MethodType,
): readonly Provider[] {
  const able = [...providers.values()].filter(({methods}) => methods.includes(method));
  const preferred = settings.routes[method];
  if (!preferred) return able;
  return preferred.flatMap((name) => able.find((provider) => provider.name === name) ?? []);
}

/** What is to be taken, and what is known of those who may take it. */
export interface Errand {
  readonly method: MethodType;
  readonly currency: Currency;
  /** Minor units; whoever's contract does not take so much, or so little, is left out. Absent: any. */
  readonly amount?: number;
  /** `manual`: whoever can only take the money at once stands behind those who can hold it. */
  readonly capture?: CaptureMethod;
  readonly attempts?: readonly Attempt[];
  /** Providers that the shopper's page cannot use; means nothing when it leaves none. */
  readonly without?: readonly string[];
}

/**
 * Which provider the next try goes to. One that could not be reached in this session, with nothing sent, stands behind
 * the others: the next click goes to the next one. Never while a try is under way: that is for `confirm` to refuse.
 */
export function routeOf(deps: Known, errand: Errand): Provider | undefined {
  const {method, currency, amount, capture, attempts = [], without = []} = errand;
  const able = takersOf(deps, errand).filter(
    (provider) => amount === undefined || fitsLimits(deps.limits.of(provider), {amount, currency}),
  );
  const fit = orAll(able, (provider) => capture !== 'manual' || canWait(provider, method));
  const usable = withoutScripts(fit, method, without);
  return (
    usable.find(({name}) => !attempts.some((attempt) => attempt.provider === name && neverLeft(attempt))) ?? usable[0]
  );
}

/** Who takes that currency, whatever the amount. */
export function takersOf(
  deps: Pick<Known, 'providers' | 'settings'>,
  {method, currency}: Pick<Errand, 'method' | 'currency'>,
): readonly Provider[] {
  return providersOf(deps, method).filter(({currencies, currenciesBy}) =>
    (currenciesBy?.[method] ?? currencies).includes(currency),
  );
}

/**
 * Those who are left when the scripts of some do not come. Whoever blocks one blocks the next one's: first those who need
 * none, then the blocked ones that have a page of their own as well.
 */
function withoutScripts(fit: readonly Provider[], method: MethodType, without: readonly string[]): readonly Provider[] {
  const blocked = fit.filter(({name}) => without.includes(name));
  const left = fit.filter((provider) => !blocked.includes(provider));
  if (left.length === 0) return fit;
  if (blocked.length === 0) return left;
  const scriptless = left.filter((provider) => courseOf(method, provider) !== 'fields');
  const ownPages = blocked.filter(({fields}) => fields?.ownPage?.includes(method));
  return [scriptless, ownPages].find(({length}) => length > 0) ?? left;
}

/** Those that pass, or all of them when none does. */
function orAll(providers: readonly Provider[], passes: (provider: Provider) => boolean): readonly Provider[] {
  const some = providers.filter(passes);
  return some.length > 0 ? some : providers;
}

/** Holds the money until shipment, or waits for the shopper to send it. */
function canWait(provider: Provider, method: MethodType): boolean {
  return deferredOf(provider, method) !== 'none' || provider.capabilities.collects === 'shopper_sends';
}

/** The try ended before anything was sent to anybody. */
function neverLeft({step}: Attempt): boolean {
  return step.name === 'declined' && step.decline.providerCode === notSentCode;
}

/** What stands in a decline instead of a provider's own code: the request never left the house. */
export const notSentCode = 'guichet:not_sent';

/** How far a payment by that method can wait for shipment there. */
export function deferredOf(
  {capabilities: {deferredCapture, takesAtOnce = []}}: Pick<Provider, 'capabilities'>,
  method: MethodType,
): Provider['capabilities']['deferredCapture'] {
  return takesAtOnce.includes(method) ? 'none' : deferredCapture;
}

/** How a payment by that method goes with that provider: a card is typed here only where our vault may hold it. */
export function courseOf(
  method: MethodType,
  {capabilities, fields}: Pick<Provider, 'capabilities' | 'fields'>,
): Course {
  if (fields?.methods.includes(method)) return 'fields';
  const {course} = methodFacts[method];
  return course === 'card' && capabilities.cards !== 'vault' ? 'redirect' : course;
}

/**
 * Who takes it when that provider's script is kept from the page: the next one, or the same at its own page. Another one
 * that needs a script as well is no help: whoever blocks one blocks the other.
 */
export function fallbackOf(deps: Known, errand: Errand, {name, fields}: Provider): FallbackView | null {
  const next = routeOf(deps, {...errand, without: [...(errand.without ?? []), name]});
  const course = next && courseOf(errand.method, next);
  if (next && course && next.name !== name && course !== 'fields') return {provider: next.name, course};
  return fields?.ownPage?.includes(errand.method) ? {provider: name, course: 'redirect'} : null;
}

/** The same for the page, with the provider that the next try goes to. */
export function wayIn(deps: Known, errand: Errand): Pick<MethodView, 'course' | 'fields' | 'fallback'> {
  const provider = routeOf(deps, errand);
  if (!provider) return {course: methodFacts[errand.method].course, fields: null, fallback: null};
  const course = courseOf(errand.method, provider);
  const {name, fields} = provider;
  if (course !== 'fields' || !fields) return {course, fields: null, fallback: null};
  return {course, fields: {provider: name, settings: fields.settings}, fallback: fallbackOf(deps, errand, provider)};
}

/** Who takes the next try instead of the provider that the last one could not reach; null: nobody, or it was reached. */
export function otherProvider(
  deps: Known,
  {money, captureMethod: capture}: CheckoutSession,
  attempts: readonly Attempt[],
): FallbackView | null {
  const last = attempts.at(-1);
  if (!last || !neverLeft(last)) return null;
  const {method, quote} = last;
  const {currency, amount}: Money = quote?.charged ?? money;
  const next = routeOf(deps, {method, currency, amount, capture, attempts});
  return next && next.name !== last.provider ? {provider: next.name, course: courseOf(method, next)} : null;
}
