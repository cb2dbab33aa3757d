import {offerOf, type Enabled, type Occasion, type Offer} from '#contract/methods.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {LenderAnswer} from '#contract/instalments.ts';
import {methodTypes, type CaptureMethod, type MethodType} from '#contract/statuses.ts';
import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {outsideLimits} from './limits.ts';
import {deferredOf, providersOf, routeOf, takersOf, type Errand} from './routing.ts';
import type {CheckoutSession} from './session.ts';

type Known = Pick<Deps, 'providers' | 'settings' | 'lenders' | 'limits'>;
/** What of a session decides on an offer; a price on a product page has no more. */
type Asked = Pick<CheckoutSession, 'money' | 'captureMethod' | 'customer'>;
/** What decides, beside the session, who would take it. */
type Tried = Pick<Errand, 'attempts' | 'without'>;

/**
 * What the merchant has switched on and a provider stands behind, with what that provider can do for shipment.
 *
 * @param money - Asks the provider that would take it; without it, the merchant's first choice.
 */
export function enabledOf(deps: Omit<Known, 'lenders'>, money?: Money, capture: CaptureMethod = 'automatic'): Enabled {
  const enabled: {-readonly [M in keyof Enabled]: Enabled[M]} = {};
  for (const method of deps.settings.methods) {
    const [first] = providersOf(deps, method);
    // Whoever takes the currency, but not so much, says what could be done for shipment; the amount is judged apart.
    const provider = money
      ? (routeOf(deps, {method, ...money, capture}) ?? routeOf(deps, {method, currency: money.currency, capture}))
      : first;
    if (provider) enabled[method] = deferredBy(provider, method);
    else if (first) enabled[method] = 'other_currency';
  }
  return enabled;
}

/** How much can be paid by a method in that currency, with all who stand behind it; undefined: nobody takes it. */
export function limitsIn(
  deps: Omit<Known, 'lenders'>,
  method: MethodType,
  currency: Currency,
): {readonly from?: number; readonly upTo?: number} | undefined {
  const limits = takersOf(deps, {method, currency}).map((provider) => deps.limits.of(provider)[currency] ?? {});
  if (limits.length === 0) return undefined;
  const from = Math.min(...limits.map((one) => one.from ?? 0));
  const upTo = Math.max(...limits.map((one) => one.upTo ?? Infinity));
  return {...(from > 0 && {from}), ...(upTo < Infinity && {upTo})};
}

function deferredBy(provider: Provider, method: MethodType): 'none' | 'full' | 'partial' | 'offline' {
  return provider.capabilities.collects === 'shopper_sends' ? 'offline' : deferredOf(provider, method);
}

/**
 * @param money - What is charged: the session's own amount, or that of one of its quotes.
 * @param lender - What the lender says to it, where one was asked.
 */
function occasionOf(deps: Known, session: Asked, method: MethodType, money: Money, lender?: LenderAnswer): Occasion {
  const takers = takersOf(deps, {method, currency: money.currency});
  const outside = outsideLimits(
    takers.map((provider) => deps.limits.of(provider)),
    money,
  );
  return {
    money,
    quoted: money.currency !== session.money.currency,
    capture: session.captureMethod,
    customer: {type: session.customer?.type ?? 'individual', paidOrders: session.customer?.paid_orders ?? 0},
    enabled: enabledOf(deps, money, session.captureMethod),
    ...(lender && {lender}),
    ...(outside && {outside}),
  };
}

/** Whether that method is offered for that amount; a lender is asked for its plans, unless the answer is no without it. */
export async function offerIn(
  deps: Known,
  session: Asked,
  method: MethodType,
  money: Money,
  tried: Tried,
): Promise<Offer> {
  const offer = offerOf(method, occasionOf(deps, session, method, money));
  if (!offer.offered) return offer;
  const lender = await lenderIn(deps, session, method, money, tried);
  return lender ? offerOf(method, occasionOf(deps, session, method, money, lender)) : offer;
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
    return Promise.resolve(asked.map((type) => offerOf(type, occasionOf(deps, session, type, money, lender))));
  }
  return Promise.all(asked.map((type) => offerIn(deps, session, type, money, {attempts})));
}

async function lenderIn(
  deps: Known,
  {customer, captureMethod: capture}: Asked,
  method: MethodType,
  money: Money,
  tried: Tried,
): Promise<LenderAnswer | undefined> {
  const provider = routeOf(deps, {method, ...money, capture, ...tried});
  const country = customer?.billing_country ?? customer?.shipping_country;
  return (
    provider &&
    deps.lenders.ask(provider, {money, capture: capture === 'automatic', ...(country !== undefined && {country})})
  );
}
