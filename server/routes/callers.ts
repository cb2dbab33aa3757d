import type {Context} from 'hono';
import type {CheckoutSession} from '../payments/session.ts';

/** Who calls, as the routes ask for it. Each throws a `Problem` when the caller is nobody we know, or somebody else. */
export interface Callers {
  /** The merchant whose secret key was given. */
  merchant(c: Context): Promise<Merchant>;
  /** The session whose client token was given; it must be the one in the address. */
  shopper(c: Context, sessionId: string): Promise<CheckoutSession>;
  /** Either of the two. */
  any(c: Context, sessionId: string): Promise<{readonly kind: 'merchant'; readonly merchant: Merchant} | {readonly kind: 'shopper'; readonly session: CheckoutSession}>;
}

export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}
