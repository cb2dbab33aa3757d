import {html, isServer, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {hasTexts, Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {GuichetPlanChangeEvent} from '../events.ts';
import table from '../instalments/plan-table.styles.ts';
import {courseOf} from './course.ts';
import type {Standing} from '../providers/stage.ts';
import {fieldsPanel} from './fields.ts';
import styles from './guichet-method-panel.styles.ts';
import {instalmentsPanel} from './instalments.ts';
import {sentPanel} from './sent.ts';
import {methodTexts} from './texts.ts';
import {walletPanel} from './wallets.ts';

/** What a panel is drawn from. */
export interface PanelView {
  readonly type: MethodType;
  readonly view: SessionView;
  /** The provider's page will be a window of its own. */
  readonly isFramed: boolean;
  /** The id of the lender's plan that was chosen. */
  readonly plan?: string | undefined;
  /** No longer what the server drew. */
  readonly isTakenOver: boolean;
}

/**
 * What will happen when the shopper pays this way, told before the click: where they are led, when the money is taken,
 * when the goods leave, what a credit costs.
 *
 * @slot fields - The provider's fields or button, where it draws its own.
 * @csspart panel - The words.
 * @event {GuichetPlanChangeEvent} guichet-plan-change - Another of the lender's plans was chosen.
 */
@customElement('guichet-method-panel')
export class GuichetMethodPanel extends LitElement {
  static override styles = [tokens, buttons, table, styles];

  /** Which way to pay: `paypal`, `bank_transfer`… */
  @property() method?: MethodType;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** What is known of the session; nothing is rendered before. */
  @property({attribute: false}) view?: SessionView;

  /** The page stands in a shop's frame. */
  @property({type: Boolean}) framed = false;

  /** Which of the lender's plans, by its id; the first until the shopper chooses. */
  @property() plan?: string;

  /** How it stands with the provider's fields, where it draws its own. */
  @property({attribute: false}) standing?: Standing;

  /**
   * Drawn by the server, and not by us yet. The lender's plans may be others by the time this code comes, and what is taken over
   * must be what the server drew: it leaves them out.
   */
  @state() private isTakenOver = !isServer && this.shadowRoot === null;

  private readonly translator = new Translator(this);

  override render() {
    const {method: type, view, framed: isFramed, plan} = this;
    const {t, locale} = this.translator;
    if (!type || !view || !hasTexts(locale, methodTexts.section)) return nothing;
    const panel = {type, view, isFramed, plan, isTakenOver: this.isTakenOver};
    const amount = formatMoney(view, intlLocales[locale]);
    switch (courseOf(view, type)) {
      case 'card':
        return nothing;
      case 'fields':
        return html`<div part="panel">${fieldsPanel(panel, this.standing ?? 'loading', t, this)}</div>`;
      case 'offline':
        return html`<div part="panel">${sentPanel(panel, t, amount)}</div>`;
      case 'sheet':
      case 'redirect':
        return html`<div part="panel">
          ${type === 'instalments' ? instalmentsPanel(panel, this.choose, t, locale) : walletPanel(panel, t, amount)}
        </div>`;
    }
  }

  override firstUpdated() {
    this.isTakenOver = true;
  }

  // As with the methods: not as `.checked` in the template.
  override updated() {
    for (const input of this.renderRoot.querySelectorAll('input')) input.checked = input.hasAttribute('checked');
  }

  /** Moves the focus to the place of the provider's fields. */
  override async focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.fields')?.focus();
  }

  private readonly choose = (plan: string) => {
    this.plan = plan;
    this.dispatchEvent(new GuichetPlanChangeEvent(plan));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-method-panel': GuichetMethodPanel;
  }
}
