import type {Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {PaymentIntent} from './intent.ts';
import {providerKey} from './keys.ts';
import {move} from './move.ts';
import {applyOutcome, liveAttempt, neverArrived, step} from './moves.ts';

/** A message that the vault has not sent by then, it sends no more: later, a look-up must be able to trust its answer. */
const sendWithinMs = 10_000;

/** Sends the authorization of an attempt that is authenticated. Written down first, with its key; then sent, once. */
export async function authorize(deps: Deps, id: string): Promise<void> {
  const {world, vault, settings} = deps;
  const sentAt = world.clock.now();
  const begun = await move(deps, id, (intent) => {
    const attempt = liveAttempt(intent);
    if (attempt?.step.name !== 'authenticated') return undefined;
    const {mandated, authentication} = attempt.step;
    // A second authorization only ever follows a known, final soft decline of the first.
    const key = providerKey(attempt.id, 'authorize', mandated ? 2 : 1);
    return step(intent, ['authenticated'], {name: 'authorizing', mandated, authentication, key, sentAt, lost: false});
  });
  const attempt = begun && liveAttempt(begun.after);
  if (!begun || attempt?.step.name !== 'authorizing') return;

  const {key, authentication} = attempt.step;
  const provider = providerOf(deps, attempt.provider);
  const {session, money, orderReference, captureMethod} = begun.after;
  const {cardToken, card} = attempt;
  const outcome =
    cardToken && card
      ? await provider.authorize({
          money,
          // The name under which the issuer was asked: the proof is bound to it.
          merchant: settings.acquirer.merchantId,
          orderReference,
          capture: captureMethod === 'automatic',
          network: card.networks.chosen,
          ...(authentication && {authentication}),
          key,
          card: {
            send: (message) =>
              vault.send({
                ...message,
                token: cardToken,
                session,
                destination: 'acquirer',
                deadline: sentAt + sendWithinMs,
              }),
          },
        })
      : neverArrived;
  await move(deps, id, (intent) => applyOutcome(intent, key, outcome), {key});
}

/** Asks the provider where an authorization stands whose answer was lost. */
export async function askAuthorization(deps: Deps, intent: PaymentIntent): Promise<void> {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'authorizing') return;
  const {key, sentAt} = attempt.step;
  const provider = providerOf(deps, attempt.provider);
  const asked = deps.world.clock.now();
  const answer = await provider.sync({kind: 'authorize', key});

  // "Not found" is only certain when even the slowest message would have arrived before we asked.
  const certain = asked > sentAt + provider.capabilities.settleWindowMs;
  const outcome = answer.kind === 'not_found' ? (certain ? neverArrived : {kind: 'unknown' as const}) : answer;
  const moved = await move(deps, intent.id, (current) => applyOutcome(current, key, outcome), {key});
  // Nothing new: ask again later, ever more rarely.
  if (!moved) await move(deps, intent.id, (current) => (liveAttempt(current)?.id === attempt.id ? current : undefined));
}

/** Settings name the providers; a payment under one that is gone needs a person. */
export function providerOf({providers}: Deps, name: string): Provider {
  const provider = providers.get(name);
  if (!provider) throw new Error('provider_missing');
  return provider;
}
