import {z} from 'zod';
import type {Net} from '../../ports.ts';
import {ask, type Answer} from '../answer.ts';
import type {PayplugConfig} from './settings.ts';

/** PayPlug's v1 ("Retail API"), as far as it is spoken here. Amounts in cents, instants in Unix seconds. */

const Count = z.int().min(0);

export const PaymentSchema = z.object({
  id: z.string().regex(/^pay_[A-Za-z0-9]{1,64}$/),
  object: z.literal('payment'),
  is_live: z.boolean(),
  amount: Count,
  amount_refunded: Count,
  currency: z.string(),
  created_at: Count,
  is_paid: z.boolean(),
  is_refunded: z.boolean(),
  hosted_payment: z.object({payment_url: z.string().nullish()}).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  failure: z.object({code: z.string()}).nullable(),
  authorization: z
    .object({
      authorized_at: Count.nullish().transform((at) => at ?? null),
      expires_at: Count.nullish().transform((at) => at ?? null),
      authorized_amount: Count.nullish(),
    })
    .nullish()
    .transform((held) => held ?? null),
  payment_method: z
    .object({is_pending: z.boolean().exactOptional()})
    .nullish()
    .transform((method) => method ?? null),
});
export type Payment = z.infer<typeof PaymentSchema>;

export const RefundSchema = z.object({
  id: z.string(),
  object: z.literal('refund'),
  payment_id: z.string(),
  amount: Count,
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

/** Beyond `data`, the envelope of a list is not relied on. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({data: z.array(item)});
}

/** What PayPlug's own library knows as refusals. Any other status may stand for anything. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 422]);

/** Both end before the payment is taken up again (`firstAskMs`). */
const readMs = 10_000;
const writeMs = 15_000;
/** A list of fifty payments is larger than what answers may usually be. */
const bytesMax = 512 * 1024;

export type Call = <Body>(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  schema: z.ZodType<Body>,
  body?: object,
) => Promise<Answer<Body>>;

export function callerOf({secretKey, baseUrl}: PayplugConfig, net: Net): Call {
  const headers = {
    authorization: `Bearer ${secretKey}`,
    // Without it the account's oldest version answers.
    'payplug-version': '2019-08-06',
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'Guichet',
  };
  return (method, path, schema, body) =>
    ask(
      net,
      {
        method,
        url: `${baseUrl}${path}`,
        headers,
        timeoutMs: method === 'GET' ? readMs : writeMs,
        bytesMax,
        ...(body && {body: JSON.stringify(body)}),
      },
      schema,
      refusals,
    );
}
