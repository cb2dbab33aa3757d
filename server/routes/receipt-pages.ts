import {Hono} from 'hono';
import {isLocale, type Locale} from '#contract/locale.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {preferredLocale} from '../accept-language.ts';
import {hashSource, pageHeaders} from '../headers.ts';

export interface ReceiptPageParts {
  readonly payUrl: string;
  readonly scripts: {readonly script: string; readonly preloads: readonly string[]};
}

/** What the two pages say, and the ticket on them. */
const texts = {
  fr: {receipt: fr.receipt, receipt_page: fr.receipt_page, verify: fr.verify, method: fr.method},
  en: {receipt: en.receipt, receipt_page: en.receipt_page, verify: en.verify, method: en.method},
} as const;

const noScript = {fr: fr.page.no_script, en: en.page.no_script} as const;

const style = `
html{color-scheme:light dark;background:#f3f5f2;background:var(--guichet-color-ground,light-dark(#f3f5f2,#101615));-webkit-text-size-adjust:100%}
body{margin:0}
noscript p{margin:0;padding:14px 16px;text-align:center;font:600 16px/1.5 system-ui,sans-serif;background:#17211f;color:#fff}
@page{margin:10mm}
@media print{html{background:none}noscript{display:none}}
`;

/**
 * The page of a receipt, and the one that checks a signature. Both documents are the same for everybody: the token of
 * the one and the signature of the other are in the fragment, which never comes here.
 */
export function receiptPages({payUrl, scripts}: ReceiptPageParts): Hono {
  const app = new Hono();
  const headers = pageHeaders(
    {
      script: ["'self'"],
      // The elements' own sheets are constructed, not inlined; Lit falls back to <style> in no browser that we name.
      style: [hashSource(style)],
      connect: ["'self'"],
      frame: [],
      ancestors: [],
      trustedTypes: 'lit-html',
    },
    payUrl,
  );

  const draw = (locale: Locale, title: string, body: string): string =>
    `<!doctype html><html lang="${locale}" dir="ltr"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${title}</title><link rel="modulepreload" href="${scripts.script}">` +
    scripts.preloads.map((href) => `<link rel="modulepreload" href="${href}">`).join('') +
    `<style>${style}</style></head><body><noscript><p>${noScript[locale]}</p></noscript><main>${body}</main>` +
    `<script type="application/json" id="texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>` +
    `<script type="module" src="${scripts.script}"></script></body></html>`;

  app.get('/receipt/:id{rcpt_[\\w-]+}', (c) => {
    const locale = localeOf(c.req.query('l'), c.req.header('accept-language'));
    const id = c.req.param('id');
    const body = `<guichet-receipt-page receipt-id="${id}" locale="${locale}"></guichet-receipt-page>`;
    return c.body(draw(locale, texts[locale].receipt_page.title, body), 200, {...headers});
  });
  app.get('/verify', (c) => {
    const locale = localeOf(c.req.query('l'), c.req.header('accept-language'));
    const body = `<guichet-verify-page locale="${locale}"></guichet-verify-page>`;
    return c.body(draw(locale, texts[locale].verify.title, body), 200, {...headers});
  });
  return app;
}

function localeOf(asked: string | undefined, accepted: string | undefined): Locale {
  return isLocale(asked) ? asked : preferredLocale(accepted);
}
