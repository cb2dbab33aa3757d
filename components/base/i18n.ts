import {createInstance} from 'i18next';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {isLocale, locales, type Locale} from '#contract/locale.ts';
import {again} from './again.ts';

/** The sections of one language file: section → key → sentence, nested as deep as one likes. */
export type Texts = {readonly [key: string]: string | Texts};

/** `t('challenge.title')`, `t('page.pay', {amount})`. Values go into text bindings only, so nothing is escaped twice. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Where a language comes from when nobody gave it: its own chunk, fetched when it is first needed. */
const chunks: Readonly<Record<Locale, () => Promise<Texts>>> = {
  fr: async () => ({...(await import('./texts/fr.ts'))}),
  en: async () => ({...(await import('./texts/en.ts'))}),
};

/** Sentences that come later than the first, each language in a chunk of its own: what is near needs them. */
export interface LaterTexts {
  /** One of its sections: where it is here already, nothing is fetched. */
  readonly section: string;
  readonly fr: () => Promise<Texts>;
  readonly en: () => Promise<Texts>;
}

const i18n = createInstance({
  lng: 'fr',
  fallbackLng: false,
  initAsync: false,
  resources: {},
  interpolation: {escapeValue: false},
});
void i18n.init();

const translators = new Set<Translator>();
const loading = new Map<Locale, Promise<boolean>>();
const later = new Map<LaterTexts, Promise<unknown>>();

/**
 * Takes a language's sentences, and draws again what waited for them. The first ones are taken to be all that its page needs
 * (`loadTexts` then fetches nothing); sections that come later are added.
 */
export function addTexts(locale: Locale, texts: Texts): void {
  i18n.addResourceBundle(locale, 'translation', texts, true, true);
  for (const translator of translators) translator.refresh();
}

/** Whether sentences of that language are here; with a section, whether its are. */
export function hasTexts(locale: Locale, section?: string): boolean {
  return i18n.hasResourceBundle(locale, 'translation') && (!section || i18n.exists(section, {lng: locale}));
}

/** Fetches more sentences in the languages that are in use; a language that comes later brings them along. */
export function addLater(more: LaterTexts): Promise<unknown> {
  let promise = later.get(more);
  if (!promise) {
    const fetch = async (locale: Locale) => {
      await loading.get(locale);
      if (hasTexts(locale) && !hasTexts(locale, more.section)) addTexts(locale, await again(more[locale])());
    };
    later.set(more, (promise = Promise.all(locales.map(fetch)).catch(() => later.delete(more))));
  }
  return promise;
}

/** Fetches a language once. False when it did not come: the page then stays in the language that it has. */
export function loadTexts(locale: Locale): Promise<boolean> {
  if (hasTexts(locale)) return Promise.resolve(true);
  let promise = loading.get(locale);
  if (!promise) {
    const parts = Promise.all([chunks, ...later.keys()].map((part) => again(part[locale])()));
    promise = parts.then(
      (texts) => (addTexts(locale, Object.assign({}, ...texts)), true),
      () => (loading.delete(locale), false),
    );
    loading.set(locale, promise);
  }
  return promise;
}

/** Sentences outside an element: the server's document, a title. Keys come back empty while their language is away. */
export function translate(locale: Locale): Translate {
  return (key, values) => (hasTexts(locale) ? i18n.t(key, {...values, lng: locale}) : '');
}

/** Changes the whole document's language: the texts first, then `<html lang>`, then every element, without a flash. */
export async function setLocale(locale: Locale): Promise<boolean> {
  if (!(await loadTexts(locale))) return false;
  document.documentElement.lang = locale;
  refreshAll();
  return true;
}

/** On the server there is no ancestor to ask: all that `draw` renders, at once, is in this language. */
export function inLocale<T>(locale: Locale, draw: () => T): T {
  const before = ambient;
  ambient = locale;
  try {
    return draw();
  } finally {
    ambient = before;
  }
}
let ambient: Locale | undefined;

type Host = ReactiveControllerHost & {locale?: string | undefined};

/**
 * Gives its element `t` and `locale`, and draws it again when the language changes.
 *
 * The language is the element's own `locale` property, else the nearest `lang` around it (through shadow roots), else
 * the browser's. The element bears it as `lang`, so that a screen reader changes voice.
 */
export class Translator implements ReactiveController {
  /** The language in use. */
  locale: Locale;
  /** A sentence by its key. */
  readonly t: Translate = (key, values) => translate(this.locale)(key, values);

  private readonly host: Host;
  /** The `lang` that we wrote ourselves: any other one is its author's wish. */
  private written: string | null = null;

  constructor(host: Host) {
    this.host = host;
    this.locale = ambient ?? 'fr';
    host.addController(this);
  }

  hostConnected(): void {
    translators.add(this);
    watchDocument();
    this.refresh(true);
  }

  hostDisconnected(): void {
    translators.delete(this);
  }

  hostUpdate(): void {
    if (translators.has(this)) this.resolve();
  }

  /** Looks again at the language around, and draws again. */
  refresh(onlyWhenChanged = false): void {
    if (this.resolve() || !onlyWhenChanged) this.host.requestUpdate();
  }

  private resolve(): boolean {
    const wanted = this.wanted();
    if (!hasTexts(wanted)) void loadTexts(wanted);
    // Until the new language is here the old one stays, if there is an old one.
    const next = hasTexts(wanted) || !hasTexts(this.locale) ? wanted : this.locale;
    const changed = next !== this.locale;
    this.locale = next;
    if (this.host instanceof HTMLElement && this.host.lang !== next && !this.isAuthored(this.host)) {
      this.host.lang = next;
      this.written = next;
      if (changed) refreshAll();
    }
    return changed;
  }

  private wanted(): Locale {
    if (ambient) return ambient;
    const own = this.host.locale?.slice(0, 2);
    if (isLocale(own)) return own;
    const host = this.host instanceof HTMLElement ? this.host : undefined;
    let node: Element | null | undefined = host && (this.isAuthored(host) ? host : above(host));
    while (node) {
      const near = node.closest('[lang]');
      const lang = near?.getAttribute('lang')?.slice(0, 2).toLowerCase();
      if (isLocale(lang)) return lang;
      node = near ? above(near) : rootHost(node);
    }
    return navigator.languages.map((language) => language.slice(0, 2)).find(isLocale) ?? locales[0];
  }

  private isAuthored(host: HTMLElement): boolean {
    const lang = host.getAttribute('lang');
    return lang !== null && lang !== this.written && isLocale(lang.slice(0, 2));
  }
}

function above(element: Element): Element | null {
  return element.assignedSlot ?? element.parentElement ?? rootHost(element);
}

function rootHost(node: Node): Element | null {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** Elements that changed tell those inside them; each round changes something, so the rounds end. */
function refreshAll(): void {
  for (const translator of [...translators]) translator.refresh(true);
}

let observer: MutationObserver | undefined;

/** A merchant who switches the language of the page sets `lang` somewhere: that is enough. */
function watchDocument(): void {
  observer ??= new MutationObserver(refreshAll);
  observer.observe(document, {attributes: true, attributeFilter: ['lang'], subtree: true});
}
