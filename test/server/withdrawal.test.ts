import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {compactVerify, createLocalJWKSet} from 'jose';
import type {ReceiptDocument} from '#contract/receipt.ts';
import {paperOf} from '../../server/receipts/paper.ts';
import {readShopSettings} from '../../server/shop-settings.ts';
import {townWithMail} from './letters/post-office.ts';

/** The merchant's terms, and the way out of the contract (code de la consommation L221-21, D221-5). */

const termsUrl = 'https://lumen.example/cgv#retractation';
/** On another site of the merchant's than those that may frame the page. */
const withdrawalUrl = 'https://retours.lumen.example/renoncer?boutique=1';
const company = {email: 'compta@example.test', type: 'company', paid_orders: 1} as const;
const labels = {fr: 'Renoncer au contrat ici', en: 'Withdraw from the contract here'} as const;

async function settingsOf(given: object, mode: 'test' | 'live' = 'test', env: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-settings-'));
  try {
    const path = join(folder, 'settings.json');
    await writeFile(path, JSON.stringify(given));
    return readShopSettings({...env, GUICHET_SETTINGS: path}, mode);
  } finally {
    await rm(folder, {recursive: true});
  }
}

describe('the addresses of the terms and of the withdrawal', () => {
  test('are on https; in a test the machine itself will do', async () => {
    const live = await settingsOf({termsUrl, withdrawalUrl}, 'live');
    assert.deepEqual([live.termsUrl, live.withdrawalUrl], [termsUrl, withdrawalUrl]);
    const local = await settingsOf({termsUrl: 'http://localhost:4240/terms'});
    assert.deepEqual([local.termsUrl, local.withdrawalUrl], ['http://localhost:4240/terms', null]);
  });

  const wrong: readonly [string, string, 'test' | 'live'][] = [
    ['on the machine itself, in live mode', 'http://localhost:4240/terms', 'live'],
    ['without encryption', 'http://lumen.example/cgv', 'test'],
    ['of a script', 'javascript:alert(1)', 'test'],
    ['with a name', 'https://camille@lumen.example/cgv', 'live'],
    ['with a password', 'https://:secret@lumen.example/cgv', 'live'],
    ['of no site', '/cgv', 'test'],
    ['longer than any', `https://lumen.example/${'a'.repeat(2048)}`, 'test'],
  ];
  for (const name of ['termsUrl', 'withdrawalUrl'] as const) {
    for (const [what, address, mode] of wrong) {
      test(`${what} stop the start: ${name}`, () =>
        assert.rejects(settingsOf({[name]: address}, mode), new RegExp(`${name} must be an https address`)));
    }
  }

  test('are those of the demo shop where it stands beside us, and nothing else says more', async () => {
    const beside = {SHOP_URL: 'http://localhost:4240'};
    const shop = readShopSettings(beside, 'test');
    assert.deepEqual(
      [shop.termsUrl, shop.withdrawalUrl],
      ['http://localhost:4240/terms', 'http://localhost:4240/withdraw'],
    );
    const none = [
      readShopSettings({}, 'test'),
      readShopSettings({SHOP_URL: 'http://shop.example'}, 'test'),
      readShopSettings({SHOP_URL: 'https://shop.example'}, 'live'),
      await settingsOf({}, 'test', beside),
    ];
    for (const each of none) assert.deepEqual([each.termsUrl, each.withdrawalUrl], [null, null]);
  });
});

describe('the terms', () => {
  test('are a link under the button that pays, in both languages, and nothing where they are not set', async () => {
    const {town} = await townWithMail([], {shop: {termsUrl}});
    for (const [locale, label] of [
      ['fr', 'Conditions générales et droit de rétractation'],
      ['en', 'Terms and right of withdrawal'],
    ] as const) {
      const {id, token} = await town.session({locale});
      const {json} = await town.api('GET', `/v1/checkout_sessions/${id}`, {token});
      assert.deepEqual(json.merchant, {name: 'Maison Lumen', terms_url: termsUrl});
      const page = (await (await town.call('pay', `/pay/${id}`)).text()).replaceAll(/<!--.*?-->/g, '');
      const [, attributes = ''] = new RegExp(`class="foot">\\s*<p>\\s*<a([^>]*)>${label}</a>`).exec(page) ?? [];
      for (const attribute of [`href="${termsUrl}"`, 'target="_blank"', 'rel="noopener noreferrer"'])
        assert.ok(attributes.includes(attribute), `${attribute} in ${attributes}`);
    }
    await town.stop();

    const bare = await townWithMail([]);
    const {id, token} = await bare.town.session();
    const {json} = await bare.town.api('GET', `/v1/checkout_sessions/${id}`, {token});
    assert.deepEqual(json.merchant, {name: 'Maison Lumen'});
    const page = await (await bare.town.call('pay', `/pay/${id}`)).text();
    assert.doesNotMatch(page, /<a[^>]*>Conditions générales/);
    await bare.town.stop();
  });
});

