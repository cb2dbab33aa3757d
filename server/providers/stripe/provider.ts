import type {World} from '../../ports.ts';
import type {CaptureRequest, NotFound, Outcome, Provider, ReferencedRequest, SyncRequest} from '../provider.ts';
import {misconfigured} from '../refusal.ts';
import {callerOf, IntentSchema, listOf, RefundSchema, type Answer, type Intent, type Refund} from './api.ts';
import {creationOf} from './create.ts';
import {hostsOf, settingsOf} from './fields.ts';
import {attemptOf, outcomeOf, refusedReason, type Expected} from './intent.ts';
import type {StripeConfig} from './settings.ts';
import {restOf} from '../standing.ts';
import {refundStandingOf, standingOf} from './states.ts';

/**
 * Stripe: one PaymentIntent for each try, confirmed by Stripe's script in the shopper's browser. Every request that has an
 * effect bears our key; what was lost is looked up by the key that we left in the metadata.
 */
export function stripe(config: StripeConfig, {net}: Pick<World, 'net'>): Provider {
  const call = callerOf(config, net);
  const standing = (intent: Intent, expected: Expected = {}) => outcomeOf(intent, expected, config.live);
  const pathOf = (reference: string) => `/payment_intents/${encodeURIComponent(reference)}`;
  const expand = ['latest_charge'];

  const fetchIntent = (reference: string) => call.read(pathOf(reference), IntentSchema, {expand});
  const cancelIntent = (reference: string, reason: string, key: string) =>
    call.write(`${pathOf(reference)}/cancel`, IntentSchema, {cancellation_reason: reason, expand}, key);

  async function look(reference: string): Promise<Outcome> {
    const answer = await fetchIntent(reference);
    return answer.kind === 'answer' ? standing(answer.body, {reference}) : {kind: 'unknown'};
  }

  /** Through the newest payments, as far back as the one that we look for can be. */
  async function lookThrough({key, sentAt = 0}: SyncRequest): Promise<Answer<Intent> | NotFound> {
    let after: string | undefined;
    for (let page = 1; page <= pagesMax; page++) {
      const answer = await call.read('/payment_intents', listOf(IntentSchema), {
        limit: perPage,
        created: {gte: Math.max(0, Math.floor((sentAt - clocksApartMs) / 1000))},
        ...(after !== undefined && {starting_after: after}),
        expand: ['data.latest_charge'],
      });
      if (answer.kind !== 'answer') return answer;
      const {data, has_more: hasMore} = answer.body;
      const found = data.find((intent) => attemptOf(intent) === key);
      if (found) return {kind: 'answer', body: found};
      after = data.at(-1)?.id;
      if (!hasMore || after === undefined) return {kind: 'not_found'};
    }
    return {kind: 'unknown'};
  }

  /** Where the shopper's try stands. A refused one is canceled first: nobody pays it behind the back of the next. */
  async function lookAtTry(request: SyncRequest): Promise<Outcome | NotFound> {
    const {reference, key, money} = request;
    const answer = reference === undefined ? await lookThrough(request) : await fetchIntent(reference);
    if (answer.kind === 'not_found') return answer;
    if (answer.kind !== 'answer') return {kind: 'unknown'};
    const expected: Expected = {key, ...(reference !== undefined && {reference}), ...(money && {money})};
    const outcome = standing(answer.body, expected);
    const isOver = outcome.kind === 'declined' || outcome.kind === 'voided';
    if (!isOver || answer.body.status === 'canceled') return outcome;

    const closed = await cancelIntent(answer.body.id, refusedReason, `${key}:refused`);
    if (closed.kind === 'answer') return isCanceled(closed.body, answer.body.id) ? outcome : {kind: 'unknown'};
    if (closed.kind !== 'refused') return {kind: 'unknown'};
    // Not any more: somebody has paid it meanwhile, or is about to.
    const again = await fetchIntent(answer.body.id);
    const stands = again.kind === 'answer' ? standing(again.body, expected) : again;
    return stands.kind === 'authorized' || stands.kind === 'captured' || stands.kind === 'action_required'
      ? stands
      : {kind: 'unknown'};
  }

  async function capture({reference, key, amount, final}: CaptureRequest): Promise<Outcome> {
    if (!final) {
      const before = await fetchIntent(reference);
      if (before.kind !== 'answer') return failed(before);
      const {body} = before;
      // The rest would be released with it, unless this card can be captured several times.
      if (
        !hasCaptured(body, key) &&
        body.latest_charge?.payment_method_details?.card?.multicapture?.status !== 'available'
      )
        return refused('guichet:stripe_multicapture');
    }
    const after = await call.write(
      `${pathOf(reference)}/capture`,
      IntentSchema,
      {amount_to_capture: amount, ...(!final && {final_capture: false}), metadata: {captured: key}, expand},
      key,
    );
    if (after.kind === 'answer')
      return hasCaptured(after.body, key) ? movedTo('captured', standing(after.body, {reference})) : {kind: 'unknown'};
    // Refused: or done already, and the key forgotten there.
    return after.kind === 'refused'
      ? ((await captureBy(reference, key)) ?? refused(`stripe:${after.code}`))
      : failed(after);
  }

  /** What the capture under that key came to; undefined when Stripe never got it, or refused it. */
  async function captureBy(reference: string, key: string): Promise<Outcome | undefined> {
    const answer = await fetchIntent(reference);
    if (answer.kind !== 'answer') return {kind: 'unknown'};
    return hasCaptured(answer.body, key) ? standing(answer.body, {reference}) : undefined;
  }

  async function release({reference, key}: ReferencedRequest): Promise<Outcome> {
    const after = await cancelIntent(reference, 'requested_by_customer', key);
    if (after.kind === 'answer') return isReleased(after.body, reference) ? voided(reference) : {kind: 'unknown'};
    if (after.kind !== 'refused') return failed(after);
    const stands = await look(reference);
    return stands.kind === 'voided' || stands.kind === 'unknown' ? stands : refused(`stripe:${after.code}`);
  }

  /** Ends what is still open. What is reserved or taken stands: Stripe would release a reservation too. */
  async function close({reference, key}: ReferencedRequest): Promise<Outcome> {
    const before = await fetchIntent(reference);
    if (before.kind !== 'answer') return failed(before);
    const stands = standing(before.body, {reference});
    if (stands.kind === 'voided' && before.body.status === 'canceled') return stands;
    if (stands.kind === 'unknown') return stands;
    if (stands.kind === 'authorized' || stands.kind === 'captured' || stands.kind === 'pending')
      return refused(`guichet:stripe_${stands.kind}`);
    return release({reference, key});
  }

  /** All refunds of a payment; undefined when they cannot be told for sure. */
  async function refundsOf(reference: string) {
    const query = {payment_intent: reference, limit: perPage};
    const answer = await call.read('/refunds', listOf(RefundSchema), query);
    return answer.kind === 'answer' && !answer.body.has_more ? answer.body.data : undefined;
  }

  /** Its own: what a capture leaves over Stripe "refunds" too, without moving money, and those do not count. */
  const movesMoney = ({metadata, balance_transaction: moved}: Refund) =>
    metadata?.['operation'] !== undefined || moved !== null;
  const refundedOf = (refunds: readonly Refund[]) =>
    refunds
      .filter(movesMoney)
      .filter(({status}) => ['refunded', 'pending'].includes(refundStandingOf({status: status ?? ''})))
      .reduce((sum, {amount}) => sum + amount, 0);

  /** What the refund under that key came to; undefined when there is none. */
  async function refundBy(reference: string, key: string): Promise<Outcome | undefined> {
    const refunds = await refundsOf(reference);
    if (!refunds) return {kind: 'unknown'};
    const mine = refunds.find(({metadata}) => metadata?.['operation'] === key);
    if (!mine) return undefined;
    if (mine.payment_intent !== reference) return {kind: 'unknown'};
    switch (refundStandingOf({status: mine.status ?? ''})) {
      case 'refunded':
        return {kind: 'refunded', reference, total: refundedOf(refunds)};
      case 'pending':
        return {kind: 'pending', reference};
      case 'declined':
        return refused(`stripe:refund_${mine.status}`);
      case 'unknown':
        return {kind: 'unknown'};
    }
  }

  async function refund({reference, key, amount}: CaptureRequest): Promise<Outcome> {
    const made = await call.write(
      '/refunds',
      RefundSchema,
      {payment_intent: reference, amount, metadata: {operation: key}},
      key,
    );
    if (made.kind === 'answer' || made.kind === 'refused') {
      const outcome = await refundBy(reference, key);
      if (outcome) return outcome;
      return made.kind === 'refused' ? refused(`stripe:${made.code}`) : {kind: 'unknown'};
    }
    return failed(made);
  }

  return {
    name: 'stripe',
    methods: ['card', 'apple_pay', 'google_pay', 'alipay'],
    currencies: ['EUR', 'USD', 'GBP', 'CHF'],
    currenciesBy: {alipay: ['EUR', 'USD', 'GBP']},
    capabilities: {
      deferredCapture: 'partial',
      takesAtOnce: ['alipay'],
      collects: 'we_take',
      settleWindowMs: 60_000,
      cards: 'provider',
      idempotent: true,
      limits: {
        EUR: {from: 50, upTo: amountMax},
        USD: {from: 50, upTo: amountMax},
        GBP: {from: 30, upTo: amountMax},
        CHF: {from: 50, upTo: amountMax},
      },
    },
    fields: {
      methods: ['card', 'apple_pay', 'google_pay', 'alipay'],
      hosts: hostsOf(config),
      settings: settingsOf(config),
    },

    async authorize(request) {
      const {payer, key, money} = request;
      if (payer.kind !== 'fields') throw new Error('not_in_our_page');
      const creation = creationOf(request, payer);
      if (!creation) throw new Error('not_a_method');
      const answer = await call.write('/payment_intents', IntentSchema, creation, key);
      switch (answer.kind) {
        case 'answer':
          return standing(answer.body, {key, money});
        case 'not_sent':
          return {kind: 'not_sent', reason: 'unreachable'};
        case 'refused':
          return {
            kind: 'declined',
            decline: {...misconfigured, providerCode: `stripe:${answer.code}`, sensitive: false},
          };
        case 'unknown':
          return {kind: 'unknown'};
      }
    },

    capture,
    void: release,
    close,
    refund,

    async tell({reference}) {
      const answer = await fetchIntent(reference);
      const refunds = await refundsOf(reference);
      if (answer.kind !== 'answer' || !refunds) return undefined;
      const {body} = answer;
      const rest = body.livemode === config.live && body.id === reference && restOf(standingOf(body));
      const stands = refunds.map(({status}) => refundStandingOf({status: status ?? ''}));
      if (!rest || stands.includes('unknown')) return undefined;
      return {
        ...rest,
        refunded: refundedOf(refunds),
        refunds: refunds.filter(movesMoney).map(({id, amount, status, metadata}) => ({
          key: metadata?.['operation'] ?? id,
          amount,
          failed: refundStandingOf({status: status ?? ''}) === 'declined',
        })),
      };
    },

    async sync(request) {
      const {kind, reference, key} = request;
      if (kind === 'authorize') return lookAtTry(request);
      if (reference === undefined || reference === '') return {kind: 'unknown'};
      if (key === '') return look(reference);
      if (kind === 'refund') return (await refundBy(reference, key)) ?? {kind: 'not_found'};
      const answer = await fetchIntent(reference);
      if (answer.kind !== 'answer') return {kind: 'unknown'};
      const {body} = answer;
      if (kind === 'capture' && hasCaptured(body, key)) return standing(body, {reference});
      // Still held: what we sent has not arrived.
      if (body.status === 'requires_capture') return {kind: 'not_found'};
      return kind === 'void' && isReleased(body, reference) ? voided(reference) : standing(body, {reference});
    },
  };
}

