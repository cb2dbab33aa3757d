import {amountInWords} from './amount-in-words.ts';
import {formatIban} from './iban.ts';
import {formatReference, referenceFor, shownReference} from './rf-reference.ts';
import type {AccountView, InstructionsView} from './session.ts';

/** How the money is sent, line by line, for letters and paper. */
export type Sending =
  | {
      readonly by: 'transfer';
      readonly reference: string;
      readonly rows: readonly {readonly label: AccountLabel; readonly value: string}[];
      /** On terms: by cheque as well, to whom and where. */
      readonly orCheque?: {readonly payee: string; readonly address: string};
    }
  | {
      readonly by: 'cheque';
      readonly reference: string;
      readonly payee: string;
      /** The amount as it is written on the cheque, in French. */
      readonly words: string;
      readonly address: string;
    };

export type AccountLabel = 'beneficiary' | 'iban' | 'bic' | 'sort_code' | 'account' | 'routing_number' | 'bank';

/** How the money is sent, as the page says it; null when the merchant has told us no place for it. */
export function sendingOf(view: InstructionsView): Sending | null {
  const {type, account, amount, currency, reference, payee, address} = view;
  if (type === 'cheque') {
    if (payee === null || address.length === 0) return null;
    // French whatever the letter speaks, as on the page: the cheque is a French one, and its words prevail.
    const words = amountInWords({amount, currency}, 'fr-FR');
    return {
      by: 'cheque',
      reference: formatReference(reference),
      payee,
      words: words.charAt(0).toUpperCase() + words.slice(1),
      address: address.join(', '),
    };
  }
  if (!account) return null;
  return {
    by: 'transfer',
    reference: shownReference(referenceFor(account, reference)),
    rows: rowsOf(account),
    ...(payee !== null && address.length > 0 && {orCheque: {payee, address: address.join(', ')}}),
  };
}

/** The account by its lines, in the order of the page. */
function rowsOf({holder, iban, bic, sort_code, routing_number, account_number, bank}: AccountView) {
  const rows: readonly (readonly [AccountLabel, string | null])[] = [
    ['beneficiary', holder],
    ['iban', iban && formatIban(iban)],
    ['bic', bic],
    ['sort_code', sort_code],
    ['routing_number', routing_number],
    ['account', account_number],
    ['bank', bank],
  ];
  return rows.flatMap(([label, value]) => (value ? [{label, value}] : []));
}
