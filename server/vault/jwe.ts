import {createDecipheriv, createHash, createPublicKey, diffieHellman, type KeyObject} from 'node:crypto';
import type {CardJweHeader} from '#contract/vault.ts';
import {fromBase64url} from './base64url.ts';
import {parseJson} from './body.ts';
import {Refusal} from './problem.ts';
import {jweHeaderShape} from './shapes.ts';

/** A JWE in five parts (RFC 7516 section 7.1), not opened yet. */
export interface Jwe {
  readonly header: CardJweHeader;
  /** The protected header as it came: it is what is authenticated. */
  readonly protectedText: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** @throws Refusal `jwe_unreadable`. */
export function readJwe(text: string): Jwe {
  const parts = text.split('.');
  const [protectedText, encryptedKey, ...rest] = parts;
  const [iv, ciphertext, tag] = rest.map(fromBase64url);
  const headerBytes = protectedText === undefined ? undefined : fromBase64url(protectedText);
  // ECDH-ES agrees on the key directly: there is no encrypted key (RFC 7518 section 4.6).
  if (parts.length !== 5 || encryptedKey !== '' || protectedText === undefined || !headerBytes) {
    throw new Refusal('jwe_unreadable');
  }
  const header = jweHeaderShape.safeParse(parseJson(headerBytes.toString('utf8'))).data;
  if (!header || iv?.byteLength !== 12 || tag?.byteLength !== 16 || !ciphertext) throw new Refusal('jwe_unreadable');
  return {header, protectedText, iv, ciphertext, tag};
}

/**
 * Opens it. The caller wipes what comes out.
 * @throws Refusal `jwe_unreadable`.
 */
export function openJwe({header, protectedText, iv, ciphertext, tag}: Jwe, privateKey: KeyObject): Buffer {
  const key = contentKey(header, privateKey);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, {authTagLength: 16});
  key.fill(0);
  decipher.setAAD(Buffer.from(protectedText, 'ascii'));
  decipher.setAuthTag(tag);
  const plain = decipher.update(ciphertext);
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    throw new Refusal('jwe_unreadable');
  }
}

/** Concat KDF of RFC 7518 section 4.6.2, without party information: one round of SHA-256. */
function contentKey({epk}: CardJweHeader, privateKey: KeyObject): Buffer {
  const secret = sharedSecret(epk, privateKey);
  const key = createHash('sha256')
    .update(number32(1))
    .update(secret)
    .update(number32(7))
    .update('A256GCM')
    .update(number32(0))
    .update(number32(0))
    .update(number32(256))
    .digest();
  secret.fill(0);
  return key;
}

function sharedSecret(epk: CardJweHeader['epk'], privateKey: KeyObject): Buffer {
  try {
    // Making the key checks that the point lies on the curve.
    return diffieHellman({privateKey, publicKey: createPublicKey({key: {...epk}, format: 'jwk'})});
  } catch {
    throw new Refusal('jwe_unreadable');
  }
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
