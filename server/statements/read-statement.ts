import type {Currency} from '#contract/money.ts';
import {readCamt} from './camt.ts';
import {readCsv} from './csv.ts';
import {decodeStatement} from './decode.ts';
import type {Statement} from './statement.ts';

export interface StatementOptions {
  /** The IBAN that the statement has to be of; CSV seldom tells. */
  readonly account?: string;
  /** The account's, for a CSV that has no such column. EUR when not given. */
  readonly currency?: Currency;
}

/**
 * What came in and went out, out of a file that somebody uploaded.
 *
 * Pure and bounded: at most `statementBytesMax`, nothing loaded, nothing guessed. A line that can be read in two ways is
 * listed as rejected, with its number.
 */
export function readStatement(file: Uint8Array, {account, currency = 'EUR'}: StatementOptions = {}): Statement {
  const content = decodeStatement(file);
  if ('code' in content) return {kind: 'refused', code: content.code};
  return /^\s*</.test(content.text) ? readCamt(content.text, account) : readCsv(content.text, currency, account);
}
