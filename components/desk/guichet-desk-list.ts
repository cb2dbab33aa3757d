import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {dateAt} from '#contract/calendar.ts';
import {intentStatuses} from '#contract/statuses.ts';
import {Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {isPayment, pageOf, type Answer, type DeskApi, type Page, type Payment} from './desk-api.ts';
import {paymentsCsv} from './csv-export.ts';
import styles from './desk.styles.ts';
import './guichet-desk-tasks.ts';
import {day, methodName, money, stateOf, toneOf, troubleWords, urgencyOf} from './words.ts';

const pageSize = 20;
const exportPage = 100;
/** A file that a spreadsheet still opens, and no endless walk through the book. */
const exportMax = 10_000;

/** The payments, newest first: filtered, page by page, and as a file. */
@customElement('guichet-desk-list')
export class GuichetDeskList extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      :host {
        container-type: inline-size;
      }

      .sheet + .sheet {
        margin-top: 16px;
      }

      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr));
        align-items: end;
        gap: 12px;
      }

      .payments a {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 16px;
        padding: 12px 6px;
        border-top: 1px solid var(--_border);
        color: inherit;
        text-decoration: none;
      }

      .payments a:hover {
        background: var(--_tint);
      }

      .reference {
        font-weight: 600;
        overflow-wrap: anywhere;
      }

      .amount {
        font-weight: 600;
        text-align: end;
      }

      .when {
        text-align: end;
      }

      .payments .state,
      .deadline {
        grid-column: 1 / -1;
      }

      @container (min-width: 46rem) {
        .payments a {
          grid-template-columns: minmax(8rem, 1fr) minmax(9rem, 1.2fr) 7rem 12rem 8rem;
          align-items: baseline;
        }

        .payments .method {
          order: 1;
        }

        .payments .when {
          order: 2;
          text-align: start;
        }

        .payments .state {
          grid-column: auto;
          order: 3;
        }

        .payments .amount {
          order: 4;
        }

        .deadline {
          order: 5;
        }
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;

  @state() private payments: readonly Payment[] = [];
  @state() private hasMore = false;
  @state() private trouble: string | undefined;
  @state() private isBusy = false;
  @state() private isExporting = false;
  @state() private exported: string | undefined;
  @query('form') private form!: HTMLFormElement;

  private readonly translator = new Translator(this);
  /** Of two readings under way, the one that began last counts. */
  private round = 0;

  override firstUpdated() {
    // What is to be done reads itself.
    void this.read(undefined);
  }

  /** The first page again, with the filters as they stand; and what is to be done. */
  async reload(): Promise<void> {
    await Promise.all([this.read(undefined), this.renderRoot.querySelector('guichet-desk-tasks')?.reload()]);
  }

  override render() {
    const {t} = this.translator;
    return html`
      <guichet-desk-tasks .api=${this.api} @desk-done=${this.reload}></guichet-desk-tasks>
      <section class="sheet" aria-labelledby="title">
        <h1 id="title">${t('desk.rooms.payments')}</h1>
        <form role="search" @submit=${this.handleFilter} @change=${this.handleFilter}>
          <div class="field">
            <label for="reference">${t('desk.list.reference')}</label>
            <input id="reference" name="reference" type="search" maxlength="64" autocomplete="off" />
          </div>
          <div class="field">
            <label for="status">${t('desk.list.status')}</label>
            <select id="status" name="status">
              <option value="">${t('desk.list.any')}</option>
              ${intentStatuses.map((status) => html`<option value=${status}>${t(`desk.states.${status}`)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="since">${t('desk.list.since')}</label>
            <input id="since" name="since" type="date" max=${dateAt(Date.now())} />
          </div>
          <button class="quiet" type="submit">${t('desk.list.search')}</button>
        </form>
      </section>
      <section class="sheet" aria-label=${t('desk.list.found')} aria-busy=${this.isBusy}>
        ${this.trouble ? this.renderTrouble(this.trouble) : nothing}
        ${
          this.payments.length > 0
            ? html`<ul class="payments">
                ${this.payments.map((payment) => html`<li>${this.renderPayment(payment)}</li>`)}
              </ul>`
            : this.isBusy || this.trouble
              ? nothing
              : html`<p>${t('desk.list.none')}</p>`
        }
        <div class="row">
          ${
            this.hasMore
              ? html`<button class="quiet more" type="button" @click=${this.handleMore}>${t('desk.list.more')}</button>`
              : nothing
          }
          <button class="quiet export" type="button" aria-busy=${this.isExporting} @click=${this.handleExport}>
            ${t('desk.list.export')}
          </button>
        </div>
        ${this.exported ? html`<p role="status">${this.exported}</p>` : nothing}
      </section>
    `;
  }

  private renderTrouble(trouble: string) {
    const {t} = this.translator;
    return html`
      <p class="error" role="alert">${trouble}</p>
      <div class="row">
        <button class="quiet" type="button" @click=${this.reload}>${t('desk.again')}</button>
      </div>
    `;
  }

  private renderPayment(payment: Payment) {
    const {t, locale} = this.translator;
    const state = stateOf(payment);
    const deadline = payment.status === 'requires_capture' ? payment.capture_before : null;
    return html`
      <a href="#${payment.id}">
        <span class="reference"><bdi>${plain(payment.order_reference)}</bdi></span>
        <span class="amount figure">${money(payment, locale)}</span>
        <span class="method muted small">${methodName(payment.method, t)}</span>
        <span class="when muted small figure">${day(payment.created, locale)}</span>
        <span class="state small ${toneOf(state)}">${t(`desk.states.${state}`)}</span>
        ${deadline ? this.renderDeadline(deadline) : nothing}
      </a>
    `;
  }

  private renderDeadline(iso: string) {
    const {t} = this.translator;
    const {urgency, count} = urgencyOf(iso, Date.now());
    const tone = urgency === 'later' ? 'muted' : 'bad';
    return html`<span class="deadline small ${tone}">${t(`desk.deadline.${urgency}`, {count})}</span>`;
  }

  private filters(limit: number): URLSearchParams {
    const typed = new FormData(this.form);
    const field = (name: string) => String(typed.get(name) ?? '').trim();
    const asked = new URLSearchParams({limit: String(limit)});
    const [reference, status, since] = [field('reference'), field('status'), field('since')];
    if (reference) asked.set('order_reference', reference);
    if (status) asked.set('status', status);
    // From the day's first moment, where the merchant sits.
    if (since) asked.set('created[gte]', new Date(`${since}T00:00:00`).toISOString());
    return asked;
  }

  private page(asked: URLSearchParams, after: string | undefined): Promise<Answer<Page<Payment>>> {
    if (after !== undefined) asked.set('starting_after', after);
    return this.api.ask({method: 'GET', path: `/v1/payment_intents?${asked}`}, pageOf(isPayment));
  }

  private async read(after: string | undefined): Promise<void> {
    const round = ++this.round;
    this.isBusy = true;
    const answer = await this.page(this.filters(pageSize), after);
    if (round !== this.round) return;
    this.isBusy = false;
    if (answer.kind !== 'done') {
      this.trouble = this.words(answer);
      return;
    }
    this.trouble = undefined;
    this.payments = after === undefined ? answer.value.data : [...this.payments, ...answer.value.data];
    this.hasMore = answer.value.has_more;
  }

  private words(answer: Exclude<Answer, {kind: 'done'}>): string {
    const {t} = this.translator;
    return troubleWords(answer, t);
  }

  private async handleFilter(event: Event) {
    event.preventDefault();
    const typed = String(new FormData(this.form).get('reference') ?? '').trim();
    // A payment's own number leads to it.
    if (event.type === 'submit' && /^pi_[\w-]{1,60}$/.test(typed)) return void (location.hash = typed);
    await this.reload();
    const {t} = this.translator;
    if (!this.trouble)
      announce(
        t(this.hasMore ? 'desk.list.count_more' : 'desk.list.count', {count: this.payments.length}),
        'polite',
        this.renderRoot,
      );
  }

  private handleMore() {
    return this.read(this.payments.at(-1)?.id);
  }

  private async handleExport() {
    if (this.isExporting) return;
    const {t} = this.translator;
    this.isExporting = true;
    this.exported = undefined;
    const all: Payment[] = [];
    let more = true;
    while (more && all.length < exportMax) {
      const answer = await this.page(this.filters(exportPage), all.at(-1)?.id);
      if (answer.kind !== 'done') {
        this.trouble = this.words(answer);
        this.isExporting = false;
        return;
      }
      all.push(...answer.value.data);
      more = answer.value.has_more && answer.value.data.length > 0;
    }
    save(paymentsCsv(all, t), `guichet-${dateAt(Date.now())}.csv`);
    this.exported = t(more ? 'desk.list.exported_part' : 'desk.list.exported', {count: all.length});
    this.isExporting = false;
  }
}

/** Hands a file to the browser. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/csv;charset=utf-8'}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-list': GuichetDeskList;
  }
}
