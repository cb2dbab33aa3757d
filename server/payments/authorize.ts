import type {Locale} from '#contract/locale.ts';
import type {Customer, Outcome, Payer, Provider} from '../providers/provider.ts';
import type {Deps} from './deps.ts';
import type {Attempt, PaymentIntent} from './intent.ts';
import {providerKey} from './keys.ts';
import {move} from './move.ts';
import {applyClosed, applyOutcome, beginTaking, liveAttempt, neverArrived, step} from './moves.ts';
import {courseOf} from './routing.ts';
import {stillUnknown} from './tasks.ts';

/** A message that the vault has not sent by then, it sends no more: later, a look-up must be able to trust its answer. */
const sendWithinMs = 10_000;

/** Sends the authorization of an attempt that is authenticated. Written down first, with its key; then sent, once. */
export async function authorize(deps: Deps, id: string): Promise<void> {
  const sentAt = deps.world.clock.now();
  const begun = await move(deps, id, (intent) => {
    const attempt = liveAttempt(intent);
    if (attempt?.step.name !== 'authenticated') return undefined;
    const {mandated, authentication} = attempt.step;
    // A second authorization only ever follows a known, final soft decline of the first.
    const key = providerKey(attempt.id, 'authorize', mandated ? 2 : 1);
    return step(intent, ['authenticated'], {name: 'authorizing', mandated, authentication, key, sentAt, lost: false});
  });
  if (begun) await sendAuthorization(deps, begun.after);
}

/** Sends what was just written down, once. */
export async function sendAuthorization(deps: Deps, intent: PaymentIntent, locale: Locale = 'fr'): Promise<void> {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'authorizing') return;
  const {key} = attempt.step;
  const payer = await payerOf(deps, intent, attempt, locale);
  const outcome = payer
    ? await providerOf(deps, attempt.provider).authorize({
        money: attempt.quote?.charged ?? intent.money,
        // The name under which the issuer was asked: the proof is bound to it.
        merchant: payer.kind === 'card' ? deps.settings.acquirer.merchantId : deps.settings.acquirer.merchantName,
        orderReference: intent.orderReference,
        capture: isTakenAtOnce(intent, attempt),
        key,
        payer,
      })
    : neverArrived;
  await move(deps, intent.id, (current) => applyOutcome(current, key, outcome), {key});
}

/** What the merchant wants to look at first is only reserved. */
function isTakenAtOnce({captureMethod}: PaymentIntent, {review}: Attempt): boolean {
  return captureMethod === 'automatic' && !review?.length;
}

async function payerOf(
  deps: Deps,
  {session}: PaymentIntent,
  {step, method, provider, cardToken, card, plan, ownPage}: Attempt,
  locale: Locale,
): Promise<Payer | undefined> {
  if (step.name !== 'authorizing') return undefined;
  const {vault, settings} = deps;
  const {authentication, sentAt, handle} = step;
  const course = courseOf(method, providerOf(deps, provider));
  switch (course) {
    case 'card':
      if (!cardToken || !card) return undefined;
      return {
        kind: 'card',
        network: card.networks.chosen,
        ...(authentication && {authentication}),
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
      };
    case 'redirect':
    case 'fields':
    case 'sheet': {
      const returnUrl = `${settings.payUrl}/return/${session}/${handle}`;
      return {
        kind: course === 'fields' && !ownPage ? 'fields' : 'redirect',
        method,
        returnUrl,
        cancelUrl: `${returnUrl}?canceled`,
        notifyUrl: `${settings.payUrl}/notify/${provider}/${handle}`,
        locale,
        ...(plan && {plan: plan.id}),
        customer: await customerOf(deps, session),
      };
    }
    case 'offline':
      return {kind: 'offline', method};
  }
}

async function customerOf({store}: Deps, session: string): Promise<Customer> {
  const doc = (await store.get('sessions', session))?.doc;
  const {email, name, billing_country: country, billing_address: address} = doc?.customer ?? {};
  const quantity = doc?.lineItems.reduce((sum, item) => sum + item.quantity, 0) ?? 0;
  return {
    ...(email !== undefined && {email}),
    ...(name !== undefined && {name}),
    ...(country !== undefined && {country}),
    ...(address && {address}),
    ...(quantity > 0 && {quantity}),
  };
}

/** What an answer about the running try must speak of. */
function askedFor(intent: PaymentIntent, attempt: Attempt, sentAt: number) {
  return {money: attempt.quote?.charged ?? intent.money, sentAt};
}

/**
 * Asks where the shopper stands who went to the provider's page: takes what was approved there; when the time there is over,
 * closes it.
 */
