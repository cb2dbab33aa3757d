/** The card as the browser encrypted it, still as bytes: strings cannot be wiped. */
export interface EnteredCard {
  readonly number: Buffer;
  readonly expiry: Buffer;
  readonly cvc: Buffer;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads `{"number":"…","expiry":"…","cvc":"…","name":"…"}` without making strings of it. The values are views of the
 * same bytes, so that wiping those wipes them. The name is checked for its place and not kept: no acquirer of ours
 * asks for it.
 * @returns undefined when it is not exactly that: another field, a field twice, spaces.
 */
export function readPlaintext(bytes: Buffer): EnteredCard | undefined {
  const found = new Map<string, Buffer>();
  let at = 0;

  const take = (byte: number): boolean => {
    if (bytes[at] !== byte) return false;
    at += 1;
    return true;
  };
  const text = (): Buffer | undefined => {
    if (!take(quote)) return undefined;
    const start = at;
    while (at < bytes.byteLength && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    return take(quote) ? bytes.subarray(start, at - 1) : undefined;
  };

  if (!take(0x7b)) return undefined;
  do {
    const name = text()?.toString('latin1');
    if (name === undefined || !fields.has(name) || found.has(name) || !take(0x3a)) return undefined;
    const value = text();
    if (!value || value.byteLength > 180) return undefined;
    found.set(name, value);
  } while (take(0x2c));
  if (!take(0x7d) || at !== bytes.byteLength) return undefined;

  const [number, expiry, cvc] = ['number', 'expiry', 'cvc'].map((name) => found.get(name));
  return number && expiry && cvc ? {number, expiry, cvc} : undefined;
}

const fields: ReadonlySet<string> = new Set(['number', 'expiry', 'cvc', 'name']);

/** Whether there are only ASCII digits, that many of them. */
export function isDigits(bytes: Buffer, min: number, max: number): boolean {
  return bytes.byteLength >= min && bytes.byteLength <= max && bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
}
