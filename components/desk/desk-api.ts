import type {AuthenticationOutcome} from '#contract/challenge.ts';
import type {DeclineCode} from '#contract/declines.ts';
import {letterKinds, type LetterKind} from '#contract/letters.ts';
import {isCurrency, type Currency} from '#contract/money.ts';
import {
  intentStatuses,
  type CancellationReason,
  type IntentStatus,
  type MethodType,
  type ReviewReason,
} from '#contract/statuses.ts';

/** The desk speaks to the public API and to nothing else: these are its answers, as far as they are read here. */

export interface Decline {
  readonly code: DeclineCode;
  readonly provider_code: string;
  readonly message: {readonly fr: string; readonly en: string};
}

export interface Method {
  readonly type: MethodType;
  readonly instalments: number | null;
  readonly card: {
    readonly brand: string;
    readonly first6: string;
    readonly last4: string;
    readonly networks: {readonly chosen: string};
  } | null;
}

export interface Authentication {
  readonly version: string;
  readonly status: AuthenticationOutcome;
  readonly eci: string | null;
  readonly flow: 'frictionless' | 'challenge' | 'decoupled';
}

export type TaskKind = 'check_back_office' | 'refund_failed' | 'dispute';

export interface SettledTask {
  readonly task: TaskKind;
  readonly seen: 'nothing' | 'captured' | 'refunded' | 'other';
  readonly note: string | null;
  readonly by: 'api' | 'desk';
  readonly created: string;
}

export interface Attempt {
  readonly id: string;
  readonly method: Method;
  readonly provider: string;
  readonly status: 'requires_action' | 'processing' | 'awaiting_funds' | 'authorized' | 'declined' | 'abandoned';
  readonly authentication: Authentication | null;
  readonly authorization_code: string | null;
  readonly decline: Decline | null;
  readonly task: TaskKind | null;
  readonly disputes: readonly {
    readonly id: string;
    readonly closed: boolean;
    readonly deadline: string | null;
    readonly created: string;
  }[];
  readonly settled_tasks: readonly SettledTask[];
  readonly created: string;
}

export interface Operation {
  readonly type: 'capture' | 'void' | 'refund';
  readonly amount: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly provider_code: string | null;
  readonly source: 'api' | 'back_office';
  readonly created: string | null;
}

export interface ReceivedMoney {
  readonly amount: number;
  readonly received_on: string;
  readonly reference: string | null;
  readonly cheque: 'received' | 'cashed' | 'bounced' | null;
  readonly created: string;
}

export interface Payment {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly status: IntentStatus;
  readonly livemode: boolean;
  readonly amount: number;
  readonly currency: Currency;
  readonly presentment: {
    readonly amount: number;
    readonly currency: Currency;
    readonly rate: string | null;
    readonly source: 'merchant' | 'ECB';
    readonly source_date: string | null;
    readonly markup_percent: string | null;
  } | null;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly amount_received: number;
  readonly capture_before: string | null;
  readonly funds_until: string | null;
  readonly funds_reference: string | null;
  readonly review_reasons: readonly ReviewReason[];
  readonly method: Method | null;
  readonly authentication: Authentication | null;
  readonly failed_authentications: number;
  readonly last_decline: Decline | null;
  readonly cancellation_reason: CancellationReason | null;
  readonly attempts: readonly Attempt[];
  readonly operations: readonly Operation[];
  readonly received: readonly ReceivedMoney[];
  readonly receipt: string | null;
  readonly order_reference: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: string;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
}

export interface DeskEvent {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly sequence: number;
  readonly data: {readonly object: unknown};
}

export interface CardBlock {
  readonly id: string;
  readonly blocked_at: string;
  readonly expires_at: string;
}

/** One credit of a bank statement, and what it may pay. */
export interface Proposal {
  readonly booking: {
    readonly bank_id: string;
    readonly booked_on: string;
    readonly amount: number;
    readonly currency: string;
    readonly reference: string;
    readonly text: string;
    readonly payer: string;
  };
  readonly kind: 'certain' | 'partial' | 'over' | 'other_currency' | 'possible' | 'ambiguous' | 'unknown' | 'already';
  readonly payment_intents: readonly string[];
  readonly difference: number | null;
}

export interface Statement {
  readonly proposals: readonly Proposal[];
  readonly returns: readonly {
    readonly booking: Proposal['booking'];
    readonly payment_intents: readonly string[];
  }[];
  readonly rejected: readonly {readonly row: number; readonly code: string}[];
}

/**
 * `done`: it was answered. `refused`: certainly nothing happened. `lost`: nobody knows; only the same request with the same
 * key will tell.
 */
export type Answer<T = unknown> =
  | {readonly kind: 'done'; readonly value: T}
  | {readonly kind: 'refused'; readonly code: string; readonly status: number; readonly field: string | undefined}
  | {readonly kind: 'lost'};

export interface DeskRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object | Blob;
  /** The Idempotency-Key: kept, and sent again, as long as the answer is not known. */
  readonly key?: string;
}

export interface DeskApi {
  /** Asks once. @param isRight - Whether the answer is what the desk relies on; one that is not is lost. */
  ask<T>(request: DeskRequest, isRight: (body: unknown) => body is T): Promise<Answer<T>>;
}

const timeoutMs = 45_000;

