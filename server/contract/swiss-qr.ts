import {compact} from './check-digits.ts';
import {twoDecimals} from './epc-qr.ts';
import {isQrIban, readIban} from './iban.ts';
import {isQrReference, isRfReference} from './rf-reference.ts';

/** The data of a Swiss QR-bill (SIX Implementation Guidelines 2.3: structured addresses only). */
export interface SwissBill {
  /** Who is paid: an account in Switzerland or Liechtenstein, and its holder. */
  readonly creditor: SwissAddress & {readonly iban: string};
  readonly debtor?: SwissAddress;
  readonly currency: string;
  /** Minor units; without it the payer writes the amount. */
  readonly minor?: number;
  /** 27 digits with a QR-IBAN; an `RF` reference or none with an ordinary one. */
  readonly reference?: string;
  readonly message?: string;
  /** For machines, `//S1/…`. Shares 140 characters with the message. */
  readonly billInformation?: string;
  /** At most two, `eBill/B/…`. */
  readonly alternative?: readonly string[];
}

export interface SwissAddress {
  readonly name: string;
  readonly street?: string;
  readonly building?: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166, two letters. */
  readonly country: string;
}

export type SwissQrError =
  | 'iban'
  | 'currency'
  | 'amount'
  | 'charset'
  | 'creditor'
  | 'debtor'
  | 'reference'
  | 'qr-iban-needs-qrr'
  | 'qrr-needs-qr-iban'
  | 'message'
  | 'alternative'
  | 'size';

/** Draw it with `swissQrPath`. */
export type SwissQr = {readonly payload: string; readonly lines: number} | {readonly error: SwissQrError};

const minorMax = 99_999_999_999;
/** QR version 25 with correction M holds no more. */
const bytesMax = 997;

export function swissQr({currency, minor, ...bill}: SwissBill): SwissQr {
  const iban = readIban(bill.creditor.iban);
  const creditor = addressLines(bill.creditor);
  const debtor = bill.debtor ? addressLines(bill.debtor) : Array.from({length: 7}, () => '');
  const message = swissText(bill.message ?? '');
  const billInformation = swissText(bill.billInformation ?? '');
  const alternative = (bill.alternative ?? []).map(swissText);

  if (iban === undefined || !/^(CH|LI)/.test(iban)) return {error: 'iban'};
  if (currency !== 'CHF' && currency !== 'EUR') return {error: 'currency'};
  if (minor !== undefined && !(Number.isSafeInteger(minor) && minor >= 1 && minor <= minorMax)) {
    return {error: 'amount'};
  }
  const texts = [...creditor, ...debtor, message, billInformation, ...alternative];
  if (!texts.every(isPermitted)) return {error: 'charset'};
  if (!isAddress(creditor)) return {error: 'creditor'};
  if (bill.debtor && !isAddress(debtor)) return {error: 'debtor'};
  const reference = referenceLines(bill.reference ?? '', isQrIban(iban));
  if ('error' in reference) return reference;
  if (message.length + billInformation.length > 140) return {error: 'message'};
  if (alternative.length > 2 || alternative.some((scheme) => scheme === '' || scheme.length > 100)) {
    return {error: 'alternative'};
  }

  const lines = [
    ...['SPC', '0200', '1'],
    iban,
    ...creditor,
    // The ultimate creditor: reserved, and to be left empty.
    ...Array.from({length: 7}, () => ''),
    minor === undefined ? '' : twoDecimals(minor),
    currency,
    ...debtor,
    ...reference.lines,
    message,
    'EPD',
    ...(billInformation || alternative.length > 0 ? [billInformation] : []),
    ...alternative,
  ];
  const payload = lines.join('\n');
  const bytes = new TextEncoder().encode(payload).length;
  return bytes > bytesMax ? {error: 'size'} : {payload, lines: lines.length};
}

/** An account of the one kind takes references of the one kind: banks refuse any other bill. */
function referenceLines(text: string, forQrIban: boolean): {readonly lines: readonly string[]} | {error: SwissQrError} {
  const reference = compact(text);
  if (/^\d+$/.test(reference)) {
    if (!forQrIban) return {error: 'qrr-needs-qr-iban'};
    const padded = reference.padStart(27, '0');
    return isQrReference(padded) && Number(padded) > 0 ? {lines: ['QRR', padded]} : {error: 'reference'};
  }
  if (forQrIban) return {error: 'qr-iban-needs-qrr'};
  if (reference === '') return {lines: ['NON', '']};
  return isRfReference(reference) ? {lines: ['SCOR', reference]} : {error: 'reference'};
}

function addressLines({name, street, building, postalCode, city, country}: SwissAddress): readonly string[] {
  return ['S', ...[name, street ?? '', building ?? '', postalCode, city, country].map(swissText)];
}

/** Name, street, building, postal code, town, country: how long each may be. Street and building may be empty. */
const lengthsMax = [1, 70, 70, 16, 16, 35, 2];
const optional = new Set([2, 3]);

function isAddress(lines: readonly string[]): boolean {
  const fits = lines.every(
    (line, index) => line.length <= (lengthsMax[index] ?? 0) && (line !== '' || optional.has(index)),
  );
  return fits && /^[A-Z]{2}$/.test(lines[6] ?? '');
}

/** Typographic signs that the character set leaves out, by code point, and what stands for them. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201b]/g, "'"],
  [/[\u201c-\u201f]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u2000-\u200a\u202f]/g, ' '],
  [/\u2022/g, '-'],
];

/** A text as the bill can carry it: typographic punctuation becomes ASCII, letters stay as they are. */
export function swissText(text: string): string {
  return plain.reduce((sum, [sign, ascii]) => sum.replace(sign, ascii), text.normalize('NFC')).trim();
}

/** Latin letters of Western and Central Europe, the Romanian comma letters, the euro sign; no control characters. */
function isPermitted(text: string): boolean {
  return /^[\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]*$/.test(text);
}
