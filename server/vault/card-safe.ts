import {createHash, createHmac} from 'node:crypto';
import {brands, networks, type Brand, type Network} from '#contract/cards.ts';
import type {Clock, Random} from '../ports.ts';
import type {KeySafe} from './root-key.ts';
import {seal, unseal} from './seal.ts';
import type {CardRow} from './store.ts';

const dayMs = 24 * 60 * 60_000;
/** A day's key is destroyed then, counted from the start of its day; no card lives half an hour of it. */
const kekMs = 2 * dayMs;

const kekPrefix = 'kek-';
const fingerprintName = 'fingerprint';

/** A card, in clear, for as long as one call needs it: its holder wipes it. */
export interface ClearCard {
  readonly brand: Brand;
  readonly networks: readonly Network[];
  readonly number: Buffer;
  /** `YYMM`. */
  readonly expiry: Buffer;
}

export interface CardSafe {
  /** The row of a card to be kept for a session. Nothing is written. */
  put(
    card: ClearCard,
    owner: {readonly tokenHash: string; readonly session: string; readonly merchant: string},
  ): CardRow;
  /** @returns undefined when the row was moved or changed, or its day's key is destroyed. */
  take(row: CardRow): ClearCard | undefined;
  fingerprint(card: ClearCard, merchant: string): string;
  /** The like of the first eight digits, so that those digits themselves need not leave (PCI DSS 3.5.1: one truncation). */
  range(card: ClearCard, merchant: string): string;
  /** Destroys the keys whose days are over: what a copy of the disk still holds is unreadable from then on. */
  shred(): void;
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

export function createCardSafe(keys: KeySafe, clock: Clock, random: Random): CardSafe {
  function keyOfDay(kekId: string): Buffer {
    const name = kekPrefix + kekId;
    const known = keys.read(name);
    if (known) return known;
    const made = Buffer.from(random.bytes(32));
    keys.write(name, made);
    return made;
  }

  return {
    put(card, {tokenHash, session, merchant}) {
      const created = clock.now();
      const kekId = String(Math.floor(created / dayMs));
      const identity = {tokenHash, session, merchant, kekId};
      const kek = keyOfDay(kekId);
      const key = random.bytes(32);
      const packed = pack(card);
      try {
        return {
          ...identity,
          wrappedKey: seal(kek, key, aboutKey(identity), random),
          sealed: seal(key, packed, aboutCard(identity), random),
          state: 'new',
          created,
        };
      } finally {
        for (const secret of [kek, key, packed]) secret.fill(0);
      }
    },

    take(row) {
      const kek = keys.read(kekPrefix + row.kekId);
      const key = kek && unseal(kek, row.wrappedKey, aboutKey(row));
      const packed = key && unseal(key, row.sealed, aboutCard(row));
      kek?.fill(0);
      key?.fill(0);
      return packed && unpack(packed);
    },

    fingerprint: ({number}, merchant) => mark(`v1|${merchant}|`, number),
    range: ({number}, merchant) => mark(`v1 range|${merchant}|`, number.subarray(0, 8)),

    shred() {
      const now = clock.now();
      for (const name of keys.list(kekPrefix)) {
        if (Number(name.slice(kekPrefix.length)) * dayMs + kekMs < now) keys.destroy(name);
      }
    },
  };

  function mark(about: string, digits: Buffer): string {
    const key = keys.read(fingerprintName) ?? makeFingerprintKey();
    const mac = createHmac('sha256', key).update(about).update(digits).digest();
    key.fill(0);
    return mac.subarray(0, 16).toString('base64url');
  }

  /** Not derived from any other key, and never rotated with them: it must know a card again after 30 days. */
  function makeFingerprintKey(): Buffer {
    const key = Buffer.from(random.bytes(32));
    keys.write(fingerprintName, key);
    return key;
  }
}

type Identity = Pick<CardRow, 'tokenHash' | 'session' | 'merchant' | 'kekId'>;

/** What a sealed card is bound to: none of it can be exchanged between rows unnoticed. No part holds a dot. */
function aboutCard({tokenHash, merchant, session, kekId}: Identity): string {
  return `v1.${tokenHash}.${merchant}.${session}.${kekId}`;
}

function aboutKey({tokenHash, kekId}: Identity): string {
  return `v1.${tokenHash}.${kekId}`;
}

/** `YYMM`, the number, then brand and networks: `2612` `4000…` `,visa,cb,visa`. */
function pack({number, expiry, brand, networks}: ClearCard): Buffer {
  return Buffer.concat([expiry, number, Buffer.from([',', brand, ',', networks.join(',')].join(''))]);
}

function unpack(packed: Buffer): ClearCard | undefined {
  const comma = packed.indexOf(',');
  const [word, ...words] = packed
    .subarray(comma + 1)
    .toString('latin1')
    .split(',');
  const brand = brands.find((known) => known === word);
  if (comma < 16 || brand === undefined) return void packed.fill(0);
  return {
    brand,
    networks: words.flatMap((text) => networks.find((known) => known === text) ?? []),
    expiry: packed.subarray(0, 4),
    number: packed.subarray(4, comma),
  };
}

export function wipe({number, expiry}: ClearCard): void {
  number.fill(0);
  expiry.fill(0);
}
