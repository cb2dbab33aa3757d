/** The brands that the card form knows, by what is drawn on the card. */
export const brands = ['visa', 'mastercard', 'amex', 'diners', 'discover', 'jcb', 'unionpay', 'maestro'] as const;

export type Brand = (typeof brands)[number];

/** The networks that a payment may be sent under: a brand's own, or CB for a co-badged French card. */
export const networks = ['cb', ...brands] as const;

export type Network = (typeof networks)[number];

/** Who decided on the network (Regulation (EU) 2015/751, art. 8). */
export type ChosenBy = 'shopper' | 'default' | 'only';

/** Proper names: the same in every language. */
export const networkNames: Readonly<Record<Network, string>> = {
  cb: 'CB',
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
};

export function isNetwork(value: unknown): value is Network {
  return networks.some((network) => network === value);
}

interface BrandRules {
  /** Prefixes and ranges of prefixes, separated by spaces; both ends of a range count and have the same length. */
  readonly prefixes: string;
  /** How many digits a number of the brand can have, ascending. */
  readonly lengths: readonly number[];
  /** A space is drawn after so many digits. */
  readonly gaps: readonly number[];
  /** Digits of the security code. */
  readonly cvc: 3 | 4;
}

const fours = [4, 8, 12];

/** Public ranges, as in npm `credit-card-type` 10.3.0. CB has none: only a provider knows which cards bear it. */
const rules: Readonly<Record<Brand, BrandRules>> = {
  visa: {prefixes: '4', lengths: [16, 18, 19], gaps: fours, cvc: 3},
  mastercard: {prefixes: '51-55 2221-2720', lengths: [16], gaps: fours, cvc: 3},
  amex: {prefixes: '34 37', lengths: [15], gaps: [4, 10], cvc: 4},
  diners: {prefixes: '300-305 36 38 39', lengths: [14, 16, 19], gaps: [4, 10], cvc: 3},
  discover: {prefixes: '6011 644-649 65', lengths: [16, 19], gaps: fours, cvc: 3},
  jcb: {prefixes: '2131 1800 3528-3589', lengths: [16, 17, 18, 19], gaps: fours, cvc: 3},
  unionpay: {
    prefixes:
      '620 62100-62182 62184-62197 62200-62205 622010-622999 623-626 6270 6272 6276 627700-627779 627781-627799 ' +
      '6282-6289 6291 6292 810 8110-8171',
    lengths: [14, 15, 16, 17, 18, 19],
    gaps: fours,
    cvc: 3,
  },
  maestro: {
    // The last one, a bare 6, is weak: it must lose against Discover and UnionPay.
    prefixes: '493698 500000-504174 504176-506698 506779-508999 56-59 63 67 6',
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
    gaps: fours,
    cvc: 3,
  },
};

/** Taken apart once: every window of digits that a stranger posts is held against them. */
const ranges = new Map(
  brands.map((brand) => [brand, rules[brand].prefixes.split(' ').map((range) => range.split('-'))]),
);

/** No card has more digits. */
export const numberDigitsMax = 19;

/**
 * What a human typed, pasted or had filled in, as plain digits: spaces of all kinds and hyphens removed, full-width
 * digits made narrow. Other characters stay, for the caller to refuse.
 */
export function bareDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\s\u200b-\u200f\u2010-\u2015\u2060\ufeff-]/gu, '');
}

/** How many digits of a prefix of the brand are matched: 0 is a number still too short to tell, -1 is no match. */
function strength(brand: Brand, digits: string): number {
  let best = -1;
  for (const [low = '', high = low] of ranges.get(brand) ?? []) {
    const size = Math.min(low.length, digits.length);
    const head = digits.slice(0, size);
    // Strings of one length compare as numbers do.
    if (head < low.slice(0, size) || head > high.slice(0, size)) continue;
    best = Math.max(best, digits.length < low.length ? 0 : low.length);
  }
  return best;
}

/** The brands that a number may still turn out to be, strongest first. None at all means: a number that we do not know. */
export function detect(digits: string): Brand[] {
  const found = brands.map((brand) => ({brand, strength: strength(brand, digits)})).filter((one) => one.strength >= 0);
  // Once every candidate is matched in full, the longest prefix decides: 6011 is Discover and no longer a weak 6.
  if (found.length > 1 && found.every((one) => one.strength > 0)) {
    const best = found.reduce((a, b) => (b.strength > a.strength ? b : a));
    return [best.brand];
  }
  return found.map((one) => one.brand);
}

/** The brand to show: the only candidate, or the first where the others rest on Maestro's weak or rare prefixes. */
export function brandOf(digits: string): Brand | null {
  const candidates = detect(digits);
  const [first, ...others] = candidates;
  if (first === undefined || others.length === 0) return first ?? null;
  const weak = others.length === 1 && others[0] === 'maestro' && (digits[0] === '6' || strength(first, digits) > 0);
  return weak ? first : null;
}

