import {timingSafeEqual} from 'node:crypto';
import {sha256hex} from '../ids.ts';
import type {Receipt} from '../payments/receipt.ts';
import type {Store} from '../store/store.ts';
import type {Caller, MerchantAccess, PayContext, PayMiddleware} from './pay-env.ts';
import {Problem} from './problem.ts';

export interface AuthParts {
  readonly store: Store;
  readonly merchants: readonly MerchantAccess[];
  /** The receipt that a link's token opens. */
  readonly ofLink: (id: string, token: string) => Promise<Receipt>;
}

export interface Auth {
  /** Only a merchant's server: `sk_test_…` or `sk_live_…`. */
  readonly secret: PayMiddleware;
  /** Only the browser of the session in the path's `{id}`: `cst_…`. */
  readonly client: PayMiddleware;
  /** Either of them. */
  readonly either: PayMiddleware;
  /** A merchant's server, or who holds the link of the receipt in the path: `rc_…`. */
  readonly receipt: PayMiddleware;
}

/**
 * Who is calling. Leaves `caller` in the context.
 *
 * @throws Problem `unauthorized`, `forbidden` (a good key of the wrong kind), `wrong_session`.
 */
export function createAuth({store, merchants, ofLink}: AuthParts): Auth {
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

  async function bearerOf(kind: Caller['kind'], token: string, id: string | undefined): Promise<Caller> {
    if (kind === 'client') return sessionOfToken(token, id);
    return {kind: 'receipt', receipt: await ofLink((id ?? '').replace(/\.pdf$/, ''), token)};
  }

  const middleware = (kinds: readonly Caller['kind'][]): PayMiddleware => {
    return async (c, next) => {
      const token = /^Bearer +(\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
      const kind = kindOf(token);
      if (kind === undefined) throw new Problem('unauthorized');
      const merchant = kind === 'secret' ? merchantOfKey(token) : undefined;
      if (!kinds.includes(kind)) throw new Problem('forbidden');
      c.set('caller', merchant ?? (await bearerOf(kind, token, c.req.param('id'))));
      await next();
    };
  };

  return {
    secret: middleware(['secret']),
    client: middleware(['client']),
    either: middleware(['secret', 'client']),
    receipt: middleware(['secret', 'receipt']),
  };
}

function kindOf(token: string): Caller['kind'] | undefined {
  if (/^sk_(test|live)_/.test(token)) return 'secret';
  if (token.startsWith('cst_')) return 'client';
  return token.startsWith('rc_') ? 'receipt' : undefined;
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
