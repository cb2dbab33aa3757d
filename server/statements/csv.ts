import {isCurrency, type Currency} from '#contract/money.ts';
import {sha256hex} from '../ids.ts';
import {columnsOf, type Columns} from './columns.ts';
import {csvRows} from './csv-rows.ts';
import {csvAmount, csvDate, type Figure} from './figures.ts';
import {
  statementRowsMax,
  trimmed,
  type Booking,
  type RejectedRow,
  type RowRejection,
  type Statement,
} from './statement.ts';

/** Banks put a few lines on the account before the heading. */
const preambleMax = 20;

type Table = {readonly rows: readonly (readonly string[])[]; readonly columns: Columns; readonly first: number};

/**
 * The CSV of a French bank: `;`, `,` or tab, a heading that we know, days as dd/mm/yyyy.
 *
 * @param currency of the account, where no column tells.
 */
export function readCsv(text: string, currency: Currency, account = ''): Statement {
  const table = tableOf(text);
  if (typeof table === 'string') return {kind: 'refused', code: table};
  const {rows, columns, first} = table;
  if (rows.length - first > statementRowsMax) return {kind: 'refused', code: 'statement_too_large'};

  const credits: Booking[] = [];
  const debits: Booking[] = [];
  const rejected: RejectedRow[] = [];
  const marks = new Set<Figure['mark']>();
  const seen = new Map<string, number>();
  rows.slice(first).forEach((cells, index) => {
    if (cells.every((cell) => cell === '')) return;
    const read = lineOf(cells, columns, currency);
    if (typeof read === 'string') {
      rejected.push({row: first + index + 1, code: read});
      return;
    }
    const {mark, credit, ...line} = read;
    marks.add(mark);
    // Banks number their lines each in its own way or not at all: what a line says is its id, and which of several
    // lines it is that say the same.
    const content = sha256hex(JSON.stringify([account, credit, line])).slice(0, 32);
    const again = (seen.get(content) ?? 0) + 1;
    seen.set(content, again);
    (credit ? credits : debits).push({...line, bankId: `csv/${content}/${again}`});
  });
  if (marks.has(',') && marks.has('.')) return {kind: 'refused', code: 'statement_figures'};
  if (credits.length + debits.length + rejected.length === 0) return {kind: 'refused', code: 'statement_empty'};
  return {kind: 'read', format: 'csv', credits, debits, rejected};
}

function tableOf(text: string): Table | 'statement_malformed' | 'statement_columns' {
  const readings = [';', ',', '\t'].map((delimiter) => csvRows(text, delimiter));
  const tables = readings
    .flatMap((rows) => (rows ? headed(rows) : []))
    .sort((a, b) => b.columns.known - a.columns.known);
  const [best, second] = tables;
  if (best && second?.columns.known !== best.columns.known) return best;
  return readings.includes(undefined) ? 'statement_malformed' : 'statement_columns';
}

function headed(rows: Table['rows']): readonly Table[] {
  for (const [index, row] of rows.slice(0, preambleMax).entries()) {
    const columns = columnsOf(row);
    if (columns) return [{rows, columns, first: index + 1}];
  }
  return [];
}

type Line = Omit<Booking, 'bankId'> & {readonly credit: boolean; readonly mark: Figure['mark']};

function lineOf(cells: readonly string[], columns: Columns, accountCurrency: Currency): Line | RowRejection {
  const cell = (index: number): string => cells[index] ?? '';
  const bookedOn = csvDate(cell(columns.date));
  if (bookedOn === undefined) return 'date';
  const currency = cell(columns.currency).toUpperCase() || accountCurrency;
  if (!isCurrency(currency)) return 'currency';
  const figure = figureOf(cell, columns, currency);
  if (figure === undefined) return 'amount';
  return {
    bookedOn,
    money: {amount: Math.abs(figure.amount), currency},
    reference: trimmed(cell(columns.reference), 35),
    text: trimmed(columns.text.map(cell).filter(Boolean).join(' ')),
    payer: trimmed(cell(columns.payer), 140),
    credit: figure.amount > 0,
    mark: figure.mark,
  };
}

/** One column with a sign, one with a letter for the direction, or two columns: exactly one of them filled. */
function figureOf(cell: (index: number) => string, columns: Columns, currency: Currency): Figure | undefined {
  if (columns.amount >= 0) {
    const figure = csvAmount(cell(columns.amount), currency);
    if (figure === undefined || columns.direction < 0) return figure;
    const direction = cell(columns.direction).toUpperCase();
    if (figure.amount < 0 && direction.startsWith('C')) return undefined;
    if (direction.startsWith('C')) return figure;
    return direction.startsWith('D') ? {...figure, amount: -Math.abs(figure.amount)} : undefined;
  }
  const [credit, debit] = [cell(columns.credit), cell(columns.debit)].map((text) => (isNothing(text) ? '' : text));
  if (credit && !debit) {
    const figure = csvAmount(credit, currency);
    return figure && figure.amount > 0 ? figure : undefined;
  }
  if (!debit || credit) return undefined;
  const figure = csvAmount(debit, currency);
  return figure && {...figure, amount: -Math.abs(figure.amount)};
}

/** Some banks fill the column that does not apply with a zero. */
function isNothing(text: string): boolean {
  return /^[+-]?0*([.,]0*)?$/.test(text.replace(/\s/g, ''));
}
