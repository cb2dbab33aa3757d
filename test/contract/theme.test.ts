import assert from 'node:assert/strict';
import fs from 'node:fs';
import {test} from 'node:test';
import {
  contrast,
  contrastPairs,
  defaultColours,
  parseColour,
  parseTheme,
  parseToken,
  themeTokens,
  tokenNames,
  type TokenName,
} from '#contract/theme.ts';

const accent = '--guichet-color-accent';
const border = '--guichet-color-border';

/** token, value, what comes out: the parser's own spelling. */
const accepted: readonly [TokenName, string, string][] = [
  [accent, '#0b5d4e', '#0b5d4e'],
  [accent, ' #FFF ', '#ffffff'],
  [accent, '#0b5d4eff', '#0b5d4e'],
  [accent, '#000000e6', '#000000e6'],
  [border, '#0008', '#00000088'],
  [accent, 'Navy', '#000080'],
  [accent, 'rgb(11, 93, 78)', '#0b5d4e'],
  [accent, 'rgb(11 93 78)', '#0b5d4e'],
  [accent, 'rgb(11 93 78 / 0.95)', '#0b5d4ef2'],
  [accent, 'rgba(11, 93, 78, 0.95)', '#0b5d4ef2'],
  [accent, 'rgb(100% 0% 0%)', '#ff0000'],
  [accent, 'rgb(300 0 0)', '#ff0000'],
  [accent, 'hsl(120 100% 25%)', '#008000'],
  [accent, 'hsl(480deg, 100%, 25%)', '#008000'],
  [accent, 'hsl(-240 100 25)', '#008000'],
  [accent, 'oklch(0.628 0.2577 29.23)', '#ff0000'],
  [accent, 'oklch(62.8% 0.2577 29.23deg / 1)', '#ff0000'],
  [border, 'rgb(0 0 0 / 10%)', '#0000001a'],
  ['--guichet-radius', '0', '0px'],
  ['--guichet-radius', '32px', '32px'],
  ['--guichet-radius', '2rem', '2rem'],
  ['--guichet-space', '.5rem', '0.5rem'],
  ['--guichet-font-size', '13px', '13px'],
  ['--guichet-font-size', '22PX', '22px'],
  ['--guichet-font-family', 'Inter, "Segoe UI", sans-serif', '"Inter", "Segoe UI", sans-serif'],
  ['--guichet-font-family', "'Source Sans 3'", '"Source Sans 3"'],
  ['--guichet-shadow', 'none', 'none'],
  ['--guichet-shadow', '0 1px 2px #0002', '0px 1px 2px #00000022'],
  [
    '--guichet-shadow',
    'rgb(0 0 0 / 0.1) 0px 8px 24px 0px, rgba(0, 0, 0, 0.1) 0px 1px 2px 0px',
    '0px 8px 24px 0px #0000001a, 0px 1px 2px 0px #0000001a',
  ],
  ['--guichet-shadow', '0 0 48px black', '0px 0px 48px #000000'],
];

for (const [token, value, built] of accepted) {
  test(`accepts ${token}: ${value}`, () => assert.equal(parseToken(token, value), built));
}

const refused: readonly [TokenName, string][] = [
  [accent, ''],
  [accent, 'url(https://evil.example/x)'],
  [accent, 'image-set("a.png" 1x)'],
  [accent, 'var(--x)'],
  [accent, 'env(safe-area-inset-top)'],
  [accent, 'attr(data-x)'],
  [accent, 'calc(1px + 2px)'],
  [accent, 'rgb(calc(1) 2 3)'],
  [accent, 'rgb(var(--r) 2 3)'],
  [accent, 'rgb(from red r g b)'],
  [accent, 'color-mix(in srgb, red, blue)'],
  [accent, 'color(srgb 1 0 0)'],
  [accent, 'currentcolor'],
  [accent, 'transparent'],
  [accent, 'inherit'],
  [accent, 'constructor'],
  [accent, '__proto__'],
  [accent, 'r\\65 d'],
  [accent, 'red;background:url(x)'],
  [accent, 'red}body{display:none'],
  [accent, 'red/**/'],
  [accent, '/* */red'],
  [accent, '<!--red'],
  [accent, '@import "x"'],
  [accent, 'réd'],
  [accent, '#fffff'],
  [accent, '#ggg'],
  [accent, '#fff#fff'],
  [accent, 'rgb(1 2)'],
  [accent, 'rgb(1 2 3 4)'],
  [accent, 'rgb(1 2 3 / 1 / 1)'],
  [accent, 'rgb(1, 2, 3 / 1)'],
  [accent, 'rgb(1e3 0 0)'],
  [accent, 'oklch(0.5, 0.1, 20)'],
  [accent, 'rgb(0 0 0 / 0.89)'],
  [accent, '#000000e5'],
  [accent, `${' '.repeat(3)}${'#'.repeat(300)}`],
  ['--guichet-radius', '32.1px'],
  ['--guichet-radius', '-1px'],
  ['--guichet-radius', '2.01rem'],
  ['--guichet-radius', '1em'],
  ['--guichet-radius', '1'],
  ['--guichet-radius', '1px 2px'],
  ['--guichet-radius', 'calc(1px)'],
  ['--guichet-space', '49px'],
  ['--guichet-font-size', '12.9px'],
  ['--guichet-font-size', '22.1px'],
  ['--guichet-font-family', 'Inter, url(https://evil.example/f.woff2)'],
  ['--guichet-font-family', '"a" "b"'],
  ['--guichet-font-family', '"Inter'],
  ['--guichet-font-family', 'Inter,,serif'],
  ['--guichet-font-family', 'a, b, c, d, e, f, g, h, i'],
  ['--guichet-font-family', 'x'.repeat(41)],
  ['--guichet-font-family', 'Hélvetica'],
  ['--guichet-shadow', '0 0 49px black'],
  ['--guichet-shadow', '0 0 -1px black'],
  ['--guichet-shadow', '0 black'],
  ['--guichet-shadow', '0 0 1px 1px 1px black'],
  ['--guichet-shadow', 'inset 0 0 1px black'],
  ['--guichet-shadow', '0 0 1px'],
  ['--guichet-shadow', '0 0 1px black, 0 0 1px black, 0 0 1px black'],
  ['--guichet-shadow', '0 0 1px url(x)'],
  ['--guichet-shadow', '0 0 999px 0 black'],
  ['--guichet-shadow', '99px 0 1px 0 black'],
];

