/** What the issuer of a card says to the double of Stripe: `decline_code`, as Stripe writes it. */
export const stripeRefusals = [
  'generic_decline',
  'insufficient_funds',
  'lost_card',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
] as const;
export type StripeRefusal = (typeof stripeRefusals)[number];

/** Why the last try failed, in Stripe's words. */
export interface StripeError {
  readonly type: 'card_error' | 'invalid_request_error';
  readonly code: string;
  readonly decline_code?: string;
}

/** What was chosen at the fields. Of a card nothing is kept but what a receipt may show. */
export type StripeMeans =
  | {readonly type: 'alipay'}
  | {
      readonly type: 'card';
      readonly brand: 'visa' | 'mastercard' | 'amex';
      readonly network: 'visa' | 'mastercard' | 'amex' | 'cartes_bancaires';
      readonly last4: string;
      readonly wallet: 'apple_pay' | 'google_pay' | null;
      /** It can be captured several times. */
      readonly multicapture: boolean;
    };

/** What becomes of a payment once its issuer is asked. */
export type StripeVerdict = 'approved' | StripeError;

/** A PaymentIntent in the double's book. Instants are Unix seconds, amounts minor units. */
export interface StripeEntry {
  readonly id: string;
  /** What follows `pi_…_secret_`: whoever knows it may confirm. */
  readonly secret: string;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'automatic_async' | 'manual';
  readonly types: readonly string[];
  readonly requestsMulticapture: boolean;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly phase: Phase;
  readonly refunds: readonly StripeRefund[];
}

export type Phase =
  | {readonly name: 'open'; readonly error: StripeError | null}
  /** The shopper is with the issuer, or with Alipay. */
  | {
      readonly name: 'acting';
      readonly means: StripeMeans;
      readonly verdict: StripeVerdict;
      readonly returnUrl: string | null;
    }
  | {readonly name: 'held'; readonly means: StripeMeans; readonly until: number; readonly captured: number}
  | {readonly name: 'taken'; readonly means: StripeMeans; readonly captured: number}
  | {
      readonly name: 'canceled';
      readonly at: number;
      readonly reason: string;
      readonly means: StripeMeans | null;
      readonly captured: number;
      readonly error: StripeError | null;
    };

export interface StripeRefund {
  readonly id: string;
  readonly amount: number;
  readonly createdAt: number;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The shopper's bank sent it back. */
  readonly failed?: true;
}

/** A payment that was moved, or what Stripe would say to the request. */
export type Moved = {readonly entry: StripeEntry} | {readonly refused: string};

const daySeconds = 86_400;
/** As Visa and Mastercard hold what a cardholder paid online. */
const holdDays = 7;

/** Orders of exactly these amounts are refused when they are paid, whatever the card. */
export const refusedAmounts: Readonly<Record<number, StripeRefusal>> = {
  10_005: 'generic_decline',
  10_051: 'insufficient_funds',
  10_054: 'expired_card',
  10_041: 'lost_card',
};

/** What time does to a reservation that nobody captures. */
export function lapse(entry: StripeEntry, now: number): StripeEntry {
  const {phase} = entry;
  if (phase.name !== 'held' || now < phase.until) return entry;
  const {means, captured} = phase;
  return {...entry, phase: {name: 'canceled', at: phase.until, reason: 'automatic', means, captured, error: null}};
}

/** The shopper chose a means and pressed the button. `challenge`: the issuer, or Alipay, wants to see the shopper first. */
export function confirm(
  entry: StripeEntry,
  means: StripeMeans,
  verdict: StripeVerdict,
  challenge: boolean,
  returnUrl: string | null,
  now: number,
): Moved {
  if (entry.phase.name !== 'open') return {refused: 'payment_intent_unexpected_state'};
  if (!entry.types.includes(means.type)) return {refused: 'payment_intent_invalid_parameter'};
  if (challenge) return {entry: {...entry, phase: {name: 'acting', means, verdict, returnUrl}}};
  return {entry: judged(entry, means, verdict, now)};
}

