import {html, LitElement, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {intlLocales} from '#contract/locale.ts';
import {formatMoney, type Currency} from '#contract/money.ts';
import type {LineItemView, SessionView} from '#contract/session.ts';
import type {IntentStatus} from '#contract/statuses.ts';
import {Translator} from '../base/i18n.ts';
import {tokens} from '../base/theme.ts';
import {currencyChoice} from '../currency/near.ts';
import {currencyOf, isChoosable, presentedIn} from '../currency/presented.ts';
import type {GuichetCurrencyChangeEvent} from '../events.ts';
import {SessionReader} from '../page/session-reader.ts';
import {plain} from './plain.ts';
import styles from './guichet-order-summary.styles.ts';

/**
 * The order as a ticket: reference, lines, total, when the money is taken, and in which currency.
 *
 * Given `session` and `token` it reads the order itself; given `view` it draws what it is given.
 *
 * @slot - A word from the merchant at the foot of the ticket: terms, withdrawal.
 * @csspart ticket - The ticket.
 * @csspart total - The large amount.
 * @csspart lines - The list of what is paid for.
 * @event {GuichetCurrencyChangeEvent} guichet-currency-change - Another currency was chosen.
 * @cssproperty [--guichet-order-padding=28px] - Space inside the ticket.
 */
@customElement('guichet-order-summary')
export class GuichetOrderSummary extends LitElement {
  static override styles = [tokens, styles];

  /** The checkout session, `cs_…`. */
  @property() session?: string;

  /** The client token, `cst_…`. */
  @property() token?: string;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** What is known of the session; nothing is rendered before. */
  @property({attribute: false}) view?: SessionView;

  /** In which currency it is to be paid, of those that the session offers; the order's own until the shopper chooses. */
  @property() currency?: Currency;

  /** A payment is on its way: the choice stands. */
  @property({type: Boolean}) busy = false;

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);

  override willUpdate() {
    const view = this.view ?? this.reader.view;
    if (view && isChoosable(view) && !currencyChoice.isHere(this.translator.locale)) void currencyChoice.load();
  }

  override render() {
    const view = this.view ?? this.reader.view;
    if (!view) return nothing;
    const {t} = this.translator;
    const currency = currencyOf(view, this.currency);
    const presented = presentedIn(view, currency);
    const total = this.money(view, view.amount);
    const due = this.money(presented, presented.amount);

    return html`
      <section class="ticket" part="ticket" aria-labelledby="title">
        <div class="body">
          <h2 id="title">
            <span class="unseen">${t('order.title')}</span>
            <bdi>${t('order.reference', {reference: plain(view.order_reference)})}</bdi>
          </h2>
          <p class="total ${due.length > 10 ? 'long' : ''}" part="total">${due}</p>
          ${
            view.line_items.length > 0
              ? html`<dl class="lines" part="lines">${view.line_items.map((line) => this.renderLine(view, line))}</dl>`
              : nothing
          }
        </div>
        <div class="stub">
          <dl>
            <div class="line">
              <dt>${t('order.total')}</dt>
              <dd>${total}</dd>
            </div>
          </dl>
          ${
            isChoosable(view)
              ? html`<guichet-currency-choice
                  .view=${view}
                  .currency=${currency}
                  .busy=${this.busy}
                  @guichet-currency-change=${this.handleCurrency}
                ></guichet-currency-choice>`
              : nothing
          }
          ${view.capture_method === 'manual' && !settled.has(view.payment_intent.status) ? html`<p class="note">${t('order.deferred')}</p>` : nothing}
          <slot></slot>
        </div>
      </section>
    `;
  }

  private handleCurrency({currency}: GuichetCurrencyChangeEvent) {
    this.currency = currency;
  }

  private renderLine(view: SessionView, {name, quantity, amount}: LineItemView) {
    const times = html`<span class="times" aria-hidden="true">× ${quantity}</span
      ><span class="unseen">${this.translator.t('order.quantity', {quantity})}</span>`;
    return html`
      <div class="line">
        <dt><bdi>${plain(name)}</bdi> ${quantity > 1 ? times : nothing}</dt>
        <dd>${this.money(view, amount)}</dd>
      </div>
    `;
  }

  private money({currency}: SessionView, amount: number): string {
    return formatMoney({amount, currency}, intlLocales[this.translator.locale]);
  }
}

/** The shopper sends the money, or it was taken, or nothing will be: shipment debits nothing any more. */
const settled: ReadonlySet<IntentStatus> = new Set(['awaiting_funds', 'succeeded', 'canceled']);

declare global {
  interface HTMLElementTagNameMap {
    'guichet-order-summary': GuichetOrderSummary;
  }
}
