import {createHash} from 'node:crypto';
import type {Locale} from '#contract/locale.ts';
import type {BridgeFacts} from '../threeds/threeds.ts';
import {challenge as en} from '../../locales/en.json';
import {challenge as fr} from '../../locales/fr.json';

/**
 * The documents of the 3-D Secure bridge: the bridge itself, and the two small pages to which the bank sends the browser
 * back. Script and style are fixed texts, let in by their hash; what varies is markup, or JSON that never runs.
 */

const texts = {fr, en} as const;

export interface BridgePolicy {
  /** Where `pay` is: `https://pay.example`. */
  readonly payUrl: string;
  /** Who may frame the document; undefined when the handle is unknown and the page says nothing about anybody. */
  readonly ancestors: readonly string[] | undefined;
  readonly script: string;
}

const style = `
html{color-scheme:light dark;height:100%;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
body{margin:0;height:100%;display:grid;place-items:center;position:relative}
body>*{grid-area:1/1}
iframe{border:0;display:block}
.method{visibility:hidden;position:absolute;width:1px;height:1px;overflow:hidden}
.challenge{position:fixed;inset:0;overflow:auto;text-align:center}
.challenge iframe{margin:0 auto}
.gone{max-width:32em;padding:24px;text-align:center}
h1{font-size:20px;font-weight:650;margin:0 0 8px}
p{margin:0}
.wait{width:28px;height:28px;border-radius:50%;border:3px solid rgb(128 128 128/.3);border-top-color:#3a9583;animation:turn 1s linear infinite}
@keyframes turn{to{rotate:1turn}}
@media (prefers-reduced-motion:reduce){.wait{animation-duration:6s}}
`;

/** Tells the bridge, which is on our own origin and nowhere else, that the bank has sent the browser back. */
const backScripts = {
  method: `parent.postMessage('guichet:3ds:method',location.origin)`,
  done: `parent.postMessage('guichet:3ds:done',location.origin)`,
} as const;

export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The page that a payment page frames. Without facts it says calmly that there is nothing here, and tells its parent. */
export function bridgePage(
  facts: BridgeFacts | undefined,
  {payUrl, script, locale, accept}: {payUrl: string; script: string; locale: Locale; accept: string},
): Page {
  const t = texts[locale];
  const json = facts && {
    ancestors: facts.ancestors,
    transId: facts.transId,
    methodUrl: facts.methodUrl ?? null,
    methodDone: facts.methodDone,
    accept,
    frameTitle: t.page,
  };
  const body = facts
    ? '<div class="wait"></div>'
    : `<main class="gone"><h1>${escape(t.gone.title)}</h1><p>${escape(t.gone.text)}</p></main>`;
  return page(t.frame, locale, `${body}<script type="application/json" id="facts">${inert(json ?? null)}</script>`, {
    payUrl,
    ancestors: facts?.ancestors,
    script,
  });
}

/** The page to which the bank posts the browser back; it only passes a word to the bridge around it. */
export function backPage(
  step: 'method' | 'done',
  ancestors: readonly string[] | undefined,
  payUrl: string,
  locale: Locale,
): Page {
  return page(texts[locale].done, locale, '<div class="wait"></div>', {payUrl, ancestors, script: backScripts[step]});
}

function page(title: string, locale: Locale, body: string, policy: BridgePolicy): Page {
  const html =
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title>` +
    `<style>${style}</style></head><body>${body}<script>${policy.script}</script></body></html>`;
  return {html, headers: headers(policy)};
}

/** Issuers' hosts are an open set, so this page alone may frame and post to any of them, and can do nothing else. */
function headers({payUrl, ancestors, script}: BridgePolicy): Record<string, string> {
  const anybody = payUrl.startsWith('https:') ? 'https:' : 'https: http:';
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      `default-src 'none'`,
      `script-src '${hash(script)}'`,
      `style-src '${hash(style)}'`,
      `connect-src ${payUrl}`,
      `frame-src ${anybody}`,
      `form-action ${anybody}`,
      `base-uri 'none'`,
      `frame-ancestors ${ancestors ? ancestors.join(' ') : anybody}`,
      `require-trusted-types-for 'script'`,
      `trusted-types 'none'`,
    ].join('; '),
    'permissions-policy':
      'payment=*, publickey-credentials-get=*, camera=(), microphone=(), geolocation=(), usb=(), serial=(), display-capture=(), clipboard-read=()',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'origin-agent-cluster': '?1',
    'cross-origin-resource-policy': 'same-origin',
  };
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** JSON that cannot end its own script element. */
function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
