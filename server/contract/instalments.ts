import {addMonths, type IsoDate} from './calendar.ts';
import type {Currency, Money} from './money.ts';

/**
 * Paying one price in parts.
 *
 * A lender's own plans are shown as the lender gives them (`LenderAnswer`); what is computed here is the plan of the test
 * lender, and what a product page says before anyone is asked.
 */

/** What a lender takes on: bounds in minor units of the currency, both included. */
export interface PlanTerms {
  readonly count: number;
  readonly currency: Currency;
  readonly amountMin: number;
  readonly amountMax: number;
  /** What the shopper pays for it, in hundredths of a percent of the price. 0: free of charge. */
  readonly feeBasisPoints: number;
}

/** Below this nobody is offered a plan, whatever the lender takes on: EUR 100.00. */
export const merchantAmountMin = 10_000;

/** The plans of the test lender. A merchant's real ones come with the lender's answer. */
export const testPlans = {
  instalments_3: {count: 3, currency: 'EUR', amountMin: 10_000, amountMax: 300_000, feeBasisPoints: 0},
} as const satisfies Readonly<Record<string, PlanTerms>>;

/** One date of a plan. */
export interface Instalment {
  readonly dueOn: IsoDate;
  /** What is taken that day, the fee within. */
  readonly amount: number;
  /** How much of that is the cost of the credit. */
  readonly fee: number;
}

/** A plan, with everything that must be read before choosing it. Amounts are in minor units. */
export interface InstalmentPlan {
  readonly currency: Currency;
  /** The price of what is bought. */
  readonly purchase: number;
  /** The cost of the credit: what is paid above the price. « sans frais » is true only of 0. */
  readonly cost: number;
  /** Everything that will have been paid. */
  readonly total: number;
  /** TAEG in hundredths of a percent; 0 when the credit costs nothing. */
  readonly annualRateBasisPoints: number;
  readonly instalments: readonly Instalment[];
}

/** A plan that a lender offers for one price; `id` is how the lender knows it. */
export interface OfferedPlan extends InstalmentPlan {
  readonly id: string;
}

/** A plan as it was agreed. The yearly rate is told with the offer only. */
export type AgreedPlan = Omit<OfferedPlan, 'annualRateBasisPoints'>;

/** What a lender says to a price: its plans, at least one, as they are to be shown; or why there is none. */
export type LenderAnswer =
  | {readonly offered: true; readonly plans: readonly OfferedPlan[]}
  | {readonly offered: false; readonly reason: 'amount_too_small'; readonly from: Money}
  /** `no_plan`: it gives no reason. `unreachable`: it did not answer, so nothing is known. */
  | {readonly offered: false; readonly reason: 'amount_too_large' | 'currency' | 'no_plan' | 'unreachable'};

export type InstalmentOffer =
  | {readonly offered: true; readonly plan: InstalmentPlan}
  | {readonly offered: false; readonly reason: 'amount_too_small'; readonly from: Money}
  | {readonly offered: false; readonly reason: 'amount_too_large'; readonly upTo: Money}
  | {readonly offered: false; readonly reason: 'currency'; readonly currency: Currency};

/**
 * Whether a price may be paid in parts, on which dates and how much each; else why not, and from which amount it could.
 *
 * @param today the day of the first instalment.
 * @param amountMin the merchant's own floor; it can raise the lender's, never lower it.
 */
export function offerInstalments(
  {amount, currency}: Money,
  terms: PlanTerms,
  today: IsoDate,
  amountMin = merchantAmountMin,
): InstalmentOffer {
  if (currency !== terms.currency) return {offered: false, reason: 'currency', currency: terms.currency};
  const least = Math.max(amountMin, terms.amountMin);
  if (amount < least) return {offered: false, reason: 'amount_too_small', from: {amount: least, currency}};
  if (amount > terms.amountMax) {
    return {offered: false, reason: 'amount_too_large', upTo: {amount: terms.amountMax, currency}};
  }
  const fee = feeOf(amount, terms.feeBasisPoints);
  const instalments = schedule(amount, terms.count, today, fee);
  return {
    offered: true,
    plan: {
      currency,
      purchase: amount,
      cost: fee,
      total: amount + fee,
      annualRateBasisPoints: fee === 0 ? 0 : annualRate(amount, monthly(instalments)),
      instalments,
    },
  };
}

