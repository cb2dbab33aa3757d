import {html, nothing} from 'lit';
import {dateAt} from '#contract/calendar.ts';
import {offerInstalments, testPlans} from '#contract/instalments.ts';
import type {Locale} from '#contract/locale.ts';
import type {Translate} from '../base/i18n.ts';
import {planTable} from '../instalments/plan-table.ts';
import type {PanelView} from './guichet-method-panel.ts';

/** In how many parts; the lender has one plan. */
export const instalmentsCount = testPlans.instalments_3.count;

/** The plan, with all that must be read before it is chosen, then who grants the credit. */
export function instalmentsPanel({view, isFramed}: PanelView, t: Translate, locale: Locale) {
  const offer = offerInstalments(view, testPlans.instalments_3, dateAt(Date.now()));
  return html`
    ${offer.offered ? planTable(offer.plan, t, locale) : nothing}
    <p>${t(isFramed ? 'panel.lender_framed' : 'panel.lender')} ${t('panel.withdrawal')}</p>
    ${view.livemode ? nothing : html`<p class="calm">${t('instalments.test')}</p>`}
  `;
}
