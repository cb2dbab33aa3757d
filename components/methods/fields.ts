import {html, nothing} from 'lit';
import type {Translate} from '../base/i18n.ts';
import {GuichetFieldsBlockedEvent} from '../providers/fields.ts';
import type {Standing} from '../providers/stage.ts';
import type {PanelView} from './guichet-method-panel.ts';

/**
 * The place of a provider's fields or button, its height kept free from the start; when the script does not come and nobody
 * else takes the method, what happened and what can be done.
 */
export function fieldsPanel({type, view}: PanelView, standing: Standing, t: Translate, host: EventTarget) {
  if (standing === 'blocked') return blocked(view.payment_methods.length > 1, t, host);
  const isLoading = standing === 'loading';
  return html`
    <div class="fields ${type} ${standing}" aria-busy=${isLoading}>
      ${isLoading ? html`<p class="skeleton" role="status"><span>${t('panel.fields.loading')}</span></p>` : nothing}
      <div class="drawn"><slot name="fields"></slot></div>
    </div>
    <p class="calm">${t(view.capture_method === 'manual' ? 'panel.at_shipment' : 'panel.at_once')}</p>
  `;
}

function blocked(hasOthers: boolean, t: Translate, host: EventTarget) {
  const wish = (what: 'again' | 'otherwise') => () => host.dispatchEvent(new GuichetFieldsBlockedEvent(what));
  return html`
    <div class="blocked" role="alert">
      <p>${t('panel.fields.blocked')}</p>
      <p class="acts">
        ${
          hasOthers
            ? html`<button class="quiet" type="button" @click=${wish('otherwise')}>
                ${t('state.step.other_method')}
              </button>`
            : nothing
        }
        <button class="quiet" type="button" @click=${wish('again')}>${t('page.try_again')}</button>
      </p>
    </div>
  `;
}
