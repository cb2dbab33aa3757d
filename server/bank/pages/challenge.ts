import {resendsMax, wrongMax, type Authentication, type Open} from '../authentication.ts';
import {answers, type Challenge} from '../scenarios.ts';
import {amountText, dateText, texts, type Translate} from '../texts.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {mark} from './mark.ts';
import {challengeScript} from './scripts.ts';
import {challengeStyle} from './styles.ts';

/** What the shopper has just done, as far as the page must speak of it. */
export type Notice = 'none' | 'wrong' | 'empty' | 'resent' | 'waiting';

/** How each kind asks: its words in the locales, and its field. The hopeless code looks like any other. */
interface Question {
  readonly words: 'code' | 'birthday' | 'question' | 'app';
  readonly field?: Html;
  readonly hint?: true;
}

const code: Question = {
  words: 'code',
  field: html`inputmode="numeric" autocomplete="one-time-code" maxlength="6"`,
};
const questions: Readonly<Record<Challenge, Question>> = {
  code,
  hopeless: code,
  silent: code,
  birthday: {words: 'birthday', field: html`inputmode="text" autocomplete="bday" maxlength="10"`, hint: true},
  question: {
    words: 'question',
    field: html`autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="60"`,
  },
  app: {words: 'app'},
};

/** The issuer's page in its frame: what is paid to whom, one question, and why it is asked (sections 12 and 14). */
export function challengePage(record: Authentication, phase: Open, notice: Notice, url: string, now: number): Response {
  const t = texts(record.locale);
  const question = questions[phase.challenge];
  const address = `/acs/challenge/${record.acsTransId}`;
  const asksApp = question.words === 'app';

  const body = html`<main class="sheet" aria-labelledby="question">
    ${mark(t)}
    <h1 id="question">${t('challenge.title')}</h1>
    ${facts(record, t)}
    ${
      asksApp
        ? html`<div class="app">
            <span class="wheel" aria-hidden="true"></span>
            <p>${t('challenge.app.prompt')}</p>
          </div>`
        : html`<p class="prompt" id="prompt">
            ${t(notice === 'resent' ? 'challenge.code.again' : `challenge.${question.words}.prompt`)}
          </p>`
    }
    <form
      method="post"
      action="${address}"
      autocomplete="on"
      data-left="${phase.until - now}"
      ${asksApp && html`data-state="${address}/state"`}
    >
      ${alert(notice, phase, t)} ${question.field && field(question, notice, t)}
      <p
        class="status"
        id="status"
        role="status"
        data-minutes="${t('challenge.two_minutes')}"
        data-seconds="${t('challenge.thirty_seconds')}"
      ></p>
      <div class="actions">
        <button class="button" name="action" value="${asksApp ? 'continue' : 'answer'}">
          ${t(asksApp ? 'challenge.continue' : 'challenge.confirm')}
        </button>
        <div class="more">
          ${question.words === 'code' && resend(phase, t)}
          <button class="link" name="action" value="cancel" formnovalidate>${t('challenge.cancel')}</button>
        </div>
      </div>
    </form>
    <details>
      <summary>${t('challenge.why')}</summary>
      <p>${t(`challenge.${question.words}.why`)}</p>
    </details>
    <p class="test">${testWords(phase.challenge, url, t)}</p>
    <p class="foot">${t('challenge.foot')}</p>
  </main>`;

  return respond({
    locale: record.locale,
    title: t('challenge.page'),
    body,
    style: challengeStyle,
    script: challengeScript,
    formOrigin: new URL(record.notificationUrl).origin,
    framed: true,
  });
}

function facts(record: Authentication, t: Translate): Html {
  const {amount, currency, merchantName, purchasedAt, masked, locale} = record;
  return html`<dl class="facts">
    <div class="total">
      <dt>${t('challenge.amount')}</dt>
      <dd>${amountText(amount, currency, locale)}</dd>
    </div>
    <div>
      <dt>${t('challenge.merchant')}</dt>
      <dd>${merchantName}</dd>
    </div>
    <div>
      <dt>${t('challenge.date')}</dt>
      <dd>${dateText(purchasedAt, locale)}</dd>
    </div>
    <div>
      <dt>${t('challenge.card')}</dt>
      <dd>${masked}</dd>
    </div>
  </dl>`;
}

/** The same words whatever was wrong (RTS art. 4(3)(a)), and how often one may still try. */
function alert(notice: Notice, {wrong}: Open, t: Translate): Html | null {
  switch (notice) {
    case 'wrong':
      return html`<p class="alert" id="alert" role="alert">
        ${t('challenge.wrong')} ${t('challenge.left', {count: wrongMax - wrong})}
      </p>`;
    case 'empty':
      return html`<p class="alert" id="alert" role="alert">${t('challenge.empty')}</p>`;
    case 'waiting':
      return html`<p class="alert" id="alert" role="alert">${t('challenge.app.waiting')}</p>`;
    case 'resent':
    case 'none':
      return null;
  }
}

function field({words, field: attributes, hint}: Question, notice: Notice, t: Translate): Html {
  const refused = notice === 'wrong' || notice === 'empty';
  const described = [refused && 'alert', hint && 'hint', 'prompt'].filter(Boolean).join(' ');
  return html`<div class="field ${words}">
    <label for="answer">${t(`challenge.${words}.label`)}</label>
    ${hint && html`<p class="hint" id="hint">${t(`challenge.${words}.hint`)}</p>`}
    <input
      id="answer"
      name="answer"
      type="text"
      ${attributes}
      aria-describedby="${described}"
      ${refused && html`aria-invalid="true"`}
      required
    />
  </div>`;
}

function resend({sentAt}: Open, t: Translate): Html {
  if (sentAt.length > resendsMax) return html`<span class="quiet">${t('challenge.resent_all')}</span>`;
  return html`<button class="link" name="action" value="resend" formnovalidate>${t('challenge.resend')}</button>`;
}

function testWords(challenge: Challenge, url: string, t: Translate): string {
  const phone = `${url}/phone`;
  switch (challenge) {
    case 'hopeless':
      return t('challenge.hopeless.test');
    case 'app':
      return t('challenge.app.test', {phone});
    case 'birthday':
      return t('challenge.birthday.test', {answer: answers.birthday});
    case 'question':
      return t('challenge.question.test', {answer: answers.question});
    case 'code':
    case 'silent':
      return t('challenge.code.test', {answer: answers.code, phone});
  }
}
