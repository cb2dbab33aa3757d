import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import {awayRoutes} from '../../../server/routes/away.ts';

const url = 'https://secure.payzen.eu/vads-payment/';
const door = awayRoutes({
  payUrl: 'http://localhost:4242',
  find: async (handle) => {
    if (handle === 'h_over') return {session: 'cs_1'};
    if (handle === 'h_odd') return {session: 'cs_1', form: {url: 'javascript:alert(1)', fields: {}}};
    return handle === 'h_1'
      ? {session: 'cs_1', form: {url, fields: {vads_amount: '12990', PBX_BILLING: '<?xml version="1.0"?>&'}}}
      : undefined;
  },
});

test('the form is there as it was made, and the document can go to that host only', async () => {
  const response = await door.request('/away/h_1', {headers: {'accept-language': 'en'}});
  assert.equal(response.status, 200);
  const html = await response.text();
  assert.ok(html.includes(`<form method="post" action="${url}"`));
  assert.ok(html.includes('<input type="hidden" name="vads_amount" value="12990">'));
  assert.ok(html.includes('name="PBX_BILLING" value="&lt;?xml version=&quot;1.0&quot;?&gt;&amp;"'));
  assert.ok(html.includes('lang="en"'));

  const policy = response.headers.get('content-security-policy') ?? '';
  assert.ok(policy.includes("default-src 'none'"));
  assert.ok(policy.includes('form-action https://secure.payzen.eu;'));
  assert.ok(policy.includes("frame-ancestors 'none'"));
  assert.ok(!policy.includes('unsafe'));
  // What the policy lets in is what stands there, to the letter.
  for (const tag of ['script', 'style']) {
    const [, text = ''] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(html) ?? [];
    const hash = createHash('sha256').update(text).digest('base64');
    assert.ok(policy.includes(`${tag}-src 'sha256-${hash}'`), tag);
  }
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

for (const handle of ['h_over', 'h_odd']) {
  test(`nobody is sent away with ${handle}: back to the session's page`, async () => {
    const response = await door.request(`/away/${handle}`);
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), 'http://localhost:4242/pay/cs_1?returned');
  });
}

test('a try that nobody knows is not found', async () => {
  assert.equal((await door.request('/away/h_2')).status, 404);
});
