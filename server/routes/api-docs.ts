import {Hono} from 'hono';
import {html} from 'hono/html';
import type {OpenAPIHono} from '@hono/zod-openapi';
import type {PayEnv} from './pay-env.ts';

type Document = ReturnType<OpenAPIHono<PayEnv>['getOpenAPI31Document']>;

/** The API's own description, made from its routes: for machines at `/openapi.json`, for people at `/docs`. */
export function apiDocs(
  api: OpenAPIHono<PayEnv>,
  {payUrl, version}: {readonly payUrl: string; readonly version: string},
): Hono {
  let made: Document | undefined;
  const document = () =>
    (made ??= api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Guichet',
        version,
        license: {name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0'},
      },
      servers: [{url: payUrl}],
    }));

  return new Hono()
    .get('/openapi.json', (c) => c.json(document()))
    .get('/docs', (c) => {
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
      return c.html(page(document()));
    });
}

const verbs = ['get', 'post', 'delete'] as const;

function page({paths = {}, components}: Document) {
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const operation = item[verb];
      return operation ? [{path, verb, operation}] : [];
    }),
  );
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>Guichet API</title>
      <h1>Guichet API</h1>
      <p><a href="/openapi.json">openapi.json</a></p>
      ${routes.map(
        ({path, verb, operation}) =>
          html`<section>
            <h2><code>${verb.toUpperCase()} ${path}</code></h2>
            <p>${operation.summary ?? ''}</p>
            <ul>
              ${Object.entries(operation.responses ?? {}).map(
                ([status, response]) =>
                  html`<li><code>${status}</code> ${'description' in response ? response.description : ''}</li>`,
              )}
            </ul>
          </section>`,
      )}
      <h2>Schemas</h2>
      ${Object.entries(components?.schemas ?? {}).map(
        ([name, schema]) =>
          html`<details>
            <summary>${name}</summary>
            <pre>${JSON.stringify(schema, null, 2)}</pre>
          </details>`,
      )}
    </html>`;
}
