import {css, html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {isEvent, pageOf, type DeskApi, type DeskEvent} from './desk-api.ts';
import styles from './desk.styles.ts';
import {unread} from './notices.ts';
import './guichet-desk-resend.ts';
import {Rows} from './rows.ts';
import {instant} from './words.ts';
import {moreRows} from './more-rows.ts';

/** What was announced to the shop's server, newest first, each to be announced again. */
@customElement('guichet-desk-events')
export class GuichetDeskEvents extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      li {
        display: grid;
        gap: 4px;
        padding: 12px 0;
        border-top: 1px solid var(--_border);
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;

  private readonly translator = new Translator(this);
  private readonly rows = new Rows(this, '/v1/events', pageOf(isEvent));

  override render() {
    const {t} = this.translator;
    const {items, trouble, isRead, hasMore} = this.rows;
    return html`
      <section class="sheet" aria-labelledby="title">
        <h1 id="title">${t('desk.rooms.events')}</h1>
        <p class="muted">${t('desk.events_text')}</p>
        ${unread(trouble, t)}
        ${isRead && items.length === 0 && !trouble ? html`<p>${t('desk.events_none')}</p>` : nothing}
        <ul>
          ${items.map((event) => html`<li>${this.renderEvent(event)}</li>`)}
        </ul>
        ${moreRows(hasMore, () => this.rows.read(true), t)}
      </section>
    `;
  }

  private renderEvent({id, type, created, data}: DeskEvent) {
    const {t, locale} = this.translator;
    const payment = paymentOf(data.object);
    return html`
      <p class="row">
        <strong>${t(`desk.events.${type.replace('.', '_')}`)}</strong>
        <span class="muted small figure">${instant(created, locale)}</span>
      </p>
      <p class="code muted">${type}</p>
      ${payment ? html`<p class="small"><a href="#${payment}">${t('desk.see_payment')}</a></p>` : nothing}
      <guichet-desk-resend .api=${this.api} subject=${id}></guichet-desk-resend>
    `;
  }
}

/** The payment that an announced object is, or belongs to. */
function paymentOf(object: unknown): string | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  const ids = [Reflect.get(object, 'id'), Reflect.get(object, 'payment_intent')];
  return ids.find((id): id is string => typeof id === 'string' && /^pi_[\w-]+$/.test(id));
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-events': GuichetDeskEvents;
  }
}
