import type {z} from 'zod';
import {StoreUnavailable, type Write} from './store.ts';
import {tables, type Column, type Documents, type Table} from './tables.ts';

/** What any store needs of a table: its columns, and its documents on the way in and on the way out. */
export interface Shelf<Doc> {
  readonly columns: readonly string[];
  /** @throws StoreUnavailable `document_unreadable`. */
  read(json: string): Doc;
  /** @throws ZodError when the document is not of the table's shape: a mistake of ours. */
  write(doc: unknown): {readonly json: string; readonly values: readonly Column[]};
}

/** Explicit, so that each table's documents stay of its own type. */
export const shelves: {readonly [T in Table]: Shelf<Documents[T]>} = {
  sessions: shelf(tables.sessions),
  intents: shelf(tables.intents),
  links: shelf(tables.links),
  bookings: shelf(tables.bookings),
  refunds: shelf(tables.refunds),
  receipts: shelf(tables.receipts),
  invoices: shelf(tables.invoices),
  ledger: shelf(tables.ledger),
  events: shelf(tables.events),
  deliveries: shelf(tables.deliveries),
  letters: shelf(tables.letters),
  endpoints: shelf(tables.endpoints),
  strikes: shelf(tables.strikes),
  tries: shelf(tables.tries),
  idempotency: shelf(tables.idempotency),
};

export const tableNames = Object.keys(shelves).filter((name): name is Table => name in tables);

/** One write, ready to be made. */
export type Prepared =
  | {
      readonly op: 'insert';
      readonly table: Table;
      readonly id: string;
      readonly json: string;
      readonly values: readonly Column[];
    }
  | {
      readonly op: 'update';
      readonly table: Table;
      readonly id: string;
      readonly json: string;
      readonly values: readonly Column[];
      readonly expecting: number;
    }
  | {readonly op: 'delete'; readonly table: Table; readonly id: string; readonly expecting?: number};

/**
 * Checks a write against its table, before anything of its commit is written.
 * @throws ZodError when the document is not of the table's shape.
 */
export function prepare(write: Write): Prepared {
  if (write.op === 'delete') return write;
  const {table, id, doc} = write;
  if ('id' in doc && doc.id !== id) throw new TypeError(`a row of ${table} whose document has another id`);
  const {json, values} = shelves[table].write(doc);
  return write.op === 'insert'
    ? {op: 'insert', table, id, json, values}
    : {op: 'update', table, id, json, values, expecting: write.expecting};
}

function shelf<S extends z.ZodType>({
  schema,
  index,
}: {
  readonly schema: S;
  readonly index: Readonly<Record<string, (doc: z.infer<S>) => Column>>;
}): Shelf<z.infer<S>> {
  const compute = Object.values(index);
  return {
    columns: Object.keys(index),

    read(json) {
      try {
        return schema.parse(JSON.parse(json));
      } catch (error) {
        throw new StoreUnavailable('document_unreadable', error);
      }
    },

    write(value) {
      const doc = schema.parse(value);
      return {json: JSON.stringify(doc), values: compute.map((column) => column(doc))};
    },
  };
}
