import type {World} from '../../ports.ts';
import type {
  AuthorizeRequest,
  CaptureRequest,
  NotFound,
  Outcome,
  Payer,
  Provider,
  ReferencedRequest,
  SyncRequest,
  TellRequest,
  Told,
} from '../provider.ts';
import {deedRefused} from '../answer.ts';
import {restOf} from '../standing.ts';
import {misconfigured} from '../refusal.ts';
import {
  callerOf,
  FormTokenSchema,
  OrderSchema,
  TransactionSchema,
  type Answer,
  type Call,
  type Transaction,
} from './api.ts';
import {formFor, isOfCard, orderIdOf, tokenRequestFor} from './create.ts';
import {fieldsOf} from './fields.ts';
import {outcomeOfWords} from './hear.ts';
import {almaOffer} from './plans.ts';
import {debitOf, factsOf, outcomeOf, promised, remainsOf, type Debit, type Expected} from './payment.ts';
import type {LyraConfig} from './settings.ts';
import {refundStandingOf} from './states.ts';

/** Our form sends nobody there any more after that. */
const formOpenMs = 15 * 60_000;
/** So long a token can be paid with. */
const tokenMs = 15 * 60_000;
/**
 * By then nobody can pay by card any more, and whoever is not known to the platform has not paid. Its page takes 10 minutes
 * from the form's arrival, whatever is done there (Systempay's and Sogecommerce's documents, "Managing timeouts"); a bank's
 * question 10 minutes from a token's last second. And some to spare.
 */
const cardOverMs = 30 * 60_000;
/** "Certain payment methods" take longer there; nobody says which, and how long. */
const otherOverMs = 60 * 60_000;
/** A notification that is not heard is sent again for an hour: some time after that, every word has come that will. */
const repeatedMs = 75 * 60_000;

/**
 * The Lyra platform: the shopper is posted to its page with a signed form, or types the card into its fields in our page,
 * which pay with a token; what becomes of it is looked up by the REST interface where the contract has that, else the
 * notifications tell. The reference is the order's number, ours.
 */
export function lyra(config: LyraConfig, {net, clock}: Pick<World, 'net' | 'clock'>): Provider {
  const call = config.rest && callerOf(config.rest, config, net);
  const fields = fieldsOf(config);
  let lastSlot = 0;

  /** Two tries in one tenth of a second would have one number. */
  function nextSlot(): number {
    lastSlot = Math.max(lastSlot + 1, Math.floor(clock.now() / 100));
    return lastSlot;
  }

  return {
    name: 'lyra',
    methods: config.methods,
    currencies: config.currencies,
    capabilities: {
      deferredCapture: call ? 'partial' : 'none',
      takesAtOnce: ['wero', 'instalments'],
      collects: 'we_take',
      // The slowest verb looks and writes twice, 40 s in all; what the platform has by then it must have worked off.
      settleWindowMs: 90_000,
      cards: 'provider',
      idempotent: false,
      ...(!call && {lookup: 'once_notified' as const}),
    },

    ...(fields && {fields}),
    ...lending(config, clock),

    async authorize(request) {
      const {payer} = request;
      if (payer.kind === 'fields' && call) return tokenFor(call, request, payer, clock.now() + tokenMs);
      if (payer.kind !== 'redirect') throw new Error('not_a_page');
      const form = formFor(config, request, payer, nextSlot());
      if (!form)
        return {kind: 'declined', decline: {...misconfigured, providerCode: 'guichet:lyra_method', sensitive: false}};
      const reference = form['vads_order_id'] ?? '';
      return {kind: 'action_required', reference, url: config.formUrl, form, until: clock.now() + formOpenMs};
    },

    ...(call && {...verbsOf(call, config), tell: (request) => tell(call, config, request)}),

    async sync(request) {
      const {kind, reference, key} = request;
      // The form was never handed out: nothing can have happened.
      if (kind === 'authorize' && reference === undefined) return {kind: 'not_found'};
      if (reference === undefined || reference === '') return {kind: 'unknown'};
      if (!call) {
        if (kind !== 'authorize') return {kind: 'unknown'};
        return outcomeOfWords(reference, request) ?? waiting(request, reference, clock.now(), true);
      }
      if (kind === 'refund') return syncRefund(call, config, {...request, reference});
      const expected = {
        reference,
        ...(kind === 'authorize' && {key, ...(request.money && {money: request.money})}),
      };
      const found = await find(call, config, expected);
      if (found === 'waiting') return waiting(request, reference, clock.now(), false);
      if ('kind' in found) return found.kind === 'not_sent' ? {kind: 'unknown'} : found;
      const stands = outcomeOf(found, expected);
      // Still only reserved: what we sent has not arrived.
      return kind !== 'authorize' && key !== '' && stands.kind === 'authorized' ? {kind: 'not_found'} : stands;
    },
  };
}

