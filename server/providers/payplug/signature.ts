import {createHash} from 'node:crypto';
import {z} from 'zod';
import {jsonOf} from '../json.ts';
import type {Verdict} from '../verdict.ts';

/** A notification is the resource itself; larger ones are not PayPlug's. */
const bytesMax = 64 * 1024;

const NoticeSchema = z.object({
  object: z.enum(['payment', 'refund', 'installment_plan']),
  id: z.string().regex(/^(pay|re|inst)_[A-Za-z0-9]{1,64}$/),
});

export type Notice = z.infer<typeof NoticeSchema>;

/**
 * What a notification names. PayPlug signs nothing, so there is nothing to verify: of the body only kind and id are
 * read, nothing else is believed, and what is true is asked of PayPlug with our own key. An id that we did not create
 * must cost no call.
 */
export function noticeOf(body: Uint8Array): Notice | Exclude<Verdict, 'valid'> {
  if (body.length === 0) return {invalid: 'missing'};
  if (body.length > bytesMax) return {invalid: 'malformed'};
  const parsed = NoticeSchema.safeParse(jsonOf(body));
  return parsed.success && parsed.data.id.startsWith(prefixes[parsed.data.object])
    ? parsed.data
    : {invalid: 'malformed'};
}

const prefixes: Readonly<Record<Notice['object'], string>> = {
  payment: 'pay_',
  refund: 're_',
  installment_plan: 'inst_',
};

/** PKCE S256 (RFC 7636), for connecting a merchant's account. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
