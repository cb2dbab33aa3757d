/** Check digits: what catches a mistyped character before money goes astray. Each is pure, on text already compact. */

/**
 * The text as a number modulo 97, letters counting as 10 to 35 (ISO 7064, as in IBAN and ISO 11649).
 *
 * @param text `[0-9A-Z]*`; anything else would be counted wrong, so callers check the shape first.
 */
export function modulo97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

const carries = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/** The last digit of a Swiss QR reference: modulo 10, recursive, over the 26 digits before it. */
export function recursiveModulo10(digits: string): number {
  let carry = 0;
  for (const digit of digits) carry = carries[(carry + Number(digit)) % 10] ?? 0;
  return (10 - carry) % 10;
}

/** Digits and letters without those that are read as others (I, L, O) or make words (U). Crockford's base 32. */
export const plainAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The character that completes a code of `plainAlphabet`: the Luhn sum in base 32. It catches every single wrong
 * character, and every swap of neighbours but one pair (0 and Z).
 */
export function plainCheck(code: string): string {
  const base = plainAlphabet.length;
  let sum = 0;
  [...code].reverse().forEach((character, index) => {
    const value = plainAlphabet.indexOf(character) * (index % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / base) + (value % base);
  });
  return plainAlphabet.charAt((base - (sum % base)) % base);
}

/** As machines write it: no spaces of any kind, upper case. */
export function compact(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

/** As people read it: groups of four. */
export function inFours(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}
