import {isSentMethod} from '#contract/methods.ts';
import type {CancellationReason} from '#contract/statuses.ts';
import {
  isAccepted,
  isLink,
  isPayment,
  isRefund,
  type Answer,
  type DeskApi,
  type DeskRequest,
  type Payment,
  type TaskKind,
} from './desk-api.ts';

/** What a merchant may do with a payment. Each has a button, a dialog and its words under `desk.acts`. */
export const acts = ['settle', 'ship', 'receive', 'approve', 'decline', 'refund', 'release', 'link', 'letter'] as const;
export type Act = (typeof acts)[number];

/** Sent by the shopper, outside: nobody can send it back from here, and nothing of it was ever reserved or debited. */
export function isSent({method}: Pick<Payment, 'method'>): boolean {
  return method !== null && isSentMethod(method.type);
}

/** Where its words are, under `desk.acts`: of what was only awaited there is no authorization to release. */
export function wordsOfAct(act: Act, payment: Payment): Act | 'drop' {
  return act === 'release' && isSent(payment) ? 'drop' : act;
}

/** After these the same order may be opened again by a link. */
const reopenable: readonly (CancellationReason | null)[] = [
  'authentication_failed',
  'abandoned',
  'session_expired',
  'authorization_expired',
  'funds_expired',
];

export const leftToCapture = ({amount, amount_captured: captured}: Payment): number => amount - captured;
export const leftToRefund = ({amount_captured: captured, amount_refunded: refunded}: Payment): number =>
  captured - refunded;
export const leftToReceive = ({amount, amount_received: received}: Payment): number => Math.max(0, amount - received);

/** The last capture, void or refund was sent, and its answer is not known: nothing else may be asked meanwhile. */
export function isUnderWay({operations}: Payment): boolean {
  return operations.at(-1)?.status === 'pending';
}

/** What became of the money, as the merchant saw it. */
export const sights = ['nothing', 'captured', 'refunded', 'other'] as const;
export type Sight = (typeof sights)[number];

export interface OpenTask {
  readonly attempt: string;
  readonly provider: string;
  readonly task: TaskKind;
  /** Of a dispute: until when the provider takes an answer, where it says so. */
  readonly deadline: string | null;
}

/** What is for the merchant to do, oldest try first. */
export function openTasks({attempts}: Payment): readonly OpenTask[] {
  return attempts.flatMap(({id, provider, task, disputes}) => {
    const deadline = task === 'dispute' ? (disputes.at(-1)?.deadline ?? null) : null;
    return task ? [{attempt: id, provider, task, deadline}] : [];
  });
}

/** What can be asked for now; the server has the last word. Pure. */
export function actsFor(payment: Payment): readonly Act[] {
  const {status} = payment;
  const fits: Readonly<Record<Act, boolean>> = {
    settle: openTasks(payment).length > 0,
    ship: status === 'requires_capture',
    receive: status === 'awaiting_funds',
    approve: status === 'in_review',
    decline: status === 'in_review',
    refund: leftToRefund(payment) > 0 && !isSent(payment),
    // What came of it stays the shopper's: then the rest is waited for, or made up for.
    release: status === 'requires_capture' || (status === 'awaiting_funds' && payment.amount_captured === 0),
    link:
      status === 'requires_payment_method' ||
      (status === 'canceled' && reopenable.includes(payment.cancellation_reason)),
    letter: payment.receipt !== null,
  };
  // Settling a task moves nothing, so it need not wait.
  return acts.filter((act) => fits[act] && (act === 'settle' || !isUnderWay(payment)));
}

/** Acts whose amount is typed, each with the most it may be; undefined: any. */
export function amountBound(act: Act, payment: Payment): {readonly start: number; readonly most?: number} | undefined {
  switch (act) {
    case 'ship':
      return {start: leftToCapture(payment), most: leftToCapture(payment)};
    case 'refund':
      return {start: leftToRefund(payment), most: leftToRefund(payment)};
    case 'receive':
      // More than the amount may come; that is then to be given back.
      return {start: leftToReceive(payment)};
    default:
      return undefined;
  }
}

/** What was typed into the dialog. */
export interface Wish {
  readonly amount: number;
  readonly final: boolean;
  readonly reason: string;
  readonly receivedOn: string;
  readonly reference: string;
  readonly cheque: 'received' | 'cashed' | 'bounced' | undefined;
  /** The task that is settled, what was seen, and a note. */
  readonly settles?: {readonly task: OpenTask; readonly seen: Sight; readonly note: string};
}

/** The call that does it. */
export function requestOf(act: Act, payment: Payment, wish: Wish, key: string): DeskRequest {
  const path = `/v1/payment_intents/${encodeURIComponent(payment.id)}`;
  const post = (to: string, body: object): DeskRequest => ({method: 'POST', path: to, body, key});
  const {amount, final, reason, receivedOn, reference, cheque, settles} = wish;
  switch (act) {
    case 'settle': {
      const {task: open, seen, note = ''} = settles ?? {};
      const body = {attempt: open?.attempt, task: open?.task, seen, by: 'desk', ...(note && {note})};
      return post(`${path}/settle_task`, body);
    }
    case 'ship':
      return post(`${path}/capture`, {amount, final});
    case 'release':
      return post(`${path}/void`, {});
    case 'refund':
      return post('/v1/refunds', {payment_intent: payment.id, amount, ...(reason && {reason})});
    case 'receive':
      return post(`${path}/mark_received`, {
        amount,
        currency: payment.currency,
        received_on: receivedOn,
        ...(reference && {reference}),
        ...(cheque && {cheque}),
      });
    case 'approve':
    case 'decline':
      return post(`${path}/review`, {decision: act});
    case 'link':
      return post('/v1/payment_links', {payment_intent: payment.id});
    case 'letter':
      return post(`/v1/receipts/${encodeURIComponent(payment.receipt ?? '')}/send`, {});
  }
}

/** `waiting`: the request is kept, and the bank has not answered it yet. */
export type Result =
  | {readonly kind: 'done' | 'waiting'}
  | {readonly kind: 'link'; readonly id: string; readonly url: string; readonly until: string}
  | Exclude<Answer, {kind: 'done'}>;

/** Asks, and says what came of it: the answer alone decides, never what was wished for. */
export async function perform(api: DeskApi, act: Act, request: DeskRequest): Promise<Result> {
  switch (act) {
    case 'link': {
      const answer = await api.ask(request, isLink);
      return answer.kind === 'done'
        ? {kind: 'link', id: answer.value.id, url: answer.value.url, until: answer.value.expires_at}
        : answer;
    }
    case 'settle': {
      const answer = await api.ask(request, isPayment);
      return answer.kind === 'done' ? {kind: 'done'} : answer;
    }
    case 'letter': {
      const answer = await api.ask(request, isAccepted);
      return answer.kind === 'done' ? {kind: 'done'} : answer;
    }
    case 'refund': {
      const answer = await api.ask(request, isRefund);
      if (answer.kind !== 'done') return answer;
      const {status} = answer.value;
      if (status === 'failed') return {kind: 'refused', code: 'operation_refused', status: 409, field: undefined};
      return {kind: status === 'succeeded' ? 'done' : 'waiting'};
    }
    default: {
      const answer = await api.ask(request, isPayment);
      if (answer.kind !== 'done') return answer;
      return {kind: isUnderWay(answer.value) ? 'waiting' : 'done'};
    }
  }
}
