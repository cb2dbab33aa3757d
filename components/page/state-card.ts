import {html, nothing, svg} from 'lit';
import type {Locale} from '#contract/locale.ts';
import {isSentMethod} from '#contract/methods.ts';
import type {SessionView} from '#contract/session.ts';
import type {CancellationReason, MethodType} from '#contract/statuses.ts';
import type {Translate} from '../base/i18n.ts';
import {plain} from '../order/plain.ts';
import type {Screen} from './flow.ts';

/** The words of a screen that is neither the form nor the ticket. */
export interface StateWords {
  readonly title: string;
  readonly text: string;
}

/** From where the shopper looks on: the page itself, one in a frame, one that has been come back to, one without a token. */
export type Place = 'own' | 'framed' | 'blocked' | 'returned' | 'onlooking';

/** Whom the shopper goes to. */
export function nameOf(method: MethodType | null, t: Translate): string {
  if (method === null) return t('state.away.provider');
  if (method === 'card') return t('state.away.partner');
  return t(method === 'instalments' ? 'state.away.lender' : `method.${method}`);
}

/** What stands on the card, or nothing when the screen is another one. Pure. */
export function stateWords(
  screen: Screen,
  view: SessionView,
  t: Translate,
  locale: Locale,
  place: Place = 'own',
): StateWords | undefined {
  const merchant = plain(view.merchant.name);
  const {method} = view.payment_intent;
  switch (screen.kind) {
    case 'waiting':
      // No bank of the shopper's is in it.
      if (method !== null && method !== 'card') {
        return {title: t('state.processing'), text: t('state.processing_elsewhere')};
      }
      return {title: t('state.waiting.title'), text: t('state.waiting.text')};
    case 'app':
    case 'checking':
    case 'expired':
    case 'in_review':
      return {title: t(`state.${screen.kind}.title`), text: t(`state.${screen.kind}.text`, {merchant})};
    case 'canceled': {
      const reason = reasonOf(screen.reason, method);
      return {title: t('state.canceled.title'), text: t(`state.canceled.${reason}`, {merchant})};
    }
    case 'instructed': {
      const reference = plain(view.order_reference);
      return {
        title: t(`instructions.${screen.instructions.type}`),
        text: t('instructions.ordered', {reference}),
      };
    }
    case 'away': {
      const suffix = place === 'own' ? '' : place === 'onlooking' ? '_returned' : `_${place}`;
      const name = nameOf(screen.method, t);
      const text = place === 'onlooking' ? 'state.processing_elsewhere' : `state.away.text${suffix}`;
      return {title: t(`state.away.title${suffix}`, {method: name}), text: t(text, {method: name})};
    }
    case 'fields': {
      const method = nameOf(screen.method, t);
      if (place === 'onlooking') return {title: t('state.processing'), text: t('state.processing_elsewhere')};
      return {title: t('panel.fields.open.title', {method}), text: t('panel.fields.open.text', {method})};
    }
    case 'choose':
      if (place !== 'onlooking') return undefined;
      return {title: t('state.elsewhere.title'), text: t('state.elsewhere.text', {merchant})};
    case 'refused':
      if (place !== 'onlooking') return undefined;
      return {
        title: t(screen.how === 'interrupted' ? 'state.interrupted' : 'state.refused.title'),
        text: `${screen.decline.message[locale]} ${t('state.elsewhere.refused', {merchant})}`,
      };
    default:
      return undefined;
  }
}

/** What the shopper was to send was never reserved. */
function reasonOf(reason: CancellationReason | null, method: MethodType | null): string {
  if (reason === 'voided' && method !== null && isSentMethod(method)) return 'dropped';
  return reason === null || reason === 'session_expired' ? 'other' : reason;
}

/** Where the money is while nobody can say, the card turns; where it is over, it stands. */
const note = svg`<svg viewBox="0 0 40 40" aria-hidden="true"><path d="M9 5h22v30l-4-3-3.5 3-3.5-3-3.5 3-3.5-3-4 3zM15 13h10M15 20h10" /></svg>`;
const glass = svg`<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="18" cy="18" r="12" /><path d="M27 27l8 8" /></svg>`;
const icons: Partial<Record<Screen['kind'], unknown>> = {
  instructed: note,
  in_review: glass,
  choose: note,
  refused: note,
  canceled: svg`<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="18" /><path d="M14 14l12 12M26 14L14 26" /></svg>`,
  expired: svg`<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="18" /><path d="M20 10v10l6 5" /></svg>`,
};

/** One state as a card: a mark, what is happening, what to do. */
export function stateCard(screen: Screen, {title, text}: StateWords, more: unknown, acts: unknown) {
  const icon = icons[screen.kind] ?? html`<div class="turning"></div>`;
  return html`
    <section class="state" part="state" tabindex="-1" aria-labelledby="state">
      ${icon}
      <h2 id="state">${title}</h2>
      <p>${text}</p>
      ${more || nothing} ${acts ? html`<div class="acts">${acts}</div>` : nothing}
    </section>
  `;
}