/**
 * A price in equal parts: the sum is exact, no two differ by more than one minor unit, the larger ones come first.
 *
 * @throws RangeError on less than two parts, or less than one minor unit for each.
 */
export function splitAmount(amount: number, count: number): readonly number[] {
  if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(count) || count < 2 || amount < count) {
    throw new RangeError(`cannot be split: ${amount} in ${count}`);
  }
  const rest = amount % count;
  const part = (amount - rest) / count;
  return Array.from({length: count}, (_, index) => part + (index < rest ? 1 : 0));
}

/** The parts and their days, a month apart, counted from the first. A fee is taken whole with the first part. */
export function schedule(amount: number, count: number, firstOn: IsoDate, fee = 0): readonly Instalment[] {
  if (!Number.isSafeInteger(fee) || fee < 0) throw new RangeError(`not a fee: ${fee}`);
  return splitAmount(amount, count).map((part, index) => {
    const own = index === 0 ? fee : 0;
    return {dueOn: addMonths(firstOn, index), amount: part + own, fee: own};
  });
}

/**
 * A plan in few words: "151,35 € puis 2 × 150,00 €". Only where all but the first are equal: any other plan has to be
 * listed date by date.
 */
export function inShort(
  plan: readonly Pick<Instalment, 'amount'>[],
): {readonly first: number; readonly times: number; readonly each: number} | undefined {
  const [first, second, ...others] = plan.map(({amount}) => amount);
  if (first === undefined || second === undefined || others.some((amount) => amount !== second)) return undefined;
  return {first, times: plan.length - 1, each: second};
}

/** Rounded half up, once. */
function feeOf(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);
}

/** In how many parts these plans pay, each once, fewest first. What is paid in one, later, is no payment in parts. */
export function partsOf(plans: readonly {readonly instalments: readonly unknown[]}[]): readonly number[] {
  const counts = plans.map(({instalments}) => instalments.length).filter((count) => count > 1);
  return [...new Set(counts)].toSorted((a, b) => a - b);
}

/** One payment, so many months after the goods were had. */
export interface CashFlow {
  readonly months: number;
  readonly amount: number;
}

/** What was agreed in the place of what was offered: with the rate of the offer, unless it costs something else now. */
export function agreedOn(offered: OfferedPlan, agreed: AgreedPlan): OfferedPlan {
  const isAsOffered = agreed.cost === offered.cost && agreed.purchase === offered.purchase;
  return {
    ...agreed,
    annualRateBasisPoints: isAsOffered
      ? offered.annualRateBasisPoints
      : annualRate(agreed.purchase, monthly(agreed.instalments)),
  };
}

function monthly(instalments: readonly Instalment[]): readonly CashFlow[] {
  return instalments.map(({amount}, months) => ({months, amount}));
}

/**
 * The annual percentage rate in hundredths of a percent: the yearly rate at which the payments are worth the credit
 * (Directive (EU) 2023/2225, annex III: equal months of one twelfth of a year). A figure to be read; no money is
 * computed from it. At most 100 000 (1000 %).
 */
export function annualRate(credit: number, payments: readonly CashFlow[]): number {
  const worthAt = (rate: number): number =>
    payments.reduce((sum, {months, amount}) => sum + amount * (1 + rate) ** (-months / 12), 0);
  let low = 0;
  let high = 10;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (worthAt(middle) > credit) low = middle;
    else high = middle;
  }
  return Math.round(low * 10_000);
}
