import {
  chargedOn,
  receiptState,
  type ReceiptAnswer,
  type ReceiptDocument,
  type ReceiptState,
} from '#contract/receipt.ts';
import type {ReceiptView} from '#contract/session.ts';

/** The ticket as `<guichet-receipt>` draws it, from the signed document. Pure. */
export function viewOf({document, verify_url, url, invoice}: ReceiptAnswer): ReceiptView {
  const state = receiptState(document);
  const {name, address, siret, contract_id} = document.merchant;
  const charged = chargedOn(document);
  return {
    merchant: {name, address, siret, contract_id},
    created: document.created,
    order_reference: document.order_reference,
    type: types[state],
    amount: document.awaited?.amount ?? (charged.amount_captured || charged.amount),
    currency: charged.currency,
    ...conversionOf(document),
    method: document.method,
    card: document.card,
    ...(document.plan && {plan: document.plan}),
    transaction_id: document.transaction_id,
    authorization_code: document.authorization_code,
    authentication: document.authentication?.outcome ?? null,
    amount_refunded: charged.amount_refunded,
    livemode: document.livemode,
    proof: {
      id: document.id,
      url,
      verify_url,
      invoice_url: invoice?.kind === 'link' ? invoice.url : null,
      ...(document.withdrawal_url !== undefined && {withdrawal_url: document.withdrawal_url}),
    },
  };
}

const types: Readonly<Record<ReceiptState, ReceiptView['type']>> = {
  awaited: 'awaited',
  dropped: 'dropped',
  reserved: 'authorization',
  released: 'release',
  debited: 'debit',
  partly_refunded: 'debit',
  refunded: 'debit',
};

function conversionOf({
  presentment,
  amount,
  amount_captured,
  currency,
}: ReceiptDocument): Pick<ReceiptView, 'conversion'> {
  if (!presentment) return {};
  const {source, rate, source_date, markup_percent, sample} = presentment;
  return {
    conversion: {amount: amount_captured || amount, currency, source, rate, source_date, markup_percent, sample},
  };
}
