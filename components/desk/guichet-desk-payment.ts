import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {actsFor, isUnderWay, openTasks, wordsOfAct, type Act} from './acts.ts';
import {
  isEvent,
  isLetter,
  isPayment,
  pageOf,
  type DeskApi,
  type DeskEvent,
  type DeskLetter,
  type Payment,
} from './desk-api.ts';
import styles from './desk.styles.ts';
import type {DeskDoneEvent} from './guichet-desk-dialog.ts';
import './guichet-desk-dialog.ts';
import './guichet-desk-resend.ts';
import {factsOf} from './facts.ts';
import {timelineOf, type Moment} from './timeline.ts';
import {instant, money, stateOf, toneOf, troubleWords, urgencyOf} from './words.ts';
import {providerName} from './provider-names.ts';

/** One payment: what is known of it, what happened, and what may be done. */
@customElement('guichet-desk-payment')
export class GuichetDeskPayment extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      :host {
        display: grid;
        gap: 16px;
      }

      .back {
        justify-self: start;
        padding: 10px 0;
      }

      .amount {
        font-size: 2em;
        font-weight: 650;
        line-height: 1.2;
      }

      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }

      .timeline li {
        padding: 10px 0;
        border-top: 1px solid var(--_border);
      }

      .moment {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 20px;
      }

      @media (max-width: 30rem) {
        .acts button {
          flex: 1 1 100%;
        }
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;
  /** `pi_…` */
  @property({attribute: 'payment'}) paymentId = '';

  @state() private payment: Payment | undefined;
  @state() private events: readonly DeskEvent[] = [];
  @state() private letters: readonly DeskLetter[] = [];
  @state() private trouble: string | undefined;
  @state() private act: Act | undefined;
  @state() private said = '';

  private readonly translator = new Translator(this);
  private saidIn: Locale | undefined;

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    // A sentence of the other language is an old one.
    if (this.saidIn !== this.translator.locale) this.said = '';
    if (!changed.has('paymentId')) return;
    this.payment = undefined;
    this.events = [];
    this.letters = [];
    this.act = undefined;
    this.said = '';
    void this.read().then(() => this.focusTitle());
  }

  override render() {
    const {t} = this.translator;
    return html`
      <a class="back" href="#payments">${t('desk.back')}</a>
      <div role="status">${this.said ? html`<p class="notice good">${this.said}</p>` : nothing}</div>
      ${
        this.trouble
          ? html`<div class="sheet">
              <p class="error" role="alert">${this.trouble}</p>
              <div class="row">
                <button class="quiet again" type="button" @click=${this.read}>${t('desk.again')}</button>
              </div>
            </div>`
          : nothing
      }
      ${this.payment ? this.renderPayment(this.payment) : this.trouble ? nothing : html`<p role="status">${t('desk.reading')}</p>`}
    `;
  }

  private renderPayment(payment: Payment) {
    const {t, locale} = this.translator;
    const current = stateOf(payment);
    const possible = actsFor(payment);
    return html`
      <section class="sheet" aria-labelledby="title">
        <div class="row">
          <h1 id="title" tabindex="-1">${t('desk.order_title', {order: plain(payment.order_reference)})}</h1>
          <span class="tag ${toneOf(current)}">${t(`desk.states.${current}`)}</span>
        </div>
        <p class="amount figure">${money(payment, locale)}</p>
        ${this.renderDeadline(payment)}
        ${openTasks(payment).map(
          ({task, provider}) =>
            html`<p class="bad notice">${t(`desk.tasks.${task}`, {provider: providerName(provider)})}</p>`,
        )}
        ${isUnderWay(payment) ? html`<p class="bad">${t('desk.under_way')}</p>` : nothing}
        ${
          possible.length > 0
            ? html`<div class="acts">
                ${possible.map(
                  (act, index) =>
                    html`<button
                      class=${index === 0 ? 'primary' : 'quiet'}
                      type="button"
                      data-act=${act}
                      @click=${() => this.open(act)}
                    >
                      ${t(`desk.acts.${wordsOfAct(act, payment)}.title`)}
                    </button>`,
                )}
              </div>`
            : nothing
        }
        <div class="row">
          <button class="quiet again" type="button" @click=${this.read}>${t('desk.refresh')}</button>
        </div>
      </section>
      <section class="sheet" aria-labelledby="facts">
        <h2 id="facts">${t('desk.facts_title')}</h2>
        <dl>
          ${factsOf(payment, t, locale).map(
            ([label, value]) =>
              html`<div>
                <dt>${label}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </section>
      <section class="sheet" aria-labelledby="timeline">
        <h2 id="timeline">${t('desk.timeline_title')}</h2>
        <ol class="timeline">
          ${timelineOf(payment, this.events, t, locale).map((moment) => html`<li>${this.renderMoment(moment)}</li>`)}
        </ol>
      </section>
      ${this.letters.length > 0 ? this.renderLetters() : nothing}
      ${
        this.act
          ? html`<guichet-desk-dialog
              .api=${this.api}
              .payment=${payment}
              act=${this.act}
              @desk-done=${this.handleDone}
              @desk-close=${this.handleClose}
            ></guichet-desk-dialog>`
          : nothing
      }
    `;
  }

  private renderLetters() {
    const {t, locale} = this.translator;
    return html`
      <section class="sheet" aria-labelledby="letters">
        <h2 id="letters">${t('desk.letters.title')}</h2>
        <ul class="timeline">
          ${this.letters.map(({id, kind, status, created, resendable}) => {
            const name = t(`desk.letters.kinds.${kind}`);
            return html`<li>
              <p class="moment">
                <strong>${name}</strong><span class="muted small figure">${instant(created, locale)}</span>
              </p>
              <p class="small">${t(`desk.letters.states.${status}`)}</p>
              ${
                resendable
                  ? html`<guichet-desk-resend
                      .api=${this.api}
                      what="letters"
                      subject=${id}
                      subject-words=${name}
                    ></guichet-desk-resend>`
                  : nothing
              }
            </li>`;
          })}
        </ul>
      </section>
    `;
  }

  private renderMoment({when, title, details, event}: Moment) {
    return html`
      <p class="moment"><strong>${title}</strong><span class="muted small figure">${when}</span></p>
      ${details.map((detail) => html`<p class="small">${detail}</p>`)}
      ${event ? html`<guichet-desk-resend .api=${this.api} subject=${event}></guichet-desk-resend>` : nothing}
    `;
  }

  private renderDeadline({status, capture_before: deadline}: Payment) {
    if (status !== 'requires_capture' || deadline === null) return nothing;
    const {t} = this.translator;
    const {urgency, count} = urgencyOf(deadline, Date.now());
    return html`<p class=${urgency === 'later' ? 'muted' : 'bad'}>${t(`desk.deadline.${urgency}`, {count})}</p>`;
  }

  /** Reads the payment, then what was announced of it. */
  private async read(): Promise<void> {
    const id = this.paymentId;
    const path = `/v1/payment_intents/${encodeURIComponent(id)}`;
    const answer = await this.api.ask({method: 'GET', path}, isPayment);
    if (id !== this.paymentId) return;
    const {t} = this.translator;
    if (answer.kind !== 'done') {
      this.trouble = troubleWords(answer, t);
      return;
    }
    this.trouble = undefined;
    this.payment = answer.value;
    const asked = new URLSearchParams({payment_intent: id, limit: '100'});
    const events = await this.api.ask({method: 'GET', path: `/v1/events?${asked}`}, pageOf(isEvent));
    if (id !== this.paymentId) return;
    if (events.kind === 'done') this.events = events.value.data;
    else this.trouble = t('desk.events_missing');
    // Where no letters are sent there are none to show.
    const letters = await this.api.ask(
      {method: 'GET', path: `/v1/letters?payment_intent=${encodeURIComponent(id)}`},
      pageOf(isLetter),
    );
    if (id !== this.paymentId) return;
    if (letters.kind === 'done') this.letters = letters.value.data;
    await this.updateComplete;
  }

  private focusTitle() {
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  private open(act: Act) {
    this.said = '';
    this.act = act;
  }

  private handleDone(event: DeskDoneEvent) {
    this.said = event.sentence;
    this.saidIn = this.translator.locale;
    void this.read();
  }

  /** Nothing was done: back to the button. Else the buttons are others, and the title says how things stand. */
  private handleClose() {
    const button = this.renderRoot.querySelector<HTMLElement>(`[data-act="${this.act ?? ''}"]`);
    this.act = undefined;
    if (this.said || !button) this.focusTitle();
    else button.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-payment': GuichetDeskPayment;
  }
}
