import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {sources} from './sources.ts';

type Texts = {readonly [key: string]: string | Texts};

function read(path: string): Texts {
  const file = new URL(`../${path}`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

const shop = read('demo/shop/texts.json');

/** Each pair of languages that must say the same. */
const pairs: Readonly<Record<string, Readonly<Record<'fr' | 'en', Texts>>>> = {
  locales: {fr: read('locales/fr.json'), en: read('locales/en.json')},
  'demo shop': {fr: branch(shop, 'fr'), en: branch(shop, 'en')},
};

function branch(texts: Texts, key: string): Texts {
  const value = texts[key];
  return typeof value === 'object' ? value : {};
}

function flat(texts: Texts, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [path, text] of flat(value, `${prefix}${key}.`)) all.set(path, text);
  }
  return all;
}

const plural = /_(zero|one|two|few|many|other)$/;

/** `attempts_one` → `attempts`. */
const stem = (key: string): string => key.replace(plural, '');

/** Stems that are counted: those with an `_other`. Without one, `too_many` is only a name. */
const counted = new Set(
  Object.values(pairs)
    .flatMap(({fr, en}) => [...flat(fr).keys(), ...flat(en).keys()])
    .filter((key) => key.endsWith('_other'))
    .map(stem),
);

const base = (key: string): string => (counted.has(stem(key)) ? stem(key) : key);

function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name]) => name))].sort().join(' ');
}

/** What is wrong with a French text (`docs/`: narrow space before ; ! ? and inside « », wide one before the colon). */
export function frenchFaults(text: string): string[] {
  const prose = text.replace(/https?:\/\/\S+/g, 'x').replace(/\{\{[^}]*\}\}/g, 'x');
  const faults: readonly [RegExp, string][] = [
    [/\p{L}'\p{L}/u, 'straight apostrophe'],
    [/"/, 'straight quotation mark'],
    [/\.\.\./, 'three points for an ellipsis'],
    [/(?<!\u202f)[;!?](?!\S*=)/u, 'no narrow space before ; ! ?'],
    [/(?<![\u00a0\d]):|(?<!\u00a0):(?!\d)/u, 'no no-break space before the colon'],
    [/«(?!\u202f)|(?<!\u202f)»/u, 'no narrow space inside « »'],
    [/ [;:!?»…,.](?!\d)/u, 'ordinary space before a sign'],
    [/\d (€|\$|£|%|jours?|heures?|minutes?|secondes?)(?!\p{L})/u, 'ordinary space between number and unit'],
    [/ $|^ | {2}/, 'stray space'],
  ];
  const found = faults.filter(([pattern]) => pattern.test(prose)).map(([, fault]) => fault);
  // « celle de Alipay »: nobody knows whether a name begins with a vowel.
  const isElided = /\b(de|que|jusque) \{\{(merchant|method|name|shop|brand|payee)\}\}/.test(text);
  return isElided ? [...found, 'a name after a word that may have to be elided'] : found;
}

/** What is wrong with an English text. */
export function englishFaults(text: string): string[] {
  const prose = text.replace(/https?:\/\/\S+/g, 'x').replace(/\{\{[^}]*\}\}/g, 'x');
  const faults: readonly [RegExp, string][] = [
    [/'/, 'straight apostrophe'],
    [/"/, 'straight quotation mark'],
    [/\.\.\./, 'three points for an ellipsis'],
    [/[\s\u00a0\u202f][;:!?,.](?!\d)/u, 'space before a sign'],
    [/ $|^ | {2}/, 'stray space'],
  ];
  return faults.filter(([pattern]) => pattern.test(prose)).map(([, fault]) => fault);
}

for (const [name, {fr, en}] of Object.entries(pairs)) {
  const french = flat(fr);
  const english = flat(en);

  describe(`the texts of ${name}`, () => {
    test('have the same keys in both languages', () => {
      const keys = (texts: Map<string, string>): string[] => [...new Set([...texts.keys()].map(base))].sort();
      assert.deepEqual(keys(french), keys(english));
    });

    test('have the same placeholders in both languages', () => {
      const different = [...english].filter(([key, text]) => {
        const other = french.get(key) ?? french.get(`${stem(key)}_other`) ?? '';
        // «one» may leave the number out: "one attempt left".
        return placeholders(text) !== placeholders(other) && !/_(one|zero)$/.test(key);
      });
      assert.deepEqual(
        different.map(([key]) => key),
        [],
      );
    });

    test('have every plural form that their language asks for', () => {
      const missing = (texts: Map<string, string>, forms: readonly string[]): string[] =>
        [...new Set([...texts.keys()].map(stem))]
          .filter((key) => counted.has(key))
          .flatMap((key) => forms.filter((form) => !texts.has(`${key}_${form}`)).map((form) => `${key}_${form}`));
      assert.deepEqual([...missing(french, ['one', 'many', 'other']), ...missing(english, ['one', 'other'])], []);
    });

    test('are never empty', () => {
      assert.deepEqual(
        [...french, ...english].filter(([, text]) => !text.trim()).map(([key]) => key),
        [],
      );
    });

    test('keep French typography', () => {
      assert.deepEqual(
        [...french].flatMap(([key, text]) => frenchFaults(text).map((fault) => `${key}: ${fault}`)),
        [],
      );
    });

    test('keep English typography', () => {
      assert.deepEqual(
        [...english].flatMap(([key, text]) => englishFaults(text).map((fault) => `${key}: ${fault}`)),
        [],
      );
    });
  });
}

test('no section of the locales is left unused', () => {
  const code = ['components', 'server', 'demo']
    .flatMap((folder) => sources(folder, /\.ts$/))
    .map(({text}) => text)
    .join('\n');
  const unused = Object.keys(pairs['locales']?.fr ?? {}).filter(
    (section) => !new RegExp(`['"\`]${section}[.'"\`]|[{,]\\s*${section}\\b[^:]|\\.${section}\\b`).test(code),
  );
  assert.deepEqual(unused, []);
});

describe('the typography rules', () => {
  const wrong: readonly string[] = [
    "L'authentification",
    'Payer maintenant ?',
    'Payer maintenant?',
    'Total: 12',
    'Total : 12',
    '« Payer »',
    'Paiement en cours...',
    'Valable 30 jours',
    'Fini .',
    'La page de {{method}}',
  ];
  for (const text of wrong) test(`refuse ${JSON.stringify(text)}`, () => assert.notDeepEqual(frenchFaults(text), []));

  const right: readonly string[] = [
    'L’authentification',
    'Payer maintenant\u202f?',
    'Total\u00a0: 129,90\u00a0€',
    '«\u202fPayer\u202f»',
    'Paiement en cours…',
    'Ouvert à 12:30, voir https://guichet.example/?a=b',
    'Valable 30\u00a0jours, puis {{count, number}} autres',
  ];
  for (const text of right) test(`let pass ${JSON.stringify(text)}`, () => assert.deepEqual(frenchFaults(text), []));

  test('refuse straight quotes and spaced signs in English', () => {
    assert.notDeepEqual(englishFaults("It's done"), []);
    assert.notDeepEqual(englishFaults('Done !'), []);
    assert.deepEqual(englishFaults('It’s done: “paid”.'), []);
  });
});
