import {html} from 'hono/html';
import type {Session} from '../shop/guichet.ts';
import {layout, type Markup, type View} from '../shop/pages.ts';
import type {Language} from '../shop/texts.ts';
import {colours, presets, sizes, theme} from './theme.ts';

/** Change the tokens, see the page, read the contrast, copy the CSS. */
export function studioPage(view: View, session: Session | undefined): Markup {
  const {t, config, language} = view;
  const token = (name: string): string => t(`studio.token.${name}`);
  const reset = (name: string): Markup =>
    html`<button
      class="reset"
      type="button"
      data-reset="${name}"
      hidden
      aria-label="${t('studio.resetNamed', {token: token(name)})}"
    >
      ${t('studio.reset')}
    </button>`;
  return layout(
    view,
    t('studio.title'),
    html`<h1>${t('studio.title')}</h1>
      <p class="lead">${t('studio.note')}</p>
      <noscript><p class="alert">${t('studio.script')}</p></noscript>
      <div class="studio" data-theme="/${language}/studio/theme.json">
        <form class="tools">
          <fieldset class="presets">
            <legend>${t('studio.presets')}</legend>
            ${Object.keys(presets).map(
              (name) =>
                html`<button class="quiet" type="button" data-preset="${name}">${t(`studio.preset.${name}`)}</button> `,
            )}
          </fieldset>
          <fieldset class="schemes">
            <legend>${t('studio.scheme')}</legend>
            ${['light', 'dark'].map(
              (scheme) =>
                html`<label
                  ><input type="radio" name="scheme" value="${scheme}" ${scheme === 'light' ? 'checked' : ''} />
                  ${t(`studio.for.${scheme}`)}</label
                >`,
            )}
          </fieldset>
          <fieldset>
            <legend>${t('studio.colours')}</legend>
            ${colours.map(
              ({name}) =>
                html`<p class="token">
                  <label for="${name}">${token(name)}</label>${reset(name)}
                  <output for="${name}"></output>
                  <input type="color" id="${name}" />
                </p>`,
            )}
          </fieldset>
          <fieldset>
            <legend>${t('studio.sizes')}</legend>
            ${sizes.map(
              ({name, least, most}) =>
                html`<p class="token">
                  <label for="${name}">${t('studio.px', {token: token(name)})}</label>${reset(name)}
                  <input type="number" id="${name}" min="${least}" max="${most}" inputmode="numeric" required />
                </p>`,
            )}
          </fieldset>
        </form>
        <section class="stage" aria-labelledby="stage">
          <h2 id="stage">${t('studio.preview')}</h2>
          ${
            session
              ? html`<div class="paper">
                  <guichet-checkout
                    session="${session.id}"
                    token="${session.client_token}"
                    locale="${language}"
                  ></guichet-checkout>
                </div>`
              : html`<p class="alert">${t('studio.closed')}</p>`
          }
        </section>
        <section class="contrast" aria-labelledby="contrast">
          <h2 id="contrast">${t('studio.contrast')}</h2>
          <p class="verdict" role="status"></p>
          <ul></ul>
        </section>
        <section class="css" aria-labelledby="css">
          <h2 id="css">${t('studio.css')}</h2>
          <pre tabindex="0" role="region" aria-labelledby="css"></pre>
          <p>
            <button type="button" class="copy">${t('studio.copy')}</button> <span role="status" class="copied"></span>
          </p>
        </section>
      </div>`,
    html`<link rel="stylesheet" href="/public/studio.css" />
      <script type="module" src="${config.payUrl}/v1/guichet.js"></script>
      <script type="module" src="/public/studio.js"></script>`,
  );
}

/** What the script needs, in its language. */
export function studioTheme(language: Language, t: View['t']): object {
  const words = {
    token: Object.fromEntries([...colours, ...sizes].map(({name}) => [name, t(`studio.token.${name}`)])),
    pair: t('studio.pair', {front: '%1', back: '%2'}),
    ratio: t('studio.verdict.ratio', {ratio: '%1', least: '%2'}),
    good: t('studio.verdict.good'),
    poor: t('studio.verdict.poor'),
    allGood: t('studio.all.good'),
    somePoor: t('studio.all.poor'),
    copied: t('studio.copied'),
    nothing: t('studio.nothing'),
  };
  return {...theme, language, words};
}
