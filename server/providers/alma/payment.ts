import type {Money} from '#contract/money.ts';
import type {Outcome} from '../provider.ts';
import type {Payment} from './api.ts';
import {refusalOfAlma} from './declines.ts';
import {planId, readPlan} from './plans.ts';
import {mayGoToAlma, type AlmaConfig} from './settings.ts';
import {standingOf} from './states.ts';

/** Alma does not publish how long its page stays open; where it does not say, we close it ourselves after that. */
const pageOpenMs = 30 * 60_000;

/** What the payment must be, or we are not talking of the same one. Absent: not known to whoever asks. */
export interface Expected {
  readonly key?: string;
  readonly money?: Money;
  readonly plan?: string;
}

/**
 * A fetched payment as an outcome. Another try, amount or plan than ours: not a word of it is believed. The mode is that of
 * the host and its key; Alma lends in euros only, and names no currency.
 */
export function outcomeOf(payment: Payment, expected: Expected, config: AlmaConfig, now: number): Outcome {
  const unknown: Outcome = {kind: 'unknown'};
  const {key, money, plan} = expected;
  if (key !== undefined && payment.custom_data?.['attempt'] !== key) return unknown;
  if (money && (payment.purchase_amount !== money.amount || money.currency !== 'EUR')) return unknown;
  if (plan !== undefined && planId(payment) !== plan) return unknown;

  const {id: reference, payment_plan: parts, purchase_amount: purchase, refunds} = payment;
  // A refund moves the later parts: what was agreed is known from before.
  const agreed = refunds.length === 0 ? readPlan(payment, parts, purchase) : undefined;
  const withPlan = agreed ? {plan: agreed} : {};
  const standing = standingOf(payment, now);
  switch (standing.kind) {
    case 'captured':
      return {...standing, reference, ...withPlan};
    case 'authorized':
      return {kind: 'authorized', reference, ...withPlan};
    case 'voided':
      return {...standing, reference};
    case 'declined': {
      const refusal = refusalOfAlma(payment.state);
      return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : unknown;
    }
    case 'action_required': {
      if (!mayGoToAlma(payment.url, config)) return unknown;
      const until = payment.expired_at === null ? payment.created * 1000 + pageOpenMs : payment.expired_at * 1000;
      return {kind: 'action_required', reference, url: payment.url, until};
    }
    case 'pending':
    case 'unknown':
      return unknown;
  }
}
