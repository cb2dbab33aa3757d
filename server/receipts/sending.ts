import {sendingOf, type AccountLabel} from '#contract/sending.ts';
import type {InstructionsView} from '#contract/session.ts';
import {transferCode, type TransferCode} from '#contract/transfer-code.ts';
import type {PaperRow} from './paper.ts';
import type en from '../../locales/en.json';

type Say = typeof en.instructions;

/** The code for banking apps, as it is printed: its words, and for whom cannot see it. */
export interface PaperCode {
  readonly kind: TransferCode['kind'];
  readonly drawing: TransferCode['drawing'];
  readonly text: string;
  readonly alt: string;
}

const labels: Readonly<Record<AccountLabel, keyof Say>> = {
  beneficiary: 'holder',
  iban: 'iban',
  bic: 'bic',
  sort_code: 'sort_code',
  routing_number: 'routing_number',
  account: 'account_number',
  bank: 'bank',
};

/** How the shopper sends what is awaited, by the lines of the page. Pure. */
export function sendingRows(
  view: InstructionsView,
  say: Say,
  money: (amount: number) => string,
  moment: (at: string) => string,
): readonly PaperRow[] {
  const row = (key: keyof Say, value: string): PaperRow => ({label: String(say[key]), value});
  const sending = sendingOf(view);
  return [
    ...(view.amount_received > 0 ? [row('received', money(view.amount_received))] : []),
    row(view.amount_received > 0 ? 'left' : 'amount', money(view.amount)),
    row(view.type === 'net_30' ? 'due' : 'until', moment(view.until)),
    ...(sending?.by === 'transfer'
      ? [
          ...sending.rows.map(({label, value}) => row(labels[label], value)),
          row('reference', sending.reference),
          ...(sending.orCheque
            ? [row('or_payee', sending.orCheque.payee), row('address', sending.orCheque.address)]
            : []),
        ]
      : []),
    ...(sending?.by === 'cheque'
      ? [
          row('payee', sending.payee),
          row('words', sending.words),
          row('address', sending.address),
          row('reference_cheque', sending.reference),
        ]
      : []),
  ];
}

/** Absent where there is none for that currency, or nothing to send by transfer. Pure. */
export function sendingCode(view: InstructionsView, say: Say, amount: string): PaperCode | undefined {
  const code = transferCode(view);
  const sending = sendingOf(view);
  if (!code || sending?.by !== 'transfer') return undefined;
  const {kind, drawing, account} = code;
  const words = {amount, holder: account.holder, reference: sending.reference};
  return {
    kind,
    drawing,
    text: kind === 'swiss' ? say.swiss.part : say.scan,
    alt: say.code.replace(/\{\{(amount|holder|reference)\}\}/g, (_all, key: keyof typeof words) => words[key]),
  };
}
