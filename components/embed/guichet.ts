import type {Locale} from '#contract/locale.ts';
import type {FromPage, ToPage} from '#contract/messages.ts';
import {readTheme} from '../base/tokens.ts';
import {embed as en} from '../../locales/en.json';
import {embed as fr} from '../../locales/fr.json';
import {awaitPage, parseFromPage} from './page-port.ts';

/** Where this file came from is where the page is. */
const payUrl = new URL(import.meta.url).origin;

/** A page that has not said hello by then did not come. It may still come later. */
const patienceMs = 20_000;
const settleMs = 60;

const sheet = new CSSStyleSheet();
// The frame lives in a dialog from the beginning: opening that gives it the whole viewport, with everything behind it inert,
// and does not load it again, as moving it would. While the dialog is closed it is an ordinary box.
sheet.replaceSync(`
:host{display:block;height:640px;overflow-anchor:none}
:host([hidden]){display:none}
:host([mode=redirect]){display:inline-block;height:auto}
dialog,iframe{all:unset;display:block;width:100%;height:100%}
dialog[open]{position:fixed;inset:0}
button{padding:12px 24px;border:1px solid #0000;border-radius:var(--guichet-radius,10px);background:var(--guichet-color-accent,#0b5d4e);color:var(--guichet-color-on-accent,#fff);font:650 var(--guichet-font-size,17px)/1.4 var(--guichet-font-family,system-ui,sans-serif);cursor:pointer}
button:focus-visible{outline:2px solid var(--guichet-color-focus,#1f6feb);outline-offset:2px}
`);

/**
 * The payment page on a merchant's own page: in a frame as high as its content, or behind a button that goes there.
 *
 * Nothing here sees a card. Its port is truly private (`#`): other scripts of the shop cannot speak in its place. The page takes the merchant's `--guichet-*` tokens and language, also when they change.
 *
 * @attr session - Id of the checkout session, `cs_…`.
 * @attr token - Its client token, `cst_…`.
 * @attr {fr|en} locale - Language; that of the session when it is not given.
 * @attr {embedded|redirect} mode - `redirect` draws a button which leads to the page. `embedded` when it is not given.
 * @slot - Words for the button, in `redirect` mode.
 * @csspart button - The button, in `redirect` mode.
 * @csspart frame - The frame.
 * @cssproperty [--guichet-color-accent=#0b5d4e] - And all other `--guichet-*` tokens: they reach the page inside.
 * @event {CustomEvent} guichet-ready - The page is drawn and listens.
 * @event {CustomEvent<{method: string}>} guichet-method-change - The shopper chose a method.
 * @event {CustomEvent} guichet-submitting - The shopper pays; the answer is on its way.
 * @event {CustomEvent<{status: string, session: string}>} guichet-complete - Nothing is left to pay, and the ticket is on show. A hint: ask
 *   the server with the secret key.
 * @event {CustomEvent<{return_url: string}>} guichet-return - The shopper asks to go back; goes to `return_url`, unless `preventDefault()` was called.
 * @event {CustomEvent<{cancel_url: string | null}>} guichet-cancel - The shopper gave up; goes to `cancel_url`, unless `preventDefault()` was called.
 * @event {CustomEvent<{code: string}>} guichet-error - `unreachable`: the page did not come. Others are the page's own.
 */
export class GuichetCheckout extends HTMLElement {
  static observedAttributes = ['session', 'token', 'locale', 'mode'];

