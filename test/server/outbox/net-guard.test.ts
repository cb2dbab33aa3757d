import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {createNetGuard, isGlobal} from '../../../server/net-guard.ts';

/** First and last of each block that is not of the public internet, and their neighbours outside. */
const addresses: readonly [string, boolean][] = [
  ['0.0.0.0', false],
  ['0.255.255.255', false],
  ['1.0.0.0', true],
  ['9.255.255.255', true],
  ['10.0.0.0', false],
  ['10.255.255.255', false],
  ['11.0.0.0', true],
  ['100.63.255.255', true],
  ['100.64.0.0', false],
  ['100.127.255.255', false],
  ['100.128.0.0', true],
  ['126.255.255.255', true],
  ['127.0.0.1', false],
  ['127.255.255.255', false],
  ['128.0.0.0', true],
  ['169.253.255.255', true],
  ['169.254.0.0', false],
  ['169.254.169.254', false],
  ['169.255.0.0', true],
  ['172.15.255.255', true],
  ['172.16.0.0', false],
  ['172.31.255.255', false],
  ['172.32.0.0', true],
  ['192.0.0.8', false],
  ['192.0.1.0', true],
  ['192.0.2.1', false],
  ['192.0.3.0', true],
  ['192.167.255.255', true],
  ['192.168.0.0', false],
  ['192.168.255.255', false],
  ['192.169.0.0', true],
  ['198.17.255.255', true],
  ['198.18.0.0', false],
  ['198.19.255.255', false],
  ['198.20.0.0', true],
  ['198.51.100.7', false],
  ['203.0.113.7', false],
  ['223.255.255.255', true],
  ['224.0.0.1', false],
  ['239.255.255.255', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['8.8.8.8', true],
  ['93.184.216.34', true],
  ['::', false],
  ['::1', false],
  ['0:0:0:0:0:0:0:1', false],
  ['fc00::1', false],
  ['fdff:ffff::1', false],
  ['fe80::1', false],
  ['febf::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b::8.8.8.8', false],
  ['64:ff9b:1::1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['2001:db8::1', false],
  ['3fff::1', false],
  ['100::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['::127.0.0.1', false],
  ['2606:2800:220:1:248:1893:25c8:1946', true],
  ['2a00:1450:4007:80e::200e', true],
  ['2001:4860:4860::8888', true],
  ['', false],
  ['localhost', false],
  ['1.2.3', false],
  ['1.2.3.256', false],
  ['01.2.3.4.5', false],
  ['::g', false],
];

describe('an address', () => {
  for (const [address, global] of addresses) {
    test(`${address || 'that is empty'} is ${global ? '' : 'not '}of the public internet`, () =>
      assert.equal(isGlobal(address), global));
  }
});

const names: Readonly<Record<string, readonly string[]>> = {
  'shop.example': ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'],
  'inside.example': ['10.1.2.3'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
};
const resolve = async (host: string) => names[host] ?? Promise.reject(new Error('ENOTFOUND'));

const urls: readonly [string, string][] = [
  ['https://shop.example/hook', 'ok 93.184.216.34'],
  ['https://shop.example:443/hook', 'ok 93.184.216.34'],
  ['https://shop.example:8443/hook', 'ok 93.184.216.34'],
  ['https://93.184.216.34/', 'ok 93.184.216.34'],
  ['https://[2a00:1450:4007:80e::200e]/', 'ok 2a00:1450:4007:80e::200e'],
  ['https://shop.example:8080/', 'port'],
  ['https://shop.example:22/', 'port'],
  ['http://shop.example/', 'scheme'],
  ['ftp://shop.example/', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['https://user:pass@shop.example/', 'credentials'],
  ['not an address', 'url'],
  [`https://shop.example/${'x'.repeat(2048)}`, 'url'],
  ['https://inside.example/', 'address'],
  ['https://mixed.example/', 'address'],
  ['https://mapped.example/', 'address'],
  ['https://localhost/', 'address'],
  ['https://nowhere.example/', 'unresolvable'],
  ['https://127.0.0.1/', 'address'],
  ['https://2130706433/', 'address'],
  ['https://0x7f.1/', 'address'],
  ['https://0177.0.0.1/', 'address'],
  ['https://[::1]/', 'address'],
  ['https://[::ffff:127.0.0.1]/', 'address'],
  ['https://169.254.169.254/latest/meta-data/', 'address'],
];

describe('a webhook address', () => {
  const guard = createNetGuard({resolve, allowPrivate: false});
  for (const [url, expected] of urls) {
    test(`${url.slice(0, 60)}: ${expected}`, async () => {
      const checked = await guard.check(url, true);
      assert.equal(checked.ok ? `ok ${checked.address}` : checked.reason, expected);
    });
  }

  test('of our own network is for test endpoints only, and only where that is allowed', async () => {
    const open = createNetGuard({resolve, allowPrivate: true});
    assert.deepEqual(await open.check('http://localhost:4240/hook', false), {ok: true, address: '127.0.0.1'});
    assert.deepEqual(await open.check('http://127.0.0.1:4240/hook', false), {ok: true, address: '127.0.0.1'});
    assert.deepEqual(await open.check('http://localhost:4240/hook', true), {ok: false, reason: 'scheme'});
    assert.deepEqual(await open.check('https://localhost/hook', true), {ok: false, reason: 'address'});
    assert.deepEqual(await guard.check('http://localhost:4240/hook', false), {ok: false, reason: 'scheme'});
  });

  test('is looked up once: the address that was judged is the one to connect to', async () => {
    let looks = 0;
    const rebinding = createNetGuard({
      resolve: async () => (looks++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']),
      allowPrivate: false,
    });
    assert.deepEqual(await rebinding.check('https://rebind.example/', false), {ok: true, address: '93.184.216.34'});
    assert.equal(looks, 1);
    assert.deepEqual(await rebinding.check('https://rebind.example/', false), {ok: false, reason: 'address'});
  });
});
