/**
 * What the vault keeps. Two places that are never the same disk file: rows hold ciphertext, key files hold wrapped
 * keys. All of it is synchronous, so that no crash falls between a decision and its writing.
 */
export interface VaultStore {
  readonly cards: CardTable;
  readonly keys: KeyFiles;
}

/** A card at rest. Nothing in it is readable without its day's key. */
export interface CardRow {
  /** SHA-256 of the token, base64url: the token itself is nowhere. */
  readonly tokenHash: string;
  readonly session: string;
  readonly merchant: string;
  readonly kekId: string;
  /** The card's own key, sealed under the day's key. */
  readonly wrappedKey: Uint8Array;
  /** The card, sealed under its own key. */
  readonly sealed: Uint8Array;
  readonly state: 'new' | 'used';
  /** Milliseconds since 1970. */
  readonly created: number;
}

export interface CardTable {
  /** Writes the card down and its `jti` as seen, or nothing: `replayed` when that `jti` was seen before. */
  insert(row: CardRow, jti: string, until: number): 'inserted' | 'replayed';

  read(tokenHash: string): CardRow | undefined;

  /**
   * Counts one use under that key; the same key again is the same use. One conditional UPDATE moves the card from
   * `new` to `used`.
   */
  use(tokenHash: string, keyHash: string, usesMax: number): 'counted' | 'exceeded' | 'gone';

  /** Deletes the row and overwrites where it was, log included. False when there was none. */
  erase(tokenHash: string): boolean;

  /** Erases every card made before that instant, and forgets what need no longer be remembered. */
  sweep(cardsBefore: number, seenBefore: number): readonly string[];

  /** Remembers it until then. False when it was there already. */
  see(id: string, until: number): boolean;

  close(): void;
}

/** Small files of sealed keys, each written whole or not at all. Names are `[a-z0-9-]`. */
export interface KeyFiles {
  list(): readonly string[];
  read(name: string): Uint8Array | undefined;
  write(name: string, bytes: Uint8Array): void;
  /** Overwritten, then removed. */
  destroy(name: string): void;
}
