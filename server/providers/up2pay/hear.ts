import type {Heard, Notification} from '../connection.ts';
import {orderOf} from './form.ts';
import {noticeOf, wordOf, type Notice} from './notice.ts';
import {referenceOf} from './numbers.ts';
import {verify} from './signature.ts';

/**
 * The platform says how a try on its page went, each refusal too: signed, so its numbers are kept with the try, and an
 * inquiry is made with them where the contract has those.
 */
export function hearUp2pay(publicKey: string, {method, rawQuery, raw}: Notification): Heard {
  const text = method === 'GET' ? rawQuery : raw;
  const verdict = verify(text, publicKey);
  return verdict === 'valid' ? heard(noticeOf(text)) : {kind: 'refused', reason: verdict.invalid};
}

/** The same comes along with the shopper. Whether our own part of the address is signed with it is not published: both may be. */
export function hearReturnUp2pay(publicKey: string, {method, rawQuery, raw}: Notification): Heard {
  const text = method === 'GET' ? rawQuery : Buffer.from(raw).toString('latin1');
  const canceled = rawQuery === 'canceled' || rawQuery.startsWith('canceled&');
  const theirs = text.replace(/^canceled&/, '');
  const verdict = verify(theirs, publicKey);
  if (verdict !== 'valid' && verify(text, publicKey) !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  return heard(noticeOf(theirs, {left: true, canceled}));
}

function heard(notice: Notice | undefined): Heard {
  if (!notice) return {kind: 'refused', reason: 'malformed'};
  return {
    kind: 'look',
    reference: notice.command,
    order: orderOf(notice.command),
    word: wordOf(notice),
    ...(notice.result === '00000' && {taken: referenceOf(notice)}),
  };
}
