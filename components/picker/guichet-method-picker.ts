import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {firstMarks, networkMarks} from '#contract/card-frame.ts';
import {intlLocales} from '#contract/locale.ts';
import {methodFacts} from '#contract/methods.ts';
import {formatMoney} from '#contract/money.ts';
import type {HiddenMethodView, MethodView, SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {Translator} from '../base/i18n.ts';
import {tokens} from '../base/theme.ts';
import {GuichetMethodChangeEvent} from '../events.ts';
import {hintOfPlans, nameOfPlans} from '../instalments/plans.ts';
import {methodsFor} from '../methods/device.ts';
import {plain} from '../order/plain.ts';
import {SessionReader} from '../page/session-reader.ts';
import styles from './guichet-method-picker.styles.ts';
import {markOf} from './marks.ts';

/**
 * The ways to pay: one line each, a panel under the chosen one, and in a fold what does not fit this order, with its reason.
 *
 * Given `session` and `token` it reads the methods itself; given `view` it draws what it is given. It chooses, and draws no
 * panel: what pays by a method is slotted under it. Fields that a provider draws itself (`course: fields`) come with
 * `guichet-payment-page` only, which brings the provider's script and pays; under a picker alone their place stays empty.
 *
 * @slot card - The panel of the card: a `guichet-card-form`. Each method has a slot of its own name.
 * @slot - Methods of the merchant's own: `guichet-method` elements.
 * @csspart methods - The list.
 * @csspart method - One line and its panel.
 * @csspart others - The fold of what is not offered, and why.
 * @event {GuichetMethodChangeEvent} guichet-method-change - Another method was chosen.
 */
@customElement('guichet-method-picker')
export class GuichetMethodPicker extends LitElement {
  static override styles = [tokens, styles];

  /** The checkout session, `cs_…`. */
  @property() session?: string;

  /** The client token, `cst_…`. */
  @property() token?: string;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** What is known of the session; nothing is rendered before. */
  @property({attribute: false}) view?: SessionView;

  /** The chosen method; the first one until the shopper chooses. */
  @property() method?: MethodType;

  /** The wallets that this device has (`apple_pay`, `google_pay`): those that it does not have are not shown. */
  @property({attribute: false}) wallets: readonly MethodType[] = [];

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);
  private listed: SessionView | undefined;

  // While a try is under way the server asks no lender, and says less: the lines stay as they stood at the click.
  override willUpdate() {
    const view = this.view ?? this.reader.view;
    const isChoosing = view?.payment_intent.status === 'requires_payment_method';
    if (isChoosing || view?.id !== this.listed?.id) this.listed = view;
  }

  override render() {
    const {listed: view} = this;
    if (!view) return nothing;
    const {t} = this.translator;
    const methods = methodsFor(view, this.wallets);
    const lone = methods.length === 1 ? 'lone' : '';
    const list = html`
      <div class="methods ${lone}" part="methods" role="radiogroup" aria-label=${t('method.label')}>
        ${methods.map((method, place) => this.renderMethod(method, this.isChosen(method, place)))}
      </div>
    `;
    // Not an empty box: it says why nobody can pay here.
    const none = html`<p class="none">${t('method.none')}</p>`;
    return html`${methods.length > 0 ? list : none} ${this.renderHidden(view)}<slot></slot>`;
  }

  // Not as `.checked` in the template: the server would write each of them as a checked one.
  override updated() {
    for (const input of this.renderRoot.querySelectorAll('input')) input.checked = input.hasAttribute('checked');
  }

  private renderMethod({type, brands, plans}: MethodView, isChosen: boolean) {
    const {t, locale} = this.translator;
    const hint = plans ? hintOfPlans(plans, t, locale) : hinted.includes(type) && t(`method.hint.${type}`);
    const name = plans ? nameOfPlans(plans, t, locale) : t(`method.${type}`);
    return html`
      <div class="method ${isChosen ? 'chosen' : ''}" part="method">
        <label>
          <input type="radio" name="method" value=${type} ?checked=${isChosen} @change=${() => this.choose(type)} />
          <span class="name">${name}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span>
          ${isChosen || brands.length === 0 ? nothing : this.renderMarks(brands)}
          ${brands.length > 0 ? nothing : markOf(type)}
        </label>
        ${isChosen ? html`<div class="panel"><slot name=${type}></slot></div>` : nothing}
      </div>
    `;
  }

  /** Not beside the chosen method: its form has the same marks, in the field for the number. */
  private renderMarks(brands: MethodView['brands']) {
    return html`<span class="brands" aria-hidden="true">
      ${firstMarks(brands).map((brand) => html`<span class="brand ${brand}">${networkMarks[brand]}</span>`)}
    </span>`;
  }

  private renderHidden(view: SessionView) {
    const {hidden_methods: hidden} = view;
    if (hidden.length === 0) return nothing;
    const {t} = this.translator;
    return html`
      <details class="others" part="others">
        <summary>${t('method.others')}</summary>
        <dl>
          ${hidden.map(
            (method) =>
              html`<div>
                <dt>${t(`method.${method.type}`)}</dt>
                <dd>${this.reasonOf(method, view)}</dd>
              </div>`,
          )}
        </dl>
      </details>
    `;
  }

  private reasonOf({type, reason, from}: HiddenMethodView, {currency, merchant}: SessionView): string {
    const {customers} = methodFacts[type];
    const only = customers.length === 1 ? customers[0] : undefined;
    return this.translator.t(`method.hidden.${reason}`, {
      currency,
      merchant: plain(merchant.name),
      from: from === null ? '' : this.money(from, currency),
      ...(only && reason === 'customer_type' && {context: only}),
    });
  }

  private money(amount: number, currency: SessionView['currency']): string {
    return formatMoney({amount, currency}, intlLocales[this.translator.locale]);
  }

  /** Moves the focus to the chosen line. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input:checked')?.focus();
  }

  private isChosen({type}: MethodView, place: number): boolean {
    return this.method === undefined ? place === 0 : this.method === type;
  }

  private choose(type: MethodType) {
    this.method = type;
    this.dispatchEvent(new GuichetMethodChangeEvent(type));
  }
}

const hinted: readonly MethodType[] = ['wero', 'bank_transfer', 'cheque', 'net_30'];

declare global {
  interface HTMLElementTagNameMap {
    'guichet-method-picker': GuichetMethodPicker;
  }
}
