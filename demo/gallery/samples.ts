import {dateAt} from '#contract/calendar.ts';
import {offerInstalments, testPlans, type PlanTerms} from '#contract/instalments.ts';
import {methodFacts} from '#contract/methods.ts';
import type {
  DeclineView,
  InstructionsView,
  IntentView,
  LenderOffer,
  MethodView,
  NextActionView,
  PlanView,
  ReceiptView,
  SessionView,
} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';

/** A session as a browser sees it, for the gallery and for tests: an order of two lines, card only, nothing tried yet. */
export const openSession: SessionView = {
  id: 'cs_00000000000000000000000000000001',
  object: 'checkout_session',
  status: 'open',
  livemode: false,
  locale: 'fr',
  merchant: {name: 'Maison Lumen'},
  amount: 12990,
  currency: 'EUR',
  line_items: [
    {name: 'Lampe Aube, laiton', quantity: 1, amount: 11900},
    {name: 'Livraison', quantity: 1, amount: 1090},
  ],
  order_reference: 'ML-2026-0412',
  capture_method: 'manual',
  submit_type: 'pay',
  payment_methods: [
    {
      type: 'card',
      course: 'card',
      brands: ['cb', 'visa', 'mastercard', 'amex'],
      frame_url: null,
      fields: null,
      fallback: null,
    },
  ],
  hidden_methods: [],
  quotes: [],
  payment_intent: {
    id: 'pi_1',
    status: 'requires_payment_method',
    cancellation_reason: null,
    uncertain: false,
    next_action: null,
    method: null,
    charged_currency: null,
    instructions: null,
    last_decline: null,
    authentications_left: 3,
    card: null,
  },
  return_url: 'https://shop.example/merci',
  cancel_url: 'https://shop.example/panier',
  expires_at: '2099-01-01T00:00:00.000Z',
  receipt: null,
  payment_link: null,
};

/** Another order: two of a kind, debited at once. */
export const several: SessionView = {
  ...openSession,
  capture_method: 'automatic',
  amount: 13090,
  line_items: [
    {name: 'Lampe Brise, verre soufflé', quantity: 2, amount: 12000},
    {name: 'Livraison', quantity: 1, amount: 1090},
  ],
};

/** The same session with its payment elsewhere. */
export function withIntent(intent: Partial<IntentView>, rest: Partial<SessionView> = {}): SessionView {
  return {...openSession, ...rest, payment_intent: {...openSession.payment_intent, ...intent}};
}

export const receipt: ReceiptView = {
  merchant: {
    name: 'Maison Lumen',
    address: '12, rue des Orfèvres\n67000 Strasbourg',
    siret: '404 833 048 00022',
    contract_id: '1234567',
  },
  created: '2026-11-22T13:08:00.000Z',
  order_reference: 'ML-2026-0412',
  type: 'authorization',
  amount: 12990,
  currency: 'EUR',
  card: {brand: 'visa', network: 'cb', last4: '3456'},
  transaction_id: 'pi_8QK3VX0J2M5T7',
  authorization_code: 'A4F2C9',
  authentication: 'authenticated',
  amount_refunded: 0,
  livemode: false,
};

export const decline: DeclineView = {
  code: 'insufficient_funds',
  advice: 'other_card',
  field: null,
  other_provider: null,
  message: {
    fr: 'Le solde ou le plafond de cette carte ne permet pas ce paiement. Utilisez une autre carte, ou réessayez plus tard.',
    en: 'The balance or limit of this card does not allow this payment. Use another card, or try again later.',
  },
};

export const challenge: NextActionView = {
  type: 'challenge',
  url: '/3ds/bridge/h',
  step: 'challenge',
  cardholder_info: null,
};

export const authorized = withIntent({status: 'requires_capture'}, {status: 'complete', receipt});
export const paid = withIntent({status: 'succeeded'}, {status: 'complete', receipt: {...receipt, type: 'debit'}});

/** Every screen by its name. */
export const views: Readonly<Record<string, SessionView>> = {
  choose: openSession,
  refused: withIntent({last_decline: decline}),
  waiting: withIntent({status: 'processing'}),
  app: withIntent({
    status: 'requires_action',
    next_action: {...challenge, step: 'app', cardholder_info: 'Ouvrez Ma Banque.'},
  }),
  checking: withIntent({status: 'processing', uncertain: true}),
  canceled: withIntent({status: 'canceled', cancellation_reason: 'authentication_failed'}),
  abandoned: withIntent({status: 'canceled', cancellation_reason: 'abandoned'}),
  expired: withIntent({}, {status: 'expired'}),
  authorized,
  paid,
};

