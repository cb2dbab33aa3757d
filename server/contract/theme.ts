/**
 * Theme tokens: what a merchant's stylesheet may say through the frame's glass.
 *
 * Each token has a type, each type a grammar. The parser reads a value and builds its own spelling of it; it never
 * cleans a string. Whatever does not fit is refused with the token's name. After that the contrast guard makes sure that
 * no theme hides what is being paid.
 */

interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

type TokenType =
  | {readonly type: 'colour'; readonly alphaMin: number}
  | {readonly type: 'length'; readonly pxMin: number; readonly pxMax: number}
  | {readonly type: 'fonts'}
  | {readonly type: 'shadow'};

const solid = {type: 'colour', alphaMin: 0.9} as const;

/** Every token that there is, by its CSS name. */
export const themeTokens = {
  '--guichet-color-accent': solid,
  '--guichet-color-on-accent': solid,
  '--guichet-color-text': solid,
  '--guichet-color-muted': solid,
  '--guichet-color-surface': solid,
  '--guichet-color-ground': solid,
  '--guichet-color-border': {type: 'colour', alphaMin: 0},
  '--guichet-color-danger': solid,
  '--guichet-color-success': solid,
  '--guichet-color-focus': solid,
  '--guichet-radius': {type: 'length', pxMin: 0, pxMax: 32},
  '--guichet-space': {type: 'length', pxMin: 0, pxMax: 48},
  '--guichet-font-family': {type: 'fonts'},
  '--guichet-font-size': {type: 'length', pxMin: 13, pxMax: 22},
  '--guichet-shadow': {type: 'shadow'},
} as const satisfies Readonly<Record<string, TokenType>>;

export type TokenName = keyof typeof themeTokens;

/** Their names alone, for the merchant's tag, which counts its bytes. */
export const tokenNames: readonly TokenName[] = [
  '--guichet-color-accent',
  '--guichet-color-on-accent',
  '--guichet-color-text',
  '--guichet-color-muted',
  '--guichet-color-surface',
  '--guichet-color-ground',
  '--guichet-color-border',
  '--guichet-color-danger',
  '--guichet-color-success',
  '--guichet-color-focus',
  '--guichet-radius',
  '--guichet-space',
  '--guichet-font-family',
  '--guichet-font-size',
  '--guichet-shadow',
];

export type Scheme = 'light' | 'dark';

/** What a colour token is when nobody sets it. The stylesheet of the elements holds the same values. */
export const defaultColours = {
  light: {
    '--guichet-color-accent': '#0b5d4e',
    '--guichet-color-on-accent': '#ffffff',
    '--guichet-color-text': '#17211f',
    '--guichet-color-muted': '#5a6664',
    '--guichet-color-surface': '#ffffff',
    '--guichet-color-ground': '#f3f5f2',
    '--guichet-color-border': '#dde3e0',
    '--guichet-color-danger': '#a3261f',
    '--guichet-color-success': '#1a6b3c',
    '--guichet-color-focus': '#1f6feb',
  },
  dark: {
    '--guichet-color-accent': '#5cc2a8',
    '--guichet-color-on-accent': '#04211a',
    '--guichet-color-text': '#e9efec',
    '--guichet-color-muted': '#9fb0ab',
    '--guichet-color-surface': '#182120',
    '--guichet-color-ground': '#101615',
    '--guichet-color-border': '#2d3a37',
    '--guichet-color-danger': '#ff9a8f',
    '--guichet-color-success': '#6fcf9a',
    '--guichet-color-focus': '#7fb0ff',
  },
} as const;

type ColourName = keyof typeof defaultColours.light;

/** What is read against what, and the ratio that WCAG 2 asks: 4.5 for text, 3 for the ring of the focus. */
export const contrastPairs: readonly (readonly [ColourName, ColourName, number])[] = [
  ['--guichet-color-text', '--guichet-color-surface', 4.5],
  ['--guichet-color-text', '--guichet-color-ground', 4.5],
  ['--guichet-color-muted', '--guichet-color-surface', 4.5],
  ['--guichet-color-muted', '--guichet-color-ground', 4.5],
  ['--guichet-color-on-accent', '--guichet-color-accent', 4.5],
  ['--guichet-color-danger', '--guichet-color-surface', 4.5],
  ['--guichet-color-danger', '--guichet-color-ground', 4.5],
  ['--guichet-color-success', '--guichet-color-surface', 4.5],
  ['--guichet-color-focus', '--guichet-color-surface', 3],
];

