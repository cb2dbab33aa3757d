import type {CRes} from '#contract/threeds.ts';
import type {Locale} from '#contract/locale.ts';
import type {Authentication, Ended} from '../authentication.ts';
import {encodeMessage} from '../body.ts';
import {texts} from '../texts.ts';
import {asset, respond} from './document.ts';
import {html, type Html} from './html.ts';
import {handOverScript} from './scripts.ts';
import {challengeStyle} from './styles.ts';

/** The last page of a challenge: carries the CRes, and the session data as it came, to the notification page. */
export function finalPage(record: Authentication, {cres, sessionData}: Ended): Response {
  const message: CRes = {
    messageType: 'CRes',
    messageVersion: record.version,
    threeDSServerTransID: record.serverTransId,
    acsTransID: record.acsTransId,
    transStatus: cres,
  };
  return handOver(record.locale, record.notificationUrl, {
    cres: encodeMessage(message),
    ...(sessionData !== null && {threeDSSessionData: sessionData}),
  });
}

/** The end of the 3DS Method, in its hidden frame. `url` has passed `isPlainUrl`. */
export function methodPage(url: string, threeDSServerTransID: string): Response {
  return handOver('en', url, {threeDSMethodData: encodeMessage({threeDSServerTransID})});
}

/** A form that sends itself; without script, or when it fails, a button appears. */
function handOver(locale: Locale, url: string, fields: Readonly<Record<string, string>>): Response {
  const t = texts(locale);
  const inputs: Html[] = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return respond({
    locale,
    title: t('handover.page'),
    body: html`<main class="wait">
      <span class="wheel" aria-hidden="true"></span>
      <form method="post" action="${url}">
        ${inputs}
        <button class="button late">${t('handover.continue')}</button>
      </form>
    </main>`,
    style: challengeStyle,
    script: handOverScript,
    formOrigin: new URL(url).origin,
    framed: true,
  });
}

/** A request that we cannot read: there is nobody to send back to. */
export function unreadablePage(locale: Locale): Response {
  const t = texts(locale);
  return respond({
    locale,
    title: t('unreadable.title'),
    body: html`<main class="sheet">
      <h1>${t('unreadable.title')}</h1>
      <p class="prompt">${t('unreadable.text')}</p>
    </main>`,
    style: challengeStyle,
    framed: true,
    status: 400,
  });
}

const blankStyle = asset('html{color-scheme:light dark}');

/** A 3DS Method that never completes. */
export function blankPage(): Response {
  return respond({locale: 'en', title: texts('en')('name'), body: html``, style: blankStyle, framed: true});
}
