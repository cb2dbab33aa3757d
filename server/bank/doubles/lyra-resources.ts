import {creditedOf, isOpen, statusOf, type LyraEntry, type LyraTry} from './lyra-book.ts';
import {shop} from './lyra-form.ts';

/** Orders and transactions as the REST interface writes them. */

export function orderOf(entry: LyraEntry, operationType: 'DEBIT' | 'CREDIT' | undefined, now: number) {
  const {id, form, currency, tries} = entry;
  const debits = tries.map((one) => transactionOf(entry, one, now));
  const credits = tries.flatMap((one) => one.credits.map((credit) => creditOf(entry, one, credit)));
  const last = tries.at(-1);
  const status = last && statusOf(last, now);
  const isPaid = status === 'AUTHORISED' || status === 'CAPTURED' || status === 'AUTHORISED_TO_VALIDATE';
  return {
    shopId: shop.siteId,
    orderCycle: isOpen(entry, now) ? 'OPEN' : 'CLOSED',
    orderStatus: isPaid ? 'PAID' : status === 'ABANDONED' ? 'ABANDONED' : 'UNPAID',
    serverDate: isoOf(now),
    orderDetails: {
      orderTotalAmount: Number(form['vads_amount']),
      orderEffectiveAmount: Number(form['vads_amount']),
      orderCurrency: currency,
      mode: 'TEST',
      orderId: id,
      metadata: null,
      _type: 'V4/OrderDetails',
    },
    customer: {billingDetails: {}, email: form['vads_cust_email'] ?? null, _type: 'V4/Customer/Customer'},
    transactions: operationType === 'CREDIT' ? credits : operationType === 'DEBIT' ? debits : [...debits, ...credits],
    _type: 'V4/Payment',
  };
}

export function transactionOf({form, currency, metadata}: LyraEntry, one: LyraTry, now: number) {
  const status = statusOf(one, now);
  const isRefused = status === 'REFUSED';
  // The zero before a digit is left out, as in the published samples.
  const result = isRefused ? one.refusal?.replace(/^0/, '') : status === 'ABANDONED' ? null : '0';
  return {
    shopId: shop.siteId,
    uuid: one.uuid,
    amount: one.amount,
    currency,
    paymentMethodType: 'CARD',
    status: isRefused || status === 'ABANDONED' ? 'UNPAID' : 'PAID',
    detailedStatus: status,
    operationType: 'DEBIT',
    effectiveStrongAuthentication: 'DISABLED',
    creationDate: isoOf(one.at),
    errorCode: isRefused ? 'ACQ_001' : null,
    errorMessage: null,
    detailedErrorCode: isRefused ? one.refusal : null,
    detailedErrorMessage: null,
    metadata: metadata ?? null,
    transactionDetails: {
      liabilityShift: 'NO',
      effectiveAmount: one.amount,
      effectiveCurrency: currency,
      sequenceNumber: 1,
      cardDetails: {
        effectiveBrand: one.brand,
        pan: '497010XXXXXX0055',
        expiryMonth: null,
        expiryYear: null,
        legacyTransId: form['vads_trans_id'] ?? null,
        legacyTransDate: null,
        authorizationResponse: {amount: one.amount, authorizationResult: result},
        captureResponse: {refundAmount: creditedOf(one), effectiveRefundAmount: creditedOf(one)},
      },
    },
    _type: 'V4/PaymentTransaction',
  };
}

export function creditOf(entry: LyraEntry, one: LyraTry, {uuid, amount, at}: LyraTry['credits'][number]) {
  return {
    ...transactionOf(entry, one, at),
    uuid,
    amount,
    detailedStatus: 'AUTHORISED',
    operationType: 'CREDIT',
    creationDate: isoOf(at),
  };
}

/** As published: seconds, and an offset rather than `Z`. */
function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
