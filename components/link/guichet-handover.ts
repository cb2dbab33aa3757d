import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {qrPath} from '#contract/qr.ts';
import {hasTexts, Translator} from '../base/i18n.ts';
import {announce} from '../base/live.ts';
import {buttons, tokens} from '../base/theme.ts';
import {handoverTexts} from './texts.ts';

/** How long "copied" stands on the button. */
const copiedMs = 2500;

/**
 * The way to go on with another device: a payment link as a code to scan, and as a link to copy.
 *
 * @csspart handover - All of it.
 */
@customElement('guichet-handover')
export class GuichetHandover extends LitElement {
  static override styles = [
    tokens,
    buttons,
    css`
      section {
        display: grid;
        gap: 12px;
        padding: 16px 0;
        border-top: 1px solid var(--_border);
      }

      h3,
      p {
        margin: 0;
      }

      h3 {
        font-size: 1em;
      }

      .small {
        color: var(--_muted);
        font-size: 0.875em;
      }

      .qr {
        width: min(200px, 100%);
        border-radius: 6px;
      }

      .url {
        font-size: 0.875em;
        overflow-wrap: anywhere;
      }

      button {
        justify-self: start;
      }
    `,
  ];

  /** `fr` or `en`; by default the language around the element. */
  @property() locale?: string;

  /** The payment link, with its secret. */
  @property() url = '';

  /** The merchant's number of the order. */
  @property({attribute: 'order-reference'}) orderReference = '';

  @state() private isCopied = false;

  private readonly translator = new Translator(this);
  private timer = 0;

  override render() {
    const {t, locale} = this.translator;
    if (!this.url || !hasTexts(locale, handoverTexts.section)) return nothing;
    const {path, size} = qrPath(this.url);
    // Black on white in every scheme: that is what a camera reads.
    return html`
      <section part="handover" aria-labelledby="title">
        <h3 id="title" tabindex="-1">${t('handover.title')}</h3>
        <p>${t('handover.text')}</p>
        <svg
          class="qr"
          viewBox="0 0 ${size} ${size}"
          role="img"
          aria-label=${t('handover.code', {order: this.orderReference})}
        >
          <rect width=${size} height=${size} fill="#fff"></rect>
          <path d=${path} fill="#000"></path>
        </svg>
        <p class="url" id="url">${this.url}</p>
        <button class="quiet" type="button" @click=${this.handleCopy}>
          ${t(this.isCopied ? 'handover.copied' : 'handover.copy')}
        </button>
        <p class="small">${t('handover.keep')}</p>
      </section>
    `;
  }

  override firstUpdated() {
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  private async handleCopy() {
    const {t} = this.translator;
    try {
      await navigator.clipboard.writeText(this.url);
    } catch {
      // No leave to write there: the text is selected, and a key of the shopper's copies it.
      const shown = this.renderRoot.querySelector('#url');
      if (shown) getSelection()?.selectAllChildren(shown);
      announce(t('handover.copy_failed'));
      return;
    }
    this.isCopied = true;
    announce(t('handover.copied'));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.isCopied = false), copiedMs);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-handover': GuichetHandover;
  }
}
