import {z} from 'zod';
import type {World} from '../../ports.ts';
import type {
  CaptureRequest,
  NotFound,
  Outcome,
  Provider,
  ReferencedRequest,
  SyncRequest,
  TakeRequest,
} from '../provider.ts';
import {misconfigured} from '../refusal.ts';
import {toPaypal} from './amounts.ts';
import {
  AuthorizationSchema,
  callerOf,
  CaptureSchema,
  OrderSchema,
  RefundSchema,
  type Authorization,
  type Failure,
  type Order,
} from './api.ts';
import {creationOf} from './create.ts';
import {refusalOfPaypal} from './declines.ts';
import {derivedKey} from './keys.ts';
import {
  amountIn,
  captureUnder,
  heldBy,
  invoiceOf,
  isOfCard,
  isTaken,
  leftOf,
  outcomeOf,
  refundedOf,
  refundUnder,
  takenOf,
  treeOf,
  type Expected,
  type Tree,
} from './order.ts';
import {fieldsOf, methodsOf, type PaypalConfig} from './settings.ts';
import {restOf} from '../standing.ts';
import {refundStandingOf} from './states.ts';

/** The money is certain for three days; after that PayPal wants to be asked once more before it is taken. */
const honorMs = 3 * 86_400_000;

const unknown: Outcome = {kind: 'unknown'};

/**
 * PayPal, Orders v2. The reference is the order's number: its tree holds authorizations, captures and refunds, and every verb
 * looks at it first. What the shopper approves moves no money until `take`.
 */
