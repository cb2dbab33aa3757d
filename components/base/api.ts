import type {Locale} from '#contract/locale.ts';
import {isCurrency} from '#contract/money.ts';
import type {SessionView} from '#contract/session.ts';
import {intentStatuses, sessionStatuses} from '#contract/statuses.ts';

/**
 * What the server said. Never an exception: no answer at all is `unreachable`, one that we cannot read is `unreadable`;
 * after either, nobody knows what happened, and only `readSession` will tell. Other codes are the server's own.
 */
export type Answer = {readonly ok: true; readonly session: SessionView} | Problem;

export interface Problem {
  readonly ok: false;
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
}

/** What the shopper chose: the body of a confirm, and the language that a provider's page is to speak. */
export interface Choice {
  readonly method: string;
  readonly card_token?: string;
  readonly network?: string;
  readonly chosen_by?: string;
  readonly currency?: string;
  /** Which of the lender's plans, by its id. */
  readonly plan?: string;
  readonly locale?: Locale;
  /** Providers whose script did not come. */
  readonly without?: readonly string[];
}

/** One session as its page reaches it. */
export interface Api {
  readSession(session: string, token: string): Promise<Answer>;
  /** One try to pay. Ask again with the same key after a doubt: it pays once. */
  confirm(session: string, token: string, choice: Choice, idempotencyKey: string): Promise<Answer>;
  /**
   * The shopper gives up: the whole payment, or the try that runs and nothing more. Never undoes a payment: the answer
   * says what is true.
   */
  cancel(session: string, token: string, what: 'payment' | 'attempt', idempotencyKey: string): Promise<Answer>;
  /** Has the provider asked how the running try ended. */
  look(session: string, token: string, idempotencyKey: string): Promise<Answer>;
}

const readTimeoutMs = 10_000;
/** The server itself waits for a bank. */
const actTimeoutMs = 45_000;
/** Waits before the second and the third try. All three calls may be repeated: a read, or the same key. */
const pausesMs = [600, 1800] as const;

/** The one place that fetches. `payUrl` is the origin that this module came from, unless given. */
export function createApi(payUrl: string = new URL(import.meta.url).origin): Api {
  const path = (session: string, verb = '') => `${payUrl}/v1/checkout_sessions/${encodeURIComponent(session)}${verb}`;
  const post = (url: string, token: string, body: object, key: string) =>
    ask(url, actTimeoutMs, {
      method: 'POST',
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key},
      body: JSON.stringify(body),
    });
  return {
    readSession: (session, token) => ask(path(session), readTimeoutMs, {headers: {authorization: `Bearer ${token}`}}),
    confirm: (session, token, {locale, ...choice}, key) =>
      post(path(session, `/confirm${locale ? `?locale=${locale}` : ''}`), token, choice, key),
    cancel: (session, token, what, key) =>
      post(path(session, '/cancel'), token, what === 'attempt' ? {attempt: true} : {}, key),
    look: (session, token, key) => post(path(session, '/look'), token, {}, key),
  };
}

/** A key for one intention of the shopper: kept and sent again as long as its answer is not known. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function ask(url: string, timeoutMs: number, request: RequestInit): Promise<Answer> {
  for (const pauseMs of [...pausesMs, undefined]) {
    const answer = await once(url, timeoutMs, request);
    if (answer.ok || pauseMs === undefined || !isWorthAsking(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return {ok: false, code: 'unreachable', status: 0};
}

/** The line broke, the server is busy or restarting, or the first call with this key still runs. */
function isWorthAsking({status, code}: Problem): boolean {
  return status === 0 || status === 429 || status >= 502 || (status === 409 && code === 'idempotency_in_flight');
}

async function once(url: string, timeoutMs: number, request: RequestInit): Promise<Answer> {
  let status = 0;
  try {
    // No cookies, no address of the page, no redirect to somebody else.
    const response = await fetch(url, {
      ...request,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    ({status} = response);
    const body: unknown = await response.json();
    if (response.ok) return isSession(body) ? {ok: true, session: body} : {ok: false, code: 'unreadable', status};
    return {ok: false, code: textAt(body, 'code') ?? 'unreadable', status};
  } catch {
    return {ok: false, code: status === 0 ? 'unreachable' : 'unreadable', status};
  }
}

/** Whether an answer has the shape that the page relies on to say what was paid: ids, money, statuses, next action. */
export function isSession(body: unknown): body is SessionView {
  const intent = at(body, 'payment_intent');
  const action = at(intent, 'next_action');
  return (
    textAt(body, 'object') === 'checkout_session' &&
    oneOf(sessionStatuses, at(body, 'status')) &&
    isCurrency(textAt(body, 'currency') ?? '') &&
    Number.isSafeInteger(at(body, 'amount')) &&
    textAt(at(body, 'merchant'), 'name') !== undefined &&
    textAt(body, 'return_url') !== undefined &&
    Array.isArray(at(body, 'payment_methods')) &&
    Array.isArray(at(body, 'hidden_methods')) &&
    Array.isArray(at(body, 'line_items')) &&
    oneOf(intentStatuses, at(intent, 'status')) &&
    (action === null ||
      (['challenge', 'redirect'].includes(textAt(action, 'type') ?? '') && textAt(action, 'url') !== undefined) ||
      (textAt(action, 'type') === 'fields' && typeof at(action, 'data') === 'object'))
  );
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === 'string' ? text : undefined;
}

function oneOf(list: readonly unknown[], value: unknown): boolean {
  return list.includes(value);
}
