import type {LetterKind} from '#contract/letters.ts';
import {isSentMethod} from '#contract/methods.ts';
import type {IntentStatus} from '#contract/statuses.ts';
import type {EventType} from '../store/tables.ts';
import type {News} from './news.ts';

/** When an event is told to the shopper, and by which letter. */
export interface Hook {
  readonly on: EventType;
  readonly when: (news: News) => boolean;
  readonly kind: LetterKind;
}

/** A transfer or a cheque was never reserved: when it comes, nothing is debited, whatever the order says of shipment. */
function isDebitedLater({capture, method}: News): boolean {
  return capture === 'manual' && (method === null || !isSentMethod(method));
}

/**
 * Which event makes which letter: the whole of it. At most one row fits an event.
 *
 * A refusal makes none while the shopper is at the page and can try again; it is told once the payment is over, or once
 * a doubt is resolved that the page promised to write about. `receipt` and `payment_link` follow no event: they
 * are asked for.
 */
export const hooks: readonly Hook[] = [
  {on: 'payment_intent.authorized', when: ({capture}) => capture === 'manual', kind: 'order_confirmed'},
  {on: 'payment_intent.succeeded', when: (news) => !isDebitedLater(news), kind: 'order_confirmed'},
  {on: 'payment_intent.succeeded', when: isDebitedLater, kind: 'debited'},
  {on: 'payment_intent.in_review', when: () => true, kind: 'in_review'},

  {on: 'payment_intent.canceled', when: ({ended}) => ended === 'voided', kind: 'released'},
  {on: 'payment_intent.canceled', when: ({ended}) => ended === 'authorization_expired', kind: 'released'},
  {on: 'payment_intent.canceled', when: ({ended}) => ended === 'review_declined', kind: 'released'},

  {on: 'payment_intent.canceled', when: ({ended}) => ended === 'authentication_failed', kind: 'payment_failed'},
  {on: 'payment_intent.canceled', when: ({ended}) => ended === 'funds_expired', kind: 'payment_failed'},
  {
    on: 'payment_intent.canceled',
    // An order that was never placed is nobody's debt, and a letter about it would be an advertisement.
    when: ({ended, tries, submit}) => ended === 'session_expired' && (tries > 0 || submit === 'pay'),
    kind: 'payment_failed',
  },
  {on: 'payment_intent.payment_failed', when: ({doubted}) => doubted, kind: 'payment_failed'},

  {on: 'payment_intent.awaiting_funds', when: ({method}) => method === 'bank_transfer', kind: 'transfer_instructions'},
  {on: 'payment_intent.awaiting_funds', when: ({method}) => method === 'cheque', kind: 'cheque_instructions'},
  {on: 'payment_intent.awaiting_funds', when: ({method}) => method === 'net_30', kind: 'terms_instructions'},

  {on: 'payment_intent.funds_reminder', when: () => true, kind: 'reminder'},

  {on: 'refund.succeeded', when: () => true, kind: 'refunded'},
  // One that was refused at once was never announced to the shopper, and the merchant makes it otherwise.
  {on: 'refund.failed', when: ({returned}) => returned, kind: 'refund_returned'},
];

export function kindOf(on: EventType, news: News): LetterKind | undefined {
  return hooks.find((hook) => hook.on === on && hook.when(news))?.kind;
}

/** Where a payment must stand for a letter to be true; absent: it tells what happened, which stays so. */
const truths: Readonly<Partial<Record<LetterKind, readonly IntentStatus[]>>> = {
  in_review: ['in_review'],
  debited: ['succeeded'],
  released: ['canceled'],
  payment_failed: ['requires_payment_method', 'canceled'],
  transfer_instructions: ['awaiting_funds'],
  cheque_instructions: ['awaiting_funds'],
  terms_instructions: ['awaiting_funds'],
  reminder: ['awaiting_funds'],
};

/** Whether a letter says, now, what is true now. @param on - The event that it tells of. */
export function isTrue(kind: LetterKind, on: EventType | undefined, status: IntentStatus): boolean {
  if (kind === 'order_confirmed') {
    return status === (on === 'payment_intent.authorized' ? 'requires_capture' : 'succeeded');
  }
  return truths[kind]?.includes(status) ?? true;
}
