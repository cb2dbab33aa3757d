import {createHash} from 'node:crypto';
import type {Random} from './ports.ts';

/** A name that nobody can guess or meet twice: the prefix and 128 random bits in base64url, `evt_Jw3q…`. */
export function newId<Prefix extends string>(prefix: Prefix, random: Random): `${Prefix}${string}` {
  return `${prefix}${text(random.bytes(16))}`;
}

/** A secret: the prefix and 256 random bits in base64url, `cst_…`. We keep its `sha256hex` and nothing else. */
export function newToken<Prefix extends string>(prefix: Prefix, random: Random): `${Prefix}${string}` {
  return `${prefix}${text(random.bytes(32))}`;
}

/** SHA-256 in lower-case hex; a text counts as its UTF-8 bytes. */
export function sha256hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
