import type {StripeExpressCheckoutElementOptions, StripePaymentElementOptions} from '@stripe/stripe-js';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';

/** What Stripe is told of the payment before there is one: it must be what our server then makes. */
export interface Terms {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  readonly allowedPaymentMethodTypes: string[];
}

/** Pure. One means only: a wallet is a card. */
export function termsOf({amount, currency, capture_method: capture}: SessionView, method: MethodType): Terms {
  const isAlipay = method === 'alipay';
  return {
    amount,
    currency: currency.toLowerCase(),
    captureMethod: isAlipay ? 'automatic' : capture,
    allowedPaymentMethodTypes: [isAlipay ? 'alipay' : 'card'],
  };
}

/** Wallets have lines of their own in our picker, and Link is not among them. */
export const paymentOptions: StripePaymentElementOptions = {
  layout: {type: 'tabs', defaultCollapsed: false},
  wallets: {applePay: 'never', googlePay: 'never', link: 'never'},
  // Which network comes first where a card has two; the shopper chooses in Stripe's field.
  defaultValues: {card: {network: ['cartes_bancaires', 'visa', 'mastercard']}},
};

/** The button of one wallet, and of no other. `auto`: not where it could not be paid with. */
export function walletOptions(method: 'apple_pay' | 'google_pay'): StripeExpressCheckoutElementOptions {
  return {
    buttonHeight: 48,
    layout: {maxColumns: 1, maxRows: 1, overflow: 'never'},
    paymentMethods: {
      applePay: method === 'apple_pay' ? 'auto' : 'never',
      googlePay: method === 'google_pay' ? 'auto' : 'never',
      link: 'never',
      paypal: 'never',
      amazonPay: 'never',
      klarna: 'never',
    },
  };
}

export function isWallet(method: MethodType): method is 'apple_pay' | 'google_pay' {
  return method === 'apple_pay' || method === 'google_pay';
}
