import type {World} from '../../ports.ts';
import type {CaptureRequest, NotFound, Outcome, Provider, ReferencedRequest, SyncRequest} from '../provider.ts';
import {misconfigured} from '../refusal.ts';
import {refusalOfUp2pay} from './declines.ts';
import {askerOf, questionNumbers, type Answer} from './direct.ts';
import {commandOf, formFor, isDeferred, pageOpenMs} from './form.ts';
import {noticesOf, type Notice} from './notice.ts';
import {numberOf, referenceOf, type Numbers} from './numbers.ts';
import {openPage} from './page.ts';
import type {Up2payConfig} from './settings.ts';
import {operated, refundStandingOf, standingOf, standingOfInquiry} from './states.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Whoever opens the page at the last moment has it for as long again; then its word may still be on its way. */
const silenceMs = 2 * pageOpenMs + 5 * minute;
/** Not published for this platform; a week is the shortest usual term of CB. */
const holdMs = 7 * day;

/**
 * Up2pay e-Transactions: the card is typed at its page, to which the browser posts a signed form. Of a try nothing can be
 * asked before the platform's own word brings its numbers; from then on an inquiry decides, where the contract has those.
 */
export function up2pay(config: Up2payConfig, world: Pick<World, 'net' | 'clock' | 'random'>): Provider {
  const {clock} = world;
  const ask = askerOf(config, world, questionNumbers(world));

  /** Where that transaction stands at this moment. */
  async function inquire(numbers: Numbers): Promise<ReturnType<typeof standingOfInquiry> | Answer> {
    const answer = await ask('inquiry', numbers, numbers.amount);
    if (answer.kind !== 'answer' || answer.code !== '00000') return answer;
    return standingOfInquiry(answer.status, numbers.amount);
  }

  /** What one word of success comes to. @param deferred - Asked to be held only. */
  async function confirmed(notice: Notice, deferred: boolean, sentAt: number): Promise<Outcome> {
    const reference = referenceOf(notice);
    const promised = standingOf(notice, deferred);
    const numbers = numberOf(reference);
    if ((promised.kind !== 'authorized' && promised.kind !== 'captured') || !numbers) return {kind: 'unknown'};
    const stands = config.direct ? await inquire(numbers) : promised;
    const code = {authorizationCode: notice.authorization};
    switch (stands.kind) {
      case 'authorized':
        // Not to be held, so it leaves for the bank by itself tonight.
        return deferred
          ? {kind: 'authorized', reference, captureBefore: sentAt + holdMs, ...code}
          : {kind: 'captured', reference, total: numbers.amount, final: true, ...code};
      case 'captured':
        return {...stands, reference, ...code};
      case 'voided':
        return {...stands, reference};
      default:
        return {kind: 'unknown'};
    }
  }

  /** Where a try stands, by all that the platform has said of it. */
  async function standing(reference: string, request: SyncRequest): Promise<Outcome> {
    const {words = [], form = {}, money, sentAt = 0} = request;
    const notices = noticesOf(words, reference);
    const [paid, ...twice] = distinct(notices.filter(({result}) => result === '00000'));
    if (paid) {
      if (money && (money.amount !== paid.amount || money.currency !== 'EUR')) return {kind: 'unknown'};
      const outcome = await confirmed(paid, isDeferred(form), sentAt);
      const isPaid = outcome.kind === 'authorized' || outcome.kind === 'captured';
      return isPaid && twice.length > 0 ? {...outcome, toCheck: true} : outcome;
    }

    const pending: Outcome = {kind: 'pending', reference};
    const left = notices.findLast((notice) => notice.left);
    if (left) return endOf(left, reference) ?? pending;
    if (clock.now() < sentAt + silenceMs) return pending;
    // The issuer is still thinking, for all we know.
    if (notices.some(({result}) => result === '99999')) return {kind: 'unknown'};
    const refused = notices.findLast((notice) => standingOf(notice, false).kind === 'action_required');
    return (refused && declinedBy(refused)) ?? {kind: 'voided', reference, lapsed: true, toCheck: true};
  }

  /** Looks first, so that what is done already is not asked for again, and what would be refused is not asked at all. */
  async function capture({reference, amount}: CaptureRequest): Promise<Outcome> {
    const numbers = numberOf(reference);
    if (!numbers) return {kind: 'unknown'};
    const stands = await inquire(numbers);
    if (stands.kind === 'captured') return amount === numbers.amount ? {...stands, reference} : refusedHere('amount');
    if (stands.kind !== 'authorized') return lookEnded(stands);
    // How much was captured, no inquiry says: all of it or nothing.
    if (amount !== numbers.amount) return refusedHere('amount');
    const answer = await ask('capture', numbers, amount);
    return done('00002', answer, {kind: 'captured', reference, total: amount, final: true});
  }

  async function release({reference}: ReferencedRequest): Promise<Outcome> {
    const numbers = numberOf(reference);
    if (!numbers) return {kind: 'unknown'};
    const stands = await inquire(numbers);
    if (stands.kind === 'voided') return {...stands, reference};
    if (stands.kind !== 'authorized') return lookEnded(stands);
    const answer = await ask('void', numbers, numbers.amount);
    return done('00005', answer, {kind: 'voided', reference, lapsed: false});
  }

  /**
   * A first refund shows in the inquiry, a second one does not. So the first is not sent where one is shown that we did not
   * make: somebody gave money back at the bank's own desk, and nobody tells how much.
   */
  async function refund({reference, amount, books}: CaptureRequest): Promise<Outcome> {
    const numbers = numberOf(reference);
    if (!numbers) return {kind: 'unknown'};
    const answer = await ask('inquiry', numbers, numbers.amount);
    // No look-up could tell later whether it was sent. As it was not, that is said at once: the merchant may ask anew.
    if (answer.kind !== 'answer' || answer.code !== '00000') return refusedHere('unreachable');
    const back = books?.refunded ?? 0;
    const stands = standingOfInquiry(answer.status, numbers.amount);
    // Of a payment that was not to be held: it leaves tonight, and can be given back then.
    if (stands.kind === 'authorized') return refusedHere('authorized');
    if (stands.kind !== 'captured') return refusedHere(stands.kind);
    if (back === 0 && refundStandingOf(answer.status) === 'refunded') return refusedHere('refunded');
    if (amount > numbers.amount - back) return refusedHere('amount');
    const made = await ask('refund', numbers, amount);
    if (made.kind === 'not_sent') return refusedHere('unreachable');
    return done('00014', made, {kind: 'refunded', reference, total: back + amount});
  }

  async function sync(request: SyncRequest): Promise<Outcome | NotFound> {
    const {kind, reference, key, books, amount} = request;
    if (kind === 'authorize') {
      // Its form is given out with its reference only: without one, nobody can have paid.
      return reference === undefined ? {kind: 'not_found'} : standing(reference, request);
    }
    const numbers = numberOf(reference ?? '');
    if (!numbers || reference === undefined) return {kind: 'unknown'};
    const answer = await ask('inquiry', numbers, numbers.amount);
    if (answer.kind !== 'answer' || answer.code !== '00000') return {kind: 'unknown'};
    const stands = standingOfInquiry(answer.status, numbers.amount);
    if (kind === 'refund') {
      const isIts = books?.refunded === 0 && refundStandingOf(answer.status) === 'refunded';
      // Not shown, or one of several: whether it was made, nobody tells.
      return isIts && amount !== undefined ? {kind: 'refunded', reference, total: amount} : {kind: 'unknown'};
    }
    if (stands.kind === 'captured' || stands.kind === 'voided') {
      // Captured at the bank's own desk: how much, nobody tells.
      return key === '' && stands.kind === 'captured' ? {kind: 'unknown'} : {...stands, reference};
    }
    if (stands.kind !== 'authorized') return {kind: 'unknown'};
    // Still only held: what we sent has not arrived. Whether the hold has lapsed, no inquiry says.
    return key === '' ? {kind: 'unknown'} : {kind: 'not_found'};
  }

  return {
    name: 'up2pay',
    methods: ['card'],
    currencies: ['EUR'],
    capabilities: {
      deferredCapture: config.direct ? 'full' : 'none',
      collects: 'we_take',
      // The slowest verb inquires at two houses and then writes at two, 46 s in all; by then the platform is done with it.
      settleWindowMs: 90_000,
      cards: 'provider',
      idempotent: false,
      lookup: 'once_notified',
    },

    async authorize(request) {
      const {payer} = request;
      if (payer.kind !== 'redirect') throw new Error('not_a_page');
      const made = formFor(config, request, payer, clock.now());
      if ('missing' in made) return misconfiguredBy(`up2pay_${made.missing}_missing`);
      const url = await openPage(config, world.net);
      if (url === undefined) return {kind: 'not_sent', reason: 'unreachable'};
      const until = clock.now() + pageOpenMs;
      return {kind: 'action_required', reference: commandOf(request), url, form: made.form, until};
    },

    ...(config.direct && {capture, void: release, refund}),
    sync,
  };
}

