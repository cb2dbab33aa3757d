import type {KeyObject} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {isLocale} from '#contract/locale.ts';
import type {CardCreated, CardGrant, CardKeys, NetworksAnswer} from '#contract/vault.ts';
import {compressDocuments} from '../compress.ts';
import type {World} from '../ports.ts';
import {isJson, parseJson, readBody} from './body.ts';
import type {EncryptionKeys} from './encryption-keys.ts';
import {frameDocument, frameHashes} from './frame-document.ts';
import {readGrant} from './grant.ts';
import {dataPolicy, frameHeaders, headersOfAll} from './headers.ts';
import {networksOf} from './networks.ts';
import {problemOf, Refusal} from './problem.ts';
import type {RateLimit} from '../rate.ts';
import {cardsShape, parseNetworks} from './shapes.ts';

const bodyBytesMax = 32_768;

interface Parts {
  readonly world: World;
  readonly publicUrl: string;
  readonly assets: {readonly script: string; readonly style: string};
  /** Whether a grant of that mode is for this vault. */
  readonly takes: (grant: CardGrant) => boolean;
  readonly payKey: () => KeyObject | undefined;
  readonly keys: EncryptionKeys;
  readonly keepCard: (jwe: string, grant: CardGrant) => CardCreated;
  readonly networksLimit: RateLimit;
  readonly ready: () => boolean;
}

/** What browsers may ask of the vault. */
export function createPublic({
  world,
  publicUrl,
  assets,
  takes,
  payKey,
  keys,
  keepCard,
  networksLimit,
  ready,
}: Parts): Hono {
  const app = new Hono();
  const common = headersOfAll(publicUrl);
  const hashes = frameHashes(assets);

  /** @throws Refusal */
  function grantOf(text: string): CardGrant {
    const key = payKey();
    if (!key) throw new Refusal('pay_key_unknown');
    const grant = readGrant(text, key, world.clock.now());
    if (!takes(grant)) throw new Refusal('grant_invalid');
    return grant;
  }

  /** @throws Refusal when the call is not from our own document, or its body is not JSON of a bearable size. */
  async function bodyOf(c: Context): Promise<unknown> {
    if (c.req.header('origin') !== publicUrl) throw new Refusal('origin_refused');
    if (!isJson(c.req.raw)) throw new Refusal('content_type_refused');
    const body = await readBody(c.req.raw, bodyBytesMax);
    if (!body) throw new Refusal('body_too_large');
    return parseJson(body.toString('utf8'));
  }

  app.use(compressDocuments());
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(common)) c.header(name, value);
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', dataPolicy);
  });

  app.onError((error, c) => {
    if (!(error instanceof Refusal)) {
      world.log('failed', {error: error.name});
      return c.json({type: 'about:blank', status: 500}, 500, {'content-type': 'application/problem+json'});
    }
    const problem = problemOf(error);
    world.log('refused', {code: problem.code});
    return new Response(JSON.stringify(problem), {
      status: problem.status,
      headers: {'content-type': 'application/problem+json', ...(problem.status === 429 && {'retry-after': '1'})},
    });
  });
  app.notFound((c) => c.json({type: 'about:blank', status: 404}, 404, {'content-type': 'application/problem+json'}));

  app.get('/livez', (c) => c.text('ok'));
  app.get('/readyz', (c) => (ready() ? c.text('ok') : c.text('not ready', 503)));

  app.get('/frame', (c) => {
    const {g: grantText = '', p: parent = '', n: nonce = '', l} = c.req.query();
    const grant = grantOf(grantText);
    // The list is the grant's, never a header's: a request cannot widen it.
    if (!grant.origins.includes(parent) || !/^[A-Za-z0-9_-]{16,64}$/.test(nonce)) throw new Refusal('grant_invalid');
    return c.html(
      frameDocument({grant, grantText, parent, nonce, locale: isLocale(l) ? l : 'fr', assets}),
      200,
      frameHeaders(grant.origins, hashes),
    );
  });

  app.get('/keys', (c) => c.json<CardKeys>({keys: keys.published()}));

  app.post('/networks', async (c) => {
    const request = parseNetworks(await bodyOf(c));
    if (!request) throw new Refusal('body_unreadable');
    const who = request.grant === undefined ? 'no grant' : grantOf(request.grant).session;
    if (!networksLimit.take(who)) throw new Refusal('too_often');
    return c.json<NetworksAnswer>({networks: networksOf(request.bin8)});
  });

  app.post('/cards', async (c) => {
    const request = cardsShape.safeParse(await bodyOf(c)).data;
    if (!request) throw new Refusal('body_unreadable');
    const grant = grantOf(request.grant);
    return c.json<CardCreated>(keepCard(request.jwe, grant), 201);
  });

  return app;
}
