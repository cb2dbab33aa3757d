import {addDays, addMonths, dateAt, type IsoDate} from '#contract/calendar.ts';
import {offerInstalments, type InstalmentPlan} from '#contract/instalments.ts';
import type {Hosted} from './hosted-page.ts';

/** A plan of the double's account, as its list of fee plans has it. Amounts in cents, fees in hundredths of a percent. */
export interface AlmaFeePlan {
  readonly installments_count: number;
  readonly deferred_days: number;
  readonly deferred_months: number;
  readonly allowed: boolean;
  readonly min_purchase_amount: number;
  readonly max_purchase_amount: number;
  readonly customer_fee_variable: number;
  readonly deferred_trigger_limit_days: number | null;
}

const plan = (installments_count: number, change: Partial<AlmaFeePlan> = {}): AlmaFeePlan => ({
  installments_count,
  deferred_days: 0,
  deferred_months: 0,
  allowed: true,
  min_purchase_amount: 5_000,
  max_purchase_amount: 200_000,
  customer_fee_variable: 0,
  deferred_trigger_limit_days: 30,
  ...change,
});

/** The account: 2, 3 and 4 times, the last at a cost; later, which cannot wait for shipment; and what is not for a web shop. */
export const almaFeePlans: readonly AlmaFeePlan[] = [
  plan(1, {deferred_trigger_limit_days: null}),
  plan(1, {deferred_days: 15, deferred_trigger_limit_days: null}),
  plan(2),
  plan(3, {min_purchase_amount: 10_000}),
  plan(4, {min_purchase_amount: 10_000, customer_fee_variable: 150}),
  plan(3, {deferred_months: 1, allowed: false}),
  plan(10, {min_purchase_amount: 30_000, max_purchase_amount: 400_000, customer_fee_variable: 600}),
];

type Terms = Pick<AlmaFeePlan, 'installments_count' | 'deferred_days' | 'deferred_months'>;

export function feePlanOf(terms: Terms): AlmaFeePlan | undefined {
  return almaFeePlans.find(
    (one) =>
      one.installments_count === terms.installments_count &&
      one.deferred_days === terms.deferred_days &&
      one.deferred_months === terms.deferred_months,
  );
}

export function isEligible({allowed, min_purchase_amount: min, max_purchase_amount: max}: AlmaFeePlan, amount: number) {
  return allowed && amount >= min && amount <= max;
}

/** A payment in the double's book. Instants are Unix seconds, amounts cents. */
export interface AlmaEntry extends Terms, Hosted {
  readonly id: string;
  readonly order: string;
  /** The secret part of the page's address. */
  readonly page: string;
  readonly amount: number;
  /** The schedule begins when the merchant says so. */
  readonly trigger: boolean;
  readonly triggeredAt: number | null;
  readonly orderReference: string;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly ipnUrl: string | null;
  readonly createdAt: number;
  readonly state: 'not_started' | 'scored_no' | 'in_progress';
  readonly expiredAt: number | null;
  readonly refunds: readonly AlmaRefund[];
}

export interface AlmaRefund {
  readonly id: string;
  readonly amount: number;
  readonly created: number;
  readonly merchant_reference: string | null;
  readonly from_payment_cancellation: boolean;
}

/** An open page ends after so long; Alma does not publish its own term. */
const openSeconds = 60 * 60;

/** What the shopper does at the page. Who cancels goes back to the shop, and may come here again: the page stays open. */
export type Choice = 'pay' | 'scored_no' | 'expire';

/** Orders of exactly this amount are refused, whatever is done: 100.05. */
export const refusedAmount = 10_005;

export function decide(entry: AlmaEntry, choice: Choice, now: number): AlmaEntry {
  if (!isOpen(entry, now)) return lapse(entry, now);
  if (choice === 'expire') return {...entry, expiredAt: now};
  return {...entry, state: choice === 'pay' && entry.amount !== refusedAmount ? 'in_progress' : 'scored_no'};
}

export function isOpen(entry: AlmaEntry, now: number): boolean {
  return entry.state === 'not_started' && lapse(entry, now).expiredAt === null;
}

/** What time does to a page that nobody comes to. */
export function lapse(entry: AlmaEntry, now: number): AlmaEntry {
  const end = entry.createdAt + openSeconds;
  return entry.state === 'not_started' && entry.expiredAt === null && now >= end ? {...entry, expiredAt: end} : entry;
}

/** A payment that was moved, or the `error_code` of the answer. */
export type Moved = {readonly entry: AlmaEntry} | {readonly refused: string};

export function trigger(entry: AlmaEntry, now: number): Moved {
  const mayBegin = entry.state === 'in_progress' && entry.trigger && entry.triggeredAt === null;
  return mayBegin && entry.refunds.length === 0 ? {entry: {...entry, triggeredAt: now}} : {refused: 'validation_error'};
}

