import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {World} from '../ports.ts';
import type {Heard, Notification} from '../providers/connection.ts';
import {notificationOf, type Look} from './notifications.ts';

export interface ReturnDeps {
  readonly payUrl: string;
  readonly world: Pick<World, 'clock'>;
  /** Who reads what came along with a shopper of that try, if its provider signs that. */
  readonly reader: (handle: string) => Promise<((returned: Notification) => Heard | Promise<Heard>) | undefined>;
  /** Looks where the payment with that try stands, if there is one; its end is not waited for. */
  readonly look: (handle: string, heard: Look) => Promise<void>;
}

/**
 * The way back from a provider's page: a hint that something may have happened, never what; we look it up. Whatever the
 * provider adds to the address, or posts, is not read, unless it signs that as it signs its notifications: then it is one
 * more chance to hear of a payment. Twice, late, for a try that is over: all harmless.
 */
export function returnRoutes({payUrl, world, reader, look}: ReturnDeps): Hono {
  return new Hono()
    .use('/return/*', bodyLimit({maxSize: bytesMax, onError: (c) => c.body(null, 413)}))
    .on(['GET', 'POST'], '/return/:session/:handle', async (c) => {
      const {session, handle} = c.req.param();
      const read = await reader(handle);
      const heard = await read?.(await notificationOf(c, world.clock.now()));
      await look(handle, heard?.kind === 'look' ? heard : {kind: 'look'});
      // The page finds its token where it left it: in the storage of this tab, never in an address.
      const headers = {'cache-control': 'no-store', 'referrer-policy': 'no-referrer'};
      return c.body(null, 303, {...headers, location: `${payUrl}/pay/${encodeURIComponent(session)}?returned`});
    });
}

const bytesMax = 64 * 1024;
