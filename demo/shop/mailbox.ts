import {html} from 'hono/html';
import type {KeptLetter} from './guichet.ts';
import {layout, type Markup, type View} from './pages.ts';

/** The letters of this sandbox, newest first. */
export function mailboxPage(view: View, letters: readonly KeptLetter[] | undefined): Markup {
  const {t, language} = view;
  const list = (letters ?? []).map(
    ({id, subject, to, created}) =>
      html`<li>
        <h2><a href="/${language}/mailbox/${id}">${subject}</a></h2>
        <p>${t('mailbox.to')} ${to}, ${moment(created, language)}</p>
      </li>`,
  );
  return layout(
    view,
    t('mailbox.title'),
    html`<h1>${t('mailbox.title')}</h1>
      <p>${t('mailbox.note')}</p>
      ${
        letters
          ? list.length
            ? html`<ul class="orders">
                ${list}
              </ul>`
            : html`<p>${t('mailbox.none')}</p>`
          : html`<p class="alert">${t('mailbox.closed')}</p>`
      }`,
  );
}

/** One letter. Its document stays in a frame of its own, where it can do nothing but be read, and its links followed. */
export function letterPage(view: View, letter: KeptLetter & {readonly text: string}): Markup {
  const {t, language} = view;
  const {id, subject, from, to, created, text} = letter;
  return layout(
    view,
    subject,
    html`<p><a href="/${language}/mailbox">${t('mailbox.back')}</a></p>
      <h1>${subject}</h1>
      <p>${t('mailbox.from')} ${from}. ${t('mailbox.to')} ${to}. ${moment(created, language)}</p>
      <iframe
        class="letter"
        title="${t('mailbox.frame')}"
        src="/mailbox/${id}"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
      ></iframe>
      <details>
        <summary>${t('mailbox.plain')}</summary>
        <pre class="letter">${text}</pre>
      </details>`,
  );
}

/**
 * The policy of a letter in its frame: it loads nothing, runs nothing, sends nothing. It names what is forbidden and has no
 * word on styles, since in a letter they stand inline.
 */
export function letterPolicy(shopUrl: string): string {
  const none = ['script', 'img', 'media', 'font', 'connect', 'frame', 'object', 'worker'].map(
    (kind) => `${kind}-src 'none'`,
  );
  return [...none, "form-action 'none'", "base-uri 'none'", `frame-ancestors ${shopUrl}`].join('; ');
}

function moment(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Paris',
  }).format(Date.parse(iso));
}