export async function askAway(deps: Deps, intent: PaymentIntent): Promise<void> {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'away') return;
  const {key, reference, until, sentAt, form, words, taking = false} = attempt.step;
  const provider = providerOf(deps, attempt.provider);
  const answer = await provider.sync({
    kind: 'authorize',
    reference,
    key,
    ...askedFor(intent, attempt, sentAt),
    ...(form && {form}),
    ...(words && {words}),
  });
  if (answer.kind === 'approved') return take(deps, intent, attempt);

  const isOpen = answer.kind === 'action_required' || answer.kind === 'not_found';
  const isOver = deps.world.clock.now() >= until && !taking;
  const outcome =
    isOpen && isOver && provider.close ? await provider.close({reference, key: leaveKey(attempt)}) : answer;
  const apply = outcome === answer ? applyOutcome : applyClosed;
  if (outcome.kind !== 'not_found' && (await move(deps, intent.id, (now) => apply(now, key, outcome), {key}))) return;
  await lookAgain(deps, intent, attempt);
}

/** Written down first, so that nobody closes it meanwhile; then taken, under a key of its own. Again after a crash: once. */
async function take(deps: Deps, intent: PaymentIntent, attempt: Attempt): Promise<void> {
  if (attempt.step.name !== 'away') return;
  const {key, reference, sentAt, taking = false} = attempt.step;
  const {take: verb} = providerOf(deps, attempt.provider);
  if (!verb) return lookAgain(deps, intent, attempt);
  if (!taking && !(await move(deps, intent.id, (current) => beginTaking(current, key)))) return;
  const {money} = askedFor(intent, attempt, sentAt);
  const capture = isTakenAtOnce(intent, attempt);
  const request = {reference, key: providerKey(attempt.id, 'take', 1), authorizeKey: key, money, capture};
  const outcome: Outcome = await verb(request);
  // It never left: what was approved still is, and waits for us.
  const applied = outcome.kind === 'not_sent' ? ({kind: 'unknown'} as const) : outcome;
  if (!(await move(deps, intent.id, (current) => applyOutcome(current, key, applied), {key})))
    await lookAgain(deps, intent, attempt);
}

/** Nothing new: ask again later, ever more rarely. */
async function lookAgain(deps: Deps, {id}: PaymentIntent, {id: own, step}: Attempt): Promise<void> {
  const now = deps.world.clock.now();
  const since = step.name === 'away' ? step.until : step.name === 'authorizing' ? step.sentAt : now;
  await move(deps, id, (current) => (liveAttempt(current)?.id === own ? stillUnknown(current, since, now) : undefined));
}

/**
 * The shopper comes back from the provider's page and wants to pay otherwise. Only the provider can say that nothing
 * will be taken there any more: it is told to close, and its answer decides. It may be that the payment was made.
 */
export async function leave(deps: Deps, intent: PaymentIntent): Promise<void> {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'away') return;
  const {key, reference, taking} = attempt.step;
  const provider = providerOf(deps, attempt.provider);
  if (!provider.close || taking) return askAway(deps, intent);
  const outcome = await provider.close({reference, key: leaveKey(attempt)});
  // Refused, because something happened there meanwhile: look what.
  if (outcome.kind !== 'voided') return askAway(deps, intent);
  await move(deps, intent.id, (current) => applyClosed(current, key, outcome), {key});
}

function leaveKey({id}: Attempt): string {
  return providerKey(id, 'leave', 1);
}

/** Asks the provider where an authorization stands whose answer was lost. */
export async function askAuthorization(deps: Deps, intent: PaymentIntent): Promise<void> {
  const attempt = liveAttempt(intent);
  if (attempt?.step.name !== 'authorizing') return;
  const {key, sentAt} = attempt.step;
  const provider = providerOf(deps, attempt.provider);
  const asked = deps.world.clock.now();
  const answer = await provider.sync({kind: 'authorize', key, ...askedFor(intent, attempt, sentAt)});

  // "Not found" is only certain when even the slowest message would have arrived before we asked.
  const certain = asked > sentAt + provider.capabilities.settleWindowMs;
  const outcome = answer.kind === 'not_found' ? (certain ? neverArrived : {kind: 'unknown' as const}) : answer;
  const moved = await move(deps, intent.id, (current) => applyOutcome(current, key, outcome), {key});
  if (!moved) await lookAgain(deps, intent, attempt);
}

/** Settings name the providers; a payment under one that is gone needs a person. */
export function providerOf({providers}: Deps, name: string): Provider {
  const provider = providers.get(name);
  if (!provider) throw new Error('provider_missing');
  return provider;
}
