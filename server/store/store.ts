import type {Documents, Indexed, Table} from './tables.ts';

/**
 * The one way to keep anything. Documents by id, a few indexed columns, and one verb that changes: `commit`, which
 * writes all or nothing and refuses when a row is no longer the one that was seen.
 *
 * A commit that was answered survives `kill -9` and power loss. SQLite and PostgreSQL stand behind it alike.
 */
export interface Store {
  get<T extends Table>(table: T, id: string): Promise<Row<T> | undefined>;

  /** Rows whose indexed column is in the range, ascending by (column, id); newest first with `descending`. */
  find<T extends Table>(table: T, query: Query<T>): Promise<readonly Row<T>[]>;

  /** All or nothing. `conflict`: some row was not as expected, and nothing was written. */
  commit(writes: readonly Write[]): Promise<'committed' | 'conflict'>;

  close(): Promise<void>;
}

export interface Row<T extends Table = Table> {
  readonly id: string;
  /** 1 at insertion, one more with each change. */
  readonly version: number;
  readonly doc: Documents[T];
}

export interface Query<T extends Table> {
  readonly by: Indexed<T>;
  readonly equals?: string | number;
  /** Inclusive bounds on the column; rows where it is null never match. */
  readonly from?: string | number;
  readonly to?: string | number;
  /** Continue after the row with this id, in the order of this query. */
  readonly after?: string;
  readonly descending?: boolean;
  readonly limit: number;
}

/** Distributes over the tables, so that a write's document is of its table's type. */
export type Write = {
  [T in Table]:
    | {readonly op: 'insert'; readonly table: T; readonly id: string; readonly doc: Documents[T]}
    | {
        readonly op: 'update';
        readonly table: T;
        readonly id: string;
        readonly doc: Documents[T];
        readonly expecting: number;
      }
    | {readonly op: 'delete'; readonly table: T; readonly id: string; readonly expecting?: number};
}[Table];

export const storeFaults = [
  /** The folder is missing, not ours to write in, or the file is of another kind. */
  'cannot_open',
  'corrupt',
  'read_only',
  'disk_full',
  /** Another process holds the file and does not let go. */
  'locked',
  /** Written by a newer version of this program. */
  'newer_schema',
  /** A row is not of the shape that this version knows. */
  'document_unreadable',
  'closed',
  'failed',
] as const;
export type StoreFault = (typeof storeFaults)[number];

/** The store cannot do its work; whether a pending commit was made is unknown only for `failed`, else it was not. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code: StoreFault;

  constructor(code: StoreFault, cause?: unknown) {
    super(code, {cause});
    this.code = code;
  }
}
