import {compact, inFours, modulo97, plainAlphabet, plainCheck, recursiveModulo10} from './check-digits.ts';
import {isQrIban} from './iban.ts';

/** What a payer writes on a transfer, so that we know whose money it is. */

/* ISO 11649: RF, two check digits, 1 to 21 letters and digits. */

/**
 * `RF11CMD20261122` of `CMD-2026/11.22`. Spaces and `-`, `/`, `.` are dropped, letters become capitals.
 *
 * @returns nothing when other characters remain, when none do, or more than 21: a reference is never guessed. The way
 * back from a reference to its order is stored, never parsed.
 */
export function rfReference(base: string): string | undefined {
  const text = compact(base).replace(/[-/.]/g, '');
  if (!/^[A-Z0-9]{1,21}$/.test(text)) return undefined;
  return `RF${String(98 - modulo97(`${text}RF00`)).padStart(2, '0')}${text}`;
}

/**
 * Whether a text without spaces, in capitals, is such a reference. 00, 01 and 99 satisfy the sum and are refused: no one
 * can have made them.
 */
export function isRfReference(text: string): boolean {
  const digits = /^RF(\d{2})[A-Z0-9]{1,21}$/.exec(text)?.[1];
  if (digits === undefined || digits < '02' || digits > '98') return false;
  return modulo97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** `RF18 5390 0754 7034`, to be read. */
export function formatReference(reference: string): string {
  return inFours(compact(reference));
}

/* Swiss QR reference: 27 digits, the last one for checking. */

/** Left-padded and completed. @param digits at most 26. @returns nothing when they are not digits, or too many. */
export function qrReference(digits: string): string | undefined {
  if (!/^\d{1,26}$/.test(digits)) return undefined;
  const padded = digits.padStart(26, '0');
  return `${padded}${recursiveModulo10(padded)}`;
}

export function isQrReference(text: string): boolean {
  return /^\d{27}$/.test(text) && recursiveModulo10(text.slice(0, 26)) === Number(text.charAt(26));
}

/** `21 00000 00003 13947 14300 09017`, to be read. */
export function formatQrReference(reference: string): string {
  return compact(reference).replace(/(.)(?=(.{5})+$)/g, '$1 ');
}

/* Our own code: short, read aloud without doubt, the seed of every other form. */

/** How many bytes of chance a code takes. */
export const paymentCodeBytes = 6;

const codeLength = 9;

/** With the one for checking. */
export const paymentCodeLength = codeLength + 1;

/**
 * A code for one payment: nine characters of `plainAlphabet` and one for checking, `3F7KX09BQ2`. It fits the 18
 * characters of the United Kingdom, and never begins with R, so that nobody takes it for an RF reference.
 *
 * 45 bits of chance: whoever keeps it asks for another when the store has it already.
 *
 * @param bytes at least `paymentCodeBytes`, from the `Random` port.
 */
export function paymentCode(bytes: Uint8Array): string {
  if (bytes.length < paymentCodeBytes) throw new RangeError(`too little chance: ${bytes.length} bytes`);
  let number = bytes.slice(0, paymentCodeBytes).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let code = '';
  for (let index = 0; index < codeLength; index += 1) {
    code += plainAlphabet.charAt(Number(number % 32n));
    number /= 32n;
  }
  code = code.replace(/^R/, '2');
  return `${code}${plainCheck(code)}`;
}

/** A code as someone typed it: O for 0, I or L for 1, any spaces or hyphens. Nothing when it is none. */
export function readPaymentCode(text: string): string | undefined {
  const code = compact(text).replace(/-/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (code.length !== paymentCodeLength) return undefined;
  if (![...code].every((character) => plainAlphabet.includes(character))) return undefined;
  return plainCheck(code.slice(0, codeLength)) === code.charAt(codeLength) ? code : undefined;
}

/** Every form of one code, by what the payer's bank can carry. */
export interface TransferReferences {
  /** GBP, USD: as it is. */
  readonly code: string;
  /** EUR, and CHF to an ordinary account (SCOR). */
  readonly rf: string;
  /** CHF to a QR-IBAN (QRR): the same code counted in digits. */
  readonly qr: string;
}

/** @param code from `paymentCode`. @throws RangeError when it is none. */
export function transferReferences(code: string): TransferReferences {
  const rf = rfReference(code);
  const number = [...code].reduce((sum, one) => sum * 32n + BigInt(Math.max(0, plainAlphabet.indexOf(one))), 0n);
  const qr = qrReference(String(number));
  if (readPaymentCode(code) !== code || rf === undefined || qr === undefined)
    throw new RangeError('not a code of ours');
  return {code, rf, qr};
}

/** What a payer writes for an account: a Swiss QR-IBAN takes 27 digits and nothing else, any other the reference itself. */
export function referenceFor({iban}: {readonly iban: string | null}, reference: string): string {
  if (!iban || !isQrIban(iban)) return reference;
  try {
    return transferReferences(reference.slice(4)).qr;
  } catch {
    return reference;
  }
}

/** Any of these forms in its groups, to be read. */
export function shownReference(reference: string): string {
  if (isQrReference(reference)) return formatQrReference(reference);
  return isRfReference(reference) ? formatReference(reference) : reference;
}