for (const [token, value] of refused) {
  test(`refuses ${token}: ${value.slice(0, 60)}`, () => {
    assert.equal(parseToken(token, value), undefined);
    assert.deepEqual(parseTheme({[token]: value}), {accepted: {}, refused: [{token, reason: 'value'}]});
  });
}

test('the list of names is the list of tokens', () => assert.deepEqual(tokenNames, Object.keys(themeTokens)));

test('refuses what is not a token, by its name', () => {
  const tokens = JSON.parse(
    '{"--guichet-card-width": "1px", "__proto__": "red", "color": "red", "toString": "red"}',
  ) as Record<string, unknown>;
  assert.deepEqual(
    parseTheme(tokens).refused.map(({token, reason}) => [token, reason]),
    [
      ['--guichet-card-width', 'unknown'],
      ['__proto__', 'unknown'],
      ['color', 'unknown'],
      ['toString', 'unknown'],
    ],
  );
});

test('refuses values that are no text', () => {
  for (const value of [1, null, undefined, {}, ['#fff'], true]) {
    assert.deepEqual(parseTheme({[accent]: value}).refused, [{token: accent, reason: 'value'}]);
  }
});

test('builds values out of safe letters only, whatever comes', () => {
  for (const [token, value] of accepted) assert.match(parseToken(token, value) ?? '', /^[#\w\s.,"-]+$/);
});

test('parses what it built to the same again', () => {
  for (const [token, , built] of accepted) assert.equal(parseToken(token, built), built);
});

test('knows the contrast of black on white, and of a known grey', () => {
  const of = (a: string, b: string) => contrast(parseColour(a)!, parseColour(b)!);
  assert.equal(of('#000', '#fff'), 21);
  assert.equal(Math.round(of('#767676', '#fff') * 100) / 100, 4.54);
  assert.equal(Math.round(of('#777', '#fff') * 100) / 100, 4.48);
});

for (const scheme of ['light', 'dark'] as const) {
  for (const [front, back, ratio] of contrastPairs) {
    test(`the ${scheme} default of ${front} reads on ${back}`, () => {
      const colours = defaultColours[scheme];
      assert.ok(contrast(parseColour(colours[front])!, parseColour(colours[back])!) >= ratio);
    });
  }
}

test('a button label lighter than 4.5 takes the default pair', () => {
  const theme = parseTheme({[accent]: '#888', '--guichet-color-on-accent': '#fff', '--guichet-radius': '4px'});
  assert.deepEqual(theme, {
    accepted: {'--guichet-radius': '4px'},
    refused: [
      {token: accent, reason: 'contrast'},
      {token: '--guichet-color-on-accent', reason: 'contrast'},
    ].reverse(),
  });
});

test('the last grey that reads is kept, the first that does not is not', () => {
  const keeps = (grey: string) =>
    parseTheme({'--guichet-color-on-accent': '#fff', [accent]: grey}).refused.length === 0;
  assert.ok(keeps('#767676'));
  assert.ok(!keeps('#777777'));
});

test('an amount as pale as its paper falls back', () => {
  assert.deepEqual(parseTheme({'--guichet-color-text': '#fff'}).accepted, {});
  assert.deepEqual(
    parseTheme({'--guichet-color-text': 'rgb(255 255 255 / 0.95)', '--guichet-color-surface': '#fefefe'}).accepted,
    {},
  );
});

test('dark ink that is fine in the light is not in the dark', () => {
  const tokens = {'--guichet-color-text': '#111'};
  assert.deepEqual(parseTheme(tokens, 'light').refused, []);
  assert.deepEqual(parseTheme(tokens, 'dark').accepted, {});
});

test('what is left after the guard always reads', () => {
  const greys = ['#000', '#333', '#767676', '#aaa', '#fff'];
  for (const text of greys)
    for (const surface of greys)
      for (const ground of greys) {
        const {accepted: set} = parseTheme({
          '--guichet-color-text': text,
          '--guichet-color-surface': surface,
          '--guichet-color-ground': ground,
        });
        const colour = (name: keyof typeof defaultColours.light) =>
          parseColour(set[name] ?? defaultColours.light[name])!;
        for (const [front, back, ratio] of contrastPairs) assert.ok(contrast(colour(front), colour(back)) >= ratio);
      }
});

test('the stylesheet of the elements has the same defaults, for every token', () => {
  const css = fs
    .readFileSync(new URL('../../components/base/theme.ts', import.meta.url), 'utf8')
    .replace(/\(\s+/g, '(');
  for (const token of Object.keys(themeTokens)) assert.ok(css.includes(`var(${token},`), token);
  for (const [name, light] of Object.entries(defaultColours.light)) {
    const dark = defaultColours.dark[name as keyof typeof defaultColours.dark];
    assert.ok(css.includes(`var(${name}, ${light})`), `${name} light`);
    assert.ok(css.includes(`var(${name}, light-dark(${light}, ${dark}))`), `${name} dark`);
  }
});
