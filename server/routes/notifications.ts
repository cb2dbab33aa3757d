import {Hono, type Context} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {World} from '../ports.ts';
import type {Heard, Notification} from '../providers/connection.ts';

export type Look = Extract<Heard, {kind: 'look'}>;

export interface NotificationDeps {
  readonly world: Pick<World, 'clock' | 'log'>;
  /** Who reads the word of which provider. */
  readonly hears: ReadonlyMap<string, (notification: Notification) => Heard | Promise<Heard>>;
  /**
   * Looks where the payment with that try stands, if there is one; its end is not waited for. A word without a try is about a
   * payment that the provider knows by its own number.
   */
  readonly look: (handle: string | undefined, heard: Look, provider: string) => Promise<void>;
}

const bytesMax = 256 * 1024;

/**
 * Where providers say that something happened: `/notify/<provider>/<handle of the try>`, or `/notify/<provider>` where the
 * word itself names the try. It is a hint: twice, late, out of order, for a try that is over, it is harmless. What is not
 * signed as it should be is not even a hint.
 */
export function notificationRoutes({world, hears, look}: NotificationDeps): Hono {
  async function hear(c: Context, name: string, handle: string | undefined) {
    const reader = hears.get(name);
    if (!reader) return c.body(null, 404);
    const heard = await reader(await notificationOf(c, world.clock.now()));
    if (heard.kind === 'refused') {
      world.log('notification_refused', {provider: name, reason: heard.reason});
      return c.body(null, 401);
    }
    if (heard.kind === 'look') await look(handle ?? heard.handle, heard, name);
    // An empty 200: every provider takes that for "heard".
    return c.body('', 200);
  }

  return new Hono()
    .use('/notify/*', bodyLimit({maxSize: bytesMax, onError: (c) => c.body(null, 413)}))
    .on(['GET', 'POST'], '/notify/:provider/:handle', (c) => hear(c, c.req.param('provider'), c.req.param('handle')))
    .on(['GET', 'POST'], '/notify/:provider', (c) => hear(c, c.req.param('provider'), undefined));
}

/** What came, for whoever reads it. */
export async function notificationOf(c: Context, now: number): Promise<Notification> {
  const {search, searchParams: query} = new URL(c.req.url);
  return {
    method: c.req.method === 'GET' ? 'GET' : 'POST',
    headers: Object.fromEntries(c.req.raw.headers),
    query,
    rawQuery: search.slice(1),
    raw: new Uint8Array(await c.req.arrayBuffer()),
    now,
  };
}
