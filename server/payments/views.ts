import type {z} from '@hono/zod-openapi';
import {failedAuthenticationsMax} from '#contract/challenge.ts';
import type {Decline} from '#contract/declines.ts';
import type {Locale} from '#contract/locale.ts';
import type {Money} from '#contract/money.ts';
import {chargedTotals} from './charged.ts';
import {factsOf} from './quote.ts';
import type {Offer} from '#contract/methods.ts';
import type {
  CardView,
  DeclineView,
  FallbackView,
  MethodView,
  NextActionView,
  ReceiptProof,
  ReceiptView,
  SessionView,
} from '#contract/session.ts';
import type {Authentication} from './authentication.ts';
import {wasLimited} from './carding.ts';
import type {Attempt, Operation, PaymentIntent, Received, Refund, Step} from './intent.ts';
import {instructionsOf, type Accounts} from './instructions.ts';
import {receivedOf} from './moves.ts';
import {planView} from './plan.ts';
import {receiptIdOf} from './receipt.ts';
import {uncertain} from './news.ts';
import type {CheckoutSessionAnswer, PaymentIntentAnswer, RefundAnswer} from './schemas.ts';
import {wordsOf} from './sentences.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {CheckoutSession} from './session.ts';

/** Every instant leaves as ISO 8601 UTC. */
const iso = (ms: number) => new Date(ms).toISOString();

/** From the fourth card of a session on, and once a limit was reached, a refusal no longer says which part of the card was wrong. */
const outspokenAttempts = 3;

export function publicIntent(intent: PaymentIntent): z.infer<typeof PaymentIntentAnswer> {
  const last = intent.attempts.at(-1);
  const authentication = last && authenticationOf(last.step);
  return {
    id: intent.id,
    object: 'payment_intent',
    status: intent.status,
    livemode: intent.livemode,
    amount: intent.money.amount,
    currency: intent.money.currency,
    amount_captured: intent.amountCaptured,
    amount_refunded: intent.amountRefunded,
    capture_method: intent.captureMethod,
    presentment: presentmentOf(intent),
    amount_received: receivedOf(intent.received),
    capture_before: 'captureBefore' in intent ? iso(intent.captureBefore) : null,
    funds_until: intent.status === 'awaiting_funds' ? iso(intent.fundsUntil) : null,
    funds_reference: referenceOfFunds(intent),
    review_reasons: intent.status === 'in_review' ? [...intent.reasons] : [],
    method: last ? methodOf(last) : null,
    authentication: authentication ? publicAuthentication(authentication) : null,
    failed_authentications: intent.failedAuthentications,
    last_decline: intent.lastDecline ? publicDecline(intent.lastDecline, last?.method) : null,
    cancellation_reason: intent.status === 'canceled' ? intent.reason : null,
    attempts: intent.attempts.map(publicAttempt),
    operations: intent.operations.map(publicOperation),
    received: intent.received.map(publicReceived),
    checkout_session: intent.session,
    receipt:
      last?.step.name === 'authorized' || last?.step.name === 'instructed' || intent.amountCaptured > 0
        ? receiptIdOf(intent.id)
        : null,
    order_reference: intent.orderReference,
    metadata: {...intent.metadata},
    created: iso(intent.created),
  };
}

const operationStatuses = {sent: 'pending', done: 'succeeded', refused: 'failed'} as const;

function publicOperation(operation: Operation) {
  return {
    type: operation.kind,
    amount: operation.amount,
    presentment_amount: operation.charged ?? null,
    status: operationStatuses[operation.state],
    provider_code: operation.state === 'refused' ? operation.providerCode : null,
    refund: operation.refund ?? null,
    source: operation.source ?? ('api' as const),
    created: operation.begun === undefined ? null : iso(operation.begun),
  };
}

function publicReceived({amount, on, reference, cheque, at}: Received) {
  return {amount, received_on: on, reference: reference ?? null, cheque: cheque ?? null, created: iso(at)};
}

function presentmentOf(intent: PaymentIntent) {
  const totals = chargedTotals(intent);
  if (!totals) return null;
  const {quote, captured, refunded} = totals;
  return {
    amount: quote.charged.amount,
    amount_captured: captured,
    amount_refunded: refunded,
    ...factsOf(quote),
    quoted_at: iso(quote.quotedAt),
  };
}

