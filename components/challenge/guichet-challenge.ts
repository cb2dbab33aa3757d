import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {WindowSize} from '#contract/challenge.ts';
import type {Locale} from '#contract/locale.ts';
import type {ToBridge} from '#contract/messages.ts';
import {newIdempotencyKey as newNonce} from '../base/api.ts';
import {Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {listen, openPort} from '../base/port.ts';
import {buttons, tokens} from '../base/theme.ts';
import {GuichetChallengeEndEvent, GuichetChallengeShowEvent, type ChallengeOutcome} from './events.ts';
import styles from './guichet-challenge.styles.ts';
import {rememberedSize, rememberSize, sizeFor} from './room.ts';
import {lockScroll} from './scroll.ts';

/** Nothing; device data being gathered unseen; the bank's question; or the bank's app has the word. */
type Phase = 'idle' | 'hidden' | 'challenge' | 'app';

/** A bridge says a word before its document is complete. What says none by then is a page of the browser's: the line was down. */
const silentMs = 2000;
/** Firefox does not even tell that a frame has failed. */
const lostMs = 12_000;

/** Our own patience with a challenge (three-d-secure.md, section 2). Its end decides nothing: the owner asks the server. */
const limitS = 600;
const announcements = new Map([
  [120, 'challenge.left.two_minutes'],
  [30, 'challenge.left.thirty_seconds'],
]);

/**
 * The 3-D Secure window: the shopper's bank asks whether it is really them who pays.
 *
 * It frames the bridge page given by `url`. While the bank looks at the device nothing is shown; when the bank asks, a
 * modal window opens. It says when it closes, and never how the authentication ended: the server knows that.
 *
 * @slot bridge - The bridge's frame, which the element puts there itself (it stays in the light DOM).
 * @csspart window - The modal window.
 * @csspart title - Its title.
 * @csspart frame - Where the bank's page stands.
 * @csspart issuer - The issuer's own words.
 * @csspart cancel - The button which leaves for another way to pay.
 * @csspart leave - The question whether to leave.
 * @event {GuichetChallengeShowEvent} guichet-challenge-show - The window is about to open; `waitUntil()` holds it back.
 * @event {GuichetChallengeEndEvent} guichet-challenge-end - The window is closed: `outcome` is `ended`, `canceled` or `failed`.
 */
@customElement('guichet-challenge')
export class GuichetChallenge extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** The bridge page, from the session's `next_action.url`. Without it nothing happens. */
  @property() url = '';

  /** From the session's `next_action.step`. `app` asks for the bank's app, and needs no frame. */
  @property() step: 'hidden' | 'challenge' | 'app' = 'hidden';

  /** The issuer's words for the shopper, shown as plain text. */
  @property({attribute: 'cardholder-info'}) cardholderInfo: string | null = null;

  /** EMV 3DS window size, 01 to 05. Chosen from the room when it is not given, and then fixed for this challenge. */
  @property({reflect: true}) size: WindowSize | undefined;

  /** Language, when it is not the one around. */
  @property() locale?: Locale;

  @state() private phase: Phase = 'idle';
  @state() private secondsLeft = limitS;
  @query('.window') private readonly dialog!: HTMLDialogElement;
  @query('.leave') private readonly leave!: HTMLDialogElement;
  @query('.frame, .app') private readonly container!: HTMLElement | null;

  private readonly translator = new Translator(this);
  private life: AbortController | undefined;
  private frame: HTMLIFrameElement | undefined;
  private isSizeOurs = false;
  private focusedBefore: HTMLElement | undefined;
  private unlock: (() => void) | undefined;

  /** `moveBefore()` keeps frames alive: then nothing begins again. */
  connectedMoveCallback(): void {}

  override connectedCallback(): void {
    super.connectedCallback();
    // Moved by `append`: every frame inside was loaded again, so the handshake begins again; the bank's question is the same.
    if (this.hasUpdated) this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('url') || changed.has('step')) this.start(changed.has('url'));
    const {t} = this.translator;
    if (this.frame) this.frame.title = t('challenge.frame');
  }

  override render() {
    const {t} = this.translator;
    const {phase} = this;
    return html`
      <dialog
        part="window"
        class="window ${phase === 'app' ? '' : 'full'} ${phase === 'hidden' ? 'busy' : ''}"
        aria-labelledby="title"
        aria-describedby="intro"
        @cancel=${this.handleEscape}
        @keydown=${this.handleKey}
        @close=${this.handleClose}
      >
        <header>
          <h2 part="title" id="title">${t(phase === 'app' ? 'challenge.app.title' : 'challenge.title')}</h2>
          ${phase === 'app' ? nothing : html`<p id="intro" class="intro">${t('challenge.intro')}</p>`}
          ${this.renderIssuer()}
        </header>
        ${
          phase === 'app'
            ? html`<div class="app" tabindex="-1">
                <svg class="phone" viewBox="0 0 40 64" aria-hidden="true">
                  <rect x="2" y="2" width="36" height="60" rx="7" />
                  <path d="M13 32l5 5 9-10" />
                </svg>
                <p id="intro">${t('challenge.app.text')}</p>
              </div>`
            : html`<div part="frame" class="frame" tabindex="-1" role="group" aria-labelledby="title">
                <slot name="bridge"></slot>
              </div>`
        }
        <footer>
          <p class="time">
            ${phase === 'challenge' ? t('challenge.remaining', {time: clockOf(this.secondsLeft)}) : nothing}
          </p>
          <button part="cancel" class="quiet" type="button" @click=${this.handleCancel}>
            ${t('challenge.cancel')}
          </button>
        </footer>
        <div class="voice"></div>
        <dialog
          part="leave"
          class="leave"
          aria-labelledby="leave-title"
          aria-describedby="leave-text"
          @cancel=${this.handleStay}
        >
          <h2 id="leave-title">${t('challenge.leave.title')}</h2>
          <p id="leave-text">${t('challenge.leave.text')}</p>
          <div class="answers">
            <button class="primary stay" type="button" @click=${this.handleStay}>${t('challenge.leave.stay')}</button>
            <button class="quiet go" type="button" @click=${this.handleCancel}>${t('challenge.leave.go')}</button>
          </div>
        </dialog>
      </dialog>
    `;
  }

  private renderIssuer() {
    if (!this.cardholderInfo) return nothing;
    return html`<p part="issuer" class="issuer">
      <span class="unseen">${this.translator.t('challenge.issuer')}</span>
      <span class="words">${this.cardholderInfo}</span>
    </p>`;
  }

  /** Begins with what `url` and `step` say now. A running challenge goes on when only its step was confirmed. */
  private start(isNew = true): void {
    if (!this.url || !this.isConnected) return this.stop();
    if (this.step === 'app') return void this.open('app');
    if (!isNew && this.life) return;
    this.stop();
    void this.runBridge();
  }

  private async runBridge(): Promise<void> {
    const life = new AbortController();
    this.life = life;
    this.phase = 'hidden';
    try {
      const port = await this.reachBridge(life.signal);
      life.signal.addEventListener('abort', () => port.close());
      listen(port, ({type}) => {
        if (type === 'challenge') void this.openChallenge(port);
        if (type === 'ended') this.end('ended');
        if (type === 'failed') this.end('failed');
      });
    } catch {
      // Stopped, or moved: whoever did it has begun again.
    }
  }

  private async reachBridge(signal: AbortSignal): Promise<MessagePort> {
    const {origin} = new URL(this.url, location.href);
    for (let tries = 1; ; tries++) {
      const nonce = newNonce();
      const silence = new AbortController();
      const end = () => silence.abort();
      signal.addEventListener('abort', end);
      this.dropFrame();
      this.frame = this.createFrame(nonce);
      this.frame.addEventListener('load', () => setTimeout(end, silentMs * tries));
      setTimeout(end, lostMs * tries);
      this.append(this.frame);
      try {
        return await openPort(this.frame, origin, nonce, silence.signal);
      } catch (error) {
        if (signal.aborted) throw error;
      }
    }
  }

  private createFrame(nonce: string): HTMLIFrameElement {
    const {t, locale} = this.translator;
    const url = new URL(this.url, location.href);
    url.searchParams.set('l', locale);
    url.hash = new URLSearchParams({p: location.origin, n: nonce}).toString();
    const frame = document.createElement('iframe');
    frame.slot = 'bridge';
    frame.title = t('challenge.frame');
    frame.allow = 'payment *; publickey-credentials-get *';
    frame.referrerPolicy = 'no-referrer';
    frame.src = url.href;
    return frame;
  }

  private async openChallenge(port: MessagePort): Promise<void> {
    const {life} = this;
    await this.open('challenge');
    if (!life || life.signal.aborted || !this.size) return;
    port.postMessage({type: 'open', size: this.size} satisfies ToBridge);
    this.countDown(life.signal);
  }

  private async open(phase: 'challenge' | 'app'): Promise<void> {
    if (this.phase === phase) return;
    const life = (this.life ??= new AbortController());
    const closed = new Promise<void>((resolve) => life.signal.addEventListener('abort', () => resolve()));
    const show = new GuichetChallengeShowEvent(closed);
    this.dispatchEvent(show);
    await Promise.allSettled(show.waits);
    if (life.signal.aborted) return;
    if (phase === 'app') this.dropFrame();
    else this.chooseSize();
    this.phase = phase;
    await this.updateComplete;
    if (life.signal.aborted || this.dialog.open) return;
    this.focusedBefore = activeElement();
    this.unlock = lockScroll();
    this.dialog.showModal();
    this.container?.focus();
  }

  private chooseSize(): void {
    if (this.size && !this.isSizeOurs) return rememberSize(this.url, this.size);
    this.size = rememberedSize(this.url) ?? sizeFor({width: window.innerWidth, height: window.innerHeight});
    this.isSizeOurs = true;
    rememberSize(this.url, this.size);
  }

  private countDown(signal: AbortSignal): void {
    const endsAtMs = performance.now() + limitS * 1000;
    this.secondsLeft = limitS;
    const timer = setInterval(() => {
      const before = this.secondsLeft;
      // By the clock and not by ticks: a tab in the background ticks slowly.
      this.secondsLeft = Math.max(0, Math.ceil((endsAtMs - performance.now()) / 1000));
      for (const [second, key] of announcements) {
        if (before > second && this.secondsLeft <= second && this.secondsLeft > 0) this.say(key);
      }
      if (this.secondsLeft === 0) this.end('ended');
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  private say(key: string): void {
    const voice = this.renderRoot.querySelector('.voice');
    if (voice) announce(this.translator.t(key), 'polite', voice);
  }

  private end(outcome: ChallengeOutcome): void {
    if (this.phase === 'idle') return;
    this.stop();
    this.dispatchEvent(new GuichetChallengeEndEvent(outcome));
  }

  private stop(): void {
    this.life?.abort();
    this.life = undefined;
    this.phase = 'idle';
    this.dropFrame();
    if (this.isSizeOurs) this.size = undefined;
    this.isSizeOurs = false;
    if (!this.hasUpdated) return;
    this.leave.close();
    this.dialog.close();
    this.unlock?.();
    this.unlock = undefined;
    // The browser gives the focus back by itself when it can; it cannot when the dialog left the document first.
    if (this.focusedBefore?.isConnected) this.focusedBefore.focus({preventScroll: true});
    this.focusedBefore = undefined;
  }

  private dropFrame(): void {
    this.frame?.remove();
    this.frame = undefined;
  }

  private handleCancel() {
    this.end('canceled');
  }

  private handleKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || this.leave.open) return;
    event.preventDefault();
    this.ask();
  }

  /** Escape, or a phone's "back", when the key itself did not come to us: the focus was in the bank's page. */
  private handleEscape(event: Event) {
    if (event.target !== this.dialog) return;
    event.preventDefault();
    this.ask();
  }

  /** Some browsers close a dialog at the second Escape whatever the page says: the question was not answered yet. */
  private handleClose(event: Event) {
    if (event.target !== this.dialog || !this.isConnected) return;
    if (this.phase !== 'challenge' && this.phase !== 'app') return;
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.ask();
  }

  private handleStay() {
    this.leave.close();
    this.container?.focus();
  }

  private ask() {
    if (this.leave.open) return;
    this.leave.showModal();
    this.leave.querySelector<HTMLElement>('.stay')?.focus();
  }
}

function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What has the focus, through shadow roots. */
function activeElement(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement ? active : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-challenge': GuichetChallenge;
  }
}
