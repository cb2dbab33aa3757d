import {html, LitElement, type PropertyValues} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {isNetwork} from '#contract/cards.ts';
import type {Locale} from '#contract/locale.ts';
import type {CardField, Hello, ToCard} from '#contract/messages.ts';
import {Translator} from '../base/i18n.ts';
import {listen, openPort} from '../base/port.ts';
import {tokens} from '../base/theme.ts';
import {GuichetCardChangeEvent, GuichetCardSubmitEvent} from '../events.ts';
import {SessionReader} from '../page/session-reader.ts';
import {readFromCard, type CardAnswer} from './from-card.ts';
import styles from './guichet-card-form.styles.ts';

/** How long `submit` waits for a frame that is still on its way, and for an answer of one that is there. */
const joinMs = 10_000;
const answerMs = 45_000;
/** A form says hello all the while. A document that has come and says nothing is a page of the browser's: the line was down. */
const silentMs = 2000;
const silencesMax = 5;

/**
 * Number, expiry, security code and choice of network: the vault's own document in a frame. Nothing that is typed
 * there ever reaches the page around it; what comes out is a token.
 *
 * The frame may stand in the HTML already, as `<iframe slot="frame" src="…" data-nonce="…">`: it is taken over without
 * a reload. Otherwise it is made from `frameUrl`, or from what the session says. Moved with `moveBefore` it keeps what
 * was typed; moved in any other way the browser reloads it, and `guichet-card-change` says that it is empty again.
 *
 * @slot frame - The vault's frame, when the document brings it along.
 * @csspart form - The place of the frame.
 * @cssproperty [--guichet-card-form-height=233px] - Height that is kept free (310px on a phone) until the frame has said its own.
 * @event {GuichetCardChangeEvent} guichet-card-change - The form became complete, or not, or its brand or networks changed.
 * @event {GuichetCardSubmitEvent} guichet-card-submit - Enter was pressed in a field: the shopper means to pay.
 */
@customElement('guichet-card-form')
export class GuichetCardForm extends LitElement {
  static override styles = [tokens, styles];

  /** The checkout session, `cs_…`. */
  @property() session?: string;

  /** The client token, `cst_…`. */
  @property() token?: string;

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** Where the vault's form is, when the owner knows it: `frame_url` of the session's card method. */
  @property({attribute: 'frame-url'}) frameUrl?: string;

  /** While a payment is under way: the fields can be read, and not changed. */
  @property({type: Boolean, reflect: true}) busy = false;

