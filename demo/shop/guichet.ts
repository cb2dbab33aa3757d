import {createHmac, timingSafeEqual} from 'node:crypto';

/** A payment, as far as this shop looks at it. */
export interface Payment {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly order_reference: string;
}

export interface Session {
  readonly id: string;
  readonly url: string;
  readonly client_token: string;
  readonly payment_intent: string;
}

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

/** A letter that Guichet kept instead of sending, as it does in test mode. */
export interface KeptLetter {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly created: string;
}

/** Guichet said no: its code, such as `intent_not_capturable`. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The public API with plain `fetch`: all that a merchant's server needs. */
export function guichet(payUrl: string, secretKey: string) {
  async function call<Answer>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    key?: string,
  ): Promise<Answer> {
    const answer = await fetch(payUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${secretKey}`,
        ...(body && {'content-type': 'application/json'}),
        ...(key && {'idempotency-key': key}),
      },
      ...(body && {body: JSON.stringify(body)}),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    const json = text ? JSON.parse(text) : undefined;
    if (!answer.ok) throw new Refusal(String(json?.code ?? answer.status));
    return json;
  }

  return {
    createSession: (session: object, key: string) => call<Session>('POST', '/v1/checkout_sessions', session, key),
    payment: (id: string) => call<Payment>('GET', `/v1/payment_intents/${id}`),
    capture: (id: string, part: {amount?: number; final?: boolean}, key: string) =>
      call<Payment>('POST', `/v1/payment_intents/${id}/capture`, part, key),
    void: (id: string, key: string) => call<Payment>('POST', `/v1/payment_intents/${id}/void`, {}, key),
    refund: (id: string, amount: number | undefined, key: string) =>
      call<object>('POST', '/v1/refunds', {payment_intent: id, ...(amount !== undefined && {amount})}, key),
    received: (id: string, amount: number, key: string) =>
      call<Payment>(
        'POST',
        `/v1/payment_intents/${id}/mark_received`,
        {amount, received_on: new Date().toISOString().slice(0, 10)},
        key,
      ),
    review: (id: string, decision: 'approve' | 'decline', key: string) =>
      call<Payment>('POST', `/v1/payment_intents/${id}/review`, {decision}, key),
    letters: () => call<{data: KeptLetter[]}>('GET', '/v1/test/mailbox?limit=50'),
    letter: (id: string) =>
      call<KeptLetter & {text: string; html: string}>('GET', `/v1/test/mailbox/${encodeURIComponent(id)}`),
    endpoints: () => call<{data: Endpoint[]}>('GET', '/v1/webhook_endpoints'),
    addEndpoint: (url: string, key: string) => call<Endpoint>('POST', '/v1/webhook_endpoints', {url}, key),
    removeEndpoint: (id: string) => call<unknown>('DELETE', `/v1/webhook_endpoints/${id}`),
  };
}

/** Standard Webhooks: who sent it, and that it is neither altered nor older than five minutes. */
export function isGenuine(secret: string, headers: Headers, body: string, now = Date.now()): boolean {
  const id = headers.get('webhook-id') ?? '';
  const seconds = headers.get('webhook-timestamp') ?? '';
  if (!id || !/^\d{1,12}$/.test(seconds) || Math.abs(now / 1000 - Number(seconds)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest();
  return (headers.get('webhook-signature') ?? '').split(' ').some((part) => {
    const given = Buffer.from(part.replace(/^v1,/, ''), 'base64');
    return part.startsWith('v1,') && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
