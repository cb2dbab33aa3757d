import {z} from 'zod';
import type {Heard, Notification} from '../connection.ts';
import {fromCustomId} from './create.ts';
import {verify, type PaypalWebhook} from './signature.ts';

/** An order, or what hangs on one. */
const EventSchema = z.object({
  event_type: z.string(),
  resource: z.object({
    id: z.string().exactOptional(),
    custom_id: z.string().exactOptional(),
    purchase_units: z.array(z.object({custom_id: z.string().exactOptional()})).exactOptional(),
    /** Of a dispute, which is about captures. */
    dispute_id: z.string().exactOptional(),
    seller_response_due_date: z.string().exactOptional(),
    disputed_transactions: z.array(z.object({seller_transaction_id: z.string().exactOptional()})).exactOptional(),
    /** Of a refund: where what it gives back of can be read. */
    links: z.array(z.object({rel: z.string(), href: z.string()})).exactOptional(),
    supplementary_data: z
      .object({related_ids: z.object({order_id: z.string().exactOptional()}).exactOptional()})
      .exactOptional(),
  }),
});

/**
 * PayPal has one address for all its words: they name the try themselves. What they say of it is not believed, but looked up.
 *
 * @param orderOf - The order of a capture: a refund names no more than what it gives back of. Undefined: nobody says.
 */
export async function hearPaypal(
  webhook: PaypalWebhook,
  {headers, raw, now}: Notification,
  orderOf: (capture: string) => Promise<string | undefined>,
): Promise<Heard> {
  const verdict = await verify(headers, raw, webhook, now);
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const parsed = EventSchema.safeParse(json(raw));
  if (!parsed.success) return {kind: 'nothing'};
  const {event_type: type, resource} = parsed.data;
  if (disputeTypes.has(type)) return heardDispute(type, resource, orderOf);
  const isOrder = type.startsWith('CHECKOUT.');
  if (!isOrder && !type.startsWith('PAYMENT.')) return {kind: 'nothing'};
  const handle = fromCustomId(isOrder ? resource.purchase_units?.[0]?.custom_id : resource.custom_id)?.handle;
  const named = isOrder ? resource.id : resource.supplementary_data?.related_ids?.order_id;
  const capture = named === undefined ? captureIn(resource.links) : undefined;
  const reference = capture === undefined ? named : await orderOf(capture);
  // Not heard: PayPal says it again for three days.
  if (capture !== undefined && reference === undefined) return {kind: 'refused', reason: 'capture_unknown'};
  return {kind: 'look', ...(handle !== undefined && {handle}), ...(reference !== undefined && {reference})};
}

const disputeTypes: ReadonlySet<string> = new Set(['CUSTOMER.DISPUTE.CREATED', 'CUSTOMER.DISPUTE.RESOLVED']);

/** A dispute names captures, whose order is asked for. One of several payments is followed by its first. */
async function heardDispute(
  type: string,
  resource: z.infer<typeof EventSchema>['resource'],
  orderOf: (capture: string) => Promise<string | undefined>,
): Promise<Heard> {
  const {dispute_id: id, seller_response_due_date: until = '', disputed_transactions: [first] = []} = resource;
  const capture = first?.seller_transaction_id;
  if (id === undefined || capture === undefined || !/^[A-Za-z0-9-]{1,64}$/.test(capture)) return {kind: 'nothing'};
  const reference = await orderOf(capture);
  if (reference === undefined) return {kind: 'refused', reason: 'capture_unknown'};
  const closed = type === 'CUSTOMER.DISPUTE.RESOLVED';
  const due = closed ? NaN : Date.parse(until);
  return {kind: 'look', reference, dispute: {id, closed, ...(Number.isInteger(due) && {due})}};
}

function captureIn(links: readonly {readonly rel: string; readonly href: string}[] = []): string | undefined {
  const up = links.find(({rel}) => rel === 'up')?.href ?? '';
  return /\/v2\/payments\/captures\/([A-Za-z0-9-]{1,64})$/.exec(up)?.[1];
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