  private readonly translator = new Translator(this);
  private readonly reader = new SessionReader(this);
  private readonly waiting = new Map<number, (answer: CardAnswer) => void>();
  private dark: MediaQueryList | undefined;
  private frame: HTMLIFrameElement | undefined;
  private port: Promise<MessagePort> | undefined;
  private life = new AbortController();
  private hasBeenAway = false;
  /** Nonces of documents that were in the frame before: what they still say is no news. */
  private readonly past = new Set<string>();
  private lastId = 0;
  private silences = 0;
  private spoken: Locale | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', this.refreshTheme);
    // Another place in the document means that the browser has loaded the frame anew; the old nonce is spent.
    if (this.hasBeenAway) this.renew();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.dark?.removeEventListener('change', this.refreshTheme);
    this.hasBeenAway = true;
    this.letGo();
  }

  /** Instead of the two above, when the element was moved with `moveBefore`: the frame lives on. */
  connectedMoveCallback() {}

  override render() {
    return html`<div class="place" part="form"><slot name="frame" @slotchange=${this.takeOver}></slot></div>`;
  }

  override updated(changed: PropertyValues<this>) {
    this.takeOver();
    const {locale, t} = this.translator;
    if (this.frame && this.frame.title !== t('card_host.title')) this.frame.title = t('card_host.title');
    if (this.spoken !== locale) this.send({type: 'locale', locale});
    this.spoken = locale;
    if (changed.has('busy')) this.send({type: 'busy', busy: this.busy});
  }

  /** Has the form checked, encrypted and handed to the vault. What is wrong is shown in the form itself. */
  async submit(): Promise<CardAnswer> {
    const id = ++this.lastId;
    const port = await this.joined();
    if (!port) return {type: 'failed', id, code: 'card_form_unreachable'};
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({type: 'failed', id, code: 'card_form_silent'}), answerMs);
      const settle = (answer: CardAnswer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(answer);
      };
      this.waiting.set(id, settle);
      port.postMessage({type: 'submit', id} satisfies ToCard);
    });
  }

  /** After a refusal: the form forgets the security code, and points at a field when the bank did. */
  refused(field: CardField | null): void {
    if (field) this.frame?.focus();
    this.send({type: 'refused', field});
  }

  /** Moves the focus to the first field that is still to be filled in. */
  override focus(): void {
    // A frame that has the focus by name only, as its field asked for it at the same moment, is not given it again.
    this.frame?.blur();
    this.frame?.focus();
    this.send({type: 'focus'});
  }

  /** To be called when the merchant's tokens have changed: a frame does not inherit them. */
  readonly refreshTheme = async (): Promise<void> => {
    // The parser of themes comes when the frame is there to be dressed: nobody waits for it.
    const [{readTheme}, {parseTheme}] = await Promise.all([import('../base/tokens.ts'), import('#contract/theme.ts')]);
    const {scheme} = this;
    this.send({type: 'theme', tokens: parseTheme(readTheme(this), scheme).accepted, scheme});
  };

  /** What `light-dark()` would choose here. */
  private get scheme(): 'light' | 'dark' {
    const {colorScheme} = getComputedStyle(this);
    if (!colorScheme.includes('dark')) return 'light';
    return this.dark?.matches || !colorScheme.includes('light') ? 'dark' : 'light';
  }

  /** Finds the frame, or makes it, and says hello to it. */
  private takeOver(): void {
    if (this.frame || !this.isConnected) return;
    const slot = this.renderRoot.querySelector<HTMLSlotElement>('slot[name=frame]');
    const given = slot?.assignedElements({flatten: true}).find((element) => element instanceof HTMLIFrameElement);
    const url = this.frameUrl ?? this.reader.view?.payment_methods.find(({type}) => type === 'card')?.frame_url;
    this.frame = given ?? (url ? this.createFrame(url) : undefined);
    if (this.frame) this.join(this.frame, given !== undefined);
  }

  private createFrame(url: string): HTMLIFrameElement {
    const {t, locale} = this.translator;
    const address = new URL(url, location.href);
    address.searchParams.set('p', location.origin);
    address.searchParams.set('l', locale);
    address.hash = this.scheme;
    const frame = document.createElement('iframe');
    frame.slot = 'frame';
    frame.title = t('card_host.title');
    frame.referrerPolicy = 'no-referrer';
    frame.src = withNonce(address);
    this.append(frame);
    return frame;
  }

  private join(frame: HTMLIFrameElement, isGiven = false): void {
    const {life} = this;
    const {origin} = new URL(frame.src);
    const nonce = nonceOf(frame);
    this.port = openPort(frame, origin, nonce, life.signal).then((port) => {
      life.signal.addEventListener('abort', () => port.close());
      listen(port, (message) => this.hear(message));
      this.silences = 0;
      return port;
    });
    this.hearSilence(frame, isGiven, life.signal);
    this.hearOfThePast(frame, origin, nonce, life.signal);
    // Somebody before us spoke with this very document: it must be loaded again. Any other end is told by `submit`.
    this.port.catch((error: unknown) => {
      if (error instanceof Error && error.message === 'nonce_spent' && life === this.life) this.renew();
    });
  }

  /** Loads the frame again a few times, after ever longer waits, when nothing of ours has come into it. */
  private hearSilence(frame: HTMLIFrameElement, isGiven: boolean, signal: AbortSignal): void {
    let isHere = false;
    const here = () => (isHere = true);
    void this.port?.then(here, here);
    const wait = () =>
      setTimeout(
        () => {
          if (isHere || signal.aborted || this.silences === silencesMax) return;
          this.silences += 1;
          this.letGo();
          this.renew();
        },
        silentMs * (this.silences + 1),
      );
    // The frame of the document itself may have come before we listened.
    if (isGiven && document.readyState === 'complete') wait();
    else if (isGiven) addEventListener('load', wait, {signal});
    else frame.addEventListener('load', wait, {signal});
  }

  /**
   * After the back button a browser may put the document of an earlier visit into the frame, whatever its address says
   * now. It speaks under the nonce of then, and cannot be answered: the frame is loaded anew, once.
   */
  private hearOfThePast(frame: HTMLIFrameElement, origin: string, nonce: string, signal: AbortSignal): void {
    const hear = ({origin: from, source, data}: MessageEvent<unknown>) => {
      if (source === null || source !== frame.contentWindow || from !== origin) return;
      if (!isHello(data) || data.nonce === nonce || this.past.has(data.nonce)) return;
      this.past.add(data.nonce);
      this.letGo();
      this.renew();
    };
    addEventListener('message', hear, {signal});
  }

  /** Ends the conversation. Whoever waits for an answer is told that there will be none. */
  private letGo(): void {
    this.life.abort(new Error('card_form_gone'));
    this.life = new AbortController();
    this.port = undefined;
    for (const [id, settle] of this.waiting) settle({type: 'failed', id, code: 'card_form_gone'});
  }

  private renew(): void {
    this.hasBeenAway = false;
    const {frame} = this;
    if (!frame) return;
    this.past.add(nonceOf(frame));
    delete frame.dataset['nonce'];
    frame.src = withNonce(new URL(frame.src));
    this.join(frame);
    this.dispatchEvent(new GuichetCardChangeEvent(false, null, []));
  }

  /**
   * A height that belongs to quite another width was measured while the page around was still being laid out. The frame tells
   * again, but not before it is in view: browsers let frames below the fold sleep. Until then the place kept free is better.
   */
  private takeHeight({height, width}: {readonly height: number; readonly width: number}): void {
    const {frame} = this;
    if (!frame || Math.abs(width - frame.clientWidth) > frame.clientWidth / 5) return;
    frame.style.setProperty('height', `${height}px`);
  }

  private hear(raw: Parameters<typeof readFromCard>[0]): void {
    const message = readFromCard(raw);
    switch (message?.type) {
      case 'ready':
        void this.refreshTheme();
        this.send({type: 'locale', locale: this.translator.locale});
        if (this.busy) this.send({type: 'busy', busy: true});
        return;
      case 'resize':
        return this.takeHeight(message);
      case 'change': {
        const {complete, brand, networks} = message;
        this.dispatchEvent(new GuichetCardChangeEvent(complete, isNetwork(brand) ? brand : null, networks));
        return;
      }
      case 'enter':
        this.dispatchEvent(new GuichetCardSubmitEvent());
        return;
      case 'invalid':
        // Only this document can give its frame the focus in every browser; in some, that takes it from the field inside again.
        this.focus();
        return this.waiting.get(message.id)?.(message);
      case 'token':
      case 'failed':
        return this.waiting.get(message.id)?.(message);
    }
  }

  private send(message: ToCard): void {
    void this.port?.then(
      (port) => port.postMessage(message),
      () => undefined,
    );
  }

  private joined(): Promise<MessagePort | undefined> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, joinMs, undefined));
    return Promise.race([late, this.port?.catch(() => undefined) ?? late]);
  }
}

function isHello(data: unknown): data is Hello {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === 'guichet:hello' &&
    'nonce' in data &&
    typeof data.nonce === 'string'
  );
}

function nonceOf(frame: HTMLIFrameElement): string {
  return frame.dataset['nonce'] ?? new URL(frame.src).searchParams.get('n') ?? '';
}

function withNonce(address: URL): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  address.searchParams.set('n', Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  return address.href;
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-card-form': GuichetCardForm;
  }
}
