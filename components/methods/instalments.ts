import {html, nothing} from 'lit';
import {inShort} from '#contract/instalments.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {PlanView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';
import {dayOf, planTable} from '../instalments/plan-table.ts';
import {chosenPlan, planOf, plansOf} from '../instalments/plans.ts';
import type {PanelView} from './guichet-method-panel.ts';

/** The lender's plans to choose from; the chosen one with all that must be read before; then who grants the credit. */
export function instalmentsPanel(
  {view, isFramed, plan, isTakenOver}: PanelView,
  choose: (plan: string) => void,
  t: Translate,
  locale: Locale,
) {
  const plans = isTakenOver ? plansOf(view) : [];
  const chosen = isTakenOver ? chosenPlan(view, plan) : undefined;
  const line = (one: PlanView) =>
    html`<label>
      <input type="radio" name="plan" value=${one.id} ?checked=${one === chosen} @change=${() => choose(one.id)} />
      <span>${nameOf(one, t, locale)} <span class="calm">${priceOf(one, t, locale)}</span></span>
    </label>`;
  return html`
    ${
      plans.length > 1
        ? html`<fieldset class="plans">
            <legend>${t('instalments.choose')}</legend>
            ${plans.map(line)}
          </fieldset>`
        : nothing
    }
    ${chosen ? planTable(planOf(chosen), t, locale) : nothing}
    ${chosen && view.capture_method === 'manual' ? html`<p>${t('instalments.from_shipment')}</p>` : nothing}
    <p>${t(isFramed ? 'panel.lender_framed' : 'panel.lender')} ${t('panel.withdrawal')}</p>
    ${view.livemode ? nothing : html`<p class="calm">${t('instalments.test')}</p>`}
  `;
}

function nameOf({instalments}: PlanView, t: Translate, locale: Locale): string {
  const [first, ...more] = instalments;
  return more.length === 0 && first
    ? t('instalments.plan_later', {date: dayOf(first.due_on, locale)})
    : t('instalments.plan', {parts: instalments.length});
}

/** Each payment, where they can be said in a line, and what the credit costs. */
function priceOf({currency, cost, instalments}: PlanView, t: Translate, locale: Locale): string {
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
