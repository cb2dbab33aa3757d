import type {
  PaymentIntent,
  Stripe,
  StripeElements,
  StripeExpressCheckoutElement,
  StripeExpressCheckoutElementConfirmEvent,
  StripePaymentElement,
} from '@stripe/stripe-js';
import {html, LitElement, type PropertyValues} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {Drawing} from '../drawing.ts';
import {GuichetFieldsPayEvent, NotHere, type FieldsAction, type FieldsWord, type ProviderFields} from '../fields.ts';
import {takeRoom} from '../room.ts';
import {appearanceOf} from './appearance.ts';
import {stripeFor} from './load.ts';
import {isWallet, paymentOptions, termsOf, walletOptions} from './options.ts';

/**
 * Stripe's fields, or the button of a wallet, for one method. The payment is made by our server when the shopper pays, and
 * confirmed here with its secret: the fields outlive a refusal, and each try has a payment of its own.
 */
@customElement('guichet-stripe-fields')
export class GuichetStripeFields extends LitElement implements ProviderFields {
  @property({attribute: false}) view!: SessionView;
  @property({attribute: false}) method: MethodType = 'card';
  @property({attribute: false}) locale: Locale = 'fr';
  @property({attribute: false}) settings: Readonly<Record<string, string>> = {};

  private stripe: Stripe | undefined;
  private elements: StripeElements | undefined;
  private drawn: StripePaymentElement | StripeExpressCheckoutElement | undefined;
  /** The wallet's sheet is open, and waits for a word. */
  private sheet: StripeExpressCheckoutElementConfirmEvent | undefined;

  // Stripe draws into no shadow root.
  override createRenderRoot() {
    return this;
  }

  get ownButton(): boolean {
    return isWallet(this.method);
  }

  get leaves(): boolean {
    return this.method === 'alipay';
  }

  constructor() {
    super();
    new Drawing(this, {
      erase: () => this.drawn?.destroy(),
      draw: () => {
        if (this.drawn) this.draw().catch(() => undefined);
      },
    });
  }

  /** Moved with `moveBefore`: Stripe's frames live on. */
  connectedMoveCallback() {}

  override render() {
    return html`<div class="stripe"></div>`;
  }

  override updated(changed: PropertyValues<this>) {
    if (!this.elements) return;
    const before = changed.get('view');
    const terms = termsOf(this.view, this.method);
    if (before && JSON.stringify(termsOf(before, this.method)) !== JSON.stringify(terms))
      void this.elements.update(terms);
    if (changed.has('locale')) void this.elements.update({locale: this.locale});
  }

  async ready(): Promise<void> {
    await this.updateComplete;
    const {publishable_key: key = '', script_url: scriptUrl} = this.settings;
    this.stripe = await stripeFor(key, scriptUrl);
    if (!this.isConnected) throw new Error('gone');
    const {method, locale, view} = this;
    this.elements = this.stripe.elements({
      mode: 'payment',
      ...termsOf(view, method),
      locale,
      appearance: appearanceOf(this),
      // There is a skeleton of ours.
      loader: 'never',
    });
    await this.draw();
  }

  private async draw(): Promise<void> {
    const {elements, method} = this;
    const place = this.querySelector<HTMLElement>('.stripe');
    if (!elements || !place) return;
    await (isWallet(method) ? this.drawWallet(elements, method, place) : this.drawFields(elements, place));
  }

  private drawFields(elements: StripeElements, place: HTMLElement): Promise<void> {
    const drawn = elements.create('payment', paymentOptions);
    this.drawn = drawn;
    return new Promise((resolve, reject) => {
      drawn.on('ready', () => resolve());
      drawn.on('loaderror', () => reject(new Error('not_drawn')));
      drawn.mount(place);
    });
  }

  private drawWallet(elements: StripeElements, method: 'apple_pay' | 'google_pay', place: HTMLElement): Promise<void> {
    const drawn = elements.create('expressCheckout', walletOptions(method));
    this.drawn = drawn;
    // Within a second, or the sheet does not open: all that it needs is known.
    drawn.on('click', (event) => event.resolve());
    drawn.on('confirm', (event) => {
      this.sheet = event;
      this.dispatchEvent(new GuichetFieldsPayEvent());
    });
    return new Promise((resolve, reject) => {
      drawn.on('ready', ({availablePaymentMethods: available}) => (available ? resolve() : reject(new NotHere())));
      drawn.on('loaderror', () => reject(new Error('not_drawn')));
      drawn.mount(place);
    });
  }

  async submit(): Promise<'ready' | 'incomplete'> {
    // Before anything is awaited: Stripe looks whether this is still the shopper's click.
    const answer = await this.elements?.submit();
    return answer && !answer.error ? 'ready' : 'incomplete';
  }

  async pay(action: Promise<FieldsAction>): Promise<FieldsWord> {
    const {sheet} = this;
    this.sheet = undefined;
    try {
      const {data} = await action;
      const word = await this.confirm(data);
      if (word !== 'done') sheet?.paymentFailed({reason: 'fail'});
      return word;
    } catch (error) {
      sheet?.paymentFailed({reason: 'fail'});
      throw error;
    }
  }

  private async confirm(data: Readonly<Record<string, string>>): Promise<FieldsWord> {
    const {client_secret: clientSecret, return_url: returnUrl, capture} = data;
    const {stripe, elements} = this;
    if (!stripe || !elements || clientSecret === undefined || returnUrl === undefined) return 'failed';
    // The server may only reserve what is usually taken at once, as the merchant wants to look at the order first.
    if (capture === 'manual' || capture === 'automatic') {
      if (capture !== termsOf(this.view, this.method).captureMethod) await elements.update({captureMethod: capture});
    }
    if (this.leaves) return leaveFor(stripe, clientSecret, returnUrl);
    const giveBack = isWallet(this.method) ? () => {} : await takeRoom(this);
    try {
      const {error, paymentIntent} = await stripe.confirmPayment({
        elements,
        clientSecret,
        confirmParams: {return_url: returnUrl},
        redirect: 'if_required',
      });
      return error || paymentIntent.status === 'requires_payment_method' ? 'failed' : 'done';
    } finally {
      giveBack();
    }
  }

  /** Stripe's frames do not inherit our tokens. */
  refreshTheme(): void {
    void this.elements?.update({appearance: appearanceOf(this)});
  }
}

/** Alipay lets nobody frame it: our page leads there, in this window or in one of its own, rather than Stripe's script. */
async function leaveFor(stripe: Stripe, clientSecret: string, returnUrl: string): Promise<FieldsWord> {
  const asked = {payment_method: {}, return_url: returnUrl};
  const {error, paymentIntent} = await stripe.confirmAlipayPayment(clientSecret, asked, {handleActions: false});
  if (error || paymentIntent.status === 'requires_payment_method') return 'failed';
  const url = addressIn(paymentIntent.next_action);
  if (paymentIntent.status === 'requires_action') return url === undefined ? 'failed' : {url};
  return 'done';
}

/** Where the shopper goes on. The address stands under the name that `type` says; Stripe's types know some of them. */
function addressIn(action: PaymentIntent.NextAction | null): string | undefined {
  const there: unknown = action && Reflect.get(action, action.type);
  const url: unknown = typeof there === 'object' && there !== null && Reflect.get(there, 'url');
  return typeof url === 'string' ? url : undefined;
}

/** For the table of who draws what. */
export function make(): ProviderFields {
  return document.createElement('guichet-stripe-fields');
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-stripe-fields': GuichetStripeFields;
  }
}