/** The shopper is back from the issuer. `passed` false: they failed there, or gave up. */
export function finish(entry: StripeEntry, passed: boolean, now: number): Moved {
  const {phase} = entry;
  if (phase.name !== 'acting') return {refused: 'payment_intent_unexpected_state'};
  const failed: StripeError =
    phase.means.type === 'alipay'
      ? {type: 'card_error', code: 'payment_method_customer_decline'}
      : {type: 'invalid_request_error', code: 'payment_intent_authentication_failure'};
  return {entry: judged(entry, phase.means, passed ? phase.verdict : failed, now)};
}

function judged(entry: StripeEntry, means: StripeMeans, given: StripeVerdict, now: number): StripeEntry {
  const byAmount = refusedAmounts[entry.amount];
  const verdict = given === 'approved' && byAmount ? refusalOf(byAmount) : given;
  if (verdict !== 'approved') return {...entry, phase: {name: 'open', error: verdict}};
  if (entry.captureMethod === 'manual')
    return {...entry, phase: {name: 'held', means, until: now + holdDays * daySeconds, captured: 0}};
  return {...entry, phase: {name: 'taken', means, captured: entry.amount}};
}

/** As Stripe says it: some reasons are a code of their own, the others stand beside `card_declined`. */
export function refusalOf(reason: StripeRefusal): StripeError {
  const own = reason === 'expired_card' || reason === 'incorrect_cvc' || reason === 'processing_error';
  return {type: 'card_error', code: own ? reason : 'card_declined', decline_code: reason};
}

/** What it can be captured several times, says the card. */
export function mayCaptureAgain({requestsMulticapture}: StripeEntry, means: StripeMeans): boolean {
  return requestsMulticapture && means.type === 'card' && means.multicapture;
}

export function capture(
  entry: StripeEntry,
  {amount, final, metadata}: {amount?: number; final: boolean; metadata: Readonly<Record<string, string>>},
): Moved {
  const {phase} = entry;
  if (phase.name !== 'held') return {refused: 'payment_intent_unexpected_state'};
  const left = entry.amount - phase.captured;
  const wanted = amount ?? left;
  if (wanted > left) return {refused: 'amount_too_large'};
  if (!final && !mayCaptureAgain(entry, phase.means)) return {refused: 'parameter_invalid'};
  const captured = phase.captured + wanted;
  const next: Phase =
    final || captured === entry.amount ? {name: 'taken', means: phase.means, captured} : {...phase, captured};
  return {entry: {...entry, phase: next, metadata: {...entry.metadata, ...metadata}}};
}

/** Ends what is open, and releases what is held. */
export function cancel(entry: StripeEntry, reason: string, now: number): Moved {
  const {phase} = entry;
  const base = {name: 'canceled', at: now, reason} as const;
  switch (phase.name) {
    case 'open':
      return {entry: {...entry, phase: {...base, means: null, captured: 0, error: phase.error}}};
    case 'acting':
      return {entry: {...entry, phase: {...base, means: null, captured: 0, error: null}}};
    case 'held':
      return {entry: {...entry, phase: {...base, means: phase.means, captured: phase.captured, error: null}}};
    case 'taken':
    case 'canceled':
      return {refused: 'payment_intent_unexpected_state'};
  }
}

export function refund(entry: StripeEntry, wanted: Omit<StripeRefund, 'amount'> & {readonly amount?: number}): Moved {
  const captured = capturedOf(entry);
  if (captured === 0 || entry.phase.name === 'held') return {refused: 'resource_missing'};
  const left = captured - refundedOf(entry);
  if (left === 0) return {refused: 'charge_already_refunded'};
  const amount = wanted.amount ?? left;
  if (amount > left) return {refused: 'amount_too_large'};
  return {entry: {...entry, refunds: [...entry.refunds, {...wanted, amount}]}};
}

export function capturedOf({phase}: StripeEntry): number {
  return 'captured' in phase ? phase.captured : 0;
}

/** It was said to be made, and comes back. */
export function failRefund(entry: StripeEntry, id: string): Moved {
  if (!entry.refunds.some((one) => one.id === id && !one.failed)) return {refused: 'resource_missing'};
  return {entry: {...entry, refunds: entry.refunds.map((one) => (one.id === id ? {...one, failed: true} : one))}};
}

export function refundedOf({refunds}: StripeEntry): number {
  return refunds.reduce((sum, {amount, failed}) => sum + (failed ? 0 : amount), 0);
}
