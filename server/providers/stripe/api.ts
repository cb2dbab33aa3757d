import {z} from 'zod';
import {NetError, type Net, type NetRequest} from '../../ports.ts';
import {jsonOf} from '../json.ts';
import type {StripeConfig} from './settings.ts';

/** Stripe's API v1, as far as it is spoken here. Amounts in minor units, instants in Unix seconds. */

/** The version that this adapter was written for; the shopper's script belongs to the same train. */
export const apiVersion = '2026-10-28.endive';

const Count = z.int().min(0);
const Word = z.string().nullish();

export const ChargeSchema = z.object({
  id: z.string(),
  object: z.literal('charge'),
  payment_method_details: z
    .object({
      card: z
        .object({
          capture_before: Count.nullish(),
          multicapture: z.object({status: z.string()}).nullish(),
          three_d_secure: z.object({result_reason: Word}).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export const IntentSchema = z.object({
  id: z.string().regex(/^pi_\w{1,250}$/),
  object: z.literal('payment_intent'),
  livemode: z.boolean(),
  amount: Count,
  amount_capturable: Count,
  amount_received: Count,
  currency: z.string(),
  status: z.string(),
  capture_method: z.string(),
  client_secret: z.string().nullable(),
  created: Count,
  cancellation_reason: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  last_payment_error: z.object({code: Word, decline_code: Word, advice_code: Word}).nullable(),
  /** Expanded: every request of ours asks for it. */
  latest_charge: ChargeSchema.nullable(),
});
export type Intent = z.infer<typeof IntentSchema>;

export const RefundSchema = z.object({
  id: z.string(),
  object: z.literal('refund'),
  amount: Count,
  status: z.string().nullable(),
  payment_intent: z.string().nullable(),
  balance_transaction: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});
export type Refund = z.infer<typeof RefundSchema>;

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({object: z.literal('list'), has_more: z.boolean(), data: z.array(item)});
}

const ErrorSchema = z.object({error: z.object({type: z.string(), code: z.string().nullish()})});

/** What came back. `refused`: a plain no to the request itself, so it had no effect. */
export type Answer<Body> =
  | {readonly kind: 'answer'; readonly body: Body}
  | {readonly kind: 'refused'; readonly status: number; readonly code: string}
  /** The request never arrived, or Stripe said that it had no time for it: certainly no effect. */
  | {readonly kind: 'not_sent'}
  /** Sent, and no answer that we can read: only Stripe knows. */
  | {readonly kind: 'unknown'};

const refusals: ReadonlySet<number> = new Set([400, 401, 402, 403, 404]);

/** Both end before the payment is taken up again (`firstAskMs`). */
const readMs = 10_000;
const writeMs = 15_000;
/** A list of a hundred payments is larger than what answers may usually be. */
const bytesMax = 2 * 1024 * 1024;

/** `expand[0]=latest_charge`: numbers, yes and no, texts; lists and objects within. */
export type Parameters = {readonly [name: string]: string | number | boolean | readonly string[] | Parameters};

export interface Call {
  read<Body>(path: string, schema: z.ZodType<Body>, query?: Parameters): Promise<Answer<Body>>;
  /** @param key - The same key again is the same request, for at least a day; it is never sent without. */
  write<Body>(path: string, schema: z.ZodType<Body>, body: Parameters, key: string): Promise<Answer<Body>>;
}

export function callerOf({secretKey, baseUrl}: StripeConfig, net: Net): Call {
  const headers = {
    authorization: `Bearer ${secretKey}`,
    'stripe-version': apiVersion,
    accept: 'application/json',
    'user-agent': 'Guichet',
  };

  async function call<Body>(schema: z.ZodType<Body>, request: NetRequest): Promise<Answer<Body>> {
    try {
      const {status, body} = await net.fetch(request);
      if (refusals.has(status)) return refusalIn(status, body);
      // Stripe counts requests, and locks a payment that somebody works on: neither was begun.
      if (status === 429) return {kind: 'not_sent'};
      if (status !== 200) return {kind: 'unknown'};
      const parsed = schema.safeParse(JSON.parse(body));
      return parsed.success ? {kind: 'answer', body: parsed.data} : {kind: 'unknown'};
    } catch (error) {
      return error instanceof NetError && error.kind === 'not_sent' ? {kind: 'not_sent'} : {kind: 'unknown'};
    }
  }

  return {
    read: (path, schema, query = {}) =>
      call(schema, {method: 'GET', url: `${baseUrl}${path}?${formOf(query)}`, headers, timeoutMs: readMs, bytesMax}),
    write: (path, schema, body, key) =>
      call(schema, {
        method: 'POST',
        url: `${baseUrl}${path}`,
        headers: {...headers, 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': key},
        body: formOf(body),
        timeoutMs: writeMs,
        bytesMax,
      }),
  };
}

/** Without a readable word of Stripe's, a refusal is none: something between us may have answered. But for the key. */
function refusalIn(status: number, text: string): Answer<never> {
  const parsed = ErrorSchema.safeParse(jsonOf(text));
  if (!parsed.success) return status === 401 ? {kind: 'refused', status, code: 'http_401'} : {kind: 'unknown'};
  const {type, code} = parsed.data.error;
  // The key is known there, with another request: an earlier one has arrived.
  if (type === 'idempotency_error') return {kind: 'unknown'};
  return {kind: 'refused', status, code: /^[a-z0-9_]{1,80}$/.test(code ?? '') ? `${code}` : `http_${status}`};
}

/** As Stripe reads forms: `metadata[order]=ML-1&expand[0]=latest_charge`. */
export function formOf(parameters: Parameters): string {
  const form = new URLSearchParams();
  const add = (name: string, value: Parameters[string]): void => {
    if (typeof value !== 'object') return form.append(name, String(value));
    for (const [key, one] of Object.entries(value)) add(`${name}[${key}]`, one);
  };
  for (const [name, value] of Object.entries(parameters)) add(name, value);
  return form.toString();
}
