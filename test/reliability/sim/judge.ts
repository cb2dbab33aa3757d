import {statement} from '../../../server/bank/book.ts';
import {walletStatement, type WalletEntry} from '../../../server/bank/wallet-book.ts';
import type {AcquirerPayment} from '#contract/acquirer.ts';
import type {LedgerLine, PaymentIntent, Refund} from '../../../server/payments/intent.ts';
import {keyOfOperation, requestHash} from '../../../server/payments/keys.ts';
import type {Row, Store} from '../../../server/store/store.ts';
import type {Event, Indexed, LetterRow, Table} from '../../../server/store/tables.ts';
import {waitsMs} from '../../../server/outbox/schedule.ts';
import {isGenuine, type City} from './city.ts';
import type {Asked, Opened} from './merchant.ts';
import {merchantId, payUrl} from './places.ts';
import type {Seen} from './shopper.ts';
import type {Watchman} from './watchman.ts';

/** A try that a crash cut off counts too, so three days of tries may be over a little sooner. */
const triesMax = waitsMs.length + 1;

export interface Evidence {
  readonly city: City;
  readonly watchman: Watchman;
  readonly asked: readonly Asked[];
  readonly seen: readonly Seen[];
  readonly opened: readonly Opened[];
  /** Since when the shop listens for webhooks. */
  readonly listening: number;
}

/** Everything about one payment, from all sides. */
export interface Case {
  readonly intent: PaymentIntent;
  readonly ledger: readonly LedgerLine[];
  readonly refunds: readonly Refund[];
  readonly events: readonly Event[];
  /** The bank's payment that it refers to. */
  readonly entry: AcquirerPayment | undefined;
}

/** What an audit of the money needs: our store, the bank's book, and what the shop asked for. */
export interface Audit {
  readonly city: Pick<City, 'store' | 'bankStore'> & {readonly timeline: Pick<City['timeline'], 'now'>};
  readonly watchman: Pick<Watchman, 'violate'>;
  readonly asked: readonly Asked[];
}

/** Whether the bank's book, our state, the ledger and the news are one story. */
export async function auditMoney(audit: Audit): Promise<readonly Case[]> {
  const {store, bankStore, timeline} = audit.city;
  const now = timeline.now();
  const book = [
    ...bankStore.payments().map((payment) => statement(payment, now)),
    ...bankStore.wallets().map((entry) => asAcquirers(entry, now)),
  ];
  const cases: Case[] = [];
  for (const {doc: intent} of await all(store, 'intents', 'created')) {
    const reference = 'reference' in intent ? intent.reference : undefined;
    cases.push({
      intent,
      ledger: (await store.find('ledger', {by: 'intent', equals: intent.id, limit: 1000})).map(({doc}) => doc),
      refunds: (await store.find('refunds', {by: 'intent', equals: intent.id, limit: 1000})).map(({doc}) => doc),
      events: (await store.find('events', {by: 'subject', equals: intent.id, limit: 1000})).map(({doc}) => doc),
      entry: book.find(({id}) => id === reference),
    });
  }
  theBookIsKnown(audit, book, cases);
  for (const one of cases) {
    agrees(audit, one);
    addsUp(audit, one);
    wasAskedFor(audit, one);
    wasAnnounced(audit, one);
  }
  return cases;
}

/** A payment at a wallet, as an acquirer would tell of it: what nobody has approved there is declined. */
function asAcquirers(entry: WalletEntry, now: number): AcquirerPayment {
  const {kind: _kind, url: _url, expires_at: _until, refusal, status, ...told} = walletStatement(entry, '', now);
  const isApproved = entry.phase.name === 'approved';
  return {
    ...told,
    status: isApproved && (status === 'approved' || status === 'voided' || status === 'expired') ? status : 'declined',
    response_code: refusal ?? '00',
    authorization_code: isApproved ? 'WALLET' : null,
  };
}

async function all<T extends Table>(store: Store, table: T, by: Indexed<T>): Promise<readonly Row<T>[]> {
  const rows: Row<T>[] = [];
  for (;;) {
    const last = rows.at(-1);
    const page = await store.find(table, {by, limit: 1000, ...(last && {after: last.id})});
    rows.push(...page);
    if (page.length < 1000) return rows;
  }
}

