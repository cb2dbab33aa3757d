import {html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import type {ReceiptAnswer} from '#contract/receipt.ts';
import {addLater, Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {methodTexts} from '../methods/texts.ts';
import {languageSwitch} from './language-switch.ts';
import {receiptApi, save, type Said} from './receipt-api.ts';
import './guichet-receipt.ts';
import styles from './pages.styles.ts';
import {viewOf} from './view-of.ts';

/**
 * The page that a receipt's link leads to: the ticket, its PDF, a letter with it, and the shop's own invoice.
 *
 * The token is taken out of the address at once and kept in the history entry, as the payment page does: it survives a
 * reload, belongs to this tab, and is sent nowhere but in the header of our own calls.
 */
@customElement('guichet-receipt-page')
export class GuichetReceiptPage extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** `rcpt_…`. */
  @property({attribute: 'receipt-id'}) receiptId = '';

  /** `fr` or `en`. */
  @property() locale?: string;

  @state() private answer: Said<ReceiptAnswer> | undefined;
  /** What the last button led to, as a key of `receipt_page`. */
  @state() private said: {readonly key: string; readonly isFault: boolean} | undefined;
  @state() private isBusy = false;

  private readonly translator = new Translator(this);
  private token = '';

  /** The link pasted again, and whole this time, is to a browser the same page with another fragment. */
  private readonly open = () => {
    this.token = takeToken();
    void this.read();
  };

  override connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.open);
    this.open();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.open);
  }

  override render() {
    const {t, locale} = this.translator;
    return html`
      <div class="column">
        <div class="top">
          <h1>${t('receipt_page.title')}</h1>
          ${languageSwitch(locale, (next) => this.handleLanguage(next))}
        </div>
        ${this.renderReceipt()}
        <p class="said ${this.said?.isFault ? 'fault' : ''}" role="status">
          ${this.said ? t(`receipt_page.${this.said.key}`) : nothing}
        </p>
      </div>
    `;
  }

  private renderReceipt() {
    const {t, locale} = this.translator;
    const {answer} = this;
    if (!answer) return html`<p class="quietly">${t('receipt_page.loading')}</p>`;
    if (!answer.ok) {
      return html`
        <p class="fault" role="alert">${t(`receipt_page.faults.${faultOf(answer.code)}`)}</p>
        <div class="acts">
          <button class="quiet" type="button" @click=${this.read}>${t('receipt_page.retry')}</button>
        </div>
      `;
    }
    const {value} = answer;
    const {invoice} = value;
    const {awaited, merchant, order_reference} = value.document;
    return html`
      <guichet-receipt .receipt=${viewOf(value)} locale=${locale} alone>
        <div class="acts">
          <button class="primary" type="button" ?aria-busy=${this.isBusy} @click=${this.handlePdf}>
            ${t('receipt_page.pdf')}
          </button>
          ${
            value.sendable
              ? html`<button class="quiet" type="button" @click=${this.handleSend}>${t('receipt_page.send')}</button>`
              : nothing
          }
          ${
            invoice?.kind === 'file'
              ? html`<button class="quiet" type="button" @click=${this.handleInvoice}>
                  ${t('receipt_page.invoice')}
                </button>`
              : nothing
          }
        </div>
        <p class="quietly">${t('receipt_page.pdf_again')}</p>
      </guichet-receipt>
      ${
        awaited
          ? html`<section class="sending" aria-labelledby="sending">
              <h2 id="sending">${t(`instructions.${awaited.type}`)}</h2>
              <guichet-instructions
                .instructions=${awaited}
                .merchant=${merchant.name}
                .orderReference=${order_reference}
                locale=${locale}
              ></guichet-instructions>
            </section>`
          : nothing
      }
    `;
  }

  private api() {
    return receiptApi(this.receiptId, this.token);
  }

  private async read() {
    this.answer = undefined;
    const answer = await this.api().read();
    // Few tickets say how to send money: what that needs comes with those.
    if (answer.ok && answer.value.document.awaited) {
      await Promise.all([import('../methods/guichet-instructions.ts'), addLater(methodTexts)]);
    }
    this.answer = answer;
  }

  private handleLanguage(locale: Locale) {
    this.locale = locale;
    document.documentElement.lang = locale;
    document.title = this.translator.t('receipt_page.title');
  }

  private async handlePdf() {
    await this.act(
      () => this.api().pdf(this.translator.locale),
      (blob) => save(blob, `ticket-${this.receiptId}.pdf`),
    );
  }

  private async handleInvoice() {
    await this.act(
      () => this.api().invoice(),
      (blob) => save(blob, 'facture.pdf'),
    );
  }

  private async handleSend() {
    await this.act(
      () => this.api().send(),
      () => (this.said = {key: 'sent', isFault: false}),
    );
  }

  private async act<T>(ask: () => Promise<Said<T>>, done: (value: T) => void) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.said = undefined;
    const said = await ask();
    this.isBusy = false;
    if (said.ok) done(said.value);
    else this.said = {key: `faults.${faultOf(said.code)}`, isFault: true};
  }
}

const known = ['wrong_receipt', 'receipt_link_expired', 'rate_limited'];

function faultOf(code: string): string {
  // Without a token at all, or with one that was cut: it is the link that is not whole.
  if (code === 'unauthorized') return 'wrong_receipt';
  return known.includes(code) ? code : 'other';
}

function takeToken(): string {
  const fresh = location.hash.slice(1);
  if (fresh) history.replaceState({token: fresh}, '', location.pathname + location.search);
  const kept: unknown = history.state?.token;
  return typeof kept === 'string' ? kept : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-receipt-page': GuichetReceiptPage;
  }
}
