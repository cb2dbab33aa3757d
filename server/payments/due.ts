import type {PaymentIntent} from './intent.ts';

const second = 1000;
const day = 24 * 60 * 60 * second;

/** How long before an authorization lapses the merchant is told. */
export const lapseNoticeMs = day;

/**
 * How long after the first message to look again for a lost answer: soon at first, then ever more rarely, for ever.
 * Asking is harmless; not asking loses money.
 */
export function nextAsk(sentAt: number, now: number): number {
  const waited = Math.max(0, now - sentAt);
  return now + Math.min(Math.max(2 * second, Math.floor(waited / 4)), 60 * 60 * second);
}

/** An answer that came in time needs no asking: the caller's own time-outs end before this. */
const firstAskMs = 17 * second;

/** When this payment wants to be looked at again without being asked; undefined: never. Pure. */
export function dueOf(intent: PaymentIntent, now: number): number | undefined {
  const usual = ownDueOf(intent, now);
  return intent.heard === undefined ? usual : Math.min(usual ?? Infinity, nextAsk(intent.heard, now));
}

/** The same, whatever the provider has said of it since. */
function ownDueOf(intent: PaymentIntent, now: number): number | undefined {
  const operation = intent.operations.at(-1);
  if (operation?.state === 'sent')
    return operation.lost ? nextAsk(operation.sentAt, now) : operation.sentAt + firstAskMs;

  switch (intent.status) {
    case 'requires_payment_method':
      return intent.expiresAt;
    case 'requires_action':
    case 'processing': {
      const step = intent.attempts.at(-1)?.step;
      if (!step) return now;
      switch (step.name) {
        case 'versions':
        case 'device':
        case 'asked':
        case 'challenge':
        case 'decoupled':
          return step.until;
        case 'away':
          // Soon at first, as most shoppers are quick; the return or a notification comes before that anyway.
          return Math.min(nextAsk(step.sentAt, now), now < step.until ? step.until : Infinity);
        case 'authenticated':
          return now;
        case 'authorizing':
          return step.lost ? nextAsk(step.sentAt, now) : step.sentAt + firstAskMs;
        default:
          return now;
      }
    }
    case 'requires_capture':
      return intent.lapseAnnounced
        ? Math.max(intent.captureBefore + 60 * second, nextAsk(intent.captureBefore, now))
        : intent.captureBefore - lapseNoticeMs;
    case 'awaiting_funds':
      if (!intent.reminded) return intent.remindAt;
      // A part came: only a person can say what becomes of it.
      return intent.amountCaptured > 0 ? undefined : Math.max(intent.fundsUntil, now + 60 * second);
    case 'in_review':
      return Math.max(intent.captureBefore + 60 * second, nextAsk(intent.captureBefore, now));
    case 'succeeded':
    case 'canceled':
      return undefined;
  }
}
