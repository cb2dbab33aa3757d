import type {ChosenBy, Network} from '#contract/cards.ts';
import type {CardDescription, CardToken} from '#contract/vault.ts';
import type {Currency} from '#contract/money.ts';
import type {Quote} from './quote.ts';
import type {Locale} from '#contract/locale.ts';
import type {OfferedPlan} from '#contract/instalments.ts';
import type {Offer} from '#contract/methods.ts';
import type {MethodType} from '#contract/statuses.ts';
import {newId} from '../ids.ts';
import type {Provider} from '../providers/provider.ts';
import {Problem} from '../routes/problem.ts';
import {lookUpVersions} from '../threeds/versions.ts';
import {isBlocked} from './blocks.ts';
import {refusalOf} from './carding.ts';
import {rulesCardOut} from './decide.ts';
import type {Deps} from './deps.ts';
import type {Attempt, PaymentIntent, Step} from './intent.ts';
import {providerKey, requestHash} from './keys.ts';
import {sendAuthorization} from './authorize.ts';
import {offerIn} from './offers.ts';
import {reviewReasonsOf} from './review.ts';
import {move} from './move.ts';
import {open} from './moves.ts';
import type {CheckoutSession} from './session.ts';
import {courseOf, deferredOf, routeOf} from './routing.ts';
import {enterTry} from './tries.ts';

export interface Confirmation {
  readonly method: MethodType;
  /** How the lender is paid back: one of the plans that it offers for this amount, by its id. */
  readonly plan?: string;
  readonly locale: Locale;
  /** One that the session offers; its own when absent. */
  readonly currency?: Currency;
  readonly card_token?: CardToken;
  readonly network?: Network;
  readonly chosen_by?: ChosenBy;
  /** Providers of the route that the shopper's page cannot use. */
  readonly without?: readonly string[];
  readonly idempotencyKey: string;
  /** A mark of the shopper's network, by which tries are counted. */
  readonly address?: string;
}

/** How long a step that only waits for a machine may take before it is taken up again. */
export const machineStepMs = 17_000;

/**
 * One try. The attempt is committed before anything about it leaves the house; a second click, a second tab or the same
 * call again find the attempt that is under way and change nothing.
 */
export async function confirm(deps: Deps, session: CheckoutSession, wanted: Confirmation): Promise<void> {
  const {store, world} = deps;
  const row = await store.get('intents', session.intent);
  if (!row) throw new Problem('intent_not_found');
  const request = requestHash(session.id, wanted.idempotencyKey);
  if (row.doc.attempts.some((attempt) => attempt.request === request)) return;
  mayTry(deps, row.doc);
  if (!session.paymentMethods.includes(wanted.method)) throw new Problem('method_not_offered');
  const quote = quoteOf(session, wanted.currency);
  const tried = {attempts: row.doc.attempts, without: wanted.without ?? []};
  const offer = await offerIn(deps, session, wanted.method, quote?.charged ?? session.money, tried);
  if (!offer.offered) throw new Problem('method_not_offered', {detail: offer.reason});
  const provider = routeOf(deps, {
    method: wanted.method,
    ...(quote?.charged ?? session.money),
    capture: session.captureMethod,
    ...tried,
  });
  if (!provider) throw new Problem('method_not_offered');
  if (courseOf(wanted.method, provider) !== 'card')
    return confirmElsewhere(
      deps,
      session,
      row.doc,
      {...wanted, provider, chosen: planOf(offer, wanted)},
      request,
      quote,
    );
  if (!wanted.card_token) throw new Problem('card_token_missing');

  const card = await deps.vault.describe(wanted.card_token, session.id);
  if (!card) throw new Problem('card_token_invalid');
  const chosen = wanted.network ?? card.networks[0] ?? card.brand;
  if (!card.networks.includes(chosen)) throw new Problem('network_not_available');
  const {verdict, ...count} = await enterTry(deps, row.doc.merchant, card, wanted.address);
  const refusal =
    (await refusedAtOnce(deps, row.doc, card)) ?? (verdict.kind === 'refused' ? refusalOf(verdict) : undefined);
  if (refusal) await count.drop();

  const now = world.clock.now();
  const step: Step = refusal
    ? {name: 'declined', decline: refusal}
    : {name: 'versions', mandated: verdict.kind === 'challenge', until: now + machineStepMs};
  const attempt: Attempt = {
    id: newId('att_', world.random),
    ordinal: row.doc.attempts.length + 1,
    method: wanted.method,
    provider: provider.name,
    opened: now,
    request,
    ...reviewOf(deps, session, row.doc, provider, wanted.method),
    ...(quote && {quote}),
    card: {
      brand: card.brand,
      first6: card.first6,
      last4: card.last4,
      networks: {
        available: card.networks,
        chosen,
        chosenBy:
          card.networks.length < 2
            ? 'only'
            : wanted.network === undefined
              ? 'default'
              : (wanted.chosen_by ?? 'shopper'),
      },
    },
    ...(!refusal && {cardToken: wanted.card_token}),
    step,
  };
  const opened = await move(
    deps,
    session.intent,
    (intent) => {
      if (intent.attempts.some((other) => other.request === request)) return undefined;
      mayTry(deps, intent);
      return refusal
        ? {...intent, attempts: [...intent.attempts, attempt], lastDecline: refusal}
        : open(intent, attempt);
    },
    {extra: () => (refusal ? [] : [count.open(attempt)])},
  );
  if (refusal) await deps.vault.erase(wanted.card_token, session.id);
  if (opened && !refusal) await lookUpVersions(deps, session.intent);
}

