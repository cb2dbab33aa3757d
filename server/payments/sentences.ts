import type {Decline} from '#contract/declines.ts';
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
export function wordsOf(decline: Decline, discreet: boolean): {readonly message: Words; readonly field: Field | null} {
  const {key, field} = decline.sensitive || (discreet && tellsOfTheCard.has(decline.code)) ? neutral : keyOf(decline);
  return {message: {fr: whole(fr.refusal, key), en: whole(en.refusal, key)}, field};
}

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

function keyOf({code, providerCode}: Decline): Chosen {
  const [system, own = ''] = providerCode.split(':');
  if (system === 'cb') {
    const {sentence, field} = wordsOfCb(own);
    return {key: isKey(sentence) ? sentence : 'neutral', field};
  }
  if (providerCode === '3ds:timed_out') return {key: 'timed_out', field: null};
  if (providerCode === '3ds:unknown') return {key: 'no_result', field: null};
  if (own === 'limit_address') return {key: 'too_many_here', field: null};
  if (own === 'card_gone') return {key: 'card_gone', field: 'number'};
  if (own === 'not_sent') return {key: 'not_sent', field: null};
  switch (code) {
    case 'authentication_failed':
      return {key: 'not_completed', field: null};
    case 'provider_unavailable':
      return {key: 'technical', field: null};
    case 'too_many_attempts':
      return {key: 'too_many', field: null};
    case 'incorrect_data':
      return {key: 'card_data', field: 'number'};
    case 'transaction_not_allowed':
      return {key: 'not_allowed', field: null};
    default:
      return neutral;
  }
}

function isKey(key: string): key is Key {
  return Object.hasOwn(fr.refusal, key);
}

/** A definitive refusal always says that nothing was taken. */
function whole(sentences: Readonly<Record<Key, string>>, key: Key): string {
  const sentence = sentences[key];
  const assurance = sentences.not_charged;
  return sentence.includes(assurance) ? sentence : `${sentence} ${assurance}`;
}
