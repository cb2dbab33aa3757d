import {css, html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, isCurrency} from '#contract/money.ts';
import {Translator} from '../base/i18n.ts';

/**
 * One amount, in the reader's language. Seen as `129,90 €`, read aloud as "129,90 euros".
 *
 * @csspart amount - The text.
 */
@customElement('guichet-amount')
export class GuichetAmount extends LitElement {
  static override styles = css`
    :host {
      display: inline;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }

    .unseen {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  `;

  /** In minor units: cents, pence, centimes. */
  @property({type: Number}) amount?: number;

  /** EUR, USD, GBP or CHF. Nothing is rendered for another one. */
  @property() currency = 'EUR';

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  private readonly translator = new Translator(this);

  override render() {
    const {amount, currency} = this;
    if (!Number.isSafeInteger(amount) || amount === undefined || !isCurrency(currency)) return nothing;
    const locale = intlLocales[this.translator.locale];

    return html`<span part="amount" aria-hidden="true">${formatMoney({amount, currency}, locale)}</span
      ><span class="unseen">${formatMoney({amount, currency}, locale, 'name')}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-amount': GuichetAmount;
  }
}
