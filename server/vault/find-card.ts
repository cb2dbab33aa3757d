import {cardLifeMs, type CardReference} from '#contract/vault.ts';
import type {World} from '../ports.ts';
import {tokenHash, type CardSafe, type ClearCard} from './card-safe.ts';
import type {CardRow, CardTable} from './store.ts';

export {cardLifeMs};

/** Finds a session's card, opened; its holder wipes it. Undefined: erased, too old, another session's, not readable. */
export type FindCard = (reference: CardReference) => {readonly card: ClearCard; readonly row: CardRow} | undefined;

export function createFindCard(world: World, cards: CardTable, safe: CardSafe): FindCard {
  return ({token, session}) => {
    const row = cards.read(tokenHash(token));
    if (!row || row.session !== session || row.created + cardLifeMs <= world.clock.now()) return undefined;
    const card = safe.take(row);
    if (!card) {
      // Somebody changed the row, or its day's key is gone: a person should look.
      world.log('card_unreadable', {session});
      return undefined;
    }
    return {card, row};
  };
}
