import type {KeyObject} from 'node:crypto';
import {Hono, type Context, type Handler} from 'hono';
import type {z} from 'zod';
import {
  signatureHeader,
  type CardDescription,
  type CardReference,
  type SendAnswer,
  type SendRequest,
} from '#contract/vault.ts';
import type {World} from '../ports.ts';
import {isJson, parseJson, readBody} from './body.ts';
import {tokenHash, wipe, type CardSafe} from './card-safe.ts';
import type {CvcMemory} from './cvc-memory.ts';
import type {FindCard} from './find-card.ts';
import {dataPolicy, headersOfAll} from './headers.ts';
import {referenceShape, sendShape} from './shapes.ts';
import {checkSignature, skewMaxMs} from './signature.ts';
import type {CardTable} from './store.ts';

const bodyBytesMax = 131_072;

/** How the private listener says no. None of these sent, counted or changed anything. */
const statuses = {
  body_unreadable: 400,
  signature_invalid: 401,
  clock_skewed: 401,
  call_replayed: 401,
  card_gone: 404,
  body_too_large: 413,
  content_type_refused: 415,
  pay_key_unknown: 503,
} as const;

interface Parts {
  readonly world: World;
  readonly payKey: () => KeyObject | undefined;
  readonly cards: CardTable;
  readonly safe: CardSafe;
  readonly codes: CvcMemory;
  readonly find: FindCard;
  readonly send: (request: SendRequest) => Promise<SendAnswer | 'malformed'>;
}

/** What `pay` may ask of the vault. Each call is signed, and each signature is good once. */
export function createPrivate({world, payKey, cards, safe, codes, find, send}: Parts): Hono {
  const app = new Hono();
  const common = {...headersOfAll(''), 'content-security-policy': dataPolicy};

  function refuse(c: Context, code: keyof typeof statuses): Response {
    if (code !== 'card_gone') world.log('call_refused', {code});
    const status = statuses[code];
    return c.json({type: 'about:blank', status, code}, status, {'content-type': 'application/problem+json'});
  }

  function signed<T>(shape: z.ZodType<T>, answer: (c: Context, request: T) => Response | Promise<Response>): Handler {
    return async (c) => {
      const key = payKey();
      if (!key) return refuse(c, 'pay_key_unknown');
      if (!isJson(c.req.raw)) return refuse(c, 'content_type_refused');
      const body = await readBody(c.req.raw, bodyBytesMax);
      if (!body) return refuse(c, 'body_too_large');

      const {method, path} = c.req;
      const now = world.clock.now();
      const checked = checkSignature({method, path, header: c.req.header(signatureHeader) ?? '', body}, key, now);
      if ('refused' in checked) return refuse(c, checked.refused);
      // Kept on disk, so that a call heard before a restart is not good again after it.
      if (!cards.see(`nonce:${checked.nonce}`, now + 2 * skewMaxMs)) return refuse(c, 'call_replayed');

      const request = shape.safeParse(parseJson(body.toString('utf8')));
      return request.success ? answer(c, request.data) : refuse(c, 'body_unreadable');
    };
  }

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(common)) c.header(name, value);
  });
  app.onError((error, c) => {
    world.log('failed', {error: error.name});
    return c.json({type: 'about:blank', status: 500}, 500, {'content-type': 'application/problem+json'});
  });
  app.notFound((c) => c.json({type: 'about:blank', status: 404}, 404, {'content-type': 'application/problem+json'}));
  app.get('/livez', (c) => c.text('ok'));

  app.post(
    '/describe',
    signed<CardReference>(referenceShape, (c, reference) => {
      const found = find(reference);
      if (!found) return refuse(c, 'card_gone');
      const {card, row} = found;
      try {
        return c.json<CardDescription>({
          brand: card.brand,
          networks: card.networks,
          first6: card.number.toString('latin1', 0, 6),
          last4: card.number.toString('latin1', card.number.byteLength - 4),
          fingerprint: safe.fingerprint(card, row.merchant),
          range: safe.range(card, row.merchant),
        });
      } finally {
        wipe(card);
      }
    }),
  );

  app.post(
    '/send',
    signed<SendRequest>(sendShape, async (c, request) => {
      const answer = await send(request);
      if (answer === 'malformed') return refuse(c, 'body_unreadable');
      const {session, destination} = request;
      world.log('sent', {
        session,
        destination,
        kind: answer.kind,
        ...(answer.kind === 'not_sent' && {reason: answer.reason}),
      });
      return c.json<SendAnswer>(answer);
    }),
  );

  app.post(
    '/erase',
    signed<CardReference>(referenceShape, (c, {token, session}) => {
      const hash = tokenHash(token);
      // Another session's card is nobody else's to erase. Once it is gone, erasing again says the same.
      if (cards.read(hash)?.session === session) {
        codes.forget(hash);
        if (cards.erase(hash)) world.log('card_erased', {session});
      }
      return c.body(null, 204);
    }),
  );

  return app;
}
