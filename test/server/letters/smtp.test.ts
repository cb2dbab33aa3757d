import assert from 'node:assert/strict';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {simpleParser} from 'mailparser';
import type {Message} from '../../../server/letters/mail.ts';
import {folderMailbox} from '../../../server/letters/mailbox.ts';
import {smtpMail} from '../../../server/letters/smtp.ts';
import {everySample} from './samples.ts';
import {withServer, type Answers} from './smtp-server.ts';

const letter: Message = {
  id: 'evt_4QzK2mV0xS1cB9dT4hRr7w.order_confirmed@pay.example',
  kind: 'order_confirmed',
  from: {name: 'Maison Lumen, « lampes »', address: 'commandes@lumen.example'},
  to: {name: 'Camille Ōé', address: 'camille@example.test'},
  replyTo: 'bonjour@lumen.example',
  subject: 'Maison Lumen\u00a0: commande ML-2026-0412 confirmée',
  text: 'Bonjour,\n\nRéservé\u00a0: 129,90\u00a0€.\n.\nfin\n',
  html: '<!doctype html>\n<html lang="fr"><head><title>x</title></head><body><p>129,90\u00a0€</p></body></html>\n',
};

const sameLines = (text: string): string => text.replace(/\r\n/g, '\n').trimEnd();

describe('a real SMTP server', () => {
  test('takes every letter in both languages: subject, both parts, one recipient, short lines', async () => {
    await withServer({password: 's3cret-word'}, async (mail, taken) => {
      const all = everySample();
      for (const {kind, name, locale, letter: said} of all) {
        const id = `evt_${kind}${name}${locale}.${kind}@pay.example`;
        assert.deepEqual(await mail.send({...letter, id, kind, ...said}), {kind: 'sent'});
        const {to, raw} = taken.at(-1)!;
        assert.deepEqual(to, ['camille@example.test']);
        for (const line of raw.toString('latin1').split('\r\n')) assert.ok(line.length <= 998, line.slice(0, 60));
        assert.doesNotMatch(raw.toString('latin1'), /[\u0080-\u00ff]/, 'only ASCII on the wire');

        const parsed = await simpleParser(raw);
        assert.equal(parsed.subject, said.subject);
        assert.equal(parsed.messageId, `<${id}>`);
        assert.equal(sameLines(parsed.text ?? ''), sameLines(said.text));
        assert.equal(sameLines(String(parsed.html)), sameLines(said.html));
        assert.equal(parsed.attachments.length, 0);
      }
      assert.equal(taken.length, all.length);
    });
  });

  test('reads names with accents, commas and quotes as they were written', async () => {
    await withServer({password: 's3cret-word'}, async (mail, taken) => {
      await mail.send(letter);
      const parsed = await simpleParser(taken[0]!.raw);
      assert.deepEqual(parsed.from?.value, [letter.from]);
      assert.deepEqual(Array.isArray(parsed.to) ? [] : parsed.to?.value, [letter.to]);
      assert.equal(parsed.replyTo?.text, letter.replyTo);
      assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
      assert.equal(parsed.bcc, undefined);
      assert.equal(parsed.cc, undefined);
    });
  });

  const injections: readonly [string, Partial<Message>, string][] = [
    ['the name', {to: {name: 'Camille\r\nBcc: all@example.test', address: 'c@example.test'}}, 'name_control_character'],
    ['the address', {to: {name: '', address: 'c@example.test\r\nBcc: all@example.test'}}, 'address_control_character'],
    ['a second address', {to: {name: '', address: 'c@example.test, all@example.test'}}, 'address_invalid'],
    ['the subject', {subject: 'Commande\r\nBcc: all@example.test'}, 'subject_control_character'],
    ['the sender', {from: {name: 'Lumen\nX: y', address: 'a@lumen.example'}}, 'name_control_character'],
    ['the answer address', {replyTo: 'a@lumen.example\nBcc: all@example.test'}, 'address_control_character'],
    ['the id', {id: 'evt_x@y>\r\nBcc: all@example.test'}, 'subject_control_character'],
  ];
  for (const [what, change, code] of injections) {
    test(`never sees a header that came in by ${what}`, async () => {
      await withServer({password: 's3cret-word'}, async (mail, taken) => {
        assert.deepEqual(await mail.send({...letter, ...change}), {kind: 'refused', code});
        assert.equal(taken.length, 0);
      });
    });
  }

  const outcomes: readonly [string, Answers, 'refused' | 'failed', RegExp][] = [
    ['says that the recipient does not exist', {password: 's3cret-word', rcpt: 550}, 'refused', /^EENVELOPE:550$/],
    ['asks to come back later', {password: 's3cret-word', rcpt: 451}, 'failed', /451/],
    ['has a full disk', {password: 's3cret-word', data: 452}, 'failed', /452/],
    ['takes the letter for unwanted', {password: 's3cret-word', data: 554}, 'failed', /554/],
    ['does not know our password', {password: 'another'}, 'failed', /^EAUTH:535$/],
  ];
  for (const [what, answers, kind, code] of outcomes) {
    test(`that ${what}: ${kind}`, async () => {
      await withServer(answers, async (mail, taken) => {
        const posted = await mail.send(letter);
        assert.equal(posted.kind, kind);
        assert.match('code' in posted ? posted.code : '', code);
        assert.doesNotMatch(JSON.stringify(posted), /s3cret|camille/);
        assert.equal(taken.length, 0);
      });
    });
  }

  test('that is not there, or hangs up: failed', async () => {
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
    const {port} = silent.address() as AddressInfo;
    assert.equal((await smtpMail(`smtp://127.0.0.1:${port}`).send(letter)).kind, 'failed');
    await new Promise((resolve) => silent.close(resolve));
    const posted = await smtpMail(`smtp://u:s3cret-word@127.0.0.1:${port}`).send(letter);
    assert.deepEqual(posted, {kind: 'failed', code: 'ESOCKET'});
  });
});

describe('the mailbox of tests', () => {
  test('keeps a letter once, newest first, whatever else lies in its folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
    let now = 1000;
    const mailbox = folderMailbox(join(folder, 'letters'), {now: () => now++});
    assert.deepEqual(await mailbox.list(10), []);
    await mailbox.send(letter);
    await mailbox.send({...letter, id: 'evt_2.refunded@pay.example', kind: 'refunded'});
    await mailbox.send({...letter, id: 'evt_2.refunded@pay.example', kind: 'refunded'});
    await writeFile(join(folder, 'letters', 'notes.json'), '{');
    assert.deepEqual(
      (await mailbox.list(10)).map(({kind, to}) => [kind, to]),
      [
        ['refunded', 'camille@example.test'],
        ['order_confirmed', 'camille@example.test'],
      ],
    );
    const [kept] = await mailbox.list(1);
    assert.deepEqual(await mailbox.read(kept!.id), kept);
    for (const id of ['', '..', '../../etc/passwd', 'notes', 'f'.repeat(32)])
      assert.equal(await mailbox.read(id), undefined);
    assert.equal((await readdir(join(folder, 'letters'))).filter((name) => name.endsWith('.new')).length, 0);
    assert.deepEqual(await mailbox.send({...letter, to: {name: 'a\nb', address: 'c@example.test'}}), {
      kind: 'refused',
      code: 'name_control_character',
    });
    await rm(folder, {recursive: true});
  });
});