describe('the way out of the contract', () => {
  const linked = (letter: {readonly text: string; readonly html: string} | undefined, locale: 'fr' | 'en') => {
    const inHtml = new RegExp(`<a href="([^"]*)"[^>]*>${labels[locale]}</a>`).exec(letter?.html ?? '')?.[1];
    const inText = new RegExp(`^${labels[locale]}\\n(.*)$`, 'm').exec(letter?.text ?? '')?.[1];
    return [inHtml, inText];
  };

  test('stands on each letter that a consumer keeps of the contract, wherever the merchant has it', async () => {
    for (const locale of ['fr', 'en'] as const) {
      const {town, post, pay, order, operate} = await townWithMail(undefined, {shop: {withdrawalUrl}});
      const {intent} = await pay({locale});
      await operate(intent, 'capture');
      const asked = await town.api('POST', `/v1/receipts/rcpt_${intent.slice(3)}/send`, {body: {}});
      assert.equal(asked.status, 202, asked.text);
      await town.advance(2_000);
      await order('bank_transfer', {locale});
      await order('cheque', {locale});
      assert.deepEqual(post.kinds(), [
        'order_confirmed',
        'debited',
        'receipt',
        'transfer_instructions',
        'cheque_instructions',
      ]);
      for (const letter of post.sent)
        assert.deepEqual(linked(letter, locale), [withdrawalUrl, withdrawalUrl], letter.kind);
      await town.stop();
    }
  });

  test('is not on a letter that ends the order, nor where the merchant names no address', async () => {
    const {town, post, pay, operate} = await townWithMail(undefined, {shop: {withdrawalUrl}});
    const {intent} = await pay();
    await operate(intent, 'void');
    assert.deepEqual(post.kinds(), ['order_confirmed', 'released']);
    assert.deepEqual(linked(post.sent[1], 'fr'), [undefined, undefined]);
    await town.stop();

    const bare = await townWithMail();
    await bare.pay();
    assert.deepEqual(linked(bare.post.sent[0], 'fr'), [undefined, undefined]);
    await bare.town.stop();
  });

  test('is a consumer’s: a company has it on no letter and no ticket', async () => {
    const {town, post, order, pay} = await townWithMail(undefined, {shop: {withdrawalUrl}});
    const {intent} = await pay({customer: company});
    const sent = [await order('net_30', {customer: company}), await order('bank_transfer', {customer: company})];
    assert.deepEqual(post.kinds(), ['order_confirmed', 'terms_instructions', 'transfer_instructions']);
    for (const letter of post.sent) assert.deepEqual(linked(letter, 'fr'), [undefined, undefined], letter.kind);
    for (const each of [intent, ...sent.map((session) => session.intent)]) {
      const {json} = await town.api('GET', `/v1/receipts/rcpt_${each.slice(3)}`);
      assert.equal(json.document.withdrawal_url, undefined);
      assert.equal(json.object, 'receipt');
    }
    await town.stop();
  });

  test('is signed on the receipt, told to its shopper, and stands on paper; later movements keep it', async () => {
    const {town, pay, operate} = await townWithMail([], {shop: {withdrawalUrl}});
    const {id, token, intent} = await pay({customer: {type: 'individual'}});
    await operate(intent, 'capture', {amount: 5_000, final: false});
    const {json} = await town.api('GET', `/v1/receipts/rcpt_${intent.slice(3)}`);
    const keys = (await town.api('GET', '/.well-known/jwks.json', {token: 'none'})).json;
    const {payload} = await compactVerify(json.jws, createLocalJWKSet(keys), {algorithms: ['EdDSA']});
    const signed: ReceiptDocument = JSON.parse(new TextDecoder().decode(payload));
    assert.deepEqual([signed.sequence, signed.withdrawal_url], [2, withdrawalUrl]);

    const view = await town.api('GET', `/v1/checkout_sessions/${id}`, {token});
    assert.equal(view.json.receipt.proof.withdrawal_url, withdrawalUrl);
    for (const locale of ['fr', 'en'] as const) {
      const {rows} = paperOf({document: signed, duplicateOf: undefined, locale});
      assert.equal(rows.find(({label}) => label === labels[locale])?.value, withdrawalUrl);
      const pdf = await town.call('pay', `/v1/receipts/${signed.id}.pdf?locale=${locale}`, {
        headers: {authorization: `Bearer ${new URL(view.json.receipt.proof.url).hash.slice(1)}`},
      });
      assert.equal(pdf.status, 200);
    }
    await town.stop();
  });
});
