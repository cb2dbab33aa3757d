import {Hono} from 'hono';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {preferredLocale} from '../accept-language.ts';
import {hashSource, pageHeaders} from '../headers.ts';

const texts = {fr: fr.link, en: en.link};
const states = ['opening', 'paid', 'in_progress', 'expired', 'canceled', 'gone', 'failed'] as const;

const style = `
html{color-scheme:light dark;background:light-dark(#f3f5f2,#101615);color:light-dark(#17211f,#e9efec);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
body{margin:0}
main{max-width:32em;margin:0 auto;padding:16vh 24px}
h1{margin:0 0 8px;font-size:22px;line-height:1.3}
p{margin:0}
section{display:none}
${states.map((state) => `main[data-state="${state}"] section.${state}`).join(',')}{display:block}
`;

/** `GET /l/{id}`: a payment link, opened. Says nothing of the order: that takes the token, which is in the fragment. */
export function linkPage({payUrl}: {readonly payUrl: string}): Hono {
  const headers = pageHeaders(
    {
      script: ["'self'"],
      style: [hashSource(style)],
      connect: ["'self'"],
      frame: ["'none'"],
      ancestors: [],
      trustedTypes: 'none',
    },
    payUrl,
  );
  return new Hono().get('/l/:id', (c) => {
    const locale = preferredLocale(c.req.header('accept-language'));
    const words = texts[locale];
    const sections = states
      .map((state) => `<section class="${state}"><h1>${words[state].title}</h1><p>${words[state].text}</p></section>`)
      .join('');
    const html =
      `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
      `<meta name="robots" content="noindex"><title>${words.opening.title}</title><style>${style}</style></head>` +
      `<body><main data-state="opening" aria-live="polite">${sections}<noscript><p>${words.no_script}</p></noscript></main>` +
      `<script type="module" src="/v1/link.js"></script></body></html>`;
    return c.body(html, 200, {...headers, 'content-language': locale, vary: 'accept-language'});
  });
}
