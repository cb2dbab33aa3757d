import {currencies, type Currency, type Money} from './money.ts';

/**
 * Amounts in words, as they are written on a cheque. Where words and figures differ, the words prevail
 * (Code monétaire et financier, L131-10): so this is grammar, not decoration.
 *
 * French follows the traditional spelling (hyphens below one hundred, except around « et »).
 */

export const wordLocales = ['fr-FR', 'fr-BE', 'fr-CH', 'en-GB', 'en-IE', 'en-US'] as const;

export type WordLocale = (typeof wordLocales)[number];

/** How a currency and its hundredth are called, for one and for several. */
interface Names {
  readonly one: string;
  readonly many: string;
  readonly cent: string;
  readonly cents: string;
  /** « une livre, vingt et une livres » */
  readonly feminine?: true;
}

const frenchNames: Readonly<Record<Currency, Names>> = {
  EUR: {one: 'euro', many: 'euros', cent: 'centime', cents: 'centimes'},
  USD: {one: 'dollar américain', many: 'dollars américains', cent: 'cent', cents: 'cents'},
  GBP: {one: 'livre sterling', many: 'livres sterling', cent: 'penny', cents: 'pence', feminine: true},
  CHF: {one: 'franc suisse', many: 'francs suisses', cent: 'centime', cents: 'centimes'},
};

const englishNames: Readonly<Record<Currency, Names>> = {
  EUR: {one: 'euro', many: 'euros', cent: 'cent', cents: 'cents'},
  USD: {one: 'US dollar', many: 'US dollars', cent: 'cent', cents: 'cents'},
  GBP: {one: 'pound sterling', many: 'pounds sterling', cent: 'penny', cents: 'pence'},
  CHF: {one: 'Swiss franc', many: 'Swiss francs', cent: 'centime', cents: 'centimes'},
};

/** From here on there are no words: a thousand milliards. */
const wholeEnd = 1_000_000_000_000;

/**
 * `cent vingt-neuf euros et quatre-vingt-dix centimes`: lower case, without the cents when there are none.
 *
 * @throws RangeError on what is no amount: a fraction, less than zero, or a thousand milliards.
 */
export function amountInWords({amount, currency}: Money, locale: WordLocale): string {
  const cents = 10 ** currencies[currency].exponent;
  const whole = Math.floor(amount / cents);
  if (!Number.isSafeInteger(amount) || amount < 0 || whole >= wholeEnd) {
    throw new RangeError(`no words for ${amount}`);
  }
  const rest = amount % cents;
  switch (locale) {
    case 'fr-FR':
    case 'fr-BE':
    case 'fr-CH':
      return frenchAmount(whole, rest, frenchNames[currency], tens[locale]);
    case 'en-GB':
    case 'en-IE':
      return englishAmount(whole, rest, englishNames[currency], 'and ');
    case 'en-US':
      return englishAmount(whole, rest, englishNames[currency], '');
  }
}

/* French */

const frenchSmall = [
  ...['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'],
  ...['onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf'],
];

const vigesimal = 'quatre-vingt';
const shared = ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante'];

/**
 * The tens by country, by their first digit. Where France has no word of its own (70, 90), the ten below counts on to
 * nineteen: soixante-douze.
 */
const tens: Readonly<Record<'fr-FR' | 'fr-BE' | 'fr-CH', readonly string[]>> = {
  'fr-FR': [...shared, '', vigesimal, ''],
  'fr-BE': [...shared, 'septante', vigesimal, 'nonante'],
  'fr-CH': [...shared, 'septante', 'huitante', 'nonante'],
};

function frenchAmount(whole: number, cents: number, names: Names, words: readonly string[]): string {
  const number = frenchNumber(whole, words, names.feminine ?? false);
  // « un million d’euros »: million and milliard are nouns, and a noun that ends the number takes a preposition.
  const noun = whole >= 1_000_000 && whole % 1_000_000 === 0;
  const name = whole < 2 ? names.one : names.many;
  const amount = `${number} ${noun ? (/^[aeiou]/.test(name) ? 'd’' : 'de ') : ''}${name}`;
  if (cents === 0) return amount;
  return `${amount} et ${frenchNumber(cents, words, false)} ${cents < 2 ? names.cent : names.cents}`;
}

