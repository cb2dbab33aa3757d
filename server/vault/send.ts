import type {SendAnswer, SendRequest} from '#contract/vault.ts';
import {NetError, type World} from '../ports.ts';
import {tokenHash, wipe} from './card-safe.ts';
import type {CvcMemory} from './cvc-memory.ts';
import type {FindCard} from './find-card.ts';
import {fill, placeholdersOf, scrub} from './placeholders.ts';
import type {CardTable} from './store.ts';

/** Authenticate, authorize, and once more each after a soft decline. */
export const usesMax = 4;
const timeoutMs = 10_000;

/** Segments of plain words: no dots, no query, no scheme, nothing that an address could be bent with. */
const pathShape = /^(?:\/[A-Za-z0-9_-]+)+$/;

/** Asking which 3-D Secure versions a card's range speaks touches no account: it is no use of the card. */
const versionsPath = /(?:^|\/)versions$/;

interface Parts {
  readonly world: World;
  readonly cards: CardTable;
  readonly codes: CvcMemory;
  readonly find: FindCard;
  /** Base addresses. A card goes nowhere else. */
  readonly destinations: Readonly<Record<string, string>>;
}

/**
 * Fills a card into a message and sends it where our own settings say.
 * @returns `malformed` when the body is not one that may be filled: nothing was sent or counted.
 */
export function createSend({world, cards, codes, find, destinations}: Parts) {
  return async (request: SendRequest): Promise<SendAnswer | 'malformed'> => {
    const {destination, path, headers, body} = request;
    const address = Object.hasOwn(destinations, destination) ? destinations[destination] : undefined;
    if (address === undefined || !pathShape.test(path)) return {kind: 'not_sent', reason: 'destination_unknown'};
    const wanted = placeholdersOf(body);
    if (!wanted) return 'malformed';

    const found = find(request);
    if (!found) return {kind: 'not_sent', reason: 'card_gone'};
    const {card} = found;
    let filled: Buffer | undefined;
    try {
      const hash = tokenHash(request.token);
      const cvc = codes.read(hash);
      if (wanted.includes('cvc') && !cvc) return {kind: 'not_sent', reason: 'cvc_gone'};
      if (world.clock.now() > request.deadline) return {kind: 'not_sent', reason: 'too_late'};
      if (!versionsPath.test(path)) {
        const use = cards.use(hash, tokenHash(request.key), usesMax);
        if (use !== 'counted') return {kind: 'not_sent', reason: use === 'gone' ? 'card_gone' : 'uses_exceeded'};
      }

      filled = fill(body, {number: card.number, expiry: card.expiry, ...(cvc && {cvc})});
      const answer = await world.net.fetch({
        method: 'POST',
        url: address.replace(/\/$/, '') + path,
        headers: {...headers, 'content-type': 'application/json'},
        body: filled,
        timeoutMs,
      });
      return {kind: 'answered', status: answer.status, body: scrub(answer.body, card.number)};
    } catch (error) {
      // Anything but a connection that was never made may have left.
      if (error instanceof NetError && error.kind === 'not_sent') return {kind: 'not_sent', reason: 'unreachable'};
      if (!(error instanceof NetError))
        world.log('send_failed', {error: error instanceof Error ? error.name : 'unknown'});
      return {kind: 'no_answer'};
    } finally {
      filled?.fill(0);
      wipe(card);
    }
  };
}
