import assert from 'node:assert/strict';
import {test} from 'node:test';
import {preferredLocale} from '../../../server/accept-language.ts';
import {pageRoutes} from '../../../server/routes/page.ts';
import {authorized, openSession, views} from '../../../demo/gallery/samples.ts';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';

const cardUrl = 'http://localhost:4243';

type Methods = SessionView['payment_methods'];

const card: Methods[number] = {
  type: 'card',
  course: 'card',
  brands: ['cb', 'visa'],
  frame_url: `${cardUrl}/frame?grant=g.s`,
  fields: null,
  fallback: null,
};

function door(view: SessionView | undefined, locale?: Locale, payment_methods: Methods = [card]) {
  let byte = 0;
  return pageRoutes({
    readView: async (_id, preferred) => view && {...view, locale: locale ?? preferred, payment_methods},
    embedOrigins: async () => ['https://shop.example'],
    payUrl: 'http://localhost:4242',
    cardUrl,
    isTyped: (method) => method === 'card',
    hostsOf: () => undefined,
    assets: {script: '/v1/chunks/page.js', preloads: ['/v1/chunks/lit.js']},
    world: {random: {bytes: (length) => new Uint8Array(length).fill(++byte)}},
  });
}

async function get(
  path: string,
  view: SessionView | undefined = openSession,
  headers: Record<string, string> = {},
  locale?: Locale,
) {
  const response = await door(view, locale).request(path, {headers});
  return {status: response.status, headers: response.headers, html: await response.text()};
}

