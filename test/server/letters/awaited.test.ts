import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {simpleParser} from 'mailparser';
import {readShopSettings} from '../../../server/shop-settings.ts';
import {minute, townWithMail} from './post-office.ts';
import {withServer} from './smtp-server.ts';

const hour = 60 * minute;
const day = 24 * hour;
const company = {email: 'compta@example.test', name: 'Atelier Brune', type: 'company', paid_orders: 1};

async function days(town: {sleep: (ms: number) => Promise<void>}, count: number) {
  for (let step = 0; step < count * 4; step++) await town.sleep(day / 4 - minute);
}

describe('how the money is to be sent', () => {
  test('by transfer: the account, the reference and the last day, once', async () => {
    const {town, post, order} = await townWithMail();
    const {intent} = await order('bank_transfer');
    assert.deepEqual(post.kinds(), ['transfer_instructions']);
    const row = await town.store.get('intents', intent);
    const reference = row?.doc.status === 'awaiting_funds' ? row.doc.reference : '';
    const [{text, subject} = {text: '', subject: ''}] = post.sent;
    assert.match(subject, /votre virement pour la commande ML-2026-0412/);
    assert.match(text, /Montant à régler – 129,90\u00a0€/);
    assert.match(text.replaceAll('\u00a0', ' '), /IBAN – FR76 3000 6000 0112 3456 7890 189/);
    assert.ok(text.replace(/\s/g, '').includes(reference), 'the reference');
    assert.match(text, /1 décembre 2026/);
    // The code to scan is on the ticket, to which the letter leads.
    assert.match(
      text,
      /Voir ces coordonnées en ligne, avec le code à scanner, et en PDF.*\n?.*\/receipt\/rcpt_[\w-]+#rc_/,
    );
    assert.doesNotMatch(text, /Voir le ticket/);

    await town.advance(hour);
    assert.equal(post.sent.length, 1);
    await town.stop();
  });

  test('by cheque: to whom, where, and the amount in French words in either language', async () => {
    const {town, post, order} = await townWithMail();
    await order('cheque', {locale: 'en'});
    const [letter] = post.sent;
    assert.equal(letter?.kind, 'cheque_instructions');
    assert.match(letter?.text ?? '', /Cent vingt-neuf euros et quatre-vingt-dix centimes/);
    assert.match(letter?.text ?? '', /Maison Lumen, Service des paiements, 12 rue des Lampes, 69001 Lyon/);
    assert.match(letter?.html ?? '', /<dd lang="fr"[^>]*>Cent vingt-neuf/);
    await town.stop();
  });

  test('on 30-day terms: when it is due, and what the law says of being late', async () => {
    const {town, post, order} = await townWithMail();
    await order('net_30', {customer: company});
    const [letter] = post.sent;
    assert.equal(letter?.kind, 'terms_instructions');
    assert.match(letter?.text ?? '', /24 décembre 2026/);
    assert.match(letter?.text ?? '', /pénalités au taux de la BCE majoré de 10 points/);
    assert.match(letter?.text ?? '', /40\u00a0€/);
    assert.match(letter?.text ?? '', /Ou par chèque \(ordre\u00a0: Maison Lumen\).*12 rue des Lampes, 69001 Lyon\./);
    await town.stop();
  });

  test('no longer awaited: that nothing is to be sent, and of no reservation', async () => {
    const {town, post, order, operate} = await townWithMail();
    const {intent} = await order('bank_transfer');
    await operate(intent, 'void');
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'released']);
    assert.match(post.sent[1]?.text ?? '', /n’attend plus votre règlement pour cette commande\u00a0: n’envoyez rien/);
    assert.doesNotMatch(post.sent[1]?.text ?? '', /réserv|votre banque rend/);
    await town.stop();
  });

  test('where the merchant has no account for that currency, it is told that the merchant says', async () => {
    const {town, post, order} = await townWithMail(undefined, {shop: {accounts: {}}});
    await order('bank_transfer');
    assert.match(post.sent[0]?.text ?? '', /Maison Lumen vous indique où envoyer votre règlement/);
    await town.stop();
  });

  test('a letter that comes after the money is not sent', async () => {
    const {town, post, order, receive, letters} = await townWithMail();
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    const {intent} = await order('bank_transfer');
    await receive(intent, 12_990);
    post.answers(async () => ({kind: 'sent'}));
    await days(town, 1);
    // It was sent, not debited, though the order says that cards are debited at shipment.
    assert.deepEqual(post.kinds(), ['order_confirmed']);
    assert.match(post.sent[0]?.text ?? '', /Votre règlement nous est parvenu/);
    assert.doesNotMatch(post.sent[0]?.text ?? '', /réservé|a été débité/);
    const dropped = (await letters()).find(({doc}) => doc.kind === 'transfer_instructions');
    assert.deepEqual([dropped?.doc.state, dropped?.doc.lastCode], ['given_up', 'moot']);
    await town.stop();
  });

  test('by a real SMTP server: both languages, both parts, one recipient', async () => {
    await withServer({password: 's3cret-word'}, async (mail, taken) => {
      const {town, order} = await townWithMail(undefined, {mail});
      await order('bank_transfer');
      await order('bank_transfer', {locale: 'en', currency: 'GBP'});
      for (let turn = 0; taken.length < 2 && turn < 200_000; turn++) await new Promise((go) => setImmediate(go));
      const [french, english] = await Promise.all(taken.map(({raw}) => simpleParser(raw)));
      assert.match(french?.subject ?? '', /votre virement/);
      assert.match(english?.subject ?? '', /your transfer/);
      assert.match(english?.text ?? '', /Sort code – 60-16-13/);
      assert.match(String(english?.html), /60-16-13/);
      for (const letter of taken) assert.deepEqual(letter.to, ['camille@example.test']);
      await town.stop();
    });
  });
});

