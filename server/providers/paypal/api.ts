import {z} from 'zod';
import {NetError, type NetRequest, type NetResponse, type World} from '../../ports.ts';
import type {PaypalConfig} from './settings.ts';
import {tokenDesk} from './token.ts';

/** Orders v2 and Payments v2, as far as they are spoken here. Amounts are decimal texts, instants RFC 3339. */

const AmountSchema = z.object({currency_code: z.string(), value: z.string()});
const Instant = z.iso.datetime({offset: true}).transform((text) => Date.parse(text));
const Details = z.object({reason: z.string().nullish()}).nullish();
const Processor = z.object({response_code: z.string().nullish()}).nullish();
const Links = z
  .array(z.object({href: z.string(), rel: z.string()}))
  .nullish()
  .transform((links) => links ?? []);
/** Anything that may stand in a path of theirs. */
const Id = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

export const AuthorizationSchema = z.object({
  id: Id,
  status: z.string(),
  status_details: Details,
  amount: AmountSchema,
  create_time: Instant.nullish(),
  update_time: Instant.nullish(),
  expiration_time: Instant.nullish(),
  processor_response: Processor,
});
export type Authorization = z.infer<typeof AuthorizationSchema>;

export const CaptureSchema = z.object({
  id: Id,
  status: z.string(),
  status_details: Details,
  amount: AmountSchema,
  invoice_id: z.string().nullish(),
  final_capture: z.boolean().nullish(),
  processor_response: Processor,
});
export type Capture = z.infer<typeof CaptureSchema>;

export const RefundSchema = z.object({
  id: Id,
  status: z.string(),
  amount: AmountSchema,
  custom_id: z.string().nullish(),
  links: Links,
});
export type Refund = z.infer<typeof RefundSchema>;

/** A card that was typed in PayPal's fields: what its bank said of who typed it, and nothing of the card itself. */
const CardSchema = z.object({
  authentication_result: z
    .object({
      liability_shift: z.string().nullish(),
      three_d_secure: z
        .object({enrollment_status: z.string().nullish(), authentication_status: z.string().nullish()})
        .nullish(),
    })
    .nullish(),
});
export type Card = z.infer<typeof CardSchema>;

export const OrderSchema = z.object({
  id: Id,
  intent: z.enum(['AUTHORIZE', 'CAPTURE']),
  status: z.string(),
  create_time: Instant.nullish(),
  payment_source: z.object({card: CardSchema.nullish()}).nullish(),
  /** We ask for one, and of more than one we know nothing. */
  purchase_units: z.tuple([
    z.object({
      amount: AmountSchema,
      custom_id: z.string().nullish(),
      invoice_id: z.string().nullish(),
      payments: z
        .object({
          authorizations: z.array(AuthorizationSchema).nullish(),
          captures: z.array(CaptureSchema).nullish(),
          refunds: z.array(RefundSchema).nullish(),
        })
        .nullish(),
    }),
  ]),
  links: Links,
});
export type Order = z.infer<typeof OrderSchema>;

/** What came back. `refused`: a plain no to the request itself, so it had no effect. */
export type Answer<Body> =
  | {readonly kind: 'answer'; readonly body: Body}
  | {readonly kind: 'refused'; readonly status: number; readonly issue: string}
  | {readonly kind: 'not_sent'}
  /** Sent, and no answer that we can read: only PayPal knows. */
  | {readonly kind: 'unknown'};

export type Failure = Exclude<Answer<never>, {kind: 'answer'}>;

/** PayPal says no, and nothing happened. 409 and whatever is not here may stand for anything. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 415, 422]);

const ProblemSchema = z.object({
  name: z.string().nullish(),
  details: z.array(z.object({issue: z.string().nullish()})).nullish(),
});

/** With the token before it, it ends before the payment is taken up again (`firstAskMs`). */
const callMs = 10_000;
const bytesMax = 256 * 1024;

export interface Call {
  <Body>(method: 'GET', path: string, schema: z.ZodType<Body>): Promise<Answer<Body>>;
  /** @param key - The same again is the same operation, for six hours (orders) or 45 days (payments). */
  <Body>(
    method: 'POST',
    path: string,
    schema: z.ZodType<Body>,
    body: object | undefined,
    key: string,
  ): Promise<Answer<Body>>;
}

export function callerOf(config: PaypalConfig, {net, clock, log}: Pick<World, 'net' | 'clock' | 'log'>): Call {
  const desk = tokenDesk(config, {net, clock});

  /** @returns undefined when it was not sent. */
  async function send(request: NetRequest): Promise<NetResponse | Failure> {
    for (let again = false; ; again = true) {
      const token = await desk.token();
      if (token.kind !== 'token') return token;
      const headers = {...request.headers, authorization: `Bearer ${token.token}`};
      const response = await net.fetch({...request, headers});
      // Withdrawn before its time: nothing was done, and a new one is asked for, once.
      if (response.status !== 401 || again) return response;
      desk.drop(token.token);
    }
  }

  return async function call<Body>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<Body>,
    body?: object,
    key?: string,
  ): Promise<Answer<Body>> {
    try {
      const answer = await send({
        method,
        url: `${config.baseUrl}${path}`,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'user-agent': 'Guichet',
          // Else only id, status and links come back.
          prefer: 'return=representation',
          ...(key !== undefined && {'paypal-request-id': key}),
        },
        timeoutMs: callMs,
        bytesMax,
        ...(body && {body: JSON.stringify(body)}),
      });
      if ('kind' in answer) return answer;
      const {status, body: text, headers} = answer;
      if (status >= 400) log('paypal_error', {status, debug_id: wordIn(headers['paypal-debug-id'])});
      // Turned away at the door, before anybody read it.
      if (status === 429) return {kind: 'not_sent'};
      if (refusals.has(status)) return {kind: 'refused', status, issue: issueIn(text)};
      if (status !== 200 && status !== 201 && status !== 204) return {kind: 'unknown'};
      const parsed = schema.safeParse(text === '' ? null : JSON.parse(text));
      return parsed.success ? {kind: 'answer', body: parsed.data} : {kind: 'unknown'};
    } catch (error) {
      return error instanceof NetError && error.kind === 'not_sent' ? {kind: 'not_sent'} : {kind: 'unknown'};
    }
  };
}

/** The issue decides; without one, the name. */
function issueIn(text: string): string {
  try {
    const {name, details} = ProblemSchema.parse(JSON.parse(text));
    const issue = details?.[0]?.issue ?? name ?? '';
    return /^[A-Z0-9_]{1,80}$/.test(issue) ? issue : '';
  } catch {
    return '';
  }
}

/** Their number for support; nothing else from outside comes into a log. */
function wordIn(id: string | undefined): string {
  return id !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : '';
}
