import {OpenAPIHono} from '@hono/zod-openapi';
import type {Context, MiddlewareHandler} from 'hono';
import type {Receipt} from '../payments/receipt.ts';
import type {Row, Write} from '../store/store.ts';
import {refuseInvalid} from './problem-answers.ts';

/** What the middlewares leave for the routes, in the order in which they run. */
export interface PayEnv {
  Variables: {
    /** `req_…`, in the header `request-id` and in every problem document. */
    requestId: string;
    /** The parsed body, as it came; absent without one. */
    body: unknown;
    caller: Caller;
    /** Under an Idempotency-Key: an answer as a write. See `keptAnswer`. */
    keepAnswer?: (status: number, body: string) => Write;
  };
}

export type PayContext = Context<PayEnv>;
export type PayMiddleware = MiddlewareHandler<PayEnv>;

/** Whose request it is: a merchant's server, the browser of one session, or who holds the link of one receipt. */
export type Caller =
  | {readonly kind: 'secret'; readonly merchant: MerchantAccess; readonly livemode: boolean}
  | {readonly kind: 'client'; readonly session: Row<'sessions'>}
  | {readonly kind: 'receipt'; readonly receipt: Receipt};

export interface MerchantAccess {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the secret key, lower-case hex. */
  readonly secretKeyHash: string;
}

/** A set of routes: what does not fit a schema is refused in our own way. */
export function payRoutes(): OpenAPIHono<PayEnv> {
  return new OpenAPIHono<PayEnv>({defaultHook: refuseInvalid});
}
