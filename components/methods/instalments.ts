import {html, nothing} from 'lit';
import type {Locale} from '#contract/locale.ts';
import type {PlanView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';
import {planTable} from '../instalments/plan-table.ts';
import {chosenPlan, planName, planOf, planPrice, plansOf} from '../instalments/plans.ts';
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
      <span>${planName(one, t, locale)} <span class="calm">${planPrice(one, t, locale)}</span></span>
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
