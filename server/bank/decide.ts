import {createHmac} from 'node:crypto';
import type {AcquirerAuthentication, AuthorizationRequest} from '#contract/acquirer.ts';
import {proofOf, type Authentication} from './authentication.ts';
import type {Scenario} from './scenarios.ts';

/** What the issuer answers an authorization with. `silent`: nothing is done, and nobody hears of it. */
export type Decision =
  | {readonly kind: 'approve'; readonly answer: 'given' | 'lost'}
  | {readonly kind: 'decline'; readonly code: string}
  | {readonly kind: 'silent'};

export interface Evidence {
  readonly scenario: Scenario | undefined;
  /** Keyed hash of the card's number. */
  readonly card: string;
  /** Our own record of the authentication that the request names; undefined when we have none. */
  readonly record: Authentication | undefined;
  /** It has already bought an approval. */
  readonly spent: boolean;
  readonly now: number;
}

/** ISO 8583 field 39: no such card, expired, security rules not respected. */
const noSuchCard = '14';
const expired = '54';
const forged = '63';

/** The issuer's decision. Pure; the first rule that fits. */
export function decide(request: AuthorizationRequest, evidence: Evidence): Decision {
  const {scenario, record, now} = evidence;
  if (!scenario) return {kind: 'decline', code: noSuchCard};
  if (scenario.answer.kind === 'silent') return {kind: 'silent'};
  if (hasExpired(request.card.expiry, now)) return {kind: 'decline', code: expired};
  // A proof that is wrong is worse than none.
  if (request.authentication && !isGenuine(request.authentication, request, evidence)) {
    return {kind: 'decline', code: forged};
  }
  switch (scenario.answer.kind) {
    case 'refuse':
      return {kind: 'decline', code: scenario.answer.code};
    case 'soft_decline':
      return request.authentication && record && isMandatedChallenge(record)
        ? {kind: 'approve', answer: 'given'}
        : {kind: 'decline', code: scenario.answer.code};
    case 'lost':
      return {kind: 'approve', answer: 'lost'};
    case 'approve':
      return {kind: 'approve', answer: 'given'};
  }
}

/** Results with which a merchant may come for an authorization at all: U and I without liability shift. */
const usable: readonly string[] = ['Y', 'A', 'U', 'I'];

/**
 * Dynamic linking (RTS art. 5): the proof is the one that we issued, for this card, this amount, this currency and
 * this payee, and it buys one payment.
 */
function isGenuine(
  given: AcquirerAuthentication,
  request: AuthorizationRequest,
  {record, card, spent}: Evidence,
): boolean {
  const proof = record && proofOf(record);
  if (!record || !proof || spent) return false;
  return (
    usable.includes(proof.transStatus) &&
    given.version === record.version &&
    given.trans_status === proof.transStatus &&
    given.eci === proof.eci &&
    (given.value ?? null) === proof.value &&
    record.card === card &&
    record.amount === request.amount &&
    record.currency === request.currency &&
    [record.merchantName, record.merchantId].includes(request.merchant)
  );
}

function isMandatedChallenge(record: Authentication): boolean {
  return record.mandated && record.phase.name === 'ended' && record.phase.result.transStatus === 'Y';
}

const halfDayMs = 43_200_000;

/** `YYMM`, good through the last day of its month, where that ends last on Earth: as the card form judges it. */
export function hasExpired(expiry: string, now: number): boolean {
  const today = new Date(now - halfDayMs);
  const month = (today.getUTCFullYear() % 100) * 100 + today.getUTCMonth() + 1;
  return Number(expiry) < month;
}

/** Recognizes a card without keeping its number. */
export function hashOf(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
