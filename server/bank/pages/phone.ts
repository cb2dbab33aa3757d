import type {Locale} from '#contract/locale.ts';
import {texts, type Translate} from '../texts.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {mark} from './mark.ts';
import {phoneScript} from './scripts.ts';
import {phoneStyle} from './styles.ts';

/** One thing on the phone. `key` changes when it must be drawn anew; `words` go into the elements of these classes. */
export interface PhoneItem {
  readonly key: string;
  readonly template: 'sms' | 'waiting' | 'over';
  readonly words: Readonly<Record<string, string>>;
  /** Where its decision is sent. */
  readonly address?: string;
}

/** A page that looks like a phone. The server and the script draw the same items; without script it reloads. */
export function phonePage(locale: Locale, items: readonly PhoneItem[]): Response {
  const t = texts(locale);
  const templates = (['sms', 'waiting', 'over'] as const).map(
    (template) => html`<template id="${template}">${item({key: '', template, words: {}}, locale, t)}</template>`,
  );
  return respond({
    locale,
    title: t('phone.page'),
    body: html`<main class="phone">
        <div class="ear" aria-hidden="true"></div>
        ${mark(t)}
        <h1>${t('phone.title')}</h1>
        <p class="lead">${t('phone.intro')}</p>
        <ol
          class="list"
          id="list"
          aria-label="${t('phone.messages')}"
          aria-live="polite"
          data-news="/phone/news.json?lang=${locale}"
        >
          ${items.map((one) => item(one, locale, t))}
        </ol>
        <p class="none" id="none" ${items.length > 0 && 'hidden'}>${t('phone.empty')}</p>
        <p class="cards"><a href="/?lang=${locale}">${t('phone.cards')}</a></p>
      </main>
      ${templates}`,
    style: phoneStyle,
    script: phoneScript,
    framed: true,
    reloadsWithoutScript: true,
  });
}

function item({key, template, words, address}: PhoneItem, locale: Locale, t: Translate): Html {
  const buttons = html`<form class="pair" method="post" action="${address ?? ''}">
    <input type="hidden" name="lang" value="${locale}" />
    <button class="button" name="decision" value="approve">${t('phone.approve')}</button>
    <button class="button plain" name="decision" value="refuse">${t('phone.refuse')}</button>
  </form>`;
  return html`<li class="item ${template}" data-key="${key}">
    <p class="kind">${words['kind']}</p>
    <p class="text">${words['text']}</p>
    ${template === 'waiting' && buttons} ${template === 'over' && html`<p class="state">${words['state']}</p>`}
  </li>`;
}
