import {
  capturedOf,
  lapse,
  mayCaptureAgain,
  refundedOf,
  type StripeEntry,
  type StripeMeans,
  type StripeRefund,
} from './stripe-book.ts';

/** The objects of Stripe's API as its double writes them, field for field as typed by npm `stripe` 23.1.0. */

export const stripeVersion = '2026-10-28.endive';

export function secretOf({id, secret}: StripeEntry): string {
  return `${id}_secret_${secret}`;
}

/**
 * @param expanded - With its charge, not only the charge's number.
 * @param pagesUrl - Where a shopper is sent who pays by redirection.
 */
export function intentOf(given: StripeEntry, now: number, expanded: boolean, pagesUrl: string) {
  const entry = lapse(given, now);
  const {phase} = entry;
  const charge = chargeOf(entry);
  const error = 'error' in phase ? phase.error : null;
  return {
    id: entry.id,
    object: 'payment_intent',
    allowed_payment_method_types: entry.types,
    amount: entry.amount,
    amount_capturable: phase.name === 'held' ? entry.amount - phase.captured : 0,
    amount_details: {tip: {}},
    amount_received: capturedOf(entry),
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: phase.name === 'canceled' ? phase.at : null,
    cancellation_reason: phase.name === 'canceled' ? phase.reason : null,
    capture_method: entry.captureMethod,
    client_secret: secretOf(entry),
    confirmation_method: 'automatic',
    created: entry.createdAt,
    currency: entry.currency,
    customer: null,
    customer_account: null,
    description: entry.description,
    excluded_payment_method_types: null,
    last_payment_error: error,
    latest_charge: charge && (expanded ? charge : charge.id),
    livemode: false,
    managed_payments: null,
    metadata: entry.metadata,
    next_action: nextActionOf(entry, pagesUrl),
    on_behalf_of: null,
    payment_method: 'means' in phase && phase.means ? idOf(entry, 'pm_') : null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: entry.types,
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: statusOf(entry),
    transfer_data: null,
    transfer_group: null,
  };
}

function statusOf({phase}: StripeEntry): string {
  switch (phase.name) {
    case 'open':
      return 'requires_payment_method';
    case 'acting':
      return 'requires_action';
    case 'held':
      return 'requires_capture';
    case 'taken':
      return 'succeeded';
    case 'canceled':
      return 'canceled';
  }
}

function nextActionOf(entry: StripeEntry, pagesUrl: string) {
  const {phase} = entry;
  if (phase.name !== 'acting') return null;
  const {means, returnUrl} = phase;
  if (means.type === 'card') return {type: 'use_stripe_sdk', use_stripe_sdk: {type: 'three_d_secure_redirect'}};
  return {
    type: 'alipay_handle_redirect',
    alipay_handle_redirect: {
      native_data: null,
      native_url: null,
      return_url: returnUrl,
      url: `${pagesUrl}/alipay?client_secret=${secretOf(entry)}`,
    },
  };
}

/** The charge that a payment came to, if it came to one. */
export function chargeOf(entry: StripeEntry) {
  const {phase} = entry;
  if (!('means' in phase) || !phase.means || phase.name === 'acting') return null;
  const captured = capturedOf(entry);
  const refunded = refundedOf(entry);
  return {
    id: idOf(entry, 'ch_'),
    object: 'charge',
    amount: entry.amount,
    amount_captured: captured,
    // What was never captured, and is released, Stripe counts as refunded.
    amount_refunded: phase.name === 'canceled' ? entry.amount - captured : refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured > 0 ? idOf(entry, 'txn_') : null,
    billing_details: {address: null, email: null, name: null, phone: null, tax_id: null},
    calculated_statement_descriptor: 'DOUBLE OF STRIPE',
    captured: captured > 0,
    created: entry.createdAt,
    currency: entry.currency,
    customer: null,
    description: entry.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: entry.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: entry.id,
    payment_method: idOf(entry, 'pm_'),
    payment_method_details: detailsOf(entry, phase.means),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: captured > 0 && refunded === captured,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

function detailsOf(entry: StripeEntry, means: StripeMeans) {
  if (means.type === 'alipay') return {type: 'alipay', alipay: {fingerprint: null, transaction_id: entry.id.slice(3)}};
  const {phase} = entry;
  return {
    type: 'card',
    card: {
      amount_authorized: entry.amount,
      authorization_code: null,
      brand: means.brand,
      ...(phase.name === 'held' && {capture_before: phase.until}),
      checks: null,
      country: 'FR',
      electronic_commerce_indicator: null,
      exp_month: 12,
      exp_year: 2034,
      funding: 'credit',
      installments: null,
      last4: means.last4,
      mandate: null,
      multicapture: {status: mayCaptureAgain(entry, means) ? 'available' : 'unavailable'},
      network: means.network,
      network_transaction_id: null,
      regulated_status: null,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: means.wallet && {dynamic_last4: null, type: means.wallet},
    },
  };
}

export function refundResourceOf(entry: StripeEntry, {id, amount, createdAt, reason, metadata, failed}: StripeRefund) {
  return {
    id,
    object: 'refund',
    amount,
    balance_transaction: `txn_${id.slice(3)}`,
    charge: idOf(entry, 'ch_'),
    created: createdAt,
    currency: entry.currency,
    customer: null,
    customer_account: null,
    metadata,
    payment_intent: entry.id,
    payment_method: idOf(entry, 'pm_'),
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: failed ? 'failed' : 'succeeded',
    ...(failed && {failure_reason: 'expired_or_canceled_card'}),
    transfer_reversal: null,
  };
}

/** What belongs to a payment bears its number. */
function idOf({id}: StripeEntry, prefix: string): string {
  return prefix + id.slice(3);
}
