import {Hono} from 'hono';
import {preconnect} from '../headers.ts';

/** What is served: a built file by its path. `server/assets.ts` reads them. */
export interface StaticFiles {
  readonly version: string;
  readonly files: ReadonlyMap<string, StaticFile>;
}

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly brotli: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly integrity: string;
  readonly immutable: boolean;
}

/** `facts/security.md` 4.1, last column: any site may load these, with subresource integrity if it likes. */
const headers: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept-encoding',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const forever = 'public, max-age=31536000, immutable';
const briefly = 'public, max-age=300';

/** Where a shop's script leads next: the page, which then frames the card form; or straight to the card form. */
const leadsTo: ReadonlyMap<string, readonly ('payUrl' | 'cardUrl')[]> = new Map([
  ['guichet.js', ['payUrl', 'cardUrl']],
  ['elements.js', ['cardUrl']],
]);

/**
 * The scripts of merchants and of our own page: `/v1/…` moves on with us, `/v<version>/…` stays as it is.
 *
 * A shop's script names the origins that its frames come from, so that a browser connects while the script is read
 * (`docs/decisions/31-early-connections.md`).
 */
export function staticFiles(
  {version, files}: StaticFiles,
  urls: {readonly payUrl: string; readonly cardUrl: string},
): Hono {
  const app = new Hono();
  const hashes = JSON.stringify({
    version,
    files: Object.fromEntries([...files].map(([path, {integrity}]) => [`/v${version}/${path}`, integrity])),
  });

  app.get('/v1/integrity.json', (c) =>
    c.body(hashes, 200, {...headers, 'content-type': 'application/json', 'cache-control': briefly}),
  );

  // Browsers ask for one whether we name it or not. None, said once, is better than an error in every console.
  app.get('/favicon.ico', (c) => c.body(null, 204, {...headers, 'cache-control': 'public, max-age=86400'}));

  for (const [path, file] of files) {
    const next = (leadsTo.get(path) ?? []).map((name) => urls[name]);
    for (const prefix of ['v1', `v${version}`]) {
      const cache = file.immutable || prefix !== 'v1' ? forever : briefly;
      const etag = `"${file.integrity.slice(-24)}"`;
      app.get(`/${prefix}/${path}`, (c) => {
        const answer = {
          ...headers,
          'cache-control': cache,
          etag,
          ...(next.length > 0 && {vary: 'accept-encoding, sec-fetch-site'}),
          // A browser keeps connections apart by site: what a page of another site opened, our frames could not use.
          ...(next.length > 0 && isOfOurSite(c.req.header('sec-fetch-site')) && {link: preconnect(next)}),
        };
        if (c.req.header('if-none-match') === etag) return c.body(null, 304, answer);
        const accepted = c.req.header('accept-encoding') ?? '';
        const typed = {...answer, 'content-type': file.type};
        if (/\bbr\b/.test(accepted)) return c.body(file.brotli, 200, {...typed, 'content-encoding': 'br'});
        if (/\bgzip\b/.test(accepted)) return c.body(file.gzip, 200, {...typed, 'content-encoding': 'gzip'});
        return c.body(file.bytes, 200, typed);
      });
    }
  }
  return app;
}

function isOfOurSite(site: string | undefined): boolean {
  return site === 'same-site' || site === 'same-origin';
}
