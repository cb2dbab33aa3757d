import {captured, inTable, type RefundStanding, type Standing} from '../standing.ts';

/** What of an order says where it stands. Amounts in minor units. */
export interface PaypalOrder {
  readonly status: string;
  readonly authorizations: readonly {readonly status: string}[];
  readonly captures: readonly {readonly status: string; readonly amount: number}[];
}

/** Before anything was asked of the payer's money. */
const orders: Readonly<Record<string, 'action_required'>> = {
  CREATED: 'action_required',
  SAVED: 'action_required',
  PAYER_ACTION_REQUIRED: 'action_required',
  // The shopper has said yes: it is our turn, `isApproved`.
  APPROVED: 'action_required',
};

type AuthorizationStanding = 'held' | 'pending' | 'declined' | 'spent' | 'released';

const authorizations: Readonly<Record<string, AuthorizationStanding>> = {
  CREATED: 'held',
  PARTIALLY_CAPTURED: 'held',
  PENDING: 'pending',
  DENIED: 'declined',
  CAPTURED: 'spent',
  VOIDED: 'released',
};

type CaptureStanding = 'taken' | 'pending' | 'declined';

const captures: Readonly<Record<string, CaptureStanding>> = {
  COMPLETED: 'taken',
  // What was given back had been taken.
  PARTIALLY_REFUNDED: 'taken',
  REFUNDED: 'taken',
  // Not money yet: do not ship.
  PENDING: 'pending',
  DECLINED: 'declined',
  FAILED: 'declined',
};

/** Whether the shopper has approved, so that our server must authorize or capture now. Nothing moves until it does. */
export function isApproved({status}: Pick<PaypalOrder, 'status'>): boolean {
  return status === 'APPROVED';
}

/**
 * Where an order stands. `COMPLETED` says only that we asked: what came of it, its authorizations and captures say. One
 * word among them that we have never seen, and nobody knows.
 */
export function standingOf(order: PaypalOrder): Standing {
  if (order.status === 'VOIDED' && order.captures.length === 0) return {kind: 'voided', lapsed: false};
  if (order.status !== 'COMPLETED' && order.status !== 'VOIDED') return {kind: inTable(orders, order.status)};

  const held = order.authorizations.map(({status}) => inTable(authorizations, status));
  const taken = order.captures.map(({status, amount}) => ({kind: inTable(captures, status), amount}));
  const among = (kind: AuthorizationStanding): boolean => held.includes(kind);
  if (held.includes('unknown') || taken.some(({kind}) => kind === 'unknown')) return {kind: 'unknown'};

  const pending = taken.some(({kind}) => kind === 'pending');
  const paid = taken.filter(({kind}) => kind === 'taken');
  if (paid.length > 0) {
    const total = paid.reduce((sum, {amount}) => sum + amount, 0);
    return captured(total, !pending && !among('held') && !among('pending'));
  }
  if (pending || among('pending')) return {kind: 'pending'};
  // Spent, and no capture to be seen: the tree is not whole.
  if (among('spent') || order.authorizations.some(({status}) => status === 'PARTIALLY_CAPTURED'))
    return {kind: 'unknown'};
  if (among('held')) return {kind: 'authorized'};
  if (among('released')) return {kind: 'voided', lapsed: false};
  return {kind: among('declined') || taken.length > 0 ? 'declined' : 'unknown'};
}

const refunds: Readonly<Record<string, RefundStanding>> = {
  PENDING: 'pending',
  COMPLETED: 'refunded',
  FAILED: 'declined',
  CANCELLED: 'declined',
};

export function refundStandingOf({status}: {readonly status: string}): RefundStanding {
  return inTable(refunds, status);
}