export interface Refusal {
  /** The name as it came, so that a designer finds it. */
  readonly token: string;
  /** `unknown`: no such token. `value`: outside its grammar or range. `contrast`: it would hide something. */
  readonly reason: 'unknown' | 'value' | 'contrast';
}

export interface Theme {
  /** Values in the parser's own spelling, ready for `setProperty`. */
  readonly accepted: Readonly<Partial<Record<TokenName, string>>>;
  readonly refused: readonly Refusal[];
}

/** Longest value that is looked at, in characters. */
const valueLengthMax = 200;

/** Reads a merchant's tokens for one scheme: the defaults of the tokens that are not set differ in light and dark. */
export function parseTheme(tokens: Readonly<Record<string, unknown>>, scheme: Scheme = 'light'): Theme {
  const accepted = new Map<TokenName, string>();
  const refused: Refusal[] = [];
  for (const [token, value] of Object.entries(tokens)) {
    if (!isToken(token)) {
      refused.push({token, reason: 'unknown'});
      continue;
    }
    const built = typeof value === 'string' ? parseToken(token, value) : undefined;
    if (built === undefined) refused.push({token, reason: 'value'});
    else accepted.set(token, built);
  }
  // Both tokens of a poor pair fall back, which may spoil another pair: again, until all is well. The defaults are.
  for (let again = true; again;) {
    again = false;
    for (const [front, back, ratio] of contrastPairs) {
      if (contrastOf(front, back, accepted, scheme) >= ratio) continue;
      for (const token of [front, back]) {
        if (!accepted.delete(token)) continue;
        refused.push({token, reason: 'contrast'});
        again = true;
      }
    }
  }
  return {accepted: Object.fromEntries(accepted), refused};
}

