import {asOrder, type PaypalCard, type PaypalEntry, type PaypalProof} from './paypal-book.ts';

/** PayPal's own test cards (developer.paypal.com, "Card testing", "3D Secure test scenarios"), as far as the double knows them. */
interface TestCard {
  readonly brand: 'VISA' | 'MASTERCARD' | 'AMEX';
  /** What 3-D Secure comes to, without a question. */
  readonly proof?: PaypalProof;
  /** The bank wants to see the cardholder first. */
  readonly challenge?: true;
}

const proof = (liability: PaypalProof['liability'], status?: string): PaypalProof => ({
  liability,
  ...(status !== undefined && {enrollment: 'Y', status}),
});

const cards: Readonly<Record<string, TestCard>> = {
  '4012888888881881': {brand: 'VISA'},
  '2223000048400011': {brand: 'MASTERCARD'},
  '371449635398431': {brand: 'AMEX'},
  '4868719460707704': {brand: 'VISA', challenge: true},
  '4868719796782421': {brand: 'VISA', proof: proof('NO', 'N')},
  '4868719115514992': {brand: 'VISA', proof: proof('UNKNOWN', 'U')},
  '4868719041085422': {brand: 'VISA', proof: proof('POSSIBLE', 'A')},
  '4868719494697210': {brand: 'VISA', proof: proof('NO')},
};

/** The name on the card makes its bank say no: PayPal's "rejection triggers", and what `processor_response` then has. */
const triggers: Readonly<Record<string, string>> = {
  'CCREJECT-REFUSED': '0500',
  'CCREJECT-SF': '9500',
  'CCREJECT-EC': '5400',
  'CCREJECT-IRC': '5180',
  'CCREJECT-IF': '5120',
  'CCREJECT-LS': '9520',
  'CCREJECT-IA': '1330',
  'CCREJECT-BANK_ERROR': '5100',
  'CCREJECT-CVV_F': '00N7',
};

export interface Typed {
  readonly number: string;
  readonly expiry: string;
  readonly cvv: string;
  readonly name: string;
}

/** What the fields come to: looked at and forgotten. @returns undefined when PayPal would not have it. */
export function present(entry: PaypalEntry, typed: Typed, now: number): PaypalEntry | undefined {
  const {card} = entry;
  const shown = Object.hasOwn(cards, typed.number) ? cards[typed.number] : undefined;
  if (!card || !shown || !isAhead(typed.expiry, now)) return undefined;
  if (!new RegExp(`^\\d{${shown.brand === 'AMEX' ? 4 : 3}}$`).test(typed.cvv)) return undefined;
  const response = Object.hasOwn(triggers, typed.name) ? (triggers[typed.name] ?? '0000') : '0000';
  const face = {brand: shown.brand, lastDigits: typed.number.slice(-4), response};
  const plain: PaypalCard = {verification: card.verification, ...face};
  if (shown.challenge) return asOrder(entry, {...plain, asking: true}, 'PAYER_ACTION_REQUIRED', now);
  const known = shown.proof ?? (card.verification === 'SCA_ALWAYS' ? proof('POSSIBLE', 'Y') : undefined);
  return known ? proven(entry, plain, known, now) : asOrder(entry, plain, 'APPROVED', now);
}

/** In the bank's window. */
export function answer(entry: PaypalEntry, passed: boolean, now: number): PaypalEntry | undefined {
  const {card} = entry;
  if (!card?.asking || entry.status !== 'PAYER_ACTION_REQUIRED') return undefined;
  const {asking: _, ...plain} = card;
  return proven(entry, plain, passed ? proof('POSSIBLE', 'Y') : proof('NO', 'N'), now);
}

/** After 3-D Secure the order is still called created; what came of it stands with the card (woocommerce-paypal-payments #3300). */
function proven(entry: PaypalEntry, card: PaypalCard, result: PaypalProof, now: number): PaypalEntry {
  return asOrder(entry, {...card, proof: result}, 'CREATED', now);
}

/** `12/34`, `12/2034`, `12 / 34`. */
function isAhead(expiry: string, now: number): boolean {
  const [, month = '', year = ''] = /^(0[1-9]|1[0-2])\s*\/?\s*(?:20)?(\d\d)$/.exec(expiry.trim()) ?? [];
  return month !== '' && Date.UTC(2000 + Number(year), Number(month), 1) > now;
}