/** One payment each: the same may be told more than once, in more than one way. */
function distinct(notices: readonly Notice[]): readonly Notice[] {
  return [...new Map(notices.toReversed().map((notice) => [referenceOf(notice), notice])).values()].toReversed();
}

/** The shopper has left the page: what the last word of it comes to. */
function endOf(notice: Notice, reference: string): Outcome | undefined {
  if (notice.canceled) return {kind: 'voided', reference, lapsed: false};
  if (notice.result === '00030') return {kind: 'voided', reference, lapsed: true};
  return standingOf(notice, false).kind === 'action_required' ? declinedBy(notice) : undefined;
}

function declinedBy({result}: Notice): Outcome | undefined {
  const refusal = refusalOfUp2pay(result);
  return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : undefined;
}

/** The look before the deed did not find what was needed, so nothing was done. */
function lookEnded(stands: {readonly kind: string} | Answer): Outcome {
  switch (stands.kind) {
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'authorized':
    case 'captured':
    case 'voided':
    case 'declined':
      return refusedHere(stands.kind);
    default:
      return {kind: 'unknown'};
  }
}

function done(type: Parameters<typeof operated>[0], answer: Answer, wanted: Outcome): Outcome {
  switch (answer.kind) {
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'unknown':
      return {kind: 'unknown'};
    case 'answer': {
      const came = operated(type, answer.code);
      if (came === 'declined') return refused(`up2pay:${answer.code}`);
      return came === wanted.kind ? wanted : {kind: 'unknown'};
    }
  }
}

/** We did not even ask, as the payment stands so that the platform would refuse, or do more than was wanted. */
function refusedHere(why: string): Outcome {
  return refused(`guichet:up2pay_${why}`);
}

function refused(providerCode: string): Outcome {
  return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
}

function misconfiguredBy(why: string): Outcome {
  const {code, advice} = misconfigured;
  return {kind: 'declined', decline: {code, advice, providerCode: `guichet:${why}`, sensitive: false}};
}
