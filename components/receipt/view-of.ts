import {receiptState, type ReceiptAnswer} from '#contract/receipt.ts';
import type {ReceiptView} from '#contract/session.ts';

/** The ticket as `<guichet-receipt>` draws it, from the signed document. Pure. */
export function viewOf({document, verify_url, url, invoice}: ReceiptAnswer): ReceiptView {
  const state = receiptState(document);
  const {name, address, siret, contract_id} = document.merchant;
  return {
    merchant: {name, address, siret, contract_id},
    created: document.created,
    order_reference: document.order_reference,
    type: state === 'reserved' || state === 'released' ? 'authorization' : 'debit',
    amount: document.amount_captured || document.amount,
    currency: document.currency,
    card: document.card,
    transaction_id: document.transaction_id,
    authorization_code: document.authorization_code,
    authentication: document.authentication?.outcome ?? null,
    amount_refunded: document.amount_refunded,
    livemode: document.livemode,
    proof: {id: document.id, url, verify_url, invoice_url: invoice?.kind === 'link' ? invoice.url : null},
  };
}
