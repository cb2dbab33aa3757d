import {html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales, locales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Choice} from '../base/api.ts';
import {loadTexts, Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {buttons, tokens} from '../base/theme.ts';
import {ClickGuard} from '../base/visible.ts';
import '../card/guichet-card-form.ts';
import type {GuichetChallengeEndEvent} from '../challenge/events.ts';
import {
  GuichetCancelEvent,
  GuichetCompleteEvent,
  GuichetLocaleChangeEvent,
  GuichetReturnEvent,
  type GuichetCardChangeEvent,
  type GuichetMethodChangeEvent,
} from '../events.ts';
import '../order/guichet-order-summary.ts';
import {plain} from '../order/plain.ts';
import '../picker/guichet-method-picker.ts';
import {isOver, isSettled, screenOf, showsForm, type Local, type NextStep, type Screen} from './flow.ts';
import styles from './guichet-payment-page.styles.ts';
import {SessionReader} from './session-reader.ts';
import {stateCard, stateWords} from './state-card.ts';

/** What the page itself has to say above or under the form, beside what the session says. */
type Notice = 'form_failed' | 'failed' | 'denied' | 'look' | {readonly fields: number};

const idle: Local = {paying: false, slow: false};

/**
 * The whole page: order, methods, the button that pays, the bank's question, and how it ended.
 *
 * Given `session` and `token` it lives with the session; given `view` alone it draws that, and pays nothing.
 *
 * @slot card-frame - The frame of the vault's card form, when the document brings it along (`guichet-card-form`).
 * @slot - A word from the merchant at the foot of the order.
 * @csspart page - The grid of order and payment.
 * @csspart pay - The button that pays.
 * @csspart alert - Why a payment was refused, and what to do next.
 * @csspart state - The card of a state: waiting, checking, canceled, expired.
 * @event {GuichetMethodChangeEvent} guichet-method-change - Another method was chosen.
 * @event {GuichetCompleteEvent} guichet-complete - The payment is authorized or paid.
 * @event {GuichetCancelEvent} guichet-cancel - The shopper gave up; nothing is paid.
 * @event {GuichetReturnEvent} guichet-return - The shopper asked to go back to the shop.
 * @event {GuichetLocaleChangeEvent} guichet-locale-change - The shopper chose the other language.
 */
@customElement('guichet-payment-page')
export class GuichetPaymentPage extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** The checkout session, `cs_…`. */
  @property() session?: string;

  /** The client token, `cst_…`. */
  @property() token?: string;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** What is known of the session before the first reading, or instead of one. */
  @property({attribute: false}) view?: SessionView;

  @state() private notice: Notice | undefined;
  @state() private method: MethodType | undefined;

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);
  private readonly guard = new ClickGuard(this, () => this.renderRoot?.querySelector('.pay'));
  private screen: Screen | undefined;
  private shown: Screen | undefined;

  /** What the page knows of its session: the latest reading. */
  get current(): SessionView | undefined {
    return this.reader.view ?? this.view;
  }

  // The screen that stands is kept until the ticket's code is here: no blank in between.
  override shouldUpdate() {
    const {current} = this;
    const kind = current && screenOf(current, this.reader.live?.local ?? idle).kind;
    if (kind !== 'paid' && kind !== 'authorized') return true;
    if (customElements.get('guichet-receipt')) return true;
    void import('../receipt/guichet-receipt.ts').then(() => this.requestUpdate());
    return false;
  }

  override willUpdate() {
    this.screen = this.current && screenOf(this.current, this.reader.live?.local ?? idle);
  }

  override render() {
    const {t} = this.translator;
    const {current: view, screen} = this;
    if (!view || !screen) return this.renderNothingYet();
    const name = plain(view.merchant.name);
    const hasTicket = (screen.kind === 'paid' || screen.kind === 'authorized') && view.receipt !== null;

    return html`
      <div class="page ${hasTicket ? 'over' : ''}" part="page">
        <div class="top">
          <p class="shop"><span class="mark" aria-hidden="true">${initial(name)}</span><bdi>${name}</bdi></p>
          <div class="language" role="group" aria-label=${t('page.language')}>
            ${locales.map((locale) => this.renderLanguage(locale))}
          </div>
        </div>
        ${view.livemode || hasTicket ? nothing : html`<p class="test">${t('page.test')}</p>`}
        ${
          hasTicket
            ? html`<div class="end" tabindex="-1"><guichet-receipt .receipt=${view.receipt}></guichet-receipt></div>`
            : html`
                <guichet-order-summary class="order" .view=${view}><slot></slot></guichet-order-summary>
                <div class="payment">${this.renderForm(view, screen)} ${this.renderState(view, screen)}</div>
              `
        }
      </div>
      ${
        'bridge' in screen && screen.bridge
          ? html`<guichet-challenge
              .url=${screen.bridge}
              .step=${challengeOf(view)?.step ?? 'hidden'}
              .cardholderInfo=${challengeOf(view)?.cardholder_info ?? null}
              @guichet-challenge-end=${this.handleChallengeEnd}
            ></guichet-challenge>`
          : nothing
      }
    `;
  }

  private renderLanguage(locale: Locale) {
    const isOn = locale === this.translator.locale;
    return html`<button
      type="button"
      lang=${locale}
      aria-pressed=${isOn}
      aria-label=${languageNames[locale]}
      @click=${() => this.speak(locale)}
    >
      ${locale.toUpperCase()}
    </button>`;
  }

  private renderForm(view: SessionView, screen: Screen) {
    const {t, locale} = this.translator;
    const isBusy = !isSettled(screen);
    const merchant = plain(view.merchant.name);
    const amount = formatMoney(view, intlLocales[locale]);
    const {session, token} = this;

    // Hidden rather than left out: what was typed in the vault's frame must outlive a challenge and a refusal.
    return html`
      <section class="form" ?hidden=${!showsForm(screen)} aria-labelledby="heading">
        <h2 id="heading">${t(view.payment_methods.length > 1 ? 'page.heading' : 'page.heading_one')}</h2>
        ${this.renderRefusal(view, screen)} ${this.renderTrouble(screen)}
        <guichet-method-picker .view=${view} @guichet-method-change=${this.handleMethod}>
          <guichet-card-form
            slot="card"
            .session=${session}
            .token=${token}
            .frameUrl=${view.payment_methods.find(({type}) => type === 'card')?.frame_url ?? undefined}
            .busy=${isBusy}
            @guichet-card-change=${this.handleCardChange}
            @guichet-card-submit=${this.handlePay}
            ><slot name="card-frame" slot="frame"></slot
          ></guichet-card-form>
        </guichet-method-picker>
        ${this.renderMissing()}
        <button
          class="primary pay"
          part="pay"
          type="button"
          aria-busy=${isBusy}
          aria-disabled=${isBusy}
          @click=${this.handlePay}
        >
          ${isBusy ? html`<span class="turning"></span>` : nothing}<span
            >${t(`page.${view.submit_type}`, {amount})}</span
          >
        </button>
        <div class="foot">
          ${isBusy ? html`<p>${t('state.processing')} ${t('state.keep_open')}</p>` : nothing}
          ${!isBusy && view.submit_type === 'order' ? html`<p>${t('page.fine_order')}</p>` : nothing}
          <p ?hidden=${isBusy}>
            <button class="link" type="button" @click=${this.handleCancel}>${t('page.cancel', {merchant})}</button>
          </p>
        </div>
      </section>
    `;
  }

  private renderRefusal(view: SessionView, screen: Screen) {
    if (screen.kind !== 'refused') return nothing;
    const {t, locale} = this.translator;
    const {decline, charged, step, how} = screen;
    const sentence = decline.message[locale];
    const notCharged = t('state.refused.not_charged');
    const left = decline.code === 'authentication_failed' && view.payment_intent.authentications_left;

    return html`
      <div class="alert" part="alert" role="alert" tabindex="-1">
        <h3>${t(how === 'interrupted' ? 'state.interrupted' : 'state.refused.title')}</h3>
        <p>
          ${sentence} ${charged === 'no' && !sentence.includes(notCharged) ? notCharged : ''}
          ${left === false ? '' : t('state.refused.left', {count: left})}
        </p>
        <button class="quiet" type="button" @click=${() => this.handleStep(step)}>
          ${t(`state.step.${step}`, {merchant: plain(view.merchant.name)})}
        </button>
      </div>
    `;
  }

  private renderTrouble({kind}: Screen) {
    const {notice} = this;
    const isTrouble = notice === 'form_failed' || notice === 'failed' || notice === 'denied';
    const trouble = isTrouble ? notice : this.reader.live?.trouble;
    // While we check, the card says it; what was refused for good has its own words.
    if (!trouble || kind === 'processing') return nothing;
    const {t} = this.translator;
    return html`
      <div class="alert" part="alert" role="alert">
        <h3>${t(`page.${trouble}.title`)}</h3>
        <p>${t(`page.${trouble}.text`)}</p>
      </div>
    `;
  }

  private renderMissing() {
    const {t} = this.translator;
    const {notice} = this;
    if (notice !== 'look' && typeof notice !== 'object') return nothing;
    const words = notice === 'look' ? t('page.look') : t('page.attention', {count: notice.fields});
    return html`<p class="missing" role="alert">${words}</p>`;
  }

  private renderState(view: SessionView, screen: Screen) {
    const {t} = this.translator;
    const words =
      stateWords(screen, view, t) ??
      // Paid, and the ticket not drawn up yet: say so at once.
      (isOver(screen) ? {title: t(`receipt.${screen.kind}`), text: t('receipt.pending')} : undefined);
    if (!words) return nothing;

    const isOffline = this.reader.live?.trouble === 'offline';
    const more = [
      screen.kind === 'app' && screen.info && html`<p><bdi>${plain(screen.info)}</bdi></p>`,
      isOffline && html`<p class="calm">${t('state.offline')}</p>`,
    ].filter(Boolean);
    const act = isOver(screen)
      ? html`<button class="primary" type="button" @click=${this.handleReturn}>
          ${t('page.return', {merchant: plain(view.merchant.name)})}
        </button>`
      : isOffline &&
        html`<button class="quiet" type="button" @click=${this.handleLook}>${t('page.try_again')}</button>`;
    return stateCard(screen, words, more, act);
  }

  private renderNothingYet() {
    const {t} = this.translator;
    const trouble = this.reader.live?.trouble;
    if (!this.session || !this.token) return nothing;
    return html`
      <div class="page">
        <section class="state" aria-busy=${!trouble}>
          ${trouble ? nothing : html`<div class="turning"></div>`}
          <h2>${t(trouble ? `page.${trouble}.title` : 'page.loading')}</h2>
          ${trouble ? html`<p>${t(`page.${trouble}.text`)}</p>` : nothing}
        </section>
      </div>
    `;
  }

  override updated() {
    const {screen} = this;
    const {shown} = this;
    this.shown = screen;
    // A second refusal is another screen after all: paying came between.
    if (!screen || screen.kind === shown?.kind) return;

    // Near now: the bank may ask.
    if ('bridge' in screen) void import('../challenge/guichet-challenge.ts');
    if (shown !== undefined) this.tell(screen, shown);
    if (screen.kind === 'paid' || screen.kind === 'authorized') {
      const {session, current} = this;
      this.dispatchEvent(new GuichetCompleteEvent(current?.payment_intent.status ?? '', current?.id ?? session ?? ''));
    }
  }

  /** What has changed under the shopper's eyes, for ears too; the focus follows to what asks for an answer. */
  private tell(screen: Screen, before: Screen) {
    const {t} = this.translator;
    const {current: view} = this;
    if (!view) return;
    const words = stateWords(screen, view, t);
    if (words) announce(`${words.title}. ${words.text}`);
    if (screen.kind === 'processing') announce(t('state.processing'));
    if (screen.kind === 'paid' || screen.kind === 'authorized') announce(t(`receipt.${screen.kind}`));
    if (screen.kind === 'refused') {
      this.cardForm?.refused(screen.decline.field);
      this.renderRoot.querySelector<HTMLElement>('.alert')?.focus();
    }
    // The try was given up: its token is spent, so the code is to be typed again.
    // Not so when the form itself had something to mend: then nothing was tried.
    if (screen.kind === 'choose' && !isSettled(before) && this.notice === undefined) this.cardForm?.refused(null);
    if (isOver(screen)) this.renderRoot.querySelector<HTMLElement>('.end, .state')?.focus();
  }

  /** To be called when the merchant's tokens have changed: a frame does not inherit them. */
  refreshTheme(): void {
    this.cardForm?.refreshTheme();
  }

  private get cardForm() {
    return this.renderRoot.querySelector('guichet-card-form');
  }

  /** Speaks the other language, once its sentences are here. */
  async speak(locale: Locale): Promise<void> {
    if (locale === this.translator.locale || !(await loadTexts(locale))) return;
    this.locale = locale;
    this.dispatchEvent(new GuichetLocaleChangeEvent(locale));
  }

  private handleMethod({method}: GuichetMethodChangeEvent) {
    this.method = method;
  }

  /** "3 fields are to be corrected" is no longer true once they are. */
  private handleCardChange({complete}: GuichetCardChangeEvent) {
    if (complete && typeof this.notice === 'object') this.notice = undefined;
  }

  private async handlePay(event: Event) {
    const {live} = this.reader;
    // Without a token nobody can pay: the link was copied without its end.
    if (!live) this.notice = 'denied';
    if (!live || live.local.paying) return;
    // The browser's word on what covers the button is a careful guess (`isVisible` of IntersectionObserver v2): whoever was
    // asked to look and clicks again means it.
    if (event.type === 'click' && this.notice !== 'look' && !this.guard.counts(event)) {
      this.notice = 'look';
      return;
    }
    this.notice = undefined;
    await live.pay(() => this.choose());
  }

  /** Asks the panel of the chosen method for what it needs; undefined when something is missing, which is then said. */
  private async choose(): Promise<Choice | undefined> {
    const answer = await this.cardForm?.submit();
    if (answer?.type === 'token') {
      const {token, network, chosen_by} = answer;
      return {method: this.method ?? 'card', card_token: token, network, chosen_by};
    }
    if (answer?.type === 'invalid') this.notice = {fields: answer.fields.length};
    // The form is well, the way from it to the vault is not: no reload will help, another click may.
    else this.notice = answer?.code === 'vault_unreachable' ? 'failed' : 'form_failed';
    return undefined;
  }

  private handleStep(step: NextStep) {
    if (step === 'leave') void this.handleCancel();
    else this.cardForm?.focus();
  }

  private async handleCancel() {
    const {live} = this.reader;
    await live?.cancel('payment');
    if (this.current?.payment_intent.status === 'canceled') this.dispatchEvent(new GuichetCancelEvent());
  }

  /** A hint: what came of it is asked from the server. Who left the bank's window gives up this try, not the payment. */
  private handleChallengeEnd({outcome}: GuichetChallengeEndEvent) {
    const {live} = this.reader;
    void (outcome === 'canceled' ? live?.cancel('attempt') : live?.refresh());
  }

  private handleLook() {
    void this.reader.live?.refresh();
  }

  private handleReturn() {
    this.dispatchEvent(new GuichetReturnEvent(this.current?.order_reference ?? ''));
  }
}

/** In their own words, whatever the language of the page. */
const languageNames: Readonly<Record<Locale, string>> = {fr: 'Français', en: 'English'};

function initial(name: string): string {
  return [...name][0]?.toUpperCase() ?? '';
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-payment-page': GuichetPaymentPage;
  }
}

function challengeOf({payment_intent: {next_action: action}}: SessionView) {
  return action?.type === 'challenge' ? action : undefined;
}
