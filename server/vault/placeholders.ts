import {placeholderNames, placeholders} from '#contract/vault.ts';
import {parseJson} from './body.ts';

type Name = keyof typeof placeholders;

const names: readonly Name[] = ['number', 'expiry', 'cvc'];

/**
 * Which placeholders a body holds, when each is where it may be: the whole of a string value, under a name that may
 * hold it, once. Then filling it cannot change what the rest of the body means.
 * @returns undefined when the body is no JSON, or a placeholder stands elsewhere.
 */
export function placeholdersOf(body: string): readonly Name[] | undefined {
  const found: Name[] = [];
  const allowed = (value: unknown, key: string): boolean => {
    if (typeof value === 'string') {
      if (!value.includes('{{')) return true;
      const name = names.find((known) => placeholders[known] === value && placeholderNames[known].includes(key));
      if (name === undefined || found.includes(name)) return false;
      found.push(name);
      return true;
    }
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(([inner, child]) => !inner.includes('{{') && allowed(child, inner));
  };

  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || !allowed(value, '')) return undefined;
  // The text is what is filled and sent. A name written twice, or an escape, would make text and value differ.
  const inText = (name: Name): number => body.split(placeholders[name]).length - 1;
  return names.every((name) => inText(name) === (found.includes(name) ? 1 : 0)) ? found : undefined;
}

/** The body with the card in it, as bytes for the caller to wipe. */
export function fill(body: string, values: Readonly<Partial<Record<Name, Buffer>>>): Buffer {
  const pieces: Buffer[] = [];
  let rest = body;
  for (;;) {
    const next = /\{\{card\.(number|expiry|cvc)\}\}/.exec(rest);
    if (!next) return Buffer.concat([...pieces, Buffer.from(rest)]);
    const value = values[names.find((name) => name === next[1]) ?? 'number'];
    if (!value) throw new Error('a placeholder without a value');
    pieces.push(Buffer.from(rest.slice(0, next.index)), value);
    rest = rest.slice(next.index + next[0].length);
  }
}

/** An answer without the card's number, spaced, dashed or bare. */
export function scrub(answer: string, number: Buffer): string {
  const spaced = [...number.toString('latin1')].join('[ -]?');
  return answer.replace(new RegExp(spaced, 'g'), '[pan]');
}
