import {refusalOf, type StripeError, type StripeMeans, type StripeRefusal, type StripeVerdict} from './stripe-book.ts';

/** Stripe's own test cards (docs.stripe.com/testing), as far as the double knows them. */
interface TestCard {
  readonly brand: 'visa' | 'mastercard' | 'amex';
  readonly refuses?: StripeRefusal;
  /** The issuer wants to see the cardholder first. */
  readonly challenge?: true;
  /** Of two networks, with Cartes Bancaires; which of the two it is, is chosen. */
  readonly coBadged?: true;
}

const cards: Readonly<Record<string, TestCard>> = {
  '4242424242424242': {brand: 'visa'},
  '5555555555554444': {brand: 'mastercard'},
  '378282246310005': {brand: 'amex'},
  '4000002500001001': {brand: 'visa', coBadged: true},
  '4000000000000002': {brand: 'visa', refuses: 'generic_decline'},
  '4000000000009995': {brand: 'visa', refuses: 'insufficient_funds'},
  '4000000000009987': {brand: 'visa', refuses: 'lost_card'},
  '4000000000000069': {brand: 'visa', refuses: 'expired_card'},
  '4000000000000127': {brand: 'visa', refuses: 'incorrect_cvc'},
  '4000000000000119': {brand: 'visa', refuses: 'processing_error'},
  '4000002760003184': {brand: 'visa', challenge: true},
  '4000000000003220': {brand: 'visa', challenge: true},
  '4000008260003178': {brand: 'visa', challenge: true, refuses: 'insufficient_funds'},
  '4000008400001629': {brand: 'visa', challenge: true, refuses: 'generic_decline'},
};

export interface Presented {
  readonly means: StripeMeans;
  readonly verdict: StripeVerdict;
  readonly challenge: boolean;
}

/** What a typed card comes to; looked at and forgotten. */
export function presentCard(number: string, network: string | undefined): Presented | StripeError {
  const card = Object.hasOwn(cards, number) ? cards[number] : undefined;
  if (!card) return {type: 'card_error', code: 'incorrect_number'};
  const {brand, refuses, challenge = false, coBadged = false} = card;
  if (network !== undefined && network !== brand && !(coBadged && network === 'cartes_bancaires'))
    return {type: 'invalid_request_error', code: 'parameter_invalid'};
  return {
    means: {
      type: 'card',
      brand,
      network: network === 'cartes_bancaires' ? network : brand,
      last4: number.slice(-4),
      wallet: null,
      // Cartes Bancaires is captured once.
      multicapture: network !== 'cartes_bancaires',
    },
    verdict: refuses ? refusalOf(refuses) : 'approved',
    challenge,
  };
}

/** What a wallet's sheet hands over: a card, and nothing to be typed. */
export function presentWallet(wallet: 'apple_pay' | 'google_pay'): Presented {
  return {
    means: {type: 'card', brand: 'visa', network: 'visa', last4: '4242', wallet, multicapture: true},
    verdict: 'approved',
    challenge: false,
  };
}
