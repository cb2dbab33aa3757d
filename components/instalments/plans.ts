import {inShort, partsOf, type InstalmentPlan} from '#contract/instalments.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {PlanView, SessionView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';
import {dayOf} from './plan-table.ts';

/** What the lender offers in this session; none where there is no lender, or nothing to choose. Pure. */
export function plansOf({payment_methods}: SessionView): readonly PlanView[] {
  return payment_methods.find(({type}) => type === 'instalments')?.plans ?? [];
}

/** The plan that was chosen, as long as it is offered; else the first. Pure. */
export function chosenPlan(view: SessionView, wanted: string | undefined): PlanView | undefined {
  const plans = plansOf(view);
  return plans.find(({id}) => id === wanted) ?? plans[0];
}

export function planOf({annual_rate_basis_points: rate, instalments, ...sums}: PlanView): InstalmentPlan {
  return {
    ...sums,
    annualRateBasisPoints: rate,
    instalments: instalments.map(({due_on: dueOn, amount, fee}) => ({dueOn, amount, fee})),
  };
}

/** "Payer en 2, 3 ou 4 fois": the method by what it offers here. */
export function nameOfPlans(plans: readonly PlanView[], t: Translate, locale: Locale): string {
  const parts = partsOf(plans);
  if (parts.length > 0) return t('method.instalments_in', {parts: listed(parts, locale)});
  return t(plans.length > 0 ? 'method.instalments_later' : 'method.instalments');
}

/** What it costs each time, where there is one plan that can be said in a line; else whether it costs anything. */
export function hintOfPlans(plans: readonly PlanView[], t: Translate, locale: Locale): string | undefined {
  const [only, ...more] = plans;
  if (!only || plans.some(({cost}) => cost > 0)) return undefined;
  if (more.length > 0) return t('method.hint.instalments_all_free');
  const short = inShort(only.instalments);
  if (!short) return undefined;
  const money = (amount: number) => formatMoney({amount, currency: only.currency}, intlLocales[locale]);
  const {first, times, each} = short;
  return t(`method.hint.${first === each ? 'instalments_equal' : 'instalments_free'}`, {
    parts: times + 1,
    times,
    first: money(first),
    each: money(each),
  });
}

/** One plan in a word: in how many parts, or when. */
export function planName({instalments}: PlanView, t: Translate, locale: Locale): string {
  const [first, ...more] = instalments;
  return more.length === 0 && first
    ? t('instalments.plan_later', {date: dayOf(first.due_on, locale)})
    : t('instalments.plan', {parts: instalments.length});
}

/** Each payment, where they can be said in a line, and what the credit costs. */
export function planPrice({currency, cost, instalments}: PlanView, t: Translate, locale: Locale): string {
  const money = (amount: number) => formatMoney({amount, currency}, intlLocales[locale]);
  const short = inShort(instalments);
  const parts =
    short &&
    t(`instalments.${short.first === short.each ? 'plan_equal' : 'plan_parts'}`, {
      parts: instalments.length,
      times: short.times,
      first: money(short.first),
      each: money(short.each),
    });
  const fees = cost === 0 ? t('instalments.free') : t('instalments.plan_cost', {cost: money(cost)});
  return parts === undefined ? fees : `${parts}, ${fees}`;
}

function listed(parts: readonly number[], locale: Locale): string {
  return new Intl.ListFormat(intlLocales[locale], {type: 'disjunction'}).format(parts.map(String));
}
