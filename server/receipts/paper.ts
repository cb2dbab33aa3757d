import {brandNames} from '#contract/cards.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {isSentMethod} from '#contract/methods.ts';
import {formatMoney} from '#contract/money.ts';
import {readConversion} from '#contract/conversion.ts';
import {chargedOn, receiptState, type ReceiptDocument, type ReceiptState} from '#contract/receipt.ts';
import type {InstructionsView, PlanView} from '#contract/session.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {plain} from '../payments/create-session.ts';
import {sendingCode, sendingRows, type PaperCode} from './sending.ts';

export interface PaperRow {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** What stands on a printed receipt, in one language, in its order. No geometry here. */
export interface Paper {
  readonly documentTitle: string;
  readonly title: string;
  readonly duplicate: string | undefined;
  readonly test: string | undefined;
  readonly merchant: string;
  readonly address: readonly string[];
  readonly amount: string;
  readonly state: string;
  readonly rows: readonly PaperRow[];
  readonly parts: readonly {readonly title: string; readonly rows: readonly PaperRow[]; readonly code?: PaperCode}[];
  readonly codeText: string;
  readonly codeAlt: string;
  readonly keep: string;
  readonly pageOf: (page: number, count: number) => string;
}

const texts = {
  fr: {
    receipt: fr.receipt,
    page: fr.receipt_page,
    currency: fr.currency,
    sending: fr.instructions,
    plan: fr.instalments,
    method: fr.method,
  },
  en: {
    receipt: en.receipt,
    page: en.receipt_page,
    currency: en.currency,
    sending: en.instructions,
    plan: en.instalments,
    method: en.method,
  },
} as const;

/** Pure: the same receipt reads the same, whenever it is printed. */
export function paperOf({
  document,
  duplicateOf,
  locale,
}: {
  readonly document: ReceiptDocument;
  readonly duplicateOf: number | undefined;
  readonly locale: Locale;
}): Paper {
  const {receipt: t, page: p, sending} = texts[locale];
  const {merchant, card, awaited, plan, authentication} = document;
  const charged = chargedOn(document);
  const {currency} = charged;
  const money = (amount: number) => formatMoney({amount, currency}, intlLocales[locale], 'code');
  const ordered = (amount: number) => formatMoney({amount, currency: document.currency}, intlLocales[locale], 'code');
  const moment = (at: string | number) => momentOf(new Date(at), locale, document.time_zone);
  const dayIn = (at: string) =>
    new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'long', timeZone: document.time_zone}).format(
      new Date(at),
    );
  const row = (label: string, value: string | null | undefined): readonly PaperRow[] =>
    value ? [{label, value: plain(value)}] : [];
  const state = receiptState(document);
  const order = plain(document.order_reference);
  const isSent = isSentMethod(document.method);
  const partOf = (view: InstructionsView) => {
    const code = sendingCode(view, sending, money(view.amount));
    return {title: sending[view.type], rows: sendingRows(view, sending, money, dayIn), ...(code && {code})};
  };

  return {
    documentTitle: `${t.title} – ${plain(merchant.name)} – ${order}`,
    title: t.title,
    duplicate:
      duplicateOf === undefined ? undefined : `${p.duplicate} – ${fill(p.duplicate_of, {date: moment(duplicateOf)})}`,
    test: document.livemode ? undefined : t.test,
    merchant: plain(merchant.name),
    address: (merchant.address ?? '').split('\n').map(plain).filter(Boolean),
    amount: formatMoney({amount: movedOf(document), currency}, intlLocales[locale]),
    state: p.states[isSent && state === 'debited' ? 'received' : state],
    rows: [
      ...row(t.created, moment(document.created)),
      ...row(t.order, order),
      ...row(t.type, typeOf(document, locale)),
      ...row(t.amount, money(charged.amount)),
      ...row(isSent ? p.received : p.debited, charged.amount_captured > 0 ? money(charged.amount_captured) : null),
      ...row(p.refunded, charged.amount_refunded > 0 ? money(charged.amount_refunded) : null),
      ...conversionOf(document, locale).flatMap(([label, value]) => row(label, value)),
      ...row(
        p.capture_before,
        state === 'reserved' && document.capture_before ? moment(document.capture_before) : null,
      ),
      ...row(t.method, card ? t.card_method : texts[locale].method[document.method]),
      ...row(t.network, card && brandNames[card.network]),
      // The brand's own groups are not known from four digits: sixteen is what a ticket shows, four of them to read.
      ...row(t.card, card && maskOf(card)),
      ...row(t.authentication, authentication && authenticationOf(authentication, locale)),
      ...row(t.authorization, document.authorization_code),
      ...row(t.transaction, document.transaction_id),
      // Of what the shopper sends it is the transfer's own, which stands in its place.
      ...row(p.acquirer_reference, isSent ? null : document.acquirer_reference),
      ...row(t.contract, merchant.contract_id),
      ...row(t.siret, merchant.siret),
      ...row(p.site, merchant.site),
      ...row(t.withdraw, document.withdrawal_url),
      ...row(p.number, fill(p.sequence, {id: document.id, sequence: document.sequence})),
    ],
    parts: [
      ...(awaited ? [partOf(awaited)] : []),
      ...(plan ? [{title: texts[locale].plan.title, rows: planRows(plan, locale, dayIn)}] : []),
      ...(document.items.length > 0
        ? [
            {
              title: p.items,
              rows: document.items.map(({name, quantity, amount}) => ({
                label: quantity === 1 ? plain(name) : fill(p.item, {name: plain(name), quantity}),
                value: ordered(amount),
              })),
            },
          ]
        : []),
      {
        title: p.movements,
        rows: document.entries.map(({type, at, amount, charged: moved = amount, reference}) => ({
          label: p.entries[isSent && type === 'debit' ? 'received' : type],
          value: money(moved),
          note: `${moment(at)} – ${reference}`,
        })),
      },
    ],
    codeText: p.check_text,
    codeAlt: p.qr,
    keep: t.keep,
    pageOf: (page, count) => fill(p.page, {page, count}),
  };
}

