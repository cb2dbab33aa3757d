import {compact, inFours, modulo97} from './check-digits.ts';

/**
 * What follows the check digits in each country, in the notation of the IBAN registry: `10n11c2n` is ten digits, eleven
 * letters or digits, two digits. The length follows from it. Compared with npm `ibantools` 4.5.4; where sources differ, the wider one.
 */
const structures: Readonly<Record<string, string>> = {
  AD: '8n12c',
  AE: '19n',
  AL: '8n16c',
  AT: '16n',
  AZ: '4a20c',
  BA: '16n',
  BE: '12n',
  BG: '4a6n8c',
  BH: '4a14c',
  BR: '23n1a1c',
  BY: '4c4n16c',
  CH: '5n12c',
  CR: '18n',
  CY: '8n16c',
  CZ: '20n',
  DE: '18n',
  DK: '14n',
  DO: '4c20n',
  EE: '16n',
  EG: '25n',
  ES: '20n',
  FI: '14n',
  FO: '14n',
  FR: '10n11c2n',
  GB: '4a14n',
  GE: '2c16n',
  GI: '4a15c',
  GL: '14n',
  GR: '7n16c',
  GT: '24c',
  HR: '17n',
  HU: '24n',
  IE: '4c14n',
  IL: '19n',
  IQ: '4a15n',
  IS: '22n',
  IT: '1a10n12c',
  JO: '4a4n18c',
  KW: '4a22c',
  KZ: '3n13c',
  LB: '4n20c',
  LC: '4a24c',
  LI: '5n12c',
  LT: '16n',
  LU: '3n13c',
  LV: '4a13c',
  LY: '21n',
  MC: '10n11c2n',
  MD: '20c',
  ME: '18n',
  MK: '3n10c2n',
  MN: '16n',
  MR: '23n',
  MT: '4a5n18c',
  MU: '4a19n3a',
  NI: '4a20n',
  NL: '4a10n',
  NO: '11n',
  OM: '3n16c',
  PK: '20c',
  PL: '24n',
  PS: '25c',
  PT: '21n',
  QA: '4a21c',
  RO: '4a16c',
  RS: '18n',
  RU: '14n15c',
  SA: '2n18c',
  SC: '4a20n3a',
  SD: '14n',
  SE: '20n',
  SI: '15n',
  SK: '20n',
  SM: '1a10n12c',
  SO: '19n',
  ST: '21n',
  SV: '4a20n',
  TL: '19n',
  TN: '20n',
  TR: '5n17c',
  UA: '6n19c',
  VA: '18n',
  VG: '4c16n',
  XK: '16n',
  YE: '4a4n18c',
};

/** How many characters an IBAN of that country has; nothing for a country without IBAN. */
export function ibanLength(country: string): number | undefined {
  const structure = Object.hasOwn(structures, country) ? structures[country] : undefined;
  if (structure === undefined) return undefined;
  return [...structure.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 4);
}

const kinds: Readonly<Record<string, string>> = {n: '[0-9]', a: '[A-Z]', c: '[A-Z0-9]'};

/** Whether a text without spaces, in upper case, is an IBAN: country, length, pattern, modulo 97. */
export function isIban(text: string): boolean {
  const country = text.slice(0, 2);
  const structure = Object.hasOwn(structures, country) ? structures[country] : undefined;
  if (structure === undefined) return false;
  const rest = structure.replace(/(\d+)([nac])/g, (_, count: string, kind: string) => `${kinds[kind] ?? ''}{${count}}`);
  if (!new RegExp(`^[A-Z]{2}[0-9]{2}${rest}$`).test(text)) return false;
  return modulo97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** A typed or pasted IBAN, compact; nothing when it is none. */
export function readIban(text: string): string | undefined {
  const iban = compact(text);
  return isIban(iban) ? iban : undefined;
}

/** `FR76 3000 6000 0112 3456 7890 189`, to be read. It is copied without spaces. */
export function formatIban(iban: string): string {
  return inFours(compact(iban));
}

/** The bank's code (ISO 9362), 8 or 11 characters. */
export function isBic(text: string): boolean {
  return /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text);
}

/** A Swiss account for bills whose reference has 27 digits: its bank number lies between 30000 and 31999. */
export function isQrIban(iban: string): boolean {
  return /^(CH|LI)\d{2}3[01]\d{3}/.test(iban);
}
