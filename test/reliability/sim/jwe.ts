import {createCipheriv, createECDH, createHash} from 'node:crypto';
import type {CardKey} from '#contract/vault.ts';
import type {Chance} from './chance.ts';

/** What the card frame does, with chance of ours: ECDH-ES on P-256 and A256GCM, RFC 7516 and 7518, section 4.6. */
export function encryptCard(card: object, key: CardKey, sid: string, now: number, chance: Chance): string {
  const mine = createECDH('prime256v1');
  mine.setPrivateKey(Buffer.concat([Buffer.alloc(1), chance.bytes(31)]));
  const point = mine.getPublicKey();
  const epk = {kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 33)), y: text(point.subarray(33, 65))};
  const header = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: key.kid,
    epk,
    sid,
    iat: Math.floor(now / 1000),
    jti: text(chance.bytes(16)),
  };
  const protectedText = text(Buffer.from(JSON.stringify(header)));
  const theirs = Buffer.concat([Buffer.from([4]), Buffer.from(key.x, 'base64url'), Buffer.from(key.y, 'base64url')]);
  const contentKey = createHash('sha256')
    .update(word(1))
    .update(mine.computeSecret(theirs))
    .update(word(7))
    .update('A256GCM')
    .update(Buffer.concat([word(0), word(0), word(256)]))
    .digest();
  const iv = chance.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
  cipher.setAAD(Buffer.from(protectedText));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(card)), cipher.final()]);
  return [protectedText, '', text(iv), text(sealed), text(cipher.getAuthTag())].join('.');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
