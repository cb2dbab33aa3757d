import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import {isCurrency, type Currency} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';
import {preferredLocale} from '../accept-language.ts';
import type {SessionView} from '#contract/session.ts';
import type {Guest} from '../headers.ts';
import type {World} from '../ports.ts';
import {missingDocument, pageDocument, type Document, type PageScripts} from './page-document.ts';

export interface PageDeps {
  /** What a browser may know of the session, in its own language or, when it has none, in this one. */
  readonly readView: (sessionId: string, locale: Locale) => Promise<SessionView | undefined>;
  /** Who may frame the session's page. */
  readonly embedOrigins: (sessionId: string) => Promise<readonly string[]>;
  readonly payUrl: string;
  readonly cardUrl: string;
  /** Whether the vault's form may take that method, now or on a later try: by the routes, whoever is offered at the moment. */
  readonly isTyped: (method: MethodType) => boolean;
  /** What the page must let in for that provider; undefined when it draws nothing there. */
  readonly hostsOf: (provider: string) => Guest | undefined;
  readonly assets: PageScripts;
  readonly world: Pick<World, 'random'>;
}

/**
 * The hosted page. `/pay/cs_…` stands on its own and nobody frames it; `/embed/cs_…` stands in the frame of the session's
 * shop. The id shows the order, never the customer; paying needs the token, which is in the fragment and never comes here.
 */
export function pageRoutes({readView, embedOrigins, payUrl, cardUrl, isTyped, hostsOf, assets, world}: PageDeps): Hono {
  const app = new Hono();

  async function draw(
    id: string,
    asked: Locale | undefined,
    accepted: string,
    place: 'pay' | 'embed' | 'returned',
    currency: Currency | undefined,
  ): Promise<Document> {
    const preferred = asked ?? preferredLocale(accepted);
    const view = /^cs_[\w-]{1,64}$/.test(id) ? await readView(id, preferred) : undefined;
    if (!view) return missingDocument(preferred, payUrl);
    return pageDocument({
      view,
      locale: asked ?? view.locale,
      embedOrigins: place === 'embed' ? await embedOrigins(id) : undefined,
      payUrl,
      cardUrl,
      isTyped,
      hostsOf,
      scripts: assets,
      isReturned: place === 'returned',
      currency,
      nonce: Buffer.from(world.random.bytes(16)).toString('hex'),
    });
  }

  for (const place of ['pay', 'embed'] as const) {
    app.get(`/${place}/:id`, async (c) => {
      const asked = c.req.query('l');
      const currency = c.req.query('currency') ?? '';
      const {html, status, headers} = await draw(
        c.req.param('id'),
        isLocale(asked) ? asked : undefined,
        c.req.header('accept-language') ?? '',
        place === 'pay' && c.req.query('returned') !== undefined ? 'returned' : place,
        isCurrency(currency) ? currency : undefined,
      );
      return c.body(html, status, {...headers});
    });
  }
  return app;
}
