import {html, nothing, svg} from 'lit';
import type {SessionView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';
import {plain} from '../order/plain.ts';
import type {Screen} from './flow.ts';

/** The words of a screen that is neither the form nor the ticket. */
export interface StateWords {
  readonly title: string;
  readonly text: string;
}

/** What stands on the card, or nothing when the screen is another one. Pure. */
export function stateWords(screen: Screen, view: SessionView, t: Translate): StateWords | undefined {
  const merchant = plain(view.merchant.name);
  switch (screen.kind) {
    case 'waiting':
    case 'app':
    case 'checking':
    case 'expired':
      return {title: t(`state.${screen.kind}.title`), text: t(`state.${screen.kind}.text`, {merchant})};
    case 'canceled': {
      const reason = screen.reason === null || screen.reason === 'session_expired' ? 'other' : screen.reason;
      return {title: t('state.canceled.title'), text: t(`state.canceled.${reason}`, {merchant})};
    }
    default:
      return undefined;
  }
}

/** Where the money is while nobody can say, the card turns; where it is over, it stands. */
const icons = {
  canceled: svg`<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="18" /><path d="M14 14l12 12M26 14L14 26" /></svg>`,
  expired: svg`<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="18" /><path d="M20 10v10l6 5" /></svg>`,
};

/** One state as a card: a mark, what is happening, what to do. */
export function stateCard(screen: Screen, {title, text}: StateWords, more: unknown, acts: unknown) {
  const icon =
    screen.kind === 'canceled' || screen.kind === 'expired' ? icons[screen.kind] : html`<div class="turning"></div>`;
  return html`
    <section class="state" part="state" tabindex="-1" aria-labelledby="state">
      ${icon}
      <h2 id="state">${title}</h2>
      <p>${text}</p>
      ${more || nothing} ${acts ? html`<div class="acts">${acts}</div>` : nothing}
    </section>
  `;
}
