import type {Advice, Decline, DeclineCode} from '#contract/declines.ts';

/**
 * What the issuer answered, ISO 8583 field 39 in its CB reading. Source of the meanings: the CB response list as the help
 * pages of Lyra-platform brands print it, and published integrations; rows with a `?` there are from memory of ISO 8583.
 * `[category, advice, field to mend, sentence in the locales, hard, sensitive]`; a code that is not here gets the
 * neutral sentence.
 */
type Row = readonly [DeclineCode, Advice, Field | null, string, 'hard' | '', 'sensitive' | ''];
export type Field = 'number' | 'expiry' | 'cvc';

const rows: Readonly<Record<string, Row>> = {
  // Call the card issuer
  '02': ['call_issuer', 'contact_bank', null, 'cb_02', '', ''],
  // Merchant (acceptor) not valid
  '03': ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Keep the card
  '04': ['lost_or_stolen', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Do not honour, no reason given
  '05': ['generic_decline', 'other_card', null, 'cb_05', '', ''],
  // Error
  '06': ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Keep the card, special conditions
  '07': ['lost_or_stolen', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Approve after identifying the holder
  '08': ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Invalid transaction
  12: ['generic_decline', 'other_card', null, 'cb_12', '', ''],
  // Invalid amount
  13: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Invalid card number
  14: ['incorrect_number', 'fix_field', 'number', 'cb_14', 'hard', ''],
  // Unknown issuer
  15: ['incorrect_number', 'fix_field', 'number', 'cb_14', 'hard', ''],
  // Cancelled by the customer
  17: ['canceled_by_shopper', 'canceled', null, 'cb_17', '', ''],
  // Repeat the transaction later
  19: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Wrong answer (error in the server’s domain)
  20: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // File update not supported
  24: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Record not found in file
  25: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Duplicate record, old one replaced
  26: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Edit error in a file update field
  27: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // File access denied
  28: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // File update not possible
  29: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Format error
  30: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Acquirer identifier unknown
  31: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Card expired
  33: ['expired_card', 'fix_field', 'expiry', 'cb_33', 'hard', ''],
  // Fraud suspected
  34: ['suspected_fraud', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Card expired (CB list); in generic ISO 8583 lists: PIN tries exceeded
  38: ['expired_card', 'fix_field', 'expiry', 'cb_33', 'hard', ''],
  // Lost card
  41: ['lost_or_stolen', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Stolen card
  43: ['lost_or_stolen', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Account closed
  46: ['generic_decline', 'other_card', null, 'cb_04', 'hard', ''],
  // Not enough funds, or credit limit passed
  51: ['insufficient_funds', 'other_card', null, 'cb_51', '', ''],
  // Card expired
  54: ['expired_card', 'fix_field', 'expiry', 'cb_33', 'hard', ''],
  // Wrong PIN
  55: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Card not on file
  56: ['incorrect_number', 'fix_field', 'number', 'cb_14', 'hard', ''],
  // Transaction not allowed to this holder
  57: ['transaction_not_allowed', 'other_card', null, 'cb_57', '', ''],
  // Transaction not allowed to this terminal
  58: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Fraud suspected
  59: ['suspected_fraud', 'other_card', null, 'cb_04', '', 'sensitive'],
  // Merchant must contact its acquirer
  60: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Amount above the limit
  61: ['insufficient_funds', 'other_card', null, 'cb_51', '', ''],
  // Card restricted
  62: ['transaction_not_allowed', 'other_card', null, 'cb_57', '', ''],
  // Security rules not respected
  63: ['suspected_fraud', 'other_card', null, 'cb_04', '', 'sensitive'],
  // Number of uses passed; on Mastercard also: strong authentication required
  65: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Too many PIN tries
  75: ['call_issuer', 'contact_bank', null, 'cb_75', '', ''],
  // Holder already listed as opposed
  76: ['lost_or_stolen', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // Card not yet activated (first use)
  78: ['call_issuer', 'contact_bank', null, 'cb_78', '', ''],
  // Contactless not accepted
  80: ['card_not_supported', 'other_card', null, 'cb_80', '', ''],
  // Unsecured payment not accepted (soft decline, same as A1)
  81: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Security code wrong
  82: ['incorrect_cvc', 'fix_field', 'cvc', 'cb_82', 'hard', ''],
  // All recurring payments revoked for this card
  83: ['mandate_revoked', 'other_card', null, 'cb_83', 'hard', ''],
  // Recurring payment revoked for this merchant (R1)
  84: ['mandate_revoked', 'other_card', null, 'cb_83', 'hard', ''],
  // Issuer cannot verify the data (6P)
  86: ['incorrect_data', 'other_card', null, 'cb_86', '', ''],
  // Terminal unknown
  87: ['merchant_configuration', 'merchant', null, 'cb_03', '', ''],
  // Risk-analysis exemption misused (A4)
  88: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Issuer’s system stopped for a moment
  90: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Issuer cannot be reached
  91: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Routing impossible or transaction type unknown
  92: ['card_not_supported', 'other_card', null, 'cb_80', '', ''],
  // Cannot be completed: breach of law
  93: ['suspected_fraud', 'other_card', null, 'cb_04', 'hard', 'sensitive'],
  // System malfunction
  96: ['provider_unavailable', 'retry_later', null, 'cb_06', '', ''],
  // Card must be inserted (contactless refused)
  A0: ['card_not_supported', 'other_card', null, 'cb_80', '', ''],
  // Strong authentication missing (soft decline, “repli VADS”)
  A1: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Risk-analysis exemption misused
  A4: ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Stop this payment order
  R0: ['mandate_revoked', 'other_card', null, 'cb_83', 'hard', ''],
  // Stop recurring payments for this merchant
  R1: ['mandate_revoked', 'other_card', null, 'cb_83', 'hard', ''],
  // Stop all recurring payments
  R3: ['mandate_revoked', 'other_card', null, 'cb_83', 'hard', ''],
  // Strong authentication required (Visa soft decline)
  '1A': ['authentication_required', 'authenticate', null, 'cb_08', '', ''],
  // Issuer cannot verify the data
  '6P': ['incorrect_data', 'other_card', null, 'cb_86', '', ''],
  // Security code wrong (Visa)
  N7: ['incorrect_cvc', 'fix_field', 'cvc', 'cb_82', 'hard', ''],
};

/** Codes after which nobody knows whether the money moved: not a refusal, only a look-up decides. */
const undecided = new Set(['68', '94', '95', '97', '98', '99']);

/** A code that somebody else made up, `constructor` among them, is one that is not here. */
function rowOf(code: string): Row {
  return (Object.hasOwn(rows, code) && rows[code]) || neutral;
}

/** The decline that a CB response code stands for; `unknown` where the code leaves the outcome open. Not for `00`. */
export function declineOfCb(code: string): Decline | 'unknown' {
  if (undecided.has(code)) return 'unknown';
  const [category, advice, , , , sensitive] = rowOf(code);
  return {
    code: category,
    advice,
    providerCode: `cb:${code}`,
    sensitive: sensitive === 'sensitive',
    ...(!Object.hasOwn(rows, code) && {unlisted: true}),
  };
}

/** Key of the sentence for the shopper, and the field to mend. */
export function wordsOfCb(code: string): {readonly sentence: string; readonly field: Field | null} {
  const [, , field, sentence] = rowOf(code);
  return {sentence, field};
}

const neutral: Row = ['generic_decline', 'other_card', null, 'neutral', '', ''];
