import type {MethodType} from '#contract/statuses.ts';
import type {AuthorizeRequest, Payer} from '../provider.ts';
import type {Parameters} from './api.ts';

type InTheFields = Extract<Payer, {kind: 'fields'}>;

/** Stripe's word for a method; a wallet is a card there, and says so on the charge. */
const types: Readonly<Partial<Record<MethodType, 'card' | 'alipay'>>> = {
  card: 'card',
  apple_pay: 'card',
  google_pay: 'card',
  alipay: 'alipay',
};

/**
 * The body of `POST /payment_intents`: one means only, confirmed by the shopper's browser. Our key and the address of
 * return stand in its metadata: by the one it is found again, and with the other it can go on.
 *
 * @returns undefined for a method that is not Stripe's.
 */
export function creationOf(
  {money, orderReference, capture, key}: AuthorizeRequest,
  payer: InTheFields,
): Parameters | undefined {
  const type = types[payer.method];
  if (!type) return undefined;
  return {
    amount: money.amount,
    currency: money.currency.toLowerCase(),
    // Alipay cannot be reserved, and is not offered where it would have to be.
    capture_method: capture || type === 'alipay' ? 'automatic' : 'manual',
    allowed_payment_method_types: [type],
    description: orderReference,
    metadata: {
      order: orderReference,
      attempt: key,
      handle: handleIn(payer.notifyUrl),
      return_url: payer.returnUrl,
    },
    ...(type === 'card' && !capture && {payment_method_options: {card: {request_multicapture: 'if_available'}}}),
    expand: ['latest_charge'],
  };
}

/** Events come to one address: the try's own name is the last part of the address that it would have had. */
function handleIn(notifyUrl: string): string {
  return new URL(notifyUrl).pathname.split('/').at(-1) ?? '';
}
