import {namesOf} from '../names.ts';
import type {AtProvider, AuthorizeRequest, Customer} from '../provider.ts';
import type {Terms} from './api.ts';

/** The body of `POST /v1/payments`. */
export function creationOf(
  {money, orderReference, capture, key}: AuthorizeRequest,
  {returnUrl, cancelUrl, notifyUrl, locale, customer}: AtProvider,
  terms: Terms,
): object {
  const person = personOf(customer);
  return {
    payment: {
      purchase_amount: money.amount,
      ...terms,
      return_url: returnUrl,
      customer_cancel_url: cancelUrl,
      ipn_callback_url: notifyUrl,
      origin: 'online',
      locale,
      billing_address: {...person, ...(customer.country !== undefined && {country: customer.country})},
      custom_data: {order: orderReference, attempt: key},
      // The schedule begins when the goods leave.
      ...(!capture && {deferred: 'trigger'}),
    },
    customer: person,
    order: {merchant_reference: orderReference},
  };
}

/** As far as the shop told us; the rest, Alma asks at its page. */
function personOf({email, name = ''}: Customer): object {
  const {first, last} = namesOf(name);
  return {
    ...(first !== '' && {first_name: first}),
    ...(last !== '' && {last_name: last}),
    ...(email !== undefined && {email}),
  };
}
