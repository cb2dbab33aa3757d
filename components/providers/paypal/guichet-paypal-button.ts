import type {SdkInstance} from '@paypal/paypal-js/sdk-v6';
import type {SessionView} from '#contract/session.ts';
import type {Locale} from '#contract/locale.ts';
import type {MethodType} from '#contract/statuses.ts';
import {GuichetFieldsPayEvent, NotServed, type FieldsAction, type FieldsWord, type ProviderFields} from '../fields.ts';
import {amountOf, paypalIn, regions} from './load.ts';

const components = ['paypal-payments'] as const;
type Sdk = SdkInstance<typeof components>;

/** Browsers inside other apps: they open no windows, so the shopper goes to PayPal's page instead. */
const inApp = /\b(FBAN|FBAV|Instagram|Line|MicroMessenger|Pinterest|Snapchat|TikTok|musical_ly|GSA)\b/i;

/**
 * PayPal's own button. Its script opens a window of PayPal's in the click; what it says afterwards is a hint. There is nothing to
 * fill in.
 */
class GuichetPaypalButton extends HTMLElement implements ProviderFields {
  declare view: SessionView;
  declare method: MethodType;
  declare settings: Readonly<Record<string, string>>;
  readonly ownButton = true;
  private sdk: Sdk | undefined;
  private language: Locale = 'fr';

  get locale(): Locale {
    return this.language;
  }

  set locale(locale: Locale) {
    if (locale === this.language) return;
    this.language = locale;
    this.sdk?.updateLocale(regions[locale]);
  }

  async ready(): Promise<void> {
    // The page then leads to PayPal's own page.
    if (inApp.test(navigator.userAgent)) throw new Error('no_windows_here');
    const sdk = await paypalIn(this.settings, components, this.language);
    const methods = await sdk.findEligibleMethods(amountOf(this.view));
    if (!methods.isEligible('paypal')) throw new NotServed('not_eligible');
    this.sdk = sdk;
    sdk.updateLocale(regions[this.language]);
    const button = document.createElement('paypal-button');
    button.setAttribute('type', 'pay');
    button.style.setProperty('display', 'block');
    button.style.setProperty('width', '100%');
    button.addEventListener('click', () => this.dispatchEvent(new GuichetFieldsPayEvent()));
    this.replaceChildren(button);
  }

  submit(): Promise<'ready'> {
    return Promise.resolve('ready');
  }

  /** No waiting before `start`: a browser lets a window open only within the click. The order's number comes later. */
  pay(action: Promise<FieldsAction>): Promise<FieldsWord> {
    const {sdk} = this;
    if (!sdk) return Promise.resolve('failed');
    return new Promise((resolve) => {
      const session = sdk.createPayPalOneTimePaymentSession({
        onApprove: async () => resolve('done'),
        onCancel: () => resolve('canceled'),
        onError: () => resolve('failed'),
      });
      const order = action.then(({data}) => ({orderId: data['order_id'] ?? ''}));
      session.start({presentationMode: 'auto'}, order).catch(() => resolve(elsewhere(action)));
    });
  }
}

/** No window came: the same order is approved at PayPal's page. */
function elsewhere(action: Promise<FieldsAction>): Promise<FieldsWord> {
  return action.then(
    ({url}) => (url === null ? 'failed' : {url}),
    () => 'failed',
  );
}

customElements.define('guichet-paypal-button', GuichetPaypalButton);

declare global {
  interface HTMLElementTagNameMap {
    'guichet-paypal-button': GuichetPaypalButton;
  }
}

export function make(): ProviderFields {
  return document.createElement('guichet-paypal-button');
}
