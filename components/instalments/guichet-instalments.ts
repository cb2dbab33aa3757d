import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {dateAt} from '#contract/calendar.ts';
import {inShort, offerInstalments, testPlans, type InstalmentOffer} from '#contract/instalments.ts';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, isCurrency, type Money} from '#contract/money.ts';
import {addLater, hasTexts, Translator} from '../base/i18n.ts';
import {tokens} from '../base/theme.ts';
import {methodTexts} from '../methods/texts.ts';
import styles from './guichet-instalments.styles.ts';
import {creditNotice, planTable} from './plan-table.ts';
import table from './plan-table.styles.ts';

/**
 * Paying in parts, told on a product page: what each part would be, the dates in a fold, and the words that the law wants
 * beside any offer of credit. Renders nothing for what is no amount.
 *
 * @csspart short - The plan in a line.
 * @csspart schedule - The fold with the dates.
 * @csspart notice - The notice of the law. It cannot be hidden by a token.
 */
@customElement('guichet-instalments')
export class GuichetInstalments extends LitElement {
  static override styles = [tokens, table, styles];

  /** The price in minor units: `12990` for 129,90 €. */
  @property({type: Number}) amount?: number;

  /** `EUR`, `USD`, `GBP` or `CHF`. */
  @property() currency = 'EUR';

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  private readonly translator = new Translator(this);

  override connectedCallback() {
    super.connectedCallback();
    void addLater(methodTexts);
  }

  override render() {
    const {amount, currency} = this;
    if (amount === undefined || !Number.isSafeInteger(amount) || amount < 1 || !isCurrency(currency)) return nothing;
    if (!hasTexts(this.translator.locale, methodTexts.section)) {
      void addLater(methodTexts);
      return nothing;
    }
    const terms = testPlans.instalments_3;
    return this.renderOffer(offerInstalments({amount, currency}, terms, dateAt(Date.now())), terms.count);
  }

  private renderOffer(offer: InstalmentOffer, parts: number) {
    const {t, locale} = this.translator;
    if (!offer.offered) return html`<p class="short" part="short">${this.reasonOf(offer, parts)}</p>`;
    const {plan} = offer;
    const short = inShort(plan.instalments);
    const {currency} = plan;
    const money = (amount: number) => this.money({amount, currency});

    return html`
      ${
        short &&
        html`<p class="short" part="short">
          ${t(`instalments.${plan.cost === 0 ? 'short_free' : 'short'}`, {
            parts,
            first: money(short.first),
            times: short.times,
            each: money(short.each),
          })}
        </p>`
      }
      <details part="schedule">
        <summary>${t('instalments.see')}</summary>
        ${planTable(plan, t, locale)}
        <p class="subject">${t('instalments.subject')}</p>
      </details>
      <div part="notice">${creditNotice(t)}</div>
    `;
  }

  private reasonOf(offer: Exclude<InstalmentOffer, {offered: true}>, parts: number): string {
    const {t} = this.translator;
    switch (offer.reason) {
      case 'amount_too_small':
        return t('instalments.amount_too_small', {parts, from: this.money(offer.from)});
      case 'amount_too_large':
        return t('instalments.amount_too_large', {parts, upTo: this.money(offer.upTo)});
      case 'currency':
        return t('instalments.currency', {parts, currency: offer.currency});
    }
  }

  private money(money: Money): string {
    return formatMoney(money, intlLocales[this.translator.locale]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-instalments': GuichetInstalments;
  }
}
