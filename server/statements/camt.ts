import {isIsoDate} from '#contract/calendar.ts';
import {compact} from '#contract/check-digits.ts';
import {isCurrency} from '#contract/money.ts';
import {at, every, readXml, type Xml} from '../xml.ts';
import {xmlAmount} from './figures.ts';
import {
  statementRowsMax,
  trimmed,
  type Booking,
  type RejectedRow,
  type RowRejection,
  type Statement,
} from './statement.ts';

/**
 * ISO 20022 statements: camt.053 (end of day) and camt.054 (notifications), any version.
 *
 * Only booked entries count. A collective entry is read part by part, for each part is another payer's.
 */
export function readCamt(text: string, account?: string): Statement {
  const root = readXml(text);
  if (root === undefined) return {kind: 'refused', code: 'statement_malformed'};
  const statements = [
    ...every(at(root, 'BkToCstmrStmt'), 'Stmt'),
    ...every(at(root, 'BkToCstmrDbtCdtNtfctn'), 'Ntfctn'),
  ];
  if (root.name !== 'Document' || statements.length === 0) return {kind: 'refused', code: 'statement_format'};

  const credits: Booking[] = [];
  const debits: Booking[] = [];
  const rejected: RejectedRow[] = [];
  const seen = new Map<string, number>();
  let row = 0;
  for (const statement of statements) {
    const iban = compact(
      at(statement, 'Acct', 'Id', 'IBAN')?.text ?? at(statement, 'Acct', 'Id', 'Othr', 'Id')?.text ?? '',
    );
    if (account !== undefined && iban !== compact(account)) return {kind: 'refused', code: 'statement_account'};
    const entries = every(statement, 'Ntry');
    if (row + entries.length > statementRowsMax) return {kind: 'refused', code: 'statement_too_large'};
    entries.forEach((entry, index) => {
      row += 1;
      // `Sts` holds the word itself, or since version 8 a `Cd` around it.
      if ((at(entry, 'Sts', 'Cd') ?? at(entry, 'Sts'))?.text !== 'BOOK') return;
      const own = at(entry, 'AcctSvcrRef')?.text || `${at(statement, 'Id')?.text ?? ''}/${index + 1}`;
      const parts = bookingsOf(entry, `${iban}/${own}`);
      if (typeof parts === 'string') {
        rejected.push({row, code: parts});
        return;
      }
      for (const {credit, ...part} of parts) {
        const again = (seen.get(part.bankId) ?? 0) + 1;
        seen.set(part.bankId, again);
        // Two bookings under one reference of the bank are still two sums of money.
        const booking = again > 1 ? {...part, bankId: `${part.bankId}#${again}`} : part;
        (credit ? credits : debits).push(booking);
      }
    });
  }
  return {kind: 'read', format: 'camt', credits, debits, rejected};
}

type Part = Booking & {readonly credit: boolean};

function bookingsOf(entry: Xml, key: string): readonly Part[] | RowRejection {
  const bookedOn = (at(entry, 'BookgDt', 'Dt') ?? at(entry, 'BookgDt', 'DtTm') ?? at(entry, 'ValDt', 'Dt'))?.text.slice(
    0,
    10,
  );
  if (bookedOn === undefined || !isIsoDate(bookedOn)) return 'date';
  const total = moneyOf(at(entry, 'Amt'));
  if (typeof total === 'string') return total;
  const direction = at(entry, 'CdtDbtInd')?.text;
  if (direction !== 'CRDT' && direction !== 'DBIT') return 'amount';

  const details = every(entry, 'NtryDtls').flatMap((one) => every(one, 'TxDtls'));
  const parts: Part[] = [];
  for (const [index, detail] of (details.length > 0 ? details : [entry]).entries()) {
    const money = details.length > 1 ? moneyOf(at(detail, 'Amt') ?? at(detail, 'AmtDtls', 'TxAmt', 'Amt')) : total;
    if (typeof money === 'string') return 'batch';
    const own = at(detail, 'Refs', 'AcctSvcrRef')?.text;
    parts.push({
      credit: (at(detail, 'CdtDbtInd')?.text ?? direction) === 'CRDT',
      bookedOn,
      money,
      ...wordsOf(detail, entry),
      bankId: details.length > 1 ? `${key}/${own || index + 1}` : key,
    });
  }
  const sum = parts.reduce(
    (so, {money, credit}) => so + (credit === (direction === 'CRDT') ? money.amount : -money.amount),
    0,
  );
  return sum === total.amount && parts.every(({money}) => money.currency === total.currency) ? parts : 'batch';
}

function moneyOf(amount: Xml | undefined): Booking['money'] | RowRejection {
  const currency = amount?.attributes['Ccy'] ?? '';
  if (!isCurrency(currency)) return 'currency';
  const minor = xmlAmount(amount?.text ?? '', currency);
  return minor === undefined ? 'amount' : {amount: minor, currency};
}

function wordsOf(detail: Xml, entry: Xml): Pick<Booking, 'reference' | 'text' | 'payer'> {
  const information = at(detail, 'RmtInf');
  const structured = every(information, 'Strd').map((one) => at(one, 'CdtrRefInf', 'Ref')?.text ?? '');
  const endToEnd = at(detail, 'Refs', 'EndToEndId')?.text ?? '';
  const free = [
    ...every(information, 'Ustrd').map(({text}) => text),
    ...structured.slice(1),
    endToEnd === 'NOTPROVIDED' ? '' : endToEnd,
    at(entry, 'AddtlNtryInf')?.text ?? '',
  ];
  // Since version 8 a party stands one level deeper.
  const payer = at(detail, 'RltdPties', 'Dbtr', 'Nm') ?? at(detail, 'RltdPties', 'Dbtr', 'Pty', 'Nm');
  return {
    reference: trimmed(structured[0] ?? '', 35),
    text: trimmed(free.filter(Boolean).join(' ')),
    payer: trimmed(payer?.text ?? '', 140),
  };
}
