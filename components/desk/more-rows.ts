import {html, nothing} from 'lit';
import type {Translate} from '../base/i18n.ts';

/** The button below a list of which only the first rows were read; nothing when that is all. */
export function moreRows(hasMore: boolean, read: () => unknown, t: Translate) {
  return hasMore
    ? html`<div class="row">
        <button class="quiet more" type="button" @click=${read}>${t('desk.list.more')}</button>
      </div>`
    : nothing;
}
