import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {firstMarks, networkMarks} from '#contract/card-frame.ts';
import type {MethodView, SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {Translator} from '../base/i18n.ts';
import {tokens} from '../base/theme.ts';
import {GuichetMethodChangeEvent} from '../events.ts';
import {SessionReader} from '../page/session-reader.ts';
import styles from './guichet-method-picker.styles.ts';

/**
 * The ways to pay: one line each, and a panel under the chosen one.
 *
 * Given `session` and `token` it reads the methods itself; given `view` it draws what it is given.
 *
 * @slot card - The panel of the card: a `guichet-card-form`. Each method has a slot of its own name.
 * @csspart methods - The list.
 * @csspart method - One line and its panel.
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

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);

  override render() {
    const methods = (this.view ?? this.reader.view)?.payment_methods;
    if (!methods?.length) return nothing;
    const lone = methods.length === 1 ? 'lone' : '';

    return html`
      <div class="methods ${lone}" part="methods" role="radiogroup" aria-label=${this.translator.t('method.label')}>
        ${methods.map((method, place) => this.renderMethod(method, this.isChosen(method, place)))}
      </div>
    `;
  }

  private renderMethod({type, brands}: MethodView, isChosen: boolean) {
    const {t} = this.translator;
    return html`
      <div class="method ${isChosen ? 'chosen' : ''}" part="method">
        <label>
          <input
            type="radio"
            name="method"
            value=${type}
            .checked=${isChosen}
            ?checked=${isChosen}
            @change=${() => this.choose(type)}
          />
          <span class="name">${t(`method.${type}`)}</span>
          ${isChosen || brands.length === 0 ? nothing : this.renderMarks(brands)}
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

  private isChosen({type}: MethodView, place: number): boolean {
    return this.method === undefined ? place === 0 : this.method === type;
  }

  private choose(type: MethodType) {
    this.method = type;
    this.dispatchEvent(new GuichetMethodChangeEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-method-picker': GuichetMethodPicker;
  }
}
