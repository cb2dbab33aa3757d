import {finishAuthentication, unanswered} from '../threeds/conclude.ts';
import {lookUpVersions} from '../threeds/versions.ts';
import {askAuthorization, askAway, authorize, providerOf} from './authorize.ts';
import {closeSession} from './cancel.ts';
import type {Deps} from './deps.ts';
import {lapseNoticeMs} from './due.ts';
import type {PaymentIntent} from './intent.ts';
import {lookAtBooks} from './look-at-books.ts';
import {move} from './move.ts';
import {abandon, announceLapse, applyLapse, lapseFunds, liveAttempt, liveOperation, remind} from './moves.ts';
import {askOperation} from './operate.ts';

/** Takes a payment up where it stands: after a result, after a crash, when its time has come. Safe at any moment, any number of times. */
export async function advance(deps: Deps, id: string): Promise<void> {
  const found = await deps.store.get('intents', id);
  if (!found) return;
  if (liveOperation(found.doc)) return askOperation(deps, found.doc);
  if (found.doc.heard !== undefined) await lookAtBooks(deps, found.doc);

  const intent = found.doc.heard === undefined ? found.doc : (await deps.store.get('intents', id))?.doc;
  if (!intent || liveOperation(intent)) return;
  const now = deps.world.clock.now();

  switch (intent.status) {
    case 'requires_payment_method':
      if (now >= intent.expiresAt) await closeSession(deps, id, 'session_expired');
      return;
    case 'requires_action':
    case 'processing':
      return goOn(deps, intent, now);
    case 'requires_capture':
      return watchAuthorization(deps, intent, now);
    case 'in_review':
      if (now >= intent.captureBefore) await lookUpAuthorization(deps, intent);
      return;
    case 'awaiting_funds':
      // What is over is not reminded of.
      if (now >= intent.fundsUntil && intent.amountCaptured === 0) await move(deps, id, lapseFunds);
      else if (!intent.reminded && now >= intent.remindAt) await move(deps, id, remind);
      return;
    case 'succeeded':
    case 'canceled':
      return;
  }
}

async function goOn(deps: Deps, intent: PaymentIntent, now: number): Promise<void> {
  const step = liveAttempt(intent)?.step;
  if (!step) return;
  switch (step.name) {
    case 'versions':
      if (now >= step.until) await lookUpVersions(deps, intent.id);
      return;
    case 'device':
      // The browser never came: nothing was asked of anybody.
      if (now >= step.until)
        await move(deps, intent.id, (current) =>
          liveAttempt(current)?.step.name === 'device' ? abandon(current) : undefined,
        );
      return;
    case 'asked':
    case 'challenge':
    case 'decoupled':
      if (now >= step.until) await finishAuthentication(deps, intent.id, step.transId, unanswered(step));
      return;
    case 'authenticated':
      return authorize(deps, intent.id);
    case 'authorizing':
      return askAuthorization(deps, intent);
    case 'away':
      return askAway(deps, intent);
    default:
      return;
  }
}

/** Tells the merchant that an authorization lapses soon, and looks once it should have. */
async function watchAuthorization(
  deps: Deps,
  intent: Extract<PaymentIntent, {status: 'requires_capture'}>,
  now: number,
): Promise<void> {
  if (now < intent.captureBefore - lapseNoticeMs) return;
  if (now < intent.captureBefore) {
    await move(deps, intent.id, announceLapse);
    return;
  }
  await lookUpAuthorization(deps, intent);
}

/** What became of an authorization whose time is over. */
async function lookUpAuthorization(
  deps: Deps,
  intent: Extract<PaymentIntent, {status: 'requires_capture' | 'in_review'}>,
): Promise<void> {
  const attempt = intent.attempts.at(-1);
  if (attempt?.step.name !== 'authorized') return;
  const {reference} = intent;
  const answer = await providerOf(deps, attempt.provider).sync({kind: 'capture', reference, key: ''});
  const moved = answer.kind !== 'not_found' && (await move(deps, intent.id, (current) => applyLapse(current, answer)));
  if (!moved)
    await move(deps, intent.id, (current) =>
      current.status === 'requires_capture'
        ? {...current, lapseAnnounced: true}
        : current.status === 'in_review'
          ? current
          : undefined,
    );
}
