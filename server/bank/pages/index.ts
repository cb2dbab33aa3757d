import {brandOf, formatNumber, networkNames} from '#contract/cards.ts';
import type {Locale} from '#contract/locale.ts';
import {walletKinds} from '#contract/wallet.ts';
import type {CardRow} from '../cards.ts';
import {groups} from '../scenarios.ts';
import {texts, type Translate} from '../texts.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {mark} from './mark.ts';
import {indexScript} from './scripts.ts';
import {bankStyle} from './styles.ts';

/** The table of scenarios, printed, and the wallets. */
export function indexPage(locale: Locale, rows: readonly CardRow[]): Response {
  const t = texts(locale);
  const other = locale === 'fr' ? 'en' : 'fr';
  return respond({
    locale,
    title: t('index.page'),
    body: html`<main class="no-script">
      <div class="top">
        ${mark(t)} <a href="/?lang=${other}" hreflang="${other}" lang="${other}">${t('index.language')}</a>
      </div>
      <h1>${t('index.title')}</h1>
      <p class="lead">${t('index.intro')}</p>
      <p class="lead">${t('index.form')}</p>
      <p class="lead">${t('index.emulator')}</p>
      <a class="button phonelink" href="/phone?lang=${locale}">${t('index.phone')}</a>
      ${groups.map((group) => section(group, rows, locale))} ${walletSection(t)}
      <p class="out" id="said" role="status"></p>
    </main>`,
    style: bankStyle,
    script: indexScript,
    framed: false,
  });
}

function section(group: (typeof groups)[number], rows: readonly CardRow[], locale: Locale): Html {
  const t = texts(locale);
  const codes = group === 'codes';
  return html`<section aria-labelledby="${group}">
    <h2 id="${group}">${t(`index.groups.${group}`)}</h2>
    ${codes && html`<p class="lead">${t('index.codes_intro')}</p>`}
    <ul class="cards ${codes && 'codes'}">
      ${rows.filter((row) => row.group === group).map((row) => line(row, locale, t))}
    </ul>
  </section>`;
}

/** They have no address of their own: each payment opens its page. */
function walletSection(t: Translate): Html {
  return html`<section aria-labelledby="wallets">
    <h2 id="wallets">${t('wallet.index.title')}</h2>
    <p class="lead">${t('wallet.index.intro')}</p>
    <ul class="cards">
      ${walletKinds.map(
        (kind) =>
          html`<li>
            <span class="number">${t(`wallet.kinds.${kind}.name`)}</span>
            <span class="does">${t(`wallet.kinds.${kind}.does`)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function line({number, group, behavior, response_code: code, text}: CardRow, locale: Locale, t: Translate): Html {
  const spaced = formatNumber(number);
  const brand = brandOf(number);
  const does = (): string => {
    if (group === 'codes' && code !== null) return `${code} · ${t(`codes.${code}`)}`;
    if (behavior === 'public' && brand !== null) return `${networkNames[brand]}. ${text[locale]}`;
    return text[locale];
  };
  return html`<li>
    <span class="number">${spaced}</span>
    <span class="does">${does()}</span>
    <button
      class="copy"
      type="button"
      data-number="${number}"
      data-copied="${t('index.copied')}"
      data-said="${t('index.copied_number', {number: spaced})}"
      aria-label="${t('index.copy_number', {number: spaced})}"
    >
      ${t('index.copy')}
    </button>
  </li>`;
}
