import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {receipts} from '../../server/receipts/receipts.ts';
import {shopperIn} from '../shopper.ts';
import {addresses, openTown, secretKey, type Town} from '../town.ts';

let town: Town;
let shopper: ReturnType<typeof shopperIn>;
let order: {id: string; token: string; intent: string};
let receipt = '';
let link = '';
before(async () => {
  town = await openTown();
  shopper = shopperIn(town);
  order = await town.session({invoice_url: 'https://shop.example/facture/1.pdf'});
  const confirmed = await shopper.confirm(order, await town.card(order, '4000000000000010'));
  await shopper.bridge(confirmed.json.payment_intent.next_action.url);
  receipt = `rcpt_${order.intent.slice(3)}`;
  link = (await town.api('GET', `/v1/receipts/${receipt}`)).json.url.split('#')[1];
});
after(() => town.stop());

const fetchFile = (path: string, token: string, init: RequestInit = {}) =>
  town.call('pay', path, {...init, headers: {authorization: `Bearer ${token}`, ...init.headers}});
const upload = (body: string | Uint8Array<ArrayBuffer>, type = 'application/pdf') =>
  fetchFile(`/v1/checkout_sessions/${order.id}/invoice`, secretKey, {
    method: 'POST',
    body,
    headers: {'content-type': type},
  });

describe('copies of a receipt', () => {
  test('are told to who holds the token, and to nobody who only knows the address of the payment page', async () => {
    const view = await shopper.view(order);
    assert.equal(view.receipt?.proof?.url, `${addresses.pay}/receipt/${receipt}#${link}`);
    assert.equal(view.receipt?.proof?.invoice_url, 'https://shop.example/facture/1.pdf');
    const page = await (await town.call('pay', `/pay/${order.id}`)).text();
    assert.ok(page.includes('ML-2026-0412'));
    assert.ok(!page.includes(link) && !page.includes('rc_'));
  });

  const wrong: readonly [string, () => string, number, string][] = [
    ['another receipt’s token', () => `rc_${'A'.repeat(43)}`, 403, 'wrong_receipt'],
    ['the token, cut', () => link.slice(0, -1), 403, 'wrong_receipt'],
    ['a session’s token', () => order.token, 403, 'forbidden'],
    ['no token', () => 'x', 401, 'unauthorized'],
  ];
  for (const [name, token, status, code] of wrong) {
    test(`${name} opens nothing`, async () => {
      for (const path of ['', '.pdf', '/invoice']) {
        const answer = await fetchFile(`/v1/receipts/${receipt}${path}`, token());
        assert.deepEqual([answer.status, (await answer.json()).code], [status, code], path);
      }
    });
  }

  test('are duplicates from the second one on; to ask by HEAD is no copy', async () => {
    await fetchFile(`/v1/receipts/${receipt}.pdf`, link, {method: 'HEAD'});
    const first = await fetchFile(`/v1/receipts/${receipt}.pdf?locale=fr`, link);
    assert.equal(first.headers.get('content-disposition'), `attachment; filename="ticket-${receipt}.pdf"`);
    assert.match(first.headers.get('content-security-policy') ?? '', /sandbox/);
    const bytes = Buffer.from(await first.arrayBuffer());
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    const again = await fetchFile(`/v1/receipts/${receipt}.pdf?locale=fr`, link);
    // One banner more, and nothing else of another length.
    assert.ok((await again.arrayBuffer()).byteLength > bytes.byteLength);
    assert.equal((await town.api('GET', `/v1/receipts/${receipt}`)).json.downloads, 2);
  });

  test('are not sent where no letters are', async () => {
    const answer = await town.api('POST', `/v1/receipts/${receipt}/send`, {token: link, body: {}});
    assert.deepEqual([answer.status, answer.json.code], [422, 'letters_unavailable']);
  });

  test('cannot be read by their link for ever', async () => {
    const linkKey = new Uint8Array(32).fill(5);
    const after = (days: number) =>
      receipts({
        store: town.store,
        world: {clock: {now: () => town.clock.now() + days * 24 * 60 * 60 * 1000}},
        payUrl: addresses.pay,
        linkKey,
      }).ofLink(receipt, link);
    assert.equal((await after(120)).id, receipt);
    await assert.rejects(after(401), {code: 'receipt_link_expired'});
  });
});

describe('the shop’s own invoice', () => {
  const pdf = '%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n';
  const refused: readonly [string, () => Promise<Response>, number, string][] = [
    ['an empty body', () => upload(''), 422, 'invoice_not_pdf'],
    ['a page that calls itself a PDF', () => upload('<html>%PDF-1.7 %%EOF'), 422, 'invoice_not_pdf'],
    ['a PDF cut short', () => upload('%PDF-1.7\n1 0 obj'), 422, 'invoice_not_pdf'],
    ['another type', () => upload(pdf, 'text/html'), 415, 'unsupported_media_type'],
    ['too much', () => upload(new Uint8Array(2 * 1024 * 1024 + 1)), 413, 'invoice_too_large'],
  ];
  for (const [name, ask, status, code] of refused) {
    test(`${name} is refused`, async () => {
      const answer = await ask();
      assert.deepEqual([answer.status, (await answer.json()).code], [status, code]);
    });
  }

  test('comes back as it came, as a download that runs nothing', async () => {
    assert.equal((await upload(pdf)).status, 201);
    const answer = await fetchFile(`/v1/receipts/${receipt}/invoice`, secretKey);
    assert.equal(await answer.text(), pdf);
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
  });

  for (const url of ['http://shop.example/f.pdf', 'javascript:alert(1)', 'https://a:b@shop.example/f.pdf', 'f.pdf']) {
    test(`${url} is no address for one`, async () => {
      const answer = await town.api('POST', '/v1/checkout_sessions', {body: {...town.order, invoice_url: url}});
      assert.deepEqual([answer.status, answer.json.code], [422, 'invoice_url_not_allowed']);
    });
  }
});
