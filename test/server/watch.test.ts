import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, describe, test} from 'node:test';
import {shopperIn} from '../shopper.ts';
import {openTown, type Town} from '../town.ts';

const token = 'a-token-for-prometheus';
let town: Town;
let shopper: ReturnType<typeof shopperIn>;
before(async () => {
  town = await openTown({}, undefined, {metricsTokenHash: createHash('sha256').update(token).digest('hex')});
  shopper = shopperIn(town);
});
after(() => town.stop());

const report = (body: unknown) =>
  town.call('pay', '/csp-reports', {
    method: 'POST',
    headers: {'content-type': 'application/reports+json'},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const violation = {
  type: 'csp-violation',
  body: {
    effectiveDirective: 'script-src-elem',
    documentURL: 'https://pay.example/pay/cs_secret?l=fr',
    blockedURL: 'https://evil.example/x.js?card=4000000000000010',
  },
};

describe('what is watched', () => {
  test('counts what was announced and what waits, in words of ours only', async () => {
    const session = await town.session();
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000010'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    const answer = await town.call('pay', '/metrics', {headers: {authorization: `Bearer ${token}`}});
    const text = await answer.text();
    assert.match(text, /^guichet_events_total\{type="payment_intent\.authorized"\} 1$/m);
    assert.match(text, /^guichet_payments\{status="requires_capture"\} 1$/m);
    assert.ok(!text.includes(session.id) && !text.includes(session.intent));
  });

  test('counts a refusal whose code no table knows, and says the neutral sentence', async () => {
    const session = await town.session();
    town.cut(async (_request, deliver) => {
      const response = await deliver();
      const text = await response.text();
      return new Response(text.replaceAll('"response_code":"05"', '"response_code":"Z9"'), response);
    });
    const confirmed = await shopper.confirm(session, await town.card(session, '4000000000000002'));
    await shopper.bridge(confirmed.json.payment_intent.next_action.url);
    town.cut((_request, deliver) => deliver());
    const {last_decline: decline} = await shopper.intent(session);
    assert.deepEqual([decline.provider_code, decline.code, decline.listed], ['cb:Z9', 'generic_decline', false]);
    assert.match(decline.message.fr, /^Votre banque n’a pas accepté ce paiement\. Aucun montant/);
    const text = await (await town.call('pay', '/metrics', {headers: {authorization: `Bearer ${token}`}})).text();
    assert.match(text, /^guichet_unlisted_refusals_total\{provider="cb"\} 1$/m);
  });

  test('is shown to nobody else', async () => {
    for (const headers of [{}, {authorization: 'Bearer wrong'}] as const) {
      assert.equal((await town.call('pay', '/metrics', {headers})).status, 404);
    }
  });

  test('without a token, to the machine itself only, and to no proxy on it', async () => {
    const local = await openTown({}, undefined, {addressOf: () => '127.0.0.1'});
    assert.equal((await local.call('pay', '/metrics')).status, 200);
    assert.equal((await local.call('pay', '/metrics', {headers: {'x-forwarded-for': '203.0.113.9'}})).status, 404);
    await local.stop();
    const far = await openTown({}, undefined, {addressOf: () => '203.0.113.24'});
    assert.equal((await far.call('pay', '/metrics')).status, 404);
    await far.stop();
  });

  test('takes reports of broken policies, without what they might give away', async () => {
    assert.equal((await report([violation])).status, 204);
    assert.equal(
      (await report({'csp-report': {'effective-directive': 'img-src', 'blocked-uri': 'inline'}})).status,
      204,
    );
    const lines = town.logged.filter((line) => line.includes('csp_violation'));
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      event: 'csp_violation',
      directive: 'script-src-elem',
      page: 'pay',
      blocked: 'https://evil.example',
    });
    assert.ok(lines.every((line) => !line.includes('4000') && !line.includes('cs_secret')));
  });

  test('refuses what is no report, what is too large, and a flood', async () => {
    assert.equal((await report('{')).status, 400);
    assert.equal((await report([{type: 'x'.repeat(9000), body: {}}])).status, 413);
    let refused = 0;
    for (let count = 0; count < 40; count++) if ((await report([violation])).status === 429) refused++;
    assert.ok(refused >= 10, String(refused));
  });
});
