import type {CardRow, CardTable, KeyFiles, VaultStore} from '../../../server/vault/store.ts';
import {StoreUnavailable, type Store, type Write} from '../../../server/store/store.ts';
import type {Chance} from './chance.ts';
import {never, type Life} from './life.ts';
import type {Timeline} from './timeline.ts';
import type {Trace} from './trace.ts';

export interface DiskParts {
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly chance: Chance;
  /** How often a commit fails: a full or locked disk. */
  readonly failing: number;
  /** How often the process dies at a commit, before or after it. */
  readonly deadly: number;
  /** Sees what is about to be written, and whether it was. */
  readonly seen: (writes: readonly Write[], result: 'committed' | 'conflict') => void;
}

/** `pay`'s store as one life of it has it: the real one, which takes its time, fails, and sees processes die. */
export function diskOf(life: Life, raw: Store, {timeline, trace, chance, failing, deadly, seen}: DiskParts): Store {
  /** Comes when the disk is done; for a dead process, never. */
  function later<T>(run: () => Promise<T>): Promise<T> {
    if (!life.touch()) return never();
    const slow = chance.odds(0.3);
    if (slow) trace.fault('store_slow');
    return new Promise((resolve, reject) => {
      const go = (): void => {
        if (!life.alive()) return;
        run().then(
          (value) => void (life.alive() && resolve(value)),
          (error: unknown) => void (life.alive() && reject(error)),
        );
      };
      if (slow) timeline.after(chance.between(1, 40), go);
      else go();
    });
  }

  async function commit(writes: readonly Write[]): Promise<'committed' | 'conflict'> {
    if (!life.touch()) return never();
    const fails = chance.odds(failing) ? chance.pick(['locked', 'failed'] as const) : undefined;
    const dies = chance.odds(deadly) ? chance.pick(['before', 'after'] as const) : undefined;
    if (chance.odds(0.4)) await new Promise<void>((resolve) => void timeline.after(chance.between(1, 40), resolve));
    if (!life.alive()) return never();
    if (dies === 'before') {
      trace.fault('crash_before_commit');
      life.crash(`before a commit: ${named(writes)}`);
      return never();
    }
    if (fails === 'locked') {
      trace.fault('store_failed');
      trace.line('disk', `locked: ${named(writes)}`);
      throw new StoreUnavailable('locked');
    }
    const result = await raw.commit(writes);
    seen(writes, result);
    trace.line('disk', `${result}: ${named(writes)}`);
    if (dies === 'after') {
      trace.fault('crash_after_commit');
      life.crash('after that commit');
      return never();
    }
    if (fails === 'failed') {
      trace.fault('store_failed');
      trace.line('disk', 'but says that it failed');
      throw new StoreUnavailable('failed');
    }
    return life.alive() ? result : never();
  }

  return {
    get: (table, id) => later(() => raw.get(table, id)),
    find: (table, query) => later(() => raw.find(table, query)),
    commit,
    close: () => Promise.resolve(),
  };
}

function named(writes: readonly Write[]): string {
  return writes
    .map((write) => `${write.op} ${write.table}${write.op === 'delete' ? '' : stateOf(write.doc)}`)
    .join(', ');
}

function stateOf(doc: object): string {
  const facts: string[] = [];
  if ('status' in doc) facts.push(String(doc.status));
  if ('type' in doc) facts.push(String(doc.type));
  if ('kind' in doc) facts.push(String(doc.kind));
  if ('state' in doc) facts.push(String(doc.state));
  if ('attempts' in doc && Array.isArray(doc.attempts)) {
    const step = doc.attempts.at(-1)?.step;
    if (step) facts.push(`${step.name}${'lost' in step && step.lost ? ' lost' : ''} (${doc.attempts.length})`);
  }
  if ('operations' in doc && Array.isArray(doc.operations)) {
    const last = doc.operations.at(-1);
    if (last) facts.push(`${last.kind} ${last.state}${last.lost ? ' lost' : ''} (${doc.operations.length})`);
  }
  return facts.length > 0 ? ` [${facts.join(' ')}]` : '';
}

/** Dies in the middle of a synchronous call: thrown so that nothing after it runs, and heard by nobody. */
export class Died extends Error {
  override readonly name = 'Died';
}

export interface VaultDiskParts {
  readonly chance: Chance;
  readonly deadly: number;
  /** All that goes onto the vault's disk. */
  readonly written: (where: string, content: string | Uint8Array) => void;
}

/** The vault's disk as one life of it has it. Synchronous, so a death at it is a throw that nobody hears. */
export function vaultDiskOf(life: Life, raw: VaultStore, {chance, deadly, written}: VaultDiskParts): VaultStore {
  function write<T>(what: string, run: () => T): T {
    if (!life.touch()) throw new Died();
    const dies = chance.odds(deadly) ? chance.pick(['before', 'after'] as const) : undefined;
    if (dies === 'before') {
      life.crash(`before ${what}`);
      throw new Died();
    }
    const result = run();
    if (dies === 'after') {
      life.crash(`after ${what}`);
      throw new Died();
    }
    return result;
  }

  const cards: CardTable = {
    insert: (row, jti, until) =>
      write('a card is kept', () => {
        record(row);
        return raw.cards.insert(row, jti, until);
      }),
    read: (hash) => {
      if (!life.alive()) throw new Died();
      return raw.cards.read(hash);
    },
    use: (hash, key, max) => write('a use is counted', () => raw.cards.use(hash, key, max)),
    erase: (hash) => write('a card is erased', () => raw.cards.erase(hash)),
    sweep: (before, seen) => write('a sweep', () => raw.cards.sweep(before, seen)),
    see: (id, until) =>
      write('a nonce is kept', () => {
        written('seen', id);
        return raw.cards.see(id, until);
      }),
    close: () => undefined,
  };

  function record(row: CardRow): void {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'string' || value instanceof Uint8Array) written(`cards.${name}`, value);
    }
  }

  const keys: KeyFiles = {
    list: () => raw.keys.list(),
    read: (name) => raw.keys.read(name),
    write: (name, bytes) =>
      write(`key ${name} is kept`, () => {
        written('key name', name);
        written('key', bytes);
        raw.keys.write(name, bytes);
      }),
    destroy: (name) => write(`key ${name} is destroyed`, () => raw.keys.destroy(name)),
  };

  return {cards, keys};
}
