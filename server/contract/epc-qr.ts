import {compact} from './check-digits.ts';
import {isBic, readIban} from './iban.ts';
import {isRfReference} from './rf-reference.ts';

/** What a banking app reads from a SEPA code (EPC069-12, version 2.1). Euro only. */
export interface EpcTransfer {
  /** The holder exactly as the bank knows him: since October 2025 the payer's bank compares (Verification of Payee). */
  readonly name: string;
  readonly iban: string;
  /** Not needed inside the EEA. */
  readonly bic?: string;
  /** Minor units; without it the payer types the amount. */
  readonly minor?: number;
  readonly currency: string;
  /** An ISO 11649 reference, or a text of at most 140 characters: never both. */
  readonly remittance?: {readonly type: 'reference' | 'text'; readonly value: string};
  /** ISO 20022, at most four characters. */
  readonly purpose?: string;
  /** For the payer's eyes, at most 70 characters. */
  readonly information?: string;
}

/** The field at fault. */
export type EpcError =
  'currency' | 'bic' | 'name' | 'iban' | 'amount' | 'purpose' | 'reference' | 'text' | 'information' | 'size';

/** Draw it with error correction M. `bytes` counts UTF-8. */
export type EpcQr = {readonly payload: string; readonly bytes: number} | {readonly error: EpcError};

/** QR version 13 with correction M holds no more. */
const bytesMax = 331;
const minorMax = 99_999_999_999;

/** The payload in our canonical form: version 002, UTF-8, line feeds, two decimals, nothing after the last line used. */
export function epcQr({name, iban, bic, minor, currency, remittance, purpose, information}: EpcTransfer): EpcQr {
  const account = readIban(iban);
  const reference = remittance?.type === 'reference' ? compact(remittance.value) : '';
  const text = remittance?.type === 'text' ? remittance.value : '';

  if (currency !== 'EUR') return {error: 'currency'};
  if (bic !== undefined && !isBic(bic)) return {error: 'bic'};
  if (name.trim() === '' || !fits(name, 70)) return {error: 'name'};
  if (account === undefined) return {error: 'iban'};
  if (minor !== undefined && !(Number.isSafeInteger(minor) && minor >= 1 && minor <= minorMax)) {
    return {error: 'amount'};
  }
  if (purpose !== undefined && !/^[A-Z0-9]{1,4}$/.test(purpose)) return {error: 'purpose'};
  if (remittance?.type === 'reference' && !isRfReference(reference)) return {error: 'reference'};
  if (!fits(text, 140)) return {error: 'text'};
  if (information !== undefined && !fits(information, 70)) return {error: 'information'};

  const lines = [
    ...['BCD', '002', '1', 'SCT'],
    bic ?? '',
    name,
    account,
    minor === undefined ? '' : `EUR${twoDecimals(minor)}`,
    purpose ?? '',
    reference,
    text,
    information ?? '',
  ];
  const payload = lines.join('\n').replace(/\n+$/, '');
  const bytes = new TextEncoder().encode(payload).length;
  return bytes > bytesMax ? {error: 'size'} : {payload, bytes};
}

/** A line break in a field would shift every line after it; half a surrogate pair is no character. */
function fits(text: string, lengthMax: number): boolean {
  return [...text].length <= lengthMax && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

/** `12990` is `129.90`: two decimals, a point, no separators. Currencies of both kinds of code have two. */
export function twoDecimals(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
