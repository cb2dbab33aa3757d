import type {CaptureMethod, MethodType} from '#contract/statuses.ts';
import type {Currency} from '#contract/money.ts';
import {newId, newToken, sha256hex} from '../ids.ts';
import {Problem} from '../routes/problem.ts';
import {shopperAddress} from './shopper-address.ts';
import type {Deps} from './deps.ts';
import {dateAt} from '#contract/calendar.ts';
import {dueOf} from './due.ts';
import {quotesOf, type Presentment} from './quote.ts';
import type {PaymentIntent} from './intent.ts';
import type {Link, Order} from './link.ts';
import type {CheckoutSession} from './session.ts';
import type {Write} from '../store/store.ts';

export type {Order} from './link.ts';

/** What a merchant's server asks for, already of the right shape. */
export interface NewSession {
  readonly amount: number;
  readonly currency: Currency;
  readonly order_reference: string;
  readonly return_url: string;
  readonly cancel_url?: string;
  readonly invoice_url?: string;
  readonly line_items: readonly {readonly name: string; readonly quantity: number; readonly amount: number}[];
  readonly capture_method: CaptureMethod;
  readonly locale: 'fr' | 'en' | 'auto';
  readonly customer?: CheckoutSession['customer'];
  readonly presentment?: Presentment;
  readonly payment_methods?: readonly MethodType[];
  readonly embed_origins?: readonly string[];
  readonly submit_type: 'pay' | 'order';
  readonly expires_in: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface MerchantFacts {
  readonly id: string;
  /** Origins that return addresses may be on and that may frame the page. */
  readonly origins: readonly string[];
}

/**
 * A session and its payment, saved together. The client token leaves once; only its hash is kept.
 * @param also - What must be written together with them.
 */
export async function createSession(
  deps: Deps,
  merchant: MerchantFacts,
  livemode: boolean,
  {expires_in: expiresIn, ...wanted}: NewSession,
  also: (made: {readonly session: CheckoutSession; readonly clientToken: string}) => readonly Write[] = () => [],
): Promise<{readonly session: CheckoutSession; readonly clientToken: string}> {
  const order = checkOrder(deps, merchant, livemode, wanted);
  const clientToken = newToken('cst_', deps.world.random);
  const expiresAt = deps.world.clock.now() + expiresIn * 1000;
  const {session, writes, due} = sessionFor(deps, order, {tokenHash: sha256hex(clientToken), expiresAt});
  const committed = await deps.store.commit([...writes, ...also({session, clientToken})]);
  if (committed === 'conflict') throw new Problem('conflict');
  deps.kick(due);
  return {session, clientToken};
}

/** The order that a merchant describes, as we keep it. @throws Problem when it cannot be. */
export function checkOrder(
  {settings, rates, world}: Pick<Deps, 'settings' | 'rates' | 'world'>,
  merchant: MerchantFacts,
  livemode: boolean,
  wanted: Omit<NewSession, 'expires_in'>,
): Order {
  checkAddress(wanted.return_url, '/return_url', merchant, livemode);
  if (wanted.cancel_url !== undefined) checkAddress(wanted.cancel_url, '/cancel_url', merchant, livemode);
  if (wanted.invoice_url !== undefined) checkInvoice(wanted.invoice_url);
  checkItems(wanted);
  const now = world.clock.now();
  const money = {amount: wanted.amount, currency: wanted.currency};
  const quotes = quotesOf(money, wanted.presentment, {
    rates: rates(dateAt(now, 'UTC')),
    markupBasisPoints: settings.markupBasisPoints,
    now,
  });
  return {
    merchant: merchant.id,
    livemode,
    money,
    orderReference: wanted.order_reference,
    captureMethod: wanted.capture_method,
    metadata: wanted.metadata,
    lineItems: wanted.line_items.map((item) => ({...item, name: plain(item.name)})),
    returnUrl: wanted.return_url,
    ...(wanted.cancel_url !== undefined && {cancelUrl: wanted.cancel_url}),
    ...(wanted.invoice_url !== undefined && {invoiceUrl: wanted.invoice_url}),
    locale: wanted.locale,
    ...(wanted.customer && {customer: wanted.customer}),
    ...(quotes.length > 0 && {quotes}),
    paymentMethods: wanted.payment_methods ?? settings.methods,
    embedOrigins: wanted.embed_origins ?? merchant.origins,
    submitType: wanted.submit_type,
  };
}

/** One visit for an order, with its payment: the documents, and what writes them. */
export function sessionFor(
  {world}: Pick<Deps, 'world'>,
  order: Order,
  {tokenHash, expiresAt, link}: {readonly tokenHash: string; readonly expiresAt: number; readonly link?: Link['id']},
): {readonly session: CheckoutSession; readonly writes: readonly Write[]; readonly due: number | undefined} {
  const now = world.clock.now();
  const id = newId('cs_', world.random);
  const intentId = newId('pi_', world.random);
  const session: CheckoutSession = {
    ...order,
    id,
    intent: intentId,
    ...(link !== undefined && {link}),
    status: 'open',
    tokenHash,
    created: now,
    expiresAt,
  };
  const {merchant, livemode, money, captureMethod, orderReference, metadata} = order;
  const intent: PaymentIntent = {
    id: intentId,
    session: id,
    merchant,
    livemode,
    money,
    captureMethod,
    orderReference,
    metadata,
    created: now,
    expiresAt,
    status: 'requires_payment_method',
    attempts: [],
    failedAuthentications: 0,
    amountCaptured: 0,
    amountRefunded: 0,
    received: [],
    operations: [],
    sequence: 0,
  };
  const due = dueOf(intent, now);
  const writes: readonly Write[] = [
    {op: 'insert', table: 'sessions', id, doc: session},
    {op: 'insert', table: 'intents', id: intentId, doc: {...intent, ...(due !== undefined && {due})}},
  ];
  return {session, writes, due};
}

/** The return address comes from the merchant's server, on an origin of its list; nothing of it is up to a browser. */
function checkAddress(text: string, path: string, {origins}: MerchantFacts, livemode: boolean): void {
  const url = shopperAddress(text, livemode);
  if (!url || url.hash || !origins.includes(url.origin)) {
    throw new Problem('return_url_not_allowed', {errors: [{path, code: 'return_url_not_allowed'}]});
  }
}

/** A link for the shopper to follow: on https, wherever the shop keeps its invoices, without a name or password in it. */
function checkInvoice(text: string): void {
  if (!shopperAddress(text, true)) {
    throw new Problem('invoice_url_not_allowed', {errors: [{path: '/invoice_url', code: 'invoice_url_not_allowed'}]});
  }
}

function checkItems({amount, line_items: items}: Pick<NewSession, 'amount' | 'line_items'>): void {
  if (items.length === 0) return;
  const sum = items.reduce((total, item) => total + item.amount, 0);
  if (sum !== amount) throw new Problem('items_mismatch', {errors: [{path: '/line_items', code: 'items_mismatch'}]});
}

/** Names are shown to shoppers: without the characters that turn text around or hide in it (UAX #9, zero width). */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '');
}
