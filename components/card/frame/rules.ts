import {
  brandOf,
  cvcDigits,
  detect,
  parseExpiry,
  validateCvc,
  validateNumber,
  type Brand,
  type ChosenBy,
  type Network,
} from '#contract/cards.ts';
import type {CardGrant} from '#contract/vault.ts';

/** A key of the section `card.error` of the locales. */
export type ErrorKey =
  | `number_${'empty' | 'incomplete' | 'invalid' | 'brand' | 'test'}`
  | `expiry_${'empty' | 'format' | 'month' | 'past' | 'far' | 'refused'}`
  | `cvc_${'3' | '4' | 'refused'}`;

type Accepted = CardGrant['brands'];

/** Fewer digits than this are not judged at all. */
const judgedFrom = 6;

/**
 * Whether a card is certainly of a kind that the merchant does not take. One that could also bear CB is no such card
 * until the vault has said what it bears.
 *
 * @param found the networks of the card; null while they are not known
 */
export function isRefusedBrand(digits: string, accepted: Accepted, found: readonly Network[] | null): boolean {
  if (digits.length < judgedFrom) return false;
  const candidates = detect(digits);
  const bearsCb = found ? found.includes('cb') : candidates.some((brand) => cobadged.has(brand));
  if (accepted.includes('cb') && bearsCb) return false;
  return !candidates.some((brand) => accepted.includes(brand));
}

/** The brands that share French cards with CB. */
const cobadged: ReadonlySet<Brand> = new Set(['visa', 'mastercard', 'maestro']);

/** What is wrong with a number that the shopper has left, or null. */
export function numberError(digits: string, accepted: Accepted, found: readonly Network[] | null): ErrorKey | null {
  if (digits === '') return 'number_empty';
  if (isRefusedBrand(digits, accepted, found)) return 'number_brand';
  const {state, reason} = validateNumber(digits);
  if (state === 'valid') return null;
  return reason === undefined || digits.length < judgedFrom ? 'number_incomplete' : 'number_invalid';
}

const expiryErrors = {
  format: 'expiry_format',
  month: 'expiry_month',
  expired: 'expiry_past',
  'too-far': 'expiry_far',
} as const;

export function expiryError(text: string, now: number): ErrorKey | null {
  if (text.trim() === '') return 'expiry_empty';
  const expiry = parseExpiry(text, now);
  return expiry.valid ? null : expiryErrors[expiry.reason];
}

export function cvcError(digits: string, code: string): ErrorKey | null {
  const brand = brandOf(digits);
  return validateCvc(brand, code) === 'valid' ? null : `cvc_${cvcDigits(brand)}`;
}

/** The networks among which the shopper may choose: none to choose when there are fewer than two. */
export function offered(found: readonly Network[] | null, accepted: Accepted): readonly Network[] {
  return (found ?? []).filter((network) => accepted.includes(network));
}

/** What stands selected before the shopper says otherwise. */
export function preselected(among: readonly Network[], prefers: CardGrant['prefers']): Network | null {
  return among.find((network) => (network === 'cb') === (prefers === 'cb')) ?? among[0] ?? null;
}

/** Under which network the payment goes, and who said so. */
export function decide(
  among: readonly Network[],
  brand: Brand,
  prefers: CardGrant['prefers'],
  choice: Network | null,
): {readonly network: Network; readonly chosenBy: ChosenBy} {
  if (among.length < 2) return {network: among[0] ?? brand, chosenBy: 'only'};
  if (choice !== null && among.includes(choice)) return {network: choice, chosenBy: 'shopper'};
  return {network: preselected(among, prefers) ?? brand, chosenBy: 'default'};
}
