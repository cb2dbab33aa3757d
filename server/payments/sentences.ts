import type {Decline, DeclineCode} from '#contract/declines.ts';
import type {MethodType} from '#contract/statuses.ts';
import {wordsOfCb, type Field} from '../providers/cb.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};

type Key = keyof typeof fr.refusal & keyof typeof en.refusal;

export interface Words {
  readonly fr: string;
  readonly en: string;
}

/**
 * What a shopper reads of a refusal: the reason as far as it may be told, and that no money was taken. `discreet`: tell
 * nothing but the neutral sentence, so that who tries stolen numbers learns nothing (`refusal-codes`, section 2).
 */
export function wordsOf(
  decline: Decline,
  {discreet = false, method = 'card'}: {readonly discreet?: boolean; readonly method?: MethodType} = {},
): {readonly message: Words; readonly field: Field | null} {
  const isMasked = decline.sensitive || (discreet && tellsOfTheCard.has(decline.code));
  const {key, field} = isMasked ? neutral : keyOf(decline);
  const said = atABank.has(method) ? key : (elsewhere[key] ?? key);
  return {message: {fr: whole(fr.refusal, said), en: whole(en.refusal, said)}, field};
}

/** Ways to pay where a bank of the shopper's says yes or no. */
const atABank: ReadonlySet<MethodType> = new Set(['card', 'apple_pay', 'google_pay']);

/** What is said of a bank's card, as it is said of an account at a wallet or a lender. */
const elsewhere: Readonly<Partial<Record<Key, Key>>> = {neutral: 'elsewhere', cb_51: 'funds_elsewhere'};

/** Reasons from which a thief would learn which part of a stolen card is right. */
const tellsOfTheCard: ReadonlySet<string> = new Set([
  'incorrect_cvc',
  'incorrect_number',
  'expired_card',
  'incorrect_data',
]);

interface Chosen {
  readonly key: Key;
  readonly field: Field | null;
}

const neutral: Chosen = {key: 'neutral', field: null};

/** Our own word and no other side's number: what it says of any provider's refusal. */
const byCode: Readonly<Record<DeclineCode, readonly [Key, Field | null]>> = {
  generic_decline: ['neutral', null],
  insufficient_funds: ['cb_51', null],
  limit_exceeded: ['limit', null],
  expired_card: ['cb_33', 'expiry'],
  incorrect_number: ['cb_14', 'number'],
  incorrect_cvc: ['cb_82', 'cvc'],
  incorrect_data: ['card_data', 'number'],
  card_not_supported: ['cb_80', null],
  transaction_not_allowed: ['not_allowed', null],
  call_issuer: ['cb_02', null],
  lost_or_stolen: ['neutral', null],
  suspected_fraud: ['neutral', null],
  authentication_required: ['cb_08', null],
  authentication_failed: ['not_completed', null],
  too_many_attempts: ['too_many', null],
  mandate_revoked: ['cb_83', null],
  method_declined: ['elsewhere', null],
  provider_unavailable: ['not_sent', null],
  timeout_unknown: ['perhaps_paid', null],
  duplicate: ['perhaps_paid', null],
  session_expired: ['too_late', null],
  canceled_by_shopper: ['cb_17', null],
  merchant_configuration: ['cb_03', null],
  operation_refused: ['elsewhere', null],
};

/** Exceptions: codes of our own, and of the authentication, that say more than their category. */
const ownKeys: Readonly<Record<string, Chosen>> = {
  '3ds:timed_out': {key: 'timed_out', field: null},
  '3ds:unknown': {key: 'no_result', field: null},
  'guichet:limit_address': {key: 'too_many_here', field: null},
  // What was typed is right: it is to be sent once more.
  'guichet:card_gone': {key: 'card_gone', field: null},
  // Too small, too large, or another country: the lender does not say which.
  'alma:not_eligible': {key: 'no_plan', field: null},
};

function keyOf({code, providerCode}: Decline): Chosen {
  const [system, own = ''] = providerCode.split(':');
  if (system === 'cb') {
    const {sentence, field} = wordsOfCb(own);
    return {key: isKey(sentence) ? sentence : 'neutral', field};
  }
  const exact = ownKeys[providerCode];
  if (exact) return exact;
  // The bank's page did not work, which no other provider's trouble means.
  if (system === '3ds' && code === 'provider_unavailable') return {key: 'technical', field: null};
  // At a provider it may be the address as well, which is not on the card.
  if (system !== '3ds' && code === 'incorrect_data') return {key: 'entered', field: null};
  const [key, field] = byCode[code];
  return {key, field};
}

function isKey(key: string): key is Key {
  return Object.hasOwn(fr.refusal, key);
}

/** A definitive refusal always says that nothing was taken; one that may not be says nothing of it. */
function whole(sentences: Readonly<Record<Key, string>>, key: Key): string {
  const sentence = sentences[key];
  if (key === 'perhaps_paid') return sentence;
  const assurance = sentences.not_charged;
  return sentence.includes(assurance) ? sentence : `${sentence} ${assurance}`;
}
