import {html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {InstructionsView} from '#contract/session.ts';
import {hasTexts, Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {chequeDetails} from './cheque.ts';
import styles from './guichet-instructions.styles.ts';
import {methodTexts} from './texts.ts';
import {renderCode, transferLines} from './bank-transfer.ts';

/** One line to be read, and copied as the bank wants it: without the spaces that are for the eye. */
export interface Line {
  readonly key: string;
  readonly shown: string;
  /** Absent: nobody types this anywhere. */
  readonly copied?: string;
  readonly note?: string;
}

/** How long "copied" stands on the button. */
const copiedMs = 2500;

/**
 * How the shopper sends the money: the account with a code for banking apps, or the cheque with its slip, and until when.
 * Prints on one page.
 *
 * @csspart instructions - All of it.
 * @csspart line - One line, with its button.
 * @csspart code - The QR code and its words.
 * @csspart slip - The slip that goes with a cheque.
 */
@customElement('guichet-instructions')
export class GuichetInstructions extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** The merchant's name, for whom to ask. */
  @property() merchant = '';

  /** The merchant's number of the order, for the slip. */
  @property({attribute: 'order-reference'}) orderReference = '';

  /** The zone in which days are told: the shop's. */
  @property({attribute: 'time-zone'}) timeZone = 'Europe/Paris';

  /** What is to be sent, where and until when. Nothing is rendered until it is known. */
  @property({attribute: false}) instructions?: InstructionsView;

  @state() private copied: string | undefined;

  private readonly translator = new Translator(this);
  private timer = 0;

  override render() {
    const {instructions} = this;
    const {t, locale} = this.translator;
    if (!instructions || !hasTexts(locale, methodTexts.section)) return nothing;
    const {type, currency, amount, amount_received: received, payee, address} = instructions;
    const money = (minor: number) => formatMoney({amount: minor, currency}, intlLocales[locale]);
    const day = new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'long', timeZone: this.timeZone});
    const until = day.format(new Date(instructions.until));
    const order = html`<bdi>${plain(this.orderReference)}</bdi>`;

    return html`
      <div part="instructions">
        <p class="lead">
          ${t(`instructions.${texts[type]}${payee !== null && type === 'net_30' ? '_cheque' : ''}`, {date: until})}
          ${type === 'net_30' ? nothing : t('instructions.nothing_taken')}
        </p>
        ${received > 0 ? this.renderLine({key: 'received', shown: money(received)}) : nothing}
        ${this.renderLine({key: received > 0 ? 'left' : 'amount', shown: money(amount), copied: decimals(amount)})}
        ${this.renderLine({key: type === 'net_30' ? 'due' : 'until', shown: until})}
        ${
          type === 'cheque'
            ? chequeDetails(instructions, {t, locale, until, order, line: this.renderLine})
            : this.renderTransfer(instructions)
        }
        ${
          type === 'net_30'
            ? html`
                ${payee === null ? nothing : html`<p class="or">${t('instructions.or_cheque', {payee: plain(payee), address: address.map(plain).join(', ')})}</p>`}
                <p class="small">${t('instructions.late')}</p>
              `
            : nothing
        }
        <div class="acts">
          <button class="quiet" type="button" @click=${this.handlePrint}>${t('instructions.print')}</button>
        </div>
      </div>
    `;
  }

  private renderTransfer(instructions: InstructionsView) {
    const {t, locale} = this.translator;
    if (!instructions.account) {
      return html`<p>${t('instructions.no_account', {merchant: plain(this.merchant)})}</p>`;
    }
    return html`
      ${transferLines(instructions, t).map(this.renderLine)}
      ${renderCode(instructions, t, formatMoney(instructions, intlLocales[locale]))}
    `;
  }

  private readonly renderLine = ({key, shown, copied, note}: Line) => {
    const {t} = this.translator;
    const what = t(`instructions.${key}`);
    const isCopied = this.copied === key;
    return html`
      <div class="line" part="line">
        <div class="text">
          <p class="label" id="label-${key}">${what}</p>
          <p class="value" id="value-${key}"><bdi>${shown}</bdi></p>
          ${note ? html`<p class="small">${note}</p>` : nothing}
        </div>
        ${
          copied === undefined
            ? nothing
            : html`<button
                class="quiet copy"
                type="button"
                aria-label=${t(`instructions.${isCopied ? 'copied_all' : 'copies'}.${key}`)}
                @click=${() => this.copy(key, copied)}
              >
                ${t(isCopied ? 'instructions.copied' : 'instructions.copy')}
              </button>`
        }
      </div>
    `;
  };

  private async copy(key: string, text: string): Promise<void> {
    const {t} = this.translator;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No leave to write there: the text is selected, and a key of the shopper's copies it.
      const value = this.renderRoot.querySelector(`#value-${key}`);
      if (value) getSelection()?.selectAllChildren(value);
      announce(t('instructions.copy_failed'));
      return;
    }
    this.copied = key;
    announce(t(`instructions.copied_all.${key}`));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.copied = undefined), copiedMs);
  }

  private handlePrint() {
    print();
  }
}

const texts = {bank_transfer: 'transfer_text', cheque: 'cheque_text', net_30: 'net_30_text'} as const;

/** As a bank's form takes it: `129.90`. */
function decimals(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-instructions': GuichetInstructions;
  }
}
