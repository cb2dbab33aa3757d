import type {DeclineView, IntentView, NextActionView, ReceiptView, SessionView} from '#contract/session.ts';

/** A session as a browser sees it, for tests: an order of two lines, card only, nothing tried yet. */
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
  payment_methods: [{type: 'card', course: 'card', brands: ['cb', 'visa', 'mastercard', 'amex'], frame_url: null}],
  hidden_methods: [],
  quotes: [],
  payment_intent: {
    id: 'pi_1',
    status: 'requires_payment_method',
    cancellation_reason: null,
    uncertain: false,
    next_action: null,
    method: null,
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
