import type {KeyObject} from 'node:crypto';
import type {Hono} from 'hono';
import type {Scheduled, World} from '../ports.ts';
import {createCardSafe} from './card-safe.ts';
import {createCvcMemory} from './cvc-memory.ts';
import {createEncryptionKeys} from './encryption-keys.ts';
import {cardLifeMs, createFindCard} from './find-card.ts';
import {createKeepCard} from './keep-card.ts';
import {createPrivate} from './private.ts';
import {createPublic} from './public.ts';
import {createRateLimit} from '../rate.ts';
import {createKeySafe} from './root-key.ts';
import {createSend} from './send.ts';
import type {VaultStore} from './store.ts';

const sweepMs = 60_000;

export interface VaultConfig {
  /** The origin that browsers see, such as `https://card.example`. */
  readonly publicUrl: string;
  /** `test` takes the test cards only. `live` takes any, once `liveAcknowledged`. */
  readonly mode: 'test' | 'live';
  /** An operator has written down that these machines are in the scope of PCI DSS. */
  readonly liveAcknowledged: boolean;
  /** 32 bytes; seals the key files. */
  readonly rootKey: Uint8Array;
  /** `pay`'s Ed25519 key. Asked again until known, so that either process may start first. */
  readonly payKey: () => KeyObject | undefined;
  /** Base addresses: the only places that a card is ever sent to. */
  readonly destinations: {readonly acquirer: string; readonly directory: string};
  /** The card form's script and style, inlined in its document under their hashes. */
  readonly assets: {readonly script: string; readonly style: string};
}

export interface Vault {
  readonly public: Hono;
  readonly private: Hono;
  start(): void;
  /** Wipes what is in memory. Who opened the store closes it. */
  stop(): Promise<void>;
}

/** @throws Error when live without the acknowledgement, or when the root key does not open the kept keys. */
export function createVault(config: VaultConfig, world: World, store: VaultStore): Vault {
  if (config.mode === 'live' && !config.liveAcknowledged) throw new Error('live mode is not acknowledged');
  const {cards} = store;
  const {clock, random} = world;

  const keySafe = createKeySafe(config.rootKey, store.keys, random);
  const keys = createEncryptionKeys(keySafe, clock, random);
  const safe = createCardSafe(keySafe, clock, random);
  const codes = createCvcMemory(clock, cardLifeMs);
  const limits = {
    cards: createRateLimit({burst: 1, everyMs: 1_000}, clock),
    networks: createRateLimit({burst: 5, everyMs: 1_000}, clock),
  };
  const find = createFindCard(world, cards, safe);

  let known: KeyObject | undefined;
  const payKey = (): KeyObject | undefined => (known ??= config.payKey());

  function sweep(): void {
    const now = clock.now();
    codes.forgetOld();
    for (const hash of cards.sweep(now - cardLifeMs, now)) codes.forget(hash);
    safe.shred();
    keys.rotate();
    for (const limit of Object.values(limits)) limit.sweep();
  }

  let scheduled: Scheduled | undefined;
  function schedule(): void {
    scheduled = world.timer.after(sweepMs, () => {
      // Scheduled first: a sweep that fails must not be the last one.
      schedule();
      sweep();
    });
  }

  return {
    public: createPublic({
      world,
      publicUrl: config.publicUrl,
      assets: config.assets,
      takes: (grant) => config.mode === 'live' || !grant.livemode,
      payKey,
      keys,
      keepCard: createKeepCard({world, cards, safe, codes, keys, limit: limits.cards, live: config.mode === 'live'}),
      networksLimit: limits.networks,
      ready: () => payKey() !== undefined,
    }),
    private: createPrivate({
      world,
      payKey,
      cards,
      safe,
      codes,
      find,
      send: createSend({world, cards, codes, find, destinations: config.destinations}),
    }),

    start() {
      world.log('vault_started', {mode: config.mode});
      sweep();
      schedule();
    },

    stop() {
      scheduled?.cancel();
      codes.forgetAll();
      return Promise.resolve();
    },
  };
}
