import type {LetterKind} from '#contract/letters.ts';
import type {Money} from '#contract/money.ts';
import type {Block, Row} from './block.ts';
import type {CommonFacts, LetterFacts} from './facts.ts';
import type {Say} from './say.ts';

/** What a letter says between greeting and order. */
type Body = readonly Block[];

type Bodies = {readonly [Kind in LetterKind]: (facts: LetterFacts[Kind], say: Say) => Body};

/**
 * What each kind of letter says. Nothing is claimed that we were not told: "reserved" is what the acquirer authorized,
 * "debited" what it captured, "refunded" what it took back; when a bank shows it is the bank's to say.
 */
export const bodies: Bodies = {
  order_confirmed: (facts, say) => [
    text(say(`order_confirmed.${facts.state}`)),
    facts.state === 'reserved'
      ? amount(say('amount.reserved'), facts.charged, say)
      : amount(say('amount.paid'), facts.paid, say),
    ...(facts.state === 'reserved' && facts.until !== null
      ? [note(say('order_confirmed.until', {date: say.day(facts.until)}))]
      : []),
  ],

  in_review: (facts, say) => [
    text(say('in_review.text', {merchant: facts.merchant.name})),
    amount(say('amount.reserved'), facts.charged, say),
    text(say('in_review.next')),
  ],

  debited: (facts, say) => [
    text(say('debited.text')),
    amount(say('amount.debited'), facts.captured, say),
    ...(facts.captured.amount < facts.charged.amount
      ? [text(say('debited.part', {authorized: say.money(facts.charged), captured: say.money(facts.captured)}))]
      : []),
    note(say('debited.when')),
  ],

  released: (facts, say) => [
    text(say(`released.${facts.reason}`, {merchant: facts.merchant.name})),
    ...(facts.reason === 'dropped' ? [] : [note(say('released.when'))]),
    ...(facts.merchant.email === null ? [] : [note(say('released.ask', {merchant: facts.merchant.name}))]),
  ],

  payment_failed: (facts, say) => [
    text(say(`payment_failed.${facts.reason}`, {merchant: facts.merchant.name})),
    amount(say('amount.unpaid'), facts.total, say),
    ...(facts.payUrl === null ? [] : resume(facts.payUrl, facts.payUrlUntil, say)),
    ...(facts.payUrl === null && facts.shopUrl !== null
      ? [action(say('payment_failed.shop', {merchant: facts.merchant.name}), facts.shopUrl)]
      : []),
  ],

  transfer_instructions: (facts, say) => [
    text(say('transfer_instructions.text')),
    amount(say('amount.due'), rest(facts), say),
    ...sendingBlocks(facts, say),
    rows([row(say('row.due'), say.day(facts.due))]),
    ...transferNotes(facts, say),
  ],

  cheque_instructions: (facts, say) => [
    text(say('cheque_instructions.text')),
    amount(say('amount.due'), rest(facts), say),
    ...sendingBlocks(facts, say),
    rows([row(say('row.due'), say.day(facts.due))]),
  ],

  terms_instructions: (facts, say) => [
    text(say('terms_instructions.text', {date: say.day(facts.due)})),
    amount(say('amount.due'), rest(facts), say),
    ...sendingBlocks(facts, say),
    ...transferNotes(facts, say),
    note(say('terms_instructions.law', {date: say.day(facts.due)})),
  ],

  reminder: (facts, say) => [
    text(say('reminder.text')),
    ...(facts.received.amount > 0 ? [text(say('reminder.part', remainderOf(facts, say)))] : []),
    amount(say(facts.received.amount > 0 ? 'amount.rest' : 'amount.due'), rest(facts), say),
    text(say(facts.now > facts.due ? 'reminder.late' : 'reminder.due', {date: say.day(facts.due)})),
    ...sendingBlocks(facts, say),
  ],

  refunded: (facts, say) => [
    text(say(facts.refunded.amount < facts.charged.amount ? 'refunded.part' : 'refunded.all')),
    amount(say('amount.refunded'), facts.refunded, say),
    note(facts.method?.card ? say('refunded.card', {last4: facts.method.card.last4}) : say('refunded.same')),
  ],

  refund_returned: (facts, say) => [
    text(say('refund_returned.text', {merchant: facts.merchant.name})),
    amount(say('amount.returned'), facts.refunded, say),
    text(say('refund_returned.next', {merchant: facts.merchant.name})),
  ],

  receipt: (facts, say) => [text(say('receipt.text')), action(say('receipt.open'), facts.receiptUrl)],

  payment_link: (facts, say) => [
    text(say('payment_link.text', {merchant: facts.merchant.name})),
    amount(say('amount.due'), facts.total, say),
    action(say('payment_link.pay'), facts.payUrl),
    note(say('payment_failed.until', {date: say.moment(facts.payUrlUntil)})),
  ],
};

function resume(url: string, until: number | null, say: Say): Body {
  return [
    text(say('payment_failed.again')),
    action(say('payment_failed.pay'), url),
    ...(until === null ? [] : [note(say('payment_failed.until', {date: say.moment(until)}))]),
  ];
}

/** The same block as on the page and on the ticket (`offline-methods.md` 1). */
function sendingBlocks({instructions, merchant}: LetterFacts['reminder' | 'terms_instructions'], say: Say): Body {
  if (!instructions) return [text(say('transfer_instructions.told', {merchant: merchant.name}))];
  if (instructions.by === 'transfer') {
    return [
      rows([
        ...instructions.rows.map(({label, value}) => row(say(`row.${label}`), value)),
        row(say('row.reference'), instructions.reference),
      ]),
      text(say('transfer_instructions.exact')),
      ...(instructions.orCheque ? [text(say('terms_instructions.cheque', instructions.orCheque))] : []),
    ];
  }
  return [
    rows([
      row(say('row.payee'), instructions.payee),
      {...row(say('row.words'), instructions.words), lang: 'fr'},
      row(say('row.address'), instructions.address),
      row(say('row.cheque_reference'), instructions.reference),
    ]),
    text(say('cheque_instructions.back')),
  ];
}

/** Names are compared in the euro area only; in dollars banks keep fees (`offline-methods.md` 6, 7). */
function transferNotes({instructions, total}: LetterFacts['transfer_instructions'], say: Say): Body {
  if (instructions?.by !== 'transfer') return [];
  if (total.currency === 'EUR') return [note(say('transfer_instructions.name'))];
  return total.currency === 'USD' ? [note(say('transfer_instructions.fees'))] : [];
}

type AwaitedFunds = CommonFacts & {readonly received: Money};

function rest({total, received}: AwaitedFunds): Money {
  return {amount: Math.max(0, total.amount - received.amount), currency: total.currency};
}

function remainderOf(facts: AwaitedFunds, say: Say) {
  return {received: say.money(facts.received), total: say.money(facts.total), remaining: say.money(rest(facts))};
}

const text = (said: string): Block => ({type: 'text', text: said});
const note = (said: string): Block => ({type: 'note', text: said});
const amount = (label: string, money: Money, say: Say): Block => ({type: 'amount', label, value: say.money(money)});
const action = (label: string, url: string): Block => ({type: 'action', label, url});
const rows = (all: readonly Row[]): Block => ({type: 'rows', rows: all});
const row = (label: string, value: string): Row => ({label, value});
