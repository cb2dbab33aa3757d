import type {Decline} from '#contract/declines.ts';
import type {Try} from '../store/tables.ts';

/**
 * Card testing: somebody tries stolen numbers at a shop that opens sessions for anyone. The rules look at tries that
 * begin; what is under way, or taken, is never touched by them. Pure.
 */
export interface CardingLimits {
  /** Tries from one network, all cards together. */
  readonly triesPerAddress: readonly Limit[];
  readonly cardsPerAddress: Limit;
  readonly declinesPerCard: Limit;
  /** Different cards whose numbers begin with the same eight digits; from then on a challenge is mandated. */
  readonly cardsPerRange: Limit & {readonly mandatedMs: number};
  /** Of the last so many tries of a merchant, all within that time, more than so many percent declined. */
  readonly declineRatio: {readonly percent: number; readonly of: number; readonly withinMs: number};
}

interface Limit {
  /** So many are let through. */
  readonly max: number;
  readonly withinMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** The limits of `facts/security.md` 4.8. That of five cards per session stands in `confirm.ts`. */
export const cardingLimits: CardingLimits = {
  triesPerAddress: [
    {max: 10, withinMs: 10 * minute},
    {max: 30, withinMs: hour},
  ],
  cardsPerAddress: {max: 4, withinMs: hour},
  declinesPerCard: {max: 5, withinMs: 24 * hour},
  cardsPerRange: {max: 20, withinMs: 10 * minute, mandatedMs: hour},
  declineRatio: {percent: 60, of: 50, withinMs: 10 * minute},
};

/** The most tries that a rule looks at, of one card, one network, one range, one merchant; newest first. */
export const lookBackMax = 200;

/** How far back the rules look. */
export function lookBackMs(limits: CardingLimits) {
  const {triesPerAddress, cardsPerAddress, declinesPerCard, cardsPerRange, declineRatio} = limits;
  return {
    address: Math.max(cardsPerAddress.withinMs, ...triesPerAddress.map(({withinMs}) => withinMs)),
    card: declinesPerCard.withinMs,
    range: cardsPerRange.withinMs + cardsPerRange.mandatedMs,
    merchant: declineRatio.withinMs,
  };
}

/** Earlier tries, newest first, the one that begins among those of its network and range. */
export interface Tries {
  readonly address: readonly Try[];
  readonly card: readonly Try[];
  readonly range: readonly Try[];
  readonly merchant: readonly Try[];
}

export type Verdict =
  | {readonly kind: 'pass'}
  /** The issuer must ask its customer. */
  | {readonly kind: 'challenge'; readonly limit: 'range' | 'merchant'}
  | {readonly kind: 'refused'; readonly limit: 'address' | 'card'};

/** What the limits say of a try that begins now. */
export function judgeTry(tries: Tries, now: number, limits: CardingLimits): Verdict {
  const {triesPerAddress, cardsPerAddress, declinesPerCard, cardsPerRange, declineRatio} = limits;
  const since = (list: readonly Try[], ms: number) => list.filter(({at}) => at > now - ms);

  if (triesPerAddress.some(({max, withinMs}) => since(tries.address, withinMs).length > max))
    return {kind: 'refused', limit: 'address'};
  if (cardsOf(since(tries.address, cardsPerAddress.withinMs)) > cardsPerAddress.max)
    return {kind: 'refused', limit: 'address'};
  const declines = since(tries.card, declinesPerCard.withinMs).filter(({declined}) => declined);
  if (declines.length >= declinesPerCard.max) return {kind: 'refused', limit: 'card'};

  if (
    since(tries.range, cardsPerRange.mandatedMs).some(
      ({at}) => cardsOf(upTo(tries.range, at, limits)) > cardsPerRange.max,
    )
  )
    return {kind: 'challenge', limit: 'range'};
  const last = since(tries.merchant, declineRatio.withinMs).slice(0, declineRatio.of);
  const refused = last.filter(({declined}) => declined).length;
  if (last.length === declineRatio.of && refused * 100 > declineRatio.percent * declineRatio.of)
    return {kind: 'challenge', limit: 'merchant'};
  return {kind: 'pass'};
}

/** The tries of the window that ends with one of them. */
function upTo(tries: readonly Try[], end: number, {cardsPerRange: {withinMs}}: CardingLimits): readonly Try[] {
  return tries.filter(({at}) => at <= end && at > end - withinMs);
}

function cardsOf(tries: readonly Try[]): number {
  return new Set(tries.map(({card}) => card)).size;
}

/** The refusal that is told: nobody was asked, and no money moved. */
export function refusalOf({limit}: Extract<Verdict, {kind: 'refused'}>): Decline {
  return limit === 'card'
    ? {code: 'too_many_attempts', advice: 'other_card', providerCode: 'guichet:limit_card', sensitive: false}
    : {code: 'too_many_attempts', advice: 'retry_later', providerCode: 'guichet:limit_address', sensitive: false};
}

/** Whether a limit refused that try: from then on refusals no longer say what was wrong with a card. */
export function wasLimited({providerCode}: Decline): boolean {
  return providerCode.startsWith('guichet:limit_');
}

/** Not the card's fault, and nothing that a thief learns from. */
const notOfTheCard: ReadonlySet<Decline['code']> = new Set([
  'provider_unavailable',
  'timeout_unknown',
  'canceled_by_shopper',
  'merchant_configuration',
  'authentication_required',
]);

/** Whether a refusal counts against its card: a word of the issuer about it, not of ours. */
export function countsAgainstCard({code, providerCode}: Decline): boolean {
  return !providerCode.startsWith('guichet:') && !notOfTheCard.has(code);
}
