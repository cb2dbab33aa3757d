import {z} from 'zod';
import {NetError, type Net} from '../ports.ts';
import {deedRefused} from './answer.ts';
import {jsonOf} from './json.ts';
import type {Outcome} from './provider.ts';

/** How the test bank is spoken to, its acquirer and its wallets alike. */

export interface BankConfig {
  /** `https://bank.example`, without a slash at the end. */
  readonly baseUrl: string;
  readonly key: string;
}

export type Answer = {readonly status: number; readonly text: string} | 'not_sent' | 'no_answer';

/** A payment as the bank's book has it; `not_found` only when the bank itself says so. */
export type Found<Payment> = Payment | 'not_found' | 'unknown';

/** What acquirer and wallets tell alike of a payment. Amounts in minor units. */
export const bookedFacts = {
  id: z.string(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  final: z.boolean(),
  capture_before: z.iso.datetime().nullable(),
  operations: z.array(z.object({reference: z.string(), kind: z.enum(['capture', 'void', 'refund']), amount: z.int()})),
};

type Booked = z.infer<z.ZodObject<typeof bookedFacts>> & {
  readonly authorization_code?: string | null;
};

const ProblemSchema = z.object({code: z.string()});

/** One call without a card: it knows its payments by numbers of its own. */
export async function callBank(
  {baseUrl, key}: BankConfig,
  net: Net,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Answer> {
  try {
    const {status, body: text} = await net.fetch({
      method,
      url: `${baseUrl}${path}`,
      headers: {authorization: `Bearer ${key}`, 'content-type': 'application/json'},
      timeoutMs: 10_000,
      ...(body && {body: JSON.stringify(body)}),
    });
    return {status, text};
  } catch (error) {
    return error instanceof NetError && error.kind === 'not_sent' ? 'not_sent' : 'no_answer';
  }
}

export function readBooked<Payment>(schema: z.ZodType<Payment>, answer: Answer): Found<Payment> {
  if (typeof answer === 'string') return 'unknown';
  if (answer.status === 404) return codeOf(answer.text) === 'not_found' ? 'not_found' : 'unknown';
  if (answer.status !== 200 && answer.status !== 201) return 'unknown';
  const parsed = schema.safeParse(jsonOf(answer.text));
  return parsed.success ? parsed.data : 'unknown';
}

/**
 * What a capture, void or refund came to. 409 is a known, final refusal; anything unreadable is unknown.
 *
 * @param system - Whose word a refusal is: `bank`, `wallet`.
 * @param ours - Our key of the operation.
 */
export function operated(system: string, schema: z.ZodType<Booked>, answer: Answer, ours: string): Outcome {
  if (answer === 'not_sent') return {kind: 'not_sent', reason: 'unreachable'};
  if (typeof answer !== 'string' && answer.status === 409) return deedRefused(`${system}:${codeOf(answer.text)}`);
  const payment = readBooked(schema, answer);
  if (typeof payment === 'string') return {kind: 'unknown'};
  const operation = payment.operations.find(({reference}) => reference === ours);
  return operation ? done(payment, operation.kind) : {kind: 'unknown'};
}

/** What a look-up for an operation came to. */
export function operationIn(payment: Found<Booked>, kind: 'capture' | 'void' | 'refund', ours: string) {
  if (typeof payment === 'string') return {kind: 'unknown'} as const;
  return payment.operations.some(({reference}) => reference === ours)
    ? done(payment, kind)
    : ({kind: 'not_found'} as const);
}

export function captured({id, amount_captured: total, final, authorization_code: approval}: Booked): Outcome {
  return {
    kind: 'captured',
    reference: id,
    total,
    final,
    ...(typeof approval === 'string' && {authorizationCode: approval}),
  };
}

function done(payment: Booked, kind: 'capture' | 'void' | 'refund'): Outcome {
  switch (kind) {
    case 'capture':
      return captured(payment);
    case 'void':
      return {kind: 'voided', reference: payment.id, lapsed: false};
    case 'refund':
      return {kind: 'refunded', reference: payment.id, total: payment.amount_refunded};
  }
}

export function codeOf(text: string): string {
  const parsed = ProblemSchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.code : '';
}
