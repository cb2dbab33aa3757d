import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {describe, test} from 'node:test';
import {bridgeRoutes} from '../../../server/routes/bridge.ts';
import type {BridgeStep, BrowserData, ThreeDS} from '../../../server/threeds/threeds.ts';

const payUrl = 'https://pay.example';
const script = 'console.warn("the bridge")';
const handle = 'AAAAAAAAAAAAAAAAAAAAAA';
const challenge: BridgeStep = {
  step: 'challenge',
  acsUrl: 'https://acs.bank.example/challenge',
  transId: 't1',
  acsTransId: 'a1',
  version: '2.2.0',
  sessionData: 'c2Vzc2lvbg',
};

function open({url = payUrl, step = challenge}: {url?: string; step?: BridgeStep} = {}) {
  const calls: unknown[][] = [];
  const threeds: ThreeDS = {
    authenticate: async (...args) => (calls.push(['authenticate', ...args]), step),
    methodDone: async (...args) => void calls.push(['methodDone', ...args]),
    returned: async (...args) => void calls.push(['returned', ...args]),
    result: async (message) => {
      calls.push(['result', message]);
      return {
        messageType: 'RRes',
        messageVersion: '2.2.0',
        threeDSServerTransID: 't1',
        acsTransID: 'a1',
        dsTransID: 'd1',
        resultsStatus: '01',
      };
    },
    bridge: async (asked) =>
      asked === handle
        ? {
            ancestors: [url, 'https://shop.example'],
            transId: 't1</script><b>',
            methodUrl: 'https://acs.bank.example/method',
            methodDone: false,
          }
        : undefined,
  };
  const routes = bridgeRoutes({threeds, payUrl: url, directoryKey: 'dk_1', script, addressOf: () => '203.0.113.7'});
  return {calls, request: (path: string, init?: RequestInit) => routes.request(`${url}${path}`, init)};
}

const directives = (response: Response) =>
  Object.fromEntries(
    (response.headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
  );
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: {'content-type': 'application/x-www-form-urlencoded', origin: 'https://acs.bank.example'},
  body: new URLSearchParams(fields).toString(),
});

describe('the bridge page', () => {
  test('may be framed by those who the session says, and may frame any bank', async () => {
    const response = await open().request(`/3ds/bridge/${handle}?l=fr`);
    assert.equal(response.status, 200);
    const policy = directives(response);
    assert.equal(policy['default-src'], `'none'`);
    assert.equal(policy['frame-ancestors'], 'https://pay.example https://shop.example');
    assert.equal(policy['frame-src'], 'https:');
    assert.equal(policy['form-action'], 'https:');
    assert.equal(policy['connect-src'], payUrl);
    assert.equal(policy['require-trusted-types-for'], `'script'`);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('set-cookie'), null);
  });

  test('lets in exactly its own script and style, by their hashes', async () => {
    const response = await open().request(`/3ds/bridge/${handle}`);
    const page = await response.text();
    const policy = directives(response);
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => hash(text!));
    const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => hash(text!));
    assert.deepEqual([scripts.join(' '), styles.join(' ')], [policy['script-src'], policy['style-src']]);
    assert.ok(!/ on\w+=| style=/.test(page));
  });

  test('carries its facts as data that cannot end its own element', async () => {
    const page = await (
      await open().request(`/3ds/bridge/${handle}?l=en`, {headers: {accept: 'text/html;q=0.9'}})
    ).text();
    assert.equal(page.includes('</script><b>'), false);
    const facts = JSON.parse(/id="facts">(.*?)<\/script>/.exec(page)![1]!);
    assert.deepEqual(facts, {
      ancestors: ['https://pay.example', 'https://shop.example'],
      transId: 't1</script><b>',
      methodUrl: 'https://acs.bank.example/method',
      methodDone: false,
      accept: 'text/html;q=0.9',
      frameTitle: 'Your bank’s page',
    });
  });

  for (const [path, acceptLanguage, title] of [
    ['?l=fr', 'en', 'Authentification par votre banque'],
    ['?l=en', 'fr', 'Authentication by your bank'],
    ['', 'de, en-GB;q=0.8, fr;q=0.5', 'Authentication by your bank'],
    ['?l=xx', '', 'Authentification par votre banque'],
  ]) {
    test(`is titled “${title}” for ${path || 'no word'} and “${acceptLanguage}”`, async () => {
      const response = await open().request(`/3ds/bridge/${handle}${path}`, {
        headers: {'accept-language': acceptLanguage!},
      });
      assert.ok((await response.text()).includes(`<title>${title}</title>`));
    });
  }

  test('says calmly that there is nothing here when it does not know the handle', async () => {
    const response = await open().request('/3ds/bridge/unheard-of?l=fr');
    const page = await response.text();
    assert.equal(response.status, 404);
    assert.ok(page.includes('Cette demande n’est plus disponible'));
    // The script still runs, and tells the parent; the page holds nothing of anybody, so anybody may frame it.
    assert.ok(page.includes('id="facts">null<'));
    assert.equal(directives(response)['frame-ancestors'], 'https:');
  });

  test('allows plain http only where pay itself is served so', async () => {
    const policy = directives(await open({url: 'http://localhost:4242'}).request(`/3ds/bridge/${handle}`));
    assert.equal(policy['frame-src'], 'https: http:');
  });
});

