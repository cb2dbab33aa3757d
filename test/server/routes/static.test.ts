import assert from 'node:assert/strict';
import {test} from 'node:test';
import {staticFiles, type StaticFile} from '../../../server/routes/static.ts';

const file: StaticFile = {
  bytes: new Uint8Array(1),
  brotli: new Uint8Array(1),
  gzip: new Uint8Array(1),
  type: 'text/javascript',
  integrity: 'sha384-0123456789abcdefghijklmnopqrstuvwxyz',
  immutable: false,
};
const names = ['guichet.js', 'elements.js', 'bridge.js'] as const;
const app = staticFiles(
  {version: '9.9.9', files: new Map(names.map((name) => [name, file]))},
  {payUrl: 'https://pay.shop.example', cardUrl: 'https://card.shop.example'},
);

async function linkOf(path: string, headers: Readonly<Record<string, string>>): Promise<string | null> {
  return (await app.request(path, {headers})).headers.get('link');
}

test('a script of a shop of the same site names the origins of the frames to come', async () => {
  const sameSite = {'sec-fetch-site': 'same-site'};
  const both = '<https://pay.shop.example>; rel=preconnect, <https://card.shop.example>; rel=preconnect';
  for (const prefix of ['v1', 'v9.9.9']) {
    assert.equal(await linkOf(`/${prefix}/guichet.js`, sameSite), both, prefix);
    assert.equal(
      await linkOf(`/${prefix}/elements.js`, sameSite),
      '<https://card.shop.example>; rel=preconnect',
      prefix,
    );
    assert.equal(await linkOf(`/${prefix}/bridge.js`, sameSite), null, prefix);
  }
});

test('a shop of another site is told nothing: our frames could not use its connections', async () => {
  for (const headers of [{}, {'sec-fetch-site': 'cross-site'}, {'sec-fetch-site': 'none'}])
    assert.equal(await linkOf('/v1/guichet.js', headers), null, JSON.stringify(headers));
});

test('what keeps answers keeps the two apart', async () => {
  assert.equal((await app.request('/v1/guichet.js')).headers.get('vary'), 'accept-encoding, sec-fetch-site');
  assert.equal((await app.request('/v1/bridge.js')).headers.get('vary'), 'accept-encoding');
});
