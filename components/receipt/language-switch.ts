import {html} from 'lit';
import {locales, type Locale} from '#contract/locale.ts';

/** The two languages as two buttons, each named in its own. */
export function languageSwitch(current: Locale, choose: (locale: Locale) => void) {
  return html`
    <div class="language">
      ${locales.map(
        (locale) =>
          html`<button
            type="button"
            lang=${locale}
            aria-pressed=${locale === current ? 'true' : 'false'}
            aria-label=${`${locale.toUpperCase()}, ${names[locale]}`}
            @click=${() => choose(locale)}
          >
            ${locale.toUpperCase()}
          </button>`,
      )}
    </div>
  `;
}

const names: Readonly<Record<Locale, string>> = {fr: 'Français', en: 'English'};
