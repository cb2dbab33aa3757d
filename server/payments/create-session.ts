import type {CaptureMethod, MethodType} from '#contract/statuses.ts';
import type {Currency} from '#contract/money.ts';
import {newId, newToken, sha256hex} from '../ids.ts';
import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import {dateAt} from '#contract/calendar.ts';
import {dueOf} from './due.ts';
import {quotesOf, type Presentment} from './quote.ts';
import type {PaymentIntent} from './intent.ts';
import type {CheckoutSession} from './session.ts';
import type {Write} from '../store/store.ts';

/** What a merchant's server asks for, already of the right shape. */
export interface NewSession {
  readonly amount: number;
  readonly currency: Currency;
  readonly order_reference: string;
  readonly return_url: string;
  readonly cancel_url?: string;
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
  {store, world, kick, settings, rates}: Deps,
  merchant: MerchantFacts,
  livemode: boolean,
  wanted: NewSession,
  also: (made: {readonly session: CheckoutSession; readonly clientToken: string}) => readonly Write[] = () => [],
): Promise<{readonly session: CheckoutSession; readonly clientToken: string}> {
  checkAddress(wanted.return_url, '/return_url', merchant, livemode);
  if (wanted.cancel_url !== undefined) checkAddress(wanted.cancel_url, '/cancel_url', merchant, livemode);
  checkItems(wanted);

  const now = world.clock.now();
  const id = newId('cs_', world.random);
  const intentId = newId('pi_', world.random);
  const clientToken = newToken('cst_', world.random);
  const expiresAt = now + wanted.expires_in * 1000;
  const shared = {
    merchant: merchant.id,
    livemode,
    money: {amount: wanted.amount, currency: wanted.currency},
    orderReference: wanted.order_reference,
    captureMethod: wanted.capture_method,
    metadata: wanted.metadata,
    created: now,
    expiresAt,
  };
  const quotes = quotesOf(shared.money, wanted.presentment, {
    rates: rates(dateAt(now, 'UTC')),
    markupBasisPoints: settings.markupBasisPoints,
    now,
  });
  const session: CheckoutSession = {
    ...shared,
    id,
    intent: intentId,
    status: 'open',
    tokenHash: sha256hex(clientToken),
    lineItems: wanted.line_items.map((item) => ({...item, name: plain(item.name)})),
    returnUrl: wanted.return_url,
    ...(wanted.cancel_url !== undefined && {cancelUrl: wanted.cancel_url}),
    locale: wanted.locale,
    ...(wanted.customer && {customer: wanted.customer}),
    ...(quotes.length > 0 && {quotes}),
    paymentMethods: wanted.payment_methods ?? settings.methods,
    embedOrigins: wanted.embed_origins ?? merchant.origins,
    submitType: wanted.submit_type,
  };
  const intent: PaymentIntent = {
    ...shared,
    id: intentId,
    session: id,
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
  const committed = await store.commit([
    {op: 'insert', table: 'sessions', id, doc: session},
    {op: 'insert', table: 'intents', id: intentId, doc: {...intent, ...(due !== undefined && {due})}},
    ...also({session, clientToken}),
  ]);
  if (committed === 'conflict') throw new Problem('conflict');
  kick(due);
  return {session, clientToken};
}

/** The return address comes from the merchant's server, on an origin of its list; nothing of it is up to a browser. */
function checkAddress(text: string, path: string, {origins}: MerchantFacts, livemode: boolean): void {
  const url = URL.parse(text);
  const local = url && (url.hostname === 'localhost' || url.hostname === '127.0.0.1');
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && local && !livemode);
  if (
    !url ||
    !secure ||
    url.username ||
    url.password ||
    url.hash ||
    text.length > 2048 ||
    !origins.includes(url.origin)
  ) {
    throw new Problem('return_url_not_allowed', {errors: [{path, code: 'return_url_not_allowed'}]});
  }
}

function checkItems({amount, line_items: items}: NewSession): void {
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
