import {Hono} from 'hono';

export interface ReturnDeps {
  readonly payUrl: string;
  /** Looks where the payment with that try stands, if there is one; its end is not waited for. */
  readonly look: (handle: string) => Promise<void>;
}

/**
 * The way back from a provider's page: a hint that something may have happened, never what; we look it up. Whatever the
 * provider adds to the address, or posts, is not read. Twice, late, for a try that is over: all harmless.
 */
export function returnRoutes({payUrl, look}: ReturnDeps): Hono {
  return new Hono().on(['GET', 'POST'], '/return/:session/:handle', async (c) => {
    const {session, handle} = c.req.param();
    await look(handle);
    // The page finds its token where it left it: in the storage of this tab, never in an address.
    const headers = {'cache-control': 'no-store', 'referrer-policy': 'no-referrer'};
    return c.body(null, 303, {...headers, location: `${payUrl}/pay/${encodeURIComponent(session)}?returned`});
  });
}
