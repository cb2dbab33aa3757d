import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {sources} from './sources.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const guide = read('docs/guides/law.md');
const [french = '', english = ''] = guide.split('\n# The law, point by point\n');

/** A point of the guide: its number, who does it, and all that is said of it. */
interface Point {
  readonly number: string;
  readonly who: string;
  readonly text: string;
}

const pointsOf = (half: string): readonly Point[] =>
  half
    .split(/\n(?=- \*\*|#)/)
    .flatMap((text) => [...text.matchAll(/^- \*\*(\d+\.\d+) ([GMP])\*\* /g)].map((found) => ({found, text})))
    .map(({found: [, number = '', who = ''], text}) => ({number, who, text}));

interface Proof {
  readonly file: string;
  readonly title: string;
}

const proofsOf = ({text}: Point): readonly Proof[] =>
  [...text.matchAll(/`(test\/[\w./-]+\.ts)`((?: › `[^`]+`)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/`([^`]+)`/g)].map(([, title = '']) => ({file, title})),
  );

/** Whether a file has a test, or a group of them, of that very title. */
function stands({file, title}: Proof): boolean {
  if (!existsSync(new URL(`../${file}`, import.meta.url))) return false;
  return [...read(file).matchAll(/\b(?:test|it|describe)(?:\.describe)?\(\s*(['"`])(.*?)\1/g)].some(
    ([, , found]) => found === title,
  );
}

describe('the guide to the law', () => {
  const points = pointsOf(french);

  test('names tests that are there', () => {
    assert.deepEqual(
      points.flatMap(proofsOf).filter((proof) => !stands(proof)),
      [],
    );
    assert.equal(stands({file: 'test/law.test.ts', title: 'a test that nobody wrote'}), false);
  });

  test('proves every point that it claims for us', () => {
    assert.ok(points.length > 40);
    assert.deepEqual(
      points.filter((point) => point.who === 'G' && proofsOf(point).length === 0).map(({number}) => number),
      [],
    );
  });

  test('says the same points, of the same people, in both languages', () => {
    const heads = (half: string) => pointsOf(half).map(({number, who}) => `${number} ${who}`);
    assert.deepEqual(heads(english), heads(french));
  });
});

type Texts = {readonly [key: string]: string | Texts};
const texts: Readonly<Record<'fr' | 'en', Texts>> = {
  fr: JSON.parse(read('locales/fr.json')),
  en: JSON.parse(read('locales/en.json')),
};

function branch(all: Texts, path: string): Texts {
  const found = path.split('.').reduce<string | Texts | undefined>((at, key) => {
    return typeof at === 'object' ? at[key] : undefined;
  }, all);
  assert.ok(typeof found === 'object', path);
  return found;
}

const sentences = (all: Texts): readonly string[] =>
  Object.values(all).flatMap((value) => (typeof value === 'string' ? [value] : sentences(value)));

/** Words that oblige to pay, whatever stands around the button (`facts/receipts-and-law.md` 1). */
const obliging = {fr: /payer|obligation de paiement/i, en: /\bpay\b|obligation to pay/i} as const;
const easy = {
  fr: /sans engagement|immédiat|instantané|facile|en un clic|approuvé d’avance/i,
  en: /no commitment|instant|immediate|easy|one click|pre-approved/i,
} as const;

for (const locale of ['fr', 'en'] as const) {
  const all = texts[locale];

  describe(`the sentences in ${locale}`, () => {
    test('every button that places an order says by itself that it obliges to pay', () => {
      const page = branch(all, 'page')['order'];
      const labels = [...(typeof page === 'string' ? [page] : []), ...sentences(branch(all, 'panel.order'))];
      assert.equal(labels.length, 8);
      assert.deepEqual(
        labels.filter((label) => !obliging[locale].test(label)),
        [],
      );
    });

    test('credit is never said to be easy', () => {
      const {lender, lender_framed: framed, withdrawal} = branch(all, 'panel');
      const spoken = [...sentences(branch(all, 'instalments')), lender, framed, withdrawal];
      assert.deepEqual(
        spoken.filter((sentence) => typeof sentence !== 'string' || easy[locale].test(sentence)),
        [],
      );
    });
  });
}

test('nothing is ticked beforehand', () => {
  const seen = ['page', 'picker', 'methods', 'instalments', 'order', 'card', 'receipt', 'link'].flatMap((room) =>
    sources(`components/${room}`, /\.ts$/),
  );
  assert.ok(seen.length > 20);
  assert.deepEqual(
    seen.filter(({text}) => /type="?checkbox/.test(text)).map(({path}) => path),
    [],
  );
});
