import type {Block, Row, Sheet} from './block.ts';

/** The plain part: for readers without HTML, and for those who will not have it. */
export function drawText({title, banner, sender, blocks, foot}: Sheet): string {
  return [
    ...(banner === null ? [] : [banner]),
    `${title}\n${'='.repeat(Math.min([...title].length, 60))}`,
    ...blocks.map(drawBlock),
    `-- \n${sender}\n${foot.join('\n')}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function drawBlock(block: Block): string {
  switch (block.type) {
    case 'text':
    case 'note':
      return block.text;
    case 'amount':
      return drawRow({label: block.label, value: block.value});
    case 'rows':
      return block.rows.map(drawRow).join('\n');
    case 'order':
      return [block.title, ...block.rows.map((row) => `- ${drawRow(row)}`), drawRow(block.total)].join('\n');
    case 'action':
    case 'link':
      // On a line of its own, so that readers make it a link, whole.
      return `${block.label}\n${block.url}`;
  }
}

/** A dash needs no language; a colon would. */
function drawRow({label, value}: Row): string {
  return `${label} \u2013 ${value}`;
}
