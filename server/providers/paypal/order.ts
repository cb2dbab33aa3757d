import type {Currency, Money} from '#contract/money.ts';
import type {Outcome} from '../provider.ts';
import {refusalOf} from '../refusal.ts';
import {fromPaypal} from './amounts.ts';
import type {Authorization, Capture, Order, Refund} from './api.ts';
import {proofCode, proofOf, proofRows} from './authentication.ts';
import {fromCustomId} from './create.ts';
import {refusalOfPaypal} from './declines.ts';
import {markOf} from './keys.ts';
import {refusalOfProcessor} from './processor.ts';
import {mayGoTo, type PaypalConfig} from './settings.ts';
import {isApproved, standingOf} from './states.ts';

/** An order that nobody approved is left alone after so long; PayPal forgets it by itself some hours later. */
const pageOpenMs = 30 * 60_000;

/** What the order must be, or we are not talking of the same one. Absent: not known to whoever asks. */
export interface Expected {
  readonly key?: string;
  readonly money?: Money;
}

/** The order's tree with its amounts read. Undefined: one of them is none, or in another currency than the order's. */
export interface Tree {
  readonly money: Money;
  readonly authorizations: readonly Authorization[];
  readonly captures: readonly (Omit<Capture, 'amount'> & {readonly amount: number})[];
  readonly refunds: readonly (Omit<Refund, 'amount'> & {readonly amount: number})[];
}

export function treeOf({purchase_units: [unit]}: Order): Tree | undefined {
  const money = fromPaypal(unit.amount);
  if (!money) return undefined;
  const captures = read(unit.payments?.captures ?? [], money.currency);
  const refunds = read(unit.payments?.refunds ?? [], money.currency);
  if (!captures || !refunds) return undefined;
  return {money, authorizations: unit.payments?.authorizations ?? [], captures, refunds};
}

function read<Item extends {readonly amount: Parameters<typeof fromPaypal>[0]}>(items: readonly Item[], own: Currency) {
  const all = items.map((item) => ({...item, amount: amountIn(item.amount, own)}));
  const known = all.flatMap(({amount, ...item}) => (amount === undefined ? [] : [{...item, amount}]));
  return known.length === items.length ? known : undefined;
}

export function amountIn(amount: Parameters<typeof fromPaypal>[0], own: Currency): number | undefined {
  const money = fromPaypal(amount);
  return money?.currency === own ? money.amount : undefined;
}

/** The authorization that holds the money now: after one was renewed, the newest. */
export function heldBy({authorizations}: Tree): Authorization | undefined {
  return authorizations
    .filter(({status}) => status === 'CREATED' || status === 'PARTIALLY_CAPTURED')
    .toSorted((a, b) => (b.create_time ?? 0) - (a.create_time ?? 0))[0];
}

/** A fetched order as an outcome. Another currency, try or amount than ours: not a word of it is believed. */
export function outcomeOf(order: Order, expected: Expected, config: PaypalConfig, now: number): Outcome {
  const unknown: Outcome = {kind: 'unknown'};
  const {key, money} = expected;
  const tree = treeOf(order);
  if (!tree) return unknown;
  if (key !== undefined && keyOf(order) !== key) return unknown;
  if (money && (tree.money.amount !== money.amount || tree.money.currency !== money.currency)) return unknown;

  const {id: reference} = order;
  const standing = standingOf({status: order.status, authorizations: tree.authorizations, captures: tree.captures});
  switch (standing.kind) {
    case 'captured': {
      if (money && standing.total !== money.amount) return unknown;
      // What is left can be taken no more.
      return {...standing, reference, final: standing.final || isOver(heldBy(tree), now)};
    }
    case 'authorized': {
      const held = heldBy(tree);
      const until = held?.expiration_time;
      if (!held || typeof until !== 'number') return unknown;
      if (amountIn(held.amount, tree.money.currency) !== tree.money.amount) return unknown;
      return now < until
        ? {kind: 'authorized', reference, captureBefore: until}
        : {kind: 'voided', reference, lapsed: true};
    }
    case 'voided':
      return {kind: 'voided', reference, lapsed: hasLapsed(tree, now)};
    case 'declined':
      return declinedBy(tree);
    case 'action_required': {
      if (isOfCard(order)) return cardOutcome(order, config, now);
      if (isApproved(order)) return {kind: 'approved', reference};
      const url = order.links.find(({rel}) => rel === 'payer-action')?.href ?? '';
      if (!mayGoTo(url, config)) return unknown;
      // Either way leads to the same order: our button, or PayPal's page.
      return {kind: 'action_required', reference, url, fields: {order_id: reference}, until: untilOf(order, now)};
    }
    case 'pending':
      return {kind: 'pending', reference};
    case 'unknown':
      return unknown;
  }
}

