import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {declineCodes, type DeclineCode} from '#contract/declines.ts';
import {wordsOf} from '../../../server/payments/sentences.ts';
import en from '../../../locales/en.json' with {type: 'json'};
import fr from '../../../locales/fr.json' with {type: 'json'};

const refusal = (code: DeclineCode, providerCode: string, sensitive = false) =>
  ({code, advice: 'other_card', providerCode, sensitive}) as const;

/** Whoever says these may have taken the money already. */
const unsettled: ReadonlySet<DeclineCode> = new Set(['duplicate', 'timeout_unknown']);

describe('the sentence of a refusal', () => {
  for (const code of declineCodes) {
    test(`${code}, of any provider: says its own, and that nothing was taken only where that is certain`, () => {
      const {message} = wordsOf(refusal(code, 'payplug:whatever'));
      for (const [words, assurance] of [
        [message.fr, fr.refusal.not_charged],
        [message.en, en.refusal.not_charged],
      ] as const) {
        assert.equal(words.includes(assurance), !unsettled.has(code), words);
        assert.ok(!words.includes('{{'));
      }
    });
  }

  test('tells funds, date, number, limit and time apart, whoever refused', () => {
    const said = (
      ['insufficient_funds', 'expired_card', 'incorrect_number', 'limit_exceeded', 'session_expired'] as const
    ).map((code) => wordsOf(refusal(code, 'stripe:x')).message.fr);
    assert.equal(new Set(said).size, 5);
    assert.match(said[0] ?? '', /solde ou le plafond/);
    assert.deepEqual(
      (['expired_card', 'incorrect_number', 'incorrect_cvc'] as const).map(
        (code) => wordsOf(refusal(code, 'stripe:x')).field,
      ),
      ['expiry', 'number', 'cvc'],
    );
  });

  test('a sensitive one is the neutral one, whoever refused', () => {
    const neutral = wordsOf(refusal('generic_decline', 'stripe:x')).message;
    assert.deepEqual(wordsOf(refusal('lost_or_stolen', 'stripe:stolen_card', true)).message, neutral);
    assert.deepEqual(wordsOf(refusal('incorrect_cvc', 'stripe:x'), {discreet: true}).message, neutral);
  });

  test('a wrong address at a provider is not looked for on the card', () => {
    const {message, field} = wordsOf(refusal('incorrect_data', 'stripe:incorrect_zip'));
    assert.doesNotMatch(message.fr, /numéro|expiration/);
    assert.equal(field, null);
    assert.equal(wordsOf(refusal('incorrect_data', '3ds:N/05')).field, 'number');
    // The vault was started anew: no digit is wrong.
    assert.equal(wordsOf(refusal('incorrect_data', 'guichet:card_gone')).field, null);
  });

  test('a lender that offers nothing is not said to find it too much', () => {
    const {message} = wordsOf(refusal('limit_exceeded', 'alma:not_eligible'), {method: 'instalments'});
    assert.match(message.fr, /n’est pas proposé pour cette commande/);
  });

  test('where no bank was asked, no bank is named', () => {
    for (const method of ['paypal', 'instalments', 'wero', 'alipay'] as const) {
      const {message} = wordsOf(refusal('generic_decline', 'paypal:x'), {method});
      assert.doesNotMatch(message.fr, /banque/);
      assert.doesNotMatch(message.en, /bank/);
      const funds = wordsOf(refusal('insufficient_funds', 'wallet:insufficient_funds'), {method}).message;
      assert.match(funds.fr, /solde/);
      assert.doesNotMatch(`${funds.fr} ${funds.en}`, /carte|card/);
    }
  });

  test('the authentication’s trouble is not the provider’s', () => {
    const [bank, provider] = ['3ds:R/05', 'alma:5xx'].map(
      (code) => wordsOf(refusal('provider_unavailable', code)).message.fr,
    );
    assert.notEqual(bank, provider);
  });
});
