import {createHmac, timingSafeEqual} from 'node:crypto';
import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {World} from '../ports.ts';
import type {Store} from '../store/store.ts';

export interface ReturnDeps {
  readonly store: Store;
  readonly clock: World['clock'];
  readonly payUrl: string;
  /** Verifies what the test bank's wallets say. */
  readonly bankKey: string;
  /** Looks where that payment stands; its end is not waited for. */
  readonly nudge: (intent: string) => void;
}

/** A notification that is older was written down by somebody (`webhooks-and-idempotency.md`). */
const toleranceMs = 5 * 60_000;

/**
 * The ways back from a provider's page. Both are hints: they say that something may have happened, never what; we look it
 * up. Twice, late, out of order, for a try that is over: all harmless.
 */
export function returnRoutes({store, clock, payUrl, bankKey, nudge}: ReturnDeps): Hono {
  async function look(handle: string): Promise<void> {
    const [row] = await store.find('intents', {by: 'handle', equals: handle, limit: 1});
    if (row) nudge(row.id);
  }

  return new Hono()
    .get('/return/:session/:handle', async (c) => {
      const {session, handle} = c.req.param();
      await look(handle);
      // The page finds its token where it left it: in the storage of this tab, never in an address.
      const headers = {'cache-control': 'no-store', 'referrer-policy': 'no-referrer'};
      return c.body(null, 303, {...headers, location: `${payUrl}/pay/${encodeURIComponent(session)}?returned`});
    })
    .post('/notify/:handle', bodyLimit({maxSize: 4096, onError: (c) => c.body(null, 413)}), async (c) => {
      const raw = await c.req.text();
      if (!isSigned(raw, c.req.header('bank-signature') ?? '', bankKey, clock.now())) return c.body(null, 401);
      await look(c.req.param('handle'));
      return c.body(null, 204);
    });
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<raw body>`. */
function isSigned(raw: string, header: string, key: string, now: number): boolean {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const expected = createHmac('sha256', key).update(`${seconds}.${raw}`).digest();
  const isRecent = Math.abs(now - Number(seconds) * 1000) <= toleranceMs;
  const signature = Buffer.from(given, 'hex');
  return signature.length === expected.length && timingSafeEqual(signature, expected) && isRecent;
}