export function method(type: MethodType): MethodView {
  return {
    type,
    course: methodFacts[type].course,
    brands: type === 'card' ? ['cb', 'visa', 'mastercard', 'amex'] : [],
    frame_url: null,
    fields: null,
    fallback: null,
    ...(type === 'instalments' && {plans: [planIn(3)]}),
  };
}

/** As a lender would give it for the order of `openSession`, from today. */
export function planIn(count: number, feeBasisPoints = 0): PlanView {
  const terms: PlanTerms = {...testPlans.instalments_3, count, feeBasisPoints};
  const offer = offerInstalments({amount: openSession.amount, currency: 'EUR'}, terms, dateAt(Date.now()));
  if (!offer.offered) throw new Error(offer.reason);
  const {annualRateBasisPoints, instalments, ...sums} = offer.plan;
  return {
    ...sums,
    id: `in_${count}`,
    annual_rate_basis_points: annualRateBasisPoints,
    instalments: instalments.map(({dueOn, ...part}) => ({due_on: dueOn, ...part})),
  };
}

/** What the lender says to the price of `openSession`. */
export function lenderOffer(...plans: readonly PlanView[]): LenderOffer {
  return {livemode: true, amount: openSession.amount, currency: 'EUR', plans, reason: null, from: null};
}

/** The same order where a provider draws fields of its own for card and wallet. */
export const inFields: SessionView = {
  ...openSession,
  payment_methods: (['card', 'apple_pay', 'bank_transfer'] satisfies MethodType[]).map((type) =>
    type === 'bank_transfer'
      ? method(type)
      : {...method(type), course: 'fields', fields: {provider: 'sample', settings: {}}},
  ),
};

export const transfer: InstructionsView = {
  type: 'bank_transfer',
  amount: 12990,
  amount_received: 0,
  currency: 'EUR',
  reference: 'RF18539007547034',
  until: '2026-12-01T09:00:00.000Z',
  account: {
    holder: 'Maison Lumen',
    bank: 'Banque d’exemple',
    iban: 'FR7630006000011234567890189',
    bic: 'AGRIFRPP',
    sort_code: null,
    routing_number: null,
    account_number: null,
    address: [],
  },
  payee: null,
  address: [],
};

export const cheque: InstructionsView = {
  ...transfer,
  type: 'cheque',
  account: null,
  payee: 'Maison Lumen',
  address: ['Maison Lumen', '12 rue des Lampes', '69001 Lyon'],
};

export const terms: InstructionsView = {...transfer, type: 'net_30', until: '2026-12-24T09:00:00.000Z'};

const accepted = {
  currencies: ['EUR', 'USD', 'GBP', 'CHF'],
  from: {},
  customers: ['individual', 'company'],
  paid_orders: 0,
  days_to_pay: null,
  parts: [],
  payee: null,
} as const;

/** What `GET /v1/payment_methods` says of a shop. */
export const shopFacts = {
  data: [
    {...accepted, type: 'card', capture: 'partial'},
    {...accepted, type: 'paypal', capture: 'full'},
    {...accepted, type: 'instalments', capture: 'full', currencies: ['EUR'], from: {EUR: 5000}, parts: [3]},
    {...accepted, type: 'bank_transfer', capture: 'offline', days_to_pay: 7},
    {...accepted, type: 'cheque', capture: 'offline', currencies: ['EUR'], days_to_pay: 14, payee: 'Maison Lumen'},
  ],
  shop: {
    name: 'Maison Lumen',
    livemode: false,
    failed_authentications: 3,
    card_block: {payments: 3, days: 30},
    card_kept_minutes: 30,
    review: false,
    markup_percent: '2.00',
  },
} as const;

const dollars: SessionView['quotes'][number] = {
  currency: 'USD',
  amount: 15_193,
  source: 'ECB',
  rate: '1.1696',
  source_date: '2026-11-20',
  markup_percent: '3.00',
  sample: false,
  payment_methods: openSession.payment_methods,
  hidden_methods: [{type: 'wero', reason: 'currency', from: null}],
};

/** The same order, to be paid in dollars at a converted rate or in francs at the shop's own price. */
export const quoted: SessionView = {
  ...openSession,
  quotes: [
    dollars,
    {
      ...dollars,
      currency: 'CHF',
      amount: 12_500,
      source: 'merchant',
      rate: null,
      source_date: null,
      markup_percent: null,
    },
  ],
};
