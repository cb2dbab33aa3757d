import {html, nothing} from 'lit';
import type {Translate} from '../base/i18n.ts';
import type {Answer} from './desk-api.ts';
import {troubleWords} from './words.ts';

/** A list that could not be read; nothing where it could. */
export function unread(trouble: Exclude<Answer, {kind: 'done'}> | undefined, t: Translate) {
  return trouble ? html`<p class="error" role="alert">${troubleWords(trouble, t)}</p>` : nothing;
}

/** Nobody knows whether it was done; nothing where it is known. */
export function lostNotice(isLost: boolean, t: Translate) {
  return isLost
    ? html`<p class="bad notice" role="alert"><strong>${t('desk.lost.title')}</strong> ${t('desk.lost.text')}</p>`
    : nothing;
}