  readonly #root = this.attachShadow({mode: 'open'});
  readonly #dialog = document.createElement('dialog');
  #isHere = false;
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #undo: (() => void)[] = [];
  #sent = '';
  #height = '';
  #unlock: (() => void) | undefined;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#dialog.addEventListener('cancel', (event) => event.preventDefault());
    // A second Escape closes a dialog in some browsers; only the page inside knows when the challenge is over.
    this.#dialog.addEventListener('close', () => this.#unlock && this.#dialog.showModal());
  }

  /** `moveBefore()` keeps the frame and what was typed in it. */
  connectedMoveCallback(): void {}

  connectedCallback(): void {
    this.#isHere = true;
    this.#start();
  }

  disconnectedCallback(): void {
    this.#isHere = false;
    this.#stop();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    // While it is being made, the browser first tells of every attribute that is there already.
    if (!this.#isHere || before === after) return;
    if (name === 'locale' && this.#frame) this.#tune();
    else this.#start();
  }

  #start(): void {
    this.#stop();
    const session = this.getAttribute('session');
    const token = this.getAttribute('token');
    if (!session || !token) return;
    const path = encodeURIComponent(session);
    if (this.getAttribute('mode') === 'redirect') this.#drawButton(`${payUrl}/pay/${path}#${token}`);
    else this.#openFrame(`${payUrl}/embed/${path}`, token);
  }

  #stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#leaveFull();
    this.#port?.close();
    this.#port = this.#frame = undefined;
    this.#sent = '';
    this.#dialog.replaceChildren();
    this.#root.replaceChildren();
  }

  #drawButton(url: string): void {
    const button = document.createElement('button');
    const slot = document.createElement('slot');
    button.setAttribute('part', 'button');
    slot.textContent = this.#texts().redirect;
    button.append(slot);
    button.onclick = () => location.assign(url);
    this.#root.append(button);
  }

  #openFrame(url: string, token: string): void {
    const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-');
    const frame = (this.#frame = document.createElement('iframe'));
    const locale = this.getAttribute('locale');
    frame.setAttribute('part', 'frame');
    frame.allow = 'payment *; publickey-credentials-get *; clipboard-write';
    frame.referrerPolicy = 'no-referrer';
    // Not every browser tells a frame whose it is; the page takes the word only for an origin that it knows.
    frame.src = `${url}?p=${location.origin}${locale ? `&l=${encodeURIComponent(locale)}` : ''}#${token}.${nonce}`;
    this.#dialog.append(frame);
    this.#root.append(this.#dialog);

    const late = setTimeout(() => this.#tell('error', {code: 'unreachable'}), patienceMs);
    const deaf = awaitPage(frame, payUrl, nonce, (port) => {
      clearTimeout(late);
      this.#port = port;
      port.onmessage = ({data}) => {
        const message = parseFromPage(data);
        if (message) this.#hear(message);
      };
      this.#tune();
    });
    this.#undo.push(() => clearTimeout(late), deaf, this.#watchLook());
    this.#tune();
  }

  /** A merchant's page changes its look by a class, an attribute or the scheme, on the element or around it. */
  #watchLook(): () => void {
    let timer = 0;
    const later = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => this.#tune(), settleMs);
    };
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(later);
    for (const node of upwards(this)) {
      observer.observe(node, {attributes: true, attributeFilter: ['class', 'style', 'lang', 'data-theme']});
    }
    dark.addEventListener('change', later);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      dark.removeEventListener('change', later);
    };
  }

  /** Hands look and language over, when they are not what they were. */
  #tune(): void {
    const {frame} = this.#texts();
    if (this.#frame) this.#frame.title = this.#dialog.ariaLabel = frame;
    if (!this.#port) return;
    const locale = this.getAttribute('locale');
    const tokens = readTheme(this);
    const scheme = getComputedStyle(this).colorScheme;
    const sent = JSON.stringify([tokens, locale, scheme]);
    if (sent === this.#sent) return;
    this.#sent = sent;
    this.#port.postMessage({type: 'theme', tokens, scheme} satisfies ToPage);
    if (locale === 'fr' || locale === 'en') this.#port.postMessage({type: 'locale', locale} satisfies ToPage);
  }

  #hear({type, ...fields}: FromPage): void {
    if ('height' in fields) {
      this.#height = `${Math.ceil(fields.height)}px`;
      // During a challenge the place in the document stays as it was.
      if (!this.#unlock) this.style.setProperty('height', this.#height);
    } else if ('mode' in fields) {
      if (fields.mode === 'full') this.#enterFull();
      else this.#leaveFull();
    } else if ('name' in fields) {
      this.#tell('method-change', {method: fields.name});
    } else {
      const url = 'return_url' in fields ? fields.return_url : 'cancel_url' in fields && fields.cancel_url;
      if (url) this.#leaveFull();
      if (this.#tell(type, fields) && url && /^https?:/.test(url)) location.assign(url);
    }
  }

  #enterFull(): void {
    if (this.#unlock) return;
    const {style} = document.documentElement;
    const before = style.getPropertyValue('overflow');
    style.setProperty('overflow', 'hidden');
    this.#unlock = () => style.setProperty('overflow', before);
    this.#dialog.showModal();
  }

  #leaveFull(): void {
    if (!this.#unlock) return;
    this.#unlock();
    this.#unlock = undefined;
    this.#dialog.close();
    if (this.#height) this.style.setProperty('height', this.#height);
  }

  /** The fields stand in `detail`, as in any custom event, and on the event itself, as in our other elements. */
  #tell(name: string, detail: object): boolean {
    const event = new CustomEvent(`guichet-${name}`, {detail, bubbles: true, composed: true, cancelable: true});
    return this.dispatchEvent(Object.assign(event, detail));
  }

  #texts(): typeof en {
    const locale = this.getAttribute('locale') ?? this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
    return locale.startsWith('fr' satisfies Locale) ? fr : en;
  }
}

/** A node and all that it stands in, out of shadow roots too. */
function* upwards(from: Node): Iterable<Node> {
  for (let node: Node | null = from; node; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null))
    yield node;
}

if (!customElements.get('guichet-checkout')) customElements.define('guichet-checkout', GuichetCheckout);

declare global {
  interface HTMLElementTagNameMap {
    'guichet-checkout': GuichetCheckout;
  }
}
