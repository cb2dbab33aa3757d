import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import type {TLSSocket} from 'node:tls';
import {readShopSettings} from '../../server/shop-settings.ts';
import {SettingError} from '../../server/settings.ts';
import {NetError, type NetRequest} from '../../server/ports.ts';
import {realWorld} from '../../server/world.ts';
import {openTown, type Town} from '../town.ts';

/** Made for these tests, and worth nothing: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes`. */
const pem = (name: string) => readFileSync(new URL(`../golden/loopback/${name}.pem`, import.meta.url), 'utf8');
const identity = {certificate: pem('merchant'), key: pem('merchant.key')};
const applePay = {merchantIdentifier: 'merchant.test.lumen', identity, domainFile: '7B227073704964227D\n'};
const url = 'https://apple-pay-gateway.apple.com/paymentservices/startSession';

let town: Town;
before(async () => void (town = await openTown({}, undefined, {applePay})));
after(() => town.stop());

async function validate(body: unknown, at: Town = town, token?: string) {
  const session = await at.session();
  return at.api('POST', `/v1/checkout_sessions/${session.id}/apple_pay_session`, {body, token: token ?? session.token});
}

describe('merchant validation', () => {
  test('asks Apple under the merchant’s certificate, and hands its answer on unchanged', async () => {
    const asked: NetRequest[] = [];
    town.cut(async (request) => {
      asked.push(request);
      return new Response('{"merchantSessionIdentifier":"SSH1","nonce":"n","epochTimestamp":1}');
    });
    const {status, json} = await validate({validation_url: url});
    town.mend();
    assert.deepEqual([status, json], [200, {merchantSessionIdentifier: 'SSH1', nonce: 'n', epochTimestamp: 1}]);
    const [request] = asked.filter((one) => one.url === url);
    assert.deepEqual(request?.identity, identity);
    assert.deepEqual(JSON.parse(String(request?.body)), {
      merchantIdentifier: 'merchant.test.lumen',
      displayName: 'Maison Lumen',
      initiative: 'web',
      initiativeContext: 'localhost',
    });
  });

  for (const bad of [
    'http://apple-pay-gateway.apple.com/paymentservices/startSession',
    'https://apple-pay-gateway.apple.com.evil.example/paymentservices/startSession',
    'https://evil.example/apple-pay-gateway.apple.com/paymentservices/startSession',
    'https://apple-pay-gateway.apple.com:8443/paymentservices/startSession',
    'https://me@apple-pay-gateway.apple.com/paymentservices/startSession',
    'https://apple-pay-gateway.apple.com/other',
    'https://apple-pay-gateway.apple.com/paymentservices/startSession?x=1',
    'https://www.apple.com/paymentservices/startSession',
    'https://169.254.169.254/paymentservices/startSession',
    'not an address',
  ]) {
    test(`calls nobody for ${bad}`, async () => {
      const asked: string[] = [];
      town.cut((request, deliver) => {
        asked.push(request.url);
        return deliver();
      });
      const {status, json} = await validate({validation_url: bad});
      town.mend();
      assert.deepEqual([status, json.code], [422, 'apple_pay_url_not_allowed']);
      assert.ok(!asked.includes(bad));
    });
  }

  test('says so when Apple refuses, answers with something else, or not at all', async () => {
    for (const answer of [
      async () => new Response('{}', {status: 417}),
      async () => new Response('<html>'),
      async () => {
        throw new NetError('no_answer');
      },
    ]) {
      town.cut((request, deliver) => (request.url === url ? answer() : deliver()));
      const {status, json} = await validate({validation_url: url});
      town.mend();
      assert.deepEqual([status, json.code], [502, 'apple_pay_unreachable']);
    }
  });

  test('is for the browser of that session only', async () => {
    const other = await town.session();
    assert.equal((await validate({validation_url: url}, town, other.token)).json.code, 'wrong_session');
    assert.equal((await validate({validation_url: url}, town, 'cst_nothing')).json.code, 'wrong_session');
  });

  test('without a contract is refused, and there is no domain file', async () => {
    const plain = await openTown();
    assert.equal((await validate({validation_url: url}, plain)).json.code, 'apple_pay_unavailable');
    assert.equal((await plain.call('pay', domainPath)).status, 404);
    await plain.stop();
  });
});

const domainPath = '/.well-known/apple-developer-merchantid-domain-association';

test('the domain file is served as it was given', async () => {
  const answer = await town.call('pay', domainPath);
  assert.equal(await answer.text(), '7B227073704964227D\n');
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
});

test('a server that wants to know who calls is told, and one of another authority is not called', async () => {
  const server = createServer(
    {
      cert: pem('server'),
      key: pem('server.key'),
      ca: identity.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const socket = request.socket as TLSSocket;
      response.end(JSON.stringify({caller: socket.getPeerCertificate().subject.CN}));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const {net} = realWorld('test');
  const ask = (more: object) => net.fetch({method: 'GET', url: address, timeoutMs: 5000, ...more});
  try {
    const known = await ask({identity: {...identity, authority: pem('server')}});
    assert.deepEqual(JSON.parse(known.body), {caller: 'merchant.example.test'});
    await assert.rejects(ask({identity}), NetError);
    await assert.rejects(ask({}), NetError);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('the settings name the files; one that is missing, or is something else, is told by its name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-apple-'));
  const path = join(folder, 'guichet.json');
  const write = (change: object) =>
    writeFileSync(
      path,
      JSON.stringify({
        applePay: {merchantIdentifier: 'merchant.test.lumen', certificateFile: 'a.pem', keyFile: 'a.key', ...change},
      }),
    );
  try {
    writeFileSync(join(folder, 'a.pem'), identity.certificate);
    writeFileSync(join(folder, 'a.key'), identity.key);
    write({});
    assert.deepEqual(readShopSettings({GUICHET_SETTINGS: path}, 'test').applePay, {
      merchantIdentifier: 'merchant.test.lumen',
      identity,
    });
    for (const change of [{keyFile: 'a.pem'}, {certificateFile: 'none.pem'}, {domainFile: 'none'}]) {
      write(change);
      const file = Object.values(change)[0] ?? '';
      assert.throws(
        () => readShopSettings({GUICHET_SETTINGS: path}, 'test'),
        (error: unknown) => error instanceof SettingError && error.message.includes(file),
      );
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});
