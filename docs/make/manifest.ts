import {readFileSync} from 'node:fs';
import {create, ts, type Attribute, type Declaration, type Named} from '@custom-elements-manifest/analyzer';
import {litPlugin} from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** An element as its docstrings tell it. */
export interface Element {
  readonly tagName: string;
  /** Of its class. */
  readonly name: string;
  /** The file that it is written in. */
  readonly source: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** What markup cannot give, and a script can: objects and the like. */
  readonly properties: readonly Named[];
  readonly events: readonly Named[];
  readonly slots: readonly Named[];
  readonly parts: readonly Named[];
  readonly cssProperties: readonly Named[];
}

/** What there is to know of the public elements, for people and for editors. */
export interface Elements {
  readonly elements: readonly Element[];
  /** What an event carries: its class's name → the fields. */
  readonly carried: ReadonlyMap<string, readonly string[]>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The modules that `components/elements.ts` exports from: what is not there is no public element. */
function publicModules(): string[] {
  return [...read('components/elements.ts').matchAll(/^export .* from '\.\/(.*)';$/gm)].map(
    ([, path]) => `components/${path}`,
  );
}

/** Reads the docstrings of the public elements. */
export function readElements(): Elements {
  const paths = publicModules();
  const {modules} = create({
    modules: paths.map((path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true)),
    plugins: litPlugin(),
    context: {dev: false},
  });
  const classes = modules.flatMap(({path, declarations = []}) =>
    declarations.filter(({kind}) => kind === 'class').map((declaration) => ({...declaration, source: path})),
  );
  return {
    elements: classes.flatMap(elementOf).sort((a, b) => (a.tagName < b.tagName ? -1 : 1)),
    carried: new Map(
      classes.filter(({name}) => name.endsWith('Event')).map(({name, members = []}) => [name, fieldsOf(members)]),
    ),
  };
}

/** The analyzer also guesses events from `dispatchEvent`, and lists what is private: only what a docstring says is public. */
function elementOf(declaration: Declaration & {readonly source: string}): readonly Element[] {
  const {tagName, name, source, description = '', attributes = [], members = [], events = []} = declaration;
  if (!tagName) return [];
  const inMarkup = new Set(attributes.map((attribute) => attribute.fieldName ?? attribute.name));
  return [
    {
      tagName,
      name,
      source,
      description,
      attributes: attributes.map((attribute) => ({...attribute, type: {text: typeOf(attribute.type?.text)}})),
      properties: members.filter(
        (member) =>
          member.kind === 'field' &&
          !member.privacy &&
          !member.static &&
          !member.readonly &&
          !member.name.startsWith('#') &&
          !['adoptedStyleSheets', 'lang'].includes(member.name) &&
          !inMarkup.has(member.name),
      ),
      events: events.flatMap((event) =>
        event.name?.startsWith('guichet-') ? [{...event, name: event.name, type: event.type ?? {text: 'Event'}}] : [],
      ),
      slots: declaration.slots ?? [],
      parts: declaration.cssParts ?? [],
      cssProperties: declaration.cssProperties ?? [],
    },
  ];
}

/** What a listener reads; promises are for those who hold an event back. */
function fieldsOf(members: NonNullable<Declaration['members']>): string[] {
  return members.filter(({kind, type}) => kind === 'field' && !type?.text.includes('Promise')).map(({name}) => name);
}

/** `fr|en` of an `@attr` tag means two words. */
function typeOf(text = 'string'): string {
  if (!/^[a-z]+(\|[a-z]+)+$/.test(text)) return text;
  return text
    .split('|')
    .map((word) => `'${word}'`)
    .join(' | ');
}

/** `custom-elements.json`: the community's format, with the modules that the package really exports. */
export function manifestOf({elements}: Elements): object {
  const moduleOf = ({tagName}: Element): string =>
    `dist/client/${tagName === 'guichet-checkout' ? 'guichet' : 'elements'}.js`;
  return {
    schemaVersion: '2.1.0',
    readme: 'docs/elements.md',
    modules: [...new Set(elements.map(moduleOf))].map((path) => {
      const inside = elements.filter((element) => moduleOf(element) === path);
      return {
        kind: 'javascript-module',
        path,
        declarations: inside.map(({properties, parts, attributes, source: _source, ...element}) => ({
          kind: 'class',
          customElement: true,
          ...element,
          attributes,
          members: [
            ...attributes.flatMap(({fieldName, name: attribute, ...field}) =>
              fieldName === undefined ? [] : [{...field, kind: 'field', name: fieldName, attribute}],
            ),
            ...properties,
          ],
          cssParts: parts,
        })),
        exports: inside.flatMap(({name, tagName}) => [
          {kind: 'js', name, declaration: {name, module: path}},
          {kind: 'custom-element-definition', name: tagName, declaration: {name, module: path}},
        ]),
      };
    }),
  };
}
