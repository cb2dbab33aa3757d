import {methodFacts} from '#contract/methods.ts';
import type {MethodView, SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';

/** Whether a method depends on what the device has: the server cannot know. */
export function isDeviceWallet(type: MethodType): boolean {
  return methodFacts[type].course === 'sheet';
}

/** The methods that can be shown: those of the session, without the wallets that this device does not have. Pure. */
export function methodsFor({payment_methods}: SessionView, wallets: readonly MethodType[] = []): readonly MethodView[] {
  return payment_methods.filter(({type}) => !isDeviceWallet(type) || wallets.includes(type));
}

/**
 * Which wallets this browser has, of those that the session offers. In test mode `?wallets=test` on the page's address
 * shows them all, so that the test sheet can be tried in any browser, and so does having tried one: its way back is
 * another address. In live mode neither means anything.
 */
export async function walletsHere(view: SessionView): Promise<MethodType[]> {
  const {payment_methods, payment_intent: intent, livemode, amount, currency} = view;
  const offered = payment_methods.map(({type}) => type).filter(isDeviceWallet);
  const wasTried = intent.method !== null && isDeviceWallet(intent.method);
  if (!livemode && (wasTried || new URLSearchParams(location.search).get('wallets') === 'test')) return offered;
  const digits = String(amount).padStart(3, '0');
  const value = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  const able = await Promise.all(
    offered.map((type) => (type === 'apple_pay' ? hasApplePay() : livemode && hasGooglePay({currency, value}))),
  );
  return offered.filter((_, place) => able[place]);
}

/** Safari, and nobody else (`facts/providers/wallets.md` 3). */
function hasApplePay(): boolean {
  try {
    const session: unknown = Reflect.get(globalThis, 'ApplePaySession');
    return typeof session === 'function' && Reflect.get(session, 'canMakePayments').call(session) === true;
  } catch {
    return false;
  }
}

/**
 * Asks the browser, which asks its own wallet; nothing of Google's is loaded (`facts/providers/wallets.md` 2). Not in
 * test mode: there is no Google behind the test sheet, and the policy lets nobody ask.
 */
async function hasGooglePay(value: PaymentCurrencyAmount): Promise<boolean> {
  try {
    const data = {apiVersion: 2, apiVersionMinor: 0, allowedPaymentMethods: [googleCard]};
    const total = {label: 'Total', amount: value};
    return await new PaymentRequest([{supportedMethods: 'https://google.com/pay', data}], {total}).canMakePayment();
  } catch {
    // No such constructor, no permission in this frame, no such wallet: all the same to the shopper.
    return false;
  }
}

const googleCard = {
  type: 'CARD',
  parameters: {
    allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'],
    allowedCardNetworks: ['VISA', 'MASTERCARD', 'AMEX'],
  },
};
