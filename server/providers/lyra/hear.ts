import {z} from 'zod';
import type {Heard, Notification} from '../connection.ts';
import {formOf} from '../form.ts';
import {jsonOf} from '../json.ts';
import type {Outcome, SyncRequest} from '../provider.ts';
import type {Standing} from '../standing.ts';
import {echoed} from './create.ts';
import {declinedBy, promised} from './payment.ts';
import {modeOf, type LyraConfig} from './settings.ts';
import {krAnswerOf, verifyAnswer, verifyForm, type KrAnswer} from './signature.ts';

/** What of a notification says where the payment stands. The number of the card is not among it. */
const told = [
  ...echoed,
  'vads_trans_status',
  'vads_operation_type',
  'vads_result',
  'vads_auth_result',
  'vads_trans_uuid',
] as const;

/**
 * A signed notification is a reason to look. Where a contract has forms only, nobody can be asked: there its word is kept,
 * and decides once all that we know of the payment has come back as it was (`outcomeOfWords`).
 */
export function hearLyra(config: LyraConfig, {raw}: Notification): Heard {
  const answer = krAnswerOf(raw);
  if (answer) return hearAnswer(config, answer);
  const ours = {vads_site_id: config.siteId, vads_ctx_mode: modeOf(config)};
  const verdict = verifyForm(raw, config.formKey, ours, config.scheme);
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const fields = formOf(raw);
  const reference = fields?.get('vads_order_id');
  if (!fields || !reference) return {kind: 'refused', reason: 'malformed'};
  // Of a refund: never where the payment stands, but a reason to look at its books, where that can be done.
  if (fields.get('vads_operation_type') === 'CREDIT')
    return config.rest ? {kind: 'look', reference} : {kind: 'nothing'};
  const order = fields.get('vads_order_info');
  const look = {
    kind: 'look' as const,
    reference,
    ...(saysPaid(fields) && {taken: reference}),
    ...(order && {order}),
  };
  if (config.rest) return look;
  const word = new URLSearchParams(told.flatMap((name) => (fields.has(name) ? [[name, fields.get(name) ?? '']] : [])));
  return {...look, word: word.toString()};
}

/** What of an answer of the REST interface says which order it is about. The number of the card is not among it. */
const AnswerSchema = z.object({
  shopId: z.string(),
  orderDetails: z.object({orderId: z.string().min(1).max(64), mode: z.string()}),
  transactions: z.array(
    z.object({
      amount: z.int(),
      operationType: z.string(),
      detailedStatus: z.string(),
      metadata: z.object({order: z.string().max(100).exactOptional()}).nullish(),
    }),
  ),
});

/** Of a payment in our page's fields: signed with the REST password, whatever the word itself says of its key. */
function hearAnswer(config: LyraConfig, kr: KrAnswer): Heard {
  const verdict = verifyAnswer(kr, 'notification', config.rest?.password ?? '');
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const answer = AnswerSchema.safeParse(jsonOf(kr.answer));
  if (!answer.success) return {kind: 'refused', reason: 'malformed'};
  const {shopId, orderDetails, transactions} = answer.data;
  const {orderId: reference, mode} = orderDetails;
  if (shopId !== config.siteId || mode !== modeOf(config)) return {kind: 'refused', reason: 'not_ours'};
  const debits = transactions.filter(({operationType}) => operationType !== 'CREDIT');
  // Of a refund: never where the payment stands, but a reason to look at its books.
  if (debits.length === 0 && transactions.length > 0) return {kind: 'look', reference};
  const order = debits[0]?.metadata?.order;
  const paid = debits.some(({detailedStatus: status, operationType: operation, amount}) =>
    isMoney(promised({status, operation, amount})),
  );
  return {kind: 'look', reference, ...(paid && {taken: reference}), ...(order && {order})};
}

/** Money was taken or is held: should the try be over by then, a person must see it. */
function saysPaid(fields: ReadonlyMap<string, string>): boolean {
  return isMoney(standingIn(fields));
}

function isMoney({kind}: Standing): boolean {
  return kind === 'captured' || kind === 'authorized';
}

function standingIn(fields: ReadonlyMap<string, string>): Standing {
  return promised({
    status: fields.get('vads_trans_status') ?? '',
    operation: fields.get('vads_operation_type') ?? '',
    amount: Number(fields.get('vads_amount')),
  });
}

/**
 * What the notifications come to, where nobody can be asked. A success beats what was refused before it; only what says the
 * same in two fields is one.
 * @returns undefined while there is none.
 */
export function outcomeOfWords(reference: string, {form = {}, words = []}: SyncRequest): Outcome | undefined {
  const outcomes = words.flatMap((word) => {
    const fields = formOf(word);
    const isOurs = fields && echoed.every((name) => form[name] !== undefined && fields.get(name) === form[name]);
    return isOurs ? [outcomeOfWord(reference, fields)] : [];
  });
  return outcomes.find(({kind}) => kind === 'captured') ?? outcomes.at(-1);
}

function outcomeOfWord(reference: string, fields: ReadonlyMap<string, string>): Outcome {
  const of = (name: (typeof told)[number]) => fields.get(name) ?? '';
  const standing = standingIn(fields);
  switch (standing.kind) {
    case 'captured':
      return of('vads_result') === '00' ? {...standing, reference} : {kind: 'unknown'};
    case 'voided':
      return {...standing, reference};
    case 'declined':
      return declinedBy({result: of('vads_result'), issuer: of('vads_auth_result')});
    case 'authorized':
    case 'pending':
    case 'action_required':
    case 'unknown':
      return {kind: 'pending', reference};
  }
}
