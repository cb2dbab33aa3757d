import {timingSafeEqual} from 'node:crypto';
import {sha256hex} from '../ids.ts';
import type {Store} from '../store/store.ts';
import type {Caller, MerchantAccess, PayContext, PayMiddleware} from './pay-env.ts';
import {Problem} from './problem.ts';

export interface AuthParts {
  readonly store: Store;
  readonly merchants: readonly MerchantAccess[];
}

export interface Auth {
  /** Only a merchant's server: `sk_test_…` or `sk_live_…`. */
  readonly secret: PayMiddleware;
  /** Only the browser of the session in the path's `{id}`: `cst_…`. */
  readonly client: PayMiddleware;
  /** Either of them. */
  readonly either: PayMiddleware;
}

/**
 * Who is calling. Leaves `caller` in the context.
 *
 * @throws Problem `unauthorized`, `forbidden` (a good key of the wrong kind), `wrong_session`.
 */
export function createAuth({store, merchants}: AuthParts): Auth {
  function merchantOfKey(key: string): Caller {
    const hash = sha256hex(key);
    // All are compared, so that the time taken tells nothing.
    const [merchant] = merchants.filter(({secretKeyHash}) => equalHashes(hash, secretKeyHash));
    if (!merchant) throw new Problem('unauthorized');
    return {kind: 'secret', merchant, livemode: key.startsWith('sk_live_')};
  }

  async function sessionOfToken(token: string, id: string | undefined): Promise<Caller> {
    if (id === undefined) throw new Problem('forbidden');
    const session = await store.get('sessions', id);
    // An unknown session and one of someone else look alike: a token tells nothing about others.
    if (!session || !equalHashes(sha256hex(token), session.doc.tokenHash)) throw new Problem('wrong_session');
    return {kind: 'client', session};
  }

  const middleware = (kinds: readonly Caller['kind'][]): PayMiddleware => {
    return async (c, next) => {
      const token = /^Bearer +(\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
      const kind = /^sk_(test|live)_/.test(token) ? 'secret' : token.startsWith('cst_') ? 'client' : undefined;
      if (kind === undefined) throw new Problem('unauthorized');
      if (kind === 'secret') {
        const caller = merchantOfKey(token);
        if (!kinds.includes(kind)) throw new Problem('forbidden');
        c.set('caller', caller);
      } else {
        if (!kinds.includes(kind)) throw new Problem('forbidden');
        c.set('caller', await sessionOfToken(token, c.req.param('id')));
      }
      await next();
    };
  };

  return {secret: middleware(['secret']), client: middleware(['client']), either: middleware(['secret', 'client'])};
}

/** The merchant whose server calls, after `auth.secret`. */
export function merchantOf(c: PayContext): {readonly merchant: MerchantAccess; readonly livemode: boolean} {
  const caller = c.get('caller');
  if (caller?.kind !== 'secret') throw new Problem('forbidden');
  return caller;
}

function equalHashes(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === 32 && right.length === 32 && timingSafeEqual(left, right);
}
