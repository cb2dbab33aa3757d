import type {Money} from '#contract/money.ts';
import {mayGoTo} from '../place.ts';
import type {Outcome} from '../provider.ts';
import type {Payment} from './api.ts';
import {refusalOfPayplug} from './declines.ts';
import type {PayplugConfig} from './settings.ts';
import {standingOf} from './states.ts';

/** PayPlug does not say how long its page stays open; after that we close it ourselves. */
const pageOpenMs = 30 * 60_000;

/** What the payment must be, or we are not talking of the same one. Absent: not known to whoever asks. */
export interface Expected {
  readonly key?: string;
  readonly money?: Money;
}

/** A fetched payment as an outcome. Another mode, currency, try or amount than ours: not a word of it is believed. */
export function outcomeOf(payment: Payment, expected: Expected, config: PayplugConfig, now: number): Outcome {
  const unknown: Outcome = {kind: 'unknown'};
  const {key, money} = expected;
  if (payment.is_live !== config.live || payment.currency !== 'EUR') return unknown;
  if (key !== undefined && attemptOf(payment) !== key) return unknown;

  const {id: reference, authorization, failure} = payment;
  const standing = standingOf(payment, now);
  switch (standing.kind) {
    case 'captured':
      return money && money.amount !== standing.total ? unknown : {...standing, reference};
    case 'authorized': {
      const held = authorization?.authorized_amount;
      const until = authorization?.expires_at;
      if (typeof until !== 'number' || (money && held !== money.amount)) return unknown;
      return {kind: 'authorized', reference, captureBefore: until * 1000};
    }
    case 'voided':
      return {...standing, reference};
    case 'declined': {
      const refusal = refusalOfPayplug(failure?.code ?? '');
      return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : unknown;
    }
    case 'action_required': {
      const url = payment.hosted_payment?.payment_url ?? '';
      if (!mayGoTo(url, 'payplug.com', config.doubleOrigin)) return unknown;
      return {kind: 'action_required', reference, url, until: payment.created_at * 1000 + pageOpenMs};
    }
    case 'pending':
      return {kind: 'pending', reference};
    case 'unknown':
      return unknown;
  }
}

/** Our key, under which a payment whose creation was not answered is found again. */
export function attemptOf({metadata}: Payment): string | undefined {
  const attempt = metadata?.['attempt'];
  return typeof attempt === 'string' ? attempt : undefined;
}