/** Eight digits, in whatever currency. */
const amountMax = 99_999_999;
const perPage = 100;
/** So many payments of one shop after ours, and we still would find it. */
const pagesMax = 20;
const clocksApartMs = 10 * 60_000;

/** The key of the capture that was made last stands on the payment itself, written in the same go. */
function hasCaptured({metadata, amount_received: received}: Intent, key: string): boolean {
  return metadata['captured'] === key && received > 0;
}

/** Nothing was taken, and nothing will be. */
function isCanceled({id, status, amount_received: received}: Intent, reference: string): boolean {
  return id === reference && status === 'canceled' && received === 0;
}

/** Nothing is held any more. A part that was taken before stays taken. */
function isReleased(intent: Intent, reference: string): boolean {
  const {id, status, amount, amount_received: received} = intent;
  return isCanceled(intent, reference) || (id === reference && final.has(status) && received > 0 && received < amount);
}

const final: ReadonlySet<string> = new Set(['canceled', 'succeeded']);

function voided(reference: string): Outcome {
  return {kind: 'voided', reference, lapsed: false};
}

/** The deed, or the look before it, was not answered as it should be. */
function failed(answer: Exclude<Answer<never>, {kind: 'answer'}>): Outcome {
  switch (answer.kind) {
    case 'refused':
      return refused(`stripe:${answer.code}`);
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'unknown':
      return {kind: 'unknown'};
  }
}

function refused(providerCode: string): Outcome {
  return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
}

/** Answered, but not with what we asked for: look again later. */
function movedTo(wanted: Outcome['kind'], outcome: Outcome): Outcome {
  return outcome.kind === wanted ? outcome : {kind: 'unknown'};
}
