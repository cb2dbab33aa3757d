import type {IntentStatus} from '#contract/statuses.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';

export interface IntentQuery {
  readonly limit: number;
  readonly starting_after?: string;
  readonly status?: IntentStatus;
  readonly task?: 'open';
  readonly order_reference?: string;
  readonly 'created[gte]'?: string;
}

/** How many rows to look through for one page: a rare status among many payments must not read the whole book. */
const scanMax = 2000;
const pageSize = 200;

/** A merchant's payments, newest first. */
export async function listIntents(
  {store}: Deps,
  merchant: string,
  query: IntentQuery,
): Promise<{readonly data: readonly PaymentIntent[]; readonly hasMore: boolean}> {
  const since = query['created[gte]'] === undefined ? undefined : Date.parse(query['created[gte]']);
  const found: PaymentIntent[] = [];
  let after = query.starting_after;
  for (let scanned = 0; scanned < scanMax && found.length <= query.limit; scanned += pageSize) {
    const rows = await store.find('intents', {
      ...(query.order_reference === undefined
        ? {by: query.task ? ('task' as const) : ('created' as const), ...(since !== undefined && {from: since})}
        : {by: 'order' as const, equals: query.order_reference}),
      ...(after !== undefined && {after}),
      descending: true,
      limit: pageSize,
    });
    for (const {doc} of rows) {
      const fits =
        doc.merchant === merchant &&
        (query.status === undefined || doc.status === query.status) &&
        (query.task === undefined || doc.attempts.some(({task}) => task)) &&
        (since === undefined || doc.created >= since);
      if (fits) found.push(doc);
    }
    if (rows.length < pageSize) break;
    after = rows.at(-1)?.id;
  }
  return {data: found.slice(0, query.limit), hasMore: found.length > query.limit};
}
