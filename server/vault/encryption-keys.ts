import {createECDH, createHash, createPrivateKey, type KeyObject} from 'node:crypto';
import type {CardKey} from '#contract/vault.ts';
import type {Clock, Random} from '../ports.ts';
import type {KeySafe} from './root-key.ts';

/** A key is the one to encrypt with for a day, known as "next" a day before that. */
export const rotationMs = 24 * 60 * 60_000;
/** How long a key still opens after its successor became current: a page may have been open since before. */
export const graceMs = 60 * 60_000;

const prefix = 'enc-';

interface EncryptionKey {
  readonly jwk: CardKey;
  readonly privateKey: KeyObject;
  /** Milliseconds since 1970: current from then on. */
  readonly from: number;
}

/** The P-256 pairs that browsers encrypt cards for. */
export interface EncryptionKeys {
  /** The current key, then the next. */
  published(): readonly CardKey[];
  privateKey(kid: string): KeyObject | undefined;
  /** Makes keys when it is time and destroys those whose time is over. */
  rotate(): void;
}

export function createEncryptionKeys(safe: KeySafe, clock: Clock, random: Random): EncryptionKeys {
  let ring: readonly EncryptionKey[] = safe
    .list(prefix)
    .map((name) => load(safe.read(name)))
    .sort((a, b) => a.from - b.from);

  function make(from: number): EncryptionKey {
    const scalar = randomScalar(random);
    const key = keyOf(scalar, from);
    const instant = Buffer.alloc(8);
    instant.writeBigUInt64BE(BigInt(from));
    const bytes = Buffer.concat([instant, scalar]);
    // Kept before it is published: a card must not be encrypted for a key that a crash takes away.
    safe.write(prefix + key.jwk.kid, bytes);
    bytes.fill(0);
    scalar.fill(0);
    return key;
  }

  function rotate(): void {
    const now = clock.now();
    const keys = [...ring];
    if (keys.length === 0) keys.push(make(now));
    for (let last = keys.at(-1); last && last.from <= now; last = keys.at(-1)) {
      // After a long stop, the key that should have been followed is followed at once.
      keys.push(make(Math.max(last.from + rotationMs, now)));
    }
    const over = keys.filter((_, index) => (keys[index + 1]?.from ?? Infinity) + graceMs <= now);
    for (const key of over) safe.destroy(prefix + key.jwk.kid);
    ring = keys.filter((key) => !over.includes(key));
  }

  return {
    rotate,

    published() {
      rotate();
      const now = clock.now();
      const current = ring.findLastIndex((key) => key.from <= now);
      return ring.slice(Math.max(current, 0)).map((key) => key.jwk);
    },

    privateKey(kid) {
      rotate();
      return ring.find((key) => key.jwk.kid === kid)?.privateKey;
    },
  };
}

function load(bytes: Buffer | undefined): EncryptionKey {
  if (bytes?.byteLength !== 40) throw new Error('not an encryption key');
  const key = keyOf(bytes.subarray(8), Number(bytes.readBigUInt64BE(0)));
  bytes.fill(0);
  return key;
}

/** A scalar of P-256: 1 to n - 1. Drawn again in the one case in 2^32 where it is not. */
function randomScalar(random: Random): Buffer {
  for (;;) {
    const scalar = Buffer.from(random.bytes(32));
    try {
      createECDH('prime256v1').setPrivateKey(scalar);
      return scalar;
    } catch {
      scalar.fill(0);
    }
  }
}

function keyOf(scalar: Buffer, from: number): EncryptionKey {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33, 65).toString('base64url');
  const ec = {kty: 'EC', crv: 'P-256', x, y} as const;
  // The first half of the JWK thumbprint (RFC 7638), in hex, as it is also a file's name.
  const thumbprint = createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('hex');
  return {
    from,
    jwk: {...ec, kid: thumbprint.slice(0, 32), use: 'enc', alg: 'ECDH-ES'},
    privateKey: createPrivateKey({key: {...ec, d: scalar.toString('base64url')}, format: 'jwk'}),
  };
}