/** At the end of a history: everything of the audit, and that everything ended, arrived and stayed secret. */
export async function judge(evidence: Evidence): Promise<readonly string[]> {
  const cases = await auditMoney(evidence);
  for (const one of cases) {
    ends(evidence, one);
    neverSaidNo(evidence, one);
    countedOnce(evidence, one);
  }
  await announcementsArrived(evidence);
  await lettersArrived(evidence);
  await blocksAreEarned(evidence, cases);
  nothingLeaked(evidence);
  return cases.map(({intent}) => (intent.status === 'canceled' ? `canceled ${intent.reason}` : intent.status));
}

/** No double charge, no lost payment: each approval in the bank's book is the one of one payment of ours. */
function theBookIsKnown({watchman}: Audit, book: readonly AcquirerPayment[], cases: readonly Case[]): void {
  for (const order of new Set(book.map(({order_reference: reference}) => reference))) {
    const approved = book.filter((one) => one.order_reference === order && one.authorization_code !== null);
    const held = approved.filter(({status}) => status === 'approved');
    const known = cases.filter(({intent}) => intent.orderReference === order);
    if (held.length > 1 && held.length > known.filter(({entry}) => entry?.status === 'approved').length) {
      watchman.violate('no_double_charge', `${order} is held ${held.length} times`);
    }
    for (const one of approved) {
      const ours = known.some(({entry}) => entry?.id === one.id);
      const harmless = one.status === 'voided' || (one.status === 'expired' && one.amount_captured === 0);
      if (!ours && !harmless) watchman.violate('no_lost_payment', `${order} ${one.id} ${one.status}, known to nobody`);
      // Harmless today, but nobody knew of it while it was held.
      if (!ours && one.status === 'expired')
        watchman.violate('no_lost_payment', `${order} ${one.id} was held for a week and known to nobody`);
    }
  }
  for (const {intent, entry} of cases) {
    if (entry && entry.order_reference !== intent.orderReference)
      watchman.violate('no_phantom', `${intent.id} refers to another order's payment`);
  }
}

/** Everything ends, and nothing is left in the air. */
function ends({watchman}: Evidence, {intent, refunds}: Case): void {
  if (intent.status !== 'succeeded' && intent.status !== 'canceled')
    watchman.violate('everything_ends', `${intent.id} is still ${intent.status}`);
  if (intent.operations.some(({state}) => state === 'sent'))
    watchman.violate('everything_ends', `${intent.id} has an operation in the air`);
  if (refunds.some(({status}) => status === 'pending'))
    watchman.violate('everything_ends', `${intent.id} has a refund in the air`);
}

/** State and book. */
function agrees({watchman}: Audit, {intent, entry}: Case): void {
  const say = (rule: string, what: string): void => watchman.violate(rule, `${intent.id} ${what}`);
  const paid = intent.status === 'requires_capture' || intent.status === 'succeeded';
  if (!entry) {
    if (paid || ('reference' in intent && intent.reference !== undefined))
      say('no_phantom', `is ${intent.status}, and the bank knows nothing of it`);
    if (intent.amountCaptured > 0 || intent.amountRefunded > 0) say('no_phantom', 'has amounts without a payment');
    return;
  }
  const facts = `${intent.status}, bank ${entry.status} ${entry.amount_captured}/${entry.amount}`;
  if (entry.amount !== intent.money.amount || entry.currency !== intent.money.currency)
    say('state_is_book', `another amount: ${facts}`);
  if (entry.amount_captured !== intent.amountCaptured)
    say('state_is_book', `captured ${intent.amountCaptured}: ${facts}`);
  if (entry.amount_refunded !== intent.amountRefunded)
    say('state_is_book', `refunded ${intent.amountRefunded}, bank ${entry.amount_refunded}`);
  if (intent.status === 'succeeded' && entry.amount_captured === 0) say('state_is_book', facts);
  if (intent.status === 'succeeded' && !entry.final) say('state_is_book', `more could be captured: ${facts}`);
  if (intent.status === 'canceled') {
    const expected =
      intent.reason === 'voided' ? 'voided' : intent.reason === 'authorization_expired' ? 'expired' : undefined;
    if (entry.status !== expected) say('state_is_book', `${intent.reason}: ${facts}`);
  }
}

