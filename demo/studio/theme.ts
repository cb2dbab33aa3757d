import {contrastPairs, defaultColours, themeTokens} from '#contract/theme.ts';

/** A token of the studio, by its short name: `accent` for `--guichet-color-accent`. */
export interface Token {
  readonly name: string;
  readonly css: string;
}

export interface Size extends Token {
  readonly least: number;
  readonly most: number;
  /** In pixels, when nobody sets it. */
  readonly usual: number;
}

const short = (css: string): string => css.replace(/^--guichet-(color-)?/, '');

export const colours: readonly Token[] = Object.keys(defaultColours.light).map((css) => ({name: short(css), css}));

/** What the stylesheet of the elements says, too. */
const usual = {'--guichet-radius': 12, '--guichet-space': 16, '--guichet-font-size': 16} as const;

export const sizes: readonly Size[] = (['--guichet-radius', '--guichet-space', '--guichet-font-size'] as const).map(
  (css) => {
    const {pxMin, pxMax} = themeTokens[css];
    return {name: short(css), css, least: pxMin, most: pxMax, usual: usual[css]};
  },
);

/** Where one may begin: what differs from Guichet's own look. */
export const presets = {
  guichet: {light: {}, dark: {}, sizes: {}},
  lumen: {
    light: {
      accent: '#7a4a12',
      surface: '#fffdf8',
      ground: '#f4efe5',
      border: '#ddd4c3',
      text: '#1c1a16',
      muted: '#635d52',
    },
    dark: {accent: '#e8b775', 'on-accent': '#201503', surface: '#25221c', ground: '#191713', border: '#454036'},
    sizes: {radius: 6},
  },
  ink: {
    light: {accent: '#111111', text: '#111111', ground: '#ffffff', border: '#cccccc'},
    dark: {accent: '#f2f2f2', 'on-accent': '#111111', surface: '#161616', ground: '#0a0a0a', border: '#3a3a3a'},
    sizes: {radius: 0},
  },
  rose: {
    light: {accent: '#b3195e', ground: '#fff2f7', border: '#f0cfdd', muted: '#6d5560'},
    dark: {accent: '#ff8fbe', 'on-accent': '#3a0320', surface: '#2a1a22', ground: '#1c1016', border: '#503442'},
    sizes: {radius: 22},
  },
} as const;

/** All that the page's script needs. */
export const theme = {
  colours,
  sizes,
  presets,
  usual: Object.fromEntries(
    Object.entries(defaultColours).map(([scheme, given]) => [
      scheme,
      Object.fromEntries(Object.entries(given).map(([css, value]) => [short(css), value])),
    ]),
  ),
  pairs: contrastPairs.map(([front, back, least]) => ({front: short(front), back: short(back), least})),
};
