import {askAway} from './authorize.ts';
import type {Deps} from './deps.ts';
import {liveAttempt} from './moves.ts';
import type {CheckoutSession} from './session.ts';

/**
 * The shopper's page heard from the provider's script that something happened: a hint. What is true is asked from the
 * provider, as after a return; nothing is asked when no try is in its hands.
 */
export async function lookAway(deps: Deps, session: CheckoutSession): Promise<void> {
  const row = await deps.store.get('intents', session.intent);
  if (row && liveAttempt(row.doc)?.step.name === 'away') await askAway(deps, row.doc);
}
