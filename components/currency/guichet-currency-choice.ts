import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, type Currency, type Money} from '#contract/money.ts';
import type {SessionView} from '#contract/session.ts';
import {hasTexts, Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {tokens} from '../base/theme.ts';
import {GuichetCurrencyChangeEvent} from '../events.ts';
import styles from './guichet-currency-choice.styles.ts';
import {currencyTexts} from './texts.ts';
import {sentenceOf} from './told.ts';

/**
 * In which currency to pay: the order's own first, then each that the session quotes, at its amount. Under a conversion
 * stand the rate, its source, its day and the mark-up over it, and that the order's own currency can be paid as well.
 *
 * @csspart choices - The amounts to choose from.
 * @csspart told - What is told of the chosen one.
 * @event {GuichetCurrencyChangeEvent} guichet-currency-change - Another currency was chosen.
 */
@customElement('guichet-currency-choice')
export class GuichetCurrencyChoice extends LitElement {
  static override styles = [tokens, styles];

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** What is known of the session; nothing is rendered before. */
  @property({attribute: false}) view?: SessionView;

  /** The chosen currency; the order's own until the shopper chooses. */
  @property() currency?: Currency;

  /** A payment is on its way: the choice stands. */
  @property({type: Boolean}) busy = false;

  private readonly translator = new Translator(this);

  override render() {
    const {view, translator} = this;
    const {t, locale} = translator;
    if (!view || view.quotes.length === 0 || !hasTexts(locale, currencyTexts.section)) return nothing;
    const chosen = this.currency ?? view.currency;
    return html`
      <fieldset ?disabled=${this.busy}>
        <legend>${t('currency.label')}</legend>
        <div class="choices" part="choices">
          ${[view, ...view.quotes].map((money) => this.renderChoice(money, money.currency === chosen))}
        </div>
      </fieldset>
      ${this.renderTold(view, chosen)}
    `;
  }

  // Not as `.checked` in the template: the server would write each of them as a checked one.
  override updated() {
    for (const input of this.renderRoot.querySelectorAll('input')) input.checked = input.hasAttribute('checked');
  }

  private renderChoice({amount, currency}: Money, isChosen: boolean) {
    const tag = intlLocales[this.translator.locale];
    return html`
      <label>
        <input
          type="radio"
          name="currency"
          value=${currency}
          ?checked=${isChosen}
          @change=${() => this.choose({amount, currency})}
        />
        <span aria-hidden="true">${formatMoney({amount, currency}, tag)}</span>
        <span class="unseen">${formatMoney({amount, currency}, tag, 'name')}</span>
      </label>
    `;
  }

  private renderTold(view: SessionView, chosen: Currency) {
    const quote = view.quotes.find(({currency}) => currency === chosen);
    if (!quote) return nothing;
    const {t, locale} = this.translator;
    const otherwise = t('currency.otherwise', {amount: formatMoney(view, intlLocales[locale])});
    return html`<p part="told">
      ${sentenceOf(quote, view.currency, chosen, t, locale)} ${quote.source === 'ECB' ? otherwise : nothing}
      ${quote.sample ? t('currency.sample') : nothing}
    </p>`;
  }

  private choose({amount, currency}: Money) {
    this.currency = currency;
    this.dispatchEvent(new GuichetCurrencyChangeEvent(currency));
    const {t, locale} = this.translator;
    // What changed is elsewhere on the page: the total, the button, the ways to pay.
    announce(`${t('currency.chosen')}. ${formatMoney({amount, currency}, intlLocales[locale], 'name')}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-currency-choice': GuichetCurrencyChoice;
  }
}