/** Ledger, state and refunds. */
function addsUp({watchman}: Audit, {intent, ledger, refunds, entry}: Case): void {
  const total = (kind: LedgerLine['kind']): number =>
    ledger.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0);
  const facts = (['authorized', 'captured', 'voided', 'refunded', 'refund_failed'] as const)
    .map((kind) => `${kind} ${total(kind)}`)
    .join(', ');
  const say = (what: string): void => watchman.violate('ledger_adds_up', `${intent.id} ${what}: ${facts}`);
  if (total('authorized') !== (entry ? intent.money.amount : 0)) say('authorized');
  if (total('captured') !== intent.amountCaptured) say(`captured ${intent.amountCaptured}`);
  if (total('refunded') - total('refund_failed') !== intent.amountRefunded) say(`refunded ${intent.amountRefunded}`);
  const isOver = intent.status === 'succeeded' || intent.status === 'canceled';
  if (isOver && total('captured') + total('voided') !== total('authorized'))
    say('what was held is neither taken nor released');
  const given = refunds.reduce((sum, {status, amount}) => (status === 'succeeded' ? sum + amount : sum), 0);
  if (given !== intent.amountRefunded) say(`refunds of ${given}`);
}

/** Each operation in the book is one of ours, of the amount that we have, and each of ours one key of the merchant's. */
function wasAskedFor({watchman, asked}: Audit, {intent, entry}: Case): void {
  const operations = new Map(intent.operations.map((operation) => [operation.key, operation]));
  for (const {reference, kind, amount} of entry?.operations ?? []) {
    // An automatic capture happens under the authorization's own key.
    if (reference === entry?.reference) continue;
    const ours = operations.get(reference);
    if (ours?.state !== 'done' || ours.kind !== kind || ours.amount !== amount) {
      watchman.violate(
        'asked_for_once',
        `${intent.id} bank has ${kind} ${amount}, we have ${ours ? `${ours.kind} ${ours.amount} ${ours.state}` : 'nothing'}`,
      );
    }
  }
  const done = intent.operations.filter(({state}) => state === 'done').length;
  const inBook = (entry?.operations ?? []).filter(({reference}) => reference !== entry?.reference).length;
  if (done !== inBook)
    watchman.violate('asked_for_once', `${intent.id} has ${done} operations done, the bank ${inBook}`);

  const requests = new Map(
    asked
      .filter((one) => one.intent === intent.id)
      .map((one) => [requestHash(intent.id, keyOfOperation(one.kind, one.key)), one]),
  );
  for (const {request, kind, amount} of intent.operations) {
    const wanted = requests.get(request);
    if (!wanted || wanted.kind !== kind || (wanted.amount !== undefined && wanted.amount !== amount)) {
      watchman.violate('asked_for_once', `${intent.id} ${kind} ${amount}, which nobody asked for`);
    }
  }
}

/** What a page shows was read a moment before it is sent: in another tab, a new try may have begun in between. */
const readingMs = 500;

/** Nobody is ever told "no" about a try whose money is taken, or will be. */
function neverSaidNo({watchman, seen}: Evidence, {intent, entry}: Case): void {
  const attempt = entry && intent.attempts.find(({step}) => step.name === 'authorized');
  if (!attempt) return;
  for (const {at, session, status, reason} of seen) {
    // Before that try was opened, a "no" was about another one.
    if (session !== intent.session || at <= attempt.opened + readingMs) continue;
    const saidNo =
      status === 'requires_payment_method' ||
      (status === 'canceled' && reason !== 'voided' && reason !== 'authorization_expired');
    if (saidNo) watchman.violate('never_said_no', `${intent.id} was shown as ${status} while it was being paid`);
  }
}