export interface NumberCheck {
  readonly brand: Brand | null;
  /** `incomplete` with a reason is wrong as it stands, yet more digits could mend it: an error once the field is left. */
  readonly state: 'valid' | 'incomplete' | 'invalid';
  readonly reason?: 'luhn' | 'length' | 'unknown-brand' | 'characters';
}

/** Judges a card number of plain digits (see `bareDigits`). */
export function validateNumber(digits: string): NumberCheck {
  if (digits === '') return {brand: null, state: 'incomplete'};
  if (!/^\d+$/.test(digits)) return {brand: null, state: 'invalid', reason: 'characters'};
  const candidates = detect(digits);
  const [brand] = candidates;
  if (brand === undefined) return {brand: null, state: 'invalid', reason: 'unknown-brand'};
  if (candidates.length > 1) return {brand: brandOf(digits), state: 'incomplete'};

  const {lengths} = rules[brand];
  const longest = Math.max(...lengths);
  if (digits.length > longest) return {brand, state: 'invalid', reason: 'length'};
  if (!lengths.includes(digits.length)) return {brand, state: 'incomplete'};
  // UnionPay does not guarantee the check digit.
  if (brand === 'unionpay' || luhn(digits)) return {brand, state: 'valid'};
  return {brand, state: digits.length < longest ? 'incomplete' : 'invalid', reason: 'luhn'};
}

/** The check digit of ISO/IEC 7812-1: from the right, every second digit counts double. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const twice = index % 2 === 1 ? digit * 2 : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/** Digits in the groups of their brand, `4242 4242 4`, without a space at the end. */
export function formatNumber(digits: string): string {
  const [brand = 'visa'] = detect(digits);
  const edges = [0, ...rules[brand].gaps, digits.length];
  return edges
    .map((edge, index) => digits.slice(edges[index - 1] ?? 0, edge))
    .filter(Boolean)
    .join(' ');
}

/** All that the outside may see of a number: `•••• 4242` on a screen, `**** **** **** 4242` on a ticket. */
export function mask(digits: string): {readonly short: string; readonly receipt: string} {
  const last4 = digits.slice(-4);
  let hidden = Math.max(0, digits.length - 4);
  return {
    short: `•••• ${last4}`,
    receipt: formatNumber(digits).replace(/\d/g, (digit) => (hidden-- > 0 ? '*' : digit)),
  };
}

/** Digits of the security code: 4 for American Express, on the front of the card, and 3 for all others, on the back. */
export function cvcDigits(brand: Brand | null): 3 | 4 {
  return brand === null ? 3 : rules[brand].cvc;
}

/** Judges a security code. While the brand is unknown, three and four digits will both do. */
export function validateCvc(brand: Brand | null, value: string): 'valid' | 'incomplete' | 'invalid' {
  if (!/^\d*$/.test(value)) return 'invalid';
  const size = cvcDigits(brand);
  if (value.length < size) return 'incomplete';
  return value.length === size || (brand === null && value.length === 4) ? 'valid' : 'invalid';
}

export type Expiry =
  | {readonly valid: true; readonly month: number; readonly year: number}
  | {readonly valid: false; readonly reason: 'format' | 'month' | 'expired' | 'too-far'};

/** `MM/YY`, `M/YY`, `MM/YYYY`, with other separators; `MMYY`; and `YYYY-MM`, which browsers fill in. */
const expiryForms = [
  /^(?<month>\d{1,2})[/.-](?<year>(?:20)?\d\d)$/,
  /^(?<month>\d\d)(?<year>\d\d)$/,
  /^(?<year>20\d\d)[/-](?<month>\d\d)$/,
];

const yearsAheadMax = 20;
const halfDayMs = 43_200_000;

/**
 * Judges an expiry date as typed. A card is good through the last day of its month, and the month ends where it ends
 * last on Earth (UTC−12): the shopper has the benefit, the bank decides.
 *
 * @param now milliseconds since 1970
 */
export function parseExpiry(value: string, now: number): Expiry {
  const text = value.normalize('NFKC').replace(/\s/g, '');
  const parts = expiryForms.map((form) => form.exec(text)?.groups).find(Boolean);
  if (!parts) return {valid: false, reason: 'format'};

  const month = Number(parts['month']);
  const year = 2000 + (Number(parts['year']) % 100);
  const today = new Date(now - halfDayMs);
  const thisYear = today.getUTCFullYear();
  if (month < 1 || month > 12) return {valid: false, reason: 'month'};
  if (year < thisYear || (year === thisYear && month <= today.getUTCMonth())) return {valid: false, reason: 'expired'};
  if (year > thisYear + yearsAheadMax) return {valid: false, reason: 'too-far'};
  return {valid: true, month, year};
}

/** Whether a text can be a cardholder's name: any script will do, digits alone or a card number anywhere will not. */
export function validateName(value: string): boolean {
  const text = value.normalize('NFKC');
  if (/^[\d\s-]*$/.test(text)) return false;
  return !/(?:\d[\s-]*){13,}/.test(text);
}

/** Proper names, the same in every language. */
export const brandNames: Readonly<Record<Brand | 'cb', string>> = {
  cb: 'CB',
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
};
