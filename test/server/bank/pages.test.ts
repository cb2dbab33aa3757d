import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import fr from '../../../locales/fr.json' with {type: 'json'};
import en from '../../../locales/en.json' with {type: 'json'};
import {scenarios} from '../../../server/bank/scenarios.ts';
import {html} from '../../../server/bank/pages/html.ts';
import {luhn} from '#contract/cards.ts';
import {encode, TestBank} from './bank.ts';

const code = '4000000000000101';
const nasty = `<img src=x onerror=1>"'&`;

async function challenge(
  number: string,
  differences: object = {},
): Promise<{bank: TestBank; ares: any; response: Response}> {
  const bank = new TestBank();
  const ares = await bank.areq(number, differences);
  return {bank, ares, response: await bank.creq(ares)};
}

/** Every kind of page that the bank can show. */
const pages: readonly [name: string, framed: boolean, get: () => Promise<Response>][] = [
  ['code', true, async () => (await challenge(code)).response],
  ['birthday', true, async () => (await challenge('4000000000000135')).response],
  ['question', true, async () => (await challenge('4000000000000143')).response],
  ['app', true, async () => (await challenge('4000000000000150')).response],
  [
    'end',
    true,
    async () => {
      const {bank, ares} = await challenge(code);
      return bank.answer(ares, '123456');
    },
  ],
  [
    'method',
    true,
    () =>
      new TestBank().form('/acs/method', {
        threeDSMethodData: encode({
          threeDSServerTransID: 'x',
          threeDSMethodNotificationURL: 'https://pay.example.test/m',
        }),
      }),
  ],
  ['stalled method', true, () => new TestBank().form('/acs/method/stalls', {})],
  ['unreadable', true, () => new TestBank().form('/acs/challenge', {})],
  [
    'phone',
    true,
    async () => {
      const {bank, ares} = await challenge('4000000000000150', {merchantName: nasty});
      assert.ok(ares);
      return bank.get('/phone?lang=fr');
    },
  ],
  ['index', false, () => new TestBank().get('/?lang=en')],
  [
    'wallet',
    false,
    async () => {
      const bank = new TestBank();
      const opened = await bank.post('/wallets/payments', {
        reference: 'r',
        kind: 'instalments',
        merchant: nasty,
        order_reference: nasty,
        amount: 12_990,
        currency: 'EUR',
        capture: true,
        return_url: 'https://pay.example.test/return/cs_1/h_1',
        notify_url: 'https://pay.example.test/notify/h_1',
        locale: 'en',
        instalments: 3,
      });
      const {id} = (await opened.json()) as {id: string};
      return bank.get(`/wallet/${id}`);
    },
  ],
];

for (const [name, framed, get] of pages) {
  test(`the page “${name}” keeps to a strict policy and brings everything with it`, async () => {
    const response = await get();
    const page = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.doesNotMatch(policy, /unsafe|https?:\/\/\*|\bdata:(?!;| )/);
    assert.match(policy, /^default-src 'none'; /);
    assert.match(policy, framed ? /frame-ancestors \*;/ : /frame-ancestors 'none';/);
    assert.match(policy, /base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('set-cookie'), null);

    for (const [, element, text = ''] of page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)) {
      const hash = `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      assert.ok(policy.includes(`${element}-src ${hash}`), `${element} is the one under the hash`);
    }
    assert.doesNotMatch(page, /<script [^>]|<link[^>]+stylesheet|\sstyle=|\son\w+="|src="|@import|url\(/);
    assert.doesNotMatch(page, /undefined|\[object|bank\.(?!example)\w+\.|>(challenge|phone|index|handover)\.\w/);
  });
}

test('only the notification origin may be posted to', async () => {
  const {response} = await challenge(code, {notificationURL: 'https://notify.example.test:8443/x'});
  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /form-action 'self' https:\/\/notify\.example\.test:8443;/,
  );
});

test('the shopper reads amount, payee, date and masked card, in their own language and time', async () => {
  const french = await (await challenge(code)).response.text();
  assert.match(french, /<html lang="fr"/);
  for (const text of ['49,90\u00a0€', 'Maison Lumen', '14 janv. 2026', '10:30', 'Visa •••• 0101'])
    assert.ok(french.includes(text), text);
  const english = await (
    await challenge(code, {browserLanguage: 'en-US', browserTZ: '300', purchaseCurrency: '826'})
  ).response.text();
  assert.match(english, /<html lang="en"/);
  for (const text of ['£49.90', '14 Jan 2026', '04:30']) assert.ok(english.includes(text), text);
  assert.doesNotMatch(french + english, new RegExp(code));
});

test('markup in a name is text', async () => {
  const {bank, response} = await challenge('4000000000000150', {merchantName: nasty});
  const page = await response.text();
  const phone = await (await bank.get('/phone')).text();
  for (const text of [page, phone]) {
    assert.doesNotMatch(text, /<img/);
    assert.ok(text.includes('&lt;img src=x onerror=1&gt;&quot;&#39;&amp;'));
  }
});

test('session data with markup comes back as it was, and harmless', async () => {
  const bank = new TestBank();
  const ares = await bank.areq(code);
  await bank.creq(ares, {}, '"><script>');
  const page = await (await bank.answer(ares, '123456')).text();
  assert.match(page, /name="threeDSSessionData" value="&quot;&gt;&lt;script&gt;"/);
});

test('the template escapes what it is given, and only that', () => {
  assert.equal(
    html`<p title="${'"'}">${['<', html`<b>${'&'}</b>`, null, false, 0]}</p>`.text,
    '<p title="&quot;">&lt;<b>&amp;</b>0</p>',
  );
});

