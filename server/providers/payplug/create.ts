import {namesOf} from '../names.ts';
import type {AuthorizeRequest, Customer, Payer} from '../provider.ts';

type AtThePage = Extract<Payer, {kind: 'redirect'}>;

/** The body of `POST /payments`: the card is typed at PayPlug's page. */
export function creationOf({money, orderReference, capture, key}: AuthorizeRequest, payer: AtThePage): object {
  const person = personOf(payer.customer);
  return {
    // One or the other, never both: the second only reserves.
    ...(capture ? {amount: money.amount} : {authorized_amount: money.amount}),
    currency: money.currency,
    billing: {...person, language: payer.locale},
    // How it is delivered is not known here: `OTHER` claims nothing.
    shipping: {...person, language: payer.locale, delivery_type: 'OTHER'},
    hosted_payment: {return_url: payer.returnUrl, cancel_url: payer.cancelUrl},
    notification_url: payer.notifyUrl,
    description: orderReference,
    metadata: {order_id: orderReference, attempt: key},
  };
}

/** At most so long (PayPlug's PSD2 guide); what is longer is left out rather than cut. All of it is recommended, none required. */
const lengths = {first_name: 100, last_name: 100, email: 255, country: 2};

function personOf({email, name = '', country}: Customer): object {
  const {first, last} = namesOf(name);
  const facts = {first_name: first, last_name: last, email: email ?? '', country: country ?? ''};
  return Object.fromEntries(
    Object.entries(lengths).flatMap(([field, max]) => {
      const value = Object.entries(facts).find(([known]) => known === field)?.[1] ?? '';
      return value !== '' && value.length <= max ? [[field, value]] : [];
    }),
  );
}
