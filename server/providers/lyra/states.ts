import {captured, inTable, type RefundStanding, type Standing} from '../standing.ts';

/** What of a transaction says where it stands: `vads_…`, or the REST interface's names. Amount in minor units. */
export interface LyraTransaction {
  /** `vads_trans_status`, `detailedStatus`. */
  readonly status: string;
  /** `vads_operation_type`, `operationType`: `DEBIT`, `CREDIT`, `VERIFICATION`. */
  readonly operation: string;
  readonly amount: number;
}

type DebitStanding = 'action_required' | 'pending' | 'authorized' | 'captured' | 'declined' | 'voided' | 'lapsed';

const debits: Readonly<Record<string, DebitStanding>> = {
  INITIAL: 'action_required',
  WAITING_FOR_PAYMENT: 'action_required',
  PENDING: 'pending',
  UNDER_VERIFICATION: 'pending',
  SUSPENDED: 'pending',
  PRE_AUTHORISED: 'pending',
  // A part only: a person must look.
  PARTIALLY_AUTHORISED: 'pending',
  WAITING_AUTHORISATION: 'authorized',
  WAITING_AUTHORISATION_TO_VALIDATE: 'authorized',
  AUTHORISED_TO_VALIDATE: 'authorized',
  // Taken by the platform on the day that was asked for: not yet.
  AUTHORISED: 'authorized',
  CAPTURED: 'captured',
  CAPTURE_PENDING: 'captured',
  ACCEPTED: 'captured',
  CANCELLED: 'voided',
  ABANDONED: 'voided',
  NOT_CREATED: 'voided',
  REFUSED: 'declined',
  CAPTURE_FAILED: 'declined',
  EXPIRED: 'lapsed',
};

/**
 * Where a payment stands, by its debit. A credit belongs to a refund, and a verification moves no money: neither says
 * anything of the payment.
 */
export function standingOf({status, operation, amount}: LyraTransaction): Standing {
  if (operation !== 'DEBIT') return {kind: 'unknown'};
  const kind = inTable(debits, status);
  switch (kind) {
    case 'captured':
      return captured(amount, true);
    case 'voided':
    case 'lapsed':
      return {kind: 'voided', lapsed: kind === 'lapsed'};
    default:
      return {kind};
  }
}

/** Whether an authorization is only announced: the bank will be asked shortly before the capture, and may say no. */
export function isGuaranteed({status}: Pick<LyraTransaction, 'status'>): boolean {
  return status === 'AUTHORISED' || status === 'AUTHORISED_TO_VALIDATE';
}

const credits: Readonly<Record<string, RefundStanding>> = {
  INITIAL: 'pending',
  PENDING: 'pending',
  UNDER_VERIFICATION: 'pending',
  SUSPENDED: 'pending',
  WAITING_AUTHORISATION: 'pending',
  WAITING_AUTHORISATION_TO_VALIDATE: 'pending',
  AUTHORISED_TO_VALIDATE: 'pending',
  // The platform, or the merchant in its back office, tries again: a second refund of ours could be one too many.
  REFUND_TO_RETRY: 'pending',
  AUTHORISED: 'refunded',
  CAPTURED: 'refunded',
  CAPTURE_PENDING: 'refunded',
  ACCEPTED: 'refunded',
  REFUSED: 'declined',
  CAPTURE_FAILED: 'declined',
  CANCELLED: 'declined',
  ABANDONED: 'declined',
  EXPIRED: 'declined',
  NOT_CREATED: 'declined',
};

/** Where a refund stands, by its credit. */
export function refundStandingOf({status, operation}: Omit<LyraTransaction, 'amount'>): RefundStanding {
  return operation === 'CREDIT' ? inTable(credits, status) : 'unknown';
}
