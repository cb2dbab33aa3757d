import type {AtProvider, AuthorizeRequest} from '../provider.ts';
import {toPaypal} from './amounts.ts';
import {markOf} from './keys.ts';

const regions = {fr: 'fr-FR', en: 'en-GB'} as const;

/** The body of `POST /v2/checkout/orders`. */
export function creationOf(
  {money, merchant, orderReference, capture, key}: AuthorizeRequest,
  payer: AtProvider,
): object {
  const {email = ''} = payer.customer;
  return {
    intent: capture ? 'CAPTURE' : 'AUTHORIZE',
    purchase_units: [
      {
        amount: toPaypal(money),
        description: orderReference.slice(0, 127),
        custom_id: customIdOf(handleOf(payer), key),
        // Shown to the payer and in the merchant's lists; PayPal takes each number once, and an order may have two tries.
        invoice_id: `${orderReference.slice(0, 90)}-${markOf(key)}`,
      },
    ],
    payment_source: {
      paypal: {
        ...(isEmail(email) && {email_address: email}),
        experience_context: {
          brand_name: merchant.slice(0, 127),
          locale: regions[payer.locale],
          // What is approved is taken without a further word.
          user_action: 'PAY_NOW',
          // The shop has asked where it is to be delivered, and it is not known here.
          shipping_preference: 'NO_SHIPPING',
          return_url: payer.returnUrl,
          cancel_url: payer.cancelUrl,
        },
      },
    },
  };
}

/**
 * What stands at PayPal for our try: the handle, by which a notification finds it, and the key, by which we know that the
 * order is the one that we asked for. Not shown to the payer.
 */
function customIdOf(handle: string, key: string): string {
  return `${handle}.${key}`;
}

const customIds = /^([\w-]{1,60})\.([\w-]{1,60})$/;

/** @returns undefined when it is not of ours. */
export function fromCustomId(
  text: string | null | undefined,
): {readonly handle: string; readonly key: string} | undefined {
  const [, handle, key] = customIds.exec(text ?? '') ?? [];
  return handle !== undefined && key !== undefined ? {handle, key} : undefined;
}

/** The last part of the address of its notifications: PayPal has one address for all of them, so it comes back in the word. */
function handleOf({notifyUrl}: AtProvider): string {
  return new URL(notifyUrl).pathname.split('/').at(-1) ?? '';
}

function isEmail(text: string): boolean {
  return text.length >= 3 && text.length <= 254 && /^[^@\s]+@[^@\s]+$/.test(text);
}
