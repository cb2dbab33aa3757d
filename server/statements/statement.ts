import type {IsoDate} from '#contract/calendar.ts';
import type {Money} from '#contract/money.ts';

/** One line of a bank statement, whatever the format it came in. Everything in it was typed by somebody else. */
export interface Booking {
  readonly bookedOn: IsoDate;
  /** Always positive: which way it went is told by the list that it stands in. */
  readonly money: Money;
  /** The reference in its own field, as the bank gives it; empty when there is none. */
  readonly reference: string;
  /** What else the payer wrote, and what the bank added. */
  readonly text: string;
  readonly payer: string;
  /** The same line has the same id in every import: reading a file twice changes nothing. */
  readonly bankId: string;
}

/** A line that was not understood, and is therefore left to a person. Rows of a file are counted from 1. */
export interface RejectedRow {
  readonly row: number;
  readonly code: RowRejection;
}

/** `batch`: a collective booking whose parts do not add up, or have no amounts. */
export type RowRejection = 'date' | 'amount' | 'currency' | 'batch';

export type StatementRefusal =
  | 'statement_empty'
  | 'statement_too_large'
  /** Neither UTF-8 nor Windows-1252. */
  | 'statement_encoding'
  /** Not XML that is well-formed and free of a document type; or CSV with a quote that never closes. */
  | 'statement_malformed'
  /** Neither camt.053, camt.054 nor CSV: a PDF, a spreadsheet. */
  | 'statement_format'
  /** CSV: no heading that we know for the day or the amount, or two ways to read it. */
  | 'statement_columns'
  /** CSV: both `,` and `.` stand before cents. */
  | 'statement_figures'
  /** Of another account than the one that was named. */
  | 'statement_account';

export type Statement =
  | {
      readonly kind: 'read';
      readonly format: 'camt' | 'csv';
      /** Money that came in. */
      readonly credits: readonly Booking[];
      /** Money that went out, among it what was taken back. */
      readonly debits: readonly Booking[];
      readonly rejected: readonly RejectedRow[];
    }
  | {readonly kind: 'refused'; readonly code: StatementRefusal};

/** Read in one go on the one thread: two megabytes are some 4,000 transfers, and a third of a second. */
export const statementBytesMax = 2 * 1024 * 1024;

/** Lines of one file. */
export const statementRowsMax = 20_000;

/** Texts of a booking are shown and searched, never whole novels. */
export function trimmed(text: string, lengthMax = 500): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, lengthMax);
}
