import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {dateAt} from '#contract/calendar.ts';
import {qrPath} from '#contract/qr.ts';
import type {MethodType} from '#contract/statuses.ts';
import {newIdempotencyKey} from '../base/api.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {
  amountBound,
  leftToCapture,
  openTasks,
  perform,
  requestOf,
  sights,
  wordsOfAct,
  type Act,
  type OpenTask,
  type Result,
  type Wish,
} from './acts.ts';
import {isLetter, type DeskApi, type DeskRequest, type Payment} from './desk-api.ts';
import styles from './desk.styles.ts';
import {lostNotice} from './notices.ts';
import {amountToType, typedAmount} from './typed-amount.ts';
import {instant, methodName, money, refusalWords} from './words.ts';
import {providerName} from './provider-names.ts';

/** Something was asked for, and answered; `sentence` says it. */
export class DeskDoneEvent extends Event {
  readonly sentence: string;

  constructor(sentence: string) {
    super('desk-done', {bubbles: true, composed: true});
    this.sentence = sentence;
  }
}

const cheques = ['received', 'cashed', 'bounced'] as const;

/**
 * One act, asked about before it is done: the order, the exact amount, and a button that says both. Opens when it is put
 * into the page.
 *
 * Each opening has a key of its own. While an answer is lost, the same request is sent again under the same key, and nothing
 * in it can be changed; after a certain no, the next request is a new one.
 */
