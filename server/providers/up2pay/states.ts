import {captured, inTable, type RefundStanding, type Standing} from '../standing.ts';
import {issuerCode, refusalOfUp2pay} from './declines.ts';

/** What of a verified notification says where the payment stands. */
export interface Up2payNotice {
  /** `E`. */
  readonly result: string;
  /** `A`: the issuer's number, absent when refused. */
  readonly authorization: string;
  /** `M`, in cents. */
  readonly amount: number;
}

/** Refusals after which the page lets the shopper try again. */
const refusedOnThePage: ReadonlySet<string> = new Set([
  '00004',
  '00008',
  '00020',
  '00021',
  '00022',
  '00029',
  '00033',
  '00040',
]);

/**
 * Where a payment stands after a notification. The signature is weak: where the contract has server-to-server calls,
 * success counts only once an inquiry says the same.
 *
 * A refusal is that of one try: the page stays open, and the shopper may pay there yet. So it is no refusal of ours
 * while the page lives.
 *
 * @param deferred - Asked with `PBX_AUTOSEULE` or `PBX_DIFF`: nothing is taken yet.
 */
export function standingOf({result, authorization, amount}: Up2payNotice, deferred: boolean): Standing {
  if (result === '00000') {
    if (authorization === '') return {kind: 'unknown'};
    return deferred ? {kind: 'authorized'} : captured(amount, true);
  }
  if (result === '99999') return {kind: 'pending'};
  const issuer = issuerCode(result);
  // The issuer's answer may leave it open, too.
  const refused = issuer === undefined ? refusedOnThePage.has(result) : refusalOfUp2pay(result).kind === 'declined';
  return {kind: refused ? 'action_required' : 'unknown'};
}

/**
 * `STATUS` of an inquiry (type 00017): the words without accents, in lower case, as they come through several charsets.
 * `credit`, `rejet support` and the balance of a gift card are no state of a payment.
 */
const inquiries: Readonly<Record<string, 'authorized' | 'captured' | 'voided' | 'declined'>> = {
  autorise: 'authorized',
  capture: 'captured',
  annule: 'voided',
  rembourse: 'captured',
  refuse: 'declined',
};

/**
 * Where one transaction stands, by an inquiry. `declined` is that transaction: on an open page the shopper may have
 * made another since.
 *
 * @param status - Decoded from ISO-8859-1.
 * @param amount - What was asked to be taken, in cents: the answer has no amount.
 */
export function standingOfInquiry(status: string, amount: number): Standing {
  const kind = inTable(inquiries, plain(status));
  switch (kind) {
    case 'captured':
      return captured(amount, true);
    case 'voided':
      return {kind, lapsed: false};
    default:
      return {kind};
  }
}

/** Whether a refund that got no answer was made, by an inquiry: anything but the word for it leaves it open. */
export function refundStandingOf(status: string): RefundStanding {
  return plain(status) === 'rembourse' ? 'refunded' : 'unknown';
}

/** What each server-to-server call comes to when it is answered `00000`. */
const calls = {'00002': 'captured', '00005': 'voided', '00014': 'refunded'} as const;

/**
 * What the answer to a capture, a cancellation or a refund came to. A time-out, and a code that we have never seen,
 * leave it open.
 */
export function operated(
  type: keyof typeof calls,
  code: string,
): (typeof calls)[keyof typeof calls] | 'declined' | 'unknown' {
  if (code === '00000') return calls[type];
  const refusal = refusalOfUp2pay(code);
  return refusal.kind === 'declined' && refusal.known ? 'declined' : 'unknown';
}

function plain(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
