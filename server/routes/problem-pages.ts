import {Hono} from 'hono';
import {html} from 'hono/html';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {preferredLocale} from '../accept-language.ts';
import {problemTexts} from './problem-answers.ts';
import {isProblemCode, problems} from './problem.ts';

const texts = {fr: fr.problem, en: en.problem};

/** No script, no style, no frame: a page of text. */
const headers = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'public, max-age=300',
  vary: 'accept-language',
};

/** `GET /problems/{code}`: where the `type` of a problem document leads; what it means and what to do, in the reader's language. */
export function problemPages(): Hono {
  return new Hono().get('/problems/:code', (c, next) => {
    const code = c.req.param('code');
    if (!isProblemCode(code)) return next();
    const locale = preferredLocale(c.req.header('accept-language'));
    const {title, text} = problemTexts[locale][code];
    const {heading, status} = texts[locale];
    return c.html(
      html`<!doctype html>
        <html lang="${locale}">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <title>${title}</title>
          </head>
          <body>
            <main>
              <p>${heading} <code>${code}</code></p>
              <h1>${title}</h1>
              <p>${text}</p>
              <p>${status} ${problems[code]}</p>
            </main>
          </body>
        </html>`,
      200,
      {...headers, 'content-language': locale},
    );
  });
}
