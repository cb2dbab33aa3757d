import {appendFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {type AddressInfo} from 'node:net';
import {join} from 'node:path';

/** The policies that a merchant's page may have. */
export const policies = {
  none: undefined,
  /** Nothing but us; the page's own script would need more, so it has none. */
  strict: (pay: string) => `default-src 'none'; script-src ${pay}; frame-src ${pay}`,
  /** What composed elements ask for (`docs`): our script, our API, the vault's frame. */
  elements: (pay: string, card: string) =>
    `default-src 'none'; script-src ${pay}; connect-src ${pay}; frame-src ${pay} ${card}; require-trusted-types-for 'script'; trusted-types lit-html`,
} as const;

export type PolicyName = keyof typeof policies;

/**
 * A merchant of the tests' own. Its pages are what the address asks for: `policy`, and in `body` the markup that a merchant
 * would paste. It hears webhooks, and answers everything else with a word of thanks.
 */
export async function openMerchant(captures: string, pay: string) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (url.pathname === '/webhooks') {
        appendFileSync(
          join(captures, 'webhooks.log'),
          `${JSON.stringify(request.headers)}\n${Buffer.concat(chunks).toString('utf8')}\n`,
        );
        response.writeHead(204).end();
        return;
      }
      if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
      const name = url.searchParams.get('policy');
      const policy = name === 'strict' || name === 'elements' ? policies[name] : undefined;
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        ...(policy && {'content-security-policy': policy(pay, url.searchParams.get('card') ?? '')}),
      });
      response.end(
        `<!doctype html><html lang="${url.searchParams.get('lang') ?? 'fr'}"><head><meta charset="utf-8">` +
          '<meta name="viewport" content="width=device-width"><title>Marchand</title>' +
          `${url.searchParams.get('head') ?? ''}</head><body><h1>Marchand</h1>${url.searchParams.get('body') ?? ''}` +
          '<p id="below">Merci</p></body></html>',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
