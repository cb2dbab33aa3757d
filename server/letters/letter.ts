import type {LetterKind} from '#contract/letters.ts';
import type {Locale} from '#contract/locale.ts';
import {networkNames} from '#contract/cards.ts';
import type {Currency} from '#contract/money.ts';
import {bodies} from './bodies.ts';
import type {Block, Row, Sheet} from './block.ts';
import {drawHtml} from './draw-html.ts';
import {drawText} from './draw-text.ts';
import type {CommonFacts, LetterFacts} from './facts.ts';
import {LetterFault, oneLine, sayIn, type Say} from './say.ts';

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the link to the ticket leads to: while money is awaited, to where it is to be sent. */
function ticketLabel(kind: LetterKind, {total}: CommonFacts) {
  if (!awaiting.has(kind)) return 'ticket';
  return kind === 'transfer_instructions' && withCode.has(total.currency) ? 'ticket_code' : 'ticket_awaited';
}

/** Banking apps read a code for these, which no letter can show. */
const withCode: ReadonlySet<Currency> = new Set(['EUR', 'CHF']);

/** These say how to send money. */
const awaiting: ReadonlySet<LetterKind> = new Set([
  'transfer_instructions',
  'cheque_instructions',
  'terms_instructions',
  'reminder',
]);

/**
 * A letter, whole. Pure.
 *
 * @throws LetterFault rather than write a letter with a gap in it, or with a link to somewhere else.
 */
export function letterOf<Kind extends LetterKind>(kind: Kind, facts: LetterFacts[Kind], locale: Locale): Letter {
  const say = sayIn(locale, facts.merchant.timeZone);
  const sheet = sheetOf(kind, facts, bodies[kind](facts, say), say);
  return {subject: sheet.subject, text: drawText(sheet), html: drawHtml(sheet)};
}

function sheetOf(kind: LetterKind, facts: CommonFacts, body: readonly Block[], say: Say): Sheet {
  const {merchant, orderReference: order, customerName, receiptUrl, withdrawalUrl} = facts;
  const blocks: readonly Block[] = [
    {type: 'text', text: customerName ? say('hello_named', {name: customerName}) : say('hello')},
    ...body,
    ...orderBlocks(facts, say),
    {type: 'rows', rows: rowsOf(facts, say)},
    ...(receiptUrl !== null && kind !== 'receipt'
      ? [{type: 'link' as const, label: say(ticketLabel(kind, facts)), url: receiptUrl}]
      : []),
    ...(withdrawalUrl !== null && ofContract.has(kind)
      ? [{type: 'link' as const, label: say('withdraw'), url: withdrawalUrl}]
      : []),
  ];
  // The figure of the subject is that of the letter.
  const amount = body.find((block) => block.type === 'amount')?.value;
  return {
    locale: say.locale,
    subject: say(`subject.${kind}`, {merchant: merchant.name, order, ...(amount !== undefined && {amount})}),
    title: say(`${kind}.title`),
    sender: oneLine(merchant.name),
    banner: facts.livemode ? null : say('test'),
    blocks: blocks.map((block) => linked(block, facts.origins)),
    foot: [
      ...(merchant.address === null ? [] : [oneLine(merchant.address)]),
      ...(merchant.email === null ? [] : [say('foot.contact', {email: merchant.email})]),
      say('foot.why', {order, merchant: merchant.name}),
      say('foot.safe'),
    ],
  };
}

/** What a consumer keeps of the contract, and so finds the way out of it on. */
const ofContract: ReadonlySet<LetterKind> = new Set([
  'order_confirmed',
  'debited',
  'receipt',
  'transfer_instructions',
  'cheque_instructions',
  'terms_instructions',
]);

function orderBlocks({lines, total}: CommonFacts, say: Say): readonly Block[] {
  if (lines.length === 0) return [];
  const {currency} = total;
  return [
    {
      type: 'order',
      title: say('order.title'),
      rows: lines.map(({name, quantity, amount}) => ({
        label: quantity === 1 ? oneLine(name) : say('order.line', {name, quantity: say.number(quantity)}),
        value: say.money({amount, currency}),
      })),
      total: {label: say('order.total'), value: say.money(total)},
    },
  ];
}

function rowsOf({orderReference, at, method, transaction}: CommonFacts, say: Say): readonly Row[] {
  return [
    {label: say('row.order'), value: oneLine(orderReference)},
    {label: say('row.date'), value: say.moment(at)},
    ...(method ? [{label: say('row.method'), value: methodText(method, say)}] : []),
    ...(transaction === null ? [] : [{label: say('row.transaction'), value: transaction}]),
  ];
}

/** A card is named by its network and last four digits, never by more (`security.md`, rule 6). */
function methodText({type, card}: NonNullable<CommonFacts['method']>, say: Say): string {
  if (!card) return say(`method.${type}`);
  const ending = say('card_ending', {brand: networkNames[card.network], last4: card.last4});
  return type === 'card' ? ending : `${say(`method.${type}`)}, ${ending}`;
}

/** The last net: a letter leads to us or to the merchant, and nowhere else. */
function linked(block: Block, origins: readonly string[]): Block {
  if ('url' in block && !isAllowed(block.url, origins)) throw new LetterFault('link_not_allowed', block.type);
  return block;
}

/** `https`, or what the settings of a test say; on one of the origins, without a name or password in it. */
export function isAllowed(text: string, origins: readonly string[]): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password &&
    origins.includes(url.origin)
  );
}
