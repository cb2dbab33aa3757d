import type {Store} from '../store/store.ts';
import type {PayMiddleware} from './pay-env.ts';

const allowed = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, accept-language',
  'access-control-max-age': '600',
};

/**
 * Cross-origin rules of the routes that take a `cst_` token: the session's own `embed_origins` and our pages may call
 * them, without credentials (there are no cookies). Any other origin, and any other route, gets no such header at all.
 *
 * To be mounted on paths that name the session as `:id`, before authorization: a preflight carries no token.
 */
export function sessionCors({store, payUrl}: {readonly store: Store; readonly payUrl: string}): PayMiddleware {
  const own = new URL(payUrl).origin;

  return async (c, next) => {
    const origin = c.req.header('origin');
    c.header('vary', 'origin', {append: true});
    const welcome =
      origin !== undefined && (origin === own || (await embedOrigins(c.req.param('id'))).includes(origin));
    if (welcome) {
      c.header('access-control-allow-origin', origin);
      c.header('access-control-expose-headers', 'retry-after, idempotent-replayed, request-id');
    }
    if (c.req.method !== 'OPTIONS') return next();
    return c.body(null, 204, welcome ? allowed : {});
  };

  async function embedOrigins(id: string | undefined): Promise<readonly string[]> {
    const session = id === undefined ? undefined : await store.get('sessions', id);
    return session?.doc.embedOrigins ?? [];
  }
}
