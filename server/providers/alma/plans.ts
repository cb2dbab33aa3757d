import {dateAt} from '#contract/calendar.ts';
import type {AgreedPlan, LenderAnswer, OfferedPlan} from '#contract/instalments.ts';
import type {PlansRequest} from '../provider.ts';
import {
  EligibleSchema,
  FeePlanSchema,
  ListSchema,
  only,
  waits,
  type Answer,
  type Call,
  type Eligible,
  type FeePlan,
  type Instalment,
  type Terms,
} from './api.ts';

/** Every plan of the account, with its limits. */
export const feePlansPath = '/v1/me/fee-plans?kind=general&only=all&deferred=true';

/** How Alma names a plan: kind, parts, days and months before the first. */
export function planId({installments_count: count, deferred_days: days, deferred_months: months}: Terms): string {
  return `general_${count}_${days}_${months}`;
}

/** @returns undefined for what is not the name of a plan. */
export function termsOf(id: string | undefined): Terms | undefined {
  const [, count, days, months] = /^general_(\d{1,2})_(\d{1,3})_(\d{1,2})$/.exec(id ?? '') ?? [];
  if (count === undefined) return undefined;
  return {installments_count: Number(count), deferred_days: Number(days), deferred_months: Number(months)};
}

/** In 2, 3 or 4 times from today, or once and later; longer credits want more words than we have. */
export function isOurs({installments_count: count, deferred_days: days, deferred_months: months}: Terms): boolean {
  const isLater = days + months > 0;
  return count === 1 ? isLater : count <= 4 && !isLater;
}

/**
 * What the account offers for this purchase: Alma's eligibility decides, without a query of ours ("découverte"), and the
 * account's own list says which plans can wait for shipment, and why there is none.
 */
export async function plansAt(call: Call, request: PlansRequest, atShipment: boolean): Promise<LenderAnswer> {
  const {money, country = '', capture} = request;
  if (money.currency !== 'EUR') return {offered: false, reason: 'currency'};
  const address = {country};
  const [eligible, account] = await Promise.all([
    call(
      'POST',
      '/v2/payments/eligibility',
      ListSchema,
      {purchase_amount: money.amount, billing_address: address, shipping_address: address},
      waits.offer,
    ),
    call('GET', feePlansPath, ListSchema, undefined, waits.offer),
  ]);
  const listed = listIn(account);
  const offered = listIn(eligible);
  if (!listed || !offered) return {offered: false, reason: 'unreachable'};

  const feePlans = only(listed, FeePlanSchema).filter(
    (plan) => plan.allowed && isOurs(plan) && (capture || (atShipment && plan.deferred_trigger_limit_days !== null)),
  );
  const known = new Set(feePlans.map(planId));
  const plans = only(offered, EligibleSchema)
    .filter((one) => one.purchase_amount === money.amount && known.has(planId(one)))
    .flatMap((one) => offeredPlan(one) ?? [])
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  return plans.length > 0 ? {offered: true, plans} : whyNone(feePlans, money.amount);
}

function listIn(answer: Answer<readonly unknown[]>): readonly unknown[] | undefined {
  return answer.kind === 'answer' ? answer.body : undefined;
}

/** In parts first, fewest first; what is paid once, later, stands below. */
function orderOf({instalments}: OfferedPlan): number {
  return instalments.length === 1 ? Infinity : instalments.length;
}

function whyNone(plans: readonly FeePlan[], amount: number): LenderAnswer {
  const least = Math.min(...plans.map(({min_purchase_amount: min}) => min));
  const most = Math.max(...plans.map(({max_purchase_amount: max}) => max));
  if (plans.length > 0 && amount < least)
    return {offered: false, reason: 'amount_too_small', from: {amount: least, currency: 'EUR'}};
  return {offered: false, reason: plans.length > 0 && amount > most ? 'amount_too_large' : 'no_plan'};
}

/** Every figure is Alma's. Figures that do not add up are shown to nobody: no plan. */
function offeredPlan(one: Eligible): OfferedPlan | undefined {
  const plan = readPlan(one, one.payment_plan, one.purchase_amount);
  if (!plan || (one.customer_total_cost_amount ?? plan.cost) !== plan.cost) return undefined;
  const rate = one.annual_interest_rate ?? 0;
  // Costs something, and nobody said how much a year: that may not be advertised (Code de la consommation L312-6).
  return plan.cost > 0 && rate === 0 ? undefined : {...plan, annualRateBasisPoints: rate};
}

/** @returns undefined when it does not add up to the price, or is not of so many parts. */
export function readPlan(terms: Terms, parts: readonly Instalment[], purchase: number): AgreedPlan | undefined {
  const instalments = parts.map((part) => {
    const fee = part.customer_fee + part.customer_interest;
    const own = part.original_purchase_amount ?? part.purchase_amount;
    return {dueOn: dateAt(part.due_date * 1000), amount: own + fee, fee};
  });
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const total = sum(instalments.map(({amount}) => amount));
  const cost = sum(instalments.map(({fee}) => fee));
  if (instalments.length !== terms.installments_count || total - cost !== purchase) return undefined;
  return {id: planId(terms), currency: 'EUR', purchase, cost, total, instalments};
}
