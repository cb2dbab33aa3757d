import {Hono} from 'hono';
import {locales, type Locale} from '#contract/locale.ts';
import {indexPage} from './pages/index.ts';
import {answers, scenarios, type Answer, type Challenge, type Group, type Method, type Results} from './scenarios.ts';
import {pageLocale, texts} from './texts.ts';

/** A row of `GET /cards.json`: which card, what it does, and what to answer. */
export interface CardRow {
  readonly number: string;
  readonly group: Group;
  /** A stable word: `code`, `soft_decline`, `refusal`… */
  readonly behavior: string;
  readonly trans_status: string;
  readonly challenge: Challenge | null;
  /** What the cardholder answers; null when there is nothing to type, or nothing is right. */
  readonly answer: string | null;
  readonly method: Method;
  readonly results: Results;
  readonly authorization: Answer['kind'];
  /** Response code when it is not approved. */
  readonly response_code: string | null;
  readonly text: Readonly<Record<Locale, string>>;
}

const rows: readonly CardRow[] = scenarios.map(({number, group, about, issuer, method, results, answer}) => {
  const challenge = issuer.status === 'C' ? issuer.challenge : null;
  const refusal = 'code' in answer ? answer.code : null;
  const text = (locale: Locale): string => texts(locale)(`cards.${about}`, {...answers, refusal: refusal ?? ''});
  return {
    number,
    group,
    behavior: about,
    trans_status: issuer.status,
    challenge,
    answer: challenge === 'code' || challenge === 'birthday' || challenge === 'question' ? answers[challenge] : null,
    method,
    results,
    authorization: answer.kind,
    response_code: refusal,
    text: {fr: text('fr'), en: text('en')},
  };
});

/** The bank's front door: the table of scenarios, for people and as data. */
export function cards(): Hono {
  const app = new Hono();

  app.get('/', (c) => indexPage(pageLocale(c.req.query('lang'), c.req.header('accept-language')), rows));

  // Nothing secret: any shop may show it.
  app.get('/cards.json', (c) => c.json({cards: rows, locales}, 200, {'access-control-allow-origin': '*'}));

  return app;
}
