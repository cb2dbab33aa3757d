import {z} from 'zod';
import {NetError, type Net} from '../../ports.ts';
import type {AlmaConfig} from './settings.ts';

/** Alma's API, as far as it is spoken here. Amounts in cents, instants in Unix seconds, rates in hundredths of a percent. */

const Count = z.int().min(0);
const optional = Count.nullish().transform((count) => count ?? 0);

const InstalmentSchema = z.object({
  due_date: Count,
  purchase_amount: Count,
  /** On a payment: what it was before refunds lowered it. */
  original_purchase_amount: Count.nullish(),
  customer_fee: optional,
  customer_interest: optional,
});
export type Instalment = z.infer<typeof InstalmentSchema>;

/** How a plan is named everywhere: `general_3_0_0` is three times, `general_1_15_0` is once, after 15 days. */
const terms = {installments_count: z.int().min(1).max(48), deferred_days: optional, deferred_months: optional};
export type Terms = Readonly<Record<keyof typeof terms, number>>;

const RefundSchema = z.object({
  amount: Count,
  merchant_reference: z.string().nullish(),
  from_payment_cancellation: z
    .boolean()
    .nullish()
    .transform((is) => is ?? false),
});

export const PaymentSchema = z.object({
  ...terms,
  id: z.string().regex(/^payment_[A-Za-z0-9]{1,64}$/),
  state: z.string(),
  url: z.string(),
  created: Count,
  purchase_amount: Count,
  payment_plan: z.array(InstalmentSchema),
  refunds: z.array(RefundSchema),
  custom_data: z.record(z.string(), z.unknown()).nullish(),
  deferred_trigger: z
    .boolean()
    .nullish()
    .transform((is) => is ?? false),
  deferred_trigger_applied: Count.nullish().transform((at) => at ?? null),
  expired_at: Count.nullish().transform((at) => at ?? null),
});
export type Payment = z.infer<typeof PaymentSchema>;

/** What a cancellation is answered with is not published: the payment, or nothing. What it did is looked up. */
export const CanceledSchema = z.union([PaymentSchema, z.strictObject({})]);

/** One plan of the account. Those that do not read so are of kinds that are not offered here. */
export const FeePlanSchema = z.object({
  ...terms,
  kind: z.literal('general'),
  allowed: z.boolean(),
  min_purchase_amount: Count,
  max_purchase_amount: Count,
  customer_fee_variable: optional,
  /** Within so many days it must be triggered; null: this plan cannot wait for shipment. */
  deferred_trigger_limit_days: Count.nullish().transform((days) => days ?? null),
});
export type FeePlan = z.infer<typeof FeePlanSchema>;

/** One plan that this purchase may be paid with. */
export const EligibleSchema = z.object({
  ...terms,
  eligible: z.literal(true),
  purchase_amount: Count,
  payment_plan: z.array(InstalmentSchema).min(1),
  customer_total_cost_amount: Count.nullish(),
  annual_interest_rate: Count.nullish(),
});
export type Eligible = z.infer<typeof EligibleSchema>;

export const ListSchema = z.array(z.unknown());

/** The entries of a list that are what we look for; others are left alone. */
export function only<Item>(list: readonly unknown[], schema: z.ZodType<Item>): readonly Item[] {
  return list.flatMap((entry) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

/** What came back. `refused`: a plain no to the request itself, so it had no effect. */
export type Answer<Body> =
  | {readonly kind: 'answer'; readonly body: Body}
  | {readonly kind: 'refused'; readonly status: number; readonly code: string}
  | {readonly kind: 'not_sent'}
  /** Sent, and no answer that we can read: only Alma knows. */
  | {readonly kind: 'unknown'};

/** Any other status may stand for anything. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 422, 429]);

/** Each ends before the payment is taken up again (`firstAskMs`); a page that is being drawn waits for the last one. */
export const waits = {read: 10_000, write: 15_000, offer: 4_000} as const;
const bytesMax = 256 * 1024;

const ErrorSchema = z.object({error_code: z.string().max(100)});

export type Call = <Body>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  schema: z.ZodType<Body>,
  body?: object,
  timeoutMs?: number,
) => Promise<Answer<Body>>;

export function callerOf({apiKey, baseUrl}: AlmaConfig, net: Net): Call {
  const headers = {
    authorization: `Alma-Auth ${apiKey}`,
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'Guichet',
  };
  return async (method, path, schema, body, timeoutMs = method === 'GET' ? waits.read : waits.write) => {
    try {
      const {status, body: text} = await net.fetch({
        method,
        url: `${baseUrl}${path}`,
        headers,
        timeoutMs,
        bytesMax,
        ...(body && {body: JSON.stringify(body)}),
      });
      if (refusals.has(status)) return {kind: 'refused', status, code: codeIn(text)};
      if (status < 200 || status > 204) return {kind: 'unknown'};
      const parsed = schema.safeParse(text === '' ? {} : JSON.parse(text));
      return parsed.success ? {kind: 'answer', body: parsed.data} : {kind: 'unknown'};
    } catch (error) {
      return error instanceof NetError && error.kind === 'not_sent' ? {kind: 'not_sent'} : {kind: 'unknown'};
    }
  };
}

function codeIn(text: string): string {
  try {
    const parsed = ErrorSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.error_code : '';
  } catch {
    return '';
  }
}