/** Nobody can pay without the token: an answer that is lost has had no effect. */
async function tokenFor(
  call: Call,
  request: AuthorizeRequest,
  payer: Extract<Payer, {kind: 'fields'}>,
  until: number,
): Promise<Outcome> {
  const answer = await call('Charge/CreatePayment', FormTokenSchema, tokenRequestFor(request, payer));
  switch (answer.kind) {
    case 'answer': {
      const reference = orderIdOf(request.orderReference, request.key);
      return {kind: 'action_required', reference, fields: {form_token: answer.body.formToken}, until};
    }
    case 'refused':
      return {
        kind: 'declined',
        decline: {...misconfigured, providerCode: `lyra:${answer.code}`, sensitive: false},
      };
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'not_found':
    case 'unknown':
      return {kind: 'unknown'};
  }
}

function lending({alma}: LyraConfig, clock: World['clock']): Pick<Provider, 'plans'> {
  return alma ? {plans: async ({money}) => almaOffer(alma, money, clock.now())} : {};
}

/**
 * Nobody has done anything at the page yet, as far as anyone knows; or never will.
 * @param isSilent - Nobody can be asked: only its notifications tell.
 */
function waiting({sentAt, form}: SyncRequest, reference: string, now: number, isSilent: boolean): Outcome {
  const overMs = (isOfCard(form) ? cardOverMs : otherOverMs) + (isSilent ? repeatedMs : 0);
  if (sentAt === undefined || now < sentAt + overMs) return {kind: 'pending', reference};
  return {kind: 'voided', reference, lapsed: true, ...(isSilent && {toCheck: true})};
}

/** By totals: before the night it is taken, a payment is made smaller or canceled instead of given back. */
async function tell(call: Call, config: LyraConfig, {reference, books}: TellRequest): Promise<Told | undefined> {
  const found = await find(call, config, {reference});
  if (found === 'waiting' || 'kind' in found) return undefined;
  // Promised, and refused on the way to the bank: what we took for the shop's is not.
  const isUndone = found.standing.kind === 'declined' && books.captured > 0;
  if (isUndone) return {captured: 0, refunded: 0, rest: 'released', refunds: []};
  const rest = restOf(found.standing);
  if (!rest) return undefined;
  const remains = remainsOf(found);
  // Taken as far as we know, or not yet: then it is what stands there, less what went back.
  if (books.captured === 0 || remains === undefined) {
    const back = rest.captured === 0 || remains === undefined ? 0 : rest.captured - remains;
    return {...rest, refunded: back, refunds: []};
  }
  return remains > books.captured
    ? {captured: remains, refunded: 0, rest: 'released', refunds: []}
    : {captured: books.captured, refunded: books.captured - remains, rest: 'released', refunds: []};
}

async function syncRefund(
  call: Call,
  config: LyraConfig,
  {reference, amount, books}: SyncRequest & {readonly reference: string},
): Promise<Outcome | NotFound> {
  const found = await find(call, config, {reference});
  if (found === 'waiting' || 'kind' in found || !books || amount === undefined) return {kind: 'unknown'};
  const total = refundedOf(found, books.captured);
  if (total === undefined) return {kind: 'unknown'};
  return total >= books.refunded + amount ? {kind: 'refunded', reference, total} : {kind: 'not_found'};
}

/** The debit of an order; what it is when there is none to speak of. */
async function find(
  call: Call,
  config: LyraConfig,
  expected: Expected,
): Promise<Debit | 'waiting' | Extract<Outcome, {kind: 'unknown' | 'not_sent'}>> {
  const answer = await call('Order/Get', OrderSchema, {orderId: expected.reference});
  switch (answer.kind) {
    case 'answer': {
      const debit = debitOf(answer.body, expected, config);
      return debit === 'unknown' ? {kind: 'unknown'} : debit;
    }
    case 'not_found':
      return 'waiting';
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'refused':
    case 'unknown':
      return {kind: 'unknown'};
  }
}

/** All that has gone back, by totals: before the night it is taken, a payment is made smaller or canceled instead. */
function refundedOf(debit: Debit, captured: number): number | undefined {
  const remains = remainsOf(debit);
  return remains === undefined || remains > captured ? undefined : captured - remains;
}

