import {css, html, LitElement, nothing} from 'lit';
import {customElement, state} from 'lit/decorators.js';
import {addLater, hasTexts, setLocale, Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {createDeskApi} from './desk-api.ts';
import styles from './desk.styles.ts';
import {forgetKey, secretKey} from './key.ts';
import type {DeskSignInEvent} from './guichet-desk-sign-in.ts';
import {deskTexts} from './texts.ts';
import './guichet-desk-blocks.ts';
import './guichet-desk-events.ts';
import './guichet-desk-list.ts';
import './guichet-desk-payment.ts';
import './guichet-desk-sign-in.ts';
import './guichet-desk-statement.ts';

/** Whoever leaves the desk alone for so long has left it. */
const idleMs = 15 * 60_000;

const rooms = ['payments', 'statement', 'events', 'blocks'] as const;
type Room = (typeof rooms)[number];

/** Where one is, as the address after `#` says: a room, or one payment. Never anything secret. */
type Place = {readonly room: Room} | {readonly payment: string};

function placeOf(hash: string): Place {
  const name = hash.slice(1);
  if (/^pi_[\w-]{1,60}$/.test(name)) return {payment: name};
  return {room: rooms.find((room) => room === name) ?? 'payments'};
}

/**
 * The merchant's back office: payments, what may be done with them, bank statements, webhooks, blocked cards. It uses the
 * public API with the secret key, which is kept in memory and forgotten after 15 idle minutes.
 */
@customElement('guichet-desk')
export class GuichetDesk extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      :host {
        max-width: 68rem;
        min-height: 100vh;
        margin: 0 auto;
        padding: 16px clamp(12px, 4vw, 32px) 64px;
      }

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 20px;
        margin-bottom: 20px;
      }

      .name {
        font-weight: 650;
      }

      .end {
        margin-left: auto;
      }

      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0 18px;
      }

      nav a {
        display: inline-block;
        padding: 10px 0;
        color: var(--_text);
        text-decoration: none;
      }

      nav a:hover {
        text-decoration: underline;
      }

      nav a[aria-current] {
        font-weight: 650;
        box-shadow: inset 0 -2px var(--_accent);
      }

      nav {
        flex-basis: 100%;
      }

      main:focus {
        outline: none;
      }

      guichet-desk-sign-in {
        max-width: 30rem;
        margin: 10vh auto 0;
      }

      @media (forced-colors: active) {
        nav a[aria-current] {
          text-decoration: underline;
        }
      }
    `,
  ];

  @state() private livemode: boolean | undefined;
  @state() private why: 'left' | 'idle' | 'unauthorized' | '' = '';
  @state() private place: Place = placeOf(location.hash);

  private readonly translator = new Translator(this);
  private readonly api = createDeskApi(secretKey, () => this.leave('unauthorized'));
  private lastActAt = 0;
  private timer = 0;

  override connectedCallback() {
    super.connectedCallback();
    void addLater(deskTexts);
    addEventListener('hashchange', this.handlePlace);
    // A page that is put aside, to be taken out again by the back button, takes no key along.
    addEventListener('pagehide', this.handleHide);
    document.addEventListener('visibilitychange', this.checkIdle);
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, this.handleAct, true);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.handlePlace);
    removeEventListener('pagehide', this.handleHide);
    document.removeEventListener('visibilitychange', this.checkIdle);
    for (const type of ['pointerdown', 'keydown']) removeEventListener(type, this.handleAct, true);
    this.leave('');
  }

  override render() {
    const {t, locale} = this.translator;
    if (!hasTexts(locale, deskTexts.section)) {
      void addLater(deskTexts);
      return nothing;
    }
    const other = locale === 'fr' ? 'en' : 'fr';
    return html`
      <header>
        <span class="name">${t('desk.title')}</span>
        ${
          this.livemode === undefined
            ? nothing
            : html`<span class="tag ${this.livemode ? 'bad' : 'plain'}"
                >${t(this.livemode ? 'desk.live' : 'desk.test')}</span
              >`
        }
        <span class="row end">
          <button class="quiet" type="button" lang=${other} @click=${() => void setLocale(other)}>
            ${t('desk.other_language')}
          </button>
          ${
            this.livemode === undefined
              ? nothing
              : html`<button class="quiet leave" type="button" @click=${() => this.leave('left')}>
                  ${t('desk.leave')}
                </button>`
          }
        </span>
        ${this.livemode === undefined ? nothing : this.renderRooms()}
      </header>
      <main tabindex="-1">
        ${
          this.livemode === undefined
            ? html`<guichet-desk-sign-in
                .api=${this.api}
                .why=${this.why}
                @desk-sign-in=${this.handleSignIn}
              ></guichet-desk-sign-in>`
            : this.renderPlace()
        }
      </main>
    `;
  }

  private renderRooms() {
    const {t} = this.translator;
    const here = 'room' in this.place ? this.place.room : undefined;
    return html`
      <nav aria-label=${t('desk.rooms_label')}>
        <ul>
          ${rooms.map(
            (room) =>
              html`<li>
                <a href="#${room}" aria-current=${room === here ? 'page' : nothing}>${t(`desk.rooms.${room}`)}</a>
              </li>`,
          )}
        </ul>
      </nav>
    `;
  }

  private renderPlace() {
    const {place, api} = this;
    const room = 'room' in place ? place.room : undefined;
    return html`
      <guichet-desk-list .api=${api} ?hidden=${room !== 'payments'}></guichet-desk-list>
      ${
        'payment' in place
          ? html`<guichet-desk-payment
              .api=${api}
              payment=${place.payment}
              @desk-done=${this.handleDone}
            ></guichet-desk-payment>`
          : nothing
      }
      ${
        room === 'statement'
          ? html`<guichet-desk-statement .api=${api} @desk-done=${this.handleDone}></guichet-desk-statement>`
          : nothing
      }
      ${room === 'events' ? html`<guichet-desk-events .api=${api}></guichet-desk-events>` : nothing}
      ${room === 'blocks' ? html`<guichet-desk-blocks .api=${api}></guichet-desk-blocks>` : nothing}
    `;
  }

  /** Forgets the key, and everything that was read with it. */
  private leave(why: GuichetDesk['why']) {
    forgetKey();
    clearTimeout(this.timer);
    // A wrong key at the door is told there.
    if (this.livemode === undefined) return;
    this.livemode = undefined;
    this.why = why;
  }

  private handleSignIn({livemode}: DeskSignInEvent) {
    this.livemode = livemode;
    this.why = '';
    this.handleAct();
    this.checkIdle();
    // The field that had the focus is gone.
    void this.updateComplete.then(() => this.renderRoot.querySelector('main')?.focus());
  }

  private readonly handleAct = () => {
    // Whoever comes back after the time has gone by does not come in by touching the screen.
    this.checkIdle();
    this.lastActAt = Date.now();
  };

  private readonly checkIdle = () => {
    clearTimeout(this.timer);
    if (this.livemode === undefined) return;
    const left = this.lastActAt + idleMs - Date.now();
    // A machine that slept wakes with its timers late: the clock decides, not the timer.
    if (this.lastActAt > 0 && left <= 0) this.leave('idle');
    else this.timer = window.setTimeout(this.checkIdle, Math.max(1000, left));
  };

  private readonly handleHide = () => this.leave('left');

  private readonly handlePlace = () => {
    this.place = placeOf(location.hash);
  };

  private handleDone() {
    void this.renderRoot.querySelector('guichet-desk-list')?.reload();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk': GuichetDesk;
  }
}