/**
 * @param key - The secret key, asked for at each call: it stands in one variable, and in the header of what is sent.
 * @param onUnauthorized - The key is no longer known.
 */
export function createDeskApi(key: () => string, onUnauthorized: () => void, origin = location.origin): DeskApi {
  return {
    async ask({method, path, body, key: idempotencyKey}, isRight) {
      const isFile = body instanceof Blob;
      let status = 0;
      try {
        const response = await fetch(`${origin}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${key()}`,
            ...(body !== undefined && {'content-type': isFile ? 'application/octet-stream' : 'application/json'}),
            ...(idempotencyKey !== undefined && {'idempotency-key': idempotencyKey}),
          },
          ...(body !== undefined && {body: isFile ? body : JSON.stringify(body)}),
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          redirect: 'error',
          cache: 'no-store',
          signal: AbortSignal.timeout(timeoutMs),
        });
        ({status} = response);
        const answer: unknown = status === 204 ? null : await response.json();
        if (response.ok) return isRight(answer) ? {kind: 'done', value: answer} : {kind: 'lost'};
        if (status === 401) onUnauthorized();
        return refusal(status, answer);
      } catch {
        return {kind: 'lost'};
      }
    },
  };
}

/** The server was busy, fell over, or still works at the first request with this key: the answer is to come. */
function refusal(status: number, answer: unknown): Answer<never> {
  const code = at(answer, 'code');
  // Too many letters: certainly none more.
  const isOpen =
    (status === 429 && code !== 'rate_limited') ||
    status >= 500 ||
    code === 'idempotency_in_flight' ||
    code === 'conflict';
  if (isOpen || typeof code !== 'string') return {kind: 'lost'};
  const errors = at(answer, 'errors');
  const path = Array.isArray(errors) ? at(errors[0], 'path') : undefined;
  return {kind: 'refused', code, status, field: typeof path === 'string' ? path.slice(1) : undefined};
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Whether an answer has the shape that decides about money: id, status, amounts in whole minor units, currency. */
export function isPayment(body: unknown): body is Payment {
  const amounts = ['amount', 'amount_captured', 'amount_refunded', 'amount_received'];
  const known: readonly unknown[] = intentStatuses;
  return (
    at(body, 'object') === 'payment_intent' &&
    /^pi_/.test(String(at(body, 'id'))) &&
    known.includes(at(body, 'status')) &&
    amounts.every((name) => Number.isSafeInteger(at(body, name))) &&
    isCurrency(String(at(body, 'currency'))) &&
    typeof at(body, 'order_reference') === 'string' &&
    ['attempts', 'operations', 'received', 'review_reasons'].every((name) => Array.isArray(at(body, name)))
  );
}

export function pageOf<T>(isItem: (item: unknown) => item is T) {
  return (body: unknown): body is Page<T> => {
    const data = at(body, 'data');
    return Array.isArray(data) && data.every(isItem) && typeof at(body, 'has_more') === 'boolean';
  };
}

export function isEvent(body: unknown): body is DeskEvent {
  return at(body, 'object') === 'event' && typeof at(body, 'id') === 'string' && typeof at(body, 'type') === 'string';
}

export function isBlock(body: unknown): body is CardBlock {
  return at(body, 'object') === 'card_block' && typeof at(body, 'id') === 'string';
}

export function isStatement(body: unknown): body is Statement {
  const isProposal = (item: unknown) =>
    typeof at(at(item, 'booking'), 'bank_id') === 'string' &&
    Number.isSafeInteger(at(at(item, 'booking'), 'amount')) &&
    Array.isArray(at(item, 'payment_intents'));
  const proposals = at(body, 'proposals');
  return Array.isArray(proposals) && proposals.every(isProposal) && Array.isArray(at(body, 'returns'));
}

export function isNothing(body: unknown): body is null {
  return body === null;
}

/** A letter of a payment; what it says, and to whom, the desk is not told. */
export interface DeskLetter {
  readonly id: string;
  readonly kind: LetterKind;
  readonly status: 'waiting' | 'sent' | 'given_up';
  readonly created: string;
  readonly resendable: boolean;
}

export function isLetter(body: unknown): body is DeskLetter {
  const kinds: readonly unknown[] = letterKinds;
  return (
    at(body, 'object') === 'letter' &&
    typeof at(body, 'id') === 'string' &&
    kinds.includes(at(body, 'kind')) &&
    typeof at(body, 'resendable') === 'boolean'
  );
}

/** What is sent again is answered as it stands. */
export function isSentAgain(body: unknown): body is DeskEvent | DeskLetter {
  return isEvent(body) || isLetter(body);
}

/** A receipt that will go out says no more than that. */
export function isAccepted(body: unknown): body is object {
  return typeof body === 'object' && body !== null;
}

/** What a refund answers, as far as it matters: whether the bank has said yes yet. */
export function isRefund(body: unknown): body is {readonly object: 'refund'; readonly status: string} {
  return at(body, 'object') === 'refund' && typeof at(body, 'status') === 'string';
}

export function isLink(
  body: unknown,
): body is {readonly id: string; readonly url: string; readonly expires_at: string} {
  return (
    at(body, 'object') === 'payment_link' &&
    /^pl_/.test(String(at(body, 'id'))) &&
    /^https?:\/\//.test(String(at(body, 'url')))
  );
}
