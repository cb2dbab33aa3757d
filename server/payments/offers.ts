import {offerOf, type Enabled, type Occasion, type Offer} from '#contract/methods.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {LenderAnswer} from '#contract/instalments.ts';
import {methodTypes, type CaptureMethod, type MethodType} from '#contract/statuses.ts';
import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {deferredOf, providersOf, routeOf, type Errand} from './routing.ts';
import type {CheckoutSession} from './session.ts';

type Known = Pick<Deps, 'providers' | 'settings' | 'lenders'>;
/** What decides, beside the session, who would take it. */
type Tried = Pick<Errand, 'attempts' | 'without'>;

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

/**
 * @param money - What is charged: the session's own amount, or that of one of its quotes.
 * @param lender - What the lender says to it, where one was asked.
 */
function occasionOf(deps: Known, session: CheckoutSession, money: Money, lender?: LenderAnswer): Occasion {
  return {
    money,
    quoted: money.currency !== session.money.currency,
    capture: session.captureMethod,
    customer: {type: session.customer?.type ?? 'individual', paidOrders: session.customer?.paid_orders ?? 0},
    enabled: enabledOf(deps, money.currency, session.captureMethod),
    ...(lender && {lender}),
  };
}

/** Whether that method is offered for that amount; a lender is asked for its plans, unless the answer is no without it. */
export async function offerIn(
  deps: Known,
  session: CheckoutSession,
  method: MethodType,
  money: Money,
  tried: Tried,
): Promise<Offer> {
  const offer = offerOf(method, occasionOf(deps, session, money));
  if (!offer.offered) return offer;
  const lender = await lenderIn(deps, session, method, money, tried);
  return lender ? offerOf(method, occasionOf(deps, session, money, lender)) : offer;
}

/** Every method that the session asks for: offered, or hidden with its reason. In the order of the picker. */
export function offersOf(
  deps: Known,
  session: CheckoutSession,
  {attempts, status}: Pick<PaymentIntent, 'attempts' | 'status'>,
  money: Money = session.money,
): Promise<readonly Offer[]> {
  const asked = methodTypes.filter((type) => session.paymentMethods.includes(type));
  // Nothing can be chosen any more: no lender is asked, and the plan that was chosen stands.
  if (session.status !== 'open' || status !== 'requires_payment_method') {
    const plan = attempts.at(-1)?.plan;
    const lender = plan && ({offered: true, plans: [plan]} as const);
    return Promise.resolve(asked.map((type) => offerOf(type, occasionOf(deps, session, money, lender))));
  }
  return Promise.all(asked.map((type) => offerIn(deps, session, type, money, {attempts})));
}

async function lenderIn(
  deps: Known,
  {customer, captureMethod: capture}: CheckoutSession,
  method: MethodType,
  money: Money,
  tried: Tried,
): Promise<LenderAnswer | undefined> {
  const provider = routeOf(deps, {method, currency: money.currency, capture, ...tried});
  const country = customer?.billing_country ?? customer?.shipping_country;
  return (
    provider &&
    deps.lenders.ask(provider, {money, capture: capture === 'automatic', ...(country !== undefined && {country})})
  );
}
