import {misconfigured, refusalOf, refusalOfIssuer, type Refusal, type Row, type Rows} from '../refusal.ts';

/** Nobody knows what became of it: an inquiry decides. */
const open: Row = {code: 'timeout_unknown', advice: 'none', instead: 'unknown'};

/**
 * `E` of the hosted page and `CODEREPONSE` of the server-to-server calls; `001xx` stands for the issuer's answer `xx`.
 * The details of 00005, 00007, 00014, 00017, 00023 and 00024 are from memory of the platform's manual.
 */
const rows: Rows = {
  '00001': open,
  '00002': misconfigured,
  '00003': open,
  '00004': {code: 'incorrect_data', advice: 'fix_field', field: 'number'},
  '00005': misconfigured,
  '00006': misconfigured,
  '00007': misconfigured,
  '00008': {code: 'expired_card', advice: 'fix_field', field: 'expiry'},
  '00009': misconfigured,
  '00010': misconfigured,
  '00011': misconfigured,
  '00012': misconfigured,
  '00013': misconfigured,
  '00014': misconfigured,
  // Paid already, perhaps: an inquiry says so or not.
  '00015': {code: 'duplicate', advice: 'none', instead: 'unknown'},
  '00016': misconfigured,
  '00017': misconfigured,
  '00018': misconfigured,
  '00020': {code: 'incorrect_cvc', advice: 'fix_field', field: 'cvc'},
  '00021': {code: 'card_not_supported', advice: 'other_card'},
  '00022': {code: 'limit_exceeded', advice: 'other_card'},
  '00023': misconfigured,
  '00024': misconfigured,
  '00029': {code: 'card_not_supported', advice: 'other_card'},
  '00030': {code: 'session_expired', advice: 'retry_now'},
  '00033': {code: 'transaction_not_allowed', advice: 'other_card'},
  '00040': {code: 'suspected_fraud', advice: 'authenticate', sensitive: true},
  '00097': open,
  '00098': open,
  '00099': open,
  // The issuer has not answered yet.
  '99999': open,
};

/** What a result code stands for. Not for `00000`. */
export function refusalOfUp2pay(code: string): Refusal {
  const issuer = issuerCode(code);
  return issuer === undefined ? refusalOf('up2pay', rows, code) : refusalOfIssuer(issuer);
}

/** `51` of `00151`. `00100` would be a refusal that is an approval: it has none. */
export function issuerCode(code: string): string | undefined {
  const [, issuer] = /^001([0-9A-Z]{2})$/.exec(code) ?? [];
  return issuer === '00' ? undefined : issuer;
}
