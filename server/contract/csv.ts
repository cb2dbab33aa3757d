/**
 * CSV that we hand out. A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break (OWASP, CSV
 * injection); much of what we export was typed by shoppers and payers. Such a text gets an apostrophe before it; numbers
 * are ours and stay numbers.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // Also the full-width signs: some spreadsheets take them for the others.
  const text = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line, with its line break (RFC 4180). */
export function csvLine(cells: readonly (string | number)[], delimiter: ';' | ',' = ';'): string {
  return `${cells.map(csvCell).join(delimiter)}\r\n`;
}
