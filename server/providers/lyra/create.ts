import {createHash} from 'node:crypto';
import type {AuthorizeRequest, Customer, Form, Payer} from '../provider.ts';
import {modeOf, numerics, type LyraConfig, type LyraCurrency, type LyraMethod} from './settings.ts';
import {sign} from './signature.ts';

type AtThePage = Extract<Payer, {kind: 'redirect'}>;
type InFields = Extract<Payer, {kind: 'fields'}>;

/** The tenth of a second since 1970 that stands for one payment of a shop: `vads_trans_id` must be unique per UTC day. */
export type Slot = number;

/** The one plan, by its code at the platform. */
export const almaPlan = 'ALMA_3X';

/** The signed form that takes the shopper to the page. */
export function formFor(
  config: LyraConfig,
  {money, orderReference, capture, key}: AuthorizeRequest,
  payer: AtThePage,
  slot: Slot,
): Form | undefined {
  const {live, cardCodes, formKey, scheme, siteId} = config;
  const method = config.methods.find((one) => one === payer.method);
  const currency = config.currencies.find((one) => one === money.currency);
  if (!method || !currency) return undefined;
  if (method === 'instalments' && payer.plan !== almaPlan) return undefined;
  const fields = {
    vads_action_mode: 'INTERACTIVE',
    vads_amount: String(money.amount),
    // Taken tonight, or on the night after we say so. A longer delay would outlive the authorization.
    vads_capture_delay: '0',
    vads_ctx_mode: modeOf(config),
    vads_currency: numericOf(currency),
    vads_language: payer.locale,
    vads_order_id: orderIdOf(orderReference, key),
    vads_order_info: plain(orderReference),
    vads_page_action: 'PAYMENT',
    vads_payment_cards: codesOf(method, live, cardCodes).join(';'),
    vads_payment_config: 'SINGLE',
    vads_redirect_error_timeout: '0',
    vads_redirect_success_timeout: '0',
    // Nothing signed passes through the browser: nobody can send it back under other names.
    vads_return_mode: 'NONE',
    vads_site_id: siteId,
    ...timeOf(slot),
    vads_url_cancel: payer.cancelUrl,
    vads_url_check: payer.notifyUrl,
    vads_url_return: payer.returnUrl,
    vads_validation_mode: capture ? '0' : '1',
    vads_version: 'V2',
    // Where nobody can be asked, a text that the shopper chose must not be among what is signed.
    ...(config.rest && personOf(payer.customer)),
  };
  return {...fields, signature: sign(Object.entries(fields), formKey, scheme)};
}

/**
 * The body of `Charge/CreatePayment`: one token for one try. `retry: 0`, so that a refusal ends the order: each try is ours,
 * with a number of its own, and no token that was refused can still be paid with beside the next one.
 */
export function tokenRequestFor({money, orderReference, capture, key}: AuthorizeRequest, payer: InFields): object {
  const {email, name = '', country, address} = payer.customer;
  const [first, last] = namesOf(name);
  return {
    amount: money.amount,
    currency: money.currency,
    orderId: orderIdOf(orderReference, key),
    formAction: 'PAYMENT',
    paymentMethods: ['CARDS'],
    customer: {
      ...(email !== undefined && {email}),
      billingDetails: {
        ...said('firstName', first),
        ...said('lastName', last),
        ...said('address', address?.line1),
        ...said('address2', address?.line2),
        ...said('zipCode', address?.postal_code),
        ...said('city', address?.city),
        ...said('country', country),
        language: payer.locale.toUpperCase(),
      },
    },
    transactionOptions: {
      cardOptions: {paymentSource: 'EC', captureDelay: 0, manualValidation: capture ? 'NO' : 'YES', retry: 0},
    },
    ipnTargetUrl: payer.notifyUrl,
    metadata: {order: plain(orderReference)},
    contrib: 'Guichet',
  };
}

function said(field: string, text = ''): Readonly<Record<string, string>> {
  const value = plain(text);
  return value === '' ? {} : {[field]: value};
}

/** What every word about a payment must say as we said it. */
export const echoed = [
  'vads_site_id',
  'vads_ctx_mode',
  'vads_order_id',
  'vads_amount',
  'vads_currency',
  'vads_trans_id',
  'vads_trans_date',
] as const;

/**
 * The order's number at the platform, by which a payment is found again. The merchant's own stands first, as far as letters
 * and digits go; then what names the try, as a number may repeat there.
 */
export function orderIdOf(orderReference: string, key: string): string {
  return orderReference.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 30) + markOf(key);
}

/** Whether that number stands for the try with that key. */
export function isOrderOf(orderId: string, key: string): boolean {
  return orderId.endsWith(markOf(key));
}

function markOf(key: string): string {
  return `x${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

/** 864 000 tenths of a second a day: below the largest number that the platform takes. */
function timeOf(slot: Slot) {
  const date = new Date(slot * 100).toISOString();
  return {
    vads_trans_date: date.slice(0, 19).replaceAll(/[-:T]/g, ''),
    vads_trans_id: String(slot % 864_000).padStart(6, '0'),
  };
}

function numericOf(currency: LyraCurrency): string {
  return numerics[currency];
}

function codesOf(method: LyraMethod, live: boolean, cards: readonly string[]): readonly string[] {
  switch (method) {
    case 'card':
      return cards;
    case 'wero':
      return ['WERO'];
    case 'paypal':
      return [live ? 'PAYPAL' : 'PAYPAL_SB'];
    case 'instalments':
      return [almaPlan];
  }
}

/** Whether a try is by card: what has no form is, as only cards have fields in our page. */
export function isOfCard(form: Form | undefined): boolean {
  const codes = form?.['vads_payment_cards']?.split(';') ?? [];
  return !codes.some((code) => /^(WERO|PAYPAL|ALMA)/.test(code));
}

function personOf({email, name = '', country}: Customer): Record<string, string> {
  const [first, last] = namesOf(name);
  const facts = {
    vads_cust_country: country ?? '',
    vads_cust_email: email ?? '',
    vads_cust_first_name: first,
    vads_cust_last_name: last,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([field, value]) => {
      const text = plain(value);
      return text === '' ? [] : [[field, text]];
    }),
  );
}

/** The first word, and the rest. */
function namesOf(name: string): readonly [first: string, last: string] {
  const [, first = '', last = name.trim()] = /^(\S+)\s+(.+)$/.exec(name.trim()) ?? [];
  return [first, last];
}

/** No value may hold `<` or `>`, and a line break would not survive the browser. At most 63 characters, for all of them. */
function plain(text: string): string {
  return text
    .replaceAll(/[<>\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 63);
}
