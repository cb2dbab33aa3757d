import {html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales, locales, type Locale} from '#contract/locale.ts';
import {formatMoney, type Currency} from '#contract/money.ts';
import type {DeclineView, SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Choice} from '../base/api.ts';
import {hasTexts, loadTexts, Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {buttons, tokens} from '../base/theme.ts';
import {ClickGuard} from '../base/visible.ts';
import '../card/guichet-card-form.ts';
import {currencyChoice} from '../currency/near.ts';
import {currencyOf, isChoosable, presentedIn} from '../currency/presented.ts';
import type {GuichetChallengeEndEvent} from '../challenge/events.ts';
import {
  GuichetCancelEvent,
  GuichetCompleteEvent,
  GuichetLocaleChangeEvent,
  GuichetReturnEvent,
  type GuichetCardChangeEvent,
  type GuichetCurrencyChangeEvent,
  type GuichetMethodChangeEvent,
  type GuichetPlanChangeEvent,
} from '../events.ts';
import {chosenPlan} from '../instalments/plans.ts';
import {courseOf, fieldsOf, placeName} from '../methods/course.ts';
import {methodsFor, walletsHere} from '../methods/device.ts';
import '../order/guichet-order-summary.ts';
import {plain} from '../order/plain.ts';
import '../picker/guichet-method-picker.ts';
import type {GuichetFieldsWishEvent} from '../providers/fields.ts';
import type {Stage, Standing} from '../providers/stage.ts';
import {Departure, isWeb} from './departure.ts';
import {isOver, isSettled, screenOf, showsForm, type Local, type NextStep, type Screen} from './flow.ts';
import styles from './guichet-payment-page.styles.ts';
import {forgetToken} from './kept-token.ts';
import {handover, loadChallenge, loadStage, panels, partOf} from './near.ts';
import type {LiveSession} from './live-session.ts';
import {SessionReader} from './session-reader.ts';
import {nameOf, stateCard, stateWords, type Place} from './state-card.ts';

/** What the page itself has to say above or under the form, beside what the session says. */
type Notice = 'form_failed' | 'failed' | 'denied' | 'look' | 'incomplete' | {readonly fields: number};

const idle: Local = {paying: false, slow: false};

/**
 * The whole page: order, methods, the button that pays, the bank's question, and how it ended.
 *
 * Given `session` and `token` it lives with the session; given `view` alone it draws that, and pays nothing.
 *
 * @slot card-frame - The frame of the vault's card form, when the document brings it along (`guichet-card-form`).
 * @slot fields - Each provider that draws here has a slot of its own, `<provider>-<method>`, which the page fills itself.
 * @slot - A word from the merchant at the foot of the order.
 * @csspart page - The grid of order and payment.
 * @csspart pay - The button that pays.
 * @csspart alert - Why a payment was refused, and what to do next.
 * @csspart state - The card of a state: waiting, checking, canceled, expired.
 * @event {GuichetMethodChangeEvent} guichet-method-change - Another method was chosen.
 * @event {GuichetPlanChangeEvent} guichet-plan-change - Another of the lender's plans was chosen.
 * @event {GuichetCurrencyChangeEvent} guichet-currency-change - Another currency was chosen.
 * @event {GuichetCompleteEvent} guichet-complete - The shopper has done all: authorized, paid, ordered with instructions, or in review.
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

  /** In which currency to pay, of those that the session offers; the order's own until the shopper chooses. */
  @property() currency?: Currency;

  /** The page stands in a shop's frame: a provider's page opens in a window of its own. */
  @property({type: Boolean}) framed = false;

  /** The shopper has just come back from a provider's page. */
  @property({type: Boolean}) returned = false;

  /** Nobody can pay from here, as there is no token: what is true is shown, and no button that cannot work. */
  @property({attribute: false}) onlooking = false;

  /** Whom the document's policy lets draw, and how to get a document with another; absent in a shop's own document. */
  @property({attribute: false}) policy?: {
    readonly guests: readonly string[];
    readonly renew: (opened: MethodType) => void;
  };

  @state() private notice: Notice | undefined;
  @state() private method: MethodType | undefined;
  @state() private plan: string | undefined;
  @state() private wallets: readonly MethodType[] = [];
  @state() private elsewhere = false;

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);
  private readonly guard = new ClickGuard(this, () => this.renderRoot?.querySelector('.pay'));
  private readonly departure = new Departure(this);
  private stage: Stage | undefined;
  /** Places of providers that the shopper has opened: a third party's script comes after a tap, never by itself. */
  private readonly opened = new Set<string>();
  private screen: Screen | undefined;
  private shown: Screen | undefined;
  /** The shopper was led to a provider's page from here. */
  private wasAway = false;
  private saidBack = false;

  /** What the page knows of its session: the latest reading. */
  get current(): SessionView | undefined {
    return this.reader.view ?? this.view;
  }

  // The screen that stands is kept until the code of the next one is here: no blank in between.
  override shouldUpdate() {
    const {current} = this;
    const screen = current && screenOf(current, this.local);
    // A panel that the shopper has just opened may come a moment later than its line.
    if (!current || !screen || (this.hasUpdated && showsForm(screen))) return true;
    const {locale} = this.translator;
    const presented = this.presented(current);
    const parts = [
      partOf(screen, courseOf(presented, this.chosenOf(presented))),
      // Also for the ticket, which says what was charged.
      isChoosable(current) || current.receipt?.conversion ? currencyChoice : undefined,
    ].filter((part) => part !== undefined && !part.isHere(locale));
    if (parts.length === 0) return true;
    void Promise.all(parts.map((part) => part?.load())).then(() => this.requestUpdate());
    return false;
  }

  override willUpdate() {
    this.screen = this.current && screenOf(this.current, this.local);
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
                <guichet-order-summary
                  class="order"
                  .view=${view}
                  .currency=${this.currency}
                  .busy=${!isSettled(screen)}
                  @guichet-currency-change=${this.handleCurrency}
                  ><slot></slot
                ></guichet-order-summary>
                <div class="payment">
                  ${this.renderForm(this.presented(view), screen)} ${this.renderState(view, screen)}
                </div>
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
      aria-label=${`${locale.toUpperCase()}, ${languageNames[locale]}`}
      @click=${() => this.speak(locale)}
    >
      ${locale.toUpperCase()}
    </button>`;
  }

  private renderForm(view: SessionView, screen: Screen) {
    const {t} = this.translator;
    const isBusy = !isSettled(screen);
    const merchant = plain(view.merchant.name);
    const {terms_url: terms} = view.merchant;
    const {session, token} = this;
    const chosen = this.chosenOf(view);
    const card = view.payment_methods.find(({type}) => type === 'card');
    const pay = this.payWords(view, chosen);
    const way = view.payment_methods.find(({type}) => type === chosen);
    const drawn = chosen && this.stage?.ready(view, chosen);
    const isRerouted = chosen && this.current && this.stage?.isRerouted(this.inCurrency(this.current), chosen);

    // Hidden rather than left out: what was typed in the vault's frame must outlive a challenge and a refusal.
    return html`
      <section class="form" ?hidden=${this.onlooking || !showsForm(screen)} aria-labelledby="heading">
        <h2 id="heading">${t(view.payment_methods.length > 1 ? 'page.heading' : 'page.heading_one')}</h2>
        ${this.renderRefusal(view, screen)} ${this.renderTrouble(screen)}
        ${this.cameBack(screen) ? html`<p class="calm">${t('panel.came_back')}</p>` : nothing}
        <guichet-method-picker
          .view=${view}
          .method=${chosen}
          .wallets=${this.wallets}
          @guichet-method-change=${this.handleMethod}
          @click=${this.handleTap}
        >
          ${isRerouted ? html`<p class="calm" slot=${chosen} role="alert">${t('panel.fields.rerouted')}</p>` : nothing}
          ${
            card?.course === 'card'
              ? html`<guichet-card-form
                  slot="card"
                  .session=${session}
                  .token=${token}
                  .frameUrl=${card.frame_url ?? undefined}
                  .busy=${isBusy}
                  @guichet-card-change=${this.handleCardChange}
                  @guichet-card-submit=${this.handlePay}
                  ><slot name="card-frame" slot="frame"></slot
                ></guichet-card-form>`
              : nothing
          }
          ${
            chosen && courseOf(view, chosen) !== 'card'
              ? html`<guichet-method-panel
                  slot=${chosen}
                  .method=${chosen}
                  .view=${view}
                  .framed=${this.framed}
                  .plan=${this.plan}
                  @guichet-plan-change=${this.handlePlan}
                  .standing=${this.standingOf(view, chosen)}
                  @guichet-fields-wish=${this.handleWish}
                  >${
                    way?.fields ? html`<slot name=${placeName(way.fields, chosen)} slot="fields"></slot>` : nothing
                  }</guichet-method-panel
                >`
              : nothing
          }
        </guichet-method-picker>
        ${this.renderMissing()} ${chosen === 'instalments' && !isBusy ? this.renderCredit() : nothing}
        ${
          // A provider's own button is in the panel; while its script is on its way there is nothing to press yet.
          way?.course !== 'fields' || isBusy || (drawn && !drawn.ownButton)
            ? html`<button
                class="primary pay"
                part="pay"
                type="button"
                aria-busy=${isBusy}
                aria-disabled=${isBusy}
                @click=${this.handlePay}
              >
                ${isBusy ? html`<span class="turning"></span>` : nothing}<span>${pay}</span>
              </button>`
            : nothing
        }
        <div class="foot">
          ${
            terms && isWeb(terms)
              ? html`<p>
                  <a class="link" href=${terms} target="_blank" rel="noopener noreferrer">${t('page.terms')}</a>
                </p>`
              : nothing
          }
          ${isBusy ? html`<p>${t('state.processing')} ${t('state.keep_open')}</p>` : nothing}
          ${!isBusy && view.submit_type === 'order' ? html`<p>${t('page.fine_order')}</p>` : nothing}
          <p ?hidden=${isBusy}>
            <button class="link" type="button" @click=${this.handleCancel}>${t('page.cancel', {merchant})}</button>
          </p>
          ${isBusy ? nothing : this.renderElsewhere(view)}
        </div>
      </section>
    `;
  }

  /** By a payment link, which opens the same session there; a session that the shop opened is this browser's own. */
  private renderElsewhere({payment_link: link, order_reference: order}: SessionView) {
    if (!link || !this.token || this.framed) return nothing;
    const {t, locale} = this.translator;
    return this.elsewhere && handover.isHere(locale)
      ? html`<guichet-handover
          .url=${`${location.origin}/l/${link}#${this.token}`}
          .orderReference=${plain(order)}
        ></guichet-handover>`
      : html`<p>
          <button class="link" type="button" @click=${this.handleElsewhere}>${t('page.elsewhere')}</button>
        </p>`;
  }

  /** Beside the button too, whatever stands with the plan (`facts/receipts-and-law.md` 5). */
  private renderCredit() {
    const {t, locale} = this.translator;
    return hasTexts(locale, 'instalments') ? html`<p class="credit">${t('instalments.notice')}</p>` : nothing;
  }

  /** The words of the button follow the way to pay; where the click places the order, they say that it obliges to pay. */
  private payWords(view: SessionView, chosen: MethodType | undefined): string {
    const {t, locale} = this.translator;
    const course = courseOf(view, chosen);
    if (!chosen || ['card', 'fields', 'sheet'].includes(course) || !hasTexts(locale, 'panel')) {
      return t(`page.${view.submit_type}`, {amount: formatMoney(view, intlLocales[locale])});
    }
    const parts = chosen === 'instalments' ? (chosenPlan(view, this.plan)?.instalments.length ?? 0) : undefined;
    const away = course === 'redirect' ? 'away' : chosen;
    const key = chosen === 'card' ? 'card_away' : parts === undefined ? away : parts > 1 ? chosen : 'later';
    return t(`panel.${view.submit_type}.${key}`, {method: t(`method.${chosen}`), parts: parts ?? 0});
  }

  /** What the shopper chose; else the way that was tried last, where it can be tried again; else the first. */
  private chosenOf(view: SessionView): MethodType | undefined {
    const shown = methodsFor(view, this.wallets).map(({type}) => type);
    const last = view.payment_intent.method;
    return [this.method, last].find((type) => type && shown.includes(type)) ?? shown[0];
  }

  private renderRefusal(view: SessionView, screen: Screen) {
    if (screen.kind !== 'refused') return nothing;
    const {t, locale} = this.translator;
    const {decline, charged, step, how} = screen;
    const isOther = this.isOther(view, decline);
    const sentence = isOther ? t('state.refused.other_provider') : decline.message[locale];
    const notCharged = t('state.refused.not_charged');
    const left = decline.code === 'authentication_failed' && view.payment_intent.authentications_left;

    return html`
      <div class="alert" part="alert" role="alert" tabindex="-1">
        <h3>${t(how === 'interrupted' ? 'state.interrupted' : 'state.refused.title')}</h3>
        <p>
          ${sentence} ${charged === 'no' && !sentence.includes(notCharged) ? notCharged : ''}
          ${left === false ? '' : t('state.refused.left', {count: left})}
        </p>
        ${
          isOther
            ? html`<button class="quiet" type="button" @click=${this.handleOther}>
                ${t('state.step.other_provider')}
              </button>`
            : html`<button class="quiet" type="button" @click=${() => this.handleStep(step)}>
                ${t(`state.step.${wasCard(view) || step === 'leave' ? step : 'other_method'}`, {merchant: plain(view.merchant.name)})}
              </button>`
        }
      </div>
    `;
  }

  /** The provider was not reached, with nothing sent, and the next click on Pay would go to another one: that is said. */
  private isOther(view: SessionView, {other_provider: other}: DeclineView): boolean {
    const {method, charged_currency: currency} = view.payment_intent;
    return other !== null && this.chosenOf(view) === method && view.currency === currency;
  }

  private renderTrouble({kind}: Screen) {
    const {notice} = this;
    const isTrouble = notice === 'form_failed' || notice === 'failed' || notice === 'denied';
    const trouble = isTrouble ? notice : this.reader.live?.trouble;
    // While we check, the card says it; what was refused for good has its own words.
    if (!trouble || kind === 'processing') return nothing;
    const {t} = this.translator;
    const key = trouble === 'currency' ? 'currency.refused' : `page.${trouble}`;
    return html`
      <div class="alert" part="alert" role="alert">
        <h3>${t(`${key}.title`)}</h3>
        <p>${t(`${key}.text`)}</p>
      </div>
    `;
  }

  /** From a provider's page, and the server knows that the try there is over: nobody refused it, and nothing was paid. */
  private cameBack({kind}: Screen): boolean {
    const wasTried = (this.current?.payment_intent.method ?? null) !== null;
    if (kind !== 'choose' || !wasTried || this.onlooking) return false;
    return (this.returned || this.wasAway) && hasTexts(this.translator.locale, 'panel');
  }

  private renderMissing() {
    const {t} = this.translator;
    const {notice} = this;
    if (notice !== 'look' && notice !== 'incomplete' && typeof notice !== 'object') return nothing;
    const words =
      typeof notice === 'object'
        ? t('page.attention', {count: notice.fields})
        : t(notice === 'look' ? 'page.look' : 'panel.fields.incomplete');
    return html`<p class="missing" role="alert">${words}</p>`;
  }

  private renderState(view: SessionView, screen: Screen) {
    const {t} = this.translator;
    const words =
      stateWords(screen, view, t, this.translator.locale, this.place) ??
      // Paid, and the ticket not drawn up yet: say so at once.
      (isOver(screen) ? {title: t(`receipt.${screen.kind}`), text: t('receipt.pending')} : undefined);
    if (!words) return nothing;

    const isOffline = this.reader.live?.trouble === 'offline';
    const merchant = plain(view.merchant.name);
    const more = [
      screen.kind === 'app' && screen.info && html`<p><bdi>${plain(screen.info)}</bdi></p>`,
      screen.kind === 'instructed' &&
        html`<guichet-instructions
          .instructions=${screen.instructions}
          .merchant=${merchant}
          .orderReference=${view.order_reference}
        ></guichet-instructions>`,
      screen.kind === 'instructed' &&
        view.receipt?.proof &&
        html`<p>
          <a class="link" href=${view.receipt.proof.url} target="_blank" rel="noopener noreferrer"
            >${t('receipt.more')}</a
          >
        </p>`,
      isOffline && html`<p class="calm">${t('state.offline')}</p>`,
    ].filter(Boolean);
    const act = isOver(screen)
      ? html`<button class="primary" type="button" @click=${this.handleReturn}>${t('page.return', {merchant})}</button>`
      : (screen.kind === 'away' || screen.kind === 'fields') && !this.onlooking
        ? this.renderAway(screen)
        : isOffline &&
          html`<button class="quiet" type="button" @click=${this.handleLook}>${t('page.try_again')}</button>`;
    return stateCard(screen, words, more, act);
  }

  /** A real link, so that it works where no window opens; and the way back to the other methods. */
  private renderAway(screen: Screen & {kind: 'away' | 'fields'}) {
    const {t} = this.translator;
    const {framed, returned, departure} = this;
    const {method} = screen;
    const url = screen.kind === 'away' ? screen.url : '';
    const key = framed ? (departure.isBlocked ? 'open' : 'again') : returned ? 'back' : 'go';
    return html`
      ${
        isWeb(url)
          ? html`<a
              class="primary"
              href=${url}
              target=${framed ? '_blank' : '_self'}
              rel="noopener"
              @click=${(event: Event) => departure.again(event, url)}
              >${t(`state.away.${key}`, {method: nameOf(method, t)})}</a
            >`
          : nothing
      }
      <button class="quiet" type="button" @click=${this.handleOtherwise}>${t('state.away.otherwise')}</button>
    `;
  }

  /** From where the shopper looks: that changes the words, not the truth. */
  private get place(): Place {
    const {onlooking, framed, returned, departure} = this;
    if (onlooking) return 'onlooking';
    if (framed) return departure.isBlocked ? 'blocked' : 'framed';
    return returned ? 'returned' : 'own';
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

  override firstUpdated() {
    const {current} = this;
    if (!current || current.status !== 'open') return;
    void walletsHere(current).then((wallets) => wallets.length > 0 && (this.wallets = wallets));
    // The card form is there by now: what the other ways say may come.
    if (current.payment_methods.length > 1) void panels.load().then(() => this.requestUpdate());
  }

  override updated() {
    const {screen} = this;
    const {shown} = this;
    this.shown = screen;
    if (screen?.kind === 'away') {
      this.wasAway = true;
      this.departure.go(screen.url);
    } else if (screen && isSettled(screen)) this.departure.drop();
    if (screen && !this.onlooking) void this.setStage(screen);
    const isBack = screen !== undefined && this.cameBack(screen);
    if (isBack && !this.saidBack) announce(this.translator.t('panel.came_back'));
    this.saidBack = isBack;
    // A second refusal is another screen after all: paying came between.
    if (!screen || screen.kind === shown?.kind) return;

    // Near now: the bank may ask. A document older than the build asks for what is gone: a new one goes on with the question.
    if ('bridge' in screen) loadChallenge().catch(() => this.policy?.renew('card'));
    if (shown !== undefined) this.tell(screen, shown);
    const {session, current} = this;
    const id = current?.id ?? session ?? '';
    if (isOver(screen)) forgetToken(id);
    if (isOver(screen) && screen.kind !== 'canceled' && screen.kind !== 'expired') {
      this.dispatchEvent(new GuichetCompleteEvent(current?.payment_intent.status ?? '', id));
    }
  }

  /** Shows the fields of the chosen method's provider, if it draws any; the first such method brings the stage itself. */
  private async setStage(screen: Screen) {
    const {current} = this;
    const view = current && this.presented(current);
    const method = view && this.chosenOf(view);
    const fields = view && method && fieldsOf(view, method);
    const isShown = fields && showsForm(screen) && this.opened.has(placeName(fields, method));
    const {policy} = this;
    if (isShown && policy && !policy.guests.includes(fields.provider)) return policy.renew(method);
    if (isShown && !this.stage) {
      const {Stage} = await loadStage();
      this.stage ??= new Stage(this, (pressed) => void this.payInFields(pressed));
      return this.requestUpdate();
    }
    this.stage?.show(isShown ? {view, method, locale: this.translator.locale} : undefined);
  }

  /** What has changed under the shopper's eyes, for ears too; the focus follows to what asks for an answer. */
  private tell(screen: Screen, before: Screen) {
    const {t} = this.translator;
    const {current: view} = this;
    if (!view) return;
    const words = stateWords(screen, view, t, this.translator.locale, this.place);
    if (words) announce(`${words.title}. ${words.text}`);
    if (screen.kind === 'processing') announce(t('state.processing'));
    if (screen.kind === 'paid' || screen.kind === 'authorized') announce(t(`receipt.${screen.kind}`));
    if (screen.kind === 'refused') {
      if (wasCard(view)) this.cardForm?.refused(screen.decline.field);
      this.renderRoot.querySelector<HTMLElement>('.alert')?.focus();
    }
    // The try was given up: its token is spent, so the code is to be typed again.
    // Not so when the form itself had something to mend: then nothing was tried.
    if (screen.kind === 'choose' && !isSettled(before) && this.notice === undefined && wasCard(view)) {
      this.cardForm?.refused(null);
    }
    if (isOver(screen)) this.renderRoot.querySelector<HTMLElement>('.end, .state')?.focus();
  }

  /** To be called when the merchant's tokens have changed: a frame does not inherit them. */
  refreshTheme(): void {
    this.cardForm?.refreshTheme();
    this.stage?.refreshTheme();
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

  /** The session as it is to be paid from here: in which currency, and without whose script. */
  private presented(view: SessionView): SessionView {
    const presented = this.inCurrency(view);
    return this.stage?.rerouted(presented) ?? presented;
  }

  private inCurrency(view: SessionView): SessionView {
    return presentedIn(view, currencyOf(view, this.currency));
  }

  private get local(): Local {
    const {stage, reader, current} = this;
    const local = reader.live?.local ?? idle;
    return stage ? {...local, without: stage.without(current?.payment_intent.method ?? null)} : local;
  }

  private handleCurrency({currency}: GuichetCurrencyChangeEvent) {
    this.currency = currency;
  }

  private handleMethod({method}: GuichetMethodChangeEvent) {
    this.method = method;
    this.open(method);
  }

  /** On the line that is chosen already. */
  private handleTap(event: Event) {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement && target.name === 'method') this.open(target.value);
  }

  /** Lets the provider that takes that method now draw, if one does: the shopper has asked for it. */
  open(method: string): void {
    const view = this.current && this.presented(this.current);
    const type = view?.payment_methods.find((one) => one.type === method)?.type;
    const fields = view && type && fieldsOf(view, type);
    if (!fields) return;
    this.opened.add(placeName(fields, type));
    this.requestUpdate();
  }

  private standingOf(view: SessionView, method: MethodType): Standing | undefined {
    const fields = fieldsOf(view, method);
    return fields && !this.opened.has(placeName(fields, method)) ? 'closed' : this.stage?.standing(view, method);
  }

  private handlePlan({plan}: GuichetPlanChangeEvent) {
    this.plan = plan;
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
    await this.pay(live);
  }

  /** By the way that is chosen, with whatever the click allows done at once. */
  private async pay(live: LiveSession) {
    this.notice = undefined;
    const {current} = this;
    const presented = current && this.presented(current);
    const chosen = presented && this.chosenOf(presented);
    const course = presented && courseOf(presented, chosen);
    if (chosen && course === 'fields') return this.payInFields(chosen);
    const terms = this.termsNow(chosen ?? null);
    if (!chosen || course === 'card') {
      return void (await live.pay(async () => {
        const choice = await this.chooseCard();
        return choice && {...choice, ...terms};
      }));
    }
    if (course !== 'offline') this.prepareDeparture(chosen);
    await live.pay(async () => this.chooseElsewhere(chosen, terms));
  }

  private prepareDeparture(method: MethodType) {
    const {t} = this.translator;
    this.departure.prepare(t('state.away.opening', {method: nameOf(method, t)}));
  }

  /** What the button says at the click is what is charged; and whose script this page does without. */
  private termsNow(method: MethodType | null = null): Pick<Choice, 'currency' | 'without'> {
    const {current, stage} = this;
    const without = stage?.without(method) ?? [];
    const currency = current && this.inCurrency(current).currency;
    return {
      ...(currency !== undefined && currency !== current?.currency && {currency}),
      ...(without.length > 0 && {without}),
    };
  }

  private chooseElsewhere(method: MethodType, terms: Partial<Choice>): Choice {
    const {locale} = this.translator;
    const plan =
      method === 'instalments' && this.current ? chosenPlan(this.presented(this.current), this.plan) : undefined;
    return {method, ...terms, locale, ...(plan && {plan: plan.id})};
  }

  /** In the click itself, whoever's button it was: a provider that opens a window does it now. */
  private async payInFields(method: MethodType) {
    const {current, stage} = this;
    const {live} = this.reader;
    const fields = current && stage?.ready(this.presented(current), method);
    if (!live) this.notice = 'denied';
    if (!live || !stage || !fields || live.local.paying) return;
    this.notice = undefined;
    if (fields.leaves) this.prepareDeparture(method);
    else this.departure.remember();
    const came = await stage.pay(fields, live, this.chooseElsewhere(method, this.termsNow(method)));
    if (came === 'incomplete') this.notice = 'incomplete';
    if (came === 'led' && !fields.leaves) this.departure.instead();
  }

  /** Asks the card form for the card; undefined when something is missing, which is then said. */
  private async chooseCard(): Promise<Choice | undefined> {
    const answer = await this.cardForm?.submit();
    if (answer?.type === 'token') {
      const {token, network, chosen_by} = answer;
      return {method: 'card', card_token: token, network, chosen_by};
    }
    if (answer?.type === 'invalid') this.notice = {fields: answer.fields.length};
    // The form is well, the way from it to the vault is not: no reload will help, another click may.
    else {
      this.notice = answer?.code === 'vault_unreachable' ? 'failed' : 'form_failed';
      // It may fail because the payment was made elsewhere.
      void this.reader.live?.refresh();
    }
    return undefined;
  }

  private async handleWish({wish}: GuichetFieldsWishEvent) {
    const {current} = this;
    const view = current && this.presented(current);
    const chosen = view && this.chosenOf(view);
    if (wish === 'otherwise') this.renderRoot.querySelector('guichet-method-picker')?.focus();
    if (!view || !chosen || wish === 'otherwise') return;
    if (wish === 'again') this.stage?.again(view, chosen);
    else this.open(chosen);
    // The button that was pressed is gone: the keyboard goes on in its place.
    await this.updateComplete;
    this.renderRoot.querySelector('guichet-method-panel')?.focus();
  }

  private handleStep(step: NextStep) {
    const {current} = this;
    if (step === 'leave') void this.handleCancel();
    else if (current && wasCard(current) && this.chosenOf(this.presented(current)) === 'card') this.focusForm();
    else this.renderRoot.querySelector('guichet-method-picker')?.focus();
  }

  /** To the next provider in one tap; where something is to be typed for it, to that. */
  private async handleOther() {
    const {current} = this;
    const {live} = this.reader;
    const view = current && this.presented(current);
    const chosen = view && this.chosenOf(view);
    const course = view && courseOf(view, chosen);
    if (chosen && course === 'fields') this.open(chosen);
    if (course === 'card' || course === 'fields') this.focusForm();
    else if (live && !live.local.paying) await this.pay(live);
  }

  private focusForm() {
    const {cardForm, current, stage} = this;
    const view = current && this.presented(current);
    const chosen = view && this.chosenOf(view);
    (cardForm ?? (chosen && stage?.ready(view, chosen)))?.focus();
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

  /** Gives up the try at the provider's page, which closes there too: the form is back. */
  private handleOtherwise() {
    void this.reader.live?.cancel('attempt');
  }

  private async handleElsewhere() {
    await handover.load();
    this.elsewhere = true;
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

/** The try that is told of was made with a card. */
function wasCard({payment_intent: {method}}: SessionView): boolean {
  return method === null || method === 'card';
}

function challengeOf({payment_intent: {next_action: action}}: SessionView) {
  return action?.type === 'challenge' ? action : undefined;
}