function verbsOf(call: Call, config: LyraConfig): Required<Pick<Provider, 'capture' | 'void' | 'refund'>> {
  const change = (
    service: 'Transaction/Validate' | 'Transaction/Update' | 'Transaction/CancelOrRefund',
    {uuid}: Transaction,
    body: object,
  ) => call(service, TransactionSchema, {uuid, ...body, comment: 'Guichet'});

  async function capture({reference, amount}: CaptureRequest): Promise<Outcome> {
    const found = await find(call, config, {reference});
    if (found === 'waiting') return refusedHere('waiting');
    if ('kind' in found) return found;
    const {transaction, standing} = found;
    if (standing.kind === 'captured')
      return standing.total === amount ? {...standing, reference} : refusedHere('amount');
    if (standing.kind !== 'authorized') return refusedHere(standing.kind);
    if (amount > transaction.amount) return refusedHere('amount');
    if (amount < transaction.amount) {
      // Never to be raised again: what is not taken now is released.
      const {currency} = transaction;
      const lowered = await change('Transaction/Update', transaction, {cardUpdate: {amount, currency}});
      if (lowered.kind !== 'answer') return deedFailed(lowered);
      if (lowered.body.amount !== amount) return {kind: 'unknown'};
    }
    const validated = await change('Transaction/Validate', transaction, {});
    if (validated.kind !== 'answer') return deedFailed(validated);
    const after = promised(factsOf(validated.body));
    return after.kind === 'captured' && after.total === amount ? {...after, reference} : {kind: 'unknown'};
  }

  async function release({reference}: ReferencedRequest): Promise<Outcome> {
    const found = await find(call, config, {reference});
    if (found === 'waiting') return refusedHere('waiting');
    if ('kind' in found) return found;
    const {transaction, standing} = found;
    if (standing.kind === 'voided') return {...standing, reference};
    if (standing.kind !== 'authorized') return refusedHere(standing.kind);
    const {amount, currency} = transaction;
    const resolutionMode = 'CANCELLATION_ONLY';
    const answer = await change('Transaction/CancelOrRefund', transaction, {amount, currency, resolutionMode});
    if (answer.kind !== 'answer') return deedFailed(answer);
    return answer.body.detailedStatus === 'CANCELLED' ? {kind: 'voided', reference, lapsed: false} : {kind: 'unknown'};
  }

  /** In the order that Lyra's own plugins keep: taken already, it goes back; not yet, it is canceled or made smaller. */
  async function refund({reference, amount, books}: CaptureRequest): Promise<Outcome> {
    const found = await find(call, config, {reference});
    if (found === 'waiting') return refusedHere('waiting');
    if ('kind' in found) return found;
    const {transaction, standing} = found;
    const before = books && refundedOf(found, books.captured);
    if (!books || before === undefined) return {kind: 'unknown'};
    // Done already, by us or at the back office: the totals are one story.
    if (before >= books.refunded + amount) return {kind: 'refunded', reference, total: before};
    const left = books.captured - before;
    if (standing.kind !== 'captured') return refusedHere(standing.kind);
    if (amount > left) return refusedHere('amount');

    const {currency, detailedStatus} = transaction;
    const total = before + amount;
    const isTaken = detailedStatus !== 'AUTHORISED';
    if (!isTaken && amount < left) {
      const cardUpdate = {amount: left - amount, currency};
      const answer = await change('Transaction/Update', transaction, {cardUpdate});
      if (answer.kind !== 'answer') return deedFailed(answer);
      return answer.body.amount === left - amount ? {kind: 'refunded', reference, total} : {kind: 'unknown'};
    }
    const resolutionMode = isTaken ? 'REFUND_ONLY' : 'CANCELLATION_ONLY';
    const answer = await change('Transaction/CancelOrRefund', transaction, {amount, currency, resolutionMode});
    if (answer.kind !== 'answer') return deedFailed(answer);
    if (!isTaken)
      return answer.body.detailedStatus === 'CANCELLED' ? {kind: 'refunded', reference, total} : {kind: 'unknown'};
    switch (refundStandingOf({status: answer.body.detailedStatus, operation: answer.body.operationType})) {
      case 'refunded':
        return answer.body.amount === amount ? {kind: 'refunded', reference, total} : {kind: 'unknown'};
      case 'declined':
        return deedRefused(`lyra:${answer.body.detailedStatus}`);
      case 'pending':
      case 'unknown':
        return {kind: 'unknown'};
    }
  }

  return {capture, void: release, refund};
}

function deedFailed(answer: Exclude<Answer<never>, {kind: 'answer'}>): Outcome {
  switch (answer.kind) {
    case 'refused':
      return deedRefused(`lyra:${answer.code}`);
    case 'not_found':
      return deedRefused('lyra:not_found');
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'unknown':
      return {kind: 'unknown'};
  }
}

/** We did not even ask, as the payment stands so that the platform would refuse, or do more than was wanted. */
function refusedHere(why: string): Outcome {
  return deedRefused(`guichet:lyra_${why}`);
}