/** A try at a provider's own page, or with instructions: written down with its key, then sent, once. */
async function confirmElsewhere(
  deps: Deps,
  session: CheckoutSession,
  before: PaymentIntent,
  {
    method,
    locale,
    provider,
    chosen,
    without,
  }: Confirmation & {readonly provider: Provider; readonly chosen: OfferedPlan | undefined},
  request: string,
  quote: Quote | undefined,
): Promise<void> {
  const {world} = deps;
  const now = world.clock.now();
  const id = newId('att_', world.random);
  const isAway = courseOf(method, provider) !== 'offline';
  const handle = isAway ? newId('h_', world.random) : undefined;
  const step: Step = {
    name: 'authorizing',
    mandated: true,
    key: providerKey(id, 'authorize', 1),
    ...(handle !== undefined && {handle}),
    sentAt: now,
    lost: false,
  };
  const attempt: Attempt = {
    id,
    ordinal: before.attempts.length + 1,
    method,
    provider: provider.name,
    opened: now,
    request,
    ...(isAway && reviewOf(deps, session, before, provider, method)),
    ...(quote && {quote}),
    ...(chosen && {plan: chosen}),
    ...(provider.fields?.ownPage?.includes(method) && without?.includes(provider.name) && {ownPage: true}),
    ...(handle !== undefined && {handle}),
    step,
  };
  const opened = await move(deps, session.intent, (intent) => {
    if (intent.attempts.some((other) => other.request === request)) return undefined;
    mayTry(deps, intent);
    return open(intent, attempt);
  });
  if (opened) await sendAuthorization(deps, opened.after, locale);
}

/** The plan that was chosen, as the lender gives it now: where there are plans one must be, else none may. */
function planOf(offer: Offer, {plan}: Confirmation): OfferedPlan | undefined {
  const plans = offer.offered ? (offer.plans ?? []) : [];
  const chosen = plans.find(({id}) => id === plan);
  if (!chosen && (plans.length > 0 || plan !== undefined)) throw new Problem('plan_mismatch');
  return chosen;
}

/** The amount that was fixed for that currency when the session was made. */
function quoteOf({money, quotes = []}: CheckoutSession, currency: Currency | undefined): Quote | undefined {
  if (currency === undefined || currency === money.currency) return undefined;
  const quote = quotes.find(({charged}) => charged.currency === currency);
  if (!quote) throw new Problem('currency_mismatch', {errors: [{path: '/currency', code: 'currency_mismatch'}]});
  return quote;
}

/** Why the merchant looks at this order first, if a rule says so and the provider can hold the money meanwhile. */
function reviewOf(
  deps: Deps,
  session: CheckoutSession,
  intent: PaymentIntent,
  provider: Provider,
  method: MethodType,
): Pick<Attempt, 'review'> {
  if (deferredOf(provider, method) === 'none') return {};
  const review = reviewReasonsOf(session, intent, deps.settings.reviewRules);
  return review.length > 0 ? {review} : {};
}

/** Only an open session whose payment waits for a method, and only so often: of many at once, none is one too many. */
function mayTry({world, settings}: Deps, intent: PaymentIntent): void {
  switch (intent.status) {
    case 'requires_payment_method':
      if (world.clock.now() >= intent.expiresAt) throw new Problem('session_expired');
      if (intent.attempts.length >= settings.attemptsMax) throw new Problem('too_many_attempts');
      return;
    case 'requires_action':
    case 'processing':
      throw new Problem('payment_in_progress');
    case 'requires_capture':
    case 'awaiting_funds':
    case 'in_review':
    case 'succeeded':
      throw new Problem('session_complete');
    case 'canceled':
      throw new Problem(intent.reason === 'session_expired' ? 'session_expired' : 'payment_canceled');
  }
}

/** A card that is blocked for this merchant, or that the issuer ruled out in this session, is refused without asking anyone. */
async function refusedAtOnce(deps: Deps, intent: PaymentIntent, card: CardDescription) {
  const refusal = {code: 'suspected_fraud', advice: 'other_card', sensitive: true} as const;
  const ruledOut = intent.attempts.some(
    ({card: earlier, step}) =>
      step.name === 'declined' &&
      rulesCardOut(step.decline) &&
      earlier?.first6 === card.first6 &&
      earlier.last4 === card.last4,
  );
  if (ruledOut) return {...refusal, providerCode: 'guichet:ruled_out'};
  if (await isBlocked(deps, intent.merchant, card.fingerprint)) return {...refusal, providerCode: 'guichet:blocked'};
  return undefined;
}
