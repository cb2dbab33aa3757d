import {z} from 'zod';
import type {Heard, Notification} from '../connection.ts';
import {jsonOf} from '../json.ts';
import {noticeOf} from './signature.ts';

/** What of the body decides whether to look at all, and nothing else. */
const HintSchema = z.object({is_live: z.boolean().exactOptional(), payment_id: z.string().exactOptional()});

/**
 * PayPlug signs nothing: a notification is a hint, and the payment is fetched. The handle in the address is a secret of
 * ours; with an unknown one, or about another payment than that try's, it costs no call.
 */
export function hearPayplug(live: boolean, {raw}: Notification): Heard {
  const notice = noticeOf(raw);
  if ('invalid' in notice) return {kind: 'refused', reason: notice.invalid};
  const hint = HintSchema.safeParse(jsonOf(raw));
  if (!hint.success) return {kind: 'refused', reason: 'malformed'};
  if (hint.data.is_live === !live) return {kind: 'refused', reason: 'not_ours'};
  switch (notice.object) {
    case 'payment':
      return {kind: 'look', reference: notice.id};
    case 'refund':
      return hint.data.payment_id === undefined ? {kind: 'nothing'} : {kind: 'look', reference: hint.data.payment_id};
    case 'installment_plan':
      return {kind: 'nothing'};
  }
}
