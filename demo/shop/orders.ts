import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import type {Currency, Line} from './catalog.ts';
import type {Payment, Session} from './guichet.ts';
import type {Language} from './texts.ts';

/** An order of the shop. What is known of its payment came by webhook, or was asked for by the shop itself. */
export interface Order {
  /** In its address: nobody guesses it. */
  readonly handle: string;
  /** What the customer reads: `ML-7K2M9Q`. */
  readonly reference: string;
  readonly placed: string;
  readonly language: Language;
  readonly currency: Currency;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly session: Session;
  readonly payment?: Payment;
}

/** Orders in a file: enough for a demonstration, and a restart loses none. */
export function orderBook(path: string) {
  const orders = new Map<string, Order>(
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).map((order: Order) => [order.handle, order]) : [],
  );
  return {
    get: (handle: string) => orders.get(handle),
    byPayment: (id: string) => [...orders.values()].find(({session}) => session.payment_intent === id),
    latest: () => [...orders.values()].reverse().slice(0, 50),
    put(order: Order): void {
      orders.set(order.handle, order);
      writeFileSync(`${path}.new`, JSON.stringify([...orders.values()]), {mode: 0o600});
      renameSync(`${path}.new`, path);
    },
  };
}

export type OrderBook = ReturnType<typeof orderBook>;
