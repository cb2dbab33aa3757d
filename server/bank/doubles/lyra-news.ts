import {createHmac} from 'node:crypto';
import type {World} from '../../ports.ts';
import {statusOf, type LyraEntry} from './lyra-book.ts';
import {shop, sign} from './lyra-form.ts';
import {orderOf} from './lyra-resources.ts';
import {createNews, type News} from './news.ts';

/** Again up to four times, at quarter-hours; then no more. A redirect is not followed, and counts as heard. */
const quarter = 15 * 60_000;
const heardWith = new Set([200, 201, 202, 203, 204, 205, 206, 301, 302, 303, 307, 308]);

/** Posts what became of an order, signed, to the address in its form. */
export function createLyraNews(world: World): News<LyraEntry> {
  return createNews(
    'lyra',
    world,
    (entry: LyraEntry) => {
      const url = entry.ipnUrl ?? entry.form['vads_url_check'];
      const now = world.clock.now();
      const fields = entry.ipnUrl === undefined ? notificationOf(entry, now) : answerOf(entry, now, 'notification');
      return url === undefined
        ? undefined
        : {
            method: 'POST',
            url,
            headers: {'content-type': 'application/x-www-form-urlencoded'},
            body: new URLSearchParams(fields).toString(),
          };
    },
    () => undefined,
    {pausesMs: [quarter, quarter, quarter, quarter], isHeard: (status) => heardWith.has(status)},
  );
}

/** Who brings an answer of the REST interface, and which of the two keys it is signed with. */
const channels = {
  browser: ['sha256_hmac', shop.hmacKey],
  notification: ['password', shop.password],
} as const;

/** The `kr-…` fields of an order that is paid in the shop's page. */
export function answerOf(
  entry: LyraEntry,
  now: number,
  channel: keyof typeof channels,
): Readonly<Record<string, string>> {
  const [name, key] = channels[channel];
  const answer = JSON.stringify(orderOf(entry, undefined, now));
  return {
    'kr-hash-key': name,
    'kr-hash-algorithm': 'sha256_hmac',
    'kr-answer': answer,
    'kr-answer-type': 'V4/Payment',
    'kr-hash': createHmac('sha256', key).update(answer).digest('hex'),
    'kr-src': 'PAY',
  };
}

/** All that was posted, and what became of it: signed with the key of the form. */
function notificationOf(entry: LyraEntry, now: number): Readonly<Record<string, string>> {
  const last = entry.tries.at(-1);
  const status = last ? statusOf(last, now) : 'INITIAL';
  const {refusal} = last ?? {};
  const results = {REFUSED: '05', ABANDONED: '17', INITIAL: ''};
  const fields: Readonly<Record<string, string>> = {
    ...entry.form,
    vads_trans_uuid: last?.uuid ?? '',
    vads_trans_status: status,
    vads_operation_type: 'DEBIT',
    vads_result: results[status as keyof typeof results] ?? '00',
    vads_extra_result: '',
    vads_auth_result: refusal ?? (status === 'ABANDONED' || status === 'INITIAL' ? '' : '00'),
    vads_auth_number: '',
    vads_card_brand: last?.brand ?? '',
    vads_card_number: last ? '497010XXXXXX0055' : '',
    vads_effective_amount: entry.form['vads_amount'] ?? '',
    vads_sequence_number: String(Math.max(1, entry.tries.length)),
    vads_threeds_status: refusal === '39' ? 'N' : '',
    vads_warranty_result: '',
    vads_presentation_date: '',
    vads_url_check_src: 'PAY',
    vads_hash: '',
  };
  return {...fields, signature: sign(Object.entries(fields))};
}