/** What a reader without scripts reads. */
function textOf(html: string): string {
  return html
    .replace(/<(style|script)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');
}

test('the page is all there before any script runs: order, amounts, methods, button', async () => {
  const {status, html} = await get('/pay/cs_1');
  assert.equal(status, 200);
  const text = textOf(html);
  for (const words of [
    'Maison Lumen',
    'ML-2026-0412',
    'Lampe Aube, laiton',
    '119,00 €',
    '129,90 €',
    'Carte bancaire',
    'Payer 129,90 €',
  ]) {
    assert.ok(text.includes(words), words);
  }
});

test('exactly the first way to pay is chosen, as drawn by the server', async () => {
  const transfer: Methods[number] = {...card, type: 'bank_transfer', course: 'offline', brands: [], frame_url: null};
  const app = door(openSession, undefined, [card, transfer]);
  const html = await (await app.request('/pay/cs_1')).text();
  const radios = html.match(/<input[^>]*type="radio"[^>]*>/g) ?? [];
  assert.deepEqual(
    radios.map((radio) => [/value="?(\w+)/.exec(radio)?.[1], /\schecked/.test(radio)]),
    [
      ['card', true],
      ['bank_transfer', false],
    ],
  );
});

test('the card form’s frame stands in the HTML, told whom it may speak to, under a nonce of its own', async () => {
  const app = door(openSession);
  const frames = await Promise.all(
    [1, 2].map(async () => /<iframe[^>]*src="([^"]*)"/.exec(await (await app.request('/pay/cs_1')).text())?.[1] ?? ''),
  );
  const [first, second] = frames.map((src) => new URL(src.replaceAll('&amp;', '&')));
  assert.equal(first!.origin, cardUrl);
  assert.equal(first!.searchParams.get('grant'), 'g.s');
  assert.equal(first!.searchParams.get('p'), 'http://localhost:4242');
  assert.equal(first!.searchParams.get('l'), 'fr');
  assert.match(first!.searchParams.get('n')!, /^[0-9a-f]{32}$/);
  assert.notEqual(first!.searchParams.get('n'), second!.searchParams.get('n'));
});

for (const [view, words] of [
  ['expired', 'La session a expiré'],
  ['canceled', 'Paiement annulé'],
  ['checking', 'ne payez pas une seconde fois'],
  ['authorized', 'Montant réservé'],
  ['paid', 'Paiement accepté'],
  ['refused', 'Aucun montant n’a été débité'],
] as const) {
  test(`a session that is ${view} is drawn so`, async () => {
    assert.ok(textOf((await get('/pay/cs_1', views[view])).html).includes(words));
  });
}

test('a name cannot bring markup, end the data, or turn the reading direction', async () => {
  const name = '</script><img src=x onerror=alert(1)>\u202e "quoted"';
  const {html} = await get('/pay/cs_1', {
    ...openSession,
    merchant: {name},
    order_reference: '<b>',
    line_items: [{name, quantity: 1, amount: 1}],
  });
  assert.doesNotMatch(html, /<img|<b>/);
  assert.ok(!textOf(html).includes('\u202e'));
  const data = /<script type="application\/json" id="given">(.*?)<\/script>/s.exec(html)?.[1];
  assert.equal(JSON.parse(data!).view.merchant.name, name);
});

test('the language is the session’s; the browser’s where the session leaves it open; the shop’s when its tag says so', async () => {
  const english = {'accept-language': 'de, en-GB;q=0.8, fr;q=0.5'};
  assert.match((await get('/pay/cs_1', openSession, english)).html, /<html lang="en"[\s\S]*Pay €129\.90/);
  assert.match((await get('/pay/cs_1', openSession, english, 'fr')).html, /<html lang="fr"/);
  assert.match((await get('/embed/cs_1?l=en', openSession, {}, 'fr')).html, /<html lang="en"/);
  assert.match((await get('/pay/cs_1?l=<x>', openSession, {}, 'fr')).html, /<html lang="fr"/);
});

for (const [accepted, locale] of [
  ['', 'fr'],
  ['fr-CH, en;q=0.9', 'fr'],
  ['en-US,en;q=0.9', 'en'],
  ['fr;q=0.2, en;q=0.7', 'en'],
  ['de', 'fr'],
  ['fr;q=0, en;q=0.1', 'en'],
] as const) {
  test(`"${accepted}" asks for ${locale}`, () => assert.equal(preferredLocale(accepted), locale));
}

test('a link that leads nowhere is a calm page, in the reader’s language, which says that nothing was charged', async () => {
  const french = await door(undefined).request('/pay/cs_nobody');
  assert.equal(french.status, 404);
  assert.ok((await french.text()).includes('aucun montant n’a été débité'));
  const english = await door(undefined).request('/pay/%3Cscript%3E', {headers: {'accept-language': 'en'}});
  assert.equal(english.status, 404);
  assert.ok((await english.text()).includes('you have not been charged'));
});

test('nobody frames the page; the shop, and nobody else, frames the embedded one', async () => {
  assert.match((await get('/pay/cs_1')).headers.get('content-security-policy')!, /frame-ancestors 'none'/);
  assert.match(
    (await get('/embed/cs_1')).headers.get('content-security-policy')!,
    /frame-ancestors https:\/\/shop\.example;/,
  );
});

test('the policy is strict: every style by its hash, no word that loosens it', async () => {
  const {createHash} = await import('node:crypto');
  for (const view of [openSession, authorized]) {
    const {html, headers} = await get('/pay/cs_1', view);
    const policy = headers.get('content-security-policy')!;
    assert.doesNotMatch(policy, /unsafe|\*|data:|blob:/);
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html/);
    const styles = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css!);
    assert.ok(styles.length >= 2);
    for (const css of styles)
      assert.ok(policy.includes(createHash('sha256').update(css).digest('base64')), css.slice(0, 80));
    assert.doesNotMatch(html, / style="| on[a-z]+="/);
    for (const [, attributes] of html.matchAll(/<script([^>]*)>/g))
      assert.match(attributes!, /type="application\/json"|src="/);
  }
});

test('the document is kept by nobody and tells nobody where it came from', async () => {
  const {headers} = await get('/pay/cs_1');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('set-cookie'), null);
});

test('the browser may connect to the vault at once, where the document holds its form', async () => {
  for (const place of ['pay', 'embed'])
    assert.equal((await get(`/${place}/cs_1`)).headers.get('link'), `<${cardUrl}>; rel=preconnect`, place);
  assert.equal((await get('/pay/cs_1', authorized)).headers.get('link'), null, 'paid: no form');
  assert.equal((await door(undefined).request('/pay/cs_1')).headers.get('link'), null, 'no session');
});
