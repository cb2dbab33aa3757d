import type {LenderAnswer, OfferedPlan} from './instalments.ts';
import type {Currency, Money} from './money.ts';
import type {CaptureMethod, MethodType} from './statuses.ts';

/**
 * What each way to pay can do, as facts, and the one rule that says whether it is offered. The picker, the API, the
 * shop's "Paiement sécurisé" page and the desk read this table.
 */

/**
 * How a payment by a method goes: typed into the vault's form, at the provider's own page, in fields or by a button that the
 * provider draws into ours (`fields`), in a sheet of the device, or outside with instructions.
 */
export const courses = ['card', 'redirect', 'fields', 'sheet', 'offline'] as const;
export type Course = (typeof courses)[number];

export interface MethodFacts {
  readonly course: Course;
  readonly currencies: readonly Currency[];
  /** Smallest amount in minor units, where the method has one, by currency. */
  readonly from?: Readonly<Partial<Record<Currency, number>>>;
  readonly customers: readonly CustomerType[];
  /** Not before the customer has so many paid orders. */
  readonly paidOrders?: number;
}

export const customerTypes = ['individual', 'company'] as const;
export type CustomerType = (typeof customerTypes)[number];

const everyCurrency = ['EUR', 'USD', 'GBP', 'CHF'] as const;
const anyone = customerTypes;

/** From `providers/wero.md` (euro only), `providers/alma.md` (euro), `offline-methods.md` 9 (a French cheque is in euros). */
export const methodFacts: Readonly<Record<MethodType, MethodFacts>> = {
  card: {course: 'card', currencies: everyCurrency, customers: anyone},
  apple_pay: {course: 'sheet', currencies: everyCurrency, customers: anyone},
  google_pay: {course: 'sheet', currencies: everyCurrency, customers: anyone},
  paypal: {course: 'redirect', currencies: everyCurrency, customers: anyone},
  wero: {course: 'redirect', currencies: ['EUR'], customers: anyone},
  alipay: {course: 'redirect', currencies: everyCurrency, customers: anyone},
  instalments: {
    course: 'redirect',
    currencies: ['EUR'],
    // The house's own floor; whatever else limits it, the lender says.
    from: {EUR: 100_00},
    customers: ['individual'],
  },
  bank_transfer: {course: 'offline', currencies: everyCurrency, customers: anyone},
  cheque: {course: 'offline', currencies: ['EUR'], customers: anyone},
  net_30: {course: 'offline', currencies: everyCurrency, customers: ['company'], paidOrders: 1},
};

/** The shopper sends the money: nothing is reserved, and nothing debited. */
export function isSentMethod(type: MethodType): boolean {
  return methodFacts[type].course === 'offline';
}

/** Why a method is not offered. Each has a sentence in the locales (`method.hidden.…`). */
export const hiddenReasons = [
  'not_enabled',
  'currency',
  'amount_too_small',
  'amount_too_large',
  'capture',
  'customer_type',
  'paid_orders',
  'no_plan',
  'unreachable',
] as const;
export type HiddenReason = (typeof hiddenReasons)[number];

/**
 * The methods of a merchant. `none`: the money is taken at once. `full`, `partial`: it can be reserved, and debited at
 * shipment. Where money is sent by the shopper (`offline`) the question does not arise: the goods wait for it.
 * `other_currency`: a provider stands behind it, and none that takes this currency.
 */
export type Enabled = Readonly<Partial<Record<MethodType, 'none' | 'full' | 'partial' | 'offline' | 'other_currency'>>>;

export interface Occasion {
  readonly money: Money;
  /** Another currency than the order's, at a quoted amount. */
  readonly quoted?: boolean;
  readonly capture: CaptureMethod;
  /** Individual when nobody said otherwise. */
  readonly customer: {readonly type: CustomerType; readonly paidOrders: number};
  /** What the merchant has switched on, each with what the provider behind it can do for shipment. */
  readonly enabled: Enabled;
  /** What the lender says to this amount, where there is one to ask. */
  readonly lender?: LenderAnswer;
  /** No contract behind the method takes this amount. Absent: one does. */
  readonly outside?: OutsideLimits;
}

/** Why an amount is outside of what the contracts take. `from`: the next one that would be taken. */
export type OutsideLimits =
  {readonly reason: 'amount_too_small'; readonly from: Money} | {readonly reason: 'amount_too_large'};

export type Offer =
  /** `plans`: the lender's, for `instalments`. */
  | {readonly type: MethodType; readonly offered: true; readonly plans?: readonly OfferedPlan[]}
  /** `from`: the amount from which it would be offered, for "from 100.00 €". */
  | {readonly type: MethodType; readonly offered: false; readonly reason: HiddenReason; readonly from?: Money};

/** Whether a method fits the occasion, or which reason speaks against it first. Pure. */
export function offerOf(type: MethodType, occasion: Occasion): Offer {
  const {money, capture, customer, enabled, lender, outside} = occasion;
  const facts = methodFacts[type];
  const no = (reason: HiddenReason, from?: Money): Offer => ({type, offered: false, reason, ...(from && {from})});

  const deferred = enabled[type];
  if (!deferred) return no('not_enabled');
  if (!facts.customers.includes(customer.type)) return no('customer_type');
  if (customer.paidOrders < (facts.paidOrders ?? 0)) return no('paid_orders');
  if (capture === 'manual' && deferred === 'none') return no('capture');
  if (deferred === 'other_currency' || !facts.currencies.includes(money.currency)) return no('currency');
  // What the shopper sends is awaited, and matched with bank statements, in the order's own currency.
  if (occasion.quoted && facts.course === 'offline') return no('currency');
  const from = facts.from?.[money.currency];
  if (from !== undefined && money.amount < from)
    return no('amount_too_small', {amount: from, currency: money.currency});
  if (outside) return no(outside.reason, 'from' in outside ? outside.from : undefined);
  if (type !== 'instalments' || !lender) return {type, offered: true};
  if (lender.offered) return {type, offered: true, plans: lender.plans};
  return no(lender.reason, 'from' in lender ? lender.from : undefined);
}
