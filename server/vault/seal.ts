import {createCipheriv, createDecipheriv} from 'node:crypto';
import type {Random} from '../ports.ts';

const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM with a fresh random IV: `iv ‖ ciphertext ‖ tag`. `about` is authenticated beside it: a sealed text
 * that is moved elsewhere no longer opens.
 */
export function seal(key: Uint8Array, plain: Uint8Array, about: string, random: Random): Buffer {
  const iv = random.bytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, {authTagLength: tagBytes});
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined when the key, the text or what it is about is not the one it was sealed with. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | undefined {
  if (sealed.byteLength < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), {authTagLength: tagBytes});
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - tagBytes));
  const plain = decipher.update(sealed.subarray(ivBytes, sealed.byteLength - tagBytes));
  try {
    decipher.final();
    return plain;
  } catch {
    // Unauthenticated bytes are nobody's business.
    plain.fill(0);
    return undefined;
  }
}
