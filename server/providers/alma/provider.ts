import type {World} from '../../ports.ts';
import type {CaptureRequest, NotFound, Outcome, Provider, ReferencedRequest, SyncRequest} from '../provider.ts';
import {misconfigured} from '../refusal.ts';
import {
  callerOf,
  CanceledSchema,
  FeePlanSchema,
  ListSchema,
  only,
  PaymentSchema,
  type Answer,
  type Payment,
} from './api.ts';
import {creationOf} from './create.ts';
import {refusalOfAlma} from './declines.ts';
import {outcomeOf, type Expected} from './payment.ts';
import {feePlansPath, planId, plansAt, termsOf} from './plans.ts';
import type {AlmaConfig} from './settings.ts';
import {restOf} from '../standing.ts';
import {refundedTotal, standingOf} from './states.ts';

/**
 * Alma: one purchase, which it pays to the merchant and collects from the shopper by a plan. It knows no idempotency key, so
 * every verb looks before it acts; a refund bears ours, and is looked for before it is made again.
 */
export function alma(config: AlmaConfig, {net, clock}: Pick<World, 'net' | 'clock'>): Provider {
  const call = callerOf(config, net);
  const standing = (payment: Payment, expected: Expected = {}) => outcomeOf(payment, expected, config, clock.now());
  const pathOf = (reference: string) => `/v1/payments/${encodeURIComponent(reference)}`;
  const fetchPayment = (reference: string) => call('GET', pathOf(reference), PaymentSchema);

  /** Where it stands, whatever we believe: the outcome of a look, never of a deed. */
  async function look(reference: string, expected: Expected = {}): Promise<Outcome> {
    const answer = await fetchPayment(reference);
    if (answer.kind !== 'answer') return {kind: 'unknown'};
    const outcome = standing(answer.body, expected);
    return outcome.kind === 'authorized' ? {...outcome, ...(await deadlineOf(answer.body))} : outcome;
  }

  /** Until when the schedule may still begin, as the account says of that plan; counted from when the page was opened. */
  async function deadlineOf(payment: Payment): Promise<{readonly captureBefore?: number}> {
    const answer = await call('GET', feePlansPath, ListSchema);
    if (answer.kind !== 'answer') return {};
    const plan = only(answer.body, FeePlanSchema).find((one) => planId(one) === planId(payment));
    const days = plan?.deferred_trigger_limit_days ?? null;
    return days === null ? {} : {captureBefore: (payment.created + days * daySeconds) * 1000};
  }

  /** Lets the schedule begin: the whole of it, once. */
  async function capture({reference, amount}: CaptureRequest): Promise<Outcome> {
    const before = await fetchPayment(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const stands = standing(before.body);
    if (stands.kind === 'captured') return stands.total === amount ? stands : refusedHere('amount');
    if (stands.kind !== 'authorized') return stands.kind === 'unknown' ? stands : refusedHere(stands.kind);
    if (before.body.purchase_amount !== amount) return refusedHere('amount');
    const after = await call('POST', `${pathOf(reference)}/trigger`, PaymentSchema, {});
    return after.kind === 'answer' ? movedTo('captured', standing(after.body)) : deedFailed(after);
  }

  /**
   * Closes an open page; where `held` may go too, gives up an agreement whose schedule has not begun. Afterwards it is looked
   * at: somebody may have accepted meanwhile.
   */
  async function abort({reference}: ReferencedRequest, held: boolean): Promise<Outcome> {
    const before = await fetchPayment(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const stands = standing(before.body);
    if (stands.kind === 'voided' || stands.kind === 'unknown') return stands;
    const isOpen = stands.kind === 'action_required';
    if (!isOpen && !(held && stands.kind === 'authorized')) return refusedHere(stands.kind);
    const path = `${pathOf(reference)}/cancel`;
    const put = await call('PUT', path, CanceledSchema);
    // The client library puts; the documentation lists a POST.
    const after = put.kind === 'refused' && put.status === 405 ? await call('POST', path, CanceledSchema, {}) : put;
    if (after.kind !== 'answer') return deedFailed(after);
    const now = await look(reference);
    // Alma has said that it is canceled, and nobody had accepted: how such a payment looks afterwards is not published.
    const isOver = now.kind === 'voided' || (isOpen && now.kind === 'action_required');
    return isOver ? {kind: 'voided', reference, lapsed: false} : {kind: 'unknown'};
  }

  async function refund({reference, key, amount}: CaptureRequest): Promise<Outcome> {
    const before = await fetchPayment(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const {body: payment} = before;
    if (hasRefund(payment, key)) return {kind: 'refunded', reference, total: refundedTotal(payment)};
    const stands = standing(payment);
    if (stands.kind !== 'captured') return stands.kind === 'unknown' ? stands : refusedHere(stands.kind);
    // Somebody gave a part back at Alma's own desk: more than what is left is refused before it is asked for.
    if (amount > payment.purchase_amount - refundedTotal(payment)) return refusedHere('amount');
    const after = await call('POST', `${pathOf(reference)}/refund`, PaymentSchema, {amount, merchant_reference: key});
    if (after.kind !== 'answer') return deedFailed(after);
    return after.body.id === reference && hasRefund(after.body, key)
      ? {kind: 'refunded', reference, total: refundedTotal(after.body)}
      : {kind: 'unknown'};
  }

  return {
    name: 'alma',
    methods: ['instalments'],
    currencies: ['EUR'],
    capabilities: {
      deferredCapture: config.atShipment ? 'full' : 'none',
      collects: 'we_take',
      // The slowest verb looks three times and writes twice, 60 s in all; what Alma has by then it must have worked off.
      settleWindowMs: 90_000,
      cards: 'none',
      idempotent: false,
    },

    plans: (request) => plansAt(call, request, config.atShipment),

    async authorize(request) {
      const {payer, key, money} = request;
      if (payer.kind !== 'redirect') throw new Error('not_a_page');
      const {plan} = payer;
      const terms = termsOf(plan);
      if (!terms || plan === undefined) throw new Error('no_plan');
      const answer = await call('POST', '/v1/payments', PaymentSchema, creationOf(request, payer, terms));
      switch (answer.kind) {
        case 'answer':
          return standing(answer.body, {key, money, plan});
        case 'not_sent':
          return {kind: 'not_sent', reason: 'unreachable'};
        case 'refused':
          return refusedBecause(answer);
        case 'unknown':
          return {kind: 'unknown'};
      }
    },

    capture,
    void: (request) => abort(request, true),
    close: (request) => abort(request, false),
    refund,

    async tell({reference}) {
      const answer = await fetchPayment(reference);
      if (answer.kind !== 'answer' || answer.body.id !== reference) return undefined;
      const {body} = answer;
      const rest = restOf(standingOf(body, clock.now()));
      if (!rest) return undefined;
      // Given up before the schedule began: that is no refund.
      if (rest.captured === 0) return {...rest, refunded: 0, refunds: []};
      return {
        ...rest,
        refunded: refundedTotal(body),
        // Alma publishes no number of a refund, and none that comes back.
        refunds: body.refunds.flatMap(({amount, merchant_reference: ours}) =>
          typeof ours === 'string' ? [{key: ours, amount, failed: false}] : [],
        ),
      };
    },

    async sync({kind, reference, key, money}: SyncRequest): Promise<Outcome | NotFound> {
      if (kind === 'authorize') {
        if (reference !== undefined) return look(reference, {key, ...(money && {money})});
        // Alma finds no payment by our key. Of one whose answer was lost the address was never shown, so nobody can accept
        // it there: it is as if it had never been made.
        return {kind: 'not_found'};
      }
      if (reference === undefined || reference === '') return {kind: 'unknown'};
      if (key === '') return look(reference);
      if (kind === 'refund') {
        const answer = await fetchPayment(reference);
        if (answer.kind !== 'answer') return {kind: 'unknown'};
        return hasRefund(answer.body, key)
          ? {kind: 'refunded', reference, total: refundedTotal(answer.body)}
          : {kind: 'not_found'};
      }
      const stands = await look(reference);
      // The schedule has not begun: what we sent has not arrived.
      return stands.kind === 'authorized' ? {kind: 'not_found'} : stands;
    },
  };
}

const daySeconds = 86_400;

function hasRefund({refunds}: Payment, key: string): boolean {
  return refunds.some(({merchant_reference: ours}) => ours === key);
}

type Failed = Exclude<Answer<never>, {kind: 'answer'}>;

/** The request itself was refused: nothing was made. */
function refusedBecause({status, code}: Extract<Failed, {kind: 'refused'}>): Outcome {
  const refusal = code === '' ? undefined : refusalOfAlma(code);
  if (refusal?.kind === 'declined') return {kind: 'declined', decline: refusal.decline};
  return {kind: 'declined', decline: {...misconfigured, providerCode: `alma:http_${status}`, sensitive: false}};
}

/** The look before the deed failed, so nothing was done. */
function lookFailed(answer: Failed): Outcome {
  return answer.kind === 'not_sent' ? {kind: 'not_sent', reason: 'unreachable'} : {kind: 'unknown'};
}

function deedFailed(answer: Failed): Outcome {
  switch (answer.kind) {
    case 'refused':
      return refused(`alma:${answer.code === '' ? `http_${answer.status}` : answer.code}`);
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'unknown':
      return {kind: 'unknown'};
  }
}

/** We did not even ask, as the payment stands so that Alma would refuse, or do more than was wanted. */
function refusedHere(why: Outcome['kind'] | 'amount'): Outcome {
  return refused(`guichet:alma_${why}`);
}

function refused(providerCode: string): Outcome {
  return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
}

/** Answered, but not with what we asked for: look again later. */
function movedTo(wanted: Outcome['kind'], outcome: Outcome): Outcome {
  return outcome.kind === wanted ? outcome : {kind: 'unknown'};
}