@customElement('guichet-desk-dialog')
export class GuichetDeskDialog extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      dialog {
        width: min(34rem, calc(100vw - 24px));
        max-height: calc(100dvh - 24px);
        overflow-y: auto;
        box-shadow: var(--_shadow);
      }

      form,
      .link {
        display: grid;
        gap: 16px;
      }

      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }

      .acts button {
        flex: 1 1 auto;
      }

      svg {
        width: 11rem;
        max-width: 100%;
        background: #fff;
      }

      path {
        fill: #000;
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;
  @property({attribute: false}) payment!: Payment;
  @property() act: Act = 'ship';
  /** The task to settle, where there is more than one; absent: the first. */
  @property({attribute: false}) task: OpenTask | undefined;

  @state() private phase: 'asking' | 'busy' | 'lost' = 'asking';
  @state() private amountText = '';
  @state() private fault: string | undefined;
  @state() private refusal: string | undefined;
  @state() private link: {readonly id: string; readonly url: string; readonly until: string} | undefined;
  @state() private letter: 'asking' | 'busy' | 'lost' | 'done' = 'asking';
  @state() private isCopied = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement | null;

  private readonly translator = new Translator(this);
  private key = newIdempotencyKey();
  /** What was sent and not answered. */
  private pending: DeskRequest | undefined;

  override willUpdate() {
    if (this.hasUpdated) return;
    const bound = amountBound(this.act, this.payment);
    if (!bound || bound.start === 0) return;
    const mark = this.translator.locale === 'fr' ? ',' : '.';
    this.amountText = amountToType(bound.start, this.payment.currency, mark);
  }

  override firstUpdated() {
    this.dialog.showModal();
  }

  override render() {
    const {t, locale} = this.translator;
    const {payment, act} = this;
    return html`
      <dialog aria-labelledby="title" @cancel=${this.handleEscape} @close=${this.handleClose}>
        ${
          this.link
            ? this.renderLink(this.link)
            : html`<form novalidate autocomplete="off" @submit=${this.handleSubmit}>
                <h2 id="title">${t(`desk.acts.${wordsOfAct(act, payment)}.title`)}</h2>
                <dl>
                  <div>
                    <dt>${t('desk.order')}</dt>
                    <dd><bdi>${plain(payment.order_reference)}</bdi></dd>
                  </div>
                  <div>
                    <dt>${t('desk.amount')}</dt>
                    <dd class="figure">${money(payment, locale)}</dd>
                  </div>
                  <div>
                    <dt>${t('desk.method')}</dt>
                    <dd>${methodName(payment.method, t)}</dd>
                  </div>
                </dl>
                ${this.renderTask()}
                <p>${t(`desk.acts.${wordsOfAct(act, payment)}.text`)}</p>
                <fieldset class="fields" ?disabled=${this.phase === 'lost'}>${this.renderFields()}</fieldset>
                ${this.refusal ? html`<p class="error notice" role="alert">${this.refusal}</p>` : nothing}
                ${lostNotice(this.phase === 'lost', t)}
                <div class="acts">
                  <button class="quiet close" type="button" @click=${this.handleEscape}>${t('desk.close')}</button>
                  <button class="primary" type="submit" aria-busy=${this.phase === 'busy'}>${this.buttonText()}</button>
                </div>
              </form>`
        }
      </dialog>
    `;
  }

  private renderFields() {
    const {t} = this.translator;
    const {act, payment} = this;
    return html`
      ${amountBound(act, payment) ? this.renderAmount() : nothing}
      ${
        act === 'ship'
          ? html`<label class="choice">
              <input type="checkbox" name="final" checked />
              <span
                >${t('desk.acts.ship.final')}<br /><span class="small muted"
                  >${t('desk.acts.ship.final_hint')}</span
                ></span
              >
            </label>`
          : nothing
      }
      ${act === 'refund' ? this.renderText('reason', 200) : nothing}
      ${act === 'settle' ? html`${this.renderSights()} ${this.renderText('note', 200)}` : nothing}
      ${
        act === 'receive'
          ? html`<div class="field">
                <label for="received_on">${t('desk.acts.receive.received_on')}</label>
                <input
                  id="received_on"
                  name="received_on"
                  type="date"
                  required
                  .defaultValue=${dateAt(Date.now())}
                  max=${dateAt(Date.now())}
                />
              </div>
              ${this.renderText('reference', 140)} ${this.renderCheque(payment.method?.type)}`
          : nothing
      }
    `;
  }

  private renderAmount() {
    const {t, locale} = this.translator;
    const {act, payment, fault} = this;
    const most = amountBound(act, payment)?.most;
    return html`
      <div class="field">
        <label for="amount">${t(`desk.acts.${act}.amount`, {currency: payment.currency})}</label>
        <input
          id="amount"
          name="amount"
          class="figure"
          inputmode="decimal"
          autocomplete="off"
          maxlength="20"
          .value=${this.amountText}
          aria-invalid=${fault ? 'true' : 'false'}
          aria-describedby="bound${fault ? ' fault' : ''}"
          @input=${this.handleAmount}
        />
        <p class="small muted" id="bound">
          ${most === undefined ? t('desk.bound_free') : t('desk.bound', {amount: money({amount: most, currency: payment.currency}, locale)})}
        </p>
        ${fault ? html`<p class="error" id="fault" role="alert">${fault}</p>` : nothing}
      </div>
    `;
  }

  private renderTask() {
    const task = this.taskToSettle();
    if (!task) return nothing;
    return html`<p>${this.translator.t(`desk.tasks.${task.task}`, {provider: providerName(task.provider)})}</p>`;
  }

  private renderSights() {
    const {t} = this.translator;
    const {fault} = this;
    return html`
      <fieldset aria-describedby=${fault ? 'fault' : nothing} @change=${this.handleSight}>
        <legend>${t('desk.acts.settle.seen')}</legend>
        ${sights.map(
          (seen) =>
            html`<label class="choice">
              <input type="radio" name="seen" value=${seen} required />
              <span>${t(`desk.sights.${seen}`)}</span>
            </label>`,
        )}
        ${fault ? html`<p class="error" id="fault" role="alert">${fault}</p>` : nothing}
      </fieldset>
    `;
  }

  private renderText(name: 'reason' | 'reference' | 'note', max: number) {
    return html`
      <div class="field">
        <label for=${name}>${this.translator.t(`desk.acts.${this.act}.${name}`)}</label>
        <input id=${name} name=${name} maxlength=${max} autocomplete="off" />
      </div>
    `;
  }

  /** Terms are paid by transfer or by cheque: there, a cheque is said to be one. */
  private renderCheque(method: MethodType | undefined) {
    const {t} = this.translator;
    if (method !== 'cheque' && method !== 'net_30') return nothing;
    const steps = method === 'cheque' ? cheques : (['none', ...cheques] as const);
    return html`
      <fieldset>
        <legend>${t('desk.acts.receive.cheque')}</legend>
        ${steps.map(
          (step) =>
            html`<label class="choice">
              <input type="radio" name="cheque" value=${step} ?checked=${step === steps[0]} />
              <span>${t(`desk.cheques.${step}`)}</span>
            </label>`,
        )}
        <p class="small muted">${t('desk.acts.receive.cashed_stays')}</p>
      </fieldset>
    `;
  }

  private renderLink({url, until}: {readonly url: string; readonly until: string}) {
    const {t, locale} = this.translator;
    const {path, size} = qrPath(url);
    return html`
      <div class="link">
        <h2 id="title" tabindex="-1">${t('desk.acts.link.made')}</h2>
        <p>
          ${t('desk.acts.link.for', {order: plain(this.payment.order_reference), amount: money(this.payment, locale)})}
        </p>
        <div class="field">
          <label for="url">${t('desk.acts.link.url')}</label>
          <input id="url" class="code" readonly .value=${url} @focus=${this.handleSelect} />
        </div>
        <svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${t('desk.acts.link.qr')}><path d=${path} /></svg>
        <p class="small muted">${t('desk.acts.link.until', {date: instant(until, locale)})}</p>
        ${this.renderSend()}
        <p class="unseen" role="status">${this.isCopied ? t('desk.copied') : ''}</p>
        <div class="acts">
          <button class="quiet close" type="button" @click=${this.handleEscape}>${t('desk.close')}</button>
          <button class="primary copy" type="button" @click=${this.handleCopy}>
            ${t(this.isCopied ? 'desk.copied' : 'desk.copy')}
          </button>
        </div>
      </div>
    `;
  }

  /** The link by letter. While its answer is lost, what was asked for stands, under the same key. */
  private renderSend() {
    const {t} = this.translator;
    const {letter, refusal} = this;
    if (letter === 'done') return html`<p class="notice good" role="status">${t('desk.acts.link.sent')}</p>`;
    return html`
      <form novalidate autocomplete="off" @submit=${this.handleSend}>
        <div class="field">
          <label for="email">${t('desk.acts.link.email')}</label>
          <input
            id="email"
            name="email"
            type="email"
            maxlength="254"
            ?disabled=${letter === 'lost'}
            aria-invalid=${refusal ? 'true' : 'false'}
            aria-describedby="email-hint${refusal ? ' email-fault' : ''}"
          />
          <p class="small muted" id="email-hint">${t('desk.acts.link.email_hint')}</p>
          ${refusal ? html`<p class="error" id="email-fault" role="alert">${refusal}</p>` : nothing}
          ${lostNotice(letter === 'lost', t)}
        </div>
        <div class="acts">
          <button class="quiet send" type="submit" aria-busy=${letter === 'busy'}>
            ${t(letter === 'lost' ? 'desk.lost.again' : letter === 'busy' ? 'desk.busy' : 'desk.acts.link.send')}
          </button>
        </div>
      </form>
    `;
  }

  private async handleSend(event: SubmitEvent) {
    event.preventDefault();
    if (!this.link || this.letter === 'busy') return;
    const email = String(new FormData(this.form ?? undefined).get('email') ?? '').trim();
    const request = this.pending ?? {
      method: 'POST' as const,
      path: `/v1/payment_links/${encodeURIComponent(this.link.id)}/send`,
      body: email ? {email} : {},
      key: newIdempotencyKey(),
    };
    this.letter = 'busy';
    this.refusal = undefined;
    const answer = await this.api.ask(request, isLetter);
    this.pending = answer.kind === 'lost' ? request : undefined;
    this.letter = answer.kind === 'refused' ? 'asking' : answer.kind;
    if (answer.kind !== 'refused') return;
    const {t} = this.translator;
    this.refusal = answer.field === 'email' ? t('desk.acts.link.no_address') : refusalWords(answer.code, t);
  }

  private buttonText(): string {
    const {t, locale} = this.translator;
    if (this.phase === 'busy') return t('desk.busy');
    if (this.phase === 'lost') return t('desk.lost.again');
    const {act, payment} = this;
    const amount = this.typed() ?? (amountBound(act, payment) ? undefined : payment.amount);
    const words = `desk.acts.${wordsOfAct(act, payment)}`;
    return amount === undefined
      ? t(`${words}.title`)
      : t(`${words}.confirm`, {amount: money({amount, currency: payment.currency}, locale)});
  }

  /** The amount as typed; undefined while it is none. */
  private typed(): number | undefined {
    const bound = amountBound(this.act, this.payment);
    const read = bound && typedAmount(this.amountText, this.payment.currency, bound.most);
    return read?.ok ? read.amount : undefined;
  }

  private handleAmount({target}: Event) {
    if (target instanceof HTMLInputElement) this.amountText = target.value;
    this.fault = undefined;
  }

  private handleSight() {
    this.fault = undefined;
  }

  private taskToSettle(): OpenTask | undefined {
    return this.act === 'settle' ? (this.task ?? openTasks(this.payment)[0]) : undefined;
  }

  private async handleSubmit(event: Event) {
    event.preventDefault();
    if (this.phase === 'busy') return;
    const request = this.pending ?? this.request();
    if (!request) return;
    this.phase = 'busy';
    this.refusal = undefined;
    const result = await perform(this.api, this.act, request);
    this.pending = result.kind === 'lost' ? request : undefined;
    this.phase = result.kind === 'lost' ? 'lost' : 'asking';
    if (this.isConnected) this.settle(result);
  }

  private settle(result: Result) {
    const {t, locale} = this.translator;
    const {act, payment} = this;
    switch (result.kind) {
      case 'lost':
        return;
      case 'refused':
        // Certainly nothing happened: what is asked next is another request.
        this.key = newIdempotencyKey();
        if (result.field === 'amount') {
          this.fault = refusalWords(result.code, t);
          this.form?.querySelector<HTMLElement>('#amount')?.focus();
        } else this.refusal = refusalWords(result.code, t);
        return;
      case 'link':
        this.link = result;
        void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#title')?.focus());
        return;
      case 'done':
      case 'waiting': {
        const amount = money({amount: this.typed() ?? payment.amount, currency: payment.currency}, locale);
        const order = plain(payment.order_reference);
        const sentence = t(result.kind === 'done' ? `desk.acts.${wordsOfAct(act, payment)}.done` : 'desk.waiting', {
          amount,
          order,
        });
        this.dispatchEvent(new DeskDoneEvent(sentence));
        this.dialog.close();
      }
    }
  }

  /** What will be asked for; undefined, and said at the field, when something is to be mended first. */
  private request(): DeskRequest | undefined {
    const {t} = this.translator;
    const {act, payment} = this;
    const given = new FormData(this.form ?? undefined);
    const field = (name: string) => String(given.get(name) ?? '').trim();
    const bound = amountBound(act, payment);
    const read = bound && typedAmount(this.amountText, payment.currency, bound.most);
    if (read && !read.ok) {
      this.fault = t(`desk.amount_errors.${read.error}`);
      this.form?.querySelector<HTMLElement>('#amount')?.focus();
      return undefined;
    }
    const task = this.taskToSettle();
    const seen = sights.find((one) => one === field('seen'));
    if (act === 'settle' && !seen) {
      this.fault = t('desk.acts.settle.seen_missing');
      this.form?.querySelector<HTMLElement>('[name=seen]')?.focus();
      return undefined;
    }
    const amount = read?.amount ?? payment.amount;
    const wish: Wish = {
      amount,
      final: given.has('final') || amount === leftToCapture(payment),
      reason: field('reason'),
      receivedOn: field('received_on') || dateAt(Date.now()),
      reference: field('reference'),
      cheque: cheques.find((step) => step === field('cheque')),
      ...(task && seen && {settles: {task, seen, note: field('note')}}),
    };
    return requestOf(act, payment, wish, this.key);
  }

  private handleEscape(event: Event) {
    event.preventDefault();
    // What is under way is waited for: its answer is worth more than the escape key.
    if (this.phase !== 'busy' && this.letter !== 'busy') this.dialog.close();
  }

  private handleClose() {
    const wasMade = this.link !== undefined || this.phase === 'lost';
    if (wasMade) this.dispatchEvent(new DeskDoneEvent(''));
    this.dispatchEvent(new Event('desk-close', {bubbles: true, composed: true}));
  }

  private handleSelect({target}: Event) {
    if (target instanceof HTMLInputElement) target.select();
  }

  private async handleCopy() {
    if (!this.link) return;
    try {
      await navigator.clipboard.writeText(this.link.url);
      this.isCopied = true;
    } catch {
      this.renderRoot.querySelector<HTMLElement>('#url')?.focus();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-dialog': GuichetDeskDialog;
  }
  interface GlobalEventHandlersEventMap {
    'desk-done': DeskDoneEvent;
  }
}
