import type {MethodType} from '#contract/statuses.ts';
import {
  challenge,
  cheque,
  inFields,
  lenderOffer,
  method,
  openSession,
  planIn,
  quoted,
  receipt,
  several,
  shopFacts,
  terms,
  transfer,
  views,
  withIntent,
} from './samples.ts';

/** One element in one state: what a merchant would write, and what a script would set. */
export interface Exhibit {
  /** Under `gallery.states`. */
  readonly state: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Markup of the merchant's own inside: a `guichet-method` by its name. */
  readonly methods?: boolean;
  /** Lives with a real session of the sandbox. */
  readonly live?: boolean;
  /** A window: opened by a button. */
  readonly opens?: boolean;
}

const many = {
  ...openSession,
  payment_methods: (['card', 'instalments', 'paypal', 'wero', 'bank_transfer', 'cheque'] satisfies MethodType[]).map(
    method,
  ),
};

const panel = (type: MethodType): Exhibit => ({
  state: type,
  attributes: {method: type},
  properties: {view: {...many, payment_methods: [method(type)]}},
});

/** A lender with three plans, one of which costs something. */
const lent = {
  ...many,
  payment_methods: [{...method('instalments'), plans: [planIn(2), planIn(3), planIn(4, 150)]}],
};

const ticket = (change: object) => ({receipt: {...receipt, ...change}});

const amount = (currency: string): Exhibit => ({state: currency, attributes: {amount: '12990', currency}});

/** Every public element, each in every state; the small ones first. */
export const exhibits: Readonly<Record<string, readonly Exhibit[]>> = {
  'guichet-amount': ['EUR', 'USD', 'GBP', 'CHF'].map(amount),
  'guichet-instalments': [
    {state: 'offered', attributes: {amount: '12990', currency: 'EUR'}, properties: {offer: lenderOffer(planIn(3))}},
    {
      state: 'plans',
      attributes: {amount: '12990', currency: 'EUR'},
      properties: {offer: lenderOffer(planIn(2), planIn(3), planIn(4, 150))},
    },
    {
      state: 'tooSmall',
      attributes: {amount: '900', currency: 'EUR'},
      properties: {offer: {...lenderOffer(), amount: 900, reason: 'amount_too_small', from: 10_000}},
    },
  ],
  'guichet-order-summary': [
    {state: 'deferred', properties: {view: openSession}},
    {
      state: 'atOnce',
      properties: {
        view: several,
      },
    },
    {state: 'noLines', properties: {view: {...openSession, line_items: []}}},
    {state: 'currencies', properties: {view: quoted}},
  ],
  'guichet-currency-choice': [
    {state: 'converted', properties: {view: quoted, currency: 'USD'}},
    {state: 'ownPrice', properties: {view: quoted, currency: 'CHF'}},
  ],
  'guichet-method-picker': [
    {
      state: 'several',
      methods: true,
      properties: {
        view: {...many, hidden_methods: [{type: 'net_30', reason: 'customer_type', from: null}]},
      },
    },
    {state: 'single', properties: {view: {...openSession, payment_methods: [method('paypal')]}}},
    {state: 'none', properties: {view: {...openSession, payment_methods: []}}},
  ],
  'guichet-method': [{state: 'closed', attributes: {name: '…'}, methods: true}],
  'guichet-method-panel': [
    ...(['instalments', 'paypal', 'wero', 'bank_transfer', 'cheque', 'net_30'] as const).map(panel),
    {state: 'plans', attributes: {method: 'instalments'}, properties: {view: lent}},
    ...(['closed', 'loading', 'blocked', 'not_here'] as const).map((standing) => ({
      state: `fields_${standing}`,
      attributes: {method: standing === 'not_here' ? 'apple_pay' : 'card'},
      properties: {view: inFields, standing},
    })),
  ],
  'guichet-card-form': [
    {state: 'live', live: true},
    {state: 'busy', live: true, attributes: {busy: ''}},
  ],
  'guichet-challenge': [
    {
      state: 'app',
      opens: true,
      properties: {step: 'app', cardholderInfo: 'Banque d’exemple', url: challenge.url},
    },
  ],
  'guichet-instructions': [
    {state: 'bank_transfer', properties: {instructions: transfer}},
    {state: 'partly', properties: {instructions: {...transfer, amount: 7990, amount_received: 5000}}},
    {state: 'cheque', properties: {instructions: cheque}},
    {state: 'net_30', properties: {instructions: terms}},
  ].map((exhibit) => ({
    ...exhibit,
    attributes: {merchant: 'Maison Lumen', 'order-reference': 'ML-2026-0412'},
  })),
  'guichet-receipt': [
    {state: 'authorization', properties: ticket({})},
    {state: 'debit', properties: ticket({type: 'debit'})},
    {
      state: 'instalments',
      properties: ticket({type: 'debit', method: 'instalments', card: null, plan: planIn(3)}),
    },
    {
      state: 'awaited',
      properties: ticket({
        type: 'awaited',
        method: 'bank_transfer',
        card: null,
        authorization_code: null,
        authentication: null,
      }),
    },
    {
      state: 'signed',
      properties: ticket({
        type: 'debit',
        livemode: true,
        proof: {
          id: 'rcpt_1',
          url: 'https://pay.example/receipts/rcpt_1',
          verify_url: 'https://pay.example/verify#eyJhbGciOiJFZERTQSJ9',
          invoice_url: null,
        },
      }),
    },
    {state: 'refunded', properties: ticket({type: 'debit', amount_refunded: 1090})},
    {state: 'credit', properties: ticket({type: 'credit', amount: 1090})},
  ],
  'guichet-payment-info': [{state: 'whole', properties: {facts: shopFacts}}],
  'guichet-payment-page': [
    {state: 'choose', properties: {view: {...many, quotes: []}}},
    {state: 'refused', properties: {view: views['refused']}},
    {state: 'waiting', properties: {view: views['waiting']}},
    {state: 'checking', properties: {view: views['checking']}},
    {
      state: 'instructed',
      properties: {view: withIntent({status: 'awaiting_funds', method: 'bank_transfer', instructions: transfer})},
    },
    {state: 'inReview', properties: {view: withIntent({status: 'in_review'}, {status: 'complete'})}},
    {state: 'canceled', properties: {view: views['canceled']}},
    {state: 'abandoned', properties: {view: views['abandoned']}},
    {state: 'expired', properties: {view: views['expired']}},
    {state: 'authorized', properties: {view: views['authorized']}},
    {state: 'paid', properties: {view: views['paid']}},
  ],
  'guichet-checkout': [
    {state: 'embedded', live: true},
    {state: 'redirect', live: true, attributes: {mode: 'redirect'}},
  ],
};

/** What the page's script sets, by the id of the exhibit. */
export const properties: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(exhibits).flatMap(([tag, list]) => list.map((exhibit) => [idOf(tag, exhibit), exhibit.properties])),
);

export function idOf(tag: string, {state}: Exhibit): string {
  return `${tag.replace('guichet-', '')}-${state}`;
}
