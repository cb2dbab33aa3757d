import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {letterKinds} from '../../../server/contract/letters.ts';
import {letterOf} from '../../../server/letters/letter.ts';
import {faultOf} from '../../../server/letters/mail.ts';
import {common, everySample, samples} from './samples.ts';

/** What a reader sees of the HTML part. */
function seen(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** Without the texts of the order, which are the shop's own. */
const ours = {...common, customerName: null, lines: [{name: 'Lampe Aube', quantity: 1, amount: 12_990}]};

describe('a letter', () => {
  for (const {kind, name, locale, letter} of everySample()) {
    describe(`${kind} (${name}) in ${locale}`, () => {
      test('has a subject with the merchant and the order, in one line', () => {
        assert.match(letter.subject, /^Maison Lumen\u00a0?: /);
        assert.match(letter.subject, /ML-2026-0412|30.days|30.jours/);
        assert.doesNotMatch(letter.subject, /[\r\n]/);
        assert.ok(letter.subject.length < 100, letter.subject);
      });

      test('has no gap in either part', () => {
        for (const part of [letter.subject, letter.text, letter.html]) {
          assert.doesNotMatch(part, /\{\{|undefined|null|NaN|\[object|\bletter\.\w/);
        }
      });

      test('says the same in both parts', () => {
        const html = seen(letter.html).replace(/\s+/g, ' ');
        for (const line of letter.text.split('\n')) {
          const said = line.replace(/^(- |-- ?$|=+$)/, '').trim();
          for (const piece of said.startsWith('https://') ? [] : said.split(' \u2013 ')) {
            assert.ok(html.includes(piece.replace(/\s+/g, ' ')), `${piece} is not in the HTML part`);
          }
        }
        for (const [, url = ''] of letter.html.matchAll(/href="([^"]+)"/g)) {
          assert.ok(letter.text.split('\n').includes(url), `${url} is not on a line of the text part`);
        }
      });

      test('keeps its lines below 998 bytes, in either part', () => {
        for (const line of `${letter.text}\n${letter.html}`.split('\n')) {
          assert.ok(Buffer.byteLength(line) <= 998, line.slice(0, 80));
        }
      });

      test('is a document in its language, with a title, a heading and a landmark, and loads nothing', () => {
        assert.match(letter.html, new RegExp(`^<!doctype html>\\n<html lang="${locale}" dir="ltr">`));
        assert.match(letter.html, /<title>[^<]+<\/title>/);
        assert.equal(letter.html.match(/<h1 /g)?.length, 1);
        assert.equal(letter.html.match(/<main /g)?.length, 1);
        const tags = [...letter.html.matchAll(/<[^>]*>/g)].join('');
        assert.doesNotMatch(tags, /<(img|script|link|iframe|form|table)\b|\son\w+=/i);
        assert.doesNotMatch(letter.html, /url\(|@import/);
      });

      test('says that it is a test', () => {
        assert.match(letter.text, locale === 'fr' ? /aucun débit réel/ : /no real charge/);
        assert.match(letter.html, locale === 'fr' ? /aucun débit réel/ : /no real charge/);
      });
    });
  }

  test('exists for every kind', () => {
    assert.deepEqual([...new Set(everySample().map(({kind}) => kind))].sort(), [...letterKinds].sort());
  });

  test('escapes what the shop and the shopper wrote', () => {
    const {html} = letterOf('order_confirmed', samples.order_confirmed['paid']!, 'fr');
    assert.ok(html.includes('Camille Ōé &amp; &lt;b&gt;fils&lt;/b&gt;'));
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.doesNotMatch(html, /<img|<b>/);
  });

  test('lets no value begin a line', () => {
    const facts = {
      ...ours,
      orderReference: 'A\r\nBcc: everyone@example.test',
      state: 'paid',
      paid: ours.total,
    } as const;
    const {subject, text} = letterOf('order_confirmed', facts, 'en');
    assert.doesNotMatch(subject, /[\r\n]/);
    assert.doesNotMatch(text, /^Bcc:/m);
  });

  test('keeps French typography in what it puts together', () => {
    for (const kind of ['order_confirmed', 'debited', 'refunded'] as const) {
      const {text} = letterOf(
        kind,
        {...ours, state: 'paid', paid: ours.total, captured: ours.total, refunded: ours.total} as never,
        'fr',
      );
      const prose = text.replace(/https?:\S+/g, '').replace(/\d\d:\d\d/g, '');
      assert.doesNotMatch(prose, /\p{L}'\p{L}|(?<!\u00a0):|(?<!\u202f)[;!?]|\d €/u);
      assert.ok(text.includes('129,90\u00a0€'));
    }
  });

  test('writes amounts, dates and methods as its reader does', () => {
    const facts = samples.order_confirmed['reserved']!;
    const french = letterOf('order_confirmed', facts, 'fr').text;
    const english = letterOf('order_confirmed', facts, 'en').text;
    assert.match(french, /129,90\u00a0€/);
    assert.match(french, /24 novembre 2026 à 10:05 UTC\+1/);
    assert.match(french, /CB se terminant par 4242/);
    assert.match(english, /€129\.90/);
    assert.match(english, /24 November 2026 at 10:05/);
    assert.match(english, /CB ending in 4242/);
  });

  test('says nothing of a test when the money is real', () => {
    const facts = {...samples.order_confirmed['paid']!, livemode: true};
    assert.doesNotMatch(letterOf('order_confirmed', facts, 'fr').html, /TEST/);
  });

  for (const url of [
    'https://elsewhere.example/pay',
    'https://pay.example.evil.test/',
    'javascript:alert(1)',
    'https://user:pass@pay.example/',
    'data:text/html,x',
    '//pay.example/',
  ]) {
    test(`never leads to ${url}`, () => {
      const facts = {...samples.payment_failed['link']!, payUrl: url};
      assert.throws(() => letterOf('payment_failed', facts, 'fr'), {name: 'LetterFault', code: 'link_not_allowed'});
    });
  }
});

/** What a letter may claim: each of these must stand in it, and each of those must not. */
const claims: readonly [keyof typeof samples, string, RegExp, RegExp][] = [
  ['order_confirmed', 'reserved', /réservé, pas encore débité/, /Montant payé|accepté|a été débité/],
  ['order_confirmed', 'paid', /Votre paiement est accepté/, /réservé|à l’expédition/],
  ['order_confirmed', 'received', /Votre règlement nous est parvenu/, /accepté|réservé/],
  ['in_review', 'plain', /rien n’est débité pour l’instant/, /confirmée|Montant payé/],
  ['debited', 'part', /Montant débité\u00a0: 119,00\u00a0€\. Le reste ne sera pas débité/, /expédiée/],
  ['debited', 'whole', /a été débité/, /expédiée|Le reste/],
  ['released', 'lapsed', /Aucun montant n’a été débité/, /remboursé/],
  ['payment_failed', 'link', /Aucun montant n’a été débité/, /banque|plafond|solde|volée|fraude/],
  ['payment_failed', 'funds', /avant de payer d’une autre façon/, /Aucun montant n’a été débité/],
  ['transfer_instructions', 'euro', /dès réception de votre virement/, /réservé|accepté|débité\b(?! réel)/],
  ['refunded', 'part', /Une partie du montant/, /sous \d+ jours/],
];

describe('the truth about money', () => {
  for (const [kind, name, said, unsaid] of claims) {
    test(`${kind} (${name}) claims no more than we know`, () => {
      const {text} = everySample().find((one) => one.kind === kind && one.name === name && one.locale === 'fr')!.letter;
      const prose = text.replace('TEST – aucun débit réel', '');
      assert.match(prose, said);
      assert.doesNotMatch(prose, unsaid);
    });
  }

  test('no card number beyond its last four digits is in any letter', () => {
    for (const {letter} of everySample()) {
      const plain = [letter.subject, letter.text.replace(/FR76[\d\u00a0 ]+|RF18[\d ]+/g, ''), seen(letter.html)]
        .join('\n')
        .replace(/FR76[\d\u00a0 ]+|RF18[\d ]+/g, '');
      assert.doesNotMatch(plain, /\d(?:[ -]?\d){12,}/);
    }
  });
});

const addresses: readonly [name: string, address: string, fault: string | undefined][] = [
  ['Camille', 'camille@example.test', undefined],
  ['Chloé D’Ōé', 'c.d+commande@mail.example.test', undefined],
  ['', 'x@y.example', undefined],
  ['Camille\r\nBcc: all@example.test', 'camille@example.test', 'name_control_character'],
  ['Camille\n', 'camille@example.test', 'name_control_character'],
  ['Camille\u0000', 'camille@example.test', 'name_control_character'],
  ['Camille\u2028', 'camille@example.test', 'name_control_character'],
  ['', 'camille@example.test\r\nBcc: all@example.test', 'address_control_character'],
  ['', 'camille@example.test\u0000', 'address_control_character'],
  ['', 'camille@example.test, all@example.test', 'address_invalid'],
  ['', 'camille@example.test;all@example.test', 'address_invalid'],
  ['', '<camille@example.test>', 'address_invalid'],
  ['', '"a b"@example.test', 'address_invalid'],
  ['', 'a@b@example.test', 'address_invalid'],
  ['', 'camille@localhost', 'address_invalid'],
  ['', '.camille@example.test', 'address_invalid'],
  ['', 'ca..mille@example.test', 'address_invalid'],
  ['', 'camille@-example.test', 'address_invalid'],
  ['', 'camille', 'address_invalid'],
  ['', '', 'address_invalid'],
  ['', `${'a'.repeat(64)}@${'b'.repeat(190)}.example.test`, 'address_invalid'],
];

describe('an address', () => {
  for (const [name, address, fault] of addresses) {
    test(`${JSON.stringify(name)} ${JSON.stringify(address.slice(0, 60))}: ${fault ?? 'good'}`, () =>
      assert.equal(faultOf({name, address}), fault));
  }
});
