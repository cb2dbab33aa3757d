import {Problem} from '../routes/problem.ts';
import type {CancellationReason} from '#contract/statuses.ts';
import {leave} from './authorize.ts';
import type {Deps} from './deps.ts';
import {isDone} from './news.ts';
import {move} from './move.ts';
import {abandon, cancel, liveAttempt} from './moves.ts';
import type {CheckoutSession} from './session.ts';

/**
 * The shopper gives up: the running try only (`attempt`), or the whole payment. Compare and set: what was sent to the
 * acquirer goes its way, and a payment is never undone by it.
 */
export async function cancelByShopper(
  deps: Deps,
  session: CheckoutSession,
  {attempt}: {readonly attempt: boolean},
): Promise<void> {
  const row = await deps.store.get('intents', session.intent);
  // The provider's page is closed first; if it was paid there meanwhile, that stands.
  if (row && liveAttempt(row.doc)?.step.name === 'away') await leave(deps, row.doc);
  await move(deps, session.intent, (intent) => {
    if (isDone(intent)) throw new Problem('session_complete');
    if (intent.status === 'canceled') return undefined;
    if (attempt) {
      if (!liveAttempt(intent)) return undefined;
      const idle = abandon(intent);
      if (!idle) throw new Problem('payment_in_progress');
      return idle;
    }
    const canceled = cancel(intent, 'abandoned');
    if (!canceled) throw new Problem('payment_in_progress');
    return canceled;
  });
}

/** The merchant closes an open session, or its time has come. */
export async function closeSession(deps: Deps, intentId: string, reason: CancellationReason): Promise<boolean> {
  const moved = await move(deps, intentId, (intent) => cancel(intent, reason));
  return moved !== undefined;
}
