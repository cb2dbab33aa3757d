import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** A card as it was typed in a test. */
export interface Canary {
  readonly number: string;
  readonly cvc: string;
}

export interface Hit {
  readonly file: string;
  readonly spelling: string;
}

/** Every spelling in which a card number may lie somewhere without being noticed. */
export function spellingsOf({number, cvc}: Canary): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  const groups = number.length === 15 ? /^(.{4})(.{6})(.{5})$/ : /(.{4})(?=.)/g;
  const grouped = (by: string) =>
    number.length === 15 ? number.replace(groups, `$1${by}$2${by}$3`) : number.replace(groups, `$1${by}`);
  const texts: Record<string, string> = {
    plain: number,
    spaced: grouped(' '),
    dashed: grouped('-'),
    'no-break spaced': grouped('\u00a0'),
    'URL-encoded spaces': grouped('%20'),
    'form-encoded spaces': grouped('+'),
    'URL-encoded digits': [...number].map((digit) => `%3${digit}`).join(''),
    backwards: [...number].reverse().join(''),
  };
  for (const [name, text] of Object.entries(texts)) {
    found.set(name, Buffer.from(text));
    found.set(`${name}, UTF-16 little-endian`, Buffer.from(text, 'utf16le'));
    found.set(`${name}, UTF-16 big-endian`, Buffer.from(text, 'utf16le').swap16());
    for (const [encoded, buffer] of encodingsOf(text)) found.set(`${name}, ${encoded}`, buffer);
  }
  // Three digits alone are everywhere: the code counts where something names it, or where it stands beside the number.
  for (const field of ['cvc', 'cvv', 'cvv2', 'csc', 'cardSecurityCode', 'security_code', 'code']) {
    for (const text of [`"${field}":"${cvc}"`, `"${field}": "${cvc}"`, `"${field}":${cvc}`, `${field}=${cvc}&`]) {
      found.set(`code: ${text}`, Buffer.from(text));
      found.set(`code: ${text}, UTF-16`, Buffer.from(text, 'utf16le'));
      for (const [encoded, buffer] of encodingsOf(text)) found.set(`code: ${text}, ${encoded}`, buffer);
    }
  }
  return found;
}

/** base64 depends on where in a group of three bytes the text begins; its first and last characters, on what is around. */
function encodingsOf(text: string): readonly (readonly [string, Buffer])[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const aligned = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const head = [0, 2, 3][shift] ?? 0;
    const tail = (shift + bytes.length) % 3 === 0 ? whole.length : whole.length - 1;
    const certain = whole.slice(head, tail);
    const url = certain.replaceAll('+', '-').replaceAll('/', '_');
    return [
      [`base64 at ${shift}`, Buffer.from(certain)] as const,
      ...(url === certain ? [] : [[`base64url at ${shift}`, Buffer.from(url)] as const]),
    ];
  });
  return [['hex', Buffer.from(hex)], ['HEX', Buffer.from(hex.toUpperCase())], ...aligned];
}

/** Looks into every file of these folders, whatever it is: databases, their write-ahead logs, logs, what was captured. */
export function sweep(folders: readonly string[], canaries: readonly Canary[]): readonly Hit[] {
  const spellings = canaries.flatMap((canary) =>
    [...spellingsOf(canary)].map(([name, bytes]) => ({name, bytes, canary})),
  );
  const hits: Hit[] = [];
  for (const file of folders.flatMap(filesIn)) {
    const content = readFileSync(file);
    for (const {name, bytes, canary} of spellings) {
      if (content.includes(bytes)) hits.push({file, spelling: `…${canary.number.slice(-4)}, ${name}`});
    }
  }
  return hits;
}

export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
