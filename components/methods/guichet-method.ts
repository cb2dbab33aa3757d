import {html, LitElement} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {tokens} from '../base/theme.ts';
import styles from './guichet-method.styles.ts';

/**
 * A merchant's own way to pay, under ours: a line by its name, and whatever the merchant puts under it. Guichet takes no
 * part in it: no session, no amount, no button. Put it into `guichet-method-picker`.
 *
 * @slot - What stands under the name: words, a link, a button of the merchant's.
 * @csspart line - The line.
 * @csspart panel - What is under it.
 */
@customElement('guichet-method')
export class GuichetMethod extends LitElement {
  static override styles = [tokens, styles];

  /** What the method is called. */
  @property() name = '';

  override render() {
    return html`
      <details>
        <summary part="line">${this.name}</summary>
        <div class="panel" part="panel"><slot></slot></div>
      </details>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-method': GuichetMethod;
  }
}
