import type {Decline} from '#contract/declines.ts';
import type {Authentication} from './authentication.ts';

/**
 * What follows from an authentication. `Y` and `A` carry a proof; `I` is informational: the issuer leaves it to the
 * authorization (EMV 3DS 2.2, Table A.1, transStatus). Everything else stops the try: nothing goes to the acquirer.
 */
export function mayAuthorize({outcome, transStatus}: Authentication): boolean {
  return outcome === 'authenticated' || outcome === 'attempted' || transStatus === 'I';
}

/** Why a try stopped at the authentication. The reason groups are those of `transStatusReason`, EMV 3DS 2.3.1.1 Table A.1. */
export function declineOf({outcome, transStatus = '', reason = ''}: Authentication): Decline {
  const providerCode = `3ds:${transStatus}/${reason}`;
  switch (outcome) {
    case 'rejected':
      return {code: 'suspected_fraud', advice: 'other_card', providerCode, sensitive: true};
    case 'canceled':
      return {code: 'canceled_by_shopper', advice: 'canceled', providerCode, sensitive: false};
    case 'timed_out':
      return {code: 'authentication_failed', advice: 'retry_now', providerCode: '3ds:timed_out', sensitive: false};
    case 'unknown':
      return {code: 'provider_unavailable', advice: 'retry_now', providerCode: '3ds:unknown', sensitive: false};
    case 'authenticated':
    case 'attempted':
    case 'failed':
    case 'unavailable':
      return {...(reasons[reason] ?? fallback[outcome === 'unavailable' ? 'unavailable' : 'failed']), providerCode};
  }
}

type Reason = Omit<Decline, 'providerCode'>;

const notCompleted: Reason = {code: 'authentication_failed', advice: 'retry_now', sensitive: false};
const technical: Reason = {code: 'provider_unavailable', advice: 'retry_now', sensitive: false};
const tooMany: Reason = {code: 'too_many_attempts', advice: 'other_card', sensitive: false};
const cardData: Reason = {code: 'incorrect_data', advice: 'fix_field', sensitive: false};
const notAllowed: Reason = {code: 'transaction_not_allowed', advice: 'other_card', sensitive: false};
const refused: Reason = {code: 'suspected_fraud', advice: 'other_card', sensitive: true};

const fallback = {failed: notCompleted, unavailable: technical} as const;

const reasons: Readonly<Record<string, Reason>> = {
  '01': notCompleted,
  '26': notCompleted,
  '29': notCompleted,
  '02': technical,
  '03': technical,
  '22': technical,
  '27': technical,
  '28': technical,
  '04': tooMany,
  '19': tooMany,
  '05': cardData,
  '06': cardData,
  '08': cardData,
  '07': notAllowed,
  '12': notAllowed,
  '13': notAllowed,
  '20': notAllowed,
  '21': notAllowed,
  '09': refused,
  '10': refused,
  '11': refused,
};

/** After such an answer the same card is not tried again in this session. */
export function rulesCardOut({providerCode, sensitive}: Decline): boolean {
  return sensitive && (providerCode.startsWith('3ds:R') || hardAndSensitive.has(providerCode));
}

const hardAndSensitive = new Set(['04', '07', '34', '41', '43', '76', '93'].map((code) => `cb:${code}`));
