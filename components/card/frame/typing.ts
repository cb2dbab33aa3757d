import {bareDigits, formatNumber, numberDigitsMax} from '#contract/cards.ts';

/** What stands in a field, and where the caret is: what the browser has, or what it should have. */
export interface Typed {
  readonly text: string;
  readonly caret: number;
}

/** A deletion reads differently from typing: the separator that it met goes together with the digit behind it. */
export type Erased = 'backward' | 'forward' | null;

/** The digits of a text and nothing else. */
export function digitsOf(text: string): string {
  return bareDigits(text).replace(/\D/g, '');
}

/** Groups a number anew after each change and keeps the caret behind the digit that it stood behind. */
export function typeNumber({text, caret}: Typed, before: string, erased: Erased): Typed {
  const edit = erase(digitsOf(text), digitsOf(text.slice(0, caret)).length, before, erased);
  const grouped = formatNumber(edit.digits.slice(0, numberDigitsMax));
  return {text: grouped, caret: afterDigits(grouped, edit.left)};
}

/** `2`…`9` becomes `02`…`09`, two digits are followed by ` / `, and whatever a browser fills in ends up as `MM / YY`. */
export function typeExpiry(typed: Typed, before: string, erased: Erased): Typed {
  const digits = digitsOf(typed.text);
  const left = digitsOf(typed.text.slice(0, typed.caret)).length;
  if (erased && digits !== before) return typed;
  if (erased) {
    const edit = erase(digits, left, before, erased);
    const text = edit.digits.length > 2 ? spread(edit.digits) : edit.digits;
    return {text, caret: afterDigits(text, edit.left)};
  }

  const bare = typed.text.normalize('NFKC').replace(/\s/g, '');
  const yearFirst = /^(20\d\d)[/-](\d\d)$/.exec(bare);
  const short = /^[1-9](?=[/.-])|^[2-9](?=\d?$)/.test(bare);
  const whole = yearFirst ? `${yearFirst[2]}${yearFirst[1]?.slice(2)}` : short ? `0${digits}` : digits;
  const text = whole.length < 2 ? whole : spread(whole);
  const place = left + (short ? 1 : 0);
  return {
    text,
    caret: yearFirst || place >= whole.length || place === 2 ? caretPast(text, place) : afterDigits(text, place),
  };
}

export function typeCvc({text, caret}: Typed, digitsMax: number): Typed {
  const digits = digitsOf(text).slice(0, digitsMax);
  return {text: digits, caret: Math.min(digitsOf(text.slice(0, caret)).length, digits.length)};
}

/** When a deletion removed no digit, it met a separator: then the digit beyond it goes. */
function erase(digits: string, left: number, before: string, erased: Erased): {digits: string; left: number} {
  if (!erased || digits !== before) return {digits, left};
  const at = erased === 'backward' ? left - 1 : left;
  if (at < 0) return {digits, left};
  return {digits: digits.slice(0, at) + digits.slice(at + 1), left: at};
}

function spread(digits: string): string {
  const year = digits.slice(2);
  // A year in four digits is understood, and shortened when the field is left.
  return `${digits.slice(0, 2)} / ${year.slice(0, year.startsWith('20') ? 4 : 2)}`;
}

function afterDigits(text: string, count: number): number {
  let caret = 0;
  for (let seen = 0; seen < count && caret < text.length; caret++) if (/\d/.test(text.charAt(caret))) seen++;
  return caret;
}

/** Behind the separator that follows, so that the next digit lands in the next part. */
function caretPast(text: string, count: number): number {
  const caret = afterDigits(text, count);
  return count === 2 ? Math.min(text.length, caret + 3) : caret;
}
