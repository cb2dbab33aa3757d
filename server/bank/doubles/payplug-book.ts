import type {Choice, Hosted} from './hosted-page.ts';

/** PayPlug's failure codes that its double can be made to answer with. */
export const payplugFailures = [
  'card_declined',
  'insufficient_funds',
  '3ds_declined',
  'fraud_suspected',
  'card_stolen',
  'processing_error',
] as const;
export type PayplugFailure = (typeof payplugFailures)[number];

/** A payment in the double's book. Instants are Unix seconds, amounts cents. */
export interface PayplugEntry extends Hosted {
  readonly id: string;
  /** The secret part of the page's address. */
  readonly page: string;
  readonly amount: number;
  /** It is only reserved until somebody captures it. */
  readonly deferred: boolean;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly billing: Readonly<Record<string, string | null>>;
  readonly shipping: Readonly<Record<string, string | null>>;
  readonly notificationUrl: string | null;
  readonly createdAt: number;
  readonly phase: Phase;
  readonly refunds: readonly PayplugRefund[];
  /** What our notifications were last answered with. */
  readonly heard: number | null;
}

export type Phase =
  | {readonly name: 'open'}
  | {readonly name: 'held'; readonly at: number; readonly until: number}
  | {readonly name: 'paid'; readonly at: number; readonly held: {readonly at: number; readonly until: number} | null}
  | {
      readonly name: 'failed';
      readonly code: PayplugFailure | 'aborted' | 'timeout';
      readonly held: {readonly at: number; readonly until: number} | null;
    };

export interface PayplugRefund {
  readonly id: string;
  readonly amount: number;
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, string>>;
}

const daySeconds = 86_400;
/** An open page ends after so long; PayPlug does not publish its own term. */
export const openMinutes = 60;

/** Orders of exactly these amounts are refused when they are paid, whatever the card. */
export const refusedAmounts: Readonly<Record<number, PayplugFailure>> = {
  10_005: 'card_declined',
  10_051: 'insufficient_funds',
  10_059: 'fraud_suspected',
  10_065: '3ds_declined',
};

export function decide(entry: PayplugEntry, choice: Choice<PayplugFailure>, now: number): PayplugEntry {
  const current = lapse(entry, now);
  if (current.phase.name !== 'open') return current;
  const failed = (code: Extract<Phase, {name: 'failed'}>['code']): PayplugEntry => ({
    ...current,
    phase: {name: 'failed', code, held: null},
  });
  switch (choice.kind) {
    case 'cancel':
      return failed('aborted');
    case 'expire':
      return failed('timeout');
    case 'fail':
      return failed(choice.code);
    case 'pay': {
      const refusal = refusedAmounts[current.amount];
      if (refusal) return failed(refusal);
      if (!current.deferred) return {...current, phase: {name: 'paid', at: now, held: null}};
      // As in the published fixture: held until midnight UTC of the seventh day.
      const until = (Math.floor(now / daySeconds) + 7) * daySeconds;
      return {...current, phase: {name: 'held', at: now, until}};
    }
  }
}

/** What time does to a page that nobody comes to. */
export function lapse(entry: PayplugEntry, now: number): PayplugEntry {
  if (entry.phase.name !== 'open' || now < entry.createdAt + openMinutes * 60) return entry;
  return {...entry, phase: {name: 'failed', code: 'timeout', held: null}};
}

/** A payment that was moved, or what PayPlug would say to the request. */
export type Moved = {readonly entry: PayplugEntry} | {readonly refused: string};

/** All of it or nothing; never once it has lapsed. */
export function capture(entry: PayplugEntry, now: number): Moved {
  const {phase} = entry;
  if (phase.name !== 'held' || now >= phase.until) return {refused: 'payment cannot be captured'};
  return {entry: {...entry, phase: {name: 'paid', at: now, held: phase}}};
}

export function abort(entry: PayplugEntry, now: number): Moved {
  const {phase} = lapse(entry, now);
  const held = phase.name === 'held' && now < phase.until ? phase : null;
  if (phase.name !== 'open' && !held) return {refused: 'payment cannot be aborted'};
  return {entry: {...entry, phase: {name: 'failed', code: 'aborted', held}}};
}

export function refund(entry: PayplugEntry, wanted: Omit<PayplugRefund, 'amount'> & {readonly amount?: number}): Moved {
  const left = entry.phase.name === 'paid' ? entry.amount - refundedOf(entry) : 0;
  const amount = wanted.amount ?? left;
  if (left === 0 || amount > left) return {refused: 'amount exceeds what can be refunded'};
  return {entry: {...entry, refunds: [...entry.refunds, {...wanted, amount}]}};
}

export function refundedOf({refunds}: PayplugEntry): number {
  return refunds.reduce((sum, {amount}) => sum + amount, 0);
}

/** The payment object, field for field as published. */
export function resourceOf(given: PayplugEntry, pageUrl: string, now: number) {
  const entry = lapse(given, now);
  const {phase} = entry;
  const held = phase.name === 'held' ? phase : 'held' in phase ? phase.held : null;
  const paidAt = phase.name === 'paid' ? phase.at : null;
  const refunded = refundedOf(entry);
  return {
    id: entry.id,
    object: 'payment',
    is_live: false,
    amount: entry.amount,
    amount_refunded: refunded,
    currency: 'EUR',
    created_at: entry.createdAt,
    description: entry.description,
    is_paid: paidAt !== null,
    paid_at: paidAt,
    is_refunded: paidAt !== null && refunded === entry.amount,
    is_3ds: null,
    save_card: false,
    card: {id: null, last4: null, country: null, exp_year: null, exp_month: null, brand: null, metadata: null},
    hosted_payment: {
      payment_url: `${pageUrl}/${entry.page}`,
      return_url: entry.returnUrl,
      cancel_url: entry.cancelUrl,
      paid_at: paidAt,
      sent_by: null,
    },
    notification: {url: entry.notificationUrl, response_code: entry.heard},
    metadata: entry.metadata,
    failure: phase.name === 'failed' ? {code: phase.code, message: phase.code} : null,
    authorization: entry.deferred
      ? {authorized_at: held?.at ?? null, expires_at: held?.until ?? null, authorized_amount: entry.amount}
      : null,
    installment_plan_id: null,
    refundable_after: paidAt,
    refundable_until: paidAt === null ? null : paidAt + 180 * daySeconds,
    payment_method: null,
    billing: entry.billing,
    shipping: entry.shipping,
  };
}

export function refundResourceOf({id: payment}: PayplugEntry, {id, amount, createdAt, metadata}: PayplugRefund) {
  return {
    id,
    object: 'refund',
    payment_id: payment,
    is_live: false,
    amount,
    currency: 'EUR',
    created_at: createdAt,
    metadata,
  };
}
