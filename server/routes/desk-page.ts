import {Hono} from 'hono';
import {locales, type Locale} from '#contract/locale.ts';
import {preferredLocale} from '../accept-language.ts';
import {hashSource, pageHeaders} from '../headers.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {Problem} from './problem.ts';

/** Nothing is drawn here: what the desk shows is read by its own script, with the key that is typed into it. */
const texts: Readonly<Record<Locale, {readonly title: string; readonly no_script: string}>> = {
  fr: fr.desk.page,
  en: en.desk.page,
};

const style =
  'html{color-scheme:light dark;background:#f3f5f2;background:light-dark(#f3f5f2,#101615);-webkit-text-size-adjust:100%}' +
  'body{margin:0}' +
  'noscript p{margin:0;padding:14px 16px;text-align:center;font:600 16px/1.5 system-ui,sans-serif;background:#17211f;color:#fff}';

export interface DeskParts {
  readonly payUrl: string;
  /** Address of the desk's script on our own origin; undefined where it was not built. */
  readonly script: string | undefined;
}

/** `GET /desk`: the merchant's back office. The same document for everybody; it holds no secret, and nobody may frame it. */
export function deskPage({payUrl, script}: DeskParts): Hono {
  const headers = pageHeaders(
    {
      script: ["'self'"],
      style: [hashSource(style)],
      connect: ["'self'"],
      frame: ["'none'"],
      ancestors: [],
      trustedTypes: 'lit-html',
    },
    payUrl,
  );
  return new Hono().get('/desk', (c) => {
    if (script === undefined) throw new Problem('not_found');
    const asked = c.req.query('lang');
    const locale = locales.find((known) => known === asked) ?? preferredLocale(c.req.header('accept-language'));
    const {title, no_script: noScript} = texts[locale];
    const html =
      `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
      `<meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head>` +
      `<body><guichet-desk></guichet-desk><noscript><p>${noScript}</p></noscript>` +
      `<script type="module" src="${script}"></script></body></html>`;
    // A desk is its own world: no window that opened it may hold on to it.
    const own = {...headers, 'cross-origin-opener-policy': 'same-origin'};
    return c.body(html, 200, {...own, 'content-language': locale, vary: 'accept-language'});
  });
}
