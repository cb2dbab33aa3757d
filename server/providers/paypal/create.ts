import type {AtProvider, AuthorizeRequest} from '../provider.ts';
import {toPaypal} from './amounts.ts';
import type {Verification} from './authentication.ts';
import {markOf} from './keys.ts';

const regions = {fr: 'fr-FR', en: 'en-GB'} as const;

/**
 * The body of `POST /v2/checkout/orders`.
 *
 * @param verification - How sure PayPal is to be of a cardholder.
 */
export function creationOf(
  {money, merchant, orderReference, capture, key}: AuthorizeRequest,
  payer: AtProvider,
  verification: Verification,
): object {
  const isCard = payer.method === 'card';
  return {
    intent: capture ? 'CAPTURE' : 'AUTHORIZE',
    purchase_units: [
      {
        amount: toPaypal(money),
        description: orderReference.slice(0, 127),
        custom_id: customIdOf(handleOf(payer), key, isCard),
        // Shown to the payer and in the merchant's lists; PayPal takes each number once, and an order may have two tries.
        invoice_id: `${orderReference.slice(0, 90)}-${markOf(key)}`,
      },
    ],
    payment_source: isCard ? {card: cardOf(payer, verification)} : {paypal: walletOf(payer, merchant)},
  };
}

function walletOf({customer, locale, returnUrl, cancelUrl}: AtProvider, merchant: string): object {
  const {email = ''} = customer;
  return {
    ...(isEmail(email) && {email_address: email}),
    experience_context: {
      brand_name: merchant.slice(0, 127),
      locale: regions[locale],
      // What is approved is taken without a further word.
      user_action: 'PAY_NOW',
      // The shop has asked where it is to be delivered, and it is not known here.
      shipping_preference: 'NO_SHIPPING',
      return_url: returnUrl,
      cancel_url: cancelUrl,
    },
  };
}

/** Its number is typed in PayPal's own fields, and never comes here. */
function cardOf({returnUrl, cancelUrl}: AtProvider, verification: Verification): object {
  return {
    attributes: {verification: {method: verification}},
    experience_context: {return_url: returnUrl, cancel_url: cancelUrl},
  };
}

/**
 * What stands at PayPal for our try: the handle, by which a notification finds it, and the key, by which we know that the
 * order is the one that we asked for. Whether a card was to be typed, we say ourselves: until one was, PayPal may not. Not shown to
 * the payer.
 */
function customIdOf(handle: string, key: string, isCard: boolean): string {
  return isCard ? `${handle}.${key}.card` : `${handle}.${key}`;
}

const customIds = /^([\w-]{1,60})\.([\w-]{1,60})(\.card)?$/;

/** @returns undefined when it is not of ours. */
export function fromCustomId(
  text: string | null | undefined,
): {readonly handle: string; readonly key: string; readonly isCard: boolean} | undefined {
  const [, handle, key, card] = customIds.exec(text ?? '') ?? [];
  return handle !== undefined && key !== undefined ? {handle, key, isCard: card !== undefined} : undefined;
}

/** The last part of the address of its notifications: PayPal has one address for all of them, so it comes back in the word. */
function handleOf({notifyUrl}: AtProvider): string {
  return new URL(notifyUrl).pathname.split('/').at(-1) ?? '';
}

function isEmail(text: string): boolean {
  return text.length >= 3 && text.length <= 254 && /^[^@\s]+@[^@\s]+$/.test(text);
}
