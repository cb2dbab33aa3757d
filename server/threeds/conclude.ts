import type {Authentication} from '../payments/authentication.ts';
import type {Deps} from '../payments/deps.ts';
import type {Step} from '../payments/intent.ts';
import {move} from '../payments/move.ts';
import {conclude, liveAttempt} from '../payments/moves.ts';

type Running = Extract<Step, {transId: string}>;

/**
 * Saves the result of a 3-D Secure transaction, once: only the transaction that is running can end. The third failure
 * cancels the payment, and the strike against the card is in the same commit (`tries.ts`).
 */
export async function finishAuthentication(
  deps: Deps,
  intentId: string,
  transId: string,
  authentication: Authentication,
): Promise<boolean> {
  const moved = await move(deps, intentId, (intent) => {
    const step = liveAttempt(intent)?.step;
    return step && 'transId' in step && step.transId === transId && step.name !== 'device'
      ? conclude(intent, authentication, step.mandated)
      : undefined;
  });
  return moved !== undefined;
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
