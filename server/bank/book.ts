import type {AcquirerOperation, AcquirerPayment, AuthorizationRequest} from '#contract/acquirer.ts';

/** An authorization holds the money so long. */
export const authorizationDaysMax = 7;
const dayMs = 86_400_000;

/** A payment in the acquirer's book. `now` and instants are milliseconds since 1970, amounts minor units. */
export interface BookPayment {
  readonly id: string;
  readonly reference: string;
  readonly merchant: string;
  readonly orderReference: string;
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: number;
  readonly responseCode: string;
  readonly authorizationCode: string | null;
  /** The 3-D Secure proof that it rests on: it buys one approval. */
  readonly dsTransId: string | null;
  /** Null: nothing is held (declined, or captured at once). */
  readonly lapsesAt: number | null;
  readonly voided: boolean;
  /** The merchant said that no more will be captured. */
  readonly closed: boolean;
  readonly operations: readonly AcquirerOperation[];
}

export interface Decision {
  readonly id: string;
  readonly now: number;
  readonly responseCode: string;
  readonly authorizationCode: string | null;
}

/** Enters what the issuer decided: reserved, taken at once, or declined. */
export function enter(
  request: AuthorizationRequest,
  {id, now, responseCode, authorizationCode}: Decision,
): BookPayment {
  const approved = authorizationCode !== null;
  const taken = approved && request.capture;
  return {
    id,
    reference: request.reference,
    merchant: request.merchant,
    orderReference: request.order_reference,
    amount: request.amount,
    currency: request.currency,
    createdAt: now,
    responseCode,
    authorizationCode,
    dsTransId: request.authentication?.ds_trans_id ?? null,
    lapsesAt: approved && !request.capture ? now + authorizationDaysMax * dayMs : null,
    voided: false,
    closed: taken,
    operations: taken ? [{reference: request.reference, kind: 'capture', amount: request.amount}] : [],
  };
}

export type Refused =
  'not_capturable' | 'amount_too_large' | 'not_voidable' | 'not_refundable' | 'authorization_expired';

/** A payment moved by one operation, or why it stays as it is. */
export type Moved = {readonly payment: BookPayment} | {readonly refused: Refused};

export interface CaptureOrder {
  readonly reference: string;
  readonly amount: number;
  readonly final: boolean;
}

export function capture(payment: BookPayment, {reference, amount, final}: CaptureOrder, now: number): Moved {
  if (payment.authorizationCode === null || payment.voided || payment.closed) return {refused: 'not_capturable'};
  if (hasLapsed(payment, now)) return {refused: 'authorization_expired'};
  const left = payment.amount - total(payment, 'capture');
  if (amount > left) return {refused: left === 0 ? 'not_capturable' : 'amount_too_large'};
  return {payment: {...withOperation(payment, {reference, kind: 'capture', amount}), closed: final || amount === left}};
}

/** Releases what is still held. After a part was captured, that part stays taken and only the rest is released. */
export function release(payment: BookPayment, reference: string, now: number): Moved {
  const left = payment.amount - total(payment, 'capture');
  if (payment.authorizationCode === null || payment.voided || payment.closed || left === 0) {
    return {refused: 'not_voidable'};
  }
  if (hasLapsed(payment, now)) return {refused: 'authorization_expired'};
  const moved = withOperation(payment, {reference, kind: 'void', amount: left});
  return {payment: {...moved, voided: left === payment.amount, closed: true}};
}

export function refund(
  payment: BookPayment,
  {reference, amount}: {readonly reference: string; readonly amount: number},
): Moved {
  const left = total(payment, 'capture') - total(payment, 'refund');
  if (left === 0) return {refused: 'not_refundable'};
  if (amount > left) return {refused: 'amount_too_large'};
  return {payment: withOperation(payment, {reference, kind: 'refund', amount})};
}

/** The payment as the merchant sees it now: an authorization lapses by itself. */
export function statement(payment: BookPayment, now: number): AcquirerPayment {
  const captured = total(payment, 'capture');
  const lapsed = hasLapsed(payment, now);
  return {
    id: payment.id,
    reference: payment.reference,
    order_reference: payment.orderReference,
    status: statusOf(payment, lapsed && captured === 0),
    amount: payment.amount,
    currency: payment.currency,
    amount_captured: captured,
    amount_refunded: total(payment, 'refund'),
    final: payment.authorizationCode === null || payment.closed || lapsed,
    response_code: payment.responseCode,
    authorization_code: payment.authorizationCode,
    capture_before: payment.lapsesAt === null ? null : new Date(payment.lapsesAt).toISOString(),
    operations: payment.operations,
  };
}

function statusOf(payment: BookPayment, expired: boolean): AcquirerPayment['status'] {
  if (payment.authorizationCode === null) return 'declined';
  if (payment.voided) return 'voided';
  return expired ? 'expired' : 'approved';
}

function hasLapsed({lapsesAt, voided, closed}: BookPayment, now: number): boolean {
  return lapsesAt !== null && !voided && !closed && now >= lapsesAt;
}

function total({operations}: BookPayment, kind: AcquirerOperation['kind']): number {
  return operations.reduce((sum, operation) => (operation.kind === kind ? sum + operation.amount : sum), 0);
}

function withOperation(payment: BookPayment, operation: AcquirerOperation): BookPayment {
  return {...payment, operations: [...payment.operations, operation]};
}
