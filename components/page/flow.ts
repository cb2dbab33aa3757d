import type {Advice, DeclineCode} from '#contract/declines.ts';
import type {DeclineView, InstructionsView, SessionView} from '#contract/session.ts';
import type {CancellationReason, MethodType} from '#contract/statuses.ts';

/** What the page shows. One shape per screen, so that the compiler asks about the one that we forgot. */
export type Screen =
  | {readonly kind: 'choose'}
  /** The form is back, under a sentence, with what to do next as a button. */
  | {
      readonly kind: 'refused';
      readonly decline: DeclineView;
      readonly step: NextStep;
      readonly charged: 'no' | 'unsaid';
      /** Whether anybody said no, or the way to an answer failed. */
      readonly how: 'refused' | 'interrupted';
    }
  /** This page is paying: the form stays where it is, and waits. */
  | {readonly kind: 'processing'; readonly bridge: string | null}
  /** Somebody is paying, but not from this page's form: another tab did, or this page was loaded again. */
  | {readonly kind: 'waiting'; readonly bridge: string | null}
  | {readonly kind: 'challenge'; readonly bridge: string}
  | {readonly kind: 'app'; readonly bridge: string; readonly info: string | null}
  /** Nobody knows yet. Never says "refused", never offers to pay. */
  | {readonly kind: 'checking'; readonly bridge: string | null}
  /** The shopper is, or should be, at the provider's own page. */
  | {readonly kind: 'away'; readonly url: string; readonly method: MethodType | null}
  /** The try is in a provider's fields, and not in those of this page: another tab has them, or this one was loaded again. */
  | {readonly kind: 'fields'; readonly method: MethodType | null}
  /** The order stands; the shopper sends the money. */
  | {readonly kind: 'instructed'; readonly instructions: InstructionsView}
  /** The merchant looks at the order first: nothing is debited yet. */
  | {readonly kind: 'in_review'}
  | {readonly kind: 'canceled'; readonly reason: CancellationReason | null}
  | {readonly kind: 'expired'}
  | {readonly kind: 'authorized'}
  | {readonly kind: 'paid'};

/** What the button under a refusal does. */
export type NextStep = 'fix_field' | 'other_card' | 'retry' | 'leave';

/** What this page knows and the server does not. */
export interface Local {
  /** A click is on its way: from the card form to the vault, or from here to the server. */
  readonly paying: boolean;
  /** The server has not known for so long that the shopper wonders. */
  readonly slow: boolean;
  /** A provider's script has the turn in this page: however long it takes, it is not slow. */
  readonly handedOver?: boolean;
  /** Where a provider's script says that the try goes on. */
  readonly leadsTo?: string | undefined;
  /** Providers whose script this page does without. */
  readonly without?: readonly string[];
}

/** A payment that has not settled after this is shown as "we are checking". */
export const slowMs = 20_000;

const steps: Readonly<Record<Advice, NextStep>> = {
  none: 'retry',
  fix_field: 'fix_field',
  authenticate: 'retry',
  retry_now: 'retry',
  retry_later: 'retry',
  other_card: 'other_card',
  contact_bank: 'other_card',
  merchant: 'leave',
  canceled: 'retry',
};

/**
 * Decides what to show. Pure.
 *
 * The payment speaks first, then the session: money that was taken is shown as taken even when the session's time
 * has passed, and a challenge that is under way is carried to its end.
 */
export function screenOf(view: SessionView, local: Local): Screen {
  const intent = view.payment_intent;

  switch (intent.status) {
    case 'succeeded':
      return {kind: 'paid'};
    case 'in_review':
      return {kind: 'in_review'};
    case 'awaiting_funds':
      // Awaited, and no word how to send it: two answers that cannot both be true.
      return intent.instructions
        ? {kind: 'instructed', instructions: intent.instructions}
        : {kind: 'checking', bridge: null};
    case 'requires_capture':
      return {kind: 'authorized'};
    case 'canceled':
      return intent.cancellation_reason === 'session_expired'
        ? {kind: 'expired'}
        : {kind: 'canceled', reason: intent.cancellation_reason};
    case 'processing':
      return intent.uncertain ? {kind: 'checking', bridge: null} : underway(local, null);
    case 'requires_action': {
      const action = intent.next_action;
      if (action?.type === 'fields') {
        const {provider} = action;
        const url = action.url ?? local.leadsTo;
        if (url !== undefined && (!local.paying || local.without?.includes(provider)))
          return {kind: 'away', url, method: intent.method};
        return local.paying ? underway(local, null) : {kind: 'fields', method: intent.method};
      }
      if (action?.type === 'redirect') return {kind: 'away', url: action.url, method: intent.method};
      if (action?.step === 'challenge') return {kind: 'challenge', bridge: action.url};
      if (action?.step === 'app') return {kind: 'app', bridge: action.url, info: action.cardholder_info};
      return underway(local, action?.url ?? null);
    }
    case 'requires_payment_method':
      if (local.paying) return underway(local, null);
      if (view.status === 'expired') return {kind: 'expired'};
      // Complete, yet nothing paid: two answers that cannot both be true. Ask again, promise nothing.
      if (view.status === 'complete') return {kind: 'checking', bridge: null};
      return intent.last_decline ? refused(intent.last_decline) : {kind: 'choose'};
  }
}

function underway({paying, slow, handedOver = false}: Local, bridge: string | null): Screen {
  if (slow && !handedOver) return {kind: 'checking', bridge};
  return {kind: paying ? 'processing' : 'waiting', bridge};
}

function refused(decline: DeclineView): Screen {
  // These two are the refusals after which money may have moved.
  const charged = decline.code === 'timeout_unknown' || decline.code === 'duplicate' ? 'unsaid' : 'no';
  const {code, advice} = decline;
  // Wrong data that need no mending: the vault has forgotten them, before any bank saw them.
  const isForgotten = code === 'incorrect_data' && advice === 'retry_now';
  const how = advice === 'canceled' || isForgotten || interruptions.has(code) ? 'interrupted' : 'refused';
  return {kind: 'refused', decline, step: steps[advice], charged, how};
}

/** No bank has judged the payment: a network, an acquirer or a setting of the shop stood in its way. */
const interruptions: ReadonlySet<DeclineCode> = new Set([
  'provider_unavailable',
  'timeout_unknown',
  'merchant_configuration',
  'session_expired',
  'canceled_by_shopper',
]);

/** Nothing more will happen by itself: the page may stop asking. */
export function isSettled({kind}: Screen): boolean {
  return !['processing', 'waiting', 'challenge', 'app', 'away', 'fields', 'checking'].includes(kind);
}

/** The shopper has nothing left to do here but to go back to the shop. */
export function isOver({kind}: Screen): boolean {
  return ['paid', 'authorized', 'instructed', 'in_review', 'canceled', 'expired'].includes(kind);
}

/** The form stands on these screens; elsewhere it is kept, hidden, with what was typed in it. */
export function showsForm({kind}: Screen): boolean {
  return ['choose', 'refused', 'processing', 'challenge'].includes(kind);
}
