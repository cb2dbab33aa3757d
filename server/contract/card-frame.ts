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

/** The section `card` of a locale. */
export interface CardTexts {
  readonly [key: string]: string | CardTexts;
}
