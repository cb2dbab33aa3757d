import {offerOf, type Enabled, type Occasion, type Offer} from '#contract/methods.ts';
import type {Currency, Money} from '#contract/money.ts';
import {methodTypes, type CaptureMethod, type MethodType} from '#contract/statuses.ts';
import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import {deferredOf, providersOf, routeOf} from './routing.ts';
import type {CheckoutSession} from './session.ts';

/**
 * What the merchant has switched on and a provider stands behind, with what that provider can do for shipment.
 *
 * @param currency - Asks the provider that would take it; without one, the merchant's first choice.
 */
export function enabledOf(
  deps: Pick<Deps, 'providers' | 'settings'>,
  currency?: Currency,
  capture: CaptureMethod = 'automatic',
): Enabled {
  const enabled: {-readonly [M in keyof Enabled]: Enabled[M]} = {};
  for (const method of deps.settings.methods) {
    const [first] = providersOf(deps, method);
    const provider = currency === undefined ? first : routeOf(deps, {method, currency, capture});
    if (provider) enabled[method] = deferredBy(provider, method);
    else if (first) enabled[method] = 'other_currency';
  }
  return enabled;
}

function deferredBy(provider: Provider, method: MethodType): 'none' | 'full' | 'partial' | 'offline' {
  return provider.capabilities.collects === 'shopper_sends' ? 'offline' : deferredOf(provider, method);
}

/** @param money - What is charged: the session's own amount, or that of one of its quotes. */
export function occasionOf(
  deps: Pick<Deps, 'providers' | 'settings'>,
  session: CheckoutSession,
  money: Money = session.money,
): Occasion {
  return {
    money,
    quoted: money.currency !== session.money.currency,
    capture: session.captureMethod,
    customer: {type: session.customer?.type ?? 'individual', paidOrders: session.customer?.paid_orders ?? 0},
    enabled: enabledOf(deps, money.currency, session.captureMethod),
  };
}

/** Every method that the session asks for: offered, or hidden with its reason. In the order of the picker. */
export function offersOf(
  deps: Pick<Deps, 'providers' | 'settings'>,
  session: CheckoutSession,
  money: Money = session.money,
): readonly Offer[] {
  const occasion = occasionOf(deps, session, money);
  return methodTypes.filter((type) => session.paymentMethods.includes(type)).map((type) => offerOf(type, occasion));
}
