import type {Locale} from '#contract/locale.ts';
import {texts, type Translate} from '../texts.ts';
import {respond, type Asset} from './document.ts';
import {html, type Html} from './html.ts';
import {walletStyle} from './styles.ts';

/** Says whose page this would be, and that it is a test. @param provider - In the locales: `bank.doubles.<provider>`. */
export function brandOf(provider: string, t: Translate): Html {
  return html`<header>
    <p class="brand"><span>${t(`doubles.${provider}.name`)}</span> <span class="badge">${t('badge')}</span></p>
    <p class="hint">${t(`doubles.${provider}.about`)}</p>
  </header>`;
}

interface Window {
  readonly provider: string;
  /** What the script of the window needs to know, as attributes of its form. */
  readonly data?: Html;
  /** What a click says, for each of its buttons. */
  readonly says: {readonly pass: string; readonly fail: string; readonly leave?: string};
  readonly script: Asset;
}

/** The issuer's window, over the shop's page. */
export function issuerWindow({provider, data, says, script}: Window, locale: Locale): Response {
  const t = texts(locale);
  const title = t('doubles.challenge.title');
  return respond({
    locale,
    title,
    body: html`<main class="wallet">
      ${brandOf(provider, t)}
      <h1>${title}</h1>
      <p class="prompt">${t('doubles.challenge.prompt')}</p>
      <form ${data}>
        <div class="actions">
          ${Object.entries(says).map(
            ([name, value]) =>
              html`<button class="button ${name !== 'pass' && 'plain'}" type="button" value="${value}">
                ${t(`doubles.challenge.${name}`)}
              </button>`,
          )}
        </div>
      </form>
    </main>`,
    style: walletStyle,
    script,
    framed: true,
  });
}

/** In a script of the shop's page: opens that window, and resolves with the first thing that it says. */
export const openWindow = `(src, title) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    frame.title = title;
    Object.assign(frame.style, {position: 'fixed', inset: '0', zIndex: '2147483647', width: '100%', height: '100%', border: '0'});
    const hear = ({source, data, origin}) => {
      if (source !== frame.contentWindow || origin !== new URL(src).origin) return;
      removeEventListener('message', hear);
      frame.remove();
      resolve(data);
    };
    addEventListener('message', hear);
    document.body.append(frame);
    frame.focus();
  })`;