/** The `RF…` under which money is, or was, awaited. */
function referenceOfFunds(intent: PaymentIntent): string | null {
  const isFunds = intent.attempts.at(-1)?.step.name === 'instructed';
  return isFunds && 'reference' in intent ? (intent.reference ?? null) : null;
}

function publicAttempt(attempt: Attempt) {
  const {id, provider, opened, step} = attempt;
  const authentication = authenticationOf(step);
  return {
    id,
    method: methodOf(attempt),
    provider,
    status: attemptStatuses[step.name],
    authentication: authentication ? publicAuthentication(authentication) : null,
    authorization_code: step.name === 'authorized' ? (step.authorizationCode ?? null) : null,
    decline: step.name === 'declined' ? publicDecline(step.decline, attempt.method) : null,
    task: attempt.task ?? null,
    disputes: (attempt.disputes ?? []).map(({id: of, closed, due, at}) => ({
      id: of,
      closed,
      deadline: due === undefined ? null : iso(due),
      created: iso(at),
    })),
    settled_tasks: (attempt.settled ?? []).map(({task, seen, note = null, by, at}) => ({
      task,
      seen,
      note,
      by,
      created: iso(at),
    })),
    created: iso(opened),
  };
}

const attemptStatuses = {
  versions: 'processing',
  device: 'requires_action',
  asked: 'requires_action',
  challenge: 'requires_action',
  decoupled: 'requires_action',
  authenticated: 'processing',
  authorizing: 'processing',
  away: 'requires_action',
  instructed: 'awaiting_funds',
  authorized: 'authorized',
  declined: 'declined',
  abandoned: 'abandoned',
} as const satisfies Record<Step['name'], string>;

function methodOf({method, card, plan}: Attempt) {
  return {
    type: method,
    instalments: plan?.instalments.length ?? null,
    plan: plan ? planView(plan) : null,
    card: card
      ? {
          brand: card.brand,
          first6: card.first6,
          last4: card.last4,
          networks: {
            available: [...card.networks.available],
            chosen: card.networks.chosen,
            chosen_by: card.networks.chosenBy,
          },
        }
      : null,
  };
}

function authenticationOf(step: Step): Authentication | undefined {
  return 'authentication' in step ? step.authentication : undefined;
}

function publicAuthentication({version, outcome, eci, flow}: Authentication) {
  return {version, status: outcome, eci: eci ?? null, flow};
}

function publicDecline(decline: Decline, method: MethodType | undefined) {
  return {
    code: decline.code,
    advice: decline.advice,
    provider_code: decline.providerCode,
    listed: !decline.unlisted,
    message: wordsOf(decline, {...(method && {method})}).message,
  };
}

export function publicRefund(refund: Refund): z.infer<typeof RefundAnswer> {
  const {id, intent, amount, currency, charged, reason, status, source, created} = refund;
  return {
    id,
    object: 'refund',
    payment_intent: intent,
    amount,
    currency,
    presentment: charged ?? null,
    reason: reason ?? null,
    status,
    source: source ?? 'api',
    created: iso(created),
  };
}

/** `secrets`: only in the answer that creates the session; afterwards we hold no more than a hash. */
export function publicSession(
  session: CheckoutSession,
  secrets?: {readonly url: string; readonly clientToken: string},
): z.infer<typeof CheckoutSessionAnswer> {
  return {
    id: session.id,
    object: 'checkout_session',
    status: session.status,
    livemode: session.livemode,
    amount: session.money.amount,
    currency: session.money.currency,
    order_reference: session.orderReference,
    line_items: session.lineItems.map((item) => ({...item})),
    return_url: session.returnUrl,
    cancel_url: session.cancelUrl ?? null,
    invoice_url: session.invoiceUrl ?? null,
    capture_method: session.captureMethod,
    locale: session.locale,
    payment_methods: [...session.paymentMethods],
    embed_origins: [...session.embedOrigins],
    submit_type: session.submitType,
    payment_intent: session.intent,
    metadata: {...session.metadata},
    created: iso(session.created),
    expires_at: iso(session.expiresAt),
    url: secrets?.url ?? null,
    client_token: secrets?.clientToken ?? null,
  };
}

