import {html, nothing} from 'lit';
import type {Translate} from '../base/i18n.ts';
import {GuichetFieldsWishEvent, type FieldsWish} from '../providers/fields.ts';
import type {Standing} from '../providers/stage.ts';
import type {PanelView} from './guichet-method-panel.ts';

/**
 * The place of a provider's fields or button: a button that brings them, then their height kept free; when they do not come
 * and nobody else takes the method, what happened and what can be done.
 */
export function fieldsPanel({type, view}: PanelView, standing: Standing, t: Translate, host: EventTarget) {
  const wish = (what: FieldsWish) => () => host.dispatchEvent(new GuichetFieldsWishEvent(what));
  if (standing === 'closed') return closed(type, t, wish('open'));
  if (standing === 'blocked' || standing === 'not_here' || standing === 'unserved') {
    const method = t(`method.${type}`);
    const hasOthers = view.payment_methods.length > 1;
    return html`
      <div class="blocked" role="alert">
        <p>${t(`panel.fields.${standing}`, {method})}</p>
        <p class="acts">
          ${hasOthers ? quiet(t('state.step.other_method'), wish('otherwise')) : nothing}
          ${standing === 'blocked' ? quiet(t('page.try_again'), wish('again')) : nothing}
        </p>
      </div>
    `;
  }
  const isLoading = standing === 'loading';
  return html`
    <div class="fields ${type} ${standing}" tabindex="-1" aria-busy=${isLoading}>
      ${isLoading ? html`<p class="skeleton" role="status"><span>${t('panel.fields.loading')}</span></p>` : nothing}
      <div class="drawn"><slot name="fields"></slot></div>
    </div>
    <p class="calm">${t(view.capture_method === 'manual' ? 'panel.at_shipment' : 'panel.at_once')}</p>
  `;
}

function closed(type: PanelView['type'], t: Translate, open: () => void) {
  const words =
    type === 'card' ? t('panel.fields.closed.card') : t('panel.fields.closed.other', {method: t(`method.${type}`)});
  return html`
    <p class="acts">${quiet(words, open)}</p>
    <p class="calm">${t('panel.fields.closed.why')}</p>
  `;
}

function quiet(words: string, act: () => void) {
  return html`<button class="quiet" type="button" @click=${act}>${words}</button>`;
}
