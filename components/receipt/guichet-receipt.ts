import {html, LitElement, nothing, svg} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {AuthenticationOutcome} from '#contract/challenge.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {isSentMethod} from '#contract/methods.ts';
import {formatMoney, type Money} from '#contract/money.ts';
import type {QrDrawing} from '#contract/qr.ts';
import type {PlanView, ReceiptProof, ReceiptView} from '#contract/session.ts';
import {addLater, hasTexts, Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {currencyTexts} from '../currency/texts.ts';
import {conversionLines} from '../currency/told.ts';
import {GuichetReturnEvent} from '../events.ts';
import {methodTexts} from '../methods/texts.ts';
import {plain} from '../order/plain.ts';
import {isWeb} from '../page/departure.ts';
import {SessionReader} from '../page/session-reader.ts';
import {brandNames} from '../picker/brand-names.ts';
import styles from './guichet-receipt.styles.ts';

/**
 * The ticket: what was paid, to whom and how, shown before the shopper leaves. Prints on one page or on an 80 mm strip.
 *
 * Given `session` and `token` it reads the ticket itself; given `receipt` it draws what it is given. The server's data
 * are the source (`docs/elements.md`).
 *
 * @slot - A word from the merchant, under the ticket; not printed.
 * @csspart ticket - The ticket itself.
 * @csspart outcome - The line above it.
 * @csspart plan - How the lender is paid back.
 * @csspart code - The QR code, which is a link to where the ticket can be checked.
 * @csspart print - The button that prints.
 * @csspart return - The button that leads back to the shop.
 * @cssproperty [--guichet-receipt-padding=28px] - Space inside the ticket.
 * @event {GuichetReturnEvent} guichet-return - The shopper asked to go back to the shop.
 */
@customElement('guichet-receipt')
export class GuichetReceipt extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** The checkout session, `cs_…`. */
  @property() session?: string;

  /** The client token, `cst_…`. */
  @property() token?: string;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** The zone in which the hour is told, with its offset: the shop's, as on any ticket. */
  @property({attribute: 'time-zone'}) timeZone = 'Europe/Paris';

  /** What stands on the ticket. Nothing is rendered until it is known. */
  @property({attribute: false}) receipt?: ReceiptView;

  /** On a page of its own: there is no shop to go back to. */
  @property({type: Boolean}) alone = false;

  /** The code of `drawnFor`; its code is fetched once there is something to draw. */
  @state() private qr: QrDrawing | undefined;
  private drawnFor: string | undefined;

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);

  override willUpdate() {
    const receipt = this.receipt ?? this.reader.view?.receipt;
    if (receipt?.conversion) void addLater(currencyTexts);
    if (receipt && (isSent(receipt) || receipt.plan)) void addLater(methodTexts);
    const url = receipt?.proof?.verify_url;
    if (url === this.drawnFor) return;
    this.drawnFor = url;
    this.qr = undefined;
    if (url === undefined) return;
    void import('#contract/qr.ts').then(({qrPath}) => {
      if (this.drawnFor === url) this.qr = qrPath(url);
    });
  }

  override render() {
    const receipt = this.receipt ?? this.reader.view?.receipt;
    const {t, locale} = this.translator;
    if (!receipt || (isSent(receipt) && !hasTexts(locale, methodTexts.section))) return nothing;
    const {merchant, type} = receipt;
    const outcome = outcomeOf(receipt);
    const moved = formatMoney(movedOf(receipt), intlLocales[locale]);

    return html`
      ${outcome ? this.renderOutcome(outcome) : nothing}
      <section class="ticket" part="ticket" aria-labelledby="title">
        <div class="paper">
          ${receipt.livemode ? nothing : html`<p class="banner">${t('receipt.test')}</p>`}
          <h2 id="title">${t('receipt.title')}</h2>
          <p class="shop"><bdi>${plain(merchant.name)}</bdi></p>
          ${merchant.address ? html`<p class="address">${merchant.address}</p>` : nothing}
          <p class="amount ${moved.length > 10 ? 'long' : ''}">${moved}</p>
          <dl>${this.lines(receipt).map(renderLine)}</dl>
          ${receipt.plan && hasTexts(locale, methodTexts.section) ? this.renderPlan(receipt.plan, type) : nothing}
          ${outcome ? html`<p class="note">${t(`${outcomes[outcome]}_text`)}</p>` : nothing}
          ${receipt.proof ? this.renderCode(receipt.proof) : nothing}
          <p class="keep">${t('receipt.keep')}</p>
        </div>
      </section>
      <div class="acts">
        <button class="quiet" part="print" type="button" @click=${this.handlePrint}>${t('receipt.print')}</button>
        ${receipt.proof ? this.renderLinks(receipt.proof) : nothing}
        ${this.alone ? nothing : html`<button class="primary" part="return" type="button" @click=${this.handleReturn}>${t('receipt.return')}</button>`}
      </div>
      <slot></slot>
    `;
  }

  /** When the lender takes how much. Before the goods leave nothing has begun, and its days move with them. */
  private renderPlan({currency, cost, total, instalments}: PlanView, type: ReceiptView['type']) {
    const {t, locale} = this.translator;
    const money = (amount: number) => formatMoney({amount, currency}, intlLocales[locale], 'code');
    const day = new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'long', timeZone: 'UTC'});
    const lines: readonly (readonly [string, string])[] = [
      ...instalments.map(({due_on, amount}) => [day.format(new Date(due_on)), money(amount)] as const),
      [t('instalments.cost'), money(cost)],
      [t('instalments.total'), money(total)],
    ];
    return html`
      <section class="plan" part="plan" aria-labelledby="plan">
        <h3 id="plan">${t('instalments.title')}</h3>
        <dl>${lines.map(renderLine)}</dl>
        ${type === 'authorization' ? html`<p class="note">${t('instalments.from_shipment')}</p>` : nothing}
      </section>
    `;
  }

  private renderOutcome(outcome: Outcome) {
    const isCalm = calm.has(outcome);
    return html`
      <p class="outcome ${isCalm ? 'calm' : ''}" part="outcome">
        <svg viewBox="0 0 34 34" aria-hidden="true">
          <circle cx="17" cy="17" r="17" />
          <path d=${isCalm ? 'M10.5 17h13' : 'M10 17.5l5 5 9.5-10.5'} />
        </svg>
        ${this.translator.t(outcomes[outcome])}
      </p>
    `;
  }

  /** Anyone who holds the paper can check the signature: the code is the link. */
  private renderCode({verify_url: url}: ReceiptProof) {
    const {qr} = this;
    return html`
      <a class="code" part="code" href=${url} target="_blank" rel="noopener noreferrer">
        ${
          qr
            ? svg`<svg viewBox="0 0 ${qr.size} ${qr.size}" aria-hidden="true"><path d=${qr.path} /></svg>`
            : html`<span class="room"></span>`
        }
        <span>${this.translator.t('receipt.check')}</span>
      </a>
    `;
  }

  /** The receipt's own page, the shop's invoice, and the way out of the contract. */
  private renderLinks({url, invoice_url: invoice, withdrawal_url: withdrawal = ''}: ReceiptProof) {
    const {t} = this.translator;
    const link = (href: string, text: string) =>
      html`<a class="quiet" href=${href} target="_blank" rel="noopener noreferrer">${text}</a>`;
    return html`
      ${invoice?.startsWith('https://') ? link(invoice, t('receipt.invoice')) : nothing}
      ${this.alone ? nothing : link(url, t('receipt.more'))}
      ${isWeb(withdrawal) ? link(withdrawal, t('receipt.withdraw')) : nothing}
    `;
  }

  /** The fields of the ticket in their order; those that are not known leave no empty line. */
  private lines(receipt: ReceiptView): readonly (readonly [string, unknown])[] {
    const {t, locale} = this.translator;
    const {merchant, card} = receipt;
    const outcome = outcomeOf(receipt);
    const money = (amount: number) => formatMoney({amount, currency: receipt.currency}, intlLocales[locale], 'code');
    const brand = card?.network ?? card?.brand;
    const said = (all: readonly (readonly [string, unknown])[]) =>
      all.filter(([, value]) => value).map(([key, value]) => [t(`receipt.${key}`), value] as const);
    const {conversion} = receipt;
    return [
      ...said([
        ['created', this.instant(receipt.created, locale)],
        ['order', html`<bdi>${plain(receipt.order_reference)}</bdi>`],
        ['type', t(outcome && isSent(receipt) ? outcomes[outcome] : `receipt.types.${receipt.type}`)],
        ['amount', money(receipt.amount)],
        ['refunded', receipt.amount_refunded > 0 && money(receipt.amount_refunded)],
      ]),
      ...(conversion && hasTexts(locale, currencyTexts.section)
        ? conversionLines(conversion, receipt.currency, t, locale)
        : []),
      ...said([
        ['method', receipt.method ? t(`method.${receipt.method}`) : card && t('receipt.card_method')],
        ['network', brand && brandNames[brand]],
        ['card', card && this.renderCard(card.last4)],
        ['authentication', receipt.authentication && t(`receipt.authentications.${proofs[receipt.authentication]}`)],
        ['authorization', receipt.authorization_code],
        ['transaction', receipt.transaction_id],
        ['contract', merchant.contract_id],
        ['siret', merchant.siret],
      ]),
    ];
  }

  private renderCard(last4: string) {
    return html`<span aria-hidden="true">•••• ${last4}</span
      ><span class="unseen">${this.translator.t('receipt.ending', {last4})}</span>`;
  }

  private instant(created: string, locale: Locale): string {
    return new Intl.DateTimeFormat(intlLocales[locale], {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: this.timeZone,
      timeZoneName: 'shortOffset',
    }).format(new Date(created));
  }

  private handlePrint() {
    print();
  }

  private handleReturn() {
    const reference = (this.receipt ?? this.reader.view?.receipt)?.order_reference ?? '';
    this.dispatchEvent(new GuichetReturnEvent(reference));
  }
}