/** When the lender takes how much, and what that costs. */
function planRows(
  {currency, cost, total, annual_rate_basis_points: rate, instalments}: PlanView,
  locale: Locale,
  day: (at: string) => string,
): readonly PaperRow[] {
  const {plan: t} = texts[locale];
  const money = (amount: number) => formatMoney({amount, currency}, intlLocales[locale], 'code');
  const percent = new Intl.NumberFormat(intlLocales[locale], {style: 'percent', minimumFractionDigits: 2});
  return [
    ...instalments.map(({due_on, amount, fee}) => ({
      label: day(due_on),
      value: money(amount),
      ...(fee > 0 && {note: `${t.fee} ${money(fee)}`}),
    })),
    {label: t.cost, value: money(cost)},
    {label: t.total, value: money(total)},
    {label: t.rate, value: percent.format(rate / 10_000)},
  ];
}

/** The brand's groups with stars, and the last four digits (`facts/cards.md`): Amex has 15 digits in three groups. */
function maskOf({brand, last4}: {readonly brand: string; readonly last4: string}): string {
  return brand === 'amex' ? `**** ****** *${last4}` : `**** **** **** ${last4}`;
}

const nothingMoves: ReadonlySet<ReceiptState> = new Set(['released', 'dropped']);

/** What moved, is held or is awaited: of what was let go, nothing. */
function movedOf(document: ReceiptDocument): number {
  const {amount, amount_captured} = chargedOn(document);
  if (document.awaited) return document.awaited.amount;
  return nothingMoves.has(receiptState(document)) ? 0 : amount_captured || amount;
}

/** The order's own amount, and how it became what was charged. */
function conversionOf(
  {presentment, amount, currency}: ReceiptDocument,
  locale: Locale,
): readonly (readonly [string, string])[] {
  if (!presentment) return [];
  const {currency: t} = texts[locale];
  const read = readConversion(presentment, currency, presentment.currency, intlLocales[locale]);
  const order = [t.order_amount, formatMoney({amount, currency}, intlLocales[locale], 'code')] as const;
  if (!read) return [order, [t.rate_label, t.source_merchant]];
  return [
    order,
    [t.rate_label, fill(t.unit, read.unit)],
    [t.source, fill(presentment.sample ? t.source_sample : t.source_ecb, {date: read.date})],
    [t.markup, read.markup],
  ];
}

function typeOf(document: ReceiptDocument, locale: Locale): string {
  const {receipt: t} = texts[locale];
  const {amount_captured, amount_released} = document;
  const state = receiptState(document);
  if (state === 'awaited' || state === 'dropped') return texts[locale].sending.ticket[state];
  if (amount_captured > 0) return isSentMethod(document.method) ? texts[locale].sending.ticket.received : t.types.debit;
  return amount_released > 0 ? t.types.release : t.types.authorization;
}

function authenticationOf({outcome, version}: NonNullable<ReceiptDocument['authentication']>, locale: Locale): string {
  const {receipt: t, page: p} = texts[locale];
  const proof = outcome === 'authenticated' ? 'done' : outcome === 'attempted' ? 'attempted' : 'none';
  return fill(p.authentication, {version, outcome: t.authentications[proof]});
}

/** The day and the hour, with the zone's offset, as on any ticket. */
function momentOf(at: Date, locale: Locale, timeZone: string): string {
  return new Intl.DateTimeFormat(intlLocales[locale], {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'shortOffset',
  }).format(at);
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_all, key: string) => String(values[key] ?? ''));
}
