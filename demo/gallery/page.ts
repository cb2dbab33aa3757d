import {html, raw} from 'hono/html';
import type {Session} from '../shop/guichet.ts';
import {layout, type Markup, type View} from '../shop/pages.ts';
import {exhibits, idOf, type Exhibit} from './exhibits.ts';

export const schemes = ['device', 'light', 'dark'] as const;
export const widths = ['wide', 'narrow'] as const;

export interface Light {
  readonly scheme: (typeof schemes)[number];
  readonly width: (typeof widths)[number];
}

/** Every element in every state. Without a live session, those that need one are left out, and it says so. */
export function galleryPage(view: View, light: Light, session: Session | undefined): Markup {
  const {t, config, elsewhere} = view;
  const tags = Object.keys(exhibits);
  const kept = `?scheme=${light.scheme}&width=${light.width}`;
  return layout(
    {...view, elsewhere: elsewhere + kept},
    t('gallery.title'),
    html`<h1>${t('gallery.title')}</h1>
      <p class="lead">${t('gallery.note')}</p>
      <div class="switches">
        ${choice(t('gallery.scheme.title'), 'scheme', schemes, light, t)}
        ${choice(t('gallery.width.title'), 'width', widths, light, t)}
      </div>
      <div class="gallery ${light.scheme} ${light.width}">
        <nav class="index" aria-label="${t('gallery.index')}">
          ${tags.map((tag) => html`<a href="#${tag}">${tag.replace('guichet-', '')}</a> `)}
        </nav>
        <div class="halls">
          ${session ? '' : html`<p class="alert">${t('gallery.closed')}</p>`}
          ${tags.map((tag) => hall(view, tag, session))}
        </div>
      </div>`,
    html`<link rel="stylesheet" href="/public/gallery.css" />
      <script type="module" src="${config.payUrl}/v1/elements.js"></script>
      <script type="module" src="/public/gallery.js"></script>`,
  );
}

function choice(title: string, name: keyof Light, values: readonly string[], light: Light, t: View['t']): Markup {
  return html`<p class="switch" role="group" aria-label="${title}">
    ${values.map((value) => {
      const query = new URLSearchParams({scheme: light.scheme, width: light.width, [name]: value});
      const isOn = light[name] === value;
      return html`<a href="?${query}" ${isOn ? raw('aria-current="true"') : ''}>${t(`gallery.${name}.${value}`)}</a> `;
    })}
  </p>`;
}

function hall(view: View, tag: string, session: Session | undefined): Markup {
  const {t} = view;
  const shown = (exhibits[tag] ?? []).filter(({live}) => session || !live);
  return html`<section class="hall" aria-labelledby="${tag}">
    <h2 id="${tag}" tabindex="-1"><code>&lt;${tag}&gt;</code></h2>
    <p class="what">${t(`gallery.elements.${tag}`)}</p>
    ${shown.map(
      (exhibit) =>
        html`<figure class="exhibit ${tag}">
          <figcaption>${t(`gallery.states.${exhibit.state}`)}</figcaption>
          ${exhibit.opens ? html`<button class="quiet" data-opens="${idOf(tag, exhibit)}">${t('gallery.open')}</button>` : ''}
          <div class="room">${element(tag, exhibit, view, session)}</div>
        </figure>`,
    )}
  </section>`;
}

/** The element as a merchant would paste it. */
function element(tag: string, exhibit: Exhibit, {t, language}: View, session: Session | undefined): Markup {
  const given: Readonly<Record<string, string>> = {
    ...exhibit.attributes,
    ...(tag === 'guichet-method' && {name: t('gallery.own.name')}),
    // In its frame the page cannot see the language around it.
    ...(tag === 'guichet-checkout' && {locale: language}),
    ...(exhibit.live && session && {session: session.id, token: session.client_token}),
  };
  const attributes = Object.entries(given).map(([name, value]) => html` ${raw(name)}="${value}"`);
  const own = html`<p>${t('gallery.own.text')}</p>`;
  const inside =
    tag === 'guichet-method' ? own : html`<guichet-method name="${t('gallery.own.name')}">${own}</guichet-method>`;
  return html`${raw(`<${tag}`)}
  id="${idOf(tag, exhibit)}"${attributes}>${exhibit.methods ? inside : ''}${raw(`</${tag}>`)}`;
}
