import {newId} from '../ids.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {move} from './move.ts';
import {liveOperation} from './moves.ts';
import {applyDifference, booksOf, differenceOf, heardOut, isMade, sameBooks} from './told.ts';

/**
 * Looks at the provider's books after it said something of a payment that is made, and writes down what happened there without
 * us. While an operation of ours is under way its own answer comes first; what was read while one began is read again.
 */
export async function lookAtBooks(deps: Deps, intent: PaymentIntent): Promise<void> {
  const {heard} = intent;
  if (heard === undefined || liveOperation(intent)) return;
  const provider = deps.providers.get(intent.attempts.at(-1)?.provider ?? '');
  const reference = 'reference' in intent ? intent.reference : undefined;
  if (provider?.tell && isMade(intent) && reference !== undefined) {
    const asked = deps.world.clock.now();
    const told = await provider.tell({reference, books: booksOf(intent)}).catch(() => undefined);
    if (!told) return lookAgain(deps, intent);
    // What was just sent may not be in the books yet.
    const settledFrom = (intent.operations.at(-1)?.begun ?? 0) + provider.capabilities.settleWindowMs;
    let seen = intent;
    for (let next = differenceOf(seen, told); next; next = differenceOf(seen, told)) {
      const difference = next;
      if (difference.kind === 'contradiction' && asked < settledFrom) return lookAgain(deps, intent);
      const facts = {at: asked, refund: newId('re_', deps.world.random)};
      const before = seen;
      const moved = await move(
        deps,
        intent.id,
        (current) => (sameBooks(current, before) ? applyDifference(current, difference, facts) : undefined),
        {key: difference.key},
      );
      if (!moved) return lookAgain(deps, intent);
      deps.world.log('back_office', {intent: intent.id, difference: difference.kind});
      seen = moved.after;
    }
  }
  await move(deps, intent.id, (current) => heardOut(current, heard));
}

/** Ever more rarely: the word stays unanswered until the books can be read. */
async function lookAgain(deps: Deps, {id}: PaymentIntent): Promise<void> {
  await move(deps, id, (current) => (current.heard === undefined ? undefined : current));
}
