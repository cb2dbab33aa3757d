import {networks, type Network} from './cards.ts';
import type {Locale} from './locale.ts';
import type {CardGrant} from './vault.ts';

/**
 * What varies in the card form's document beside its markup: the vault writes it there as JSON, the form's fixed script
 * reads it.
 */
export interface CardFrameFacts {
  readonly locale: Locale;
  readonly session: string;
  /** The grant as it was signed, to be handed back with a card. */
  readonly grant: string;
  /** The one origin that may be spoken to, and the nonce to greet it with. */
  readonly parent: string;
  readonly nonce: string;
  readonly merchant: string;
  readonly brands: CardGrant['brands'];
  readonly prefers: CardGrant['prefers'];
  /** Both languages, so that a change of language needs no request. */
  readonly texts: Readonly<Record<Locale, CardTexts>>;
}

/**
 * What is drawn for a network, in boxes of one size (Regulation (EU) 2015/751, art. 8). The two circles of Mastercard
 * and Maestro are drawn by the style.
 */
export const networkMarks: Readonly<Record<Network, string>> = {
  cb: 'CB',
  visa: 'VISA',
  mastercard: '',
  amex: 'AMEX',
  diners: 'Diners',
  discover: 'Discover',
  jcb: 'JCB',
  unionpay: 'Union Pay',
  maestro: '',
};

/** As many as one looks at, and as fit into a field on a phone. */
const marksMax = 4;

/** The marks that say what is accepted, as long as nothing else is known of the card. */
export function firstMarks(accepted: readonly Network[]): readonly Network[] {
  return networks.filter((network) => accepted.includes(network)).slice(0, marksMax);
}

/** The section `card` of a locale. */
export interface CardTexts {
  readonly [key: string]: string | CardTexts;
}
