import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney, type Money} from '#contract/money.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};

/** Dotted paths of the sentences of a section. */
type Paths<T> = {[K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}`}[keyof T & string];

export type SentenceKey = Paths<typeof fr.letter>;

/**
 * A letter that cannot be said: a gap in it, a link that leads elsewhere, or no longer true (`moot`). Never the shopper's
 * to see.
 */
export class LetterFault extends Error {
  override readonly name = 'LetterFault';
  readonly code: 'sentence_missing' | 'value_missing' | 'moot' | 'link_not_allowed' | 'control_character';

  constructor(code: LetterFault['code'], what: string) {
    super(`${code}: ${what}`);
    this.code = code;
  }
}

/** How a letter speaks, in one language and by one clock. */
export interface Say {
  readonly locale: Locale;
  (key: SentenceKey, values?: Readonly<Record<string, string>>): string;
  money(money: Money): string;
  /** `24 novembre 2026 à 10:05 UTC+1` */
  moment(at: number): string;
  /** `24 novembre 2026` */
  day(at: number): string;
  number(value: number): string;
}

export function sayIn(locale: Locale, timeZone: string): Say {
  const tag = intlLocales[locale];
  const day = {day: 'numeric', month: 'long', year: 'numeric', timeZone} as const;
  const say = (key: SentenceKey, values: Readonly<Record<string, string>> = {}): string =>
    sentence(locale, key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      // A gap in a letter is worse than no letter.
      if (value === undefined) throw new LetterFault('value_missing', `${key} ${name}`);
      return oneLine(value);
    });
  return Object.assign(say, {
    locale,
    money: (money: Money) => formatMoney(money, tag),
    moment: (at: number) =>
      new Intl.DateTimeFormat(tag, {...day, hour: '2-digit', minute: '2-digit', timeZoneName: 'short'}).format(at),
    day: (at: number) => new Intl.DateTimeFormat(tag, day).format(at),
    number: (value: number) => new Intl.NumberFormat(tag, {maximumFractionDigits: 2}).format(value),
  });
}

function sentence(locale: Locale, key: SentenceKey): string {
  const found = key
    .split('.')
    .reduce<unknown>(
      (texts, part) => (isTexts(texts) ? texts[part] : undefined),
      locale === 'fr' ? fr.letter : en.letter,
    );
  if (typeof found !== 'string') throw new LetterFault('sentence_missing', key);
  return found;
}

function isTexts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** No value from outside starts a line of its own, in a header or in a text. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