export function paypal(config: PaypalConfig, world: Pick<World, 'net' | 'clock' | 'log'>): Provider {
  const {clock} = world;
  const call = callerOf(config, world);
  const orderPath = (id: string) => `/v2/checkout/orders/${encodeURIComponent(id)}`;
  const authorizationPath = (id: string) => `/v2/payments/authorizations/${encodeURIComponent(id)}`;
  const standing = (order: Order, expected: Expected = {}) => outcomeOf(order, expected, config, clock.now());

  /** The order as it stands, of that number. */
  async function fetchOrder(reference: string) {
    const answer = await call('GET', orderPath(reference), OrderSchema);
    return answer.kind === 'answer' && answer.body.id !== reference ? ({kind: 'unknown'} as const) : answer;
  }

  async function look(reference: string, expected: Expected = {}): Promise<Outcome | NotFound> {
    const answer = await fetchOrder(reference);
    if (answer.kind === 'answer') return standing(answer.body, expected);
    return isGone(answer) ? {kind: 'not_found'} : unknown;
  }

  /** The same, where an order that PayPal forgot is no answer. */
  async function lookClosely(reference: string, expected: Expected): Promise<Outcome> {
    const outcome = await look(reference, expected);
    return outcome.kind === 'not_found' ? unknown : outcome;
  }

  async function take({reference, key, authorizeKey, money, capture}: TakeRequest): Promise<Outcome> {
    const expected = {key: authorizeKey, money};
    const answer = await call(
      'POST',
      `${orderPath(reference)}/${capture ? 'capture' : 'authorize'}`,
      OrderSchema,
      {},
      key,
    );
    if (answer.kind === 'answer') {
      const outcome = answer.body.id === reference ? standing(answer.body, expected) : unknown;
      // Said to be done, and it does not say what came of it: look.
      return outcome.kind === 'approved' || outcome.kind === 'action_required' ? unknown : outcome;
    }
    if (answer.kind !== 'refused') return failed(answer);
    // What had an effect before is not forgotten because it cannot be found now.
    if (isGone(answer)) return unknown;
    const refusal = refusalOfPaypal(codeOf(answer));
    switch (refusal.kind) {
      case 'declined':
        return {kind: 'declined', decline: refusal.decline};
      case 'action_required': {
        const {why, providerCode} = refusal;
        return {kind: 'declined', decline: {code: why, advice: 'retry_now', providerCode, sensitive: false}};
      }
      case 'unknown': {
        const outcome = await lookClosely(reference, expected);
        return outcome.kind === 'approved' || outcome.kind === 'action_required' ? unknown : outcome;
      }
    }
  }

  /**
   * From the fourth day on the authorization is renewed first, where PayPal allows that; else the old one is tried. A card's is
   * never renewed.
   */
  async function renewed(held: Authorization, key: string): Promise<string | Outcome> {
    const since = held.create_time;
    if (held.status !== 'CREATED' || typeof since !== 'number' || clock.now() < since + honorMs) return held.id;
    const again = await call(
      'POST',
      `${authorizationPath(held.id)}/reauthorize`,
      AuthorizationSchema,
      {amount: held.amount},
      derivedKey(key, 'reauthorize'),
    );
    if (again.kind === 'answer') return again.body.status === 'CREATED' ? again.body.id : unknown;
    return again.kind === 'refused' ? held.id : failed(again);
  }

  async function capture({reference, key, amount, final}: CaptureRequest): Promise<Outcome> {
    const before = await fetchOrder(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const order = before.body;
    const tree = treeOf(order);
    if (!tree) return unknown;
    const earlier = captureUnder(tree, key);
    if (earlier) return captureOutcome(reference, tree, earlier, final);

    const stands = standing(order);
    const held = heldBy(tree);
    if (stands.kind === 'unknown') return unknown;
    const isOpen = stands.kind === 'authorized' || (stands.kind === 'captured' && !stands.final);
    if (!held || !isOpen) return refusedHere(stands.kind);
    const id = isOfCard(order) ? held.id : await renewed(held, key);
    if (typeof id !== 'string') return id;
    const made = await call(
      'POST',
      `${authorizationPath(id)}/capture`,
      CaptureSchema,
      {
        amount: toPaypal({amount, currency: tree.money.currency}),
        // PayPal would take it for one of several.
        final_capture: final,
        invoice_id: invoiceOf(order, key),
      },
      key,
    );
    if (made.kind !== 'answer') return failed(made);
    const {amount: said, ...facts} = made.body;
    const taken = amountIn(said, tree.money.currency);
    if (taken !== amount) return unknown;
    const after = {...tree, captures: [...tree.captures, {...facts, amount: taken}]};
    return captureOutcome(reference, after, facts, final);
  }

  async function release({reference, key}: ReferencedRequest): Promise<Outcome> {
    const before = await fetchOrder(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const stands = standing(before.body);
    if (stands.kind === 'voided' || stands.kind === 'unknown') return stands;
    const tree = treeOf(before.body);
    const held = tree && heldBy(tree);
    const isOpen = stands.kind === 'authorized' || (stands.kind === 'captured' && !stands.final);
    if (!held || !isOpen) return refusedHere(stands.kind);
    // 204 without a body, or the authorization.
    const answer = z.union([AuthorizationSchema, z.null()]);
    const after = await call('POST', `${authorizationPath(held.id)}/void`, answer, undefined, key);
    if (after.kind !== 'answer') return failed(after);
    return isReleased(await lookClosely(reference, {})) ? {kind: 'voided', reference, lapsed: false} : unknown;
  }

  /**
   * There is nothing to close: PayPal moves no money unless we take what was approved, and whoever calls this writes down
   * that nobody will. What was approved before stands.
   */
  async function close({reference}: ReferencedRequest): Promise<Outcome> {
    const answer = await fetchOrder(reference);
    if (answer.kind !== 'answer') {
      return isGone(answer) ? {kind: 'voided', reference, lapsed: true} : lookFailed(answer);
    }
    const stands = standing(answer.body);
    switch (stands.kind) {
      case 'action_required':
        return {kind: 'voided', reference, lapsed: false};
      case 'voided':
      case 'unknown':
        return stands;
      default:
        return refusedHere(stands.kind);
    }
  }

  async function refund({reference, key, amount}: CaptureRequest): Promise<Outcome> {
    const before = await fetchOrder(reference);
    if (before.kind !== 'answer') return lookFailed(before);
    const tree = treeOf(before.body);
    if (!tree) return unknown;
    const earlier = refundUnder(tree, key);
    if (earlier) return refundOutcome(reference, tree, earlier);

    const taken = tree.captures.filter(isTaken);
    if (taken.length === 0) {
      const {kind} = standing(before.body);
      return kind === 'unknown' ? unknown : refusedHere(kind);
    }
    // PayPal gives back by capture: what is more than any of them holds is for the merchant to divide.
    const from = taken.find((one) => leftOf(tree, one) >= amount);
    if (!from)
      return refusedHere(taken.length > 1 && amount <= takenOf(tree) - refundedOf(tree) ? 'captures' : 'amount');
    const made = await call(
      'POST',
      `/v2/payments/captures/${encodeURIComponent(from.id)}/refund`,
      RefundSchema,
      {amount: toPaypal({amount, currency: tree.money.currency}), custom_id: key},
      key,
    );
    if (made.kind !== 'answer') return failed(made);
    const {amount: said, ...facts} = made.body;
    const back = amountIn(said, tree.money.currency);
    if (back !== amount) return unknown;
    return refundOutcome(reference, {...tree, refunds: [...tree.refunds, {...facts, amount: back}]}, facts);
  }

  /** Where the operation under that key stands; without a key, the payment. */
  async function lookUp({kind, reference = '', key}: SyncRequest): Promise<Outcome | NotFound> {
    const answer = await fetchOrder(reference);
    if (answer.kind !== 'answer') return unknown;
    const tree = treeOf(answer.body);
    if (!tree) return unknown;
    const stands = standing(answer.body);
    if (key === '') return stands;
    switch (kind) {
      case 'refund': {
        const mine = refundUnder(tree, key);
        return mine ? refundOutcome(reference, tree, mine) : {kind: 'not_found'};
      }
      case 'capture': {
        const mine = captureUnder(tree, key);
        if (mine) return captureOutcome(reference, tree, mine, mine.final_capture === true);
        break;
      }
      case 'void':
        if (stands.kind === 'captured' && stands.final) {
          // Part of it was taken before, so the order is not called void; what was left is.
          return tree.authorizations.some(({status}) => status === 'VOIDED')
            ? {kind: 'voided', reference, lapsed: false}
            : stands;
        }
        break;
      case 'authorize':
        break;
    }
    // Still held, in whole or in part: what we sent has not arrived.
    return stands.kind === 'authorized' || (stands.kind === 'captured' && !stands.final) ? {kind: 'not_found'} : stands;
  }

  return {
    name: 'paypal',
    methods: methodsOf(config),
    fields: fieldsOf(config),
    currencies: ['EUR', 'USD', 'GBP', 'CHF'],
    capabilities: {
      deferredCapture: 'partial',
      collects: 'we_take',
      // An order whose creation was not answered cannot be looked for, and needs not: nobody knows where to approve it, and
      // without us it moves nothing. So this only has to outlast our own call.
      settleWindowMs: 20_000,
      cards: config.cardFields === undefined ? 'none' : 'provider',
      idempotent: true,
    },

    async authorize(request) {
      const {payer, key, money} = request;
      if (payer.kind !== 'redirect' && payer.kind !== 'fields') throw new Error('not_a_page');
      const answer = await call(
        'POST',
        '/v2/checkout/orders',
        OrderSchema,
        creationOf(request, payer, config.cardFields ?? 'SCA_WHEN_REQUIRED'),
        key,
      );
      if (answer.kind === 'answer') return standing(answer.body, {key, money});
      if (answer.kind !== 'refused') return failed(answer);
      const refusal = refusalOfPaypal(answer.issue);
      if (refusal.kind === 'declined' && refusal.known) return {kind: 'declined', decline: refusal.decline};
      // Nobody has been asked yet: it is the request that they do not want.
      const providerCode = `paypal:${codeOf(answer)}`;
      return {kind: 'declined', decline: {...misconfigured, providerCode, sensitive: false}};
    },

    take,
    capture,
    void: release,
    close,
    refund,

    async tell({reference}) {
      const answer = await fetchOrder(reference);
      const tree = answer.kind === 'answer' && treeOf(answer.body);
      if (answer.kind !== 'answer' || !tree) return undefined;
      const stands = standing(answer.body);
      const rest =
        stands.kind === 'authorized' || stands.kind === 'captured' || stands.kind === 'voided'
          ? restOf(stands)
          : undefined;
      if (!rest || tree.refunds.some((one) => refundStandingOf(one) === 'unknown')) return undefined;
      return {
        ...rest,
        refunded: refundedOf(tree),
        refunds: tree.refunds
          .filter((one) => refundStandingOf(one) !== 'pending')
          .map((one) => ({
            key: one.custom_id ?? one.id,
            amount: one.amount,
            failed: refundStandingOf(one) === 'declined',
          })),
      };
    },

    async sync(request) {
      const {kind, reference, key, money} = request;
      if (kind === 'authorize')
        return reference ? look(reference, {key, ...(money && {money})}) : Promise.resolve({kind: 'not_found'});
      return reference ? lookUp(request) : unknown;
    },
  };
}

function captureOutcome(reference: string, tree: Tree, {status}: {readonly status: string}, final: boolean): Outcome {
  if (isTaken({status})) return {kind: 'captured', reference, total: takenOf(tree), final};
  if (status === 'PENDING') return {kind: 'pending', reference};
  return status === 'DECLINED' || status === 'FAILED' ? refused(`paypal:capture_${status}`) : unknown;
}

function refundOutcome(reference: string, tree: Tree, mine: {readonly status: string}): Outcome {
  const stands = refundStandingOf(mine);
  switch (stands) {
    case 'refunded':
      return {kind: 'refunded', reference, total: refundedOf(tree)};
    case 'pending':
      return {kind: 'pending', reference};
    case 'declined':
      return refused(`paypal:refund_${mine.status}`);
    case 'unknown':
      return unknown;
  }
}

/** Nothing is held any more; what was taken before, if anything, stays taken. */
function isReleased(outcome: Outcome): boolean {
  return outcome.kind === 'voided' || (outcome.kind === 'captured' && outcome.final);
}

/** PayPal does not know that order, or does not any more: without being approved they live some hours. */
function isGone(answer: Failure): boolean {
  return answer.kind === 'refused' && answer.status === 404;
}

/** The look before the deed failed, so nothing was done. */
function lookFailed(answer: Failure): Outcome {
  return answer.kind === 'not_sent' ? {kind: 'not_sent', reason: 'unreachable'} : unknown;
}

function failed(answer: Failure): Outcome {
  switch (answer.kind) {
    case 'not_sent':
      return {kind: 'not_sent', reason: 'unreachable'};
    case 'unknown':
      return unknown;
    case 'refused': {
      // "Done before", "in progress": not for us to say what came of it.
      const refusal = refusalOfPaypal(answer.issue);
      if (refusal.kind !== 'declined') return unknown;
      return refused(`paypal:${codeOf(answer)}`);
    }
  }
}

function codeOf({issue, status}: Failure & {readonly kind: 'refused'}): string {
  return issue === '' ? `http_${status}` : issue;
}

/** We did not even ask, as the payment stands so that PayPal would refuse. */
function refusedHere(why: Outcome['kind'] | 'amount' | 'captures'): Outcome {
  return refused(`guichet:paypal_${why}`);
}

function refused(providerCode: string): Outcome {
  return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
}
