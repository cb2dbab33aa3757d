import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {openTasks, type OpenTask} from './acts.ts';
import {isPayment, pageOf, type DeskApi, type Payment} from './desk-api.ts';
import styles from './desk.styles.ts';
import type {DeskDoneEvent} from './guichet-desk-dialog.ts';
import './guichet-desk-dialog.ts';
import {Rows} from './rows.ts';
import {instant, money, troubleWords} from './words.ts';
import {providerName} from './provider-names.ts';
import {moreRows} from './more-rows.ts';

/** What is for the merchant to do, each leading to its payment, and each to be settled. Nothing is shown when nothing is. */
@customElement('guichet-desk-tasks')
export class GuichetDeskTasks extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      :host {
        display: block;
      }

      .sheet {
        margin-bottom: 16px;
      }

      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 20px;
        padding: 12px 0;
        border-top: 1px solid var(--_border);
      }

      li > span {
        min-width: 0;
        overflow-wrap: anywhere;
      }

      li a {
        display: inline-block;
        padding: 4px 0;
        font-weight: 600;
      }

      h2:focus {
        outline: none;
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;

  @state() private chosen: {readonly payment: Payment; readonly task: OpenTask} | undefined;
  @state() private said = '';

  private readonly translator = new Translator(this);
  private saidIn: Locale | undefined;
  private readonly rows = new Rows(this, '/v1/payment_intents', pageOf(isPayment), {task: 'open'});

  override willUpdate() {
    // A sentence of the other language is an old one.
    if (this.saidIn !== this.translator.locale) this.said = '';
  }

  /** Reads them anew. */
  reload(): Promise<void> {
    return this.rows.read();
  }

  override render() {
    const {t} = this.translator;
    const {items, trouble, hasMore} = this.rows;
    const all = items.flatMap((payment) => openTasks(payment).map((task) => ({payment, task})));
    if (all.length === 0 && !trouble && !this.said) return nothing;
    return html`
      <section class="sheet" aria-labelledby="todo">
        <h2 id="todo" tabindex="-1">
          ${all.length === 0 ? t('desk.todo.title') : t(hasMore ? 'desk.todo.count_more' : 'desk.todo.count', {count: all.length})}
        </h2>
        <div role="status">${this.said ? html`<p class="notice good">${this.said}</p>` : nothing}</div>
        ${
          trouble
            ? html`<p class="error" role="alert">${troubleWords(trouble, t)}</p>
                <div class="row">
                  <button class="quiet" type="button" @click=${this.reload}>${t('desk.again')}</button>
                </div>`
            : nothing
        }
        ${
          all.length > 0
            ? html`<ul>
                ${all.map(({payment, task}) => html`<li>${this.renderTask(payment, task)}</li>`)}
              </ul>`
            : nothing
        }
        ${moreRows(hasMore, () => this.rows.read(true), t)}
      </section>
      ${
        this.chosen
          ? html`<guichet-desk-dialog
              .api=${this.api}
              .payment=${this.chosen.payment}
              .task=${this.chosen.task}
              act="settle"
              @desk-done=${this.handleDone}
              @desk-close=${this.handleClose}
            ></guichet-desk-dialog>`
          : nothing
      }
    `;
  }

  private renderTask(payment: Payment, task: OpenTask) {
    const {t, locale} = this.translator;
    const order = plain(payment.order_reference);
    return html`
      <span>
        <a href="#${payment.id}">${t('desk.order_title', {order})}</a>,
        <span class="figure">${money(payment, locale)}</span><br />
        ${t(`desk.todo.kinds.${task.task}`, {provider: providerName(task.provider)})}${task.deadline ? html`<br /><strong class="bad">${t('desk.moments.dispute_due', {date: instant(task.deadline, locale)})}</strong>` : nothing}
      </span>
      <button class="quiet settle" type="button" @click=${() => this.open(payment, task)}>
        ${t('desk.acts.settle.title')}<span class="unseen"> (${t('desk.order_title', {order})})</span>
      </button>
    `;
  }

  private open(payment: Payment, task: OpenTask) {
    this.said = '';
    this.chosen = {payment, task};
  }

  private handleDone({sentence}: DeskDoneEvent) {
    this.said = sentence;
    this.saidIn = this.translator.locale;
  }

  private handleClose() {
    this.chosen = undefined;
    // The button that opened it may be gone.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#todo')?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-tasks': GuichetDeskTasks;
  }
}
