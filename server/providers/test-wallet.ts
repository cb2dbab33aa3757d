import {z} from 'zod';
import {dateAt} from '#contract/calendar.ts';
import type {DeclineCode} from '#contract/declines.ts';
import {offerInstalments, testPlans, type LenderAnswer} from '#contract/instalments.ts';
import type {Currency, Money} from '#contract/money.ts';
import {walletKinds, walletStatuses, type WalletKind, type WalletRequest} from '#contract/wallet.ts';
import type {World} from '../ports.ts';
import {
  bookedFacts,
  callBank,
  captured,
  codeOf,
  operated,
  operationIn,
  readBooked,
  type Answer,
  type BankConfig,
  type Found,
} from './bank-call.ts';
import type {Capabilities, NotFound, Outcome, Provider, SyncRequest} from './provider.ts';

/** What each of the test bank's wallets can do: like the real ones (`providers/` in the facts), no more. */
const wallets: Readonly<
  Record<WalletKind, {readonly deferred: Capabilities['deferredCapture']; readonly currencies: readonly Currency[]}>
> = {
  paypal: {deferred: 'partial', currencies: ['EUR', 'USD', 'GBP', 'CHF']},
  apple_pay: {deferred: 'partial', currencies: ['EUR', 'USD', 'GBP', 'CHF']},
  google_pay: {deferred: 'partial', currencies: ['EUR', 'USD', 'GBP', 'CHF']},
  wero: {deferred: 'full', currencies: ['EUR']},
  alipay: {deferred: 'none', currencies: ['EUR', 'USD', 'GBP', 'CHF']},
  instalments: {deferred: 'full', currencies: ['EUR']},
};

const refusals: Readonly<Record<string, DeclineCode>> = {
  insufficient_funds: 'insufficient_funds',
  declined: 'generic_decline',
  lender_declined: 'generic_decline',
};

const WalletPaymentSchema = z.object({
  ...bookedFacts,
  status: z.enum(walletStatuses),
  url: z.string(),
  expires_at: z.iso.datetime(),
  refusal: z.string().nullable(),
});
type Payment = z.infer<typeof WalletPaymentSchema>;

/** All of the test bank's wallets and its lender, each a provider of its own. */
export function testWallets(config: BankConfig, world: Pick<World, 'net' | 'clock'>): readonly Provider[] {
  return walletKinds.map((kind) => testWallet(kind, config, world));
}

/** One wallet of the test bank (`#contract/wallet.ts`): the shopper pays on its page, a look-up tells how it ended. */
function testWallet(kind: WalletKind, config: BankConfig, {net, clock}: Pick<World, 'net' | 'clock'>): Provider {
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    callBank(config, net, method, `/wallets${path}`, body);
  const does = async (deed: string, reference: string, ours: string, body: object = {}) => {
    const answer = await call('POST', `/payments/${reference}/${deed}`, {reference: ours, ...body});
    return operated('wallet', WalletPaymentSchema, answer, ours);
  };
  const {deferred, currencies} = wallets[kind];

  return {
    name: `test_${kind}`,
    methods: [kind],
    currencies,
    capabilities: {
      deferredCapture: deferred,
      collects: 'we_take',
      settleWindowMs: 30_000,
      cards: 'none',
      idempotent: true,
    },
    ...(kind === 'instalments' && {plans: async ({money}) => testLender(money, clock.now())}),

    async authorize({money, merchant, orderReference, capture, key: ours, payer}) {
      if (payer.kind !== 'redirect') throw new Error('not_a_wallet');
      const request: WalletRequest = {
        reference: ours,
        kind,
        merchant,
        order_reference: orderReference,
        amount: money.amount,
        currency: money.currency,
        capture,
        return_url: payer.returnUrl,
        notify_url: payer.notifyUrl,
        locale: payer.locale,
        ...(payer.plan === testPlan && {instalments: testPlans[testPlan].count}),
      };
      return opened(await call('POST', '/payments', request));
    },

    async capture({reference, key: ours, amount, final}) {
      return does('captures', reference, ours, {amount, final});
    },

    async void({reference, key: ours}) {
      return does('voids', reference, ours);
    },

    async close({reference, key: ours}) {
      return does('voids', reference, ours, {only_open: true});
    },

    async refund({reference, key: ours, amount}) {
      return does('refunds', reference, ours, {amount});
    },

    async sync({kind: asked, reference, key: ours}: SyncRequest): Promise<Outcome | NotFound> {
      if (asked === 'authorize') {
        const found = read(await call('GET', `/payments?reference=${encodeURIComponent(ours)}`));
        return found === 'not_found' ? {kind: 'not_found'} : standing(found);
      }
      const found = read(await call('GET', `/payments/${encodeURIComponent(reference ?? '')}`));
      if (ours === '') return standing(found);
      return operationIn(found, asked, ours);
    },
  };
}

const testPlan = 'instalments_3';

/** The test lender has one plan, and says it without being asked over the network. */
function testLender(money: Money, now: number): LenderAnswer {
  const offer = offerInstalments(money, testPlans[testPlan], dateAt(now));
  if (offer.offered) return {offered: true, plans: [{...offer.plan, id: testPlan}]};
  const {reason} = offer;
  return reason === 'amount_too_small' ? {offered: false, reason, from: offer.from} : {offered: false, reason};
}

/** What opening the page came to. A plain refusal of the request is final; anything unreadable is unknown. */
function opened(answer: Answer): Outcome {
  if (answer === 'not_sent') return {kind: 'not_sent', reason: 'unreachable'};
  if (typeof answer !== 'string' && answer.status === 400) {
    const providerCode = `wallet:${codeOf(answer.text)}`;
    return {
      kind: 'declined',
      decline: {code: 'transaction_not_allowed', advice: 'other_card', providerCode, sensitive: false},
    };
  }
  return standing(read(answer));
}

const read = (answer: Answer): Found<Payment> => readBooked(WalletPaymentSchema, answer);

/** Where a payment stands. A state that we have never seen did not parse, and is no success. */
function standing(payment: Found<Payment>): Outcome {
  if (typeof payment === 'string') return {kind: 'unknown'};
  const {id, status, url, expires_at: until, refusal, capture_before: before} = payment;
  switch (status) {
    case 'open':
      return {kind: 'action_required', reference: id, url, until: Date.parse(until)};
    case 'approved':
      return payment.amount_captured > 0
        ? captured(payment)
        : {kind: 'authorized', reference: id, ...(before !== null && {captureBefore: Date.parse(before)})};
    case 'refused': {
      const code = refusals[refusal ?? ''] ?? 'generic_decline';
      return {
        kind: 'declined',
        decline: {code, advice: 'other_card', providerCode: `wallet:${refusal ?? ''}`, sensitive: false},
      };
    }
    case 'canceled':
    case 'expired':
    case 'voided':
      return payment.amount_captured > 0
        ? captured(payment)
        : {kind: 'voided', reference: id, lapsed: status === 'expired'};
  }
}
