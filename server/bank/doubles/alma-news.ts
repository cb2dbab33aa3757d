import {createHmac} from 'node:crypto';
import type {World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import type {AlmaEntry} from './alma-book.ts';
import {createNews, type News} from './news.ts';

/** Gets the address that the payment names, with its id, signed as Alma signs. It is told of by its id. */
export function createAlmaNews(apiKey: string, world: World, store: BankStore): News<string> {
  return createNews('alma', world, (id) => {
    const address = store.double<AlmaEntry>('alma', id)?.ipnUrl;
    if (!address) return undefined;
    const url = new URL(address);
    url.searchParams.set('pid', id);
    const headers = {'x-alma-signature': createHmac('sha256', apiKey).update(id).digest('hex')};
    return {method: 'GET', url: url.href, headers};
  });
}
