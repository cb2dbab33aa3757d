import {sign} from 'node:crypto';
import type {World} from '../../ports.ts';
import {createNews, type News, type Word} from './news.ts';
import {amountOf, type Up2payEntry, type Up2payTry} from './up2pay-book.ts';
import {doublePrivateKey} from './up2pay-key.ts';

/** Nobody who did not hear is told again. */
const once = {pausesMs: [], isHeard: () => true};

/** Says, signed, what became of the last try, at the address in the form. */
export function createUp2payNews(world: World): News<Up2payEntry> {
  const wordOf = (entry: Up2payEntry): Word | undefined => {
    const one = entry.tries.at(-1);
    if (!one) return undefined;
    const url = entry.form['PBX_REPONDRE_A'] ?? '';
    const text = signed(entry, one);
    const headers = {'content-type': 'application/x-www-form-urlencoded'};
    return entry.form['PBX_RUF1'] === 'POST'
      ? {method: 'POST', url, headers, body: text}
      : {method: 'GET', url: `${url}?${text}`};
  };
  return createNews('up2pay', world, wordOf, undefined, once);
}

/** The variables that the form asked for, in its order; `K` over all before it. An absent one is left out. */
export function signed(
  entry: Up2payEntry,
  {call, transaction, code}: Pick<Up2payTry, 'call' | 'transaction' | 'code'>,
) {
  const values: Readonly<Record<string, string>> = {
    M: String(amountOf(entry)),
    R: entry.form['PBX_CMD'] ?? '',
    T: call,
    S: transaction,
    E: code,
    // A card's name with a space in it: on the way, that may change its spelling.
    C: 'Visa Electron',
    G: 'O',
    v: '2.2.0',
    ...(code === '00000' && {A: 'XXXXXX'}),
  };
  const asked = (entry.form['PBX_RETOUR'] ?? '').split(';').map((pair) => pair.split(':'));
  const text = asked
    .flatMap(([name = '', letter = '']) => {
      const value = values[letter];
      return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
    })
    .join('&');
  return `${text}&K=${encodeURIComponent(sign('RSA-SHA1', Buffer.from(text), doublePrivateKey).toString('base64'))}`;
}