/** The news of a payment: each of its numbers once, none missing, and the last one true. */
function wasAnnounced({watchman}: Audit, {intent, events}: Case): void {
  const mine = events.filter(({sequence}) => sequence > 0).sort((a, b) => a.sequence - b.sequence);
  const numbers = mine.map(({sequence}) => sequence).join(',');
  const expected = Array.from({length: intent.sequence}, (_, index) => index + 1).join(',');
  if (numbers !== expected)
    watchman.violate('announced_once', `${intent.id} has news ${numbers || 'none'} of ${intent.sequence}`);
  const last = mine.findLast(({type}) => type.startsWith('payment_intent.'));
  const told =
    last && typeof last.object === 'object' && last.object !== null && 'status' in last.object
      ? last.object['status']
      : undefined;
  const isSettled =
    intent.status === 'succeeded' || intent.status === 'canceled' || intent.status === 'requires_capture';
  if (last && isSettled && told !== intent.status)
    watchman.violate('announced_once', `${intent.id} is ${intent.status}, the last news says ${String(told)}`);
  if (intent.status === 'succeeded' && !mine.some(({type}) => type === 'payment_intent.succeeded'))
    watchman.violate('announced_once', `${intent.id} succeeded in silence`);
}

/** A failed check counts what the bank counted, once. */
function countedOnce({watchman, city}: Evidence, {intent}: Case): void {
  let failures = 0;
  for (const id of watchman.transactions.get(intent.session) ?? []) {
    const record = city.bankStore.authenticationByServer(id);
    if (!record) continue;
    const {phase, ares} = record;
    if (phase.name === 'settled' && ares.transStatus === 'N') failures += 1;
    if (
      phase.name === 'ended' &&
      phase.result.transStatus === 'N' &&
      phase.result.cancel === null &&
      phase.result.reason !== '14'
    ) {
      failures += Math.min(3, Math.max(1, Number(phase.result.counter)));
    }
  }
  if (intent.failedAuthentications > Math.min(3, failures))
    watchman.violate(
      'counted_once',
      `${intent.id} counts ${intent.failedAuthentications} failures, the bank ${failures}`,
    );
  if (intent.status === 'canceled' && intent.reason === 'authentication_failed' && intent.failedAuthentications < 3)
    watchman.violate('counted_once', `${intent.id} canceled after ${intent.failedAuthentications} failures`);
}

/** Every event is delivered, or given up after three days; what arrived is genuine and always the same. */
async function announcementsArrived({watchman, city, listening}: Evidence): Promise<void> {
  const {store} = city;
  // More than one endpoint where the answer that told of the first was lost in a crash.
  const endpoints = await store.find('endpoints', {by: 'merchant', equals: merchantId, limit: 100});
  const secrets = endpoints.flatMap(({doc}) => doc.secrets.map(({secret}) => secret));
  const received = new Map<string, string>();
  for (const webhook of watchman.webhooks) {
    if (!secrets.some((secret) => isGenuine(secret, webhook))) watchman.violate('webhooks_are_genuine', webhook.id);
    const first = received.get(webhook.id);
    if (first !== undefined && first !== webhook.body)
      watchman.violate('webhooks_are_genuine', `${webhook.id} came with two contents`);
    received.set(webhook.id, webhook.body);
  }
  for (const {doc: event} of await store.find('events', {by: 'created', from: 0, limit: 1000})) {
    if (event.undispatched !== undefined)
      watchman.violate('every_event_leaves', `${event.id} ${event.type} was never dispatched`);
    const deliveries = await store.find('deliveries', {by: 'event', equals: event.id, limit: 20});
    if (event.created > listening && deliveries.length === 0)
      watchman.violate('every_event_leaves', `${event.id} ${event.type} goes nowhere`);
    for (const {doc} of deliveries) {
      if (doc.state === 'waiting') watchman.violate('every_event_leaves', `${event.id} ${event.type} still waits`);
      if (doc.state === 'given_up' && doc.attempts < triesMax && (doc.lastAt ?? 0) - doc.created < 3 * 86_400_000)
        watchman.violate('every_event_leaves', `${event.id} was given up early`);
      if (doc.state === 'delivered' && !received.has(event.id))
        watchman.violate('every_event_leaves', `${event.id} counts as delivered and never arrived`);
    }
  }
}

