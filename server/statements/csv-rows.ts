/**
 * The rows of a CSV text (RFC 4180): cells may be quoted, quotes within are doubled, a quoted cell may hold line breaks.
 *
 * @returns nothing when a quote never closes.
 */
export function csvRows(text: string, delimiter: string): readonly (readonly string[])[] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let index = 0;
  while (index < text.length) {
    let cell: string;
    if (text[index] === '"') {
      const quoted = quotedCell(text, index + 1);
      if (!quoted) return undefined;
      // What some banks leave between the closing quote and the delimiter belongs to the cell.
      const end = endOfCell(text, quoted.end, delimiter);
      cell = quoted.cell + text.slice(quoted.end, end);
      index = end;
    } else {
      const end = endOfCell(text, index, delimiter);
      cell = text.slice(index, end);
      index = end;
    }
    row.push(cell.trim());
    const ended = text[index] !== delimiter;
    if (ended) {
      rows.push(row);
      row = [];
      if (text[index] === '\r' && text[index + 1] === '\n') index += 1;
    }
    index += 1;
    if (!ended && index === text.length) rows.push([...row, '']);
  }
  return rows;
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let index = from;
  while (index < text.length && text[index] !== delimiter && text[index] !== '\n' && text[index] !== '\r') index += 1;
  return index;
}

function quotedCell(text: string, from: number): {readonly cell: string; readonly end: number} | undefined {
  let cell = '';
  for (let index = from; ;) {
    const quote = text.indexOf('"', index);
    if (quote < 0) return undefined;
    cell += text.slice(index, quote);
    if (text[quote + 1] !== '"') return {cell, end: quote + 1};
    cell += '"';
    index = quote + 2;
  }
}
