import assert from 'node:assert/strict';
import {test} from 'node:test';
import {brotliDecompressSync, gunzipSync} from 'node:zlib';
import {Hono} from 'hono';
import {compressDocuments} from '../../server/compress.ts';

const long = `<!doctype html><p>${'Payer 129,90 € '.repeat(200)}`;
const app = new Hono()
  .use(compressDocuments())
  .get('/', (c) => c.html(long, 200, {'content-security-policy': "default-src 'none'"}))
  .get('/short', (c) => c.html('<p>short'))
  .get('/json', (c) => c.json({long}));
const get = (path: string, accepts: string) => app.request(path, {headers: {'accept-encoding': accepts}});

test('a document leaves in the best coding that the browser takes, with its headers', async () => {
  const brotli = await get('/', 'gzip, deflate, br, zstd');
  assert.equal(brotli.headers.get('content-encoding'), 'br');
  assert.equal(brotli.headers.get('content-security-policy'), "default-src 'none'");
  assert.equal(brotliDecompressSync(await brotli.arrayBuffer()).toString(), long);
  const gzip = await get('/', 'gzip');
  assert.equal(gunzipSync(await gzip.arrayBuffer()).toString(), long);
});

test('what is short, no document, or for an old browser leaves as it is', async () => {
  assert.equal(await (await get('/', '')).text(), long);
  assert.equal((await get('/short', 'br')).headers.get('content-encoding'), null);
  assert.equal((await get('/json', 'br')).headers.get('content-encoding'), null);
});
