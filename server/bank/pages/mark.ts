import {html, type Html} from './html.ts';
import type {Translate} from '../texts.ts';

/** The bank's mark and name, and that it is a test. */
export function mark(t: Translate): Html {
  return html`<div class="brand">
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="M3 9.5 12 4l9 5.5H3Z" />
      <path d="M5.5 10v7M10 10v7M14 10v7M18.5 10v7M3.5 20h17M4.5 17h15" stroke-linecap="round" />
    </svg>
    <span>${t('name')}</span> <span class="badge">${t('badge')}</span>
  </div>`;
}