const outcomes = {
  authorization: 'receipt.authorized',
  debit: 'receipt.paid',
  release: 'receipt.released',
  awaited: 'instructions.ticket.awaited',
  dropped: 'instructions.ticket.dropped',
  /** Sent by the shopper: nothing was debited. */
  received: 'instructions.ticket.received',
} as const;
type Outcome = keyof typeof outcomes;

function outcomeOf({type, method}: ReceiptView): Outcome | undefined {
  if (type === 'credit') return undefined;
  return type === 'debit' && method && isSentMethod(method) ? 'received' : type;
}

/** Neither done nor failed: no tick. */
const calm: ReadonlySet<string> = new Set(['release', 'awaited', 'dropped']);

function renderLine([label, value]: readonly [string, unknown]) {
  return html`<div class="line">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** A transfer or a cheque: its words come later than those of the ticket. */
function isSent({method}: ReceiptView): boolean {
  return method !== undefined && isSentMethod(method);
}

/** The large amount is what moved, is held or is awaited: of what was let go, nothing. */
function movedOf({type, amount, currency}: ReceiptView): Money {
  return {amount: type === 'release' || type === 'dropped' ? 0 : amount, currency};
}

/** What the ticket says of the strong authentication: done, tried, or not applicable. */
const proofs: Readonly<Record<AuthenticationOutcome, 'done' | 'attempted' | 'none'>> = {
  authenticated: 'done',
  attempted: 'attempted',
  failed: 'none',
  rejected: 'none',
  canceled: 'none',
  timed_out: 'none',
  unavailable: 'none',
  unknown: 'none',
};

declare global {
  interface HTMLElementTagNameMap {
    'guichet-receipt': GuichetReceipt;
  }
}
