import {loadCoreSdkScript, type Components, type PayPalV6Namespace, type SdkInstance} from '@paypal/paypal-js/sdk-v6';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';

export const regions = {fr: 'fr-FR', en: 'en-GB'} as const;

/** PayPal's script, for what is to be drawn of it and nothing else. */
export async function paypalIn<const Parts extends readonly [Components, ...Components[]]>(
  settings: Readonly<Record<string, string>>,
  components: Parts,
  locale: Locale,
): Promise<SdkInstance<Parts>> {
  const namespace = await loadScript(settings);
  return namespace.createInstance({
    clientId: settings['client_id'] ?? '',
    components,
    locale: regions[locale],
    pageType: 'checkout',
  });
}

/** As PayPal writes an amount; all our currencies have two decimals. Pure. */
export function amountOf({amount, currency}: Pick<SessionView, 'amount' | 'currency'>) {
  const digits = String(amount).padStart(3, '0');
  return {currencyCode: currency, amount: `${digits.slice(0, -2)}.${digits.slice(-2)}`};
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
