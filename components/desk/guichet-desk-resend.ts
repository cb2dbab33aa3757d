import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {newIdempotencyKey} from '../base/api.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {isSentAgain, type DeskApi} from './desk-api.ts';
import styles from './desk.styles.ts';
import {lostNotice} from './notices.ts';
import {refusalWords} from './words.ts';

/** Sends something again, after a question: an event to the shop's server, or a letter to the shopper. */
@customElement('guichet-desk-resend')
export class GuichetDeskResend extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      dialog[open] {
        display: grid;
        gap: 16px;
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;
  @property() what: 'events' | 'letters' = 'events';
  /** `evt_…`, or a letter's id. */
  @property({attribute: 'subject'}) subjectId = '';
  /** Said in the question. */
  @property({attribute: 'subject-words'}) subjectWords = '';

  @state() private phase: 'asking' | 'busy' | 'lost' | 'done' = 'asking';
  @state() private refusal: string | undefined;
  @query('dialog') private dialog!: HTMLDialogElement;

  private readonly translator = new Translator(this);
  private key = '';

  override render() {
    const {t} = this.translator;
    return html`
      <div class="row">
        <button class="quiet small" type="button" @click=${this.handleOpen}>${t('desk.resend.button')}</button>
        <span class="small good" role="status">${this.phase === 'done' ? t(`desk.resend.${this.what}.done`) : ''}</span>
      </div>
      <dialog aria-labelledby="title" @cancel=${this.handleCancel}>
        <h2 id="title">${t(`desk.resend.${this.what}.title`)}</h2>
        ${this.subjectWords ? html`<p>${this.subjectWords}</p>` : html`<p class="code">${this.subjectId}</p>`}
        <p>${t(`desk.resend.${this.what}.text`)}</p>
        ${this.refusal ? html`<p class="error notice" role="alert">${this.refusal}</p>` : nothing}
        ${lostNotice(this.phase === 'lost', t)}
        <div class="row">
          <button class="quiet" type="button" @click=${this.handleCancel}>${t('desk.close')}</button>
          <button class="primary" type="button" aria-busy=${this.phase === 'busy'} @click=${this.handleResend}>
            ${t(this.phase === 'lost' ? 'desk.lost.again' : this.phase === 'busy' ? 'desk.busy' : 'desk.resend.button')}
          </button>
        </div>
      </dialog>
    `;
  }

  private handleOpen() {
    this.phase = 'asking';
    this.refusal = undefined;
    this.key = newIdempotencyKey();
    this.dialog.showModal();
  }

  private handleCancel(event: Event) {
    event.preventDefault();
    if (this.phase !== 'busy') this.dialog.close();
  }

  private async handleResend() {
    if (this.phase === 'busy') return;
    this.phase = 'busy';
    const path = `/v1/${this.what}/${encodeURIComponent(this.subjectId)}/resend`;
    const answer = await this.api.ask({method: 'POST', path, body: {}, key: this.key}, isSentAgain);
    const {t} = this.translator;
    this.refusal = answer.kind === 'refused' ? refusalWords(answer.code, t) : undefined;
    this.phase = answer.kind === 'done' ? 'done' : answer.kind === 'lost' ? 'lost' : 'asking';
    if (answer.kind === 'done') this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-resend': GuichetDeskResend;
  }
}