describe('a reminder', () => {
  test('comes at half-time, once, and never after the wait is over', async () => {
    const {town, post, order} = await townWithMail();
    await order('bank_transfer');
    await days(town, 3);
    assert.deepEqual(post.kinds(), ['transfer_instructions']);
    await days(town, 1);
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'reminder']);
    assert.match(post.sent[1]?.text ?? '', /ne nous est pas encore parvenu/);
    assert.match(post.sent[1]?.text.replaceAll('\u00a0', ' ') ?? '', /FR76 3000/);
    await days(town, 10);
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'reminder', 'payment_failed']);
    await town.stop();
  });

  test('never comes when the money has', async () => {
    const {town, post, order, receive} = await townWithMail();
    const {intent} = await order('cheque');
    await receive(intent, 12_990);
    await days(town, 20);
    assert.deepEqual(post.kinds(), ['cheque_instructions', 'order_confirmed']);
    await town.stop();
  });

  test('asks for the rest when a part has come', async () => {
    const {town, post, order, receive} = await townWithMail();
    const {intent} = await order('bank_transfer');
    await receive(intent, 10_000);
    await days(town, 4);
    assert.match(post.sent[1]?.text ?? '', /Reste à régler – 29,90\u00a0€/);
    await town.stop();
  });

  test('on 30-day terms comes before the due date and after it, then no more', async () => {
    const {town, post, order} = await townWithMail();
    await order('net_30', {customer: company, locale: 'en'});
    await days(town, 24);
    await days(town, 10);
    await days(town, 9);
    assert.deepEqual(post.kinds(), ['terms_instructions', 'reminder', 'reminder']);
    assert.match(post.sent[1]?.text ?? '', /Due by 24 December 2026/);
    assert.match(post.sent[2]?.text ?? '', /It was due by 24 December 2026/);
    await town.stop();
  });

  test('is announced to the shop, too', async () => {
    const {town, order} = await townWithMail();
    const {intent} = await order('bank_transfer');
    await days(town, 4);
    const {json} = await town.api('GET', `/v1/events?payment_intent=${intent}`);
    assert.equal(json.data.filter(({type}: {type: string}) => type === 'payment_intent.funds_reminder').length, 1);
    await town.stop();
  });

  test('comes once, when several were missed, and not at all when the wait is over', async () => {
    const reminders = {bank_transfer: [-6, -5, -4], cheque: [], net_30: []};
    const {town, post, order} = await townWithMail(undefined, {shop: {reminders}});
    await order('bank_transfer');
    await town.pay.stop();
    await days(town, 3.5);
    town.secondPay();
    await town.advance(hour);
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'reminder']);

    await order('bank_transfer');
    await town.pay.stop();
    await days(town, 9);
    town.secondPay();
    await town.advance(hour);
    assert.equal(post.kinds().filter((kind) => kind === 'reminder').length, 1);
    await town.stop();
  });

  test('comes once from two copies of us', async () => {
    const {town, post, order} = await townWithMail();
    town.secondPay();
    await order('bank_transfer');
    await days(town, 5);
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'reminder']);
    await town.stop();
  });

  test('that waits for the mail server is dropped when the money comes first', async () => {
    const {town, post, order, receive} = await townWithMail();
    const {intent} = await order('bank_transfer');
    post.answers(async () => ({kind: 'failed', code: 'ECONNECTION'}));
    await days(town, 4);
    await receive(intent, 12_990);
    post.answers(async () => ({kind: 'sent'}));
    await days(town, 2);
    assert.deepEqual(post.kinds(), ['transfer_instructions', 'order_confirmed']);
    await town.stop();
  });

  test('is not sent by a shop that wants none', async () => {
    const reminders = {bank_transfer: [], cheque: [], net_30: []};
    const {town, post, order} = await townWithMail(undefined, {shop: {reminders}});
    await order('bank_transfer');
    await days(town, 6);
    assert.deepEqual(post.kinds(), ['transfer_instructions']);
    await town.stop();
  });

  const settings: readonly [string, object, RegExp][] = [
    ['on the day of the end', {bank_transfer: [0]}, /reminders\.bank_transfer: 0 days/],
    ['before the order', {cheque: [-14]}, /reminders\.cheque: -14 days/],
    ['after the wait', {net_30: [14]}, /reminders\.net_30: 14 days/],
    ['of a method that needs none', {card: [-1]}, /there is no setting reminders\.card/],
    ['at no day', {net_30: [0.3]}, /not as it should be/],
  ];
  for (const [what, reminders, expected] of settings) {
    test(`${what} is refused at the start`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'guichet-settings-'));
      try {
        const path = join(folder, 'settings.json');
        await writeFile(path, JSON.stringify({reminders}));
        assert.throws(() => readShopSettings({GUICHET_SETTINGS: path}, 'test'), expected);
      } finally {
        await rm(folder, {recursive: true});
      }
    });
  }
});
