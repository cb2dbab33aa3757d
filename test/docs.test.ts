import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {htmlCustomData, jsxTypes, webTypes} from '../docs/make/editors.ts';
import {manifestOf, readElements, type Element} from '../docs/make/manifest.ts';
import {references} from '../docs/make/references.ts';
import {entries} from '../docs/make/types.ts';
import {registry} from '../server/providers/registry.ts';

const read = (path: string): string => {
  const file = new URL(`../${path}`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('what is made from the code', () => {
  test('is what the code says now', async () => {
    for (const [path, text] of Object.entries(await references()))
      assert.ok(read(path) === text, `${path} is not what the code says. Run "npm run docs" and commit it.`);
  });
});

const all = readElements();

/** Whatever a docstring leaves unsaid: `guichet-x part=y`. */
function unsaid(element: Element): string[] {
  const lists = {
    attribute: element.attributes,
    property: element.properties,
    event: element.events,
    slot: element.slots,
    part: element.parts,
    css: element.cssProperties,
  };
  const mute = Object.entries(lists).flatMap(([kind, list]) =>
    list.filter(({description}) => !description?.trim()).map(({name}) => `${element.tagName} ${kind}=${name}`),
  );
  return element.description.trim() ? mute : [`${element.tagName} itself`, ...mute];
}

/** Parts, slots, events and own properties that stand in an element's file, and not in its docstring. */
function untold(element: Element, text: string): string[] {
  const named = (list: readonly {name: string}[]) => new Set(list.map(({name}) => name));
  const looks: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
    [/\spart="([\w-]+)"/g, named(element.parts)],
    [/setAttribute\('part', '([\w-]+)'\)/g, named(element.parts)],
    [/<slot name="([\w-]+)"/g, named(element.slots)],
    [/<(slot)>/g, new Set(named(element.slots).has('') ? ['slot'] : [])],
    [/new CustomEvent\('(guichet-[\w-]+)'/g, named(element.events)],
  ];
  const sent = [...text.matchAll(/dispatchEvent\(new (Guichet\w+Event)\(/g)].map(([, name]) => name);
  const types = new Set(element.events.map(({type}) => type?.text));
  return [
    ...looks.flatMap(([pattern, known]) =>
      [...text.matchAll(pattern)].map(([, name = '']) => name).filter((name) => !known.has(name)),
    ),
    ...sent.filter((name) => !types.has(name)),
  ].map((name) => `${element.tagName}: ${name}`);
}

describe('each public element', () => {
  test('is there, by the contract', () => {
    const promised =
      'checkout method-picker card-form challenge receipt payment-page instalments method order-summary amount payment-info';
    const tags = all.elements.map(({tagName}) => tagName);
    assert.deepEqual(
      promised.split(' ').filter((name) => !tags.includes(`guichet-${name}`)),
      [],
    );
  });

  test('says a word on all that it has', () => {
    assert.deepEqual(all.elements.flatMap(unsaid), []);
  });

  test('has nothing that its docstring does not tell', () => {
    assert.deepEqual(
      all.elements.flatMap((element) => untold(element, read(element.source))),
      [],
    );
  });

  test('and a silence would be heard', () => {
    const [element] = all.elements;
    assert.ok(element);
    assert.equal(unsaid({...element, description: '', parts: [{name: 'x'}]}).length, 2);
    const text = '<p part="x"></p><slot name="y"></slot> this.dispatchEvent(new GuichetXEvent());';
    assert.equal(untold({...element, parts: [], slots: [], events: []}, text).length, 3);
  });
});

describe('the package', () => {
  const manifest: {
    exports: Record<string, string | {types?: string; default?: string}>;
    files: string[];
  } = JSON.parse(read('package.json'));

  test('exports only modules whose sources are there', () => {
    const types = Object.values(manifest.exports).flatMap((one) => (typeof one === 'object' ? [one.types] : []));
    assert.deepEqual(
      [...new Set(types)].sort(),
      [...entries.map((path) => `./dist/types/${path.replace(/\.ts$/, '.d.ts')}`), './dist/types/jsx.d.ts'].sort(),
    );
  });

  test('tells editors of every element', () => {
    const texts = [manifestOf(all), htmlCustomData(all), webTypes(all, '0.0.0')].map((one) => JSON.stringify(one));
    for (const {tagName, attributes} of all.elements) {
      for (const text of texts) assert.ok(text.includes(`"${tagName}"`), tagName);
      for (const {name} of attributes)
        assert.ok(
          texts.every((text) => text.includes(`"${name}"`)),
          `${tagName} ${name}`,
        );
      assert.ok(jsxTypes(all).includes(`'${tagName}': Base`));
    }
  });
});

describe('the guide of a provider', () => {
  for (const {name, demo} of registry) {
    test(`${name}: in French and English, with how to prove the keys and to try the double`, () => {
      const guide = read(`docs/guides/${name}.md`);
      for (const words of ['npx guichet check', `GUICHET_DEMO_PROVIDERS=${name}`, '"env"', 'jamais', 'never'])
        assert.ok(guide.includes(words), `${words} in docs/guides/${name}.md`);
      assert.ok(demo, 'it has a double');
    });
  }
});