/**
 * A card that was, or is to be, typed in PayPal's fields. PayPal would let us take what its bank did not believe: that is ours
 * to see. An order that 3-D Secure went through is not always called approved (its result tells).
 */
function cardOutcome(order: Order, {cardFields = 'SCA_WHEN_REQUIRED'}: PaypalConfig, now: number): Outcome {
  const {id: reference} = order;
  const card = order.payment_source?.card ?? undefined;
  const proof = proofOf(card, isApproved(order), cardFields);
  switch (proof) {
    case 'proven':
      return {kind: 'approved', reference};
    case 'open':
      return {kind: 'action_required', reference, fields: {order_id: reference}, until: untilOf(order, now)};
    case 'failed':
    case 'again':
    case 'unheard_of': {
      const refusal = refusalOf(
        'paypal',
        proof === 'unheard_of' ? {} : {[proofCode(card)]: proofRows[proof]},
        proofCode(card),
      );
      return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : {kind: 'unknown'};
    }
  }
}

function untilOf({create_time: created}: Order, now: number): number {
  return (created ?? now) + pageOpenMs;
}

function keyOf({purchase_units: [unit]}: Order): string | undefined {
  return fromCustomId(unit.custom_id)?.key;
}

/** We asked for a card to be typed. */
export function isOfCard({purchase_units: [unit]}: Order): boolean {
  return fromCustomId(unit.custom_id)?.isCard === true;
}

function isOver(held: Authorization | undefined, now: number): boolean {
  return typeof held?.expiration_time === 'number' && held.expiration_time <= now;
}

/** PayPal calls an authorization `VOIDED` when we released it and when its time was over. When it was, tells. */
function hasLapsed({authorizations}: Tree, now: number): boolean {
  const last = authorizations.at(-1);
  const until = last?.expiration_time;
  return typeof until === 'number' && until <= (last?.update_time ?? now);
}

/** Why PayPal, its risk filters or a bank said no after we asked for the money. */
function declinedBy({authorizations, captures}: Tree): Outcome {
  const {
    status = '',
    status_details: details,
    processor_response: processor,
  } = captures.at(-1) ?? authorizations.at(-1) ?? {};
  const code = processor?.response_code;
  const refusal = code ? refusalOfProcessor(code) : refusalOfPaypal(details?.reason ?? status);
  return refusal.kind === 'declined' ? {kind: 'declined', decline: refusal.decline} : {kind: 'unknown'};
}

/** The invoice number of one capture: the order's, and a mark by which we find it again. */
export function invoiceOf({purchase_units: [unit]}: Order, key: string): string {
  return `${(unit.invoice_id ?? '').slice(0, 110)}-${markOf(key)}`;
}

/** The capture that we asked for under that key. */
export function captureUnder(tree: Tree, key: string) {
  return tree.captures.find(({invoice_id: invoice}) => invoice?.endsWith(`-${markOf(key)}`) === true);
}

/** The refund that we asked for under that key. */
export function refundUnder(tree: Tree, key: string) {
  return tree.refunds.find(({custom_id: custom}) => custom === key);
}

const takenStatuses: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

export function isTaken({status}: {readonly status: string}): boolean {
  return takenStatuses.has(status);
}

/** All that has been taken so far. */
export function takenOf({captures}: Tree): number {
  return captures.filter(isTaken).reduce((sum, {amount}) => sum + amount, 0);
}

/** All that has been given back so far. */
export function refundedOf({refunds}: Tree): number {
  return refunds.filter(({status}) => status === 'COMPLETED').reduce((sum, {amount}) => sum + amount, 0);
}

/** What can still be given back of a capture, as far as the tree tells. */
export function leftOf(tree: Tree, {id, amount}: Tree['captures'][number]): number {
  const mine = tree.refunds.filter(
    ({status, links}) =>
      (status === 'COMPLETED' || status === 'PENDING') && (tree.captures.length === 1 || isOf(links, id)),
  );
  return mine.reduce((left, refund) => left - refund.amount, amount);
}

function isOf(links: Refund['links'], capture: string): boolean {
  return links.some(({rel, href}) => rel === 'up' && href.endsWith(`/captures/${capture}`));
}
