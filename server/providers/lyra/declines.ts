import {misconfigured, refusalOf, refusalOfIssuer, type Refusal, type Rows} from '../refusal.ts';

/** `vads_result`: what the platform made of it. */
const results: Rows = {
  '02': {code: 'call_issuer', advice: 'contact_bank'},
  // The issuer's answer, in `vads_auth_result`, says more.
  '05': {code: 'generic_decline', advice: 'other_card'},
  17: {code: 'canceled_by_shopper', advice: 'canceled'},
  // `vads_extra_result` names the field.
  30: misconfigured,
  96: {code: 'provider_unavailable', advice: 'retry_later'},
};

/** What 3-D Secure at the platform came to. */
const authentications: Rows = {
  39: {code: 'authentication_failed', advice: 'authenticate'},
  149: {code: 'session_expired', advice: 'retry_now'},
  205: {code: 'provider_unavailable', advice: 'retry_later'},
  206: {code: 'provider_unavailable', advice: 'retry_later'},
  207: {code: 'authentication_failed', advice: 'other_card'},
  // Perhaps tampered with: a new try, and a line in the log.
  213: {code: 'authentication_failed', advice: 'retry_now', sensitive: true},
};

/** What Lyra says beside a refusal. */
export interface LyraRefusal {
  /** `vads_result`; the REST interface has none. */
  readonly result?: string;
  /**
   * `vads_auth_result`, or `authorizationResult` of the REST interface, which leaves the zero before a digit out: the
   * issuer's code, or one of 3-D Secure. Empty, `00` or `0` when there is none.
   */
  readonly issuer?: string;
}

/** What a refusal stands for: by the issuer's code where there is one, else by the platform's. Not for an approval. */
export function refusalOfLyra({result = '', issuer = ''}: LyraRefusal): Refusal {
  if (Object.hasOwn(authentications, issuer)) return refusalOf('lyra3ds', authentications, issuer);
  const code = /^\d$/.test(issuer) ? `0${issuer}` : issuer;
  return /^[0-9A-Z]{2}$/.test(code) && code !== '00' ? refusalOfIssuer(code) : refusalOf('lyra', results, result);
}
