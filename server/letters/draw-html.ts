import type {Block, Row, Sheet} from './block.ts';
import {documentOf, element, rules, stack, type Markup} from './element.ts';
import {darkRules, looks, type Look} from './looks.ts';

/** The HTML part: headings, lists and links, no tables for layout, no images, nothing that loads. */
export function drawHtml({locale, subject, title, banner, sender, blocks, foot}: Sheet): string {
  const head = element(
    'head',
    {},
    stack(
      element('meta', {charset: 'utf-8'}),
      element('meta', {name: 'viewport', content: 'width=device-width, initial-scale=1'}),
      element('meta', {name: 'color-scheme', content: 'light dark'}),
      element('meta', {name: 'supported-color-schemes', content: 'light dark'}),
      element('title', {}, subject),
      rules(darkRules),
    ),
  );
  const page = looking(
    'main',
    'page',
    {'aria-label': title, lang: locale},
    stack(
      ...(banner === null ? [] : [looking('p', 'banner', {}, banner)]),
      looking('p', 'sender', {}, sender),
      looking('div', 'sheet', {role: 'article'}, stack(looking('h1', 'title', {}, title), ...blocks.map(drawBlock))),
      looking('footer', 'foot', {}, stack(...foot.map((line) => looking('p', 'footLine', {}, line)))),
    ),
  );
  return documentOf(element('html', {lang: locale, dir: 'ltr'}, stack(head, looking('body', 'body', {}, stack(page)))));
}

/** An element with its look: inline for every reader, and by name for the dark rules. */
function looking(
  name: string,
  look: Look,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Markup | string)[]
): Markup {
  return element(name, {...attributes, class: look, style: looks[look]}, ...children);
}

function drawBlock(block: Block): Markup {
  switch (block.type) {
    case 'text':
    case 'note':
      return looking('p', block.type, {}, block.text);
    case 'amount':
      return looking(
        'p',
        'amount',
        {},
        looking('span', 'amountLabel', {}, block.label),
        ' ',
        looking('strong', 'amountValue', {}, block.value),
      );
    case 'rows':
      return looking('dl', 'list', {}, stack(...block.rows.map(drawRow)));
    case 'order':
      return stack(
        looking('h2', 'heading', {}, block.title),
        looking(
          'dl',
          'list',
          {},
          stack(...block.rows.map((row) => drawLine(row, 'line')), drawLine(block.total, 'total')),
        ),
      );
    case 'action':
      return looking('p', 'action', {}, link(block, 'button'));
    case 'link':
      return looking('p', 'text', {}, link(block, 'link'));
  }
}

function drawRow({label, value, lang}: Row): Markup {
  const said = looking('dd', 'value', lang === undefined ? {} : {lang}, value);
  return looking('div', 'row', {}, looking('dt', 'label', {}, label), ' ', said);
}

function drawLine({label, value}: Row, look: 'line' | 'total'): Markup {
  return looking('div', look, {}, looking('dt', 'lineLabel', {}, label), ' ', looking('dd', 'lineValue', {}, value));
}

function link({label, url}: {readonly label: string; readonly url: string}, look: Look): Markup {
  return looking('a', look, {href: url, target: '_blank', rel: 'noopener noreferrer'}, label);
}
