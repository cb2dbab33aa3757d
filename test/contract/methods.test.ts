import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {customerTypes, methodFacts, offerOf, type CustomerType, type Enabled} from '#contract/methods.ts';
import type {LenderAnswer} from '#contract/instalments.ts';
import {currencies, type Currency, type Money} from '#contract/money.ts';
import {captureMethods, methodTypes, type CaptureMethod, type MethodType} from '#contract/statuses.ts';

/**
 * Every method, in every currency, however the money is taken, for either kind of customer: offered, or hidden with one
 * reason. What is expected stands here by hand, and is not read from the table that is tested.
 */
const all = ['EUR', 'USD', 'GBP', 'CHF'] as const;
const euro = ['EUR'] as const;

interface Expectation {
  readonly currencies: readonly Currency[];
  readonly customers: readonly CustomerType[];
  /** Whether the test provider behind it can debit at shipment. */
  readonly deferred: 'none' | 'full' | 'partial' | 'offline';
}

const both: readonly CustomerType[] = ['individual', 'company'];

const expectations: Readonly<Record<MethodType, Expectation>> = {
  card: {currencies: all, customers: both, deferred: 'partial'},
  apple_pay: {currencies: all, customers: both, deferred: 'partial'},
  google_pay: {currencies: all, customers: both, deferred: 'partial'},
  paypal: {currencies: all, customers: both, deferred: 'partial'},
  wero: {currencies: euro, customers: both, deferred: 'full'},
  alipay: {currencies: all, customers: both, deferred: 'none'},
  instalments: {currencies: euro, customers: ['individual'], deferred: 'full'},
  bank_transfer: {currencies: all, customers: both, deferred: 'offline'},
  cheque: {currencies: euro, customers: both, deferred: 'offline'},
  net_30: {currencies: all, customers: ['company'], deferred: 'offline'},
};

const enabled: Enabled = Object.fromEntries(methodTypes.map((type) => [type, expectations[type].deferred]));

interface Asked {
  readonly currency?: Currency;
  readonly capture?: CaptureMethod;
  readonly customer?: CustomerType;
  readonly amount?: number;
  readonly paidOrders?: number;
  readonly on?: Enabled;
}

/** `offered`, or the reason. */
function told(type: MethodType, asked: Asked): string {
  const {currency = 'EUR', capture = 'automatic', customer = 'individual', amount = 12_990, paidOrders = 1} = asked;
  const offer = offerOf(type, {
    money: {amount, currency},
    capture,
    customer: {type: customer, paidOrders},
    enabled: asked.on ?? enabled,
  });
  return offer.offered ? 'offered' : offer.reason;
}

function expected(type: MethodType, currency: Currency, capture: CaptureMethod, customer: CustomerType): string {
  const {currencies: taken, customers, deferred} = expectations[type];
  if (!customers.includes(customer)) return 'customer_type';
  if (capture === 'manual' && deferred === 'none') return 'capture';
  return taken.includes(currency) ? 'offered' : 'currency';
}

describe('each way to pay', () => {
  const known = Object.keys(currencies) as Currency[];
  for (const type of methodTypes) {
    for (const currency of known) {
      for (const capture of captureMethods) {
        for (const customer of customerTypes) {
          const answer = expected(type, currency, capture, customer);
          test(`${type}, ${currency}, ${capture}, ${customer}: ${answer}`, () => {
            assert.equal(told(type, {currency, capture, customer}), answer);
          });
        }
      }
    }
  }

  test('walks all of them', () => {
    assert.equal(methodTypes.length * known.length * captureMethods.length * customerTypes.length, 160);
    assert.deepEqual(Object.keys(methodFacts), [...methodTypes]);
  });
});

describe('the borders', () => {
  test('99.99 is not paid in 3, and it is told from which amount it would be', () => {
    const occasion = {
      money: {amount: 9_999, currency: 'EUR'},
      capture: 'automatic',
      customer: {type: 'individual', paidOrders: 0},
      enabled,
    } as const;
    assert.deepEqual(offerOf('instalments', occasion), {
      type: 'instalments',
      offered: false,
      reason: 'amount_too_small',
      from: {amount: 10_000, currency: 'EUR'},
    });
    const at = (amount: number) => offerOf('instalments', {...occasion, money: {amount, currency: 'EUR'}});
    assert.deepEqual([at(10_000).offered, at(99_999_999).offered], [true, true]);
  });

  test('the lender says which plans there are, or why there is none; below our own floor it is not asked', () => {
    const occasion = {
      money: {amount: 12_990, currency: 'EUR'},
      capture: 'automatic',
      customer: {type: 'individual', paidOrders: 0},
      enabled,
    } as const;
    const from = {amount: 15_000, currency: 'EUR'} as const;
    const plan = {
      id: 'in_1',
      currency: 'EUR',
      purchase: 12_990,
      cost: 0,
      total: 12_990,
      annualRateBasisPoints: 0,
      instalments: [{dueOn: '2026-12-24', amount: 12_990, fee: 0}],
    } as const;
    const hears = (lender: LenderAnswer, money: Money = occasion.money) =>
      offerOf('instalments', {...occasion, money, lender});
    const yes: LenderAnswer = {offered: true, plans: [plan]};
    assert.deepEqual(hears(yes), {type: 'instalments', offered: true, plans: [plan]});
    assert.deepEqual(hears({offered: false, reason: 'amount_too_small', from}), {
      type: 'instalments',
      offered: false,
      reason: 'amount_too_small',
      from,
    });
    for (const reason of ['amount_too_large', 'no_plan', 'unreachable'] as const)
      assert.deepEqual(hears({offered: false, reason}), {type: 'instalments', offered: false, reason});
    assert.equal(hears(yes, {amount: 9_999, currency: 'EUR'}).offered, false);
    // It is the lender's word on one method, not on the others.
    assert.ok(offerOf('card', {...occasion, lender: {offered: false, reason: 'unreachable'}}).offered);
  });

  test('terms are granted from the second order, and to companies only', () => {
    assert.equal(told('net_30', {customer: 'company', paidOrders: 0}), 'paid_orders');
    assert.equal(told('net_30', {customer: 'company', paidOrders: 1}), 'offered');
    assert.equal(told('net_30', {customer: 'individual', paidOrders: 9}), 'customer_type');
  });

  test('what the merchant has not switched on is hidden for that reason, before any other', () => {
    for (const type of methodTypes) {
      assert.equal(told(type, {on: {}, currency: 'USD', capture: 'manual', customer: 'company'}), 'not_enabled', type);
    }
  });

  test('one reason is told, the first of them: customer, orders, capture, currency, amount', () => {
    const late = {...enabled, instalments: 'none', net_30: 'none'} as const;
    assert.equal(
      told('instalments', {customer: 'company', capture: 'manual', currency: 'USD', on: late}),
      'customer_type',
    );
    assert.equal(told('instalments', {capture: 'manual', currency: 'USD', amount: 1, on: late}), 'capture');
    assert.equal(told('instalments', {currency: 'USD', amount: 1}), 'currency');
    assert.equal(told('net_30', {customer: 'company', paidOrders: 0, capture: 'manual', on: late}), 'paid_orders');
  });

  test('money that the shopper sends may be sent whenever the goods leave', () => {
    for (const type of ['bank_transfer', 'cheque'] as const) {
      assert.deepEqual([told(type, {capture: 'manual'}), told(type, {capture: 'automatic'})], ['offered', 'offered']);
    }
  });
});
