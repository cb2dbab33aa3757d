import {html, LitElement, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, isCurrency} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';
import {addLater, hasTexts, Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import styles from './guichet-payment-info.styles.ts';
import {readShopFacts, type MethodOnOffer, type ShopFacts} from './shop-facts.ts';
import {infoTexts} from './texts.ts';

/**
 * The shop's « Paiement sécurisé » page, written from its real settings: which means and currencies, what 3-D Secure is,
 * when one is debited, what is kept and for how long. Change a setting, and the page is true again.
 *
 * @slot - A word from the merchant, at the end.
 * @csspart title - The heading.
 * @csspart section - Each chapter.
 */
@customElement('guichet-payment-info')
export class GuichetPaymentInfo extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** The merchant's id, `mer_…`. Public: it stands in the page. */
  @property() merchant = '';

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** Where the facts come from; by default the origin of this script. */
  @property({attribute: 'pay-url'}) payUrl = new URL(import.meta.url).origin;

  /** The facts, where the page has them already; else they are read. */
  @property({attribute: false}) facts?: ShopFacts;

  @state() private hasFailed = false;

  private readonly translator = new Translator(this);

  override connectedCallback() {
    super.connectedCallback();
    void addLater(infoTexts);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    const isAsked = changed.has('merchant') || changed.has('payUrl');
    if (isAsked && this.merchant && !changed.has('facts')) void this.read();
  }

  override render() {
    const {t, locale} = this.translator;
    if (!hasTexts(locale, infoTexts.section)) {
      void addLater(infoTexts);
      return nothing;
    }
    if (this.hasFailed)
      return html`<p class="error" role="alert">${t('info.failed')}</p>
        <button class="quiet" type="button" @click=${this.read}>${t('info.again')}</button>`;
    if (!this.facts) return this.merchant ? html`<p role="status">${t('info.reading')}</p>` : nothing;
    return this.renderPage(this.facts);
  }

  private renderPage({data, shop}: ShopFacts) {
    const {t} = this.translator;
    const find = (type: MethodType) => data.find((method) => method.type === type);
    const [card, transfer, cheque, terms, parts] = [
      find('card'),
      find('bank_transfer'),
      find('cheque'),
      find('net_30'),
      find('instalments'),
    ];
    return html`
      <h2 part="title">${t('info.title', {shop: plain(shop.name)})}</h2>
      ${shop.livemode ? nothing : html`<p class="test">${t('info.test')}</p>`}
      ${this.chapter(
        'means',
        html`<ul>
          ${data.map((method) => this.renderMeans(method))}
        </ul>`,
      )}
      ${card ? this.chapter('entry', html`<p>${t('info.entry.text')}</p>`) : nothing}
      ${card ? this.renderSecure(shop) : nothing} ${this.renderWhen(data, shop)}
      ${card ? this.renderKept(shop) : nothing}
      ${transfer ? this.chapter('transfer', html`<p>${t('info.transfer.text', {count: transfer.days_to_pay ?? 0})}</p>`) : nothing}
      ${
        cheque
          ? this.chapter(
              'cheque',
              html`<p>
                ${t('info.cheque.text', {count: cheque.days_to_pay ?? 0, payee: plain(cheque.payee ?? shop.name)})}
              </p>`,
            )
          : nothing
      }
      ${terms ? this.renderTerms(terms) : nothing} ${parts ? this.renderParts(parts) : nothing}
      ${
        shop.markup_percent === null
          ? nothing
          : this.chapter(
              'exchange',
              html`<p>${t('info.exchange.text', {markup: this.percent(shop.markup_percent)})}</p>`,
            )
      }
      <slot></slot>
    `;
  }

  private chapter(name: string, content: TemplateResult, values: Record<string, string | number> = {}) {
    return html`
      <section part="section" aria-labelledby=${name}>
        <h3 id=${name}>${this.translator.t(`info.${name}.title`, values)}</h3>
        ${content}
      </section>
    `;
  }

  private renderMeans({type, currencies, from, customers, paid_orders: paidOrders}: MethodOnOffer) {
    const {t} = this.translator;
    const only = customers.length === 1 ? customers[0] : undefined;
    const notes = [
      t('info.means.currencies', {list: this.list([...currencies])}),
      ...Object.entries(from).map(([currency, amount]) => t('info.means.from', {amount: this.money(amount, currency)})),
      ...(only === 'company' || only === 'individual' ? [t(`info.means.${only}`)] : []),
      ...(paidOrders > 0 ? [t('info.means.later')] : []),
    ];
    return html`<li>
      <p class="name">${t(`method.${type}`)}</p>
      <p class="muted">${notes.join(' · ')}</p>
    </li>`;
  }

  private renderSecure({failed_authentications: count, card_block: block}: ShopFacts['shop']) {
    const {t} = this.translator;
    return this.chapter(
      'secure',
      html`<p>${t('info.secure.what')}</p>
        <p>${t('info.secure.code')}</p>
        <p>${t('info.secure.failures', {count})}</p>
        ${block ? html`<p>${t('info.secure.block', {payments: block.payments, days: block.days})}</p>` : nothing}`,
    );
  }

  private renderWhen(data: readonly MethodOnOffer[], shop: ShopFacts['shop']) {
    const {t} = this.translator;
    const named = (kinds: readonly MethodOnOffer['capture'][]) =>
      this.list(data.filter(({capture}) => kinds.includes(capture)).map(({type}) => t(`method.${type}`)));
    const [shipment, once, sent] = [named(['full', 'partial']), named(['none']), named(['offline'])];
    return this.chapter(
      'when',
      html`${shipment ? html`<p>${t('info.when.shipment', {list: shipment})}</p>` : nothing}
        ${once ? html`<p>${t('info.when.once', {list: once})}</p>` : nothing}
        ${sent ? html`<p>${t('info.when.sent', {list: sent})}</p>` : nothing}
        ${shop.review ? html`<p>${t('info.when.review')}</p>` : nothing}
        <p>${t('info.when.refused')}</p>`,
    );
  }

  private renderKept({card_kept_minutes: count, card_block: block}: ShopFacts['shop']) {
    const {t} = this.translator;
    return this.chapter(
      'kept',
      html`<p>${t('info.kept.card', {count})} ${t('info.kept.code')}</p>
        <p>${t('info.kept.rest')}</p>
        ${block ? html`<p>${t('info.kept.print', {days: block.days})}</p>` : nothing}`,
    );
  }

  private renderTerms({days_to_pay: days}: MethodOnOffer) {
    const values = {days: days ?? 0};
    return this.chapter('terms', html`<p>${this.translator.t('info.terms.text', values)}</p>`, values);
  }

  /** An offer of credit: the notice of the law stands beside it, whatever the theme. */
  private renderParts({parts, from}: MethodOnOffer) {
    const {t} = this.translator;
    const [currency = 'EUR', amount = 0] = Object.entries(from)[0] ?? [];
    // The lender may not have said in how many.
    const title = parts.length > 0 ? 'info.instalments.title' : 'info.instalments.title_any';
    return html`
      <section part="section" aria-labelledby="instalments">
        <h3 id="instalments">${t(title, {parts: parts.join(', ')})}</h3>
        <p>${t('info.instalments.text', {from: this.money(amount, currency)})}</p>
        <p class="notice">${t('instalments.notice')}</p>
      </section>
    `;
  }

  private money(amount: number, currency: string): string {
    return isCurrency(currency) ? formatMoney({amount, currency}, intlLocales[this.translator.locale]) : '';
  }

  private list(items: readonly string[]): string {
    return new Intl.ListFormat(intlLocales[this.translator.locale], {type: 'conjunction'}).format(items);
  }

  /** `3.00` as its reader writes it: `3,00` in French. */
  private percent(text: string): string {
    return this.translator.locale === 'fr' ? text.replace('.', ',') : text;
  }

  private async read(): Promise<void> {
    const {merchant, payUrl} = this;
    const facts = await readShopFacts(payUrl, merchant);
    if (merchant !== this.merchant || payUrl !== this.payUrl) return;
    this.hasFailed = facts === undefined;
    if (facts) this.facts = facts;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-payment-info': GuichetPaymentInfo;
  }
}
