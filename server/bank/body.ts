import type {Context} from 'hono';

/** Base64url messages of more than 16 kB are refused, and nothing else here is larger. The app counts. */
export const bytesMax = 32_768;

/** @returns undefined when there is no readable JSON. */
export async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A posted form; empty when it is of another type. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded(\s*;|$)/i.test(type)) return new URLSearchParams();
  return new URLSearchParams(await c.req.text());
}

const messageCharactersMax = 16_384;

/**
 * A base64url message: with or without padding, line breaks ignored, at most 16 kB, JSON of an object.
 * @returns undefined when it is anything else.
 */
export function decodeMessage(encoded: string | null): Readonly<Record<string, unknown>> | undefined {
  if (encoded === null || encoded.length > messageCharactersMax) return undefined;
  const bare = encoded.replace(/[\r\n]/g, '');
  if (!/^[\w-]+={0,2}$/.test(bare)) return undefined;
  try {
    const message: unknown = JSON.parse(Buffer.from(bare, 'base64url').toString('utf8'));
    return isObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Without padding, as RFC 7515 writes it. */
export function encodeMessage(message: object): string {
  return Buffer.from(JSON.stringify(message), 'utf8').toString('base64url');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An http(s) address that may stand in a policy: a name of plain characters, no user, at most so long. */
export function isPlainUrl(value: unknown, lengthMax: number): value is string {
  if (typeof value !== 'string' || value.length > lengthMax || !URL.canParse(value)) return false;
  const {origin, username, password} = new URL(value);
  // A `;` or `,` in a host would end a directive of the policy and begin one of the caller's.
  return /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/.test(origin) && username === '' && password === '';
}
