import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {currencies} from '#contract/money.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {isPayment, isStatement, type Answer, type DeskApi, type Proposal, type Statement} from './desk-api.ts';
import styles from './desk.styles.ts';
import {DeskDoneEvent} from './guichet-desk-dialog.ts';
import {
  bookingRequest,
  firstChoice,
  mentioned,
  optionsOf,
  totalsOf,
  type Choice,
  type Known,
} from './statement-import.ts';
import {day, moneyIn, refusalWords, troubleWords} from './words.ts';

/** What came of booking one credit. */
type Booked = Answer<unknown>;

/** More would be a file for a machine; the rest keeps its number. */
const namesMax = 200;

/**
 * A bank's file, read by the API into proposals: what is certain is chosen, everything else waits for a person. The chosen
 * ones are booked one by one, each with its own answer.
 */
@customElement('guichet-desk-statement')
export class GuichetDeskStatement extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
        align-items: end;
        gap: 12px;
      }

      .sheet + .sheet {
        margin-top: 16px;
      }

      .proposals > li {
        display: grid;
        gap: 6px;
        padding: 14px 0;
        border-top: 1px solid var(--_border);
      }

      .head {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 20px;
      }

      .text {
        overflow-wrap: anywhere;
      }

      dialog {
        width: min(32rem, calc(100vw - 24px));
      }

      dialog[open] {
        display: grid;
        gap: 16px;
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;

  @state() private statement: Statement | undefined;
  @state() private known: Known = new Map();
  @state() private choices: ReadonlyMap<string, Choice> = new Map();
  @state() private booked: ReadonlyMap<string, Booked> = new Map();
  @state() private trouble: string | undefined;
  @state() private isBusy = false;
  @query('form') private form!: HTMLFormElement;
  @query('dialog') private dialog!: HTMLDialogElement;

  private readonly translator = new Translator(this);

  override render() {
    const {t} = this.translator;
    return html`
      <section class="sheet" aria-labelledby="title">
        <h1 id="title">${t('desk.rooms.statement')}</h1>
        <p class="muted">${t('desk.statement.text')}</p>
        <form novalidate @submit=${this.handleRead}>
          <div class="field">
            <label for="file">${t('desk.statement.file')}</label>
            <input id="file" name="file" type="file" accept=".xml,.csv,.txt,text/csv,application/xml,text/xml" />
          </div>
          <div class="field">
            <label for="currency">${t('desk.statement.currency')}</label>
            <select id="currency" name="currency">
              ${Object.keys(currencies).map((code) => html`<option value=${code}>${code}</option>`)}
            </select>
          </div>
          <button class="primary" type="submit" aria-busy=${this.isBusy}>${t('desk.statement.read')}</button>
        </form>
        ${this.trouble ? html`<p class="error" role="alert">${this.trouble}</p>` : nothing}
      </section>
      ${this.statement ? this.renderStatement(this.statement) : nothing}
    `;
  }

  private renderStatement({proposals, returns, rejected}: Statement) {
    const {t, locale} = this.translator;
    const chosen = this.chosen();
    return html`
      <section class="sheet" aria-labelledby="credits">
        <h2 id="credits" tabindex="-1">${t('desk.statement.credits', {count: proposals.length})}</h2>
        <ul class="proposals">
          ${proposals.map((proposal, index) => html`<li>${this.renderProposal(proposal, index)}</li>`)}
        </ul>
        <div class="row">
          <button class="primary book" type="button" aria-busy=${this.isBusy} @click=${this.handleAsk}>
            ${t('desk.statement.book', {count: chosen.length})}
          </button>
        </div>
      </section>
      ${
        returns.length + rejected.length > 0
          ? html`<section class="sheet" aria-labelledby="others">
              <h2 id="others">${t('desk.statement.others')}</h2>
              <ul>
                ${returns.map(
                  ({booking}) =>
                    html`<li class="text">
                      ${t('desk.statement.returned', {amount: moneyIn(booking.amount, booking.currency, locale), date: day(booking.booked_on, locale), text: plain(booking.text)})}
                    </li>`,
                )}
                ${rejected.map(({row, code}) => html`<li>${t('desk.statement.rejected', {row, code})}</li>`)}
              </ul>
            </section>`
          : nothing
      }
      <dialog aria-labelledby="sure" @cancel=${this.handleCancel}>
        <h2 id="sure">${t('desk.statement.book', {count: chosen.length})}</h2>
        <ul>
          ${[...totalsOf(chosen)].map(
            ([currency, amount]) =>
              html`<li class="figure">${t('desk.statement.total', {amount: moneyIn(amount, currency, locale)})}</li>`,
          )}
        </ul>
        <p>${t('desk.statement.sure')}</p>
        <div class="row">
          <button class="quiet" type="button" @click=${this.handleCancel}>${t('desk.close')}</button>
          <button class="primary sure" type="button" @click=${this.handleBook}>
            ${t('desk.statement.book', {count: chosen.length})}
          </button>
        </div>
      </dialog>
    `;
  }

  private renderProposal(proposal: Proposal, index: number) {
    const {t, locale} = this.translator;
    const {booking, kind, difference} = proposal;
    const options = optionsOf(proposal);
    const result = this.booked.get(booking.bank_id);
    return html`
      <p class="head">
        <strong class="figure">${moneyIn(booking.amount, booking.currency, locale)}</strong>
        <span class="muted small figure">${day(booking.booked_on, locale)}</span>
      </p>
      <p class="small text">
        ${[booking.payer, booking.reference, booking.text].filter(Boolean).map(plain).join(' · ')}
      </p>
      <p class="small ${kind === 'certain' ? 'good' : 'plain'}">
        ${t(`desk.statement.kinds.${kind}`, {amount: moneyIn(Math.abs(difference ?? 0), booking.currency, locale)})}
      </p>
      ${result ? this.renderResult(proposal, result) : nothing}
      ${
        options.length > 0 && result?.kind !== 'done' && result?.kind !== 'lost'
          ? html`<div class="field">
              <label class="small" for="choice-${index}">${t('desk.statement.pays')}</label>
              <select id="choice-${index}" @change=${(event: Event) => this.choose(proposal, event)}>
                <option value="" ?selected=${!this.choices.get(booking.bank_id)}>${t('desk.statement.nothing')}</option>
                ${options.map(
                  (id) =>
                    html`<option value=${id} ?selected=${this.choices.get(booking.bank_id) === id}>
                      ${this.nameOf(id)}
                    </option>`,
                )}
              </select>
            </div>`
          : nothing
      }
    `;
  }

  private renderResult(proposal: Proposal, result: Booked) {
    const {t} = this.translator;
    switch (result.kind) {
      case 'done':
        return html`<p class="good" role="status">${t('desk.statement.booked')}</p>`;
      case 'refused':
        return html`<p class="error" role="alert">${refusalWords(result.code, t)}</p>`;
      case 'lost':
        return html`
          <p class="bad" role="alert"><strong>${t('desk.lost.title')}</strong></p>
          <div class="row">
            <button class="quiet" type="button" @click=${() => this.bookOne(proposal)}>${t('desk.lost.again')}</button>
          </div>
        `;
    }
  }

  /** Order and amount once they are read; until then, the payment's number. */
  private nameOf(id: string): string {
    const payment = this.known.get(id);
    if (!payment) return id;
    const {locale} = this.translator;
    return `${plain(payment.order_reference)} · ${moneyIn(payment.amount, payment.currency, locale)}`;
  }

  /** What is chosen and not yet booked. */
  private chosen(): readonly Proposal[] {
    return (this.statement?.proposals ?? []).filter(({booking}) => {
      const result = this.booked.get(booking.bank_id);
      return this.choices.get(booking.bank_id) !== undefined && result?.kind !== 'done' && result?.kind !== 'lost';
    });
  }

  private choose({booking}: Proposal, {target}: Event) {
    if (!(target instanceof HTMLSelectElement)) return;
    this.choices = new Map(this.choices).set(booking.bank_id, target.value || undefined);
  }

  private async handleRead(event: Event) {
    event.preventDefault();
    if (this.isBusy) return;
    const {t} = this.translator;
    const typed = new FormData(this.form);
    const file = typed.get('file');
    if (!(file instanceof File) || !file.name) {
      this.trouble = t('desk.statement.no_file');
      this.renderRoot.querySelector<HTMLElement>('#file')?.focus();
      return;
    }
    this.isBusy = true;
    this.trouble = undefined;
    const asked = new URLSearchParams({currency: String(typed.get('currency') ?? 'EUR')});
    const answer = await this.api.ask({method: 'POST', path: `/v1/bank_statements?${asked}`, body: file}, isStatement);
    this.isBusy = false;
    if (answer.kind !== 'done') {
      this.statement = undefined;
      this.trouble = troubleWords(answer, t);
      return;
    }
    this.statement = answer.value;
    this.booked = new Map();
    this.known = new Map();
    this.choices = new Map(
      answer.value.proposals.map((proposal) => [proposal.booking.bank_id, firstChoice(proposal)] as const),
    );
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#credits')?.focus();
    await this.readNames(answer.value);
  }

  private async readNames(statement: Statement): Promise<void> {
    for (const id of mentioned(statement.proposals).slice(0, namesMax)) {
      const path = `/v1/payment_intents/${encodeURIComponent(id)}`;
      const answer = await this.api.ask({method: 'GET', path}, isPayment);
      if (this.statement !== statement) return;
      if (answer.kind === 'done') this.known = new Map(this.known).set(id, answer.value);
    }
  }

  private handleAsk() {
    if (!this.isBusy && this.chosen().length > 0) this.dialog.showModal();
  }

  private handleCancel(event: Event) {
    event.preventDefault();
    this.dialog.close();
  }

  private async handleBook() {
    this.dialog.close();
    if (this.isBusy) return;
    this.isBusy = true;
    for (const proposal of this.chosen()) await this.bookOne(proposal);
    this.isBusy = false;
    this.dispatchEvent(new DeskDoneEvent(''));
  }

  private async bookOne(proposal: Proposal): Promise<void> {
    const id = this.choices.get(proposal.booking.bank_id);
    if (id === undefined) return;
    const answer = await this.api.ask(bookingRequest(proposal, id), isPayment);
    this.booked = new Map(this.booked).set(proposal.booking.bank_id, answer);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-statement': GuichetDeskStatement;
  }
}