/** Before acceptance, or while the schedule waits; after that, only a refund. */
export function cancel(given: AlmaEntry, refund: Pick<AlmaRefund, 'id' | 'created'>): Moved {
  const entry = lapse(given, refund.created);
  if (entry.state === 'scored_no') return {refused: 'validation_error'};
  if (entry.state === 'not_started') return {entry: {...entry, expiredAt: entry.expiredAt ?? refund.created}};
  if (!entry.trigger || entry.triggeredAt !== null) return {refused: 'payment_already_captured'};
  if (entry.refunds.length > 0) return {entry};
  const whole = {...refund, amount: entry.amount, merchant_reference: null, from_payment_cancellation: true};
  return {entry: {...entry, refunds: [whole]}};
}

/** The same reference again is another refund: Alma is not known to look at it. */
export function refund(entry: AlmaEntry, wanted: Omit<AlmaRefund, 'amount'> & {readonly amount?: number}): Moved {
  const begun = entry.state === 'in_progress' && (!entry.trigger || entry.triggeredAt !== null);
  const left = begun ? entry.amount - refundedOf(entry) : 0;
  const amount = wanted.amount ?? left;
  if (left === 0 || amount > left) return {refused: 'validation_error_amount'};
  return {entry: {...entry, refunds: [...entry.refunds, {...wanted, amount}]}};
}

export function refundedOf({refunds}: AlmaEntry): number {
  return refunds.reduce((sum, {amount}) => sum + amount, 0);
}

/** The schedule from that day on; the fee is in the first part, as is what cannot be divided. */
export function planFrom(terms: Terms, amount: number, today: IsoDate): InstalmentPlan {
  const {installments_count: count, deferred_days: days, deferred_months: months} = terms;
  const feeBasisPoints = feePlanOf(terms)?.customer_fee_variable ?? 0;
  if (count === 1) {
    const dueOn = addDays(addMonths(today, months), days);
    const sums = {purchase: amount, cost: 0, total: amount, annualRateBasisPoints: 0};
    return {currency: 'EUR', ...sums, instalments: [{dueOn, amount, fee: 0}]};
  }
  const bounds = {currency: 'EUR', amountMin: 0, amountMax: Infinity} as const;
  const offer = offerInstalments({amount, currency: 'EUR'}, {...bounds, count, feeBasisPoints}, today, 0);
  if (!offer.offered) throw new Error(offer.reason);
  return offer.plan;
}

const noon = (day: IsoDate) => Math.floor(Date.parse(`${day}T12:00:00Z`) / 1000);

/** One entry of a `payment_plan`, as eligibility shows it. */
export function partsOf({instalments}: InstalmentPlan) {
  return instalments.map(({dueOn, amount, fee}) => ({
    due_date: noon(dueOn),
    purchase_amount: amount - fee,
    customer_fee: fee,
    customer_interest: 0,
    total_amount: amount,
  }));
}

/** The payment object, field for field as published. */
export function resourceOf(given: AlmaEntry, pageUrl: string, now: number) {
  const entry = lapse(given, now);
  const {state, amount, refunds, installments_count, deferred_days, deferred_months} = entry;
  const accepted = state === 'in_progress';
  const schedule = planFrom(entry, amount, dateAt((entry.triggeredAt ?? entry.createdAt) * 1000));
  const begun = accepted && (!entry.trigger || entry.triggeredAt !== null);
  return {
    id: entry.id,
    created: entry.createdAt,
    // Nothing due any more, whoever gave it back.
    state: accepted && refundedOf(entry) === amount ? 'paid' : state,
    url: `${pageUrl}/${entry.page}`,
    purchase_amount: amount,
    installments_count,
    deferred_days,
    deferred_months,
    kind: `P${installments_count}X${deferred_days > 0 ? `_D+${deferred_days}` : ''}`,
    payment_plan: partsOf(schedule).map(({total_amount: _total, ...part}, place) => ({
      id: `installment_${entry.page}${place}`,
      state: begun && place === 0 && deferred_days + deferred_months === 0 ? 'paid' : 'pending',
      date_paid: null,
      original_purchase_amount: part.purchase_amount,
      customer_can_postpone: false,
      ...part,
    })),
    orders: [{id: entry.order, merchant_reference: entry.orderReference, payment: entry.id, created: entry.createdAt}],
    refunds: refunds.map((one) => ({...one, payment: entry.id, payment_refund_amount: one.amount, rebate_amount: 0})),
    amount_already_refunded: refundedOf(entry),
    custom_data: entry.customData,
    customer_fee: schedule.cost,
    customer_interest: 0,
    deferred_trigger: entry.trigger,
    deferred_trigger_applied: entry.triggeredAt,
    expired_at: entry.expiredAt,
  };
}
