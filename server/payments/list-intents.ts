import type {IntentStatus} from '#contract/statuses.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {byTime, rangeOf} from '../store/tables.ts';

export interface IntentQuery {
  readonly limit: number;
  readonly starting_after?: string;
  readonly status?: IntentStatus;
  readonly task?: 'open';
  readonly order_reference?: string;
  readonly 'created[gte]'?: string;
}

/** How many rows are looked through for one page, where two filters leave few of them. */
const scanMax = 2000;
const pageSize = 200;

/** A merchant's payments, newest first. */
export async function listIntents(
  {store}: Deps,
  merchant: string,
  query: IntentQuery,
): Promise<{readonly data: readonly PaymentIntent[]; readonly hasMore: boolean}> {
  const since = query['created[gte]'] === undefined ? 0 : Math.max(0, Date.parse(query['created[gte]']));
  const start = query.starting_after === undefined ? undefined : await store.get('intents', query.starting_after);
  if (query.starting_after !== undefined && !start) return {data: [], hasMore: false};
  const found: PaymentIntent[] = [];
  let after: string | undefined;
  // Those of one order do not stand by their time.
  const most = query.order_reference === undefined ? query.limit : scanMax;
  for (let scanned = 0; scanned < scanMax && found.length <= most; scanned += pageSize) {
    const rows = await store.find('intents', {
      ...shelfOf(query, since, start?.doc.created),
      ...(after !== undefined && {after}),
      descending: true,
      limit: pageSize,
    });
    for (const {id, doc} of rows) {
      const fits =
        doc.merchant === merchant &&
        (query.status === undefined || doc.status === query.status) &&
        (query.task === undefined || doc.attempts.some(({task}) => task)) &&
        doc.created >= since &&
        (!start || doc.created < start.doc.created || (doc.created === start.doc.created && id < start.id));
      if (fits) found.push(doc);
    }
    if (rows.length < pageSize) break;
    after = rows.at(-1)?.id;
  }
  found.sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
  return {data: found.slice(0, query.limit), hasMore: found.length > query.limit};
}

/**
 * The index by which the fewest are looked through. What comes after a row is told by its time: its status may be another one
 * by now, as whoever reads a list captures what stands in it.
 *
 * @param until - Milliseconds since 1970.
 */
function shelfOf({status, task, order_reference: order}: IntentQuery, since: number, until?: number) {
  if (order !== undefined) return {by: 'order' as const, equals: order};
  if (task) return {by: 'task' as const, from: since, ...(until !== undefined && {to: until})};
  if (status === undefined) return {by: 'created' as const, from: since, ...(until !== undefined && {to: until})};
  const {to} = rangeOf(status);
  return {by: 'standing' as const, from: byTime(status, since), to: until === undefined ? to : byTime(status, until)};
}
