import {Hono} from 'hono';
import type {Locale} from '#contract/locale.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {preferredLocale} from '../accept-language.ts';
import {hashSource, isOrigin} from '../headers.ts';
import type {Form} from '../providers/provider.ts';

export interface AwayDeps {
  readonly payUrl: string;
  /** The session of that try; with its form, as long as the shopper may still go there. */
  readonly find: (handle: string) => Promise<Found | undefined>;
}

interface Found {
  readonly session: string;
  readonly form?: {readonly url: string; readonly fields: Form};
}

const texts = {fr: fr.away, en: en.away};

const style = `
html{color-scheme:light dark;height:100%;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:light-dark(#f3f5f2,#101615);color:light-dark(#17211f,#eef2f0)}
body{margin:0;min-height:100%;display:grid;place-items:center}
main{max-width:28em;padding:24px;text-align:center}
h1{font-size:20px;font-weight:650;margin:0 0 8px}
p{margin:0 0 16px}
button{font:inherit;font-weight:600;min-height:48px;padding:12px 24px;border:0;border-radius:10px;background:light-dark(#17211f,#eef2f0);color:light-dark(#fff,#101615);cursor:pointer}
button:focus-visible{outline:3px solid light-dark(#1d6b5c,#8fd3c4);outline-offset:2px}
`;

const script = 'document.forms[0].submit()';

/**
 * `GET /away/<handle>`: the small document that posts a shopper to the page of a provider that takes forms only. It may
 * post to that host and nowhere else. Once the try is over, it leads back to the session's page instead: nobody pays by
 * going back in the browser.
 */
export function awayRoutes({payUrl, find}: AwayDeps): Hono {
  return new Hono().get('/away/:handle', async (c, next) => {
    const found = await find(c.req.param('handle'));
    if (!found) return next();
    const {session, form} = found;
    if (!form || !isOrigin(new URL(form.url).origin)) {
      const headers = {'cache-control': 'no-store', 'referrer-policy': 'no-referrer'};
      return c.body(null, 303, {...headers, location: `${payUrl}/pay/${encodeURIComponent(session)}?returned`});
    }
    const locale = preferredLocale(c.req.header('accept-language'));
    return c.html(draw(form, locale), 200, {...headersFor(form.url), 'content-language': locale});
  });
}

/** Style and script stand as they are hashed, to the letter: no template may touch them. */
function draw({url, fields}: Required<Found>['form'], locale: Locale): string {
  const t = texts[locale];
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  return (
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${escape(t.title)}</title><style>${style}</style></head><body><main><h1>${escape(t.title)}</h1>` +
    `<p>${escape(t.text)}</p><form method="post" action="${escape(url)}" accept-charset="utf-8">${inputs.join('')}` +
    `<button>${escape(t.go)}</button></form></main><script>${script}</script></body></html>`
  );
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function headersFor(url: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      `default-src 'none'`,
      `script-src ${hashSource(script)}`,
      `style-src ${hashSource(style)}`,
      `form-action ${new URL(url).origin}`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      `require-trusted-types-for 'script'`,
      `trusted-types 'none'`,
    ].join('; '),
    'permissions-policy': 'payment=(), camera=(), microphone=(), geolocation=()',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'cross-origin-resource-policy': 'same-origin',
  };
}
