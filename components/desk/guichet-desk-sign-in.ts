import {html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import type {DeskApi} from './desk-api.ts';
import styles from './desk.styles.ts';
import {isPayment, pageOf} from './desk-api.ts';
import {faultOfKey, forgetKey, keepKey} from './key.ts';

/** The key was tried, and is good. */
export class DeskSignInEvent extends Event {
  readonly livemode: boolean;

  constructor(livemode: boolean) {
    super('desk-sign-in', {bubbles: true, composed: true});
    this.livemode = livemode;
  }
}

/** The door of the desk: the secret key is typed, tried, and kept in memory. */
@customElement('guichet-desk-sign-in')
export class GuichetDeskSignIn extends LitElement {
  static override styles = [tokens, buttons, styles];

  @property({attribute: false}) api!: DeskApi;

  /** Why one is here again: a key of `desk.sign_in`. */
  @property() why: 'left' | 'idle' | 'unauthorized' | '' = '';

  @state() private fault: string | undefined;
  @state() private isBusy = false;
  @query('input') private input!: HTMLInputElement;

  private readonly translator = new Translator(this);

  override render() {
    const {t} = this.translator;
    const fault = this.fault;
    return html`
      <form class="sheet" novalidate autocomplete="off" @submit=${this.handleSubmit}>
        <h1>${t('desk.title')}</h1>
        ${this.why ? html`<p role="status">${t(`desk.sign_in.${this.why}`)}</p>` : nothing}
        <div class="field">
          <label for="key">${t('desk.sign_in.key')}</label>
          <input
            id="key"
            type="password"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            data-1p-ignore
            data-lpignore="true"
            aria-invalid=${fault ? 'true' : 'false'}
            aria-describedby="hint${fault ? ' fault' : ''}"
          />
          <p class="small muted" id="hint">${t('desk.sign_in.hint')}</p>
          ${fault ? html`<p class="error" id="fault" role="alert">${t(`desk.sign_in.faults.${fault}`)}</p>` : nothing}
        </div>
        <button class="primary" type="submit" aria-busy=${this.isBusy}>
          ${t(this.isBusy ? 'desk.sign_in.busy' : 'desk.sign_in.enter')}
        </button>
      </form>
    `;
  }

  private async handleSubmit(event: Event) {
    event.preventDefault();
    if (this.isBusy) return;
    const typed = this.input.value.trim();
    this.fault = faultOfKey(typed, location.protocol);
    if (this.fault) return this.input.focus();
    this.isBusy = true;
    keepKey(typed);
    const answer = await this.api.ask({method: 'GET', path: '/v1/payment_intents?limit=1'}, pageOf(isPayment));
    this.isBusy = false;
    if (answer.kind === 'done') {
      this.input.value = '';
      this.dispatchEvent(new DeskSignInEvent(typed.startsWith('sk_live_')));
      return;
    }
    forgetKey();
    this.fault = answer.kind === 'lost' ? 'unreachable' : 'wrong';
    this.input.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-sign-in': GuichetDeskSignIn;
  }
  interface GlobalEventHandlersEventMap {
    'desk-sign-in': DeskSignInEvent;
  }
}