/** One value in its safe spelling; undefined when it does not fit. */
export function parseToken(token: TokenName, value: string): string | undefined {
  const text = value.trim();
  // One look at the alphabet before any grammar: no escapes, comments, braces, at-rules, markup, or letters beyond ASCII.
  if (text === '' || text.length > valueLengthMax || !/^[\w\s#%(),./+"'-]+$/.test(text) || /\/\*/.test(text))
    return undefined;
  const rule: TokenType = themeTokens[token];
  switch (rule.type) {
    case 'colour':
      return parseColourToken(text, rule.alphaMin);
    case 'length':
      return parseLengthToken(text, rule.pxMin, rule.pxMax);
    case 'fonts':
      return parseFonts(text);
    case 'shadow':
      return parseShadow(text);
  }
}

function isToken(name: string): name is TokenName {
  return Object.hasOwn(themeTokens, name);
}

// Colours

const namedColours: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  gray: '#808080',
  grey: '#808080',
  silver: '#c0c0c0',
  red: '#ff0000',
  maroon: '#800000',
  orange: '#ffa500',
  gold: '#ffd700',
  yellow: '#ffff00',
  olive: '#808000',
  lime: '#00ff00',
  green: '#008000',
  teal: '#008080',
  aqua: '#00ffff',
  blue: '#0000ff',
  navy: '#000080',
  purple: '#800080',
  fuchsia: '#ff00ff',
  pink: '#ffc0cb',
};

function parseColourToken(text: string, alphaMin: number): string | undefined {
  const colour = parseColour(text);
  return colour && colour.alpha >= alphaMin ? hex(colour) : undefined;
}

/** `#rgb[a]`, `#rrggbb[aa]`, `rgb()`, `hsl()`, `oklch()` with plain numbers, or one of the names, as sRGB from 0 to 1. */
export function parseColour(text: string): Colour | undefined {
  const lower = text.toLowerCase();
  const named = Object.hasOwn(namedColours, lower) ? namedColours[lower] : undefined;
  const digits = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.exec(named ?? lower)?.[1];
  if (digits !== undefined) return fromHex(digits);
  const call = /^(rgba?|hsla?|oklch)\(\s*([^()]*?)\s*\)$/.exec(lower);
  const name = call?.[1];
  const body = call?.[2];
  if (name === undefined || body === undefined) return undefined;
  const parts = splitArguments(body, name);
  if (!parts) return undefined;
  if (name.startsWith('rgb')) return fromRgb(parts);
  return name.startsWith('hsl') ? fromHsl(parts) : fromOklch(parts);
}

/** `1 2 3`, `1 2 3 / 4`, or for the two old functions `1, 2, 3[, 4]`: three or four texts, or nothing. */
function splitArguments(body: string, name: string): readonly string[] | undefined {
  const commas = body.includes(',');
  if (commas && (name === 'oklch' || body.includes('/'))) return undefined;
  const [front, ...behind] = commas ? [body] : body.split('/').map((part) => part.trim());
  const parts = [...(front ?? '').split(commas ? /\s*,\s*/ : /\s+/), ...behind];
  if (behind.length > 1 || parts.length < 3 || parts.length > 4) return undefined;
  return !commas && parts.length === 4 && behind.length === 0 ? undefined : parts;
}

/** A plain decimal, with an optional `%` or `deg` where the place allows it. */
function amount(text: string | undefined, unit: '' | '%' | 'deg'): number | undefined {
  const match = /^([+-]?(?:\d{1,4}(?:\.\d{1,8})?|\.\d{1,8}))(%|deg)?$/.exec(text ?? '');
  return match && (match[2] ?? '') === unit ? Number(match[1]) : undefined;
}

/** A number where `whole` is 1, or a percentage where 100% is 1, held between 0 and 1. */
function share(text: string | undefined, whole: number): number | undefined {
  const plain = amount(text, '');
  const percent = amount(text, '%');
  const value = plain !== undefined ? plain / whole : percent !== undefined ? percent / 100 : undefined;
  return value === undefined ? undefined : clamp(value);
}

function fromHex(digits: string): Colour {
  const long = digits.length > 4 ? digits : digits.replace(/./g, '$&$&');
  const at = (index: number) => Number.parseInt(long.slice(index, index + 2), 16) / 255;
  return {red: at(0), green: at(2), blue: at(4), alpha: long.length === 8 ? at(6) : 1};
}

function fromRgb(parts: readonly string[]): Colour | undefined {
  const [red, green, blue] = parts.slice(0, 3).map((part) => share(part, 255));
  const alpha = parts[3] === undefined ? 1 : share(parts[3], 1);
  return red === undefined || green === undefined || blue === undefined || alpha === undefined
    ? undefined
    : {red, green, blue, alpha};
}

function fromHsl(parts: readonly string[]): Colour | undefined {
  const hue = amount(parts[0], '') ?? amount(parts[0], 'deg');
  const saturation = share(parts[1], 100);
  const lightness = share(parts[2], 100);
  const alpha = parts[3] === undefined ? 1 : share(parts[3], 1);
  if (hue === undefined || saturation === undefined || lightness === undefined || alpha === undefined) return undefined;
  // CSS Color 4, 7.1: hslToRgb.
  const channel = (n: number) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return {red: channel(0), green: channel(8), blue: channel(4), alpha};
}

function fromOklch(parts: readonly string[]): Colour | undefined {
  const lightness = share(parts[0], 1);
  const chromaPercent = amount(parts[1], '%');
  const chroma = amount(parts[1], '') ?? (chromaPercent === undefined ? undefined : chromaPercent * 0.004);
  const hue = amount(parts[2], '') ?? amount(parts[2], 'deg');
  const alpha = parts[3] === undefined ? 1 : share(parts[3], 1);
  if (lightness === undefined || chroma === undefined || hue === undefined || alpha === undefined || chroma < 0)
    return undefined;
  // Björn Ottosson, Oklab: to LMS, to linear sRGB, and clipped to the gamut.
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    alpha,
  };
}