/** What stands beside the session when its view is drawn. */
export interface ViewContext {
  readonly payUrl: string;
  readonly locale: Locale;
  readonly merchant: {
    readonly name: string;
    readonly address?: string;
    readonly siret?: string;
    readonly contractId?: string;
    readonly termsUrl?: string;
  };
  /** The card form's address with its grant; absent when no card is to be entered. */
  readonly frameUrl: string | null;
  readonly brands: readonly SessionView['payment_methods'][number]['brands'][number][];
  readonly offers: readonly Offer[];
  /** The same for each quote, in their order. */
  readonly quotedOffers: readonly (readonly Offer[])[];
  /** How a method goes, with the provider that the next try of that amount goes to. */
  readonly wayOf: (type: MethodType, money: Money) => Pick<MethodView, 'course' | 'fields' | 'fallback'>;
  /** Who takes the next try instead of a provider that was not reached. */
  readonly otherProvider: FallbackView | null;
  readonly accounts: Accounts;
  /** Whoever has the session's token; else only its address is known. */
  readonly isShopper: boolean;
  /** The signed receipt, once there is one. */
  readonly proof?: ReceiptProof;
}

/** What a browser may know of its session. */
export function browserView(session: CheckoutSession, intent: PaymentIntent, context: ViewContext): SessionView {
  const discreet =
    intent.attempts.length > outspokenAttempts ||
    intent.attempts.some(({step}) => step.name === 'declined' && wasLimited(step.decline));
  return {
    id: session.id,
    object: 'checkout_session',
    status: session.status,
    livemode: session.livemode,
    locale: context.locale,
    merchant: {
      name: context.merchant.name,
      ...(context.merchant.termsUrl !== undefined && {terms_url: context.merchant.termsUrl}),
    },
    amount: session.money.amount,
    currency: session.money.currency,
    line_items: session.lineItems,
    order_reference: session.orderReference,
    payment_link: (context.isShopper && session.link) || null,
    capture_method: session.captureMethod,
    submit_type: session.submitType,
    payment_methods: methodViews(context.offers, session.money, context),
    quotes: (session.quotes ?? []).map((quote, place) => {
      const offers = context.quotedOffers[place] ?? [];
      return {
        amount: quote.charged.amount,
        ...factsOf(quote),
        payment_methods: methodViews(offers, quote.charged, context),
        hidden_methods: offers.flatMap(hiddenView),
      };
    }),
    hidden_methods: context.offers.flatMap(hiddenView),
    payment_intent: {
      id: intent.id,
      status: intent.status,
      cancellation_reason: intent.status === 'canceled' ? intent.reason : null,
      uncertain: uncertain(intent),
      next_action: nextAction(intent, context),
      method: intent.attempts.at(-1)?.method ?? null,
      charged_currency: chargedCurrency(intent),
      instructions: instructionsOf(intent, context.accounts),
      last_decline: intent.lastDecline ? declineView(intent.lastDecline, discreet, intent, context) : null,
      authentications_left: failedAuthenticationsMax - intent.failedAuthentications,
      card: cardView(intent.attempts.at(-1)),
    },
    return_url: session.returnUrl,
    cancel_url: session.cancelUrl ?? null,
    expires_at: iso(session.expiresAt),
    receipt: receiptOf(intent, context),
  };
}

/** What may be chosen for that amount: another provider may stand behind it than for the order's own. */
function methodViews(
  offers: readonly Offer[],
  money: Money,
  {brands, frameUrl, wayOf}: ViewContext,
): SessionView['payment_methods'] {
  return offers.flatMap((offer) => {
    if (!offer.offered) return [];
    const {type, plans} = offer;
    const way = wayOf(type, money);
    const isTypedHere = way.course === 'card' || way.fallback?.course === 'card';
    return [
      {
        type,
        ...way,
        brands: type === 'card' ? brands : [],
        frame_url: isTypedHere ? frameUrl : null,
        ...(plans && {plans: plans.map(planView)}),
      },
    ];
  });
}

