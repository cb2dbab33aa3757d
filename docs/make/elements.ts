import {defaultColours, themeTokens, tokenNames, type TokenName} from '../../server/contract/theme.ts';
import type {Element, Elements} from './manifest.ts';

/** What each token does; the values that are allowed are the contract's. */
const tokenWords: Readonly<Record<TokenName, string>> = {
  '--guichet-color-accent': 'The button that pays, what is chosen',
  '--guichet-color-on-accent': 'Words on the accent',
  '--guichet-color-text': 'Words',
  '--guichet-color-muted': 'Words that step back',
  '--guichet-color-surface': 'Ticket, list, fields',
  '--guichet-color-ground': 'Behind them',
  '--guichet-color-border': 'Lines between things',
  '--guichet-color-danger': 'What went wrong',
  '--guichet-color-success': 'What went well',
  '--guichet-color-focus': 'The ring around what has the focus',
  '--guichet-radius': 'Corners',
  '--guichet-space': 'Space inside boxes',
  '--guichet-font-family': 'Typefaces, all of them on the shopper’s machine',
  '--guichet-font-size': 'Size of the words; everything follows it',
  '--guichet-shadow': 'One shadow',
};

/** `docs/elements.md`. */
export function elementsReference({elements, carried}: Elements): string {
  return (
    [
      '# Elements',
      'Made by `npm run docs` from the docstrings of `components/`; do not edit.',
      '`https://pay.example/v1/guichet.js` registers `guichet-checkout`, `https://pay.example/v1/elements.js` all of them.' +
        ' Of the package `guichet`, the modules are `guichet/guichet.js` and `guichet` itself. They speak to the origin that' +
        ' they were loaded from, so serve `dist/client/` from your Guichet: it does so by itself, under `/v1/`.',
      editors,
      elements
        .map(({tagName, description}) => `- [\`${tagName}\`](#${tagName}): ${firstSentence(description)}`)
        .join('\n'),
      ...elements.map((element) => reference(element, carried)),
      '## Theme tokens',
      'Set on the element or on anything around it. They pass through the frame by type: a value that does not fit, or that' +
        ' would hide what is being paid, is refused, and the console says so. Light and dark follow `color-scheme`.',
      table(['token', 'value', 'light', 'dark', 'for'], tokenNames.map(tokenRow)),
    ].join('\n\n') + '\n'
  );
}

const editors = `The package brings what editors read: \`custom-elements.json\`, \`web-types.json\` (JetBrains finds it by itself), VS Code's
custom data, and types for JSX.

\`\`\`jsonc
// .vscode/settings.json
{"html.customData": ["./node_modules/guichet/dist/html-custom-data.json"]}
\`\`\`

\`\`\`ts
// guichet.d.ts, for React 19; Preact and Solid name their own module.
import type {HTMLAttributes} from 'react';
import type {GuichetElements} from 'guichet/jsx';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends GuichetElements<HTMLAttributes<HTMLElement>> {}
  }
}
\`\`\``;

function reference(element: Element, carried: Elements['carried']): string {
  const {tagName, description, attributes, properties, events, slots, parts, cssProperties} = element;
  const section = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0 ? [] : [`### ${title}`, table(head, rows)];
  return [
    `## ${tagName}`,
    description,
    ...section(
      'Attributes',
      ['attribute', 'type', 'default', ''],
      attributes.map(({name, type, default: given, description: words = ''}) => [
        code(name),
        code(declared(type?.text)),
        given === undefined || given === "''" ? '' : code(given),
        words,
      ]),
    ),
    ...section(
      'Properties',
      ['property', 'type', ''],
      properties.map(({name, type, description: words = ''}) => [code(name), code(declared(type?.text)), words]),
    ),
    ...section(
      'Events',
      ['event', 'carries', ''],
      events.map(({name, type, description: words = ''}) => [code(name), carries(type?.text ?? '', carried), words]),
    ),
    ...section(
      'Slots',
      ['slot', ''],
      slots.map(({name, description: words = ''}) => [name ? code(name) : '(no name)', words]),
    ),
    ...section(
      'Parts',
      ['part', ''],
      parts.map(({name, description: words = ''}) => [code(name), words]),
    ),
    ...section(
      'Its own CSS properties',
      ['property', 'default', ''],
      cssProperties.map(({name, default: given = '', description: words = ''}) => [code(name), code(given), words]),
    ),
  ].join('\n\n');
}

/** The fields of an event of ours; of a `CustomEvent`, its detail. */
function carries(type: string, carried: Elements['carried']): string {
  const detail = /^CustomEvent<\{(.*)\}>$/.exec(type)?.[1];
  if (detail !== undefined) return code(`detail: {${detail}}`);
  return (carried.get(type) ?? []).map(code).join(', ');
}

function tokenRow(name: TokenName): string[] {
  const rule = themeTokens[name];
  const given = (scheme: 'light' | 'dark'): string => {
    const colour: unknown = Reflect.get(defaultColours[scheme], name);
    return typeof colour === 'string' ? code(colour) : '';
  };
  const values = {
    colour: 'alphaMin' in rule && rule.alphaMin > 0 ? `a colour, ${rule.alphaMin * 100} % opaque at least` : 'a colour',
    length: 'pxMin' in rule ? `a length, ${rule.pxMin} to ${rule.pxMax} px` : '',
    fonts: 'names of typefaces',
    shadow: 'one shadow, not inset',
  };
  return [code(name), values[rule.type], given('light'), given('dark'), tokenWords[name]];
}

/** Anything may be left out: that says nothing. */
function declared(type = ''): string {
  return type.replace(/ \| undefined$/, '');
}

function firstSentence(text: string): string {
  return (/^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ').replace(/:$/, '.');
}

export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A table of Markdown: one line each, bars escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