describe('its question to the issuer', () => {
  const browser = {
    javaEnabled: false,
    language: 'fr-FR',
    colorDepth: 30,
    screenHeight: 1080,
    screenWidth: 1920,
    timeZone: -60,
    method: 'Y',
  };
  const ask = (body: unknown, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: {
      origin: payUrl,
      'content-type': 'application/json',
      accept: 'text/html',
      'user-agent': 'Firefox',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const path = `/3ds/bridge/${handle}/authenticate`;

  test('brings the browser’s own data, with headers and address as the server sees them', async () => {
    const {request, calls} = open();
    const response = await request(path, ask(browser));
    assert.deepEqual(await response.json(), challenge);
    const sent: BrowserData = {...browser, method: 'Y', accept: 'text/html', userAgent: 'Firefox', ip: '203.0.113.7'};
    assert.deepEqual(calls, [['authenticate', handle, sent]]);
  });

  test('cuts long headers at 2048 characters', async () => {
    const {request, calls} = open();
    await request(path, ask(browser, {'user-agent': 'x'.repeat(3000)}));
    assert.equal((calls[0]![2] as BrowserData).userAgent.length, 2048);
  });

  for (const origin of [
    'https://shop.example',
    'https://acs.bank.example',
    'null',
    'https://pay.example.evil.example',
    'http://pay.example',
    '',
  ]) {
    test(`is not asked from “${origin}”`, async () => {
      const {request, calls} = open();
      const response = await request(path, ask(browser, {origin}));
      assert.deepEqual([response.status, calls], [403, []]);
    });
  }

  for (const [why, body] of [
    ['no JSON', '{'],
    ['a field of the server’s', {...browser, ip: '1.2.3.4'}],
    ['a field less', {...browser, language: undefined}],
    ['a number as text', {...browser, screenWidth: '1920'}],
    ['a depth of nothing', {...browser, colorDepth: 0}],
    ['a fourth method result', {...browser, method: 'X'}],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const {request, calls} = open();
      const response = await request(path, ask(body));
      assert.deepEqual([response.status, (await response.json()).code, calls], [400, 'invalid_request', []]);
    });
  }

  test('refuses more than 2 kB', async () => {
    const {request, calls} = open();
    assert.deepEqual([(await request(path, ask({...browser, language: 'x'.repeat(3000)}))).status, calls], [413, []]);
  });
});

describe('the way back from the bank', () => {
  for (const [path, field, call, word] of [
    ['/3ds/method/', 'threeDSMethodData', 'methodDone', 'guichet:3ds:method'],
    ['/3ds/done/', 'cres', 'returned', 'guichet:3ds:done'],
  ] as const) {
    test(`${path} hands its field on and tells the bridge, at our own origin only`, async () => {
      const {request, calls} = open();
      const response = await request(path + handle, form({[field]: 'eyJ9', threeDSSessionData: 'x'}));
      const page = await response.text();
      assert.deepEqual([response.status, calls], [200, [[call, handle, 'eyJ9']]]);
      const [, text] = /<script>([\s\S]*?)<\/script>/.exec(page)!;
      assert.equal(text, `parent.postMessage('${word}',location.origin)`);
      assert.equal(directives(response)['script-src'], hash(text!));
      assert.equal(directives(response)['frame-ancestors'], 'https://pay.example https://shop.example');
    });

    test(`${path} answers the same for a handle that is over`, async () => {
      const response = await open().request(`${path}over`, form({[field]: 'eyJ9'}));
      assert.equal(response.status, 200);
      assert.ok((await response.text()).includes(word));
    });

    test(`${path} takes 16 kB and no more`, async () => {
      const {request, calls} = open();
      const most = 16 * 1024 - field.length - 1;
      assert.equal((await request(path + handle, form({[field]: 'x'.repeat(most)}))).status, 200);
      assert.equal((await request(path + handle, form({[field]: 'x'.repeat(most + 1)}))).status, 413);
      assert.equal(calls.length, 1);
    });

    test(`${path} does not answer a GET`, async () => assert.equal((await open().request(path + handle)).status, 404));
  }
});

describe('the directory server’s result', () => {
  const rreq = {messageType: 'RReq', transStatus: 'Y'};
  const tell = (authorization: string | undefined, body = JSON.stringify(rreq)) => ({
    method: 'POST',
    headers: {'content-type': 'application/json', ...(authorization === undefined ? {} : {authorization})},
    body,
  });

  test('is taken from who knows the directory key', async () => {
    const {request, calls} = open();
    const response = await request('/3ds/results', tell('Bearer dk_1'));
    assert.deepEqual([response.status, (await response.json()).messageType, calls], [200, 'RRes', [['result', rreq]]]);
  });

  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer dk_',
    'Bearer dk_12',
    'bearer dk_1',
    'dk_1',
    'Basic dk_1',
  ]) {
    test(`is not taken under “${authorization ?? 'no header'}”`, async () => {
      const {request, calls} = open();
      const response = await request('/3ds/results', tell(authorization));
      assert.deepEqual([response.status, calls], [401, []]);
    });
  }

  test('that is no JSON is still answered by the 3DS server', async () => {
    const {request, calls} = open();
    assert.equal((await request('/3ds/results', tell('Bearer dk_1', '{'))).status, 200);
    assert.deepEqual(calls, [['result', undefined]]);
  });

  test('is at most 32 kB', async () => {
    const {request, calls} = open();
    const padded = (length: number) => JSON.stringify({...rreq, x: ''}).replace('""', `"${'x'.repeat(length)}"`);
    const most = 32 * 1024 - padded(0).length;
    assert.equal((await request('/3ds/results', tell('Bearer dk_1', padded(most)))).status, 200);
    assert.equal((await request('/3ds/results', tell('Bearer dk_1', padded(most + 1)))).status, 413);
    assert.equal(calls.length, 1);
  });
});