function hiddenView(offer: Offer) {
  return offer.offered ? [] : [{type: offer.type, reason: offer.reason, from: offer.from?.amount ?? null}];
}

function chargedCurrency({attempts, money}: PaymentIntent) {
  const last = attempts.at(-1);
  return last ? (last.quote?.charged.currency ?? money.currency) : null;
}

function declineView(
  decline: Decline,
  discreet: boolean,
  {attempts}: PaymentIntent,
  {otherProvider}: ViewContext,
): DeclineView {
  const method = attempts.at(-1)?.method;
  const {message, field} = wordsOf(decline, {discreet, ...(method && {method})});
  // A sensitive refusal looks like any other: the code, the advice and the words are those of the neutral row.
  return decline.sensitive
    ? {code: 'generic_decline', advice: 'other_card', field: null, other_provider: null, message}
    : {code: decline.code, advice: decline.advice, field, other_provider: otherProvider, message};
}

function cardView(attempt: Attempt | undefined): CardView | null {
  const card = attempt?.card;
  return card ? {brand: card.brand, network: card.networks.chosen, last4: card.last4} : null;
}

function nextAction(intent: PaymentIntent, {payUrl, isShopper}: ViewContext): NextActionView | null {
  const last = intent.status === 'requires_action' ? intent.attempts.at(-1) : undefined;
  const step = last?.step;
  if (last && step?.name === 'away') {
    const {fields, form, handle} = step;
    const url = form ? `${payUrl}/away/${handle}` : step.url;
    if (fields) return {type: 'fields', provider: last.provider, data: isShopper ? fields : {}, url: url ?? null};
    // One of the two is always there (`ActionRequired`).
    return url === undefined ? null : {type: 'redirect', url};
  }
  if (!step || !('transId' in step)) return null;
  const url = `${payUrl}/3ds/bridge/${step.handle}`;
  switch (step.name) {
    case 'device':
    case 'asked':
      return {type: 'challenge', url, step: 'hidden', cardholder_info: null};
    case 'challenge':
      return {type: 'challenge', url, step: 'challenge', cardholder_info: step.cardholderInfo ?? null};
    case 'decoupled':
      return {type: 'challenge', url, step: 'app', cardholder_info: step.cardholderInfo ?? null};
  }
}

/** The amount as it was charged, large; the order's beside it where that is another. */
function chargedView(intent: PaymentIntent): Pick<ReceiptView, 'amount' | 'currency' | 'conversion'> {
  const isTaken = intent.status === 'succeeded';
  const own = {amount: isTaken ? intent.amountCaptured : intent.money.amount, currency: intent.money.currency};
  const totals = chargedTotals(intent);
  if (!totals) return own;
  const {currency, ...facts} = factsOf(totals.quote);
  return {amount: isTaken ? totals.captured : totals.quote.charged.amount, currency, conversion: {...facts, ...own}};
}

function receiptOf(intent: PaymentIntent, {merchant, proof}: ViewContext): ReceiptView | null {
  const isAwaited = intent.status === 'awaiting_funds';
  if (!isAwaited && intent.status !== 'requires_capture' && intent.status !== 'succeeded') return null;
  const attempt = intent.attempts.at(-1);
  if (!attempt) return null;
  const {step} = attempt;
  const card = step.name === 'authorized' ? step : undefined;
  if (!card && step.name !== 'instructed') return null;
  return {
    merchant: {
      name: merchant.name,
      address: merchant.address ?? null,
      siret: merchant.siret ?? null,
      contract_id: merchant.contractId ?? null,
    },
    created: iso(attempt.opened),
    order_reference: intent.orderReference,
    type: isAwaited ? 'awaited' : intent.status === 'requires_capture' ? 'authorization' : 'debit',
    ...chargedView(intent),
    method: attempt.method,
    card: cardView(attempt),
    ...(attempt.plan && {plan: planView(attempt.plan)}),
    transaction_id: intent.id,
    authorization_code: card?.authorizationCode ?? null,
    authentication: card?.authentication?.outcome ?? null,
    amount_refunded: chargedTotals(intent)?.refunded ?? intent.amountRefunded,
    livemode: intent.livemode,
    ...(proof && {proof}),
  };
}
