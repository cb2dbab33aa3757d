import {loadCoreSdkScript, type PayPalV6Namespace, type SdkInstance} from '@paypal/paypal-js/sdk-v6';
import type {SessionView} from '#contract/session.ts';
import type {Locale} from '#contract/locale.ts';
import type {MethodType} from '#contract/statuses.ts';
import {GuichetFieldsPayEvent, type FieldsAction, type FieldsWord, type ProviderFields} from '../fields.ts';

const components = ['paypal-payments'] as const;
type Sdk = SdkInstance<typeof components>;

const regions = {fr: 'fr-FR', en: 'en-GB'} as const;

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
    const namespace = await loadScript(this.settings);
    const sdk = await namespace.createInstance({
      clientId: this.settings['client_id'] ?? '',
      components,
      locale: regions[this.language],
      pageType: 'checkout',
    });
    const methods = await sdk.findEligibleMethods({currencyCode: this.view.currency});
    if (!methods.isEligible('paypal')) throw new Error('not_eligible');
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
      session.start({presentationMode: 'auto'}, order).catch(() => void elsewhere(action).then(resolve));
    });
  }
}

/** No window came: the same order is approved at PayPal's page, in this window where it is ours to lead away. */
async function elsewhere(action: Promise<FieldsAction>): Promise<FieldsWord> {
  const url = await action.then(
    (told) => told.url,
    () => null,
  );
  if (url === null || window.top !== window) return 'failed';
  window.location.assign(url);
  // The page is on its way out; it is asked again when the shopper is back.
  return new Promise(() => undefined);
}

/** PayPal's loader finds the address; that of a double comes first, and then it finds the script there. */
async function loadScript(settings: Readonly<Record<string, string>>): Promise<PayPalV6Namespace> {
  const {script_url: double, environment} = settings;
  if (double !== undefined && !('paypal' in window)) await loadDouble(double);
  const namespace = await loadCoreSdkScript({environment: environment === 'production' ? 'production' : 'sandbox'});
  if (!namespace) throw new Error('no_namespace');
  return namespace;
}

function loadDouble(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('script_blocked')));
    document.head.append(script);
  });
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
