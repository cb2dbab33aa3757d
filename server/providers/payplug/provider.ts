import type {World} from '../../ports.ts';
import {creationFailed, deedFailed, deedRefused, lookFailed, movedTo} from '../answer.ts';
import {restOf} from '../standing.ts';
import type {CaptureRequest, NotFound, Outcome, Provider, ReferencedRequest, SyncRequest} from '../provider.ts';
import {callerOf, listOf, PaymentSchema, RefundSchema, type Payment} from './api.ts';
import {creationOf} from './create.ts';
import {limitsOfAccount, published} from './check.ts';
import {attemptOf, outcomeOf, type Expected} from './payment.ts';
import type {PayplugConfig} from './settings.ts';
import {standingOf} from './states.ts';

/**
 * PayPlug, v1: the card is typed at its hosted page. It knows no idempotency key, so every verb looks before it acts, and
 * what was lost is looked up by the key that we left in its metadata.
 */
export function payplug(config: PayplugConfig, {net, clock}: Pick<World, 'net' | 'clock'>): Provider {
  const call = callerOf(config, net);
  const standing = (payment: Payment, expected: Expected = {}) => outcomeOf(payment, expected, config, clock.now());
  const pathOf = (reference: string) => `/payments/${encodeURIComponent(reference)}`;
  const fetchPayment = (reference: string) => call('GET', pathOf(reference), PaymentSchema);

  /** Where it stands, whatever we believe: the outcome of a look, never of a deed. */
  async function look(reference: string, expected: Expected = {}): Promise<Outcome> {
    const answer = await fetchPayment(reference);
    return answer.kind === 'answer' ? standing(answer.body, expected) : {kind: 'unknown'};
  }

  /** Through the newest payments, as far back as the one that we look for can be. */
  async function lookThrough({key, money, sentAt = 0}: SyncRequest): Promise<Outcome | NotFound> {
    let oldest = Infinity;
    let inOrder = true;
    for (let page = 1; page <= pagesMax; page++) {
      const answer = await call('GET', `/payments?page=${page}&per_page=${perPage}`, listOf(PaymentSchema));
      if (answer.kind !== 'answer') return {kind: 'unknown'};
      const {data} = answer.body;
      const found = data.find((payment) => attemptOf(payment) === key);
      if (found) return standing(found, {key, ...(money && {money})});
      for (const {created_at: at} of data) {
        inOrder &&= at <= oldest;
        oldest = at;
      }
      // An empty page is the end. So is one that is old enough, as long as the newest came first.
      if (data.length === 0 || (inOrder && oldest * 1000 < sentAt - clocksApartMs)) return {kind: 'not_found'};
    }
    return {kind: 'unknown'};
  }

  /** All refunds of a payment that can be seen; undefined when they cannot be told for sure. */
  async function refundsOf(reference: string) {
    const answer = await call('GET', `${pathOf(reference)}/refunds`, listOf(RefundSchema));
    return answer.kind === 'answer' ? answer.body.data : undefined;
  }

  async function capture({reference, amount}: CaptureRequest): Promise<Outcome> {
    const before = await fetchPayment(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const stands = standing(before.body);
    if (stands.kind === 'captured') return stands.total === amount ? stands : refusedHere('amount');
    if (stands.kind !== 'authorized') return stands.kind === 'unknown' ? stands : refusedHere(stands.kind);
    // It would take the whole of it.
    if (before.body.authorization?.authorized_amount !== amount) return refusedHere('amount');
    const after = await call('PATCH', pathOf(reference), PaymentSchema, {captured: true});
    return after.kind === 'answer' ? movedTo('captured', standing(after.body)) : deedFailed('payplug', after);
  }

  /** Closes an open page; where `held` may go too, releases a reservation. Afterwards it is looked at: somebody may have paid. */
  async function abort({reference}: ReferencedRequest, held: boolean): Promise<Outcome> {
    const before = await fetchPayment(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const stands = standing(before.body);
    if (stands.kind === 'voided' || stands.kind === 'unknown') return stands;
    if (stands.kind !== 'action_required' && !(held && stands.kind === 'authorized')) return refusedHere(stands.kind);
    const after = await call('PATCH', pathOf(reference), PaymentSchema, {aborted: true});
    if (after.kind !== 'answer') return deedFailed('payplug', after);
    return movedTo('voided', await look(reference));
  }

  async function refund({reference, key, amount}: CaptureRequest): Promise<Outcome> {
    const earlier = await refundsOf(reference);
    const payment = await fetchPayment(reference);
    if (payment.kind !== 'answer' || !earlier) return {kind: 'unknown'};
    const {amount: taken, amount_refunded: back} = payment.body;
    if (earlier.some(({metadata}) => metadata?.['operation'] === key))
      return {kind: 'refunded', reference, total: back};
    const stands = standing(payment.body);
    if (stands.kind !== 'captured') return stands.kind === 'unknown' ? stands : refusedHere(stands.kind);
    // Somebody gave a part back at PayPlug's own desk: more than what is left is refused before it is asked for.
    if (amount > taken - back) return refusedHere('amount');
    const made = await call('POST', `${pathOf(reference)}/refunds`, RefundSchema, {
      amount,
      metadata: {operation: key},
    });
    if (made.kind !== 'answer') return deedFailed('payplug', made);
    return made.body.payment_id === reference && made.body.amount === amount
      ? {kind: 'refunded', reference, total: back + amount}
      : {kind: 'unknown'};
  }

  return {
    name: 'payplug',
    methods: ['card'],
    currencies: ['EUR'],
    capabilities: {
      deferredCapture: 'full',
      collects: 'we_take',
      // The slowest verb looks twice and then writes, 35 s in all; what PayPlug has by then it must have worked off.
      settleWindowMs: 90_000,
      cards: 'provider',
      idempotent: false,
      limits: published,
    },
    limits: () => limitsOfAccount(config, net),

    async authorize(request) {
      const {payer, key, money} = request;
      if (payer.kind !== 'redirect') throw new Error('not_a_page');
      const answer = await call('POST', '/payments', PaymentSchema, creationOf(request, payer));
      return answer.kind === 'answer' ? standing(answer.body, {key, money}) : creationFailed('payplug', answer);
    },

    capture,
    void: (request) => abort(request, true),
    close: (request) => abort(request, false),
    refund,

    async tell({reference}) {
      const refunds = await refundsOf(reference);
      const answer = await fetchPayment(reference);
      if (answer.kind !== 'answer' || !refunds) return undefined;
      const {body} = answer;
      const rest = body.is_live === config.live && body.id === reference && restOf(standingOf(body, clock.now()));
      if (!rest) return undefined;
      return {
        ...rest,
        refunded: body.amount_refunded,
        // PayPlug lists what was given back, and publishes no refund that comes back.
        refunds: refunds.map(({id, amount, metadata}) => ({key: keyIn(metadata) ?? id, amount, failed: false})),
      };
    },

    async sync(request) {
      const {kind, reference, key, money} = request;
      if (kind === 'authorize') return reference ? look(reference, {key, ...(money && {money})}) : lookThrough(request);
      if (reference === undefined || reference === '') return {kind: 'unknown'};
      if (key === '') return look(reference);
      if (kind === 'refund') {
        const refunds = await refundsOf(reference);
        if (!refunds) return {kind: 'unknown'};
        if (!refunds.some(({metadata}) => metadata?.['operation'] === key)) return {kind: 'not_found'};
        const payment = await fetchPayment(reference);
        return payment.kind === 'answer'
          ? {kind: 'refunded', reference, total: payment.body.amount_refunded}
          : {kind: 'unknown'};
      }
      const stands = await look(reference);
      // Still only reserved: what we sent has not arrived.
      return stands.kind === 'authorized' ? {kind: 'not_found'} : stands;
    },
  };
}

function keyIn(metadata: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const key = metadata?.['operation'];
  return typeof key === 'string' ? key : undefined;
}

const perPage = 50;
/** So many payments of one shop after ours, and we still would find it. */
const pagesMax = 20;
const clocksApartMs = 10 * 60_000;

/** We did not even ask, as the payment stands so that PayPlug would refuse, or do more than was wanted. */
function refusedHere(why: Outcome['kind'] | 'amount'): Outcome {
  return deedRefused(`guichet:payplug_${why}`);
}