test('the field of a code takes six digits and lets the phone fill it in', async () => {
  const page = await (await challenge(code)).response.text();
  for (const attribute of ['inputmode="numeric"', 'autocomplete="one-time-code"', 'maxlength="6"'])
    assert.ok(page.includes(attribute));
  assert.match(page, /<label for="answer">Code reçu par SMS<\/label>/);
});

test('a wrong answer gets the same words whatever was wrong, and how many are left', async () => {
  const seen = new Set<string>();
  for (const [number, wrong] of [
    [code, '000000'],
    [code, 'abc'],
    ['4000000000000135', '02/02/1980'],
    ['4000000000000143', 'rex'],
  ] as const) {
    const {bank, ares} = await challenge(number);
    const page = await (await bank.answer(ares, wrong)).text();
    assert.match(page, /aria-invalid="true"/);
    assert.match(page, /aria-describedby="alert /);
    seen.add(/role="alert">\s*([^<]*?)\s*</.exec(page)?.[1] ?? '');
    const next = await (await bank.answer(ares, wrong)).text();
    assert.match(next, /Il vous reste 1 tentative\./);
  }
  assert.deepEqual([...seen], ['Cette réponse n’a pas été acceptée. Il vous reste 2 tentatives.']);
});

test('another code is sent three times, and no more', async () => {
  const {bank, ares} = await challenge(code);
  const count = async (): Promise<number> => ((await (await bank.get('/phone/news.json')).json()) as any).items.length;
  assert.equal(await count(), 1);
  for (const sent of [2, 3, 4]) {
    const page = await (await bank.answer(ares, '', 'resend')).text();
    assert.match(page, /nouveau code/);
    assert.equal(await count(), sent);
    assert.equal(page.includes('value="resend"'), sent < 4);
  }
  const page = await (await bank.answer(ares, '', 'resend')).text();
  assert.doesNotMatch(page, /nouveau code/);
  assert.equal(await count(), 4);
});

test('the time left stands in the page for the script to announce', async () => {
  const {response} = await challenge(code);
  const page = await response.text();
  assert.match(page, /data-left="600000"/);
  assert.match(
    page,
    /role="status"\s+data-minutes="Il vous reste 2.minutes pour répondre\."\s+data-seconds="Il vous reste 30.secondes/,
  );
});

test('the phone shows the code with amount and payee, and what waits for approval', async () => {
  const bank = new TestBank();
  const message = await bank.areq(code);
  assert.match(
    await (await bank.get('/phone?lang=en')).text(),
    /No message/,
    'nothing is sent before the challenge is shown',
  );
  await bank.creq(message);
  const request = await bank.areq('4000000000000705');
  const page = await (await bank.get('/phone?lang=en')).text();
  assert.match(page, /123456 is your code to pay €49\.90 to Maison Lumen/);
  assert.match(page, new RegExp(`action="/phone/approvals/${request.acsTransID}"`));
  const {items}: any = await (await bank.get('/phone/news.json?lang=en')).json();
  assert.deepEqual(
    items.map(({template}: any) => template),
    ['waiting', 'sms'],
  );
  await bank.form(`/phone/approvals/${request.acsTransID}`, {decision: 'refuse'});
  const after: any = await (await bank.get('/phone/news.json?lang=en')).json();
  assert.deepEqual([after.items[0].template, after.items[0].words.state], ['over', 'Refused']);
});

test('the front page and cards.json print every card of the table', async () => {
  const bank = new TestBank();
  const {cards}: any = await (await bank.app.request('/cards.json')).json();
  assert.deepEqual(
    cards.map(({number}: any) => number),
    scenarios.map(({number}) => number),
  );
  for (const lang of ['fr', 'en'] as const) {
    const page = await (await bank.get(`/?lang=${lang}`)).text();
    for (const card of cards) {
      assert.ok(page.includes(`data-number="${card.number}"`), card.number);
      assert.notEqual(card.text[lang], `cards.${card.behavior}`);
      assert.doesNotMatch(card.text[lang], /\{\{|undefined/);
    }
  }
});

test('the language is the one asked for, else the browser’s, else French', async () => {
  const bank = new TestBank();
  const lang = async (path: string, accept?: string): Promise<string | undefined> =>
    /<html lang="(\w+)"/.exec(
      await (await bank.app.request(path, {headers: accept ? {'accept-language': accept} : {}})).text(),
    )?.[1];
  assert.deepEqual(
    [
      await lang('/'),
      await lang('/', 'en-GB,en'),
      await lang('/', 'fr-CH'),
      await lang('/', 'de'),
      await lang('/?lang=en', 'fr'),
    ],
    ['fr', 'en', 'fr', 'en', 'en'],
  );
});

test('the table: each number once, with a right check digit, and each word in both languages', () => {
  assert.equal(new Set(scenarios.map(({number}) => number)).size, scenarios.length);
  for (const {number, about, answer} of scenarios) {
    assert.ok(luhn(number), number);
    assert.ok(about in fr.bank.cards && about in en.bank.cards, about);
    if (answer.kind === 'refuse') assert.ok(answer.code in fr.bank.codes && answer.code in en.bank.codes, answer.code);
  }
});
