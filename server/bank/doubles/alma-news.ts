import {createHmac} from 'node:crypto';
import type {World} from '../../ports.ts';
import type {AlmaEntry} from './alma-book.ts';
import {createNews, type News} from './news.ts';

/** Gets the address that the payment names, with its id, signed as Alma signs: it says of which payment, and no more. */
export function createAlmaNews(apiKey: string, world: World): News<AlmaEntry> {
  return createNews('alma', world, ({id, ipnUrl}) => {
    if (ipnUrl === null) return undefined;
    const url = new URL(ipnUrl);
    url.searchParams.set('pid', id);
    const headers = {'x-alma-signature': createHmac('sha256', apiKey).update(id).digest('hex')};
    return {method: 'GET', url: url.href, headers};
  });
}
