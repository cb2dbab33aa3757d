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
    supplementary_data: z
      .object({related_ids: z.object({order_id: z.string().exactOptional()}).exactOptional()})
      .exactOptional(),
  }),
});

/** PayPal has one address for all its words: they name the try themselves. What they say of it is not believed, but looked up. */
export async function hearPaypal(webhook: PaypalWebhook, {headers, raw, now}: Notification): Promise<Heard> {
  const verdict = await verify(headers, raw, webhook, now);
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const parsed = EventSchema.safeParse(json(raw));
  if (!parsed.success) return {kind: 'nothing'};
  const {event_type: type, resource} = parsed.data;
  const isOrder = type.startsWith('CHECKOUT.');
  if (!isOrder && !type.startsWith('PAYMENT.')) return {kind: 'nothing'};
  const handle = fromCustomId(isOrder ? resource.purchase_units?.[0]?.custom_id : resource.custom_id)?.handle;
  const reference = isOrder ? resource.id : resource.supplementary_data?.related_ids?.order_id;
  return {kind: 'look', ...(handle !== undefined && {handle}), ...(reference !== undefined && {reference})};
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
