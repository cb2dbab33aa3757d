import type {CheckoutSession} from '../payments/session.ts';
import type {PayContext} from './pay-env.ts';
import {Problem} from './problem.ts';

/** Who calls, as the routes ask for it. Each throws a `Problem` when the caller is nobody we know, or somebody else. */
export interface Callers {
  /** The merchant whose secret key was given. */
  merchant(c: PayContext): Merchant;
  /** The session whose client token was given; it must be the one in the address. */
  shopper(c: PayContext, sessionId: string): CheckoutSession;
  /** Either of the two. */
  any(
    c: PayContext,
    sessionId: string,
  ):
    | {readonly kind: 'merchant'; readonly merchant: Merchant}
    | {readonly kind: 'shopper'; readonly session: CheckoutSession};
}

export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

export function callersOf(merchants: readonly Merchant[]): Callers {
  function merchant(c: PayContext): Merchant {
    const caller = c.get('caller');
    const known = caller.kind === 'secret' ? merchants.find(({id}) => id === caller.merchant.id) : undefined;
    if (!known) throw new Problem('forbidden');
    return known;
  }

  function shopper(c: PayContext, sessionId: string): CheckoutSession {
    const caller = c.get('caller');
    if (caller.kind !== 'client') throw new Problem('forbidden');
    if (caller.session.id !== sessionId) throw new Problem('wrong_session');
    return caller.session.doc;
  }

  return {
    merchant,
    shopper,
    any: (c, sessionId) =>
      c.get('caller').kind === 'secret'
        ? {kind: 'merchant', merchant: merchant(c)}
        : {kind: 'shopper', session: shopper(c, sessionId)},
  };
}
