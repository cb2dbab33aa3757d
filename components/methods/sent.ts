import {html} from 'lit';
import type {Translate} from '../base/i18n.ts';
import type {PanelView} from './guichet-method-panel.ts';

/** Transfer, cheque, 30-day terms: what comes next, and when the goods leave. */
export function sentPanel({type}: PanelView, t: Translate, amount: string) {
  return html`
    <p>${t(`panel.${type}.then`, {amount})}</p>
    <p class="calm">${t(`panel.${type}.when`)}</p>
  `;
}
