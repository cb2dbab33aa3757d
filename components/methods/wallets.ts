import {html, nothing} from 'lit';
import {methodFacts} from '#contract/methods.ts';
import type {Translate} from '../base/i18n.ts';
import type {PanelView} from './guichet-method-panel.ts';

/** PayPal, Wero, Alipay, Apple Pay, Google Pay, a card that is typed at a provider's page: who confirms where, and when the money is taken. */
export function walletPanel({type, view, isFramed}: PanelView, t: Translate, amount: string) {
  const method = t(`method.${type}`);
  const isSheet = methodFacts[type].course === 'sheet';
  const own = type === 'paypal' || type === 'wero';
  const away = `${type === 'card' ? 'panel.card_away' : 'panel.away'}${isFramed ? '_framed' : ''}`;

  return html`
    <p>${t(isSheet ? 'panel.sheet' : away, {method, amount})}</p>
    ${own ? html`<p class="calm">${t(`panel.${type}`)}</p>` : nothing}
    <p class="calm">${t(view.capture_method === 'manual' ? 'panel.at_shipment' : 'panel.at_once')}</p>
    ${view.livemode ? nothing : html`<p class="calm">${t(type === 'card' ? 'panel.card_test' : 'panel.test', {method})}</p>`}
  `;
}
