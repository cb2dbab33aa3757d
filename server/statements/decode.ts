import {statementBytesMax, type StatementRefusal} from './statement.ts';

/** The text of a file, or why there is none. UTF-8 with or without its mark, else Windows-1252, as French banks write. */
export function decodeStatement(bytes: Uint8Array): {readonly text: string} | {readonly code: StatementRefusal} {
  if (bytes.length > statementBytesMax) return {code: 'statement_too_large'};
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  if (/^(PK\x03\x04|%PDF-|\xd0\xcf\x11\xe0)/.test(head)) return {code: 'statement_format'};
  const text = decoded(bytes, head);
  if (text === undefined || /[^\P{Cc}\t\n\r]/u.test(text)) return {code: 'statement_encoding'};
  return text.trim() === '' ? {code: 'statement_empty'} : {text};
}

type Encoding = 'utf-8' | 'windows-1252' | 'iso-8859-15';

/** Encodings that an XML declaration may name. The first Latin one is Windows-1252, as everywhere on the web. */
const declared: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  'us-ascii': 'utf-8',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
};

function decoded(bytes: Uint8Array, head: string): string | undefined {
  const name = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']/.exec(head)?.[1]?.toLowerCase();
  if (name !== undefined) {
    return Object.hasOwn(declared, name) ? attempt(bytes, declared[name] ?? 'utf-8') : undefined;
  }
  return attempt(bytes, 'utf-8') ?? attempt(bytes, 'windows-1252');
}

/** Bytes that the encoding leaves undefined come out as control characters, which the caller refuses. */
function attempt(bytes: Uint8Array, encoding: Encoding): string | undefined {
  if (encoding === 'windows-1252') return windows1252(bytes);
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What Windows-1252 has at 0x80 to 0x9f; the rest is Latin-1. Five places are undefined and stay control characters. */
const windowsSigns =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** By hand: Node 20's `TextDecoder('windows-1252')` takes a short cut and reads Latin-1, which has no euro sign. */
function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (sign) => windowsSigns.charAt(sign.charCodeAt(0) - 0x80));
}
