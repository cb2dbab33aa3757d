import {createRoute, z} from '@hono/zod-openapi';
import {NetError, type World} from '../ports.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';
import {SessionId} from './requests.ts';

/** What Apple gave the merchant: for the sheet of the real Apple Pay, in Safari. */
export interface ApplePay {
  readonly merchantIdentifier: string;
  /** The merchant identity certificate and its key, PEM: Apple wants to know who asks. */
  readonly identity: {readonly certificate: string; readonly key: string};
  /** The text that Apple looks for on our host; absent where the provider has the host registered in another way. */
  readonly domainFile?: string;
}

export interface ApplePayDeps {
  readonly applePay: ApplePay | undefined;
  readonly merchantName: string;
  readonly payUrl: string;
  readonly world: Pick<World, 'net' | 'log'>;
  readonly callers: Callers;
}

/** Apple's gateways by name; anything else in a validation address is somebody who wants us to call for him. */
const gateway = /^(cn-)?apple-pay-gateway(-[a-z0-9-]{1,30})?\.apple\.com$/;
const paths = ['/paymentservices/paymentSession', '/paymentservices/startSession'];
const timeoutMs = 10_000;
/** As Apple's sheet shows it (`facts/providers/wallets.md` 3). */
const displayNameMax = 64;

const validate = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/apple_pay_session',
  summary: 'Let Apple say that this shop may show its sheet: the answer goes unchanged to completeMerchantValidation',
  security: [{clientToken: []}],
  request: {
    params: z.object({id: SessionId}),
    body: {
      required: true,
      content: {'application/json': {schema: z.strictObject({validation_url: z.string().max(500)})}},
    },
  },
  responses: {
    200: {
      description: 'Apple’s merchant session, opaque, good for one sheet and a few minutes',
      content: {'application/json': {schema: z.record(z.string(), z.unknown())}},
    },
  },
});

/**
 * What the real Apple Pay asks of a server: the domain file, and merchant validation with the merchant's certificate.
 *
 * @throws Problem `apple_pay_unavailable`, `apple_pay_url_not_allowed`, `apple_pay_unreachable`.
 */
export function applePayRoutes({applePay, merchantName, payUrl, world, callers}: ApplePayDeps) {
  const app = payRoutes().openapi(validate, async (c) => {
    callers.shopper(c, c.req.valid('param').id);
    const {validation_url: url} = c.req.valid('json');
    if (!applePay) throw new Problem('apple_pay_unavailable');
    if (!isApples(url)) throw new Problem('apple_pay_url_not_allowed');
    return c.json(await ask(applePay, url), 200);
  });

  async function ask({merchantIdentifier, identity}: ApplePay, url: string): Promise<Record<string, unknown>> {
    try {
      const {status, body} = await world.net.fetch({
        method: 'POST',
        url,
        headers: {'content-type': 'application/json'},
        body: JSON.stringify({
          merchantIdentifier,
          displayName: merchantName.slice(0, displayNameMax),
          initiative: 'web',
          initiativeContext: new URL(payUrl).hostname,
        }),
        timeoutMs,
        identity,
      });
      const session = status === 200 ? read(body) : undefined;
      if (session) return session;
      world.log('apple_pay_refused', {status});
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
    }
    throw new Problem('apple_pay_unreachable');
  }

  app.get('/.well-known/apple-developer-merchantid-domain-association', (c) =>
    applePay?.domainFile === undefined ? c.notFound() : c.text(applePay.domainFile),
  );
  return app;
}

/** On https, on a gateway of Apple's, at one of its two doors, and with nothing added. */
function isApples(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url?.protocol === 'https:' &&
    gateway.test(url.host) &&
    paths.includes(url.pathname) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  );
}

function read(body: string): Record<string, unknown> | undefined {
  try {
    const session: unknown = JSON.parse(body);
    return z.record(z.string(), z.unknown()).safeParse(session).data;
  } catch {
    return undefined;
  }
}
