import type {Currency} from '#contract/money.ts';
import type {PaypalAuthorization, PaypalCapture, PaypalCard, PaypalEntry, PaypalRefund} from './paypal-book.ts';

/** The objects of PayPal's API, field for field as published. */

/** Of all currencies here, with two decimals. */
export function moneyOf(amount: number, currency: Currency) {
  const digits = String(amount).padStart(3, '0');
  return {currency_code: currency, value: `${digits.slice(0, -2)}.${digits.slice(-2)}`};
}

const time = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const protection = {status: 'NOT_ELIGIBLE'};

interface Base {
  /** Of the API. */
  readonly api: string;
  /** Of the page where it is approved. */
  readonly page: string;
}

export function orderOf(entry: PaypalEntry, base: Base) {
  const self = `${base.api}/v2/checkout/orders/${entry.id}`;
  const {status} = entry;
  const isOpen = status !== 'COMPLETED' && status !== 'EXPIRED';
  const denied = deniedOf(entry, base);
  const deed = entry.intent === 'AUTHORIZE' ? 'authorize' : 'capture';
  return {
    id: entry.id,
    intent: entry.intent,
    status,
    payment_source: entry.card ? {card: cardOf(entry.card)} : {paypal: {}},
    purchase_units: [
      {
        reference_id: 'default',
        amount: moneyOf(entry.amount, entry.currency),
        payee: {email_address: 'merchant@example.com', merchant_id: 'GUCHETDUBLE23'},
        ...(entry.description !== null && {description: entry.description}),
        ...(entry.customId !== null && {custom_id: entry.customId}),
        ...(entry.invoiceId !== null && {invoice_id: entry.invoiceId}),
        ...(denied && {payments: denied}),
        ...(entry.authorizations.length + entry.captures.length > 0 && {
          payments: {
            ...(entry.authorizations.length > 0 && {
              authorizations: entry.authorizations.map((one) => authorizationOf(entry, one, base)),
            }),
            ...(entry.captures.length > 0 && {captures: entry.captures.map((one) => captureOf(entry, one, base))}),
            ...(entry.refunds.length > 0 && {refunds: entry.refunds.map((one) => refundOf(entry, one, base))}),
          },
        }),
      },
    ],
    create_time: time(entry.createdAt),
    update_time: time(entry.updatedAt),
    links: [
      {href: self, rel: 'self', method: 'GET'},
      ...(isOpen ? [{href: `${base.page}/${entry.id}`, rel: 'payer-action', method: 'GET'}] : []),
      ...(status === 'APPROVED' ? [{href: `${self}/${deed}`, rel: deed, method: 'POST'}] : []),
    ],
  };
}

function cardOf({brand, lastDigits, proof}: PaypalCard) {
  return {
    ...(brand && {brand, type: 'CREDIT'}),
    ...(lastDigits !== undefined && {last_digits: lastDigits}),
    ...(proof && {
      authentication_result: {
        liability_shift: proof.liability,
        ...(proof.status !== undefined && {
          three_d_secure: {enrollment_status: proof.enrollment, authentication_status: proof.status},
        }),
      },
    }),
  };
}

/** What the bank said no to: there is an authorization, or a capture, of that name all the same. */
function deniedOf(entry: PaypalEntry, {api}: Base) {
  if (!entry.declined) return undefined;
  const {id, response, at} = entry.declined;
  const [kind, status] =
    entry.intent === 'AUTHORIZE' ? (['authorizations', 'DENIED'] as const) : (['captures', 'DECLINED'] as const);
  const payment = {
    id,
    status,
    amount: moneyOf(entry.amount, entry.currency),
    ...ids(entry, entry.invoiceId),
    processor_response: {response_code: response},
    create_time: time(at),
    update_time: time(at),
    links: [{href: `${api}/v2/payments/${kind}/${id}`, rel: 'self', method: 'GET'}],
  };
  return {[kind]: [payment]};
}

export function authorizationOf(entry: PaypalEntry, one: PaypalAuthorization, {api}: Base) {
  const self = `${api}/v2/payments/authorizations/${one.id}`;
  return {
    id: one.id,
    status: one.status,
    amount: moneyOf(one.amount, entry.currency),
    ...ids(entry, entry.invoiceId),
    seller_protection: protection,
    expiration_time: time(one.expiresAt),
    create_time: time(one.createdAt),
    update_time: time(one.updatedAt),
    supplementary_data: {related_ids: {order_id: entry.id}},
    links: [
      {href: self, rel: 'self', method: 'GET'},
      {href: `${self}/capture`, rel: 'capture', method: 'POST'},
      {href: `${self}/void`, rel: 'void', method: 'POST'},
      {href: `${self}/reauthorize`, rel: 'reauthorize', method: 'POST'},
      {href: `${api}/v2/checkout/orders/${entry.id}`, rel: 'up', method: 'GET'},
    ],
  };
}

export function captureOf(entry: PaypalEntry, one: PaypalCapture, {api}: Base) {
  const back = entry.refunds.filter(({capture}) => capture === one.id).reduce((sum, {amount}) => sum + amount, 0);
  const self = `${api}/v2/payments/captures/${one.id}`;
  const gross = moneyOf(one.amount, entry.currency);
  return {
    id: one.id,
    status: back === 0 ? 'COMPLETED' : back === one.amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
    amount: gross,
    final_capture: one.final,
    ...ids(entry, one.invoiceId),
    seller_protection: protection,
    seller_receivable_breakdown: {gross_amount: gross, paypal_fee: moneyOf(0, entry.currency), net_amount: gross},
    create_time: time(one.at),
    update_time: time(one.at),
    supplementary_data: {
      related_ids: {order_id: entry.id, ...(one.authorization !== null && {authorization_id: one.authorization})},
    },
    links: [
      {href: self, rel: 'self', method: 'GET'},
      {href: `${self}/refund`, rel: 'refund', method: 'POST'},
      {href: `${api}/v2/checkout/orders/${entry.id}`, rel: 'up', method: 'GET'},
    ],
  };
}

export function refundOf(entry: PaypalEntry, one: PaypalRefund, {api}: Base) {
  const gross = moneyOf(one.amount, entry.currency);
  return {
    id: one.id,
    status: 'COMPLETED',
    amount: gross,
    ...(one.customId !== null && {custom_id: one.customId}),
    seller_payable_breakdown: {
      gross_amount: gross,
      paypal_fee: moneyOf(0, entry.currency),
      net_amount: gross,
      total_refunded_amount: gross,
    },
    create_time: time(one.at),
    update_time: time(one.at),
    links: [
      {href: `${api}/v2/payments/refunds/${one.id}`, rel: 'self', method: 'GET'},
      {href: `${api}/v2/payments/captures/${one.capture}`, rel: 'up', method: 'GET'},
    ],
  };
}

function ids({customId}: PaypalEntry, invoiceId: string | null) {
  return {...(customId !== null && {custom_id: customId}), ...(invoiceId !== null && {invoice_id: invoiceId})};
}
