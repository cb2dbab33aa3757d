import {createHash} from 'node:crypto';
import type {Locale} from '#contract/locale.ts';
import {html, Html} from './html.ts';

/** A whole page: one response, its style and script inlined under their hashes, nothing from anywhere else. */
export interface Page {
  readonly locale: Locale;
  readonly title: string;
  readonly body: Html;
  /** Fixed texts: their hashes stand in the policy. */
  readonly style: Asset;
  readonly script?: Asset;
  /** Where its forms may go besides the bank: an origin that `isPlainUrl` has let through. */
  readonly formOrigin?: string;
  /** May be framed by anyone (an ACS must), or by nobody. */
  readonly framed: boolean;
  readonly status?: 200 | 400;
  /** For a page whose script looks for news. */
  readonly reloadsWithoutScript?: true;
}

/** A fixed text and its hash, as a policy writes it. One byte more around it and the browser refuses it. */
export interface Asset {
  readonly text: string;
  readonly hash: string;
}

/** For texts written in this folder only: nothing from outside is ever part of one. */
export function asset(text: string): Asset {
  return {text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'`};
}

export function respond(page: Page): Response {
  const {locale, title, body, style, script} = page;
  const document = html`<!doctype html>
    <html lang="${locale}" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        ${page.reloadsWithoutScript && html`<noscript><meta http-equiv="refresh" content="5" /></noscript>`}
        <title>${title}</title>
        ${new Html(`<style>${style.text}</style>`)}
      </head>
      <body>
        ${body} ${script && new Html(`<script>${script.text}</script>`)}
      </body>
    </html> `;
  return new Response(document.text, {
    status: page.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(page),
      'cache-control': 'no-store',
      // Not `no-referrer`: forms of ours then bear `Origin: null`, which the notification page may refuse.
      'referrer-policy': 'strict-origin',
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    },
  });
}

function policyOf({style, script, formOrigin, framed}: Page): string {
  return [
    "default-src 'none'",
    `style-src ${style.hash}`,
    ...(script ? [`script-src ${script.hash}`] : []),
    "connect-src 'self'",
    'img-src data:',
    `form-action 'self'${formOrigin === undefined ? '' : ` ${formOrigin}`}`,
    `frame-ancestors ${framed ? '*' : "'none'"}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
