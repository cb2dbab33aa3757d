import {failedAuthenticationsMax} from '#contract/challenge.ts';
import type {Authentication} from '../payments/authentication.ts';
import {strike} from '../payments/blocks.ts';
import type {Deps} from '../payments/deps.ts';
import type {Step} from '../payments/intent.ts';
import {move} from '../payments/move.ts';
import {conclude, liveAttempt} from '../payments/moves.ts';
import type {Write} from '../store/store.ts';

type Running = Extract<Step, {transId: string}>;

/**
 * Saves the result of a 3-D Secure transaction, once: only the transaction that is running can end. The third failure
 * cancels the payment, and the strike against the card is in the same commit.
 */
export async function finishAuthentication(
  deps: Deps,
  intentId: string,
  transId: string,
  authentication: Authentication,
): Promise<boolean> {
  const writes = await strikeFor(deps, intentId, transId, authentication);
  const moved = await move(
    deps,
    intentId,
    (intent) => {
      const step = liveAttempt(intent)?.step;
      return step && 'transId' in step && step.transId === transId && step.name !== 'device'
        ? conclude(intent, authentication, step.mandated)
        : undefined;
    },
    {extra: ({after}) => (after.status === 'canceled' && after.reason === 'authentication_failed' ? writes : [])},
  );
  return moved !== undefined;
}

/** The strike that this result would be, prepared before the commit: the vault alone knows the card's fingerprint. */
async function strikeFor(
  deps: Deps,
  intentId: string,
  transId: string,
  {failures}: Authentication,
): Promise<readonly Write[]> {
  const row = failures > 0 ? await deps.store.get('intents', intentId) : undefined;
  const attempt = row && liveAttempt(row.doc);
  if (!row || !attempt?.cardToken || !('transId' in attempt.step) || attempt.step.transId !== transId) return [];
  if (row.doc.failedAuthentications + failures < failedAuthenticationsMax) return [];
  const card = await deps.vault.describe(attempt.cardToken, row.doc.session);
  return card ? strike(deps, row.doc, card.fingerprint) : [];
}

/** Nobody told in time. No authorization was sent, so no money moved; but it is not a failure of the shopper either. */
export function unanswered(step: Running): Authentication {
  return {
    version: step.version,
    flow: step.name === 'decoupled' ? 'decoupled' : step.name === 'challenge' ? 'challenge' : 'frictionless',
    outcome: step.name === 'asked' ? 'unavailable' : 'unknown',
    failures: 0,
  };
}
