import {bareDigits, detect, luhn, numberDigitsMax, validateNumber} from '#contract/cards.ts';

/**
 * Finds card data that was sent to `pay` by mistake, so that the request can be refused before anything is logged or
 * stored. It must not cry wolf: shops send bar codes, company numbers, bank accounts and UUIDs in references.
 */

/** Names under which card data travels, and what their values look like then. Compared without case, `_` and `-`. */
const cardNames: readonly {readonly name: RegExp; readonly value: RegExp}[] = [
  {name: /^(card|cc)?(pan|number|num|no)$|^(acct|account|primaryaccount)number$/, value: /^\d{12,19}$/},
  {
    name: /^(card|cc)?(cvc|cvv|csc|cvn|cid)2?$|^(card)?(securitycode|verificationvalue|cryptogram)$/,
    value: /^\d{3,4}$/,
  },
  {name: /^(card|cc)?(expiry|expiration|exp)(date)?$/, value: /^(\d{1,2}[/.-]?(20)?\d\d|20\d\d[/.-]\d\d)$/},
  {name: /^(card|cc)?(expiry|expiration|exp)(month|year)$/, value: /^\d{1,4}$/},
];

/** Whether a text, wherever it stands, holds a card number; a name tells more. */
export function isCardData(value: string, name = ''): boolean {
  const bare = bareDigits(value);
  const plainName = name.toLowerCase().replace(/[_-]/g, '');
  return cardNames.some((row) => row.name.test(plainName) && row.value.test(bare)) || holdsCardNumber(value);
}

/** What looks like digits in groups and is something else: UUIDs and IBANs. */
const innocent = [
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi,
  /\b[A-Z]{2}\d\d(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,3})?\b/g,
];

/** By so many digits brands are told apart. */
const prefixMax = 8;

/** Runs that stand alone: digits inside a longer word, such as a hash, are no card number. */
const run = /(?<![\p{L}\d_])\d(?:[\s-]?\d){12,}(?![\p{L}\d_])/gu;

function holdsCardNumber(text: string): boolean {
  const rest = innocent.reduce((left, shape) => left.replace(shape, 'x'), text.normalize('NFKC'));
  for (const [found] of rest.matchAll(run)) {
    // `Order 12, 4242 4242 4242 4242`: a number may begin and end at any group. Anybody may post a page of digits, one by one:
    // each of them begins at most a few numbers, and none that no brand begins with.
    const groups = found.split(/[\s-]/);
    for (let start = 0; start < groups.length; start++) {
      if (detect(groups.slice(start, start + prefixMax).join('')).length === 0) continue;
      let digits = '';
      for (let end = start; end < groups.length && digits.length < numberDigitsMax; end++) {
        digits += groups[end];
        if (isCardNumber(digits)) return true;
      }
    }
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > numberDigitsMax || !luhn(digits)) return false;
  const known = validateNumber(digits).state === 'valid' || (digits.length === 13 && detect(digits).includes('visa'));
  return known && !isBarCode(digits) && !isSiret(digits);
}

/** EAN-13 and GTIN-14 (GS1): their check digit weighs 1 and 3 in turn. One card number in ten passes too; few are so short. */
function isBarCode(digits: string): boolean {
  if (digits.length > 14) return false;
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** A French establishment: nine digits of a company, checked by Luhn, then five more, and all of them checked again. */
function isSiret(digits: string): boolean {
  return digits.length === 14 && luhn(digits.slice(0, 9));
}