/** Every letter is taken, or given up after three days; none twice unless we died, and then the same one. */
async function lettersArrived({watchman, city}: Evidence): Promise<void> {
  const {store} = city;
  const taken = new Map<string, string[]>();
  for (const {id, ...letter} of watchman.letters) taken.set(id, [...(taken.get(id) ?? []), JSON.stringify(letter)]);
  const crashed = city.trace.faults.crash_pay > 0 || city.trace.faults.store_failed > 0;

  for (const {id, doc} of await store.find('letters', {by: 'intent', limit: 1000})) {
    const messageId = `${id}@${new URL(payUrl).hostname}`;
    const copies = taken.get(messageId) ?? [];
    taken.delete(messageId);
    if (doc.state === 'waiting') watchman.violate('every_letter_leaves', `${id} still waits`);
    if (doc.state === 'sent' && copies.length === 0) watchman.violate('every_letter_leaves', `${id} was never taken`);
    const isEarly = doc.attempts < triesMax && (doc.lastAt ?? 0) - doc.created < 3 * 86_400_000;
    if (doc.state === 'given_up' && isEarly && !(await isOvertaken(doc, store)))
      watchman.violate('every_letter_leaves', `${id} was given up early: ${doc.lastCode ?? ''}`);
    if (copies.length > 1 && !crashed) watchman.violate('letters_leave_once', `${id} left ${copies.length} times`);
    if (new Set(copies).size > 1) watchman.violate('letters_leave_once', `${id} left with two contents`);
  }
  for (const id of taken.keys()) watchman.violate('letters_leave_once', `${id} is of no event`);

  for (const {doc: event} of await store.find('events', {by: 'created', from: 0, limit: 1000})) {
    const told = letterEvents[event.type];
    const rows = told ? await store.find('letters', {by: 'intent', equals: event.subject, limit: 100}) : [];
    if (told && !rows.some(({doc}) => doc.event === event.id && told.includes(doc.kind)))
      watchman.violate('every_letter_leaves', `${event.id} ${event.type} made no letter`);
  }
}

/** "It failed" is not sent once the same payment goes on: there is later news of it, which is told in its turn. */
async function isOvertaken({kind, lastCode, event, intent}: LetterRow, store: Store): Promise<boolean> {
  if (kind !== 'payment_failed' || lastCode !== 'moot' || event === undefined || intent === undefined) return false;
  const told = await store.get('events', event);
  const all = await store.find('events', {by: 'created', from: 0, limit: 1000});
  return all.some(({doc}) => doc.subject === intent && told !== undefined && doc.sequence > told.doc.sequence);
}

/** Every shopper of ours has an address, so each of these is told; written once more, apart from the table of hooks. */
const letterEvents: Readonly<Record<string, readonly string[] | undefined>> = {
  'payment_intent.authorized': ['order_confirmed'],
  'payment_intent.succeeded': ['order_confirmed', 'debited'],
  'refund.succeeded': ['refunded'],
};

/** A card is blocked by three payments that ended in three failures, by nothing else, and none of them is lost. */
async function blocksAreEarned({watchman, city}: Evidence, cases: readonly Case[]): Promise<void> {
  const earned = cases.filter(
    ({intent}) => intent.status === 'canceled' && intent.reason === 'authentication_failed',
  ).length;
  const strikes = await city.store.find('strikes', {by: 'expires', from: 0, limit: 100});
  const counted = strikes.reduce((sum, {doc}) => sum + doc.count, 0);
  if (counted !== earned) watchman.violate('blocks_are_earned', `${counted} strikes for ${earned} payments`);
  for (const {doc, id} of strikes)
    if (doc.blocked !== doc.count >= 3)
      watchman.violate('blocks_are_earned', `${id} ${doc.count} strikes, blocked ${String(doc.blocked)}`);
}

/** No card number outside the vault's memory, no security code on any disk. */
function nothingLeaked({watchman}: Evidence): void {
  for (const document of watchman.payDisk)
    if (watchman.hasCard(document)) watchman.violate('card_outside_the_vault', 'a number in the store of pay');
  for (const line of watchman.heard)
    if (watchman.hasCard(line)) watchman.violate('card_outside_the_vault', 'a number in a log');
  for (const [where, content] of watchman.vaultDisk) {
    if (watchman.hasCard(content)) watchman.violate('card_never_in_clear', `a number in ${where}`);
    if (watchman.entered.some(({cvc}) => content === cvc || content.includes(`"${cvc}"`)))
      watchman.violate('cvc_never_written', `a code in ${where}`);
  }
}
