import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import test from 'node:test';
import {assets, house, problem, shop, start, type House} from './house.ts';

const nonce = 'n'.repeat(22);

function ask(one: House, {g = one.grant(), p = shop, n = nonce, l = 'fr'} = {}) {
  return one.vault.public.request(`/frame?${new URLSearchParams({g, p, n, l})}`);
}

test('the card form may be framed by the origins of the grant, and runs nothing but what the build made', async () => {
  const answer = await ask(house());
  assert.equal(answer.status, 200);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  assert.equal(
    answer.headers.get('content-security-policy'),
    [
      "default-src 'none'",
      `script-src 'self' ${hash(assets.script)}`,
      `style-src 'self' ${hash(assets.style)}`,
      "connect-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      'frame-ancestors https://pay.test https://shop.test',
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; '),
  );
  const html = await answer.text();
  assert.ok(html.includes(`<script>${assets.script}</script>`) && html.includes(`<style>${assets.style}</style>`));
});

test('headers of the card form', async () => {
  const {headers} = await ask(house());
  const expected = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'origin-agent-cluster': '?1',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value, name);
  assert.match(headers.get('permissions-policy') ?? '', /camera=\(\).*payment=\(\)/);
  assert.equal(headers.get('access-control-allow-origin'), null);
  assert.equal(headers.get('set-cookie'), null);
});

test('no answer of the vault may be framed, run or read elsewhere, unless it is the form', async () => {
  const one = house();
  for (const path of ['/keys', '/livez', '/readyz', '/nothing', '/frame']) {
    const {headers} = await one.vault.public.request(path);
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('access-control-allow-origin'), null, path);
  }
});

test('no form for a parent outside the grant, a nonce that is none, or a grant that is not of pay', async () => {
  const one = house();
  assert.deepEqual(await problem(await ask(one, {p: 'https://evil.test'})), [403, 'grant_invalid', null]);
  assert.deepEqual(await problem(await ask(one, {p: ''})), [403, 'grant_invalid', null]);
  assert.deepEqual(await problem(await ask(one, {n: '"><script>'})), [403, 'grant_invalid', null]);
  assert.deepEqual(await problem(await ask(one, {g: one.grant().slice(0, -2)})), [403, 'grant_invalid', null]);
  assert.deepEqual(await problem(await ask(one, {g: ''})), [403, 'grant_invalid', null]);
  assert.deepEqual(await problem(await ask(one, {g: one.grant({exp: start})})), [403, 'grant_expired', null]);
});
