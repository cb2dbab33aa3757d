import {z} from 'zod';
import type {Heard, Notification} from '../connection.ts';
import {jsonOf} from '../json.ts';
import {verify} from './signature.ts';
import type {StripeConfig} from './settings.ts';

const Metadata = z.object({handle: z.string().exactOptional()}).nullish();

/** What of an event decides whether to look, and where. Its claims are not read: they may be old. */
const EventSchema = z.object({
  object: z.literal('event'),
  type: z.string().exactOptional(),
  livemode: z.boolean(),
  data: z.object({
    object: z.object({
      object: z.string(),
      id: z.string().exactOptional(),
      payment_intent: z.string().nullish(),
      metadata: Metadata,
      /** Of a dispute; 0 where the issuer takes no answer. */
      evidence_details: z.object({due_by: z.int().nullish()}).nullish(),
    }),
  }),
});

/** An event names a payment, which is then looked up. Events come to one address: the try is named in the metadata. */
export function hearStripe({live, webhookSecret}: StripeConfig, {raw, headers, now}: Notification): Heard {
  const verdict = verify(raw, headers['stripe-signature'], webhookSecret, now);
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const event = EventSchema.safeParse(jsonOf(raw));
  if (!event.success) return {kind: 'refused', reason: 'malformed'};
  if (event.data.livemode !== live) return {kind: 'refused', reason: 'not_ours'};
  const {object, id, payment_intent: intent, metadata, evidence_details: details} = event.data.data.object;
  const handle = metadata?.handle;
  const reference = object === 'payment_intent' ? id : intent;
  if (reference === undefined || reference === null) return {kind: 'nothing'};
  if (object === 'dispute') {
    const isEnd = event.data.type === 'charge.dispute.closed';
    if (id === undefined || !(isEnd || event.data.type === 'charge.dispute.created')) return {kind: 'look', reference};
    const due = isEnd ? 0 : (details?.due_by ?? 0);
    return {kind: 'look', reference, dispute: {id, closed: isEnd, ...(due > 0 && {due: due * 1000})}};
  }
  return {kind: 'look', reference, ...(handle !== undefined && {handle})};
}
