import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {addLater, translate} from '../../base/i18n.ts';
import {methodTexts} from '../../methods/texts.ts';
import {Drawing} from '../drawing.ts';
import type {FieldsAction, FieldsWord, ProviderFields} from '../fields.ts';
import {takeRoom} from '../room.ts';
import {kryptonFor, noToken, regions, sayWrong, turnOf, type Krypton, type Turn} from './krypton.ts';
import {freeze, wear} from './look.ts';

const places = {number: 'kr-pan', expiry: 'kr-expiry', cvc: 'kr-security-code'} as const;
const names = ['number', 'expiry', 'cvc'] as const;

/**
 * The Lyra platform's card fields. They are drawn with a token that pays nothing: the one that pays is made by our server
 * when the shopper pays, and serves one try. A refusal ends it, and the fields are drawn anew; a bank's window that was
 * closed does not, and the same token goes on.
 */
@customElement('guichet-lyra-fields')
export class GuichetLyraFields extends LitElement implements ProviderFields {
  @property({attribute: false}) view!: SessionView;
  @property({attribute: false}) method: MethodType = 'card';
  @property({attribute: false}) locale: Locale = 'fr';
  @property({attribute: false}) settings: Readonly<Record<string, string>> = {};

  /** The shopper closed the bank's window, say, and may go on. */
  @state() private paused = false;
  private kr: Krypton | undefined;
  private drawing: Promise<void> = Promise.resolve();
  /** Somebody was in the fields: what was typed would be lost with them. */
  private isTouched = false;
  /** There is a token in the fields that pays, or paid. */
  private isSpent = false;
  private ended: (turn: Turn) => void = () => {};
  private decided: (goesOn: boolean) => void = () => {};

  // The script draws into no shadow root.
  override createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    new Drawing(this, {
      erase: () => void this.kr?.removeForms(),
      // With a try in them they are drawn anew once it is over.
      draw: () => {
        if (!this.isSpent) this.redraw();
      },
    });
  }

  override connectedCallback() {
    super.connectedCallback();
    wear();
  }

  /** Moved with `moveBefore`: the platform's frames live on. */
  connectedMoveCallback() {}

  override render() {
    const t = translate(this.locale);
    return html`<div class="krypton"></div>
      ${
        this.paused
          ? html`<div class="paused" role="status">
              <p>${t('panel.fields.paused')}</p>
              <button type="button" @click=${() => this.decided(true)}>${t('panel.fields.go_on')}</button>
            </div>`
          : nothing
      }`;
  }

  override updated(changed: PropertyValues) {
    if (!this.kr) return;
    if (changed.has('locale') && changed.get('locale') !== undefined) this.speak();
    const {status} = this.view.payment_intent;
    if (changed.has('view') && this.isSpent && status === 'requires_payment_method') {
      // Over, as the server says: what stands in the fields pays nothing any more.
      this.decided(false);
      this.redraw();
    }
    if (changed.has('paused') && this.paused) this.querySelector<HTMLElement>('.paused button')?.focus();
  }

  async ready(): Promise<void> {
    await this.updateComplete;
    const [kr] = await Promise.all([kryptonFor(this.settings, this.locale), addLater(methodTexts)]);
    this.kr = kr;
    this.drawing = this.draw(kr);
    await this.drawing;
  }

  override focus(): void {
    void this.kr?.fields?.focus?.('kr-pan');
  }

  private redraw(): void {
    const {kr, drawing} = this;
    this.isSpent = false;
    if (!kr) return;
    this.drawing = drawing.catch(() => undefined).then(() => this.draw(kr));
    this.drawing.catch(() => undefined);
  }

  private async draw(kr: Krypton): Promise<void> {
    const place = this.querySelector<HTMLElement>('.krypton');
    if (!place?.isConnected) throw new Error('gone');
    await kr.removeForms();
    freeze(this);
    place.replaceChildren(form(this.locale));
    this.isTouched = false;
    await kr.setFormConfig({
      formToken: noToken,
      'kr-language': regions[this.locale],
      'kr-hide-debug-toolbar': true,
    });
    await kr.onSubmit(({clientAnswer}) => {
      this.ended(clientAnswer?.orderStatus === 'UNPAID' ? 'failed' : 'done');
      return false;
    });
    await kr.onError((error) => {
      const turn = turnOf(error);
      if (turn) this.ended(turn);
    });
    await kr.on3dSecureAbort(() => this.ended('open'));
    await kr.onFocus(() => (this.isTouched = true));
    await kr.renderElements(place);
  }

  async submit(): Promise<'ready' | 'incomplete'> {
    try {
      await this.drawing;
      await this.kr?.validateForm();
      return 'ready';
    } catch (error) {
      sayWrong(error);
      return 'incomplete';
    }
  }

  async pay(action: Promise<FieldsAction>): Promise<FieldsWord> {
    const {data} = await action;
    const {form_token: formToken} = data;
    const {kr} = this;
    if (!kr || formToken === undefined) return 'failed';
    this.isSpent = true;
    await kr.setFormConfig({formToken});
    for (;;) {
      const turn = await this.turn(kr);
      if (turn !== 'open') return turn;
      if (!(await this.goesOn())) return 'canceled';
    }
  }

  /** One submission, with the whole viewport for the bank's window. */
  private async turn(kr: Krypton): Promise<Turn> {
    const giveBack = await takeRoom(this);
    try {
      return await new Promise((resolve) => {
        this.ended = resolve;
        kr.submit().catch(() => resolve('open'));
      });
    } finally {
      this.ended = () => {};
      giveBack();
    }
  }

  /**
   * Not paid, as far as the script says, and the token can be paid with: no other way may be offered beside it, until
   * the server says that it is over.
   */
  private async goesOn(): Promise<boolean> {
    this.paused = true;
    const answer = await new Promise<boolean>((resolve) => (this.decided = resolve));
    this.decided = () => {};
    this.paused = false;
    return answer;
  }

  private speak(): void {
    if (!this.isTouched && !this.isSpent) return this.redraw();
    const t = translate(this.locale);
    for (const name of names) {
      const label = this.querySelector(`.kr-label.${name}`);
      if (label) label.textContent = t(`panel.fields.${name}`);
    }
    void this.kr?.setFormConfig({'kr-language': regions[this.locale]});
  }

  /** What the script drew does not follow our tokens. */
  refreshTheme(): void {
    if (this.kr && !this.isTouched && !this.isSpent) this.redraw();
  }
}

/** As Lyra's own example has it: three places, one for what is wrong, and a button that nobody sees, for `submit`. */
function form(locale: Locale): HTMLElement {
  const t = translate(locale);
  const root = element('div', 'kr-embedded');
  for (const name of names) {
    const field = element('div', name === 'number' ? 'kr-field wide' : 'kr-field');
    const label = element('span', `kr-label ${name}`);
    label.textContent = t(`panel.fields.${name}`);
    field.append(label, element('div', places[name]));
    root.append(field);
  }
  const wrong = element('div', 'kr-form-error');
  wrong.setAttribute('role', 'alert');
  root.append(wrong, element('button', 'kr-payment-button'));
  return root;
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** For the table of who draws what. */
export function make(): ProviderFields {
  return document.createElement('guichet-lyra-fields');
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-lyra-fields': GuichetLyraFields;
  }
}