function frenchNumber(number: number, words: readonly string[], feminine: boolean): string {
  if (number === 0) return french(0);
  const {milliards, millions, thousands, units} = groupsOf(number);
  const parts: string[] = [];
  // Before a noun (million, milliard) vingt and cent keep their s; before mille, an adjective, they lose it.
  if (milliards) parts.push(hundreds(milliards, words, true), milliards < 2 ? 'milliard' : 'milliards');
  if (millions) parts.push(hundreds(millions, words, true), millions < 2 ? 'million' : 'millions');
  if (thousands > 1) parts.push(hundreds(thousands, words, false));
  if (thousands) parts.push('mille');
  if (units) parts.push(hundreds(units, words, true));
  const text = parts.join(' ');
  return feminine && units > 0 ? text.replace(/\bun$/, 'une') : text;
}

/** @param last whether no number follows: then vingt and cent take their s. */
function hundreds(number: number, words: readonly string[], last: boolean): string {
  const hundred = Math.floor(number / 100);
  const rest = number % 100;
  const parts: string[] = [];
  if (hundred > 1) parts.push(french(hundred));
  if (hundred) parts.push(hundred > 1 && rest === 0 && last ? 'cents' : 'cent');
  if (rest) parts.push(belowHundred(rest, words, last));
  return parts.join(' ');
}

function belowHundred(number: number, words: readonly string[], last: boolean): string {
  if (number < 20) return french(number);
  const digit = Math.floor(number / 10);
  const own = words[digit];
  const ten = own || words[digit - 1] || '';
  const rest = number - (own ? digit : digit - 1) * 10;
  if (rest === 0) return ten === vigesimal && last ? `${ten}s` : ten;
  // « vingt et un, soixante et onze », but « quatre-vingt-un, quatre-vingt-onze ».
  const joined = (rest === 1 || rest === 11) && ten !== vigesimal;
  return `${ten}${joined ? ' et ' : '-'}${french(rest)}`;
}

function french(number: number): string {
  return wordOf(frenchSmall, number);
}

/* English */

const englishSmall = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];

const englishTens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

function englishAmount(whole: number, cents: number, names: Names, and: string): string {
  const amount = `${englishNumber(whole, and)} ${whole === 1 ? names.one : names.many}`;
  if (cents === 0) return amount;
  return `${amount} and ${englishNumber(cents, and)} ${cents === 1 ? names.cent : names.cents}`;
}

/** @param and what stands before the last two digits: `and ` in British English, nothing in American. */
function englishNumber(number: number, and: string): string {
  if (number === 0) return english(0);
  const {milliards, millions, thousands, units} = groupsOf(number);
  const parts: string[] = [];
  if (milliards) parts.push(englishHundreds(milliards, and), 'billion');
  if (millions) parts.push(englishHundreds(millions, and), 'million');
  if (thousands) parts.push(englishHundreds(thousands, and), 'thousand');
  // One thousand and one: the "and" stands even without hundreds.
  if (units) parts.push(`${parts.length > 0 && units < 100 ? and : ''}${englishHundreds(units, and)}`);
  return parts.join(' ');
}

function englishHundreds(number: number, and: string): string {
  const hundred = Math.floor(number / 100);
  const rest = number % 100;
  if (hundred === 0) return englishBelowHundred(rest);
  return `${english(hundred)} hundred${rest ? ` ${and}${englishBelowHundred(rest)}` : ''}`;
}

function englishBelowHundred(number: number): string {
  if (number < 20) return english(number);
  const ten = wordOf(englishTens, Math.floor(number / 10));
  const unit = number % 10;
  return unit ? `${ten}-${english(unit)}` : ten;
}

function english(number: number): string {
  return wordOf(englishSmall, number);
}

/* Both */

function groupsOf(number: number): {milliards: number; millions: number; thousands: number; units: number} {
  return {
    milliards: Math.floor(number / 1_000_000_000),
    millions: Math.floor(number / 1_000_000) % 1_000,
    thousands: Math.floor(number / 1_000) % 1_000,
    units: number % 1_000,
  };
}

function wordOf(words: readonly string[], number: number): string {
  const word = words[number];
  if (word === undefined) throw new RangeError(`no word for ${number}`);
  return word;
}
