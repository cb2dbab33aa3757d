import {tokenNames} from '../../server/contract/theme.ts';
import type {Element, Elements} from './manifest.ts';

/** VS Code's HTML custom data, version 1.1: https://github.com/microsoft/vscode-custom-data */
export function htmlCustomData({elements}: Elements): object {
  return {
    version: 1.1,
    tags: elements.map((element) => ({
      name: element.tagName,
      description: {kind: 'markdown', value: summaryOf(element)},
      attributes: element.attributes.map(({name, description = '', type}) => ({
        name,
        description,
        ...(type?.text === 'boolean' && {valueSet: 'v'}),
        ...(valuesOf(type?.text).length > 0 && {values: valuesOf(type?.text).map((value) => ({name: value}))}),
      })),
    })),
  };
}

/** JetBrains' web-types: https://github.com/JetBrains/web-types */
export function webTypes({elements}: Elements, version: string): object {
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name: 'guichet',
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elements.map((element) => ({
          name: element.tagName,
          description: element.description,
          attributes: element.attributes.map(({name, description = '', type, default: given}) => ({
            name,
            description,
            ...(given !== undefined && {default: given}),
            value: {type: type?.text ?? 'string', required: type?.text !== 'boolean'},
          })),
          slots: element.slots.map(({name, description = ''}) => ({name, description})),
          js: {
            properties: element.properties.map(({name, type, description}) => ({name, type, description})),
            events: element.events.map(({name, description = ''}) => ({name, description})),
          },
          css: {
            parts: element.parts.map(({name, description = ''}) => ({name, description})),
            properties: element.cssProperties.map(({name, description = ''}) => ({name, description})),
          },
        })),
      },
      css: {properties: tokenNames.map((name) => ({name}))},
    },
  };
}

/** The types of the elements in JSX: attributes by their names, properties, and `on` before an event's name (React 19). */
export function jsxTypes({elements}: Elements): string {
  const classes = elements.map(({name}) => name).sort();
  return `import type {\n${classes.map((name) => `  ${name},`).join('\n')}\n} from './components/elements.js';

/**
 * Guichet's elements for JSX. \`Base\` is what every element of your framework takes: \`HTMLAttributes<HTMLElement>\`.
 */
export interface GuichetElements<Base = object> {
${elements.map((element) => `${comment(summaryOf(element), '  ')}  '${element.tagName}': Base & {\n${propsOf(element)}  };`).join('\n')}
}
`;
}

function propsOf(element: Element): string {
  const {name, attributes, events} = element;
  const given = attributes.map((attribute) => ({
    prop: attribute.name,
    type: attribute.fieldName ? `${name}['${attribute.fieldName}']` : (attribute.type?.text ?? 'string'),
    words: attribute.description ?? '',
  }));
  const properties = element.properties.map((property) => ({
    prop: property.name,
    type: `${name}['${property.name}']`,
    words: property.description,
  }));
  const heard = events.map((event) => ({
    prop: `on${event.name}`,
    type: `((event: ${eventType(event.type?.text)}) => void)`,
    words: event.description ?? '',
  }));
  return [...given, ...properties, ...heard]
    .map(({prop, type, words}) => `${comment(words, '    ')}    '${prop}'?: ${type} | undefined;\n`)
    .join('');
}

function eventType(text = 'Event'): string {
  return text.startsWith('Custom')
    ? text
    : `import('./components/${text.includes('Challenge') ? 'challenge/' : ''}events.js').${text}`;
}

function valuesOf(text = ''): string[] {
  return /^('[\w-]+'( \| )?)+$/.test(text) ? [...text.matchAll(/'([\w-]+)'/g)].map(([, value = '']) => value) : [];
}

function summaryOf({description, events}: Element): string {
  const heard = events.map(({name, description: words = ''}) => `- \`${name}\`: ${words}`).join('\n');
  return heard ? `${description}\n\nEvents:\n${heard}` : description;
}

function comment(text: string | undefined, indent: string): string {
  if (!text) return '';
  const lines = text.replaceAll('*/', '* /').split('\n');
  return lines.length === 1
    ? `${indent}/** ${text} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