function encoded(linear: number): number {
  return clamp(linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function hex({red, green, blue, alpha}: Colour): string {
  const channels = alpha < 1 ? [red, green, blue, alpha] : [red, green, blue];
  return `#${channels
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

// Contrast

/** WCAG 2 contrast ratio. What is not opaque is laid on black and on white, and the worse of the two counts. */
export function contrast(front: Colour, back: Colour): number {
  return Math.min(
    ...[0, 1].map((paper) => {
      const ground = over(back, {red: paper, green: paper, blue: paper, alpha: 1});
      const [darker, lighter] = [luminance(over(front, ground)), luminance(ground)].sort((a, b) => a - b);
      return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
    }),
  );
}

function contrastOf(front: ColourName, back: ColourName, set: ReadonlyMap<TokenName, string>, scheme: Scheme): number {
  const [ink, paper] = [front, back].map((name) => parseColour(set.get(name) ?? defaultColours[scheme][name]));
  return ink && paper ? contrast(ink, paper) : 0;
}

function over(front: Colour, back: Colour): Colour {
  const mix = (a: number, b: number) => a * front.alpha + b * (1 - front.alpha);
  return {
    red: mix(front.red, back.red),
    green: mix(front.green, back.green),
    blue: mix(front.blue, back.blue),
    alpha: 1,
  };
}

function luminance({red, green, blue}: Colour): number {
  const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

// Lengths, fonts, shadows

function parseLengthToken(text: string, pxMin: number, pxMax: number): string | undefined {
  const length = parseLength(text);
  return length && length.px >= pxMin && length.px <= pxMax ? length.text : undefined;
}

/** A rem counts as 16 px for the range; it stays a rem, so that a shopper's larger text is respected. */
function parseLength(text: string): {readonly px: number; readonly text: string} | undefined {
  const match = /^([+-]?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4}))(px|rem)?$/i.exec(text);
  const unit = match?.[2]?.toLowerCase();
  const number = Number(match?.[1]);
  if (!match || (unit === undefined && number !== 0)) return undefined;
  return unit === 'rem' ? {px: number * 16, text: `${number}rem`} : {px: number, text: `${number}px`};
}

const genericFonts = new Set([
  'system-ui',
  'sans-serif',
  'serif',
  'monospace',
  'ui-sans-serif',
  'ui-serif',
  'ui-monospace',
  'ui-rounded',
]);
const fontsMax = 8;

function parseFonts(text: string): string | undefined {
  const names = text.split(',').map((name) => name.trim());
  if (names.length > fontsMax) return undefined;
  const built = names.map((name) => {
    const bare = /^(?:"([^"']*)"|'([^"']*)'|([^"']*))$/.exec(name);
    const word = bare?.[1] ?? bare?.[2] ?? bare?.[3] ?? '';
    if (genericFonts.has(word)) return word;
    return /^[A-Za-z0-9 -]{1,40}$/.test(word) ? `"${word}"` : undefined;
  });
  return built.includes(undefined) ? undefined : built.join(', ');
}

const shadowLayersMax = 2;
const shadowPxMax = 48;

function parseShadow(text: string): string | undefined {
  if (text === 'none') return text;
  const layers = text.split(/,(?![^(]*\))/).map((layer) => parseLayer(layer.trim()));
  return layers.length > shadowLayersMax || layers.includes(undefined) ? undefined : layers.join(', ');
}

/** Two to four lengths with one colour before them, as browsers compute it, or after them, as people write it. */
function parseLayer(text: string): string | undefined {
  const match = /^([^\s(]+(?:\([^()]*\))?)\s+([^()]+)$/.exec(text) ?? [];
  const [colour, rest] = parseColour(match[1] ?? '')
    ? [match[1], match[2]]
    : (/^([^()#]*\d\w*)\s+(\S+(?:\([^()]*\))?)$/.exec(text) ?? []).slice(1).reverse();
  const built = parseColour(colour ?? '');
  const lengths = (rest ?? '').trim().split(/\s+/).map(parseLength);
  if (!built || lengths.length < 2 || lengths.length > 4) return undefined;
  const texts: string[] = [];
  for (const [index, length] of lengths.entries()) {
    // The third is the blur, which knows no less than nothing.
    if (!length || Math.abs(length.px) > shadowPxMax || (index === 2 && length.px < 0)) return undefined;
    texts.push(length.text);
  }
  return `${texts.join(' ')} ${hex(built)}`;
}
