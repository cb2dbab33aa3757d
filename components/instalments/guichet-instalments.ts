import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {inShort} from '#contract/instalments.ts';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, isCurrency, type Money} from '#contract/money.ts';
import type {LenderOffer, PlanView} from '#contract/session.ts';
import type {CaptureMethod} from '#contract/statuses.ts';
import {addLater, hasTexts, Translator} from '../base/i18n.ts';
import {tokens} from '../base/theme.ts';
import {methodTexts} from '../methods/texts.ts';
import styles from './guichet-instalments.styles.ts';
import {readLenderOffer} from './lender-offer.ts';
import {creditNotice, planTable} from './plan-table.ts';
import table from './plan-table.styles.ts';
import {nameOfPlans, planName, planOf, planPrice} from './plans.ts';

/**
 * Paying in parts, told on a product page: what the merchant's lender offers for this price today, each plan with its dates in a
 * fold, and the words that the law wants beside any offer of credit. Renders nothing until the lender has answered, nor for what
 * is no amount, and nothing where it offers nothing or cannot be asked.
 *
 * @csspart short - The offer in a line.
 * @csspart schedule - The fold of one plan, with the dates.
 * @csspart notice - The notice of the law. It cannot be hidden by a token.
 */
@customElement('guichet-instalments')
export class GuichetInstalments extends LitElement {
  static override styles = [tokens, table, styles];

  /** The price in minor units: `12990` for 129,90 €. */
  @property({type: Number}) amount?: number;

  /** `EUR`, `USD`, `GBP` or `CHF`. */
  @property() currency = 'EUR';

  /** `manual` where the shop takes the money at shipment: only what can begin then is told. */
  @property({attribute: 'capture-method'}) captureMethod: CaptureMethod = 'automatic';

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** Where the lender is asked; by default the origin of this script. */
  @property({attribute: 'pay-url'}) payUrl = new URL(import.meta.url).origin;

  /** What the lender says, where the page knows it already; else it is asked. */
  @property({attribute: false}) offer?: LenderOffer | undefined;

  private readonly translator = new Translator(this);

  override connectedCallback() {
    super.connectedCallback();
    void addLater(methodTexts);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    const isAsked = ['amount', 'currency', 'captureMethod', 'payUrl'].some((name) => changed.has(name));
    if (isAsked && !changed.has('offer')) void this.read();
  }

  override render() {
    const {price, offer} = this;
    // What is known of another price says nothing about this one.
    if (!price || !offer || offer.amount !== price.amount || offer.currency !== price.currency) return nothing;
    if (!hasTexts(this.translator.locale, methodTexts.section)) {
      void addLater(methodTexts);
      return nothing;
    }
    return offer.plans.length > 0 ? this.renderPlans(offer) : this.renderReason(offer);
  }

  private renderPlans({plans, livemode}: LenderOffer) {
    const {t} = this.translator;
    return html`
      <p class="short" part="short">${this.inALine(plans)}</p>
      <div class="plans">
        ${plans.map(
          (plan) =>
            html`<details part="schedule">
              <summary>${plans.length > 1 ? this.lineOf(plan) : t('instalments.see')}</summary>
              ${planTable(planOf(plan), t, this.translator.locale)}
              <p class="subject">${t('instalments.subject')}</p>
            </details>`,
        )}
      </div>
      <div part="notice">${creditNotice(t)}</div>
      ${livemode ? nothing : html`<p class="subject">${t('instalments.test')}</p>`}
    `;
  }

  /** One plan with all its parts; several by their numbers, and each with its own line. */
  private inALine(plans: readonly PlanView[]): string {
    const {t, locale} = this.translator;
    const [only, ...more] = plans;
    const short = only && more.length === 0 && inShort(only.instalments);
    if (!only || !short) return more.length === 0 && only ? this.lineOf(only) : nameOfPlans(plans, t, locale);
    const {currency, cost, instalments} = only;
    const {first, times, each} = short;
    const money = (amount: number) => this.money({amount, currency});
    const values = {parts: instalments.length, first: money(first), times, each: money(each)};
    return t(`instalments.${cost === 0 ? 'short_free' : 'short'}`, values);
  }

  private lineOf(plan: PlanView): string {
    const {t, locale} = this.translator;
    return t('instalments.line', {name: planName(plan, t, locale), price: planPrice(plan, t, locale)});
  }

  /** Only what another price, or the same in another currency, would change. */
  private renderReason({reason, from, currency}: LenderOffer) {
    const {t} = this.translator;
    return reason === 'amount_too_small' && from !== null
      ? html`<p class="short" part="short">${t('instalments.from', {from: this.money({amount: from, currency})})}</p>`
      : nothing;
  }

  private get price(): Money | undefined {
    const {amount, currency} = this;
    const isPrice = amount !== undefined && Number.isSafeInteger(amount) && amount >= 1 && isCurrency(currency);
    return isPrice ? {amount, currency} : undefined;
  }

  private async read(): Promise<void> {
    const {price, payUrl, captureMethod} = this;
    this.offer = undefined;
    if (!price) return;
    const offer = await readLenderOffer(payUrl, price, captureMethod === 'manual' ? 'manual' : 'automatic');
    // Asked anew meanwhile, or told by the page: that answer counts.
    const {price: now} = this;
    const isStill = now?.amount === price.amount && now.currency === price.currency && !this.offer;
    if (isStill && payUrl === this.payUrl && captureMethod === this.captureMethod) this.offer = offer;
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
